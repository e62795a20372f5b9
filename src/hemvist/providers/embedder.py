"""The one embedder process that all others share: `python -m hemvist.providers.embedder --weights F --socket S`.

It keeps nothing of what it is sent, writes nothing, and lets nothing be written: once it is ready its output ends
in nowhere and it leaves no core dump, so no text can reach a log through a library that fails.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from hemvist.domain.errors import HemvistError
from hemvist.providers import wire
from hemvist.providers.base import EmbedderNotStarted, Vectors
from hemvist.providers.process import close_mouth, keep_small, no_dumps, trim
from hemvist.providers.shared import SharedEmbedder
from hemvist.providers.turns import Turns
from hemvist.providers.wire import Kind

if TYPE_CHECKING:
    from hemvist.providers.here import Engine

__all__ = ["Server", "SharedEmbedder", "listen", "main"]

CLIENTS: Final = 64
_SILENCE: Final = 30.0  # seconds to send or take a frame once it has begun


class Server:
    """Answers on one socket until it is stopped."""

    def __init__(self, engine: Engine, listening: socket.socket, threads: int) -> None:
        self._engine, self._listening = engine, listening
        self._turns = Turns(threads, trim)
        self._places = threading.BoundedSemaphore(CLIENTS)
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
        self._turns.close()

    def stop(self) -> None:
        """End :meth:`serve`."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)

    def _welcome(self, connection: socket.socket) -> None:
        if not wire.same_user(connection) or not self._places.acquire(blocking=False):
            connection.close()
            return
        threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError, wire.Malformed):
                wire.send(connection, Kind.IDENTITY, wire.pack_identity(self._engine.identity))
                while (frame := _next(connection)) is not None:
                    wire.send(connection, *self._answer(*frame))
        finally:
            self._places.release()

    def _answer(self, kind: Kind, body: bytes) -> tuple[Kind, bytes]:
        if kind not in (Kind.PASSAGES, Kind.QUESTION):
            raise wire.Malformed
        texts = wire.unpack_texts(body)
        waiting = [self._put(kind, text) for text in texts]
        try:
            return Kind.VECTORS, b"".join(one.result().tobytes() for one in waiting)
        except Exception:  # whatever a library raises may quote the text: only that it failed is said
            for one in waiting:
                one.cancel()
            return Kind.FAILED, b""

    def _put(self, kind: Kind, text: str) -> Future[Vectors]:
        if kind is Kind.QUESTION:
            return self._turns.put(lambda: self._engine.question(text), urgent=True)
        return self._turns.put(lambda: self._engine.passage(text), urgent=False)


def _next(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """The next frame: it may be long in coming, but not long in arriving."""
    connection.settimeout(None)
    if not connection.recv(1, socket.MSG_PEEK):
        return None
    connection.settimeout(_SILENCE)
    return wire.receive(connection)


def listen(path: Path) -> socket.socket:
    """A socket at ``path``, in a folder that only this user can enter. Raises :class:`EmbedderNotStarted`."""
    _own_folder(path.parent)
    _remove_stale(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(path))
    except OSError as error:
        listening.close()
        raise EmbedderNotStarted(
            reason=f"{path} cannot be made: {error.strerror or error}.", remedy="Choose a shorter path that exists."
        ) from None
    listening.listen(CLIENTS)
    return listening


def _own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.stat()
    if state.st_uid != os.geteuid() or state.st_mode & 0o077:
        raise EmbedderNotStarted(
            reason=f"others may enter {folder}, where its socket would be.",
            remedy=f"Make it this user's own: chown and chmod 700 {folder}.",
        )


def _remove_stale(path: Path) -> None:
    """Remove the socket of an embedder that was killed; refuse where one still answers, or where it is no socket."""
    if not path.exists():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if path.is_socket() and probe.connect_ex(str(path)) != 0:
            path.unlink()
            return
    raise EmbedderNotStarted(reason=f"{path} is in use.", remedy="Use the embedder that runs there, or stop it first.")


def main(arguments: list[str] | None = None) -> int:
    """Load the weights, listen, and serve until SIGTERM or SIGINT."""
    chosen = _parser().parse_args(arguments)
    no_dumps()
    keep_small()
    try:
        server = _server(chosen.weights, chosen.socket, chosen.threads)
    except HemvistError as error:
        print(f"{error.message}\n{error.help}", file=sys.stderr)  # noqa: T201 - this is a command
        return error.exit_code
    print("ready", flush=True)  # noqa: T201 - for whoever started this process
    close_mouth()
    try:
        server.serve()
    finally:
        chosen.socket.unlink(missing_ok=True)
    return os.EX_OK


def _server(folder: Path, path: Path, threads: int) -> Server:
    from hemvist.providers.here import Engine  # heavy: clients import this module too

    engine = Engine(folder)
    engine.question("warm")
    trim()
    server = Server(engine, listen(path), threads)

    def stop(number: int, frame: FrameType | None) -> None:
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return server


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.embedder", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, metavar="FOLDER", help="the converted weights")
    parser.add_argument("--socket", type=Path, required=True, metavar="PATH", help="where to listen")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="texts computed at once (2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
