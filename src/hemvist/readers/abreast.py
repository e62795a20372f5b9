"""Several children at work side by side, each listened to by a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Work = Callable[[Callable[[], None]], Iterator[T]]
"""Tells one thing after the other; asks what it is given, every second at least, whether to go on."""

_ASK: Final = 1.0


class _Over(Exception):
    """Nobody listens any more."""


class _Done(Exception):
    """One has told all."""


def abreast(works: Sequence[Work[T]], go_on: Callable[[], None]) -> Iterator[T]:
    """What these tell, as it comes.

    ``go_on`` is asked every second by the thread that listens and by no other, since a connection to the database belongs
    to one. What it raises, or one of ``works``, ends all of them; so does who listens no longer.
    """
    if len(works) == 1:
        yield from works[0](go_on)
        return
    crew = _Crew(works)
    try:
        yield from crew.told(go_on)
    finally:
        crew.end()


class _Crew(Generic[T]):
    """The threads, and the one queue that all of them tell to: a thing, or what ended one of them."""

    def __init__(self, works: Sequence[Work[T]]) -> None:
        self._told: SimpleQueue[tuple[T] | BaseException] = SimpleQueue()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(one,), name="abreast", daemon=True) for one in works]
        for one in self._threads:
            one.start()

    def told(self, go_on: Callable[[], None]) -> Iterator[T]:
        """What they tell, until the last has ended; raises what ends one before its time."""
        left, ask = len(self._threads), time.monotonic() + _ASK
        while left:
            if (now := time.monotonic()) >= ask:
                ask = now + _ASK
                go_on()
            try:
                one = self._told.get(timeout=max(0.0, ask - now))
            except Empty:
                continue
            if isinstance(one, _Done):
                left -= 1
            elif isinstance(one, BaseException):
                raise one
            else:
                yield one[0]

    def end(self) -> None:
        """End them, and wait until they have."""
        self._over.set()
        for one in self._threads:
            one.join()

    def _run(self, work: Work[T]) -> None:
        try:
            for one in work(self._still):
                self._told.put((one,))
        except BaseException as error:
            self._told.put(error)
        else:
            self._told.put(_Done())

    def _still(self) -> None:
        if self._over.is_set():
            raise _Over
