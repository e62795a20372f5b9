"""Back-pressure: whether there is room for one more file, in the queue and on the disk, before its first byte is taken."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db.models import Sum

from hemvist.jobs.errors import DiskNearlyFull, QueueFull
from hemvist.jobs.models import Job
from hemvist.projects.models import Project

FACTOR = 6
"""What a received file costs on the disk in the end, in its own lengths: the original, its text and its place in the index.

Measured on contracts: 5.1 for plain text, of which nearly all is words, and 2.1 for PDF (decision 0008).
"""
_MB = 1_000_000


def room_for(project: Project, size: int) -> None:
    """Return if a file of ``size`` bytes may be taken in. Raises :class:`QueueFull`, :class:`DiskNearlyFull`."""
    _in_queue(project)
    _on_disk(size)


def _in_queue(project: Project) -> None:
    live = Job.objects.live().exclude(project=None)
    ours = live.filter(project=project).count()
    if ours >= max(1, settings.QUEUE // 2):
        raise QueueFull(waiting=ours, where="in this project")
    if (every := live.count()) >= settings.QUEUE:
        raise QueueFull(waiting=every, where="in this installation")


def _on_disk(size: int) -> None:
    free = shutil.disk_usage(settings.DATA_FOLDER).free - settings.SPARE_BYTES - promised()
    if size * FACTOR > free:
        raise DiskNearlyFull(free=max(0, free) // _MB, needed=-(-size * FACTOR // _MB))


def promised() -> int:
    """Bytes that work which is already taken in will still write: its originals lie on the disk by now."""
    waiting = Job.objects.live().aggregate(Sum("size"))["size__sum"] or 0
    return int(waiting) * (FACTOR - 1)
