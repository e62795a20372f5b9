"""Which language models fit this machine: memory that is free, processors, disk; and one started to be measured."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hemvist.providers.catalogue import Entry
from hemvist.providers.model import ModelUnreachable
from hemvist.providers.shelf import Shelf
from hemvist.providers.speaking import SharedModel

LEFT_FREE: Final = 1_000_000_000
"""Bytes of memory that documents, indexes and readers need beside a model."""
_SLOW_START: Final = 300.0


@dataclass(frozen=True)
class Machine:
    """What a model finds here: bytes of memory that can still be had, and processors of this process."""

    memory: int
    processors: int

    def fits(self, one: Entry) -> bool:
        """Whether this model can run here beside everything else."""
        return one.memory + LEFT_FREE <= self.memory

    @property
    def largest(self) -> int:
        """The largest file of weights, in bytes, that would fit: a model needs about 1.9 times its file (measured)."""
        return max(0, int((self.memory - LEFT_FREE) / 1.9))


def machine() -> Machine:
    """This machine now, or the share of it that this process may use (proc(5), cgroups(7))."""
    lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
    free = next(int(line[1]) * 1024 for line in lines if line[0] == "MemAvailable:")
    return Machine(min(free, _allowed()), len(os.sched_getaffinity(0)))


def room(speaker: Path) -> Machine:
    """The same as a model would find it in place of the one that runs behind this socket, which gives its memory back."""
    here = machine()
    with suppress(ModelUnreachable):
        return Machine(here.memory + SharedModel(speaker).memory, here.processors)
    return here


def _allowed() -> int:
    """What the control group still allows."""
    most, used = (Path("/sys/fs/cgroup") / name for name in ("memory.max", "memory.current"))
    try:
        return int(most.read_text()) - int(used.read_text())
    except (OSError, ValueError):  # "max": no bound
        return 1 << 62


@contextmanager
def started(one: Entry, shelf: Shelf, threads: int) -> Iterator[SharedModel]:
    """A speaker of our own for as long as the block lasts. Raises :class:`ModelUnreachable` where it does not start."""
    with tempfile.TemporaryDirectory(prefix="hv-") as folder:
        socket = Path(folder) / "speaker.sock"
        names = ("--model", one.name, "--shelf", str(shelf.folder), "--socket", str(socket), "--threads", str(threads))
        command = [sys.executable, "-P", "-m", "hemvist.providers.speaker", *names]
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            try:
                if child.stdout is None or child.stdout.readline() != b"ready\n":
                    raise ModelUnreachable(reason=_last(child))
                yield SharedModel(socket, patience=_SLOW_START)
            finally:
                child.kill()


def _last(child: subprocess.Popen[bytes]) -> str:
    """What it said of why, in one sentence."""
    said = (child.stderr.read() if child.stderr else b"").decode("utf-8", "replace").strip().splitlines()
    return said[0] if said else "it ended without a word."
