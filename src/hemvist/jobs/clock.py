"""The machine's clock, watched: what it said is kept, and where it cannot be believed nothing is deleted by it."""

from __future__ import annotations

import logging
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION, Event
from hemvist.domain.clock import Moment, off
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.jobs.models import Clock

_told = logging.getLogger(__name__)


class NotToday(HemvistError):
    """The clock of this machine says {today}, and {told} was confirmed. Nothing was changed."""

    exit_code = 5
    status = 422
    remedy = "Set the machine's clock right, or confirm the day that it says if that is the day it is."


def now() -> Moment:
    """What the machine says of the time, now."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return Moment(datetime.now(UTC), time.clock_gettime(time.CLOCK_BOOTTIME), boot)


def watch() -> bool:
    """Look at the clock, keep what it says, and whether it can be believed; a line in the log when that changes."""
    with transaction.atomic():
        row = _row()
        here = now()
        jumped = off(row.anchor, row.seen, here)
        _note(row, here, jumped)
        if jumped is None:
            row.believe(here, anew=row.boot != here.boot)
        row.save()
    return jumped is None


def _note(row: Clock, here: Moment, jumped: timedelta | None) -> None:
    """What changed since the last look, in the log and for whoever reads what the worker says."""
    if jumped is None and row.doubted is not None:
        row.doubted = None
        log.write(INSTALLATION, EventName.CLOCK_BELIEVED, None)
    elif jumped is not None and row.doubted is None:
        row.doubted = here.wall
        log.write(INSTALLATION, EventName.CLOCK_DOUBTED, None, days=abs(jumped).days)
        _told.error("The clock is off by %s days: nothing is deleted by it. See hemvist clock.", abs(jumped).days)


def doubted() -> datetime | None:
    """Since when by its own word it is not believed; None where it is."""
    return Clock.objects.values_list("doubted", flat=True).first()


def last_believed() -> datetime | None:
    """What it said when it was last believed."""
    return Clock.objects.values_list("seen", flat=True).first()


def confirm(day: date) -> None:
    """Whoever works at the machine says that its date is right. :class:`NotToday` where it says another."""
    here = now()
    if here.wall.date() != day:
        raise NotToday(today=here.wall.date().isoformat(), told=day.isoformat())
    with transaction.atomic():
        row = _row()
        row.doubted = None
        row.believe(here, anew=True)
        row.save()
        log.write(INSTALLATION, EventName.CLOCK_CONFIRMED, None, day=day.isoformat())


def _row() -> Clock:
    """The one row, held. Where there is none yet, the newest line of any log says what the clock said before."""
    if not Clock.objects.exists():
        here = now()
        before = Event.objects.aggregate(at=Max("at"))["at"] or here.wall
        Clock.objects.get_or_create(pk=1, defaults={"wall": before, "seen": before, "ticks": here.ticks, "boot": ""})
    return Clock.objects.select_for_update().get(pk=1)
