"""The one embedder process that all others share: `python -m hemvist.providers.embedder --weights F --socket S`.

It keeps nothing of what it is sent, writes nothing, and lets nothing be written: once it is ready its output ends
in nowhere and it leaves no core dump, so no text can reach a log through a library that fails.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from concurrent.futures import Future
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hemvist.domain.errors import HemvistError
from hemvist.providers import listening, wire
from hemvist.providers.base import EmbedderNotStarted
from hemvist.providers.listening import Listener, following
from hemvist.providers.process import close_mouth, keep_small, no_dumps, trim
from hemvist.providers.shared import SharedEmbedder
from hemvist.providers.sources import FIRST, Table, table, tables
from hemvist.providers.turns import Turns
from hemvist.providers.wire import Kind

if TYPE_CHECKING:
    from hemvist.providers.here import Engine

__all__ = ["Server", "SharedEmbedder", "listen", "main"]

CLIENTS: Final = 64


class Server:
    """Answers on one socket until it is stopped."""

    def __init__(self, engine: Engine, listening: socket.socket, threads: int) -> None:
        self._engine = engine
        self._turns = Turns(threads, trim)
        self._listener = Listener(listening, self._converse, CLIENTS)

    def serve(self) -> None:
        """Take connections until :meth:`stop`."""
        self._listener.serve()
        self._turns.close()

    def stop(self) -> None:
        """End :meth:`serve`."""
        self._listener.stop()

    def _converse(self, connection: socket.socket) -> None:
        wire.send(connection, Kind.IDENTITY, wire.pack_identity(self._engine.identity))
        while (frame := following(connection)) is not None:
            wire.send(connection, *self._answer(*frame))

    def _answer(self, kind: Kind, body: bytes) -> tuple[Kind, bytes]:
        texts = wire.unpack_texts(body)
        if kind is Kind.PAIRS and self._engine.identity.pairs:
            said, waiting = Kind.SCORES, [self._pair(texts[0], text) for text in texts[1:]]
        elif kind in (Kind.PASSAGES, Kind.QUESTION):
            said, waiting = Kind.VECTORS, [self._put(kind, text) for text in texts]
        else:
            raise wire.Malformed
        try:
            return said, b"".join(one.result().tobytes() for one in waiting)
        except Exception:  # whatever a library raises may quote the text: only that it failed is said
            for one in waiting:
                one.cancel()
            return Kind.FAILED, b""

    def _pair(self, question: str, passage: str) -> Future[Any]:
        return self._turns.put(lambda: np.array([self._engine.pair(question, passage)], np.float32), urgent=True)

    def _put(self, kind: Kind, text: str) -> Future[Any]:
        if kind is Kind.QUESTION:
            return self._turns.put(lambda: self._engine.question(text), urgent=True)
        return self._turns.put(lambda: self._engine.passage(text), urgent=False)


def listen(path: Path) -> socket.socket:
    """A socket at ``path``, in a folder that only this user can enter. Raises :class:`EmbedderNotStarted`."""
    return listening.listen(path, CLIENTS, EmbedderNotStarted)


def main(arguments: list[str] | None = None) -> int:
    """Load the weights, listen, and serve until SIGTERM or SIGINT."""
    chosen = _parser().parse_args(arguments)
    no_dumps()
    keep_small()
    try:
        server = _server(table(chosen.embedder), chosen.weights, chosen.socket, chosen.threads)
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


def _server(facts: Table, folder: Path, path: Path, threads: int) -> Server:
    from hemvist.providers.here import Engine  # heavy: clients import this module too

    engine = Engine(folder, facts)
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
    names = [one.name for one in tables()]
    parser.add_argument("--embedder", choices=names, default=FIRST, help=f"which one ({FIRST})")
    parser.add_argument("--weights", type=Path, required=True, metavar="FOLDER", help="the converted weights")
    parser.add_argument("--socket", type=Path, required=True, metavar="PATH", help="where to listen")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="texts computed at once (2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
