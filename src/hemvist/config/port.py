"""Whether a port is free, and if not, who has it."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from pathlib import Path
from typing import ClassVar

from hemvist.domain.errors import HemvistError

_LISTENING = "0A"


class PortTaken(HemvistError):
    """Port {port} is taken by {who}."""

    exit_code: ClassVar[int] = 75
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = "Stop that program, or choose another port, for example: PORT={other} make demo"


class PortNotAllowed(HemvistError):
    """Port {port} on {address} cannot be used: {reason}."""

    exit_code: ClassVar[int] = 78
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = (
        "Ports below 1024 are for the system: choose another, for example PORT=8443. "
        "HEMVIST_ADDRESS must be an address of this machine, for example 127.0.0.1."
    )


def require_free(address: str, port: int) -> None:
    """Raise :class:`PortTaken`, with the process if it can be seen, or :class:`PortNotAllowed`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        # Without SO_REUSEPORT: two servers that share a port would each answer some of the requests.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port=port, who=holder(port), other=_another(address, port)) from None
            reason = os.strerror(error.errno or 0).lower() or str(error)
            raise PortNotAllowed(port=port, address=address, reason=reason) from None
        except OverflowError:
            raise PortNotAllowed(port=port, address=address, reason="there is no such port") from None


def holder(port: int) -> str:
    """Who listens on a port, in words; other users' processes are seen by root only."""
    inodes = {f"socket:[{inode}]" for table in ("tcp", "tcp6") for inode in _listening(table, port)}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and inodes & _links(folder / "fd"):
            return f"{_name(folder)} (process {folder.name})"
    return "a program of another user (sudo ss -ltnp names it)"


def _listening(table: str, port: int) -> list[str]:
    """The inodes of sockets that listen on a port, from /proc/net (proc(5))."""
    try:
        rows = [line.split() for line in Path("/proc/net", table).read_text().splitlines()[1:]]
    except OSError:
        return []
    return [row[9] for row in rows if row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port]


def _links(folder: Path) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile, as the one that this listing uses
                found.add(os.readlink(entry))
    return found


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text().strip() or "a program"
    except OSError:
        return "a program"


def _another(address: str, port: int) -> int:
    """A port that is free now, near the one wanted."""
    for other in range(port + 1000, min(port + 1100, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if probe.connect_ex((address, other)) != 0:
                return other
    return 8443
