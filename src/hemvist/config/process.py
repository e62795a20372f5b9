"""What every process of Hemvist starts with: private files, no core dumps, no way to gain rights, and it ends with its parent."""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from types import TracebackType

_PARENT_DEATH_SIGNAL, _NO_NEW_PRIVILEGES = 1, 38
"""PR_SET_PDEATHSIG and PR_SET_NO_NEW_PRIVS of prctl(2)."""
_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it
# Loaded before any fork: between fork and exec nothing may be imported.
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def harden() -> None:
    """What this process and all it starts write is for their user alone; a crash leaves neither memory nor words."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # onnxruntime 1.29 and later report their use to Microsoft unless told otherwise before they are imported.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    sys.excepthook = tell_quietly
    threading.excepthook = lambda found: tell_quietly(found.exc_type, found.exc_value, found.exc_traceback)


def tell_quietly(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """An error that nobody caught: its kind and its place in the code, without its words, which may quote a document."""
    places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    sys.stderr.write("\n".join([f"{kind.__name__} in", *places, ""]))


def end_with(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` ends, however it ends; for use right after a fork."""
    if _prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0) or os.getppid() != parent:
        os._exit(os.EX_OSERR)


def gain_nothing() -> None:
    """No program that is started from here on gains rights that this process does not have."""
    if _prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        os._exit(os.EX_OSERR)


def temporary_memory(home: Path) -> Path | None:
    """A new folder in memory, mode 700, for one run from ``home``; None where this machine has no such place.

    What an earlier run from the same home left behind, because it was killed, is removed.
    """
    if not in_memory(_MEMORY) or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return None
    for left in left_in_memory(home):
        if left.lstat().st_uid == os.getuid():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_begins(home), dir=_MEMORY))


def left_in_memory(home: Path) -> list[Path]:
    """The folders in memory of runs from this home, of the present one too."""
    return list(_MEMORY.glob(_begins(home) + "*"))


def _begins(home: Path) -> str:
    return f"hemvist-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}-"


def in_memory(folder: Path) -> bool:
    """Whether a folder is a place where files live in memory only."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    return any(mount[1] == str(folder) and mount[2] in ("tmpfs", "ramfs") for mount in mounts)


def remove(folder: Path) -> None:
    """Remove a folder of temporary files."""
    shutil.rmtree(folder, ignore_errors=True)
