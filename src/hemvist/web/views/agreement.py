"""What applies to a project, in plain language: in force, coming up, what changed since, who signed; and its log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from hemvist.audit import log
from hemvist.closing.outlook import told_with
from hemvist.documents import against, retained
from hemvist.domain.agreement import Agreement, toml
from hemvist.domain.called import placeholder
from hemvist.domain.errors import NotFound
from hemvist.domain.keepable import leading_by_passkey
from hemvist.domain.permit import ROLES, Deed, State
from hemvist.domain.refusal import Refusal
from hemvist.papers.plain import clauses
from hemvist.papers.wording import Language, Words, review
from hemvist.projects import concerns, gate, granting, passkeys
from hemvist.projects import named as naming
from hemvist.projects.kept import unkept as unkept_by
from hemvist.projects.standing import Version, standing, version_of
from hemvist.web.page import Room, passkey_wanted, show, unkept, within
from hemvist.web.words import EVENTS

LINES = 200


@require_GET
@within
def agreement(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The agreement in force, or what may become it, as sentences under headings; and what is to be done about it."""
    permit = gate.enter(room.visit, room.project, _reading(room))
    paper, person = room.project.agreement, room.visit.person
    return show(
        request, "web/agreement.html", room, tab="agreement", agreement=paper, **told_in(request, paper),
        stands=standing(room.project, person), agrees=_reading(room) is Deed.DRAW_UP, passkeys=passkeys.of(person),
        outlook=told_with(permit, room.project), today=retained.today(), grants=granting.grants(room.project),
        may_ask_grant=granting.may_ask(room.visit, room.project), concerns=(told := concerns.concerns(room.project)),
        called="" if placeholder(person.name) else person.name,
        **(_signing_in(request, paper) if not room.project.hash_in_force else {}),
        not_granting=naming.not_granting(room.visit, paper) if room.project.hash_in_force else None,
        strangers=_strangers(room, paper) if not room.project.hash_in_force else [],
        open_concerns=[one for one in told if one.settled is None],
    )  # fmt: skip


@require_GET
@within
def version(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """One version: its sentences, what it changes, who has signed it, and the button to sign it."""
    told = version_within(room, number)
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
        request, "web/version.html", room, tab="agreement", told=told, key=key, options=options,
        **told_in(request, told.agreement),
        against=against.against(room.visit, room.project, told.agreement) if _later(room, told) else [],
        **(_signing_in(request, told.agreement) if told.waits else {}),
        strangers=_strangers(room, told.agreement) if told.waits else [],
        could_not_keep=[] if room.project.hash_in_force else unkept_by(room.project, told.agreement),
    )  # fmt: skip


def _signing_in(request: HttpRequest, paper: Agreement) -> dict[str, Any]:
    """Who will have to sign in with what once this is in force, and the way to it for whoever is here."""
    return {"leading": leading_by_passkey(paper), "level": paper.level, "passkey": passkey_wanted(request)}


def _strangers(room: Room, paper: Agreement) -> list[Refusal]:
    """Approvers whom nobody here knows, for whoever draws up or signs."""
    return naming.strangers(room.project, paper) if _reading(room) is Deed.DRAW_UP else []


def _later(room: Room, told: Version) -> bool:
    """Whether it may still come into force: what applied once is not held against what is stored now."""
    current = standing(room.project, room.visit.person).in_force
    return current is not None and told.number > current.number


@require_GET
@within
def signed_file(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """A version with its signatures as TOML: ``hemvist agreement verify`` needs nothing else."""
    told = version_within(room, number)
    response = HttpResponse(toml.write(told.agreement), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{told.number}-{told.hash[:8]}.toml"'
    return unkept(response)


def told_in(request: HttpRequest, paper: Agreement) -> dict[str, Any]:
    """The clauses in the language that was asked for, and which languages there are."""
    language = language_of(request)
    return {
        "by_people": Words(language).say("note.by-people"), "clauses": clauses(paper, language), "language": language, "languages": list(Language),
        "reviewed": review(language),
    }  # fmt: skip


def language_of(request: HttpRequest) -> Language:
    """The language that was asked for; English where it is none that there is."""
    return language_called(request.GET.get("language", ""))


def language_called(wanted: str) -> Language:
    """The language of this code; English where it is none that there is."""
    return Language(wanted) if wanted in list(Language) else Language.EN


def _reading(room: Room) -> Deed:
    """A signatory reads as one who agrees: also where the agreement in force does not know their role yet."""
    agreeing = room.role in ROLES[Deed.DRAW_UP] and room.project.state not in (State.ENDING, State.ENDED)
    return Deed.DRAW_UP if agreeing else Deed.READ_AGREEMENT


def version_within(room: Room, number: int) -> Version:
    """One version of this project's agreement, for whoever may read it; :class:`NotFound` where there is none."""
    gate.enter(room.visit, room.project, _reading(room))
    told = version_of(room.project, number, room.visit.person)
    if told is None:
        raise NotFound(thing="version")
    return told


_DIGITS = 9


@require_GET
@within
def audit(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The project's log, verified from its first line, the newest lines first."""
    gate.enter(room.visit, room.project, Deed.READ_AUDIT)
    lines, broken = _verified(room.id)
    pages = max(1, -(-len(lines) // LINES))
    wanted = request.GET.get("page", "1")
    # Python reads no number of thousands of digits; one that is longer than the count of pages is beyond the last.
    told = (int(wanted) if len(wanted) <= _DIGITS else pages) if wanted.isdecimal() else 1
    number = min(max(told, 1), pages)
    shown = lines[::-1][(number - 1) * LINES : number * LINES]
    return show(
        request, "web/log.html", room, tab="log", verified=len(lines), broken=broken,
        lines=[(line, EVENTS.get(line.event, line.event)) for line in shown], number=number, pages=pages,
        older=number + 1 if number < pages else None, newer=number - 1 if number > 1 else None,
        gone=log.anchor_of(room.id), own=log.pseudonym(room.id, room.visit.person.pk),
    )  # fmt: skip


def _verified(project: str) -> tuple[list[log.Line], log.LogBroken | None]:
    """Every line up to where the log stops verifying, and what is broken there."""
    lines: list[log.Line] = []
    try:
        lines.extend(log.lines(project))
    except log.LogBroken as error:
        return lines, error
    return lines, None
