"""The API's calls about relations between documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import BodyUnusable, Told, body, word
from hemvist.documents import relating
from hemvist.documents import relations as door
from hemvist.documents.relations import Shown
from hemvist.people.visit import Visit
from hemvist.projects import gate


def relations(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What amends, replaces or supersedes what: proposed, set or declined."""
    return [_relation(row) for row in door.relations(visit, gate.find(visit, project))]


def relate(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Set that a document stands to an earlier one, or correct it."""
    told = body(request)
    row = gate.find(visit, project)
    key = door.relate(
        visit, row, word(told, "document"), word(told, "of"), word(told, "tie", "amends"), _day(word(told, "since"))
    )
    return next(_relation(one) for one in door.relations(visit, row, word(told, "document")) if one.id == key)


def decline(request: HttpRequest, visit: Visit, project: str, relation: str) -> Told:
    """Say that a proposed relation does not hold."""
    door.decline(visit, gate.find(visit, project), relation)
    return {"declined": relation}


def undo(request: HttpRequest, visit: Visit, project: str, relation: str) -> Told:
    """Take a decision about a relation back."""
    door.undo(visit, gate.find(visit, project), relation)
    return {"undone": relation}


def look(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Look for relations of every document anew."""
    return {"proposed": relating.look_again(visit, gate.find(visit, project))}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise BodyUnusable from error


def _relation(row: Shown) -> dict[str, Any]:
    since = row.since.isoformat() if row.since else None
    return row.__dict__ | {"since": since, "changed": row.changed.isoformat()}
