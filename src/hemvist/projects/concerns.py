"""Incidents and requests of people: recorded, due within the agreed hours, and settled; each with its line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain import concern
from hemvist.domain.concern import Kind
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Concern, Project

TOLD = 20
"""Concerns that are listed once they are settled, the newest first; of open ones all."""


class ConcernUnusable(HemvistError):
    """That cannot be recorded: it is an incident or a request, and it became known at a moment within the last year."""

    exit_code = 5
    status = 422
    remedy = "Example: an incident, known since 2026-11-28 09:30 UTC. Nothing was saved."


def record(visit: Visit, project: Project, kind: str, known: datetime | None = None) -> Concern:
    """Record an incident or a request; due the hours after it became known that the agreement in force names now.

    What it is about stands in no row and no line: only what kind it is, when it became known, and by when it is due.
    """
    gate.enter(visit, project, Deed.RECORD)
    now = timezone.now()
    known = now if known is None else known
    if kind not in list(Kind) or not concern.believable(known, now):
        raise ConcernUnusable
    row = Concern(
        project=project, kind=kind, by=visit.person, known=known, due=concern.due(project.agreement, Kind(kind), known)
    )
    with transaction.atomic():
        row.save(force_insert=True)
        log.write(
            project.pk, EventName.CONCERN_RECORDED, visit.person.pk, concern=row.pk, kind=kind, known=_stamp(row.known),
            due=_stamp(row.due),
        )  # fmt: skip
    return row


def settle(visit: Visit, project: Project, concern_id: str) -> Concern:
    """Say that whoever is agreed was told, or the person answered. :class:`NotFound` where none of that id is open."""
    gate.enter(visit, project, Deed.SETTLE)
    with transaction.atomic():
        row = Concern.objects.select_for_update().filter(pk=concern_id, project=project, settled=None).first()
        if row is not None:
            row.settled = timezone.now()
            row.save(update_fields=["settled"])
            log.write(
                project.pk, EventName.CONCERN_SETTLED, visit.person.pk, concern=row.pk, kind=row.kind, late=int(row.late)
            )  # fmt: skip
    if row is None:
        raise NotFound(thing="concern")
    return row


def concerns(project: Project) -> list[Concern]:
    """The open ones, what is due first in front; then those settled last. The caller has passed the gate."""
    rows = Concern.objects.filter(project=project)
    return [
        *rows.filter(settled=None).order_by("due", "pk"),
        *rows.exclude(settled=None).order_by("-settled", "pk")[:TOLD],
    ]


@dataclass(frozen=True)
class Overdue:
    """What is over its agreed hours: in which project, of which kind, since when."""

    project: str
    kind: Kind
    since: datetime


def overdue() -> list[Overdue]:
    """Every concern of the installation that is over its hours and open, the oldest first."""
    rows = Concern.objects.filter(settled=None, due__lt=timezone.now()).order_by("due")
    return [Overdue(row.project_id, Kind(row.kind), row.due) for row in rows]


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}Z"
