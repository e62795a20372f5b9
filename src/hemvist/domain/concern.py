"""A concern: an incident, or a request of somebody whose data it is, and by when the agreement has it answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from hemvist.domain.agreement import Agreement, Notices

LONGEST_AGO: Final = timedelta(days=366)
"""A concern is recorded within a year after it became known."""
_JITTER: Final = timedelta(minutes=1)


class Kind(StrEnum):
    """What is to be answered within the agreed hours."""

    INCIDENT = "incident"
    REQUEST = "request"


def agreed(agreement: Agreement, kind: Kind) -> Notices:
    """Who is told, and within how many hours: ``breach`` (GDPR Art. 33) or ``requests`` (Art. 12(3))."""
    return agreement.breach if kind is Kind.INCIDENT else agreement.requests


def due(agreement: Agreement, kind: Kind, known: datetime) -> datetime:
    """The moment by which whoever is named is told, or the person answered: the agreed hours after it became known."""
    latest = datetime.max.replace(tzinfo=UTC)
    hours = timedelta(hours=max(agreed(agreement, kind).hours, 0))
    return min(latest - known, hours) + known


def believable(known: datetime, now: datetime) -> bool:
    """Whether something can have become known then: not after now, and not more than a year before."""
    return now - LONGEST_AGO <= known <= now + _JITTER
