"""The API's call for a project's agreement: what is in force, and what waits for whose signature."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hemvist.api.door import Told
from hemvist.domain.agreement import toml
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.standing import Version, standing


def agreement(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The agreement in force as TOML with its signatures, and the version that waits for signatures."""
    row = gate.find(visit, project)
    gate.enter(visit, row, Deed.READ_AGREEMENT)
    told = standing(row, visit.person)
    return {
        "id": row.pk, "name": row.name, "state": row.state, "in_force": _version(told.in_force),
        "waiting": _version(told.waiting), "coming": _version(told.coming),
    }  # fmt: skip


def _version(told: Version | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "number": told.number, "hash": told.hash, "toml": toml.write(told.agreement),
        "in_force_from": told.in_force_from and told.in_force_from.isoformat(),
        "unsigned": [f"{one.name} ({one.side})" for one in told.signs if one.signature is None],
    }  # fmt: skip
