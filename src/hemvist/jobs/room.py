"""Back-pressure: whether there is room for one more file, in the queue and on the disk, before its first byte is taken."""

from __future__ import annotations

import shutil
from threading import Lock
from typing import ClassVar
from weakref import WeakSet

from django.conf import settings
from django.db.models import Q, Sum

from hemvist.jobs.errors import DiskNearlyFull, QueueFull
from hemvist.jobs.models import Job, Priority
from hemvist.projects.models import Project

FACTOR = 6
"""What a received file costs on the disk in the end, in its own lengths: the original, its text and its place in the index.

Measured on contracts: 5.1 for plain text, of which nearly all is words, and 2.1 for PDF (decision 0008).
"""
_MB = 1_000_000
_STRIDE = 8 * _MB
"""Bytes of a file that come in between two looks at the disk."""


class Coming:
    """A file that is just coming in, ``size`` bytes long as far as anybody knows: what it will cost is promised meanwhile.

    Held by whoever takes it, in the process that takes all files; ``over`` ends it.
    """

    _all: ClassVar[WeakSet[Coming]] = WeakSet()
    _guard: ClassVar[Lock] = Lock()

    def __init__(self, size: int) -> None:
        self._size, self._taken, self._looked = size, 0, 0
        with self._guard:
            self._all.add(self)

    def take(self, count: int) -> None:
        """So many bytes more have come. :class:`DiskNearlyFull` where the disk will not hold all that comes in now."""
        self._taken += count
        if self._taken - self._looked >= _STRIDE:
            self._looked = self._taken
            _on_disk(0)

    def over(self) -> None:
        """It is kept, and promised by its job, or dropped."""
        with self._guard:
            self._all.discard(self)

    @classmethod
    def promised(cls) -> int:
        """Bytes that all that comes in now will still write."""
        with cls._guard:
            return sum(max(one._size, one._taken) * FACTOR - one._taken for one in cls._all)


def room_for(project: Project, size: int) -> None:
    """Return if a file of ``size`` bytes may be taken in. Raises :class:`QueueFull`, :class:`DiskNearlyFull`."""
    _in_queue(project)
    _on_disk(size)


def room_inside(size: int, within: int) -> None:
    """Return if ``size`` bytes may be taken out of a file of ``within`` bytes that is being read. :class:`DiskNearlyFull`.

    What the file itself promises is theirs. The queue has no say: an archive that waits for its own place in a queue
    full of archives would wait for ever, and what lies in it takes no place from another project.
    """
    _on_disk(size, spoken_for=within * (FACTOR - 1))


def _in_queue(project: Project) -> None:
    live = Job.objects.live().exclude(project=None)
    ours = live.filter(project=project).count()
    if ours >= max(1, settings.QUEUE // 2):
        raise QueueFull(waiting=ours, where="in this project")
    # What lies in another project's archives waits behind every file that people send, and closes no door to them.
    if (every := live.filter(Q(priority__lte=Priority.NORMAL) | Q(project=project)).count()) >= settings.QUEUE:
        raise QueueFull(waiting=every, where="in this installation")


def _on_disk(size: int, spoken_for: int = 0) -> None:
    free = shutil.disk_usage(settings.DATA_FOLDER).free - settings.SPARE_BYTES - max(0, promised() - spoken_for)
    free -= Coming.promised()
    if size * FACTOR > free:
        raise DiskNearlyFull(free=max(0, free) // _MB, needed=-(-size * FACTOR // _MB))


def promised() -> int:
    """Bytes that work which is already taken in will still write: its originals lie on the disk by now."""
    waiting = Job.objects.live().aggregate(Sum("size"))["size__sum"] or 0
    return int(waiting) * (FACTOR - 1)
