"""What is due when: each slot of a schedule becomes one job, whoever of several workers sees it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max

from hemvist.jobs.models import Priority, Slot
from hemvist.jobs.queue import add

LATE = timedelta(minutes=15)
"""A slot that was missed by more than this is left out where the schedule does not catch up."""
SET_BACK = timedelta(hours=1)
"""A newest slot that lies further ahead than this, and than one interval, was taken before the clock was set back."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Schedule:
    """A job of this kind, for the schedule's name, ``every`` so often or each day ``at`` a time (UTC).

    Slots that passed while nobody worked are one job, late; none where ``catch_up`` is off.
    """

    name: str
    kind: str
    every: timedelta | None = None
    at: time | None = None
    catch_up: bool = True
    priority: Priority = Priority.UPKEEP
    _seen: list[datetime] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError("A schedule has an interval or a time of day: one of the two.")

    def slot(self, now: datetime) -> datetime:
        """The newest slot that is not in the future."""
        if self.every is not None:
            return now - (now - _EPOCH) % self.every
        assert self.at is not None  # __post_init__ has looked
        today = datetime.combine(now.date(), self.at, tzinfo=UTC)
        return today if today <= now else today - timedelta(days=1)

    def seen(self, slot: datetime) -> bool:
        """Whether this process has dealt with a slot before; it has from now on."""
        before = self._seen == [slot]
        self._seen[:] = [slot]
        return before


def take_due(schedules: Sequence[Schedule], now: datetime) -> None:
    """Make a job of every slot that is due and not taken yet. ``now`` is in UTC."""
    for schedule in schedules:
        slot = schedule.slot(now)
        if not schedule.seen(slot):
            _take(schedule, slot, now)


def _take(schedule: Schedule, slot: datetime, now: datetime) -> None:
    """The slot's row and its job commit together. Only the newest slot of a schedule is kept: older ones are over."""
    with transaction.atomic():
        mine = Slot.objects.filter(name=schedule.name)
        mine.filter(slot__gt=now + max(SET_BACK, schedule.every or timedelta(days=1))).delete()
        newest = mine.aggregate(Max("slot"))["slot__max"]
        if newest is not None and newest >= slot:
            return
        if Slot.objects.get_or_create(name=schedule.name, slot=slot)[1]:
            mine.filter(slot__lt=slot).delete()
            if schedule.catch_up or now - slot <= LATE:
                add(schedule.kind, schedule.name, None, priority=schedule.priority)
