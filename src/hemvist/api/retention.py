"""The API's call about what the agreed days end next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import Told
from hemvist.closing.outlook import outlook
from hemvist.people.visit import Visit
from hemvist.projects import gate


def coming(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What is deleted or due to be returned in the next thirty days, and which files wait to be returned."""
    told = outlook(visit, gate.find(visit, project))
    return {
        "coming": [_plain(asdict(one)) for one in told.lines], "waiting": [_plain(asdict(one)) for one in told.waiting],
        "locked_since": told.since.isoformat() if told.since else None,
    }  # fmt: skip


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: row[name].isoformat() for name in ("day", "received") if name in row}
