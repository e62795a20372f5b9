"""What tells one disk from another that is mounted at the same place after it, and stays when the machine starts anew.

Device numbers do not stay: a disk's is given out anew at each start, and so are names such as /dev/sdb1. What stays is
the number that a file system was made with, or the name of the server that it comes from.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final, NamedTuple

_BY_NUMBER: Final = Path("/dev/disk/by-uuid")
_ASK_NUMBER: Final = 0x80111500
"""FS_IOC_GETFSUUID of Linux 6.9 and later: a length, and up to 16 bytes."""
_LENGTH: Final = 16


class Mount(NamedTuple):
    """What is mounted somewhere: the path, and where its files come from."""

    at: str
    source: str


def disk_of(folder: Path) -> str:
    """What names the disk or share that a folder lies on; empty where the system does not tell.

    The number of its file system, or the server and share; where there is neither, the path that it is mounted at, which
    tells at least a disk that is mounted from one that is not.
    """
    try:
        handle = os.open(
            folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        )  # what mounts itself when asked for does now
        try:
            mount = _mount_of(handle)
            return _number(handle, mount.source) or _share(mount.source) or f"at {mount.at}"
        finally:
            os.close(handle)
    except (OSError, ValueError, LookupError):
        return ""


def _mount_of(handle: int) -> Mount:
    told = Path(f"/proc/self/fdinfo/{handle}").read_text("ascii")
    number = dict(line.split(":\t", 1) for line in told.splitlines() if ":\t" in line)["mnt_id"]
    rows = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    (row,) = (row for row in rows if row.split(" ", 1)[0] == number)
    first, _, last = row.partition(" - ")
    return Mount(first.split(" ")[4], last.split(" ")[1])


def _number(handle: int, source: str) -> str:
    """The number of a file system on a device of this machine; what is in memory only is given another at each start."""
    return (_linked(source) or _asked(handle)) if source.startswith("/dev/") else ""


def _linked(source: str) -> str:
    try:
        device = os.stat(source).st_rdev
        links = sorted(_BY_NUMBER.iterdir())
    except OSError:
        return ""
    found = (link.name for link in links if link.exists() and link.stat().st_rdev == device)
    return next(found, "").replace("-", "").casefold()


def _asked(handle: int) -> str:
    told = bytearray(_LENGTH + 1)
    try:
        fcntl.ioctl(handle, _ASK_NUMBER, told)
    except OSError:
        return ""
    return told[1:].hex() if told[0] == _LENGTH and any(told[1:]) else ""


def _share(source: str) -> str:
    """A server with what it gives, such as ``server:/path`` or ``//server/share``; a name such as ``tmpfs`` says nothing."""
    return source if "/" in source and not source.startswith("/dev/") else ""
