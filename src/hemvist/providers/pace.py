"""How fast an embedder is on this machine, and how much memory it takes: measured by one started for it alone.

`python -m hemvist.providers.pace --embedder NAME --weights FOLDER` prints both as JSON. It sees no text but its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.providers.base import Vectors
from hemvist.providers.sources import Table, table, tables

_PASSAGE: Final = "The Tenant shall pay the rent in advance, on the first day of each month, by transfer. " * 10
"""About 150 words, as passages are."""
_SECONDS: Final = 2.0
_PATIENCE: Final = 120.0


class PaceUnknown(HemvistError):
    """How fast {name} is on this machine could not be measured: {reason}"""

    exit_code = 69
    status = 503
    remedy = "Nothing was changed. `hemvist models check` looks whether its weights are whole; then try again."


@dataclass(frozen=True)
class Pace:
    """Passages a second, and bytes of memory at most, each as measured just now."""

    passages: float
    memory: int

    def seconds(self, passages: int) -> float:
        """About how long so many passages take."""
        return passages / self.passages


def measured(facts: Table, folder: Path, threads: int) -> Pace:
    """Start the embedder, let it work for two seconds, and end it. Raises :class:`PaceUnknown`."""
    names = ("--embedder", facts.name, "--weights", str(folder), "--threads", str(threads))
    command = [sys.executable, "-P", "-m", "hemvist.providers.pace", *names]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise PaceUnknown(name=facts.name, reason="it did not end.") from None
    if done.returncode != os.EX_OK:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PaceUnknown(name=facts.name, reason=said[0] if said else "it ended without a word.")
    return Pace(**json.loads(done.stdout))


def main(arguments: list[str] | None = None) -> int:
    """Measure in this process, which ends with it."""
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.pace", description=__doc__)
    parser.add_argument("--embedder", choices=[one.name for one in tables()], required=True)
    parser.add_argument("--weights", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--threads", type=int, default=2, metavar="N")
    chosen = parser.parse_args(arguments)
    try:
        print(json.dumps(asdict(_measure(table(chosen.embedder), chosen.weights, chosen.threads))))  # noqa: T201
    except HemvistError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - for whoever started this process
        return error.exit_code
    return os.EX_OK


def _measure(facts: Table, folder: Path, threads: int) -> Pace:
    from concurrent.futures import ThreadPoolExecutor

    from hemvist.providers.here import Engine
    from hemvist.providers.process import keep_small

    keep_small()
    engine = Engine(folder, facts)
    engine.passage(_PASSAGE)
    with ThreadPoolExecutor(threads) as pool:
        began = time.monotonic()
        counts = pool.map(lambda _: _embedded_until(engine.passage, began + _SECONDS), range(threads))
        done = sum(counts)
        took = time.monotonic() - began
    return Pace(round(done / took, 2), _most_memory())


def _most_memory() -> int:
    """Bytes at most, of this program alone: the kernel begins anew with each (proc(5)), unlike what getrusage tells."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    return next(int(line[1]) * 1024 for line in lines if line[0] == "VmHWM:")


def _embedded_until(embed: Callable[[str], Vectors], end: float) -> int:
    count = 0
    while time.monotonic() < end or not count:
        embed(_PASSAGE)
        count += 1
    return count


if __name__ == "__main__":
    sys.exit(main())
