"""The order in which texts are computed: questions before passages, else as they came, one text at a time."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any

from hemvist.providers.base import Scores, Vectors

Step = Callable[[], Vectors | Scores]


class Turns:
    """Computes steps on a few threads. A question waits for the texts being computed now, never for those in line."""

    def __init__(self, threads: int, idle: Callable[[], None], idle_after: float = 2.0) -> None:
        """``idle`` is called once, on a thread of ours, when nothing was asked for so many seconds after some work."""
        self._line: list[tuple[int, int, Step, Future[Any]]] = []
        self._number = count()
        self._changed = threading.Condition()
        self._closed = False
        self._worked = False
        self._idle, self._idle_after = idle, idle_after
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def put(self, step: Step, urgent: bool) -> Future[Any]:
        """Add one step to the line."""
        future: Future[Any] = Future()
        with self._changed:
            heapq.heappush(self._line, (0 if urgent else 1, next(self._number), step, future))
            self._changed.notify()
        return future

    def close(self) -> None:
        """Finish what is being computed, and nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            step, future = taken
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(step())
            except Exception as error:
                future.set_exception(error)

    def _take(self) -> tuple[Step, Future[Any]] | None:
        with self._changed:
            while not self._line and not self._closed:
                if not self._changed.wait(self._idle_after) and not self._line and self._worked:
                    self._worked = False
                    self._idle()
            if self._closed:
                return None
            self._worked = True
            _, _, step, future = heapq.heappop(self._line)
            return step, future
