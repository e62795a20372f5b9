"""How far a project's documents are: how many wait, how many were refused, and about how long the rest will take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.domain.permit import Deed
from hemvist.jobs.models import Job, State
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

_LATELY: Final = timedelta(minutes=10)
BUSY: Final = (Reading.RECEIVED, Reading.READING)


@dataclass(frozen=True)
class Progress:
    """Documents by the state of their newest version; ``seconds_left`` is None while nothing tells how fast it goes."""

    documents: int
    waiting: int
    refused: int
    seconds_left: float | None
    flagged: int = 0

    @property
    def done(self) -> int:
        """Those that nobody waits for."""
        return self.documents - self.waiting


def progress(visit: Visit, project: Project) -> Progress:
    """How far the documents are that the person may see."""
    permit = gate.enter(visit, project, Deed.LIST)
    seen = Document.objects.seen_with(permit)
    states = list(_newest_states(seen).values())
    waiting = sum(state in BUSY for state in states)
    left = _seconds_left(project, seen) if waiting else None
    refused, flagged = states.count(Reading.REFUSED.value), states.count(Reading.FLAGGED.value)
    return Progress(len(states), waiting, refused, left, flagged)


def newest_of(documents: Iterable[Document]) -> dict[str, Version]:
    """The newest version of each document, by the document's id."""
    rows = Version.objects.filter(document__in=list(documents)).select_related("document").order_by("number")
    return {row.document_id: row for row in rows}


def _newest_states(documents: Iterable[Document]) -> dict[str, str]:
    """The states alone: this is asked again and again while something is read, and needs no card."""
    rows = Version.objects.filter(document__in=list(documents)).order_by("number")
    return dict(rows.values_list("document_id", "state"))


def _seconds_left(project: Project, seen: Iterable[Document]) -> float | None:
    """What waits of the documents in view, at the pace at which such were read lately; others' turns are not foreseen.

    Of nothing else: the sizes of files that a person may not see, and of other projects', show in no figure.
    """
    versions = set(Version.objects.filter(document__in=list(seen)).values_list("pk", flat=True))
    jobs = Job.objects.filter(kind=READ, project=project)
    recent = jobs.filter(state=State.DONE, started__isnull=False, finished__gt=timezone.now() - _LATELY)
    lately = [row for row in recent if row.subject in versions]
    size = sum(row.size for row in lately)
    if not size:
        return None
    began = min(row.started for row in lately if row.started)
    ended = max(row.finished for row in lately if row.finished)
    pace = size / max(1.0, (ended - began).total_seconds())
    waiting = jobs.live().values_list("subject", "size")
    return float(sum(size for subject, size in waiting if subject in versions) / pace)
