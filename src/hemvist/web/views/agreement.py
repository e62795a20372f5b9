"""What applies to a project, in plain language, and the log of what was done in it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from hemvist.audit import log
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.projects.plain import sentences
from hemvist.web.page import Room, show, within
from hemvist.web.words import EVENTS

LINES = 200


@require_GET
@within
def agreement(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The agreement in force, as sentences under headings."""
    gate.enter(room.visit, room.project, Deed.READ_AGREEMENT)
    paper = room.project.agreement
    return show(request, "web/agreement.html", room, tab="agreement", agreement=paper, clauses=sentences(paper))


@require_GET
@within
def audit(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The project's log, verified from its first line, the newest lines first."""
    gate.enter(room.visit, room.project, Deed.READ_AUDIT)
    lines, broken = _verified(room.id)
    pages = max(1, -(-len(lines) // LINES))
    wanted = request.GET.get("page", "1")
    number = min(int(wanted), pages) if wanted.isdecimal() and int(wanted) else 1
    shown = lines[::-1][(number - 1) * LINES : number * LINES]
    return show(
        request, "web/log.html", room, tab="log", verified=len(lines), broken=broken,
        lines=[(line, EVENTS.get(line.event, line.event)) for line in shown], number=number, pages=pages,
        older=number + 1 if number < pages else None, newer=number - 1 if number > 1 else None,
        own=log.pseudonym(room.id, room.visit.person.pk),
    )  # fmt: skip


def _verified(project: str) -> tuple[list[log.Line], log.LogBroken | None]:
    """Every line up to where the log stops verifying, and what is broken there."""
    lines: list[log.Line] = []
    try:
        lines.extend(log.lines(project))
    except log.LogBroken as error:
        return lines, error
    return lines, None
