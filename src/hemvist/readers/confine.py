"""Runs one task in a confined child process: bytes in, frames out, within limits, and never unconfined."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import hemvist
from hemvist.readers.errors import CAUSES, BrokenFile, CannotRead, ReaderUnconfined, TookTooLong, TooMuchMemory, refusal
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import SAYS, Frames, Misspoken, words

# Without these no file is read. The child names them only after a probe from within.
NEEDED: Final = {
    "network": "its network cannot be cut off",
    "files": "files cannot be put out of its reach",
    "user": "it cannot give up its rights",
    "limits": "its memory and time cannot be bounded",
}
START: Final = (
    "import json, sys; path, task, limits, parent = json.loads(sys.argv[1]); sys.path.insert(0, path); "
    "from hemvist.readers import child, limits as l; child.main(task, l.Limits(**limits), parent)"
)
_OURS: Final = str(Path(hemvist.__file__).resolve().parents[1])
_CHUNK: Final = 1 << 16
_NEARLY_ALL: Final = 0.7

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


class _Ended(Exception):
    """The child closed its end."""


class Child:
    """A child process for one task on the file ``name``; it is gone when the ``with`` block is left."""

    start: ClassVar[str] = START

    def __init__(self, task: str, limits: Limits, name: str) -> None:
        self._limits, self._name = limits, name
        self._order = [sys.executable, "-I", "-c", self.start, json.dumps([_OURS, task, asdict(limits), os.getpid()])]

    def __enter__(self) -> Self:
        # Linux counts what this process held at the moment of starting the child as the child's.
        self._own_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        self._until = time.monotonic() + self._limits.seconds
        self._process = subprocess.Popen(
            self._order,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._in.fileno(), False)
        self._frames = Frames()
        self._feed: Iterator[bytes] | None = None  # nothing is handed over before the fences are known to stand
        self._pending = memoryview(b"")
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._kill()
            self._process.wait()
        self._in.close()
        self._out.close()

    def confinement(self) -> Confinement:
        """The child's report, its first message, before which it gets nothing."""
        try:
            standing = words(next(self._arrivals())[1]).get("fences")
        except (_Ended, Misspoken):
            standing = None
        return Confinement(frozenset(map(str, standing)) if isinstance(standing, list) else frozenset())

    def answers(self, order: dict[str, Any], data: Iterable[bytes]) -> Iterator[Frame]:
        """Hand over ``order`` and ``data`` and yield what comes back, up to the end; raise what the child reports."""
        missing = self.confinement().missing
        if missing:
            raise ReaderUnconfined(name=self._name, missing="; ".join(missing))
        self._feed = itertools.chain([json.dumps(order).encode() + b"\n"], data)
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
        """The ends that can move now; waits for one, but not beyond the time limit."""
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if self._pending:
            poll.register(self._in, select.POLLOUT)
        left = self._until - time.monotonic()
        found = poll.poll(left * 1000) if left > 0 else []
        if not found:
            raise TookTooLong(name=self._name, seconds=f"{self._limits.seconds:g}")
        return [place for place, _ in found]

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
        for _ in range(100):
            pid, status, used = os.wait4(self._process.pid, os.WNOHANG)
            if pid:
                self._process.returncode = os.waitstatus_to_exitcode(status)
                return self._meant(self._process.returncode, used.ru_maxrss >> 10)
            time.sleep(0.01)
        return BrokenFile(name=self._name, cause=CAUSES["stopped"])

    def _meant(self, code: int, megabytes: int) -> CannotRead:
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TookTooLong(name=self._name, seconds=f"{self._limits.seconds:g}")
        if megabytes > max(_NEARLY_ALL * self._limits.megabytes, self._own_megabytes):
            return TooMuchMemory(name=self._name, megabytes=self._limits.megabytes)
        return BrokenFile(name=self._name, cause=CAUSES["stopped"])

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
