"""Choosing the embedder of the whole installation: what it costs, who may, and the jobs that carry it out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.documents import names, places
from hemvist.documents.anew import ANEW, leave
from hemvist.documents.models import Indexed, Reading, Version
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.jobs import queue
from hemvist.jobs.models import Job, Priority, State
from hemvist.people.visit import Visit
from hemvist.projects import whole
from hemvist.projects.models import Project
from hemvist.projects.open import is_locked
from hemvist.providers.base import EmbedderUnreachable, WeightsMissing, WeightsUnreadable
from hemvist.providers.pace import Pace, measured
from hemvist.providers.sources import Table, table
from hemvist.providers.weights import checked, complete


@dataclass(frozen=True)
class Cost:
    """What a change costs: in passages, in bytes of disk while both indexes of a project stand, and at which pace."""

    projects: int
    passages: int
    disk: int
    pace: Pace

    @property
    def minutes(self) -> int:
        """About how long, if nothing else has to be done: at least one."""
        return max(1, round(self.pace.seconds(self.passages) / 60))


@dataclass(frozen=True)
class Standing:
    """How it stands in one project: which embedder answers, which one is coming, and what keeps it waiting."""

    project: Project
    embedder: str
    coming: str
    done: int
    whole: int
    locked: bool
    failed: str
    waits: str
    """The code of what keeps it waiting, where that is not its turn."""
    cause: str = ""
    """Why its new embedder does not answer, as far as its weights tell; empty where they are as they should be."""
    remedy: str = ""

    @property
    def away(self) -> bool:
        """Whether it waits for its new embedder, which does not answer."""
        return self.waits == EmbedderUnreachable.__name__

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.whole) if self.whole else 0


def is_here(one: Table) -> bool:
    """Whether this embedder's weights are on this machine; only its start looks at their bytes."""
    return complete(settings.MODEL_FOLDER / one.name, one)


def cost(one: Table) -> Cost:
    """What choosing this embedder would cost. It is started for a moment, to be measured."""
    rows = [row for row in _rows() if row.embedder != one.name and _stands(row)]
    passages = Version.objects.filter(
        document__project__in=[row.pk for row in rows], state__in=(Reading.SEARCHABLE, Reading.REPLACED)
    ).aggregate(Sum("passages"))["passages__sum"]
    disk = sum(path.stat().st_size for row in rows for path in names.all_of(places.folder(row.pk), row.embedder))
    pace = measured(one, settings.MODEL_FOLDER / one.name, settings.THREADS)
    return Cost(len(rows), passages or 0, disk, pace)


def standings() -> list[Standing]:
    """How it stands in every project, in the order in which they were opened."""
    return [_standing(row) for row in _rows()]


def _standing(row: Indexed) -> Standing:
    last = Job.objects.filter(kind=ANEW, subject=row.pk).order_by("-created").first()
    failed = last.why if last and last.state == State.FAILED and not row.coming else ""
    waits = last.why if last and row.coming and _still(last, row) else ""
    locked = is_locked(row.project)
    told = Standing(row.project, row.embedder, row.coming, row.done, row.whole, locked, failed, waits)
    cause, remedy = _wrong_with(row.coming) if told.away else ("", "")
    return replace(told, cause=cause, remedy=remedy)


def _still(job: Job, row: Indexed) -> bool:
    """Whether what kept a job waiting still does: it is being tried again, and nothing has come of that."""
    return job.state == State.WAITING or (job.state == State.RUNNING and not row.whole)


def _wrong_with(name: str) -> tuple[str, str]:
    """What is wrong with an embedder's weights, and what helps; empty where they are as they should be."""
    one = table(name)
    try:
        for file in one.made:
            path = settings.MODEL_FOLDER / name / file
            _seen_whole(name, file, path.stat().st_mtime_ns, path.stat().st_size)
    except (FileNotFoundError, WeightsMissing):
        return WeightsMissing(folder=settings.MODEL_FOLDER / name, file=file).message, f"hemvist models fetch {name}"
    except (OSError, HemvistError) as error:
        told = error if isinstance(error, HemvistError) else WeightsUnreadable(file=path, reason=error.strerror)
        return told.message, told.help
    return "", ""


@lru_cache(maxsize=16)
def _seen_whole(name: str, file: str, changed: int, size: int) -> None:
    """Read a file of weights to its end, once for as long as nobody changes it. Raises where a byte is another one."""
    checked(settings.MODEL_FOLDER / name, file, table(name))


def choose(visit: Visit, one: Table) -> int:
    """Have every index made with this embedder; how many projects are embedded anew.

    Raises :class:`NotFound` for whoever may not decide it, :class:`WeightsMissing` where its weights are not here.
    """
    if not whole.may_decide(visit):
        raise NotFound(thing="page")
    return _choose(one, visit.person.pk, "page")


def choose_at_machine(one: Table) -> int:
    """The same by whoever works at the machine as Hemvist's own user; before the first set-up there is no log yet."""
    if whole.has_log():
        return _choose(one, None, "machine")
    _require_here(one)
    _write(settings.EMBEDDER_CHOICE, one.name)
    return 0


def _choose(one: Table, person: str | None, at: str) -> int:
    _require_here(one)
    with transaction.atomic():
        held = [places.hold_indexed(project) for project in Project.objects.order_by("pk").values_list("pk", flat=True)]
        turned = sum(_turned(row, one.name) for row in held)
        log.write(INSTALLATION, EventName.EMBEDDER_CHOSEN, person, embedder=one.name, projects=turned, at=at)
        _write(settings.EMBEDDER_CHOICE, one.name)
    return turned


def _turned(row: Indexed, name: str) -> bool:
    """Let one project turn to this embedder, or stay with it; whether it has to be embedded anew."""
    if row.coming == name:
        _put_in(row)
        return True
    queue.drop(Job.objects.live().filter(kind=ANEW, subject=row.pk))
    if row.coming:
        leave(row)
    if row.embedder == name:
        return False
    if not _stands(row):  # there is nothing to be embedded, so nothing to wait for
        Indexed.objects.filter(pk=row.pk).update(embedder=name)
        return False
    Indexed.objects.filter(pk=row.pk).update(coming=name, done=0, whole=0)
    _put_in(row)
    return True


def _put_in(row: Indexed) -> None:
    queue.add(ANEW, row.pk, row.project, priority=Priority.BATCH)


def _stands(row: Indexed) -> bool:
    return names.index_file(places.folder(row.pk), row.embedder).exists()


def _rows() -> Iterator[Indexed]:
    for project in Project.objects.order_by("created"):
        row = places.indexed(project.pk)
        row.project = project
        yield row


def _require_here(one: Table) -> None:
    if not is_here(one):
        folder = settings.MODEL_FOLDER / one.name
        raise WeightsMissing(folder=folder, file=one.graph)


def _write(path: Path, name: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".chosen-", delete=False) as made:
        made.write(name + "\n")
    os.replace(made.name, path)
