"""A job, whose turn it was, and the slots of schedules. Rows hold ids, states, codes, numbers and times: never contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from django.db import models
from django.utils import timezone

from hemvist.domain.clock import Moment
from hemvist.domain.events import is_plain
from hemvist.people.models import new_id
from hemvist.projects.models import Project

LEASE = timedelta(minutes=2)
"""How long a job stays with a worker that gives no sign of life."""
SKEW = timedelta(minutes=2)
"""What lies further ahead than this, and has happened, tells that the clock was set back since."""


class State(StrEnum):
    """How far a job has come. A failed or cancelled one waits again when a person says so."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (State.WAITING, State.RUNNING)


class Priority(IntEnum):
    """Smaller goes first. Within one class, the project that was served least recently."""

    URGENT = 0
    NORMAL = 10
    BATCH = 20
    UPKEEP = 30


class JobQuerySet(models.QuerySet["Job"]):
    """Rules about many jobs."""

    def due(self, now: datetime) -> JobQuerySet:
        """Jobs that a worker may take: waiting and due, or left by a worker whose lease ran out.

        So are those that only wait because the clock was set back since: made or begun in what is the future now, or
        leased for longer than anybody leases.
        """
        due = models.Q(run_at__lte=now) | models.Q(created__gt=now + SKEW) | models.Q(started__gt=now + SKEW)
        left = models.Q(lease_until__lt=now) | models.Q(lease_until__gt=now + LEASE + SKEW)
        return self.filter(models.Q(due, state=State.WAITING) | models.Q(left, state=State.RUNNING))

    def live(self) -> JobQuerySet:
        """Jobs that wait or run."""
        return self.filter(state__in=LIVE)


class Job(models.Model):
    """One piece of work on one subject; the same row from its first attempt to its end."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING)
    step = models.CharField(max_length=20, default="")
    data = models.JSONField(default=dict)
    priority = models.SmallIntegerField(choices=[(p.value, p.name.lower()) for p in Priority], default=Priority.NORMAL)
    size = models.PositiveBigIntegerField(default=0)
    run_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, default="")
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    cancel_asked = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state__in=["waiting", "running"]), name="one_live_job"
            )
        ]
        indexes = [
            models.Index(fields=["state", "priority", "project", "run_at"], name="jobs_whose_turn"),
            models.Index(fields=["state", "finished"], name="jobs_when_finished"),
        ]

    def __str__(self) -> str:
        return self.id


class Turn(models.Model):
    """When a project's work was last taken up; the project's id, or empty for the installation's own work."""

    project = models.CharField(primary_key=True, max_length=32)
    served = models.DateTimeField()


class Slot(models.Model):
    """A time that a schedule was due, taken by whoever made this row first."""

    name = models.CharField(max_length=40)
    slot = models.DateTimeField()
    taken = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="one_run_per_slot")]


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """A checkpoint's data as it may be stored: ids, codes and numbers, and lists of them. ValueError for anything else."""
    for key, value in data.items():
        every = value if isinstance(value, list) else [value]
        if not all(_is_plain(one) for one in every):
            raise ValueError(f"A checkpoint holds ids and numbers only; {key} is none of them.")
    return dict(data)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, int | float) or (isinstance(value, str) and is_plain(value))


class Clock(models.Model):
    """What the machine's clock said: at the first moment that was believed of a start, and last; one row.

    ``doubted``: what it said when it was found to have jumped, until it is believed again.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    wall = models.DateTimeField()
    ticks = models.FloatField()
    boot = models.CharField(max_length=40)
    seen = models.DateTimeField()
    doubted = models.DateTimeField(null=True)

    @property
    def anchor(self) -> Moment:
        """The first moment that was believed of a start of the machine."""
        return Moment(self.wall, self.ticks, self.boot)

    def believe(self, here: Moment, *, anew: bool) -> None:
        """Take what it says for true; the caller saves. ``anew``: what comes is measured from here on."""
        self.seen = here.wall
        if anew:
            self.wall, self.ticks, self.boot = here.wall, here.ticks, here.boot
