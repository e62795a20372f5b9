"""Deleting a log's oldest lines when their agreed days are over, so that what is left still verifies.

The last deleted line's hash stays as an anchor, from which the first line left follows, and a new line tells of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from hemvist.audit import log
from hemvist.audit.models import Anchor, Event
from hemvist.domain.events import EventName


def shorten(project: str, days: int, now: datetime) -> int:
    """Delete a project's lines that are older than ``days`` (24 hours each), from the first on; how many.

    The line that tells of it, the anchor and the deletion are one commit. Raises LogBroken, with nothing deleted, where
    the log does not verify: what is broken is kept as it is.
    """
    before = now - timedelta(days=days)
    if not _old(project, before):
        return 0
    for _ in log.lines(project):
        pass
    with transaction.atomic():
        return _shortened(project, days, before)


def _old(project: str, before: datetime) -> bool:
    first = Event.objects.filter(project=project).order_by("sequence").first()
    return first is not None and first.at < before


def _shortened(project: str, days: int, before: datetime) -> int:
    rows = Event.objects.filter(project=project).order_by("sequence")
    first, kept = rows.first(), rows.filter(at__gte=before).first()
    old = rows.filter(sequence__lt=kept.sequence) if kept else rows
    last = old.last()
    if first is None or last is None:
        return 0
    log.write(
        project, EventName.LOG_SHORTENED, None, upto=last.sequence, hash=last.hash, lines=last.sequence - first.sequence + 1,
        since=_day(first.at), until=_day(last.at), days=days,
    )  # fmt: skip
    Anchor.objects.create(
        project=project, sequence=last.sequence, hash=last.hash, first_at=first.at, last_at=last.at, days=days
    )
    return Event.objects.filter(project=project, sequence__lte=last.sequence).delete()[0]


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
