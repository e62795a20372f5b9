"""Deleting a document everywhere: its place in the index, its files, its rows, and its words in stored answers and expectations."""

from __future__ import annotations

import logging
import time

from django.db.models import ProtectedError

from hemvist.assistant import ask, kept
from hemvist.documents import places, remove
from hemvist.documents.models import Document
from hemvist.documents.receive import one
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.projects.open import is_locked

SWEEP_SECONDS = 3600.0
_told = logging.getLogger(__name__)
_swept: dict[str, float] = {}
"""By project: when its files were last swept."""


def forget_document(visit: Visit, project: Project, document: str) -> None:
    """Delete a document with all its versions, and its quotations in everybody's stored answers."""
    permit = gate.enter(visit, project, Deed.DELETE)
    row = one(permit, document)
    remove.mark(permit, row, visit.person.pk)
    for document_row in [*remove.below(row), row]:
        finish(permit, document_row)


def finish_forgetting() -> int:
    """Finish what was begun and did not end: the worker's part. How many documents were left.

    One that cannot be removed keeps no other from it. Files that no row knows are swept as well.
    """
    begun = Document.objects.exclude(deleting=None).order_by("-created").select_related("project")
    try:
        return sum(not _finished(row) for row in begun)
    finally:
        _sweep()


def _finished(document: Document) -> bool:
    try:
        if is_locked(document.project) or document.members.exists():  # it goes after what lies in it
            return False
        finish(gate.carry_on(document.project, Deed.DELETE), document)
    except (HemvistError, OSError, ProtectedError) as error:
        _told.error("Deleting document %s is unfinished: %s.", document.pk, type(error).__name__)
        return False
    return True


def _sweep() -> None:
    now = time.monotonic()
    for project in Project.objects.values_list("pk", flat=True):
        if now - _swept.get(project, -SWEEP_SECONDS) >= SWEEP_SECONDS:
            _swept[project] = now
            _sweep_one(project)


def _sweep_one(project: str) -> None:
    try:
        remove.sweep(project)
        places.sweep_indexes(project)
    except OSError as error:
        _told.error("Sweeping the files of project %s is unfinished: %s.", project, type(error).__name__)


def finish(permit: Permit, document: Document) -> None:
    """Remove a marked document everywhere, with its words in answers and expectations; can be repeated until it succeeds."""
    ask.forget_quotes(permit, document.pk)
    kept.forget_document(permit, document.pk)
    remove.remove(permit, document)
