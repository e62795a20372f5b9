"""What a question reaches: the documents in view that are searchable, and how many others are not, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hemvist.documents import places
from hemvist.documents.models import Document, Reading
from hemvist.documents.progress import newest_of
from hemvist.domain.permit import Permit
from hemvist.index.base import Entry


def reached(permit: Permit, documents: frozenset[str], as_of: datetime | None) -> list[Entry]:
    """Those of these documents that can be searched, as of a day (None: now)."""
    entries = places.index_of(permit).documents(permit, permit.audience, as_of)
    return [one for one in entries if one.document in documents]


def unread(permit: Permit, documents: Iterable[str]) -> dict[str, int]:
    """Of documents that cannot be searched how many are still being ``reading``, and how many are ``unreadable``.

    An archive counts as neither: what was in it are documents of their own.
    """
    rows = Document.objects.filter(pk__in=list(documents)).seen_with(permit)
    states = [version.state for version in newest_of(rows).values() if not version.members]
    reading = sum(state in (Reading.RECEIVED, Reading.READING) for state in states)
    return {"reading": reading, "unreadable": len(states) - reading}


def counted(permit: Permit, documents: frozenset[str], as_of: datetime | None) -> dict[str, int]:
    """How many of these documents are ``searched``, how many not because of what :func:`unread` says, ``among`` how many."""
    there = reached(permit, documents, as_of)
    missed = unread(permit, documents - {one.document for one in there})
    return {"searched": len(there), "among": len(documents)} | missed
