"""What applies to a project, in plain language: in force, coming up, what changed since, who signed; and its log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from hemvist.audit import log
from hemvist.domain.agreement import toml
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import ROLES, Deed, State
from hemvist.projects import gate, passkeys
from hemvist.projects.plain import sentences
from hemvist.projects.standing import Version, standing, version_of
from hemvist.web.page import Room, show, unkept, within
from hemvist.web.words import EVENTS

LINES = 200


@require_GET
@within
def agreement(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The agreement in force, or what may become it, as sentences under headings; and what is to be done about it."""
    gate.enter(room.visit, room.project, _reading(room))
    paper, person = room.project.agreement, room.visit.person
    return show(
        request, "web/agreement.html", room, tab="agreement", agreement=paper, clauses=sentences(paper),
        stands=standing(room.project, person), agrees=_reading(room) is Deed.DRAW_UP, passkeys=passkeys.of(person),
    )  # fmt: skip


@require_GET
@within
def version(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """One version: its sentences, what it changes, who has signed it, and the button to sign it."""
    told = _version(room, number)
    key = next((one for one in passkeys.of(room.visit.person) if told.mine and one.fingerprint == told.mine.key), None)
    options = {
        "request_options": {
            "publicKey": {
                "challenge": passkeys.challenge(told.agreement), "rpId": told.agreement.signed_at, "timeout": 120_000,
                "userVerification": "required", "allowCredentials": [{"type": "public-key", "id": key.id}] if key else [],
            }
        }
    }  # fmt: skip
    return show(
        request, "web/version.html", room, tab="agreement", told=told, clauses=sentences(told.agreement), key=key,
        options=options,
    )  # fmt: skip


@require_GET
@within
def signed_file(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """A version with its signatures as TOML: ``hemvist agreement verify`` needs nothing else."""
    told = _version(room, number)
    response = HttpResponse(toml.write(told.agreement), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{told.number}-{told.hash[:8]}.toml"'
    return unkept(response)


def _reading(room: Room) -> Deed:
    """A signatory reads as one who agrees: also where the agreement in force does not know their role yet."""
    agreeing = room.role in ROLES[Deed.DRAW_UP] and room.project.state not in (State.ENDING, State.ENDED)
    return Deed.DRAW_UP if agreeing else Deed.READ_AGREEMENT


def _version(room: Room, number: int) -> Version:
    gate.enter(room.visit, room.project, _reading(room))
    told = version_of(room.project, number, room.visit.person)
    if told is None:
        raise NotFound(thing="version")
    return told


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
