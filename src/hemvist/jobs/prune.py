"""Forgetting jobs that ended long ago: a job's row tells when somebody worked on what, and that is data too."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hemvist.jobs.held import Held
from hemvist.jobs.models import LIVE, Job
from hemvist.jobs.queue import drop

KEPT = timedelta(days=30)
KEPT_OF_THE_INSTALLATION = timedelta(days=1)
"""Of the installation's own upkeep, which runs every minute and concerns nobody's documents."""
_AT_ONCE = 500

KIND = "prune-jobs"


def prune(held: Held) -> None:
    """Delete finished jobs that are older than they need to be, a few hundred at a time."""
    while _some_pruned():
        held.go_on()
    held.finish()


def _some_pruned() -> int:
    now = timezone.now()
    old = Job.objects.exclude(state__in=LIVE)
    ours = old.filter(project=None, finished__lt=now - KEPT_OF_THE_INSTALLATION)
    theirs = old.exclude(project=None).filter(finished__lt=now - KEPT)
    ids = list((ours | theirs).values_list("pk", flat=True)[:_AT_ONCE])
    return drop(Job.objects.exclude(state__in=LIVE).filter(pk__in=ids))
