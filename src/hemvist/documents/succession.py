"""One document as the next version of another, and taken apart again: rows move, and what answers is read anew.

The flow, with its gate and with the quotations in stored answers, is ``closing/succeed.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from hemvist.documents import places, relations
from hemvist.documents.likeness import APART
from hemvist.documents.models import OUT, Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.permit import Permit
from hemvist.jobs import queue


class NotJoinable(HemvistError):
    """These two cannot be versions of one document: {reason}. Nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Keep them apart, or send the newer file as a replacement of the older document."


class NothingToSeparate(HemvistError):
    """The document has one version only, so nothing can be taken out of it. Nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Look at the document's versions on its page."


def join(permit: Permit, document: Document, of: Document) -> list[Version]:
    """Make a document's versions the next ones of another, and remove its empty row; the versions that moved.

    In the caller's transaction, which ends with :func:`unindex`. Raises NotJoinable; NotFound where either is being
    deleted.
    """
    held = Document.objects.held([document.pk, of.pk])
    if held.keys() != {document.pk, of.pk}:
        raise NotFound(thing="document")
    document, of = held[document.pk], held[of.pk]
    _checked(document, of)
    newest = of.newest
    moved = list(document.version_set.order_by("number"))
    _unread(moved)
    for number, version in enumerate(moved, newest.number + 1):
        version.document, version.number = of, number
        if version.received <= newest.received:  # what is confirmed later is in force later
            version.received = timezone.now()
        version.save(update_fields=["document", "number", "received"])
    read_again(of, moved)
    relations.move(document, of)
    document.delete()
    return moved


def separate(permit: Permit, document: Document) -> Version:
    """Take the newest version out of a document, as a document of its own that is not proposed to be joined again.

    In the caller's transaction, which ends with :func:`unindex`. Raises NothingToSeparate; NotFound where it is being
    deleted.
    """
    document = _held(document.pk)
    newest = document.newest
    if document.version_set.count() < 2 or document.parent_id or newest.members:
        raise NothingToSeparate
    _unread(list(document.version_set.all()))
    own = Document.objects.create(project_id=document.project_id, audience=document.audience)
    newest.document, newest.number = own, 1
    told_apart(permit, newest, document.pk)
    newest.save(update_fields=["document", "number", "sealed_card"])
    read_again(own, [newest])
    # The version before it answers again: the index knows it as ended, so all that is left is read anew.
    read_again(document, list(document.version_set.order_by("number")))
    return newest


def unindex(permit: Permit, document: str) -> None:
    """Take a document whose versions moved out of the index: the last act of the caller's transaction.

    Nothing after it can then fail and roll the rows back, and no worker has begun to put the versions in anew.
    """
    places.take_out(permit, document)


def tell_apart(permit: Permit, document: str, of: str) -> None:
    """Remember on a document's newest version that it is none of another; NotFound where it is being deleted.

    In the caller's transaction. The card is read under the hold: a worker may have written it a moment ago.
    """
    newest = _held(document).newest
    told_apart(permit, newest, of)
    newest.save(update_fields=["sealed_card"])


def told_apart(permit: Permit, version: Version, of: str) -> None:
    """Remember that a version is none of another document; the caller saves."""
    card = version.card(permit)
    version.set_card(permit, card | {APART: sorted({*card.get(APART, ()), of})})


def _checked(document: Document, of: Document) -> None:
    if document.pk == of.pk:
        raise NotJoinable(reason="they are the same document")
    if set(document.audience) != set(of.audience):
        raise NotJoinable(reason="not the same people may see them")
    inside = document.parent_id or of.parent_id
    if inside or document.members.exists() or of.members.exists():
        raise NotJoinable(reason="one of them lies in a mail or an archive, or is one")


def _held(document: str) -> Document:
    held = Document.held(document)
    if held is None:
        raise NotFound(thing="document")
    return held


def _unread(versions: Sequence[Version]) -> list[Version]:
    """Those of these that are to be read anew. Whoever reads one now has lost it.

    Before any row of a version changes: jobs are locked first, see decision 0012.
    """
    again = [version for version in versions if version.state not in OUT]
    queue.forget(READ, [version.pk for version in again])
    return again


def read_again(document: Document, versions: Sequence[Version]) -> None:
    """Let the worker read these versions of a held document from the start, oldest first; whoever reads one now loses it."""
    again = _unread(versions)
    rows = Version.objects.filter(pk__in=[version.pk for version in again])
    rows.update(state=Reading.RECEIVED, step="", done=0, whole=0)
    for version in again:
        queue.add(READ, version.pk, document.project, size=version.size)
