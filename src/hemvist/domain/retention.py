"""What is due when: the agreed days of each class against the days on which things were received. Dates in, dates out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hemvist.domain.agreement import QUESTIONS, AfterRetention, Agreement, Retention

AHEAD: Final = timedelta(days=30)
"""How long before its day it is told what is coming up."""
CLAUSE: Final = "retention"
_NEVER: Final = date.max


@dataclass(frozen=True)
class Received:
    """A version as it was received: its id, its document, the day, its class (empty: none is noted), what it lay in.

    ``inside`` is the version of the mail or archive that it came out of; empty where it came by itself.
    """

    version: str
    document: str
    day: date
    data_class: str = ""
    inside: str = ""


@dataclass(frozen=True)
class Due:
    """From which day on a version may no longer be kept, by which rule; ``data_class`` is empty for the shortest rule."""

    version: str
    document: str
    day: date
    then: AfterRetention
    data_class: str
    days: int


def rule_for(agreement: Agreement, data_class: str) -> Retention:
    """The rule that a class falls under. Where that class is none that is agreed: the shortest of all classes' rules.

    With several classes that shortest rule deletes nothing that any of them would return.
    """
    agreed = {row.name for row in agreement.data}
    rules = [row for row in agreement.retention if row.data_class in agreed]
    if len(agreed) == 1:
        data_class = next(iter(agreed))
    found = next((row for row in rules if row.data_class == data_class), None)
    return found or _shortest(rules)


def _shortest(rules: Sequence[Retention]) -> Retention:
    bounded = [row.days for row in rules if row.days is not None]
    back = any(row.then is AfterRetention.RETURN for row in rules)
    then = AfterRetention.RETURN if back else AfterRetention.DELETE
    return Retention("", min(bounded, default=None), then)


def shortest_days(agreement: Agreement) -> int | None:
    """The fewest days that any class of documents is kept; None where all are kept until the end."""
    return _shortest([row for row in agreement.retention if row.data_class != QUESTIONS]).days


def questions_rule(agreement: Agreement) -> Retention:
    """The rule of what people ask and are answered; without one, until the end."""
    return next((row for row in agreement.retention if row.data_class == QUESTIONS), Retention(QUESTIONS))


def day_over(received: date, days: int | None) -> date:
    """The first day on which something is not kept any more: as many days after it was received; never without days."""
    return _NEVER if days is None or days > (_NEVER - received).days else received + timedelta(days=days)


def due(agreement: Agreement, received: Iterable[Received], until: date) -> list[Due]:
    """The versions whose day comes until a day, that one included; the earliest first.

    Each version counts from its own day. One that lay in another is held inside that one's file, so both go on the
    earlier of their days, and come back where either should.
    """
    rows = {row.version: row for row in received}
    parcels = defaultdict[str, list[Received]](list)
    for row in rows.values():
        parcels[_outermost(rows, row)].append(row)
    found = [one for parcel in parcels.values() for one in _due_together(agreement, parcel) if one.day <= until]
    return sorted(found, key=lambda one: (one.day, one.version))


def _outermost(rows: dict[str, Received], row: Received) -> str:
    while row.inside in rows:
        row = rows[row.inside]
    return row.version


def _due_together(agreement: Agreement, parcel: Sequence[Received]) -> list[Due]:
    own = [_own(agreement, row) for row in parcel]
    first = min(own, key=lambda one: one.day)
    back = any(one.then is AfterRetention.RETURN for one in own)
    then = AfterRetention.RETURN if back else AfterRetention.DELETE
    return [
        replace(one, day=first.day, then=then, data_class=first.data_class, days=first.days)
        for one in own
        if first.day < _NEVER
    ]


def _own(agreement: Agreement, row: Received) -> Due:
    rule = rule_for(agreement, row.data_class)
    day = day_over(row.day, rule.days)
    return Due(row.version, row.document, day, rule.then, rule.data_class, rule.days or 0)
