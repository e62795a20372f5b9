"""A private socket of a process that answers: only its user comes in, a bounded number at a time."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hemvist.domain.errors import HemvistError
from hemvist.providers import wire
from hemvist.providers.wire import Kind

SILENCE = 30.0
"""Seconds to send or take a frame once it has begun."""


class Listener:
    """Takes connections of one user, each in a thread of its own, until it is stopped."""

    def __init__(
        self, listening: socket.socket, converse: Callable[[socket.socket], None], places: int, user: int | None = None
    ) -> None:
        """``converse`` answers one connection; beyond ``places`` at once nobody comes in, nor any other user than ``user``.

        That is this process's own, unless it is told another: who it was before it became another itself.
        """
        self._listening, self._converse = listening, converse
        self._user = os.geteuid() if user is None else user
        self._places = threading.BoundedSemaphore(places)
        self._stopping = False

    def serve(self) -> None:
        """Take connections until :meth:`stop`."""
        while not self._stopping:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # stop() closed the socket under us, or a client left while it was coming in
                time.sleep(0.01)
                continue
            self._welcome(connection)
        self._listening.close()

    def stop(self) -> None:
        """End :meth:`serve`."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)

    def _welcome(self, connection: socket.socket) -> None:
        if wire.peer(connection) != self._user or not self._places.acquire(blocking=False):
            connection.close()
            return
        threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError, wire.Malformed):
                self._converse(connection)
        finally:
            self._places.release()


def following(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """The next frame: it may be long in coming, but not long in arriving."""
    connection.settimeout(None)
    if not connection.recv(1, socket.MSG_PEEK):
        return None
    connection.settimeout(SILENCE)
    return wire.receive(connection)


def listen(path: Path, places: int, refuse: type[HemvistError]) -> socket.socket:
    """A socket at ``path``, in a folder that only this user can enter. Raises ``refuse`` with a reason and a remedy."""
    _own_folder(path.parent, refuse)
    _remove_stale(path, refuse)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(path))
    except OSError as error:
        listening.close()
        raise refuse(
            reason=f"{path} cannot be made: {error.strerror or error}.", remedy="Choose a shorter path that exists."
        ) from None
    listening.listen(places)
    return listening


def _own_folder(folder: Path, refuse: type[HemvistError]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.stat()
    if state.st_uid != os.geteuid() or state.st_mode & 0o077:
        raise refuse(
            reason=f"others may enter {folder}, where its socket would be.",
            remedy=f"Make it this user's own: chown and chmod 700 {folder}.",
        )


def _remove_stale(path: Path, refuse: type[HemvistError]) -> None:
    """Remove the socket of a process that was killed; refuse where one still answers, or where it is no socket."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if path.is_socket() and probe.connect_ex(str(path)) != 0:
            path.unlink()
            return
    raise refuse(reason=f"{path} is in use.", remedy="Use the process that listens there, or stop it first.")
