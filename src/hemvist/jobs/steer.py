"""People at the queue: seeing a project's jobs, cancelling one, having one tried again. Through the gate, log first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import kinds
from hemvist.jobs.errors import JobSettled
from hemvist.jobs.held import CANCELLED
from hemvist.jobs.models import LIVE, Job, State
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

MOST_LISTED = 1000


@dataclass(frozen=True)
class Row:
    """A job as it is listed; ``why`` is the code of the last failure, ``name`` what people call its subject, if they do."""

    id: str
    kind: str
    subject: str
    state: str
    step: str
    priority: int
    attempts: int
    why: str
    cancel_asked: bool
    created: datetime
    run_at: datetime
    finished: datetime | None
    name: str = ""


def listing(visit: Visit, project: Project) -> list[Row]:
    """The project's jobs on subjects that the person may see: those that live first, then the newest; 1000 at most."""
    permit = gate.enter(visit, project, Deed.LIST)
    jobs = Job.objects.filter(project=project)
    live = list(jobs.live().order_by("priority", "run_at", "created")[:MOST_LISTED])
    ended = jobs.exclude(state__in=LIVE).order_by("-finished")[: MOST_LISTED - len(live)]
    seen = list(_seen(permit, [*live, *ended]))
    names = _names(permit, seen)
    return [_row(job, names.get((job.kind, job.subject), "")) for job in seen]


def cancel(visit: Visit, project: Project, job: str) -> Row:
    """End a waiting job now; ask the worker of a running one to stop. :class:`JobSettled` for one that has ended."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    with transaction.atomic():
        row = _one(permit, job)
        if row.state not in LIVE:
            raise JobSettled(state=row.state, deed="cancelled")
        row.cancel_asked = timezone.now()
        if row.state == State.WAITING:
            row.state, row.why, row.finished = State.CANCELLED, CANCELLED, row.cancel_asked
            row.data = {}
        row.save(update_fields=["cancel_asked", "state", "why", "finished", "data"])
        if row.state == State.CANCELLED:
            kinds.of(row.kind).given_up(row, CANCELLED, permit)
        log.write(project.pk, EventName.JOB_CANCELLED, visit.person.pk, job=row.pk, kind=row.kind, subject=row.subject)
    return _row(row)


def retry(visit: Visit, project: Project, job: str) -> Row:
    """Have a failed or cancelled job tried again from its beginning. :class:`JobSettled` for any other."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    with transaction.atomic():
        row = _one(permit, job)
        if row.state not in (State.FAILED, State.CANCELLED):
            raise JobSettled(state=row.state, deed="tried again")
        if Job.objects.live().filter(kind=row.kind, subject=row.subject).exists():
            raise JobSettled(state="followed by a newer one", deed="tried again")
        row.state, row.why, row.step, row.data, row.attempts = State.WAITING, "", "", {}, 0
        row.cancel_asked = row.finished = row.lease_until = None
        row.run_at = timezone.now()
        row.save()
        kinds.of(row.kind).retried(row)
        log.write(project.pk, EventName.JOB_RETRIED, visit.person.pk, job=row.pk, kind=row.kind, subject=row.subject)
    return _row(row)


def _one(permit: Permit, job: str) -> Job:
    """A job of the permit's project on a subject that its audience may see, held with that until the transaction ends."""
    row = Job.objects.filter(pk=job, project_id=permit.act.project).first()
    if row is None or not list(_seen(permit, [row])):
        raise NotFound(thing="job")
    kinds.of(row.kind).hold(row.subject)
    held = Job.objects.select_for_update().filter(pk=job).first()
    if held is None:  # its subject was deleted, or read anew, meanwhile
        raise NotFound(thing="job")
    return held


def _seen(permit: Permit, jobs: list[Job]) -> Iterable[Job]:
    """Those on subjects that the permit's audience may see. Of a kind that nobody registered, none."""
    shown = {kind: set(kinds.of(kind).seen(permit, subjects)) for kind, subjects in _by_kind(jobs).items()}
    return (job for job in jobs if job.subject in shown.get(job.kind, ()))


def _names(permit: Permit, jobs: list[Job]) -> dict[tuple[str, str], str]:
    return {
        (kind, subject): name
        for kind, subjects in _by_kind(jobs).items()
        for subject, name in kinds.of(kind).called(permit, subjects).items()
    }


def _by_kind(jobs: list[Job]) -> dict[str, list[str]]:
    """The subjects of jobs of each kind that is registered."""
    found: dict[str, list[str]] = defaultdict(list)
    known = set(kinds.names())
    for job in jobs:
        if job.kind in known:
            found[job.kind].append(job.subject)
    return found


def _row(job: Job, name: str = "") -> Row:
    return Row(
        job.pk, job.kind, job.subject, State(job.state).value, job.step, job.priority, job.attempts, job.why,
        job.cancel_asked is not None, job.created, job.run_at, job.finished, name,
    )  # fmt: skip
