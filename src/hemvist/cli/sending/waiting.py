"""Waiting until each file that was sent is searchable or refused, and telling how far that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import DeletedMeanwhile, ServerRefused, ServerUnreachable
from hemvist.cli.sending.report import REFUSED, WAITING, Outcome
from hemvist.cli.sending.send import time_left

_OFTEN, _SELDOM = 0.5, 10.0
_TRIES = 30
"""How often a server that does not answer is asked again: some five minutes."""


def until_read(
    client: Client, project: str, rows: Sequence[Outcome], pause: Callable[[float], None] = time.sleep
) -> None:
    """Ask until none waits any more; how often depends on how long an answer takes."""
    progress, began, first = say.Progress("Searchable or refused"), time.monotonic(), _settled(rows)
    while any(row.state in WAITING for row in rows):
        asked = time.monotonic()
        known = {row["id"]: row for row in _listed(client, project, pause)}
        for row in rows:
            if row.state in WAITING:
                _tell(row, known.get(row.document))
        done = _settled(rows)
        left = time_left(time.monotonic() - began, done - first, len(rows) - first)
        progress.at(done, len(rows), f"files{left}{_reading(known)}")
        if done < len(rows):
            pause(min(_SELDOM, max(_OFTEN, 4 * (time.monotonic() - asked))))
    progress.end()
    _tell_why(client, project, [row for row in rows if row.state == REFUSED and row.document and not row.refusal])


def _listed(client: Client, project: str, pause: Callable[[float], None]) -> list[dict[str, Any]]:
    """The project's documents; a server that starts anew meanwhile, or is too busy, is waited for."""
    for left in range(_TRIES, -1, -1):
        try:
            return list(client.call("GET", path("projects", project, "documents")))
        except (ServerUnreachable, ServerRefused) as error:
            if not left or (isinstance(error, ServerRefused) and error.answered not in (429, 503)):
                raise
            pause(_SELDOM)
    raise AssertionError("the last try returns or raises")


def _tell_why(client: Client, project: str, rows: Sequence[Outcome]) -> None:
    """Why files that were there already had been refused."""
    if rows:
        known = {row["id"]: row for row in client.call("GET", path("projects", project, "documents"))}
        for row in rows:
            now = known.get(row.document)
            if now is not None and now["number"] == row.number:
                row.refusal, row.remedy = now["refusal"], now["remedy"]


def _settled(rows: Sequence[Outcome]) -> int:
    return sum(row.state not in WAITING for row in rows)


def _tell(row: Outcome, now: dict[str, Any] | None) -> None:
    if now is None:
        row.refuse(DeletedMeanwhile())
    elif row.number and now["number"] > row.number:
        row.state = "replaced"
    else:
        row.state, row.refusal, row.remedy = now["state"], now["refusal"], now["remedy"]


def _reading(known: dict[str, dict[str, Any]]) -> str:
    """How far the documents are that are being read now; without their names, which belong to no log."""
    now = [row for row in known.values() if row["state"] == "reading" and row.get("whole")]
    parts = [f"{row.get('step') or 'read'} {row['done']} of {row['whole']}" for row in now[:2]]
    return f" (now: {'; '.join(parts)})" if parts else ""
