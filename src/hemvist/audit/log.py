"""Writing and checking the log. Whoever acts calls ``write`` inside the act's own transaction."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hemvist.audit.models import Anchor, Event, Head, Pseudonym
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import GENESIS, EventName, Things, canonical, digest

SPARE_BYTES = 32 * 1024 * 1024
"""Below this much free space nothing is begun: the log of what was begun could not be finished."""


class LogBroken(HemvistError):
    """The log of this project does not verify at line {sequence}: {why}."""

    exit_code = 20
    status = 500
    remedy = "Keep the database as it is and compare it with a backup: a line was changed outside of Hemvist."


@dataclass(frozen=True)
class Line:
    """One verified line, as read back."""

    sequence: int
    at: str
    event: str
    by: str
    things: Things
    hash: str


def pseudonym(project: str, person: str | None) -> str:
    """The name that stands for this person in this project's log; ``worker`` where nobody acts."""
    if person is None:
        return "worker"
    row, _ = Pseudonym.objects.get_or_create(project=project, person=person)
    return row.name


def write(project: str, name: EventName, person: str | None, **things: str | int) -> None:
    """Add a line. Must run inside the transaction of the act it tells of, so that neither stands alone."""
    if not connection.in_atomic_block:
        raise RuntimeError("An event is written inside the transaction of its act.")
    head = _held(project)
    at = datetime.now(UTC)
    by = pseudonym(project, person)
    line = canonical(project, head.sequence + 1, at, name, by, things, head.hash)
    head.sequence, head.hash = head.sequence + 1, digest(line)
    Event.objects.create(project=project, sequence=head.sequence, at=at, name=name, line=line, hash=head.hash)
    head.save(update_fields=["sequence", "hash"])


def _held(project: str) -> Head:
    """The head of the project's log, held until the transaction ends; made where this is the first line."""
    held = Head.objects.select_for_update()
    try:
        return held.get(project=project)
    except Head.DoesNotExist:
        Head.objects.get_or_create(project=project, defaults={"hash": GENESIS})
        return held.get(project=project)


def write_alone(project: str, name: EventName, person: str | None, **things: str | int) -> None:
    """Add a line that commits by itself: for refusals, before they are raised."""
    with transaction.atomic(durable=True):
        write(project, name, person, **things)


def apart() -> None:
    """A RuntimeError where a transaction is open: a line that commits by itself could not be written in it.

    Whatever may come to such a line asks first, so that it fails always and not only in the rare case.
    """
    blocks = getattr(connection, "atomic_blocks", ())
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("A refusal's line commits by itself: decide before the transaction begins.")


def writable() -> bool:
    """Whether there is room for the log; without it nothing may be done."""
    return shutil.disk_usage(settings.DATA_FOLDER).free > SPARE_BYTES


def lines(project: str, after: int = 0) -> Iterator[Line]:
    """Every line of a project's log after a number, verified on the way; :class:`LogBroken` where it is not whole.

    Where older lines were deleted as agreed, it begins at the anchor, which a later line must tell of.
    """
    anchor, head, rows = _begun(project)
    previous, expected = (anchor.hash, anchor.sequence + 1) if anchor else (GENESIS, 1)
    untold = anchor is not None
    for row in rows:
        line = bytes(row.line)
        told = json.loads(line)
        _verify(row, line, told, previous, expected)
        previous, expected = row.hash, expected + 1
        untold = untold and not (anchor and _tells_of(anchor, told))
        if row.sequence > after:
            yield Line(row.sequence, told["at"], told["event"], told["by"], told["things"], row.hash)
    _ends(project, head, expected - 1, previous)
    if anchor and untold:
        raise LogBroken(sequence=anchor.sequence, why="it was deleted with those before, and no line tells of that")


def _begun(project: str) -> tuple[Anchor | None, Head | None, Iterator[Event]]:
    """Anchor, head and lines that belong together, though others write and shorten meanwhile."""
    while True:
        anchor, head = anchor_of(project), Head.objects.filter(project=project).first()
        rows = iter(Event.objects.filter(project=project).order_by("sequence").iterator())
        first = list(islice(rows, 1))
        if anchor_of(project) == anchor:
            return anchor, head, chain(first, rows)


def _ends(project: str, head: Head | None, last: int, digest: str) -> None:
    """Look whether the last line read is the head's; lines that were added meanwhile are a later head's."""
    if head and last > head.sequence:
        head = Head.objects.filter(project=project).first()
    if head and (last < head.sequence or (last == head.sequence and digest != head.hash)):
        raise LogBroken(sequence=last + 1, why="the last lines are missing")
    if head and last > head.sequence:
        raise LogBroken(sequence=last, why="it came after the last one that was written")


def anchor_of(project: str) -> Anchor | None:
    """Up to where a project's log was deleted as agreed; None where it is there from its first line."""
    return Anchor.objects.filter(project=project).order_by("-sequence").first()


def _tells_of(anchor: Anchor, told: dict[str, Any]) -> bool:
    things = told["things"]
    return told["event"] == EventName.LOG_SHORTENED and (things["upto"], things["hash"]) == (
        anchor.sequence, anchor.hash,
    )  # fmt: skip


def _verify(row: Event, line: bytes, told: dict[str, Any], previous: str, expected: int) -> None:
    if row.sequence != expected or told["sequence"] != expected:
        raise LogBroken(sequence=expected, why="a line is missing")
    if told["previous"] != previous:
        raise LogBroken(sequence=expected, why="it does not follow from the line before")
    if digest(line) != row.hash:
        raise LogBroken(sequence=expected, why="it was changed")
