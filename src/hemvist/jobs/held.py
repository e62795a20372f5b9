"""A job in the hands of one worker. Every change is fenced: who has lost the job changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hemvist.jobs import kinds, models
from hemvist.jobs.errors import CancelAsked, Ending, LeaseLost
from hemvist.jobs.models import Job, JobQuerySet, State, plain
from hemvist.projects.models import Project

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""How long a job waits after its first, second and every further failure."""
KEPT_STOPPING = "KeptStopping"
CANCELLED = "Cancelled"


class Held:
    """A claimed job. Its holder ends it by exactly one of ``finish``, ``refuse``, ``again`` and ``put_off``.

    ``checkpoint``, ``finish`` and ``refuse`` belong into the transaction that writes the results: both commit, or
    neither does. They raise :class:`Stopped` where the job is no longer wanted of this holder, which rolls back.
    """

    def __init__(self, job: Job, told_to_end: Callable[[], bool] = lambda: False) -> None:
        self.job = job
        self.seen_alive = time.monotonic()
        self._told_to_end = told_to_end

    @property
    def id(self) -> str:
        return self.job.pk

    @property
    def kind(self) -> str:
        return self.job.kind

    @property
    def subject(self) -> str:
        return self.job.subject

    @property
    def project(self) -> Project | None:
        return self.job.project

    @property
    def step(self) -> str:
        """The step that was completed last; empty at first."""
        return self.job.step

    @property
    def data(self) -> dict[str, Any]:
        """What the last checkpoint noted."""
        return dict(self.job.data)

    @property
    def attempts(self) -> int:
        """How often it has been begun, this time included; what was put off does not count."""
        return self.job.attempts

    def still_mine(self) -> bool:
        """Renew the lease. False: stop now, for it is lost, cancelled, or this worker is to end."""
        self.seen_alive = time.monotonic()
        return not self._told_to_end() and self.renew()

    def renew(self) -> bool:
        """Renew the lease without counting as a sign of life; False when it is lost or cancelled."""
        return bool(self._wanted().update(lease_until=timezone.now() + models.LEASE))

    def go_on(self) -> None:
        """Renew the lease, or raise :class:`Stopped`."""
        self.seen_alive = time.monotonic()
        if self._told_to_end():
            raise Ending
        self._change(lease_until=timezone.now() + models.LEASE)

    def checkpoint(self, step: str, **data: Any) -> None:
        """Note a completed step. ``data`` are ids and numbers (else ValueError); the lease is renewed with it."""
        stored = plain(data)
        self.seen_alive = time.monotonic()
        self._change(step=step, data=stored, lease_until=timezone.now() + models.LEASE)
        self.job.step, self.job.data = step, stored

    def finish(self) -> None:
        """Done."""
        self._end(State.DONE, "")

    def refuse(self, code: str) -> None:
        """Failed for good, for this reason: trying again would not help."""
        self._end(State.FAILED, code)

    def put_off(self, seconds: float, *, counts: bool = False, why: str | None = None) -> None:
        """Leave it for later; unless ``counts``, as if this attempt had not been. ``why``: what it waits for, if that is told."""
        told = self.job.why if why is None else why
        self._wait(timedelta(seconds=seconds), told, self.attempts if counts else self.attempts - 1)

    def again(self, code: str) -> None:
        """Have it tried again after a while, for this reason; given up after its kind's last attempt."""
        if self.attempts >= kinds.of(self.kind).attempts:
            self.give_up(code)
        else:
            self._wait(BACK_OFF[min(self.attempts, len(BACK_OFF)) - 1], code, self.attempts)

    def give_up(self, code: str) -> None:
        """Failed for good, and its kind says so on the subject's own row, in one transaction."""
        kind = kinds.of(self.kind)
        permit = kind.ready(self.job)
        with transaction.atomic():
            kind.hold(self.subject)
            self.refuse(code)
            kind.given_up(self.job, code, permit)

    def settle_cancel(self) -> None:
        """End it as cancelled if that was asked; if it is somebody else's by now, nothing happens."""
        asked, kind = self._mine().filter(cancel_asked__isnull=False), kinds.of(self.kind)
        if not asked.exists():
            return
        permit = kind.ready(self.job)
        with transaction.atomic():
            kind.hold(self.subject)
            if asked.update(**_ended(State.CANCELLED, CANCELLED)):
                kind.given_up(self.job, CANCELLED, permit)

    def give_back(self, seconds: float = 0) -> None:
        """Let another worker have it, from its last checkpoint; if it is not ours, nothing happens."""
        run_at = timezone.now() + timedelta(seconds=seconds)
        self._wanted().update(state=State.WAITING, run_at=run_at, lease_until=None, attempts=F("attempts") - 1)

    def unsettled(self) -> bool:
        """Whether it still runs in this holder's name."""
        return self._mine().exists()

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=State.RUNNING)

    def _wanted(self) -> JobQuerySet:
        return self._mine().filter(cancel_asked=None)

    def _change(self, **fields: Any) -> None:
        if not self._wanted().update(**fields):
            raise CancelAsked if self._mine().exists() else LeaseLost

    def _end(self, state: State, why: str) -> None:
        self._change(**_ended(state, why))
        self.job.state = state

    def _wait(self, delay: timedelta, why: str, attempts: int) -> None:
        run_at = timezone.now() + delay
        self._change(state=State.WAITING, why=why, run_at=run_at, attempts=attempts, lease_until=None)


def _ended(state: State, why: str) -> dict[str, Any]:
    return {"state": state, "why": why, "finished": timezone.now(), "lease_until": None, "data": {}}
