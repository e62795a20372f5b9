"""The one process in which the language model runs: `python -m hemvist.providers.speaker --model NAME --shelf F --socket S`.

It has no network, no files but its weights, no keys, and writes nothing: once it is ready its output ends in nowhere
and it leaves no core dump. It takes one order after the other; what was asked and said is cut off before the next.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import signal
import socket
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, ClassVar, Final

import hemvist
from hemvist.domain.errors import HemvistError
from hemvist.providers import speech, wire
from hemvist.providers.catalogue import entry
from hemvist.providers.fence import fence, settle
from hemvist.providers.listening import Listener, following, listen
from hemvist.providers.process import close_mouth, keep_small, no_dumps, nowhere, trim
from hemvist.providers.shelf import Shelf
from hemvist.providers.speech import Hello, Order
from hemvist.providers.wire import Kind

if TYPE_CHECKING:
    from hemvist.providers.llama import Engine

CLIENTS: Final = 9
"""One is answered, the others wait; whoever comes beyond them is sent away at once."""
WAIT: Final = 60.0
"""Seconds that an order waits for its turn."""
_STUCK: Final = 60.0  # seconds beyond an order's own until a model that does not let itself be stopped is given up


class ModelNotStarted(HemvistError):
    """The language model was not started: {reason}"""

    exit_code: ClassVar[int] = 78
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = "{remedy}"


class Turn:
    """Whose turn it is: one order at a time, in the order of coming, none waiting for longer than :data:`WAIT`."""

    def __init__(self) -> None:
        self._free = threading.Lock()

    @contextmanager
    def mine(self) -> Iterator[bool]:
        """Whether the turn came in time."""
        came = self._free.acquire(timeout=WAIT)
        try:
            yield came
        finally:
            if came:
                self._free.release()


class Speaker:
    """Answers on one socket until it is stopped: a greeting, then one order for each connection."""

    def __init__(self, engine: Engine, hello: Hello, listening: socket.socket, user: int) -> None:
        """``user`` is whose processes may come in."""
        self._engine, self._hello, self._turn = engine, hello, Turn()
        self._listener = Listener(listening, self._converse, CLIENTS, user)

    def serve(self) -> None:
        """Take connections until :meth:`stop`."""
        self._listener.serve()

    def stop(self) -> None:
        """End :meth:`serve`."""
        self._listener.stop()

    def _converse(self, connection: socket.socket) -> None:
        wire.send(connection, Kind.IDENTITY, speech.pack_hello(self._hello))
        frame = following(connection)
        if frame is None:
            return
        if frame[0] is not Kind.COMPLETE:
            raise wire.Malformed
        order = speech.unpack_order(frame[1])
        with self._turn.mine() as came:
            if not came:
                wire.send(connection, Kind.BUSY, b"")
            elif _listens(connection):
                self._carry_out(order, connection)

    def _carry_out(self, order: Order, connection: socket.socket) -> None:
        with _watched(order.seconds + _STUCK):
            try:
                wire.send(connection, *self._spoken(order, connection))
            finally:
                self._forget(order)

    def _spoken(self, order: Order, connection: socket.socket) -> tuple[Kind, bytes]:
        from hemvist.providers.llama import TooLong, TooSlow

        def piece(text: str) -> None:
            wire.send(connection, Kind.PIECE, text.encode())

        try:
            return Kind.SPOKEN, speech.pack_spoken(self._engine.complete(order, piece, lambda: _listens(connection)))
        except TooLong:
            return Kind.TOO_LONG, b""
        except TooSlow:
            return Kind.TOO_SLOW, b""
        except OSError:
            raise
        except Exception:  # whatever a library raises may quote the prompt: only that it failed is said
            return Kind.FAILED, b""

    def _forget(self, order: Order) -> None:
        try:
            self._engine.forget(order)
        except Exception:  # what was asked may still be there: a new process has none of it
            os._exit(os.EX_SOFTWARE)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """End the process where this takes so long that the model must hang; it is then started again."""
    timer = threading.Timer(seconds, os._exit, (os.EX_SOFTWARE,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _listens(connection: socket.socket) -> bool:
    """Whether the client is still there: it says nothing after its order, so anything to read is its end."""
    return not select.select([connection], [], [], 0)[0]


def main(arguments: list[str] | None = None) -> int:
    """Check and load the weights, listen, and speak until SIGTERM or SIGINT."""
    chosen = _parser().parse_args(arguments)
    os.umask(0o077)
    no_dumps()
    keep_small()
    silence = nowhere()
    try:
        speaker = _speaker(chosen.model, Shelf(chosen.shelf), chosen.socket, chosen.threads)
    except HemvistError as error:
        print(f"{error.message}\n{error.help}", file=sys.stderr)  # noqa: T201 - this is a command
        return error.exit_code
    print("ready", flush=True)  # noqa: T201 - for whoever started this process
    close_mouth(silence)
    speaker.serve()
    with contextlib.suppress(OSError):  # who has become another user may not
        chosen.socket.unlink()
    os._exit(os.EX_OK)  # llama.cpp's threads would be waited for


def _speaker(name: str, shelf: Shelf, path: Path, threads: int) -> Speaker:
    began, parent, one = time.monotonic(), os.getppid(), entry(name)
    weights = shelf.checked(one)
    listening = listen(path, CLIENTS, ModelNotStarted)
    from hemvist.providers.llama import Engine  # heavy, and it must be here before the fences go up

    standing = fence(_places(weights), path.parent)
    if "network" not in standing:
        raise ModelNotStarted(
            reason="its network cannot be cut off here.", remedy="Allow seccomp or user namespaces for this user."
        )
    user = os.geteuid()  # as it is called in here from now on
    engine = Engine(one, weights, threads, path.with_name("inner.sock"))
    loaded = time.monotonic() - began
    tried = engine.measure()
    trim()
    standing += ("user",) if settle(parent) else ()
    no_dumps()  # again: a change of user forgets it
    hello = Hello(one.identity, standing, loaded, tried.reads, tried.says)
    speaker = Speaker(engine, hello, listening, user)
    _end_in_order(speaker)
    return speaker


def _places(weights: Path) -> list[Path]:
    """What the process reads after its fences went up: its weights, Python and ours, and what the processor is."""
    python = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    ours = Path(hemvist.__file__).parent
    return [weights.parent, *python, ours, *map(Path, ("/usr/lib", "/lib", "/sys/devices/system", "/proc/cpuinfo"))]


def _end_in_order(speaker: Speaker) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        speaker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.speaker", description=__doc__)
    parser.add_argument("--model", required=True, metavar="NAME", help="the model, as the catalogue names it")
    parser.add_argument("--shelf", type=Path, required=True, metavar="FOLDER", help="the folder of models")
    parser.add_argument("--socket", type=Path, required=True, metavar="PATH", help="where to listen")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="processor threads (2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
