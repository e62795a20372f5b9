"""Which ways out a part of Hemvist has: its own sockets, being connected to, or the database's port; no more (Linux).

Two fences that the kernel keeps for the process and all that it starts, laid between fork and exec: a filter of system
calls, which refuses sockets of other kinds, and Landlock, which refuses to begin a TCP connection (Linux 6.7 or later).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
# linux/prctl.h, linux/landlock.h
_NO_NEW_RIGHTS, _SET_SECCOMP, _FILTER = 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_CONNECT_TCP, _PORT_RULE, _KNOWS_TCP = 1 << 1, 2, 4
_IO_URING, _FAST_OPEN, _TCP, _TYPE = 425, 0x20000000, 6, 0xF
# By machine: its number for audits, then socket, sendto, sendmsg and sendmmsg.
_MACHINES: Final = {"x86_64": (0xC000003E, 41, 44, 46, 307), "aarch64": (0xC00000B7, 198, 206, 211, 269)}
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


class Held(StrEnum):
    """What a try from within has shown to hold."""

    PACKETS = "packets"
    CONNECTIONS = "connections"


@dataclass(frozen=True)
class Way:
    """What a part may do: ``serves`` is being connected to over TCP; ``ports`` are those it may connect to.

    ``names``: whether it asks for the addresses of names, for which packets must pass.
    """

    serves: bool = False
    ports: tuple[int, ...] = ()
    names: bool = False

    @property
    def inward(self) -> bool:
        """Whether it needs nothing but this machine's own sockets."""
        return not self.serves and not self.ports


OWN_SOCKETS: Final = Way()
SERVING: Final = Way(serves=True)


def fence(way: Way) -> Callable[[], None]:
    """What a child calls between fork and exec. What this machine does not know is left out: see :func:`held`."""
    steps = _program(platform.machine(), way)
    kept = ctypes.create_string_buffer(steps, len(steps))
    loaded = _Program(len(steps) // 8, ctypes.cast(kept, ctypes.c_void_p))

    def lay() -> None:
        _LIBC.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
        _connect_only(way.ports)
        if steps:
            _LIBC.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(loaded), 0, 0)
        assert kept is not None  # the filter's bytes live as long as this

    return lay


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _connect_only(ports: tuple[int, ...]) -> None:
    if _LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1) < _KNOWS_TCP:
        return
    handled = struct.pack("QQ", 0, _CONNECT_TCP)
    rules = _LIBC.syscall(_LANDLOCK_CREATE, handled, len(handled), 0)
    for port in ports:
        _LIBC.syscall(_LANDLOCK_ADD, rules, _PORT_RULE, struct.pack("QQ", _CONNECT_TCP, port), 0)
    _LIBC.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)


def _program(machine: str, way: Way) -> bytes:
    """The filter in the kernel's packet filter language; empty for a machine that we have no numbers of."""
    if machine not in _MACHINES:
        return b""
    number, own, *sends = _MACHINES[machine]
    steps: list[tuple[str, int, int, str, str]] = [
        ("", _LOAD, 4, "", ""), ("", _EQUAL, number, "", "refuse"),
        ("", _LOAD, 0, "", ""), ("", _AT_LEAST, 0x40000000, "refuse", ""),  # x86-64's second way of numbering calls
        ("", _EQUAL, _IO_URING, "refuse", ""),
        *(("", _EQUAL, call, f"fast {at}", "") for at, call in zip((3, 2, 3), sends, strict=True)),
        ("", _EQUAL, own, "", "allow"),
        ("", _LOAD, 16, "", ""), ("", _EQUAL, socket.AF_UNIX, "allow", ""),
    ]  # fmt: skip
    steps += [("", _RETURN, _REFUSE, "", "")] if way.inward else _internet(way)
    for at in (2, 3):  # the flags of these calls: a send that begins a connection by itself
        steps += [(f"fast {at}", _LOAD, 16 + 8 * at, "", ""), ("", _ANY_BIT, _FAST_OPEN, "refuse", "allow")]
    return _assembled([*steps, ("allow", _RETURN, _ALLOW, "", ""), ("refuse", _RETURN, _REFUSE, "", "")])


def _internet(way: Way) -> list[tuple[str, int, int, str, str]]:
    """TCP of either internet, and packets where names are asked for."""
    packets = [("", _EQUAL, int(socket.SOCK_DGRAM), "allow", "")] if way.names else []
    return [
        ("", _EQUAL, int(socket.AF_INET), "kind", ""), ("", _EQUAL, int(socket.AF_INET6), "", "refuse"),
        ("kind", _LOAD, 24, "", ""), ("", _AND, _TYPE, "", ""), *packets,
        ("", _EQUAL, int(socket.SOCK_STREAM), "", "refuse"),
        ("", _LOAD, 32, "", ""), ("", _EQUAL, 0, "allow", ""), ("", _EQUAL, _TCP, "allow", "refuse"),
    ]  # fmt: skip


def _assembled(steps: list[tuple[str, int, int, str, str]]) -> bytes:
    """Steps as (name, what, value, where to if so, where to if not); an empty place is the next step."""
    places = {name: at for at, (name, *_) in enumerate(steps) if name}

    def over(at: int, place: str) -> int:
        return places[place] - at - 1 if place else 0

    return b"".join(
        struct.pack("HBBI", what, over(at, yes), over(at, no), value)
        for at, (_, what, value, yes, no) in enumerate(steps)
    )


_TRIES: Final = """
import errno, socket, sys
def refused(kind, address):
    try:
        with socket.socket(socket.AF_INET, kind) as one:
            one.settimeout(2)
            one.connect(address)
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False
here = ("127.0.0.1", int(sys.argv[1]))
print(int(refused(socket.SOCK_DGRAM, here)), int(refused(socket.SOCK_STREAM, here)))
"""


def own() -> frozenset[Held]:
    """What holds of this very process, tried from within, at a port of this machine: where nobody listens, nobody hears."""
    kinds = {Held.PACKETS: socket.SOCK_DGRAM, Held.CONNECTIONS: socket.SOCK_STREAM}
    return frozenset(one for one, kind in kinds.items() if _refused(kind))


def _refused(kind: socket.SocketKind) -> bool:
    try:
        with socket.socket(socket.AF_INET, kind) as one:
            one.settimeout(2)
            one.connect(("127.0.0.1", 1))
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False


@cache
def held(way: Way) -> frozenset[Held]:
    """What holds on this machine, tried by a child within these fences at a socket that listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-I", "-c", _TRIES, str(listening.getsockname()[1])]
        told = subprocess.run(command, preexec_fn=fence(way), capture_output=True, text=True, check=False)
    found = told.stdout.split() if told.returncode == 0 else []
    with contextlib.suppress(ValueError):
        packets, connections = map(int, found)
        return frozenset({Held.PACKETS} if packets else ()) | ({Held.CONNECTIONS} if connections else frozenset())
    return frozenset()
