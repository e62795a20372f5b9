"""Runs one task in a confined child process: bytes in, frames out, within limits, and never unconfined."""

from __future__ import annotations

import itertools
import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import hemvist
from hemvist.readers.errors import (
    CAUSES,
    BrokenFile,
    CannotRead,
    ReaderStopped,
    ReaderUnconfined,
    TookTooLong,
    TooMuchMemory,
    refusal,
)
from hemvist.readers.kinds import promised
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import ORDER_SIZE, SAYS, Frames, Misspoken, words
from hemvist.readers.nursery import NURSERIES, Cold, Life, Origin

# Without these no file is read. The child names them only after a probe from within.
NEEDED: Final = {
    "network": "its network cannot be cut off",
    "files": "files cannot be put out of its reach",
    "user": "it cannot give up its rights",
    "limits": "its memory and time cannot be bounded",
}
START: Final = (
    "import json, sys; path, order = json.loads(sys.argv[1]); sys.path.insert(0, path); "
    "from hemvist.readers import child; child.begin(order)"
)
_OURS: Final = str(Path(hemvist.__file__).resolve().parents[1])
_CHUNK: Final = 1 << 16
_NEARLY_ALL: Final = 0.7
_ASK: Final = 1.0
"""Seconds after which it is asked again whether to go on."""
_CRASHES: Final = frozenset(
    -number for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGABRT, signal.SIGFPE)
)

Frame = tuple[bytes, bytes]


@dataclass(frozen=True)
class Confinement:
    """The fences that stand around a reader on this machine."""

    standing: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """What is needed and could not be proven, in words; empty if files may be read here."""
        return tuple(what for fence, what in NEEDED.items() if fence not in self.standing)


def confinement() -> Confinement:
    """Start a reader that reads nothing, and say which fences it could put up."""
    with Child("fences", DEFAULT, "") as child:
        return child.confinement()


def always() -> None:
    """Go on, whatever happens meanwhile."""


class _Ended(Exception):
    """The child closed its end."""


class Child:
    """A child process for one task on the file ``name``; when the ``with`` block is left it is killed, and is gone if it was not done.

    ``setting`` is what the task loads before the fences go up: for "recognise", the folder of its languages. ``go_on`` is
    asked every second while the child works; what it raises ends the child.
    """

    start: ClassVar[str] = START
    warm: ClassVar[bool] = True

    def __init__(
        self, task: str, limits: Limits, name: str, setting: str = "", go_on: Callable[[], None] = always
    ) -> None:
        self._limits, self._name, self._go_on = limits, name, go_on
        self._origin = Origin(self.start, _OURS, task, setting)

    def __enter__(self) -> Self:
        self._begin(partial(NURSERIES.child, kind=promised(self._name)) if self.warm else Cold)
        return self

    def _begin(self, bear: Callable[[Origin, Limits], Life]) -> None:
        self._life = bear(self._origin, self._limits)
        self._ask = time.monotonic() + _ASK
        self._until = time.monotonic() + self._limits.seconds
        self._in, self._out = self._life.source, self._life.sink
        os.set_blocking(self._in.fileno(), False)
        self._frames = Frames()
        self._feed: Iterator[bytes] | None = None  # nothing is handed over before the fences are known to stand
        self._pending = memoryview(b"")
        self._done = False

    def __exit__(self, *_: object) -> None:
        self._life.end(self._done)

    def confinement(self) -> Confinement:
        """The child's report, its first message, before which it gets nothing."""
        standing = self._report()
        if standing is None and not isinstance(self._life, Cold):  # it went down with its nursery, say
            self._life.end()
            self._begin(Cold)
            standing = self._report()
        return Confinement(frozenset(standing or ()))

    def _report(self) -> list[str] | None:
        """The fences it names; None if it ended without a word."""
        try:
            standing = words(next(self._arrivals())[1]).get("fences")
        except _Ended:
            return None
        except Misspoken:
            return []
        return [str(fence) for fence in standing] if isinstance(standing, list) else []

    def answers(self, order: dict[str, Any], data: Iterable[bytes]) -> Iterator[Frame]:
        """Hand over ``order`` and ``data`` and yield what comes back, up to the end; raise what the child reports."""
        missing = self.confinement().missing
        if missing:
            raise ReaderUnconfined(name=self._name, missing="; ".join(missing))
        told = json.dumps(order).encode()
        self._feed = itertools.chain([len(told).to_bytes(ORDER_SIZE) + told], data)
        try:
            yield from self._until_done()
        except Misspoken as error:
            raise BrokenFile(name=self._name, cause=CAUSES["answer"]) from error
        except _Ended as error:
            raise self._why() from error

    def _until_done(self) -> Iterator[Frame]:
        for letter, payload in self._arrivals():
            message = words(payload) if letter == SAYS else {}
            if "cannot" in message:
                raise self._refusal(message)
            if message.get("done"):
                self._done = True
                return
            yield letter, payload

    def _refusal(self, message: dict[str, object]) -> CannotRead:
        error, cause = message["cannot"], message.get("cause")
        refused = refusal(str(error), str(cause), self._name, self._limits)
        if refused is None:
            raise Misspoken
        return refused

    def _arrivals(self) -> Iterator[Frame]:
        """Frames as they arrive, while the child is handed what it has room for."""
        yield from self._frames.feed(b"")
        while True:
            self._refill()
            for place in self._ready():
                if place == self._out.fileno():
                    yield from self._frames.feed(self._pull())
                else:
                    self._push()

    def _refill(self) -> None:
        """The next bytes to hand over; when there are no more, the child is told by closing its input."""
        while not self._pending and self._feed is not None:
            piece = next(self._feed, None)
            if piece is None:
                self._feed = None
                self._in.close()
            else:
                self._pending = memoryview(piece)

    def _ready(self) -> list[int]:
        """The ends that can move now; waits for one, but not beyond the time limit, and asks whether to go on."""
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if self._pending:
            poll.register(self._in, select.POLLOUT)
        while (now := time.monotonic()) < self._until:
            if now >= self._ask:
                self._ask = now + _ASK
                self._go_on()
            if found := poll.poll(min(self._until - now, _ASK) * 1000):
                return [place for place, _ in found]
        raise TookTooLong(name=self._name, seconds=f"{self._limits.seconds:g}")

    def _push(self) -> None:
        try:
            taken = os.write(self._in.fileno(), self._pending[:_CHUNK])
            self._pending = self._pending[taken:]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it ended early: what it said, or how it ended, tells why
            self._pending, self._feed = memoryview(b""), iter(())

    def _pull(self) -> bytes:
        data = os.read(self._out.fileno(), _CHUNK)
        if not data:
            raise _Ended
        return data

    def _why(self) -> CannotRead:
        """Why the child ended without a word, from how it ended."""
        ended = self._life.ended()
        if ended is not None and ended.code in _CRASHES:
            NURSERIES.renew()  # whoever tries to guess where things lie in memory finds them elsewhere next time
        if ended is not None and ended.code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TookTooLong(name=self._name, seconds=f"{self._limits.seconds:g}")
        if ended is not None and ended.megabytes > max(_NEARLY_ALL * self._limits.megabytes, ended.inherited):
            return TooMuchMemory(name=self._name, megabytes=self._limits.megabytes)
        return ReaderStopped(name=self._name)
