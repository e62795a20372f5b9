"""What was taken out of a mail or an archive waits until that is settled: then it is read, or it is taken back."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from hemvist.documents import remove, stored, succession
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.domain.permit import Permit
from hemvist.jobs import queue
from hemvist.jobs.models import Priority


def release(version: Version) -> None:
    """Have everything that lay in a version read, in the transaction that settles it.

    What a later version had retired answers again where that one was taken out (``succession.separate``).
    """
    for row in _retired(version):
        succession.read_again(row, list(row.version_set.order_by("number")))
    waiting = version.contents.filter(state=Reading.RECEIVED, document__deleting=None)
    sizes = dict(waiting.values_list("pk", "size"))
    queue.add_all(READ, sizes, version.document.project, priority=Priority.BATCH)


def _retired(version: Version) -> QuerySet[Document]:
    """Documents that lay in this version and of which nothing can be found or is on its way."""
    alive = Version.objects.filter(state__in=(Reading.RECEIVED, Reading.READING, Reading.SEARCHABLE))
    rows = Document.objects.filter(version__origin=version, version__state=Reading.REPLACED, deleting=None)
    return rows.exclude(pk__in=alive.values("document")).select_related("project").distinct()


def take_back(permit: Permit, version: Version) -> None:
    """Nothing that a version brought stays unread: in the transaction that refuses it, or that finds it replaced.

    A document that only this version brought is marked, for the worker to remove; one that an earlier version brought
    loses what is new and goes on as it was. What was read before, when this version was, stays as it is.
    """
    for inside in version.contents.filter(read=None).select_related("document"):
        queue.forget(READ, [inside.pk])
        if inside.document.version_set.exclude(pk=inside.pk).exists():
            # After the commit: a transaction that fails must find the file where it was.
            transaction.on_commit(partial(stored.drop_all, inside.document.project_id, inside.pk))
            inside.delete()
        else:
            remove.mark_one(permit, inside.document, None)
            # Its place is free again, for the same file when the archive is read once more before this one is gone.
            Version.objects.filter(pk=inside.pk).update(origin=None, ordinal=None)
