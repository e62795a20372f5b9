"""The guard that our own code keeps on its way out, beside the kernel's: addresses, which no fence of the kernel sees.

Python tells an audit hook of each connection, packet and name asked for before it is made (PEP 578). A hook cannot be
taken away again; what a library does in native code it does not see.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Collection
from typing import Any, ClassVar, Final

from hemvist.domain.errors import HemvistError
from hemvist.domain.keepable import within

_LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
_TO: Final = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMES: Final = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class WayOutClosed(HemvistError):
    """Hemvist does not connect to {host} from here: nothing in its agreement or its options names it."""

    exit_code: ClassVar[int] = 70
    status: ClassVar[int] = 500
    remedy: ClassVar[str] = "That is a fault, and nothing was sent. Report it, with the part's name."


def stay_in(agreed: Collection[str] = ()) -> None:
    """From now on this process connects to this machine and to these hosts only; anything else is WayOutClosed."""
    allowed = frozenset(one.casefold() for one in agreed)

    def looked_at(event: str, given: tuple[Any, ...]) -> None:
        if event in _TO:
            _checked(given[0].family, given[1], allowed)
        elif event in _NAMES and given[0] is not None:
            _named(given[0], allowed)

    sys.addaudithook(looked_at)


def _checked(family: int, address: Any, allowed: Collection[str]) -> None:
    if family == socket.AF_UNIX or address is None:  # without an address it goes where it was connected to before
        return
    _named(address[0] if isinstance(address, tuple) else address, allowed)


def _named(host: Any, allowed: Collection[str]) -> None:
    told = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    if told in ("", "localhost") or within(told, _LOOPBACK) or told.casefold() in allowed:
        return
    raise WayOutClosed(host=told)
