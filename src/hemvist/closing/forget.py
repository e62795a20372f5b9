"""Deleting a document everywhere: its place in the index, its files, its rows, and its words in stored answers."""

from __future__ import annotations

from hemvist.assistant import ask
from hemvist.documents import remove
from hemvist.documents.models import Document
from hemvist.documents.receive import one
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.projects.open import is_locked


def forget_document(visit: Visit, project: Project, document: str) -> None:
    """Delete a document with all its versions, and its quotations in everybody's stored answers."""
    permit = gate.enter(visit, project, Deed.DELETE)
    row = one(permit, document)
    remove.mark(permit, row, visit.person.pk)
    _finish(permit, row)


def finish_forgetting() -> int:
    """Finish what was begun and did not end: the worker's part. How many documents were left."""
    left = 0
    for row in Document.objects.exclude(deleting=None).select_related("project"):
        if is_locked(row.project):
            left += 1
            continue
        _finish(gate.carry_on(row.project, Deed.DELETE), row)
    return left


def _finish(permit: Permit, document: Document) -> None:
    ask.forget_quotes(permit, document.pk)
    remove.remove(permit, document)
