"""The keeper's side of the socket: who may connect, one thread per connection, and nothing written anywhere."""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import socket
import stat
import struct
import threading
from pathlib import Path
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.vault.base import Keys
from hemvist.vault.errors import KeeperFault, KeeperRunning, KeyExposed
from hemvist.vault.keeper.deeds import answer
from hemvist.vault.keeper.frames import BadFrame, Message, receive, send

_CONNECTIONS: Final = 256
_WAITING: Final = 1_024
_IDLE_SECONDS: Final = 600.0
_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE of prctl(2)."""


def harden() -> None:
    """No core dumps, and no other process of the same user may read this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None, use_errno=True).prctl(_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the keeper's memory could not be closed to others")


def listen(path: Path, allowed: frozenset[int] = frozenset()) -> socket.socket:
    """A listening socket of mode 600 in a folder of mode 700, or 660 and 750 where other users are allowed.

    A socket that nobody serves is removed first. Raises KeyExposed, KeeperRunning.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_mode & (0o027 if allowed else 0o077):
        raise KeyExposed(path=path, reason="others may reach its folder", remedy=f"chmod 700 {path.parent}")
    _remove_stale(path)
    listener = socket.socket(socket.AF_UNIX)
    umask = os.umask(0o117 if allowed else 0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(umask)
    listener.listen(_WAITING)
    return listener


def told_to_end() -> socket.socket:
    """Readable once SIGTERM has come.

    An exception raised by a handler could be lost: Python swallows those that a weak reference's callback meets.
    """
    here, there = socket.socketpair()
    there.setblocking(False)
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.set_wakeup_fd(there.detach())
    return here


def serve(listener: socket.socket, ending: socket.socket, keys: Keys, allowed: frozenset[int] = frozenset()) -> None:
    """Serve until ``ending`` is readable: one thread per connection, 256 of them at most, the rest turned away."""
    free = threading.BoundedSemaphore(_CONNECTIONS)
    listener.setblocking(False)  # who asked may be gone again before it is accepted
    while ending not in select.select([listener, ending], [], [])[0]:
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue
        connection.setblocking(True)
        if _welcome(connection, allowed) and free.acquire(blocking=False):
            threading.Thread(target=_attend, args=(connection, keys, free), daemon=True).start()
        else:
            connection.close()


def _remove_stale(path: Path) -> None:
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise KeyExposed(path=path, reason="it is not a socket", remedy="Name another path for the socket.")
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise KeeperRunning(path=path)
    path.unlink()


def _welcome(connection: socket.socket, allowed: frozenset[int]) -> bool:
    """Whether the user on the other side, as the kernel names it, is this process's own or an allowed one."""
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", peer)
    return user == os.geteuid() or user in allowed


def _attend(connection: socket.socket, keys: Keys, free: threading.BoundedSemaphore) -> None:
    try:
        with connection:
            connection.settimeout(_IDLE_SECONDS)
            while (request := receive(connection)) is not None:
                send(connection, _reply(keys, request))
    except (BadFrame, OSError):
        return  # Whoever does not keep to the frames is hung up on.
    finally:
        free.release()


def _reply(keys: Keys, request: Message) -> Message:
    try:
        return {"ok": answer(keys, request)}
    except HemvistError as error:
        return {"error": error.code, "facts": {name: str(fact) for name, fact in error.facts.items()}}
    except Exception:
        # Its text might hold what was asked; only that there was a fault leaves the keeper.
        return {"error": KeeperFault.__name__, "facts": {"reason": "it met a fault of its own"}}
