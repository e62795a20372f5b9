"""The API's calls about who belongs to a project, and about grants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import BodyUnusable, Told, body
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate, granting, leaving
from hemvist.projects.models import Grant, Membership


def people(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Who belongs to the project now, and who has left it; the owner's."""
    told = leaving.people(visit, gate.find(visit, project))
    return {"now": [_member(row) for row in told.now], "left": [_member(row) for row in told.left]}


def remove(request: HttpRequest, visit: Visit, project: str, member: str) -> Told:
    """Have somebody belong to the project no more; the owner's."""
    leaving.remove(visit, gate.find(visit, project), member)
    return {"removed": member}


def let_in_again(request: HttpRequest, visit: Visit, project: str, member: str) -> Told:
    """Have somebody who left belong to the project again, as what they were; the owner's."""
    leaving.let_in_again(visit, gate.find(visit, project), member)
    return {"let_in": member}


def grants(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The last twenty grants that were asked for, the newest first."""
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.READ_AGREEMENT)
    return [_grant(one) for one in granting.grants(row)]


def ask_grant(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Ask to see contents for some minutes; the operator's. It is given on the page, by whom the agreement names."""
    row = gate.find(visit, project)
    minutes = body(request).get("minutes")
    if type(minutes) is not int:
        raise BodyUnusable
    return _grant(granting.ask(visit, row, minutes))


def end_grant(request: HttpRequest, visit: Visit, project: str, grant: str) -> Told:
    """Decline a grant that was asked for, or end one that was given; the owner's."""
    granting.end(visit, gate.find(visit, project), grant)
    return {"ended": grant}


def _member(row: Membership) -> dict[str, Any]:
    return {
        "id": str(row.pk), "name": row.person.name, "email": row.person.email, "role": row.role,
        "began": row.began.isoformat(), "ended": _time(row.ended),
    }  # fmt: skip


def _grant(row: Grant) -> dict[str, Any]:
    state = "waits" if row.waits else "lives" if row.lives else "over" if row.began else "declined"
    return {
        "id": row.pk, "person": row.person.name, "minutes": row.minutes, "state": state, "asked": row.asked.isoformat(),
        "by": row.by.name if row.by else None, "began": _time(row.began), "until": _time(row.until),
    }  # fmt: skip


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
