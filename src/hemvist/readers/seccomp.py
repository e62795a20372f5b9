"""The system calls a reader may still make, as a small hand-made filter; every other call fails with EPERM."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

_X86_64: Final = (
    0xC000003E,
    {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24, "mremap": 25,
        "madvise": 28, "getpid": 39, "exit": 60, "gettimeofday": 96, "getrusage": 98, "sysinfo": 99,
        "sigaltstack": 131, "gettid": 186, "futex": 202, "restart_syscall": 219, "clock_gettime": 228,
        "exit_group": 231, "ppoll": 271, "getrandom": 318,
    },
)  # fmt: skip
_AARCH64: Final = (
    0xC00000B7,
    {
        "close": 57, "lseek": 62, "read": 63, "write": 64, "ppoll": 73, "fstat": 80, "exit": 93, "exit_group": 94,
        "futex": 98, "clock_gettime": 113, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "getrusage": 165, "gettimeofday": 169,
        "getpid": 172, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222,
        "mprotect": 226, "madvise": 233, "getrandom": 278,
    },
)  # fmt: skip
_MACHINES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}

# Instructions of the kernel's packet filter language, as in linux/filter.h and linux/seccomp.h.
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE = 0, 4
_OTHER_NUMBERS: Final = 0x40000000  # x86-64's second way of numbering calls (x32)

_SET_SECCOMP: Final = 22
_FILTER: Final = 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def program(machine: str) -> bytes:
    """The filter for ``machine`` (as ``platform.machine()`` names it); KeyError for a machine we have no table for."""
    architecture, calls = _MACHINES[machine]
    ask, count = struct.Struct("HBBI").pack, len(calls)
    steps = [
        ask(_LOAD, 0, 0, _ARCHITECTURE),
        ask(_IF_EQUAL, 0, count + 2, architecture),
        ask(_LOAD, 0, 0, _NUMBER),
        ask(_IF_AT_LEAST, count, 0, _OTHER_NUMBERS),
    ]
    steps += [ask(_IF_EQUAL, count - at, 0, number) for at, number in enumerate(calls.values())]
    return b"".join([*steps, ask(_RETURN, 0, 0, _REFUSE), ask(_RETURN, 0, 0, _ALLOW)])


_HERE: Final = program(platform.machine()) if platform.machine() in _MACHINES else None
"""The filter for this machine, made before a child is forked; None where there is none."""


def only_needed_calls(libc: ctypes.CDLL) -> bool:
    """Put the filter in force for this process, for good; False where the kernel or the machine has none."""
    if _HERE is None:
        return False
    loaded = _Program(len(_HERE) // 8, _HERE)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(loaded), 0, 0) == 0)
