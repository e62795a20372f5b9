"""The API's call about what the agreed days end next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import Told
from hemvist.closing.outlook import outlook
from hemvist.domain.ending import Ending
from hemvist.people.visit import Visit
from hemvist.projects import gate


def coming(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What is deleted or due to be returned in the next thirty days, and which files wait to be returned."""
    told = outlook(visit, gate.find(visit, project))
    return {
        "coming": [_plain(asdict(one)) for one in told.lines], "waiting": [_plain(asdict(one)) for one in told.waiting],
        "locked_since": told.since.isoformat() if told.since else None, "ends": _ends(told.ends),
        "clock_doubted": told.doubted.isoformat() if told.doubted else None,
    }  # fmt: skip


def _ends(told: Ending | None) -> dict[str, Any] | None:
    """The end of the agreement, once it is to be told."""
    if told is None:
        return None
    return {
        "last": told.last.isoformat(), "over": told.over, "then": told.then.value, "gone_by": told.gone_by.isoformat(),
    }  # fmt: skip


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: row[name].isoformat() for name in ("day", "received") if name in row}
