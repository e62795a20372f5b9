"""The fences a reader puts up around itself before it receives a byte, and the proof that they stand (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Final

from hemvist.readers import seccomp

NOBODY: Final = 65534
_LIBC: Final = ctypes.CDLL(None, use_errno=True)

# linux/sched.h, linux/mount.h, linux/prctl.h
_NEW_USER: Final = 0x10000000
_NEW_OTHERS: Final = 0x40000000 | 0x00020000 | 0x08000000 | 0x04000000  # network, mounts, shared memory, host name
_READ_ONLY, _NO_SUID, _NO_DEV, _NO_EXEC = 1, 2, 4, 8
_REMOUNT, _RECURSIVE, _PRIVATE = 32, 16384, 1 << 18
_DETACH: Final = 2
_PARENT_DEATH, _DUMPABLE, _DROP_BOUND, _NO_NEW_RIGHTS, _AMBIENT, _AMBIENT_CLEAR = 1, 4, 24, 38, 47, 4
_CAPABILITY_VERSION: Final = 0x20080522
# Since Linux 5.13; these three have the same numbers on every machine.
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}


def confine(megabytes: int, seconds: int, parent: int) -> list[str]:
    """Put up every fence this machine allows, for good, and return the names of those that stand.

    ``network``, ``files``, ``user`` and ``limits`` are only named when a probe from within has shown them to hold.
    Nothing is named in a process of several threads, since most fences stand around one.
    """
    os.closerange(3, 1 << 16)
    _LIBC.prctl(_DUMPABLE, 1, 0, 0, 0)  # for now: what a nursery keeps private could not write its own rules
    if not alone():
        return []
    readable = _can_open(__file__)
    steps = {
        "namespaces": _own_namespaces,
        "root": _empty_root,
        "rights": _give_up_rights,
        "parent": lambda: die_with(parent),  # again: a change of user forgets it
        "landlock": _landlock,
        "numbers": lambda: _limits(megabytes, seconds),
        "calls": lambda: seccomp.only_needed_calls(_LIBC),
    }
    standing = [name for name, step in steps.items() if _stands(step)]
    return standing + _proven(readable, standing)


def _stands(step: Callable[[], bool]) -> bool:
    with contextlib.suppress(OSError):
        return step()
    return False


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "refused")


def die_with(parent: int) -> bool:
    """End this process when its parent ends, or at once if that has already happened."""
    _LIBC.prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return True


def alone() -> bool:
    """Whether this process is one thread."""
    return len(os.listdir("/proc/self/task")) == 1


def leave_network() -> None:
    """Have no network devices from now on. Raises OSError where this machine does not allow it."""
    _own_namespaces()


def keep_private() -> None:
    """Let no process of the same user look into this one, and no crash be written to disk."""
    _LIBC.prctl(_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _own_namespaces() -> bool:
    """No network devices, no shared memory, no mounts of others; without root, inside a user namespace."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _checked(_LIBC.unshare(_NEW_OTHERS))
        return True
    _checked(_LIBC.unshare(_NEW_USER | _NEW_OTHERS))
    for name, line in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1")):
        with open(f"/proc/self/{name}", "w") as rules:
            rules.write(line)
    return True


def _empty_root() -> bool:
    """An empty, read-only, one-page memory disk as the only file system there is."""
    flags = _NO_SUID | _NO_DEV | _NO_EXEC
    _checked(_LIBC.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None))
    _checked(_LIBC.mount(b"none", b"/tmp", b"tmpfs", flags, b"size=4k,nr_inodes=2,mode=555"))
    os.chdir("/tmp")  # noqa: S108
    _checked(_LIBC.mount(None, b".", None, _REMOUNT | _READ_ONLY | flags, None))
    _checked(_LIBC.syscall(_PIVOT_ROOT[os.uname().machine], b".", b"."))
    _checked(_LIBC.umount2(b".", _DETACH))
    os.chdir("/")
    return True


def _give_up_rights() -> bool:
    """Be nobody, for good: no capabilities, no groups, nothing to gain by running a program."""
    for capability in range(64):
        _LIBC.prctl(_DROP_BOUND, capability, 0, 0, 0)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    _LIBC.prctl(_AMBIENT, _AMBIENT_CLEAR, 0, 0, 0)
    _checked(_LIBC.capset(struct.pack("II", _CAPABILITY_VERSION, 0), bytes(24)))
    _checked(_LIBC.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0))
    _checked(_LIBC.prctl(_DUMPABLE, 0, 0, 0, 0))
    return True


def _landlock() -> bool:
    """Refuse every file right this kernel knows, to every file; also TCP, and signals to others, where it can."""
    version = _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << (13 if version == 1 else 14 if version == 2 else 15 if version < 5 else 16)) - 1
    rules = struct.pack("QQQ", rights, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    fence = _LIBC.syscall(_LANDLOCK_CREATE, rules, len(rules), 0)
    if fence < 0:
        return False
    _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, fence, 0))
    os.close(fence)
    return True


def _limits(megabytes: int, seconds: int) -> bool:
    """Bounds on memory and computing time; no further process, no file written, no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 8),
    ):
        resource.setrlimit(what, (most, most))
    return True


def _proven(readable: bool, standing: list[str]) -> list[str]:
    """What a probe from within shows to hold; a probe that could not have failed before proves nothing."""
    proofs = {
        "network": not _has_network(),
        "files": readable and not _has_files(),
        "user": "rights" in standing and os.geteuid() != 0,
        "limits": "numbers" in standing,
    }
    return [name for name, holds in proofs.items() if holds]


def _has_network() -> bool:
    """Whether a packet or a connection could be tried: in a fresh network namespace not even this machine is in reach.

    Both are asked, because Landlock alone stops connections but no packets.
    """
    return _can_reach(socket.SOCK_DGRAM) or _can_reach(socket.SOCK_STREAM)


def _can_reach(kind: socket.SocketKind) -> bool:
    try:
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", 9)) not in (errno.ENETUNREACH, errno.EPERM, errno.EACCES)
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES)


def _has_files() -> bool:
    """Whether any file can be read, listed or made."""
    try:
        if os.listdir("/"):
            return True
    except OSError:
        pass
    nameless = os.O_WRONLY | os.O_TMPFILE  # would leave nothing behind
    made = any(_can_open(place, nameless) for place in ("/", "/tmp", "/dev/shm"))  # noqa: S108
    return made or any(_can_open(path) for path in (__file__, sys.executable, "/etc/passwd", "/proc/self/status"))


def _can_open(path: str, how: int = os.O_RDONLY) -> bool:
    try:
        os.close(os.open(path, how, 0o600))
    except OSError:
        return False
    return True
