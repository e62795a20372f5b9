"""The API's call for a project's agreement: what is in force, and what waits for whose signature."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest

from hemvist.api.door import Told, body, word
from hemvist.documents.against import against
from hemvist.domain.agreement import toml
from hemvist.domain.agreement.problems import Unsound
from hemvist.domain.called import REMEDY, placeholder
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.named import strangers
from hemvist.projects.standing import Version, standing, version_of

_DIGITS: Final = 10


def agreement(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The agreement in force as TOML with its signatures, and the version that waits for signatures.

    ``signs_as``: the name under which the person would sign, and ``how`` to give one where that is nobody's.
    """
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.READ_AGREEMENT)
    told = standing(row, visit.person)
    return {
        "id": row.pk, "name": row.name, "state": row.state, "in_force": _version(told.in_force),
        "waiting": _version(told.waiting), "coming": _version(told.coming),
        "signs_as": {"name": visit.person.name, "how": REMEDY if placeholder(visit.person.name) else ""},
    }  # fmt: skip


def version(request: HttpRequest, visit: Visit, project: str, number: str) -> Told:
    """One version of the agreement that was proposed and not withdrawn, as TOML with its signatures."""
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.READ_AGREEMENT)
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < _DIGITS else 0
    told = _version(version_of(row, wanted, visit.person))
    if told is None:
        raise NotFound(thing="version")
    return told


def check(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What of the project would not fit under another agreement, sent as ``toml``; nothing is changed."""
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.DRAW_UP)
    read, problems = toml.checked(word(body(request), "toml").encode(), datetime.now(UTC).date())
    if read is None:
        raise Unsound(problems)
    return {
        "level": read.level,
        "problems": [asdict(one) for one in problems],
        "warnings": [f"{one.clause}: {one.reason} {one.remedy}" for one in strangers(row, read)],
        "stored": [asdict(one) for one in against(visit, row, read)],
    }


def _version(told: Version | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "number": told.number, "hash": told.hash, "toml": toml.write(told.agreement),
        "in_force_from": told.in_force_from and told.in_force_from.isoformat(),
        "unsigned": [f"{one.name} ({one.side})" for one in told.signs if one.signature is None],
    }  # fmt: skip
