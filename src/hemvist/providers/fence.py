"""The fences that the speaker puts up around itself before it reads a weight (Linux): no network, no files but its own.

The readers have narrower ones. A language model needs threads and its mapped weights, so these are laid before the
first thread starts and hold for all of them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import socket
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
# linux/prctl.h, linux/sched.h
_PARENT_DEATH, _NO_NEW_RIGHTS, _SET_SECCOMP, _FILTER = 1, 38, 22, 2
_NEW_USER: Final = 0x10000000
_NEW_OTHERS: Final = 0x40000000 | 0x08000000 | 0x04000000  # network, shared memory, host name
_CAPABILITY_VERSION: Final = 0x20080522
# linux/landlock.h
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ: Final = 1 << 2 | 1 << 3  # a file, a folder's list
_SOCKET: Final = 1 << 5 | 1 << 9  # remove a file, make a socket
_BITS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
ALIAS: Final = 1
"""The number of this user inside its own name space: not 65534, as which every stranger appears there."""
NOBODY: Final = 65534

# The calls that are refused, by number; "socket" only for other families than this machine's own sockets.
_CALLS: Final = {
    "x86_64": (0xC000003E, 41, (
        57, 58, 59, 101, 155, 165, 166, 175, 246, 248, 249, 250, 272, 298, 304, 308, 310, 311, 313, 321, 322, 323, 425, 438,
    )),
    "aarch64": (0xC00000B7, 198, (
        39, 40, 41, 97, 104, 105, 117, 217, 218, 219, 221, 241, 265, 268, 270, 271, 273, 280, 281, 282, 425, 438,
    )),
}  # fmt: skip
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


def fence(readable: Sequence[Path], sockets: Path) -> tuple[str, ...]:
    """Put up every fence this machine allows, for good, and name those that a probe from within has shown to hold.

    ``readable`` are the only places that can be read afterwards, ``sockets`` the only one where a socket can be made.
    Call it while the process is one thread.
    """
    steps = (_own_namespaces, _no_new_rights, lambda: _landlock(readable, sockets), _refuse_calls)
    for step in steps:
        try:
            step()
        except OSError:
            continue
    return _proven()


def settle(parent: int, user: int = NOBODY) -> bool:
    """Root becomes ``user``, in every thread and for good; die with ``parent``. Whether this user is another than before."""
    changed = os.geteuid() == 0
    if changed:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _LIBC.prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(os.EX_OSERR)
    return changed


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "refused")


def _own_namespaces() -> None:
    """No network devices; without root, inside a user namespace whose rights are given up at once."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _checked(_LIBC.unshare(_NEW_OTHERS))
        return
    _checked(_LIBC.unshare(_NEW_USER | _NEW_OTHERS))
    for name, line in (("setgroups", "deny"), ("uid_map", f"{ALIAS} {user} 1"), ("gid_map", f"{ALIAS} {group} 1")):
        Path(f"/proc/self/{name}").write_text(line)
    _checked(_LIBC.capset(struct.pack("II", _CAPABILITY_VERSION, 0), bytes(24)))


def _no_new_rights() -> None:
    _checked(_LIBC.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0))


def _landlock(readable: Sequence[Path], sockets: Path) -> None:
    """Refuse every file right this kernel knows, but to read here and to make sockets there; TCP too, where it can."""
    version = _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        raise OSError(errno.ENOSYS, "refused")
    rights = (1 << _BITS.get(version, 16)) - 1
    rules = struct.pack("QQQ", rights, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _LIBC.syscall(_LANDLOCK_CREATE, rules, len(rules), 0)
    for place, allowed in [*((one, _READ) for one in readable), (sockets, _SOCKET)]:
        _allow(ruleset, place, allowed)
    _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, place: Path, allowed: int) -> None:
    if not place.exists():
        return
    below = os.open(place, os.O_PATH)
    allowed = allowed if place.is_dir() else allowed & ~(1 << 3)
    rule = struct.pack("=Qi", allowed, below)
    _checked(_LIBC.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0))
    os.close(below)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _refuse_calls() -> None:
    """No programs, no looking into others, no sockets but this machine's own; also for threads that start later."""
    steps = program(platform.machine())
    loaded = _Program(len(steps) // 8, steps)
    _checked(_LIBC.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(loaded), 0, 0))


def program(machine: str) -> bytes:
    """The filter of system calls for a machine, in the kernel's packet filter language; OSError for an unknown one."""
    if machine not in _CALLS:
        raise OSError(errno.ENOSYS, "no table for this machine")
    architecture, sockets, refused = _CALLS[machine]
    ask, many = struct.Struct("HBBI").pack, len(refused)
    steps = [
        ask(_LOAD, 0, 0, 4),
        ask(_EQUAL, 0, many + 6, architecture),
        ask(_LOAD, 0, 0, 0),
        ask(_AT_LEAST, many + 4, 0, 0x40000000),  # x86-64's second way of numbering calls
        ask(_EQUAL, 0, 2, sockets),
        ask(_LOAD, 0, 0, 16),  # its first argument, the family
        ask(_EQUAL, many, many + 1, socket.AF_UNIX),
    ]
    steps += [ask(_EQUAL, many - at, 0, number) for at, number in enumerate(refused)]
    return b"".join([*steps, ask(_RETURN, 0, 0, _ALLOW), ask(_RETURN, 0, 0, _REFUSE)])


def _proven() -> tuple[str, ...]:
    """What a probe from within shows to hold."""
    proofs = {"network": not _reaches_network(), "files": not _opens("/etc/passwd"), "programs": not _runs()}
    return tuple(name for name, holds in proofs.items() if holds)


def _reaches_network() -> bool:
    """Whether a socket of the internet can be had at all, or one that leads somewhere."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            return probe.connect_ex(("127.0.0.1", 9)) not in (errno.ENETUNREACH, errno.EPERM, errno.EACCES)
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES)


def _opens(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _runs() -> bool:
    """Whether a program could be started: one that does not exist is refused before it is looked for."""
    try:
        os.execv("/nonexistent", ["nothing"])  # noqa: S606
    except OSError as error:
        return error.errno not in (errno.EPERM, errno.EACCES)
