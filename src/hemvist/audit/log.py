"""Writing and checking the log. Whoever acts calls ``write`` inside the act's own transaction."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction

from hemvist.audit.models import Event, Head, Pseudonym
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
    Head.objects.get_or_create(project=project, defaults={"hash": GENESIS})
    head = Head.objects.select_for_update().get(project=project)
    at = datetime.now(UTC)
    by = pseudonym(project, person)
    line = canonical(project, head.sequence + 1, at, name, by, things, head.hash)
    head.sequence, head.hash = head.sequence + 1, digest(line)
    Event.objects.create(project=project, sequence=head.sequence, at=at, name=name, line=line, hash=head.hash)
    head.save(update_fields=["sequence", "hash"])


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
    """Every line of a project's log after a number, verified on the way; :class:`LogBroken` where it is not whole."""
    previous, expected = GENESIS, 1
    for row in Event.objects.filter(project=project).order_by("sequence").iterator():
        line = bytes(row.line)
        told = json.loads(line)
        _verify(row, line, told, previous, expected)
        previous, expected = row.hash, expected + 1
        if row.sequence > after:
            yield Line(row.sequence, told["at"], told["event"], told["by"], told["things"], row.hash)
    head = Head.objects.filter(project=project).first()
    if head and (head.sequence != expected - 1 or head.hash != previous):
        raise LogBroken(sequence=expected, why="the last lines are missing")


def _verify(row: Event, line: bytes, told: dict[str, object], previous: str, expected: int) -> None:
    if row.sequence != expected or told["sequence"] != expected:
        raise LogBroken(sequence=expected, why="a line is missing")
    if told["previous"] != previous:
        raise LogBroken(sequence=expected, why="it does not follow from the line before")
    if digest(line) != row.hash:
        raise LogBroken(sequence=expected, why="it was changed")
