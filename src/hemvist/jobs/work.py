"""The worker's loop: one job after the other, each through the handler of its kind, until told to end.

Nothing that a job does stops the loop, and a database that is away is waited for.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from types import TracebackType

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from hemvist.domain.errors import HemvistError
from hemvist.jobs import kinds, queue
from hemvist.jobs.ending import Told
from hemvist.jobs.errors import Stopped
from hemvist.jobs.held import KEPT_STOPPING, Held
from hemvist.jobs.models import Priority
from hemvist.jobs.schedules import Schedule, take_due
from hemvist.vault.errors import VaultLocked, VaultUnreachable

IDLE = (0.1, 1.0)
"""Seconds between two looks when nothing waits: the first pause, and the longest."""
AWAY = (1.0, 30.0)
"""The same when the database or the keeper does not answer."""
AWAY_SECONDS = 10.0
"""How long a job waits that met such a thing."""
BEAT = 20.0
"""Seconds between two renewals of the lease of a job at work."""
FAULT, UNSETTLED = "Fault", "Unsettled"
_DATABASE_AWAY = (OperationalError, InterfaceError)
_told = logging.getLogger(__name__)


def work(
    *,
    once: bool = False,
    urgent_only: bool = False,
    schedules: Sequence[Schedule] = (),
    ending: Told | None = None,
    besides: Callable[[], bool] = lambda: False,
) -> None:
    """Work until told to end; with ``once``, until nothing is due.

    ``urgent_only`` keeps a worker in reserve: it takes single files and upkeep that cannot wait, while others are
    at large batches. ``besides`` is a piece of work that is not a job; it says whether it did something.
    """
    ending = ending or Told.by_signals()
    up_to = Priority.URGENT if urgent_only else None
    pause = 0.0
    while not ending.within(pause):
        try:
            take_due(schedules, timezone.now())
            did = run_next(up_to=up_to, told_to_end=ending) or besides()
            pause = 0.0 if did else _longer(pause, IDLE)
        except (*_DATABASE_AWAY, VaultUnreachable) as error:
            if once:
                raise
            _told.error("The worker waits: %s.", type(error).__name__)
            did, pause = True, _longer(pause, AWAY)
        if pause:
            connection.close()
        if once and not did:
            return


def _longer(pause: float, between: tuple[float, float]) -> float:
    first, longest = between
    return min(longest, max(first, pause * 2))


def run_next(
    kinds: Collection[str] | None = None,
    up_to: Priority | None = None,
    told_to_end: Callable[[], bool] = lambda: False,
) -> bool:
    """Take the job whose turn it is through its handler; False when none is due. What the handler raises ends here."""
    held = queue.claim(kinds, up_to, told_to_end)
    if held is not None:
        run(held, told_to_end)
    return held is not None


def run(held: Held, told_to_end: Callable[[], bool] = lambda: False) -> None:
    """Take one claimed job through its handler, and leave it settled: done, refused, waiting, or another worker's.

    Raises only that the database is away, and what ends the process; the job is given back then.
    """
    try:
        with contextlib.suppress(Stopped):
            _handled(held)
        if held.unsettled():
            with contextlib.suppress(Stopped):
                _left(held, told_to_end())
    except _DATABASE_AWAY:
        connection.close()
        held.give_back(AWAY_SECONDS)
        raise
    except Exception as error:
        _told.exception("Job %s (%s) met a fault.", held.id, held.kind, exc_info=error)
        _try_again(held, FAULT)
    except BaseException:
        held.give_back()
        raise


def _handled(held: Held) -> None:
    kind = kinds.of(held.kind)
    try:
        if held.attempts > kind.attempts:
            held.give_up(KEPT_STOPPING)
        elif held.renew():
            with _Heartbeat(held, kind.patience):
                kind.run(held)
    except VaultLocked:
        held.put_off(0)  # a locked project's jobs are not claimed until it is unlocked
    except VaultUnreachable:
        held.put_off(AWAY_SECONDS)
    except HemvistError as error:
        held.again(error.code)


def _left(held: Held, told: bool) -> None:
    """What a handler has not settled was cancelled, or has to wait for the next worker, or is the handler's fault."""
    held.settle_cancel()
    if told:
        held.give_back()
    elif held.unsettled():
        held.again(UNSETTLED)


def _try_again(held: Held, code: str) -> None:
    try:
        held.again(code)
    except Stopped:
        return  # a cancelled one is settled by whoever takes it up when its lease is over
    except _DATABASE_AWAY:
        raise
    except Exception as error:
        _told.exception("Job %s (%s) could not be given up yet.", held.id, held.kind, exc_info=error)


class _Heartbeat:
    """Renews a job's lease from a thread of its own while the handler works, as long as that gives signs of life."""

    def __init__(self, held: Held, patience: float) -> None:
        self._held, self._patience = held, patience
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT) and time.monotonic() - self._held.seen_alive < self._patience:
            try:
                self._held.renew()
            except _DATABASE_AWAY:
                continue  # the next beat comes long before the lease is over
            finally:
                connection.close()
