"""A real keeper, started as the product starts it, for the tests to talk to."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hemvist.vault.errors import VaultUnreachable
from hemvist.vault.keeper import KeeperKeys
from tests.exams.keys_exam import SAME_CODE


def start(folder: Path, socket: Path, *more: str, **environment: str) -> subprocess.Popen[str]:
    """A keeper process that answers, or the one that ended instead."""
    command = [sys.executable, "-m", "hemvist.vault.keeper", "--keys", str(folder), "--socket", str(socket), *more]
    keeper = subprocess.Popen(
        command, env=SAME_CODE | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 30
    while keeper.poll() is None and not _answers(socket):
        assert time.monotonic() < until, "the keeper does not start"
        time.sleep(0.02)
    return keeper


def stop(keeper: subprocess.Popen[str]) -> tuple[str, str]:
    """End it as a service manager would; what it wrote to its two outputs."""
    keeper.terminate()
    return keeper.communicate(timeout=10)


@contextmanager
def keeper(folder: Path, socket: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A keeper for as long as the block lasts."""
    process = start(folder, socket, *more)
    try:
        yield process
    finally:
        stop(process)


def _answers(socket: Path) -> bool:
    keys = KeeperKeys(socket)
    try:
        keys.root_of("installation")
    except VaultUnreachable:
        return False
    finally:
        keys.close()
    return True
