"""What a process that handles contents asks of the system: no core dumps, no output, little memory kept."""

from __future__ import annotations

import ctypes
import os
import resource
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_M_ARENA_MAX: Final = -8
_libc: Final = ctypes.CDLL(None)
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


def no_dumps() -> None:
    """No core file, and no other process of this user may read our memory (prctl(2), core(5))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_small() -> None:
    """At most two arenas of the C library's heap, so that threads do not each keep their own (mallopt(3))."""
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(_M_ARENA_MAX, 2)


def trim() -> None:
    """Give freed memory back to the system, where the C library can (malloc_trim(3); musl cannot)."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(0)


def nowhere() -> int:
    """A descriptor that leads nowhere: for who will not be able to open one any more."""
    return os.open(os.devnull, os.O_WRONLY)


def close_mouth(into: int | None = None) -> None:
    """From now on whatever this process prints, in Python or beneath it, goes nowhere."""
    into = nowhere() if into is None else into
    for descriptor in (1, 2):
        os.dup2(into, descriptor)
    os.close(into)
