"""The API's calls about incidents and requests of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import Told, body, word
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import concerns as rows
from hemvist.projects import gate
from hemvist.projects.concerns import ConcernUnusable
from hemvist.projects.models import Concern


def concerns(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The open incidents and requests by when they are due, then the last twenty that were settled."""
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.READ_AGREEMENT)
    return [_concern(one) for one in rows.concerns(row)]


def record(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Record an incident or a request: due within the agreed hours after it became known."""
    row, told = gate.find(visit, project), body(request)
    return _concern(rows.record(visit, row, word(told, "kind"), _known(word(told, "known"))))


def settle(request: HttpRequest, visit: Visit, project: str, concern: str) -> Told:
    """Say that whoever is agreed was told, or the person answered; the owner's and the operator's."""
    return _concern(rows.settle(visit, gate.find(visit, project), concern))


def _known(told: str) -> datetime | None:
    """A moment with its time zone; none given: now."""
    try:
        moment = datetime.fromisoformat(told) if told else None
    except ValueError as error:
        raise ConcernUnusable from error
    if moment is not None and moment.tzinfo is None:
        raise ConcernUnusable
    return moment


def _concern(row: Concern) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "known": row.known.isoformat(), "due": row.due.isoformat(), "late": row.late,
        "settled": row.settled.isoformat() if row.settled else None,
    }  # fmt: skip
