"""Making one document the next version of another, saying that it is none, and taking the newest version out again."""

from __future__ import annotations

from django.db import transaction

from hemvist.assistant.requote import requote
from hemvist.audit import log
from hemvist.documents import succession
from hemvist.documents.receive import one
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project


def succeed(visit: Visit, project: Project, document: str, of: str) -> str:
    """Make a document the next version of another one; the id of that other, which both are from now on.

    Its versions are read again there; until then the older one answers. :class:`~.succession.NotJoinable` where they
    cannot be one document.
    """
    permit = gate.enter(visit, project, Deed.REPLACE)
    row, other = one(permit, document), one(permit, of)
    with transaction.atomic():
        moved = succession.join(permit, row, other)
        requote(permit, document, of, [version.pk for version in moved])
        log.write(project.pk, EventName.DOCUMENT_JOINED, visit.person.pk, document=document, of=of, versions=len(moved))
        succession.unindex(permit, document)
    return of


def separate(visit: Visit, project: Project, document: str) -> str:
    """Take a document's newest version out, as a document of its own; that document's id. Both are read again."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    row = one(permit, document)
    with transaction.atomic():
        version = succession.separate(permit, row)
        requote(permit, document, version.document_id, [version.pk])
        log.write(
            project.pk, EventName.DOCUMENT_SEPARATED, visit.person.pk,
            document=document, version=version.pk, to=version.document_id,
        )  # fmt: skip
        succession.unindex(permit, document)
    return version.document_id


def tell_apart(visit: Visit, project: Project, document: str, of: str) -> None:
    """Remember that a document is no version of another one, so that it is not proposed again."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    row, other = one(permit, document), one(permit, of)
    with transaction.atomic():
        succession.tell_apart(permit, row.pk, other.pk)
        log.write(project.pk, EventName.DOCUMENT_TOLD_APART, visit.person.pk, document=row.pk, of=other.pk)
