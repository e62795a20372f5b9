"""Removing a document: index rows first and verified, then files, then rows. What fails is an error and is retried."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, Version
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit


class RemovalUnfinished(HemvistError):
    """The document could not be removed whole: {what} is still there. It is not shown to anyone and removal is tried again."""

    exit_code = 7
    status = 500
    remedy = "Nothing needs to be done; if the message stays, look at 'hemvist doctor'."


def mark(permit: Permit, document: Document, person: str) -> None:
    """From now on nobody finds or sees it; the mark and its event are one commit."""
    with transaction.atomic():
        document.deleting = timezone.now()
        document.save(update_fields=["deleting"])
        versions = document.version_set.count()
        log.write(permit.act.project, EventName.DOCUMENT_DELETED, person, document=document.pk, versions=versions)


def remove(permit: Permit, document: Document) -> None:
    """Remove a marked document everywhere; can be repeated until it succeeds."""
    project = permit.act.project
    places.index_of(permit).remove(permit, document.pk)
    for version in document.version_set.all():
        _unlink(project, version)
    document.delete()


def _unlink(project: str, version: Version) -> None:
    for path in (places.original(project, version.pk), places.text(project, version.pk)):
        path.unlink(missing_ok=True)
        if path.exists():
            raise RemovalUnfinished(what="a sealed file")
