"""The queue: work is put in by whoever makes it necessary, and taken by one worker at a time, every project in its turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from hemvist.jobs import kinds as known
from hemvist.jobs import models
from hemvist.jobs.held import Held
from hemvist.jobs.models import Job, JobQuerySet, Priority, State, Turn
from hemvist.projects.models import Project
from hemvist.projects.open import is_locked

_NEVER = datetime.min.replace(tzinfo=UTC)
_INSTALLATION = ""


def add(
    kind: str,
    subject: str,
    project: Project | None,
    *,
    priority: Priority = Priority.NORMAL,
    run_at: datetime | None = None,
    size: int = 0,
) -> Job:
    """Put a job in, inside the transaction of what makes it necessary: both commit or neither does.

    ``size`` is the length in bytes of the file that it will turn into text and index rows. Where a job of this kind
    for this subject waits or runs already, that one is given back, made as urgent and as early as either.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A job is put in inside the transaction of what makes it necessary.")
    run_at = run_at or timezone.now()
    fields = {"project": project, "priority": priority, "run_at": run_at, "size": size}
    job, new = Job.objects.live().get_or_create(defaults=fields, kind=kind, subject=subject)
    if not new:
        _hurry(job, priority, run_at)
    return job


def add_all(kind: str, sizes: Mapping[str, int], project: Project, *, priority: Priority) -> None:
    """The same for many subjects, by their sizes, in a few statements; one that waits or runs already stays as it is."""
    if not connection.in_atomic_block:
        raise RuntimeError("Jobs are put in inside the transaction of what makes them necessary.")
    rows = (Job(kind=kind, subject=one, project=project, priority=priority, size=size) for one, size in sizes.items())
    Job.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _hurry(job: Job, priority: Priority, run_at: datetime) -> None:
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    waiting.filter(priority__gt=priority).update(priority=priority)
    waiting.filter(run_at__gt=run_at).update(run_at=run_at)
    job.refresh_from_db()


def forget(kind: str, subjects: Iterable[str]) -> None:
    """Drop the jobs of subjects that are being deleted, in the same transaction; who works on one has lost it."""
    drop(Job.objects.filter(kind=kind, subject__in=list(subjects)))


def drop(jobs: JobQuerySet) -> int:
    """Delete jobs, locked in the order of their ids, so that no two who delete the same ones wait for each other; how many."""
    with transaction.atomic():
        ids = list(jobs.select_for_update().order_by("pk").values_list("pk", flat=True))
        return Job.objects.filter(pk__in=ids).delete()[0]


def claim(
    kinds: Collection[str] | None = None,
    up_to: Priority | None = None,
    told_to_end: Callable[[], bool] = lambda: False,
) -> Held | None:
    """The job whose turn it is, leased to the caller; None when none is due.

    Of the most urgent class, the project that was served least recently; in it, what has waited longest. Jobs of
    locked projects, and of kinds that this process does not know, stay where they are.
    """
    due = Job.objects.filter(kind__in=known.names() if kinds is None else kinds)
    if up_to is not None:
        due = due.filter(priority__lte=up_to)
    for priority, project in _turns(due):
        if project is not None and is_locked(project):
            continue
        job = _take(due.filter(priority=priority, project=project))
        if job is not None:
            return Held(job, told_to_end)
    return None


def _turns(jobs: JobQuerySet) -> list[tuple[int, Project | None]]:
    """Classes of urgency and projects with due work, in the order in which it is their turn."""
    now = timezone.now()
    found = set(jobs.due(now).values_list("priority", "project").order_by().distinct())
    # A turn in the future was taken before the clock was set back: it puts nobody behind all others.
    served = dict(Turn.objects.filter(served__lte=now + models.SKEW).values_list("project", "served"))
    projects = Project.objects.in_bulk([project for _, project in found if project])
    ordered = sorted(found, key=lambda one: (one[0], served.get(one[1] or _INSTALLATION, _NEVER), one[1] or ""))
    return [(priority, projects.get(project)) for priority, project in ordered if not project or project in projects]


def _take(jobs: JobQuerySet) -> Job | None:
    with transaction.atomic():
        now = timezone.now()
        row = _unlocked(jobs.due(now).order_by("run_at", "created", "id")).first()
        if row is None:
            return None
        still = Job.objects.filter(pk=row.pk, fence=row.fence, state=row.state)
        taken = {"state": State.RUNNING, "lease_until": now + models.LEASE, "started": now}
        if not still.update(**taken, fence=F("fence") + 1, attempts=F("attempts") + 1):
            return None
        Turn.objects.update_or_create(project=row.project_id or _INSTALLATION, defaults={"served": now})
        row.refresh_from_db()
        return row


def _unlocked(jobs: JobQuerySet) -> JobQuerySet:
    """Without those that another worker is taking at this moment, where the database can tell."""
    if connection.features.has_select_for_update_skip_locked:
        return jobs.select_for_update(skip_locked=True)
    return jobs
