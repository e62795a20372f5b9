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
_FILES_TELL: Final = 10
_PAGES_TELL: Final = 3
_SHARE_TELLS: Final = 10
"""So many files or pages, or one part in so many of what waits, tell how fast the rest goes; less is a guess."""
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
    """What waits of the documents in view: scans at their own pace, the rest at that of the files read lately.

    Of nothing else: the sizes of files that a person may not see, and of other projects', show in no figure. Others'
    turns are not foreseen.
    """
    versions = {row.pk: row for row in Version.objects.filter(document__in=list(seen)).only("step", "done", "whole")}
    jobs = Job.objects.filter(kind=READ, project=project)
    live = [row for row in jobs.live() if row.subject in versions]
    done = jobs.filter(state=State.DONE, finished__gt=timezone.now() - _LATELY)
    scans = [row for row in live if versions[row.subject].step == "recognise"]
    size = sum(row.size for row in live if row not in scans)
    read = [row for row in done if row.subject in versions]
    pace = _pace(read) if _enough(read, size) else None
    parts = [_scan_left(row, versions[row.subject]) for row in scans] + (
        [size / pace if pace else None] if size else []
    )
    known = [part for part in parts if part is not None]
    return sum(known, 0.0) if len(known) == len(parts) else None


def _enough(read: list[Job], waiting: int) -> bool:
    """Whether what was read lately tells of the ``waiting`` bytes: the first file's time is mostly that of beginning."""
    return len(read) >= _FILES_TELL or sum(row.size for row in read) * _SHARE_TELLS >= waiting


def _pace(done: list[Job]) -> float | None:
    """Bytes a second of what was done lately, in the time in which any of it waited or was read."""
    seconds, until = 0.0, timezone.now() - _LATELY
    for began, ended in sorted((row.created, row.finished) for row in done if row.finished):
        seconds += max(0.0, (ended - max(began, until)).total_seconds())
        until = max(until, ended)
    size = sum(row.size for row in done)
    return size / max(1.0, seconds) if size else None


def _scan_left(job: Job, version: Version) -> float | None:
    """How long the pages of a scan that are left take, as those that are done took; None before a few of them."""
    if not version.done or (version.done < _PAGES_TELL and version.done * _SHARE_TELLS < version.whole):
        return None
    return (timezone.now() - job.created).total_seconds() * (version.whole - version.done) / version.done
