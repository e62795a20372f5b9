"""A source that may be silent for long, with a look at something else every so often meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final

_END: Final = object()


def beating(pieces: Iterator[str], beat: Callable[[], None], every: float) -> Generator[str]:
    """The pieces as they come, and ``beat`` called every so many seconds, also while none comes.

    What ``beat`` raises ends it: no piece is given out after that. The source is drawn from in a thread of its own,
    one piece for each that is asked for, and closed there, at the latest after the piece that it is at; ``beat`` is
    called in the caller's thread.
    """
    drawing = _Drawing(pieces)
    due = time.monotonic() + every
    try:
        drawing.wanted.release()
        while True:
            got = drawing.within(due - time.monotonic())
            if time.monotonic() >= due:
                beat()
                due = time.monotonic() + every
            if got is _END:
                return
            if isinstance(got, BaseException):
                raise got
            if isinstance(got, str):
                yield got
                drawing.wanted.release()
    finally:
        drawing.end()


class _Drawing:
    """A thread that takes the next piece when it is wanted."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces, self._drawn = pieces, SimpleQueue[object]()
        self.wanted, self._over = threading.Semaphore(0), threading.Event()
        self._thread = threading.Thread(target=self._draw, name="drawing", daemon=True)
        self._thread.start()

    def within(self, seconds: float) -> object:
        """What was drawn: a piece, an error, or the end; ``None`` where nothing comes within these seconds."""
        with suppress(Empty):
            return self._drawn.get(timeout=max(0.0, seconds))
        return None

    def end(self) -> None:
        """Draw no more, and close the source: now, or where it is at a piece, after that."""
        self._over.set()
        self.wanted.release()
        self._thread.join(0.2)

    def _draw(self) -> None:
        try:
            while self.wanted.acquire() and not self._over.is_set():
                self._drawn.put(next(self._pieces, _END))
        except BaseException as error:  # it is raised where the pieces are taken
            self._drawn.put(error)
        finally:
            close = getattr(self._pieces, "close", None)
            if close is not None:
                close()
