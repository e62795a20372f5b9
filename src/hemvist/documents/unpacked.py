"""What was taken out of a mail or an archive waits until that is settled: then it is read, or it is taken back."""

from __future__ import annotations

from django.utils import timezone

from hemvist.documents import stored
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.jobs import queue
from hemvist.jobs.models import Priority


def release(version: Version) -> None:
    """Have everything that lay in a version read, in the transaction that settles it."""
    for inside in version.contents.filter(state=Reading.RECEIVED, document__deleting=None).select_related(
        "document__project"
    ):
        queue.add(READ, inside.pk, inside.document.project, priority=Priority.BATCH, size=inside.size)


def take_back(version: Version) -> None:
    """Nothing that lay in a refused version stays: in the transaction that refuses it.

    A document that only this version brought is marked, for the worker to remove; one that an earlier version brought
    loses what is new and goes on as it was.
    """
    for inside in version.contents.select_related("document"):
        queue.forget(READ, [inside.pk])
        if inside.document.version_set.exclude(pk=inside.pk).exists():
            stored.drop_all(inside)
            inside.delete()
        else:
            Document.objects.filter(pk=inside.document_id, deleting=None).update(deleting=timezone.now())
            # Its place is free again, for the same file when the archive is read once more before this one is gone.
            Version.objects.filter(pk=inside.pk).update(origin=None, ordinal=None)
