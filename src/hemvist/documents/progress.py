"""How far a project's documents are: how many wait, how many were refused, and about how long the rest will take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Max, Min, Sum
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

    @property
    def done(self) -> int:
        """Those that nobody waits for."""
        return self.documents - self.waiting


def progress(visit: Visit, project: Project) -> Progress:
    """How far the documents are that the person may see."""
    permit = gate.enter(visit, project, Deed.LIST)
    states = [row.state for row in newest_of(Document.objects.seen_with(permit)).values()]
    waiting = sum(state in BUSY for state in states)
    return Progress(len(states), waiting, states.count(Reading.REFUSED), _seconds_left(project) if waiting else None)


def newest_of(documents: Iterable[Document]) -> dict[str, Version]:
    """The newest version of each document, by the document's id."""
    rows = Version.objects.filter(document__in=list(documents)).select_related("document").order_by("number")
    return {row.document_id: row for row in rows}


def _seconds_left(project: Project) -> float | None:
    """What waits in this project, at the pace at which files were read lately; others' turns are not foreseen."""
    jobs = Job.objects.filter(kind=READ)
    lately = jobs.filter(state=State.DONE, finished__gt=timezone.now() - _LATELY)
    told = lately.aggregate(size=Sum("size"), began=Min("started"), ended=Max("finished"))
    if not told["size"]:
        return None
    pace = told["size"] / max(1.0, (told["ended"] - told["began"]).total_seconds())
    left = jobs.live().filter(project=project).aggregate(size=Sum("size"))["size"] or 0
    return float(left / pace)
