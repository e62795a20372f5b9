"""A grant: the client's leave for one of the operator's people to see contents, for a time; what the agreement asks of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemvist.domain.agreement import Agreement
from hemvist.domain.refusal import Refusal


@dataclass(frozen=True)
class Grant:
    """A grant that was given, and not ended: from when to when. Times carry a time zone."""

    id: str
    began: datetime
    until: datetime


def named(told: Collection[str], known_as: Collection[str]) -> bool:
    """Whether somebody who is known under these words is among those told, in capitals or not."""
    return bool({one.strip().casefold() for one in told} & {one.strip().casefold() for one in known_as})


def unnamed(agreement: Agreement, known_as: Collection[str]) -> Refusal | None:
    """Why somebody of the operator may not act for it; ``None`` for whom the agreement names."""
    if named(agreement.access.operator_people, known_as):
        return None
    return Refusal(
        "access.operator_people",
        "You are not among the operator's people whom the agreement names.",
        "Agree on a new version that names you, by the name or the mail address of your account.",
    )


def never(agreement: Agreement) -> Refusal | None:
    """Why the operator sees no contents at all; ``None`` where it may be granted."""
    if agreement.operator_access.longest_minutes > 0:
        return None
    return Refusal(
        "operator_access",
        "Under this agreement the operator never sees contents.",
        "Agree on a new version that says who approves it, and for how long at most.",
    )


def ungranted(agreement: Agreement, known_as: Collection[str], grant: Grant | None, now: datetime) -> Refusal | None:
    """Why somebody of the operator sees no contents now; ``None`` under a living grant, within the agreed minutes."""
    if refusal := unnamed(agreement, known_as) or never(agreement):
        return refusal
    longest = timedelta(minutes=agreement.operator_access.longest_minutes)
    if grant is not None and grant.began <= now < min(grant.until, grant.began + longest):
        return None
    return Refusal(
        "operator_access",
        "The client has granted you no sight of contents now.",
        "Ask for it on the agreement's page; whoever the agreement names approves it there.",
    )


def unadmitting(agreement: Agreement, known_as: Collection[str]) -> Refusal | None:
    """Why somebody may not let people in; ``None`` for whom the agreement names, and where it names nobody."""
    approvers = agreement.access.approvers
    if not approvers or named(approvers, known_as):
        return None
    return Refusal(
        "access.approvers",
        f"The agreement names {', '.join(approvers)} to let people in.",
        "Ask whom it names, or agree on others in a new version.",
    )


def unapproving(agreement: Agreement, known_as: Collection[str]) -> Refusal | None:
    """Why somebody may not give a grant; ``None`` for the approver whom the agreement names."""
    if refusal := never(agreement):
        return refusal
    if named((agreement.operator_access.approver,), known_as):
        return None
    return Refusal(
        "operator_access.approver",
        f"The agreement names {agreement.operator_access.approver or 'nobody'} to approve this.",
        "Ask whom it names; or agree on another, by the name or the mail address of an account, in a new version.",
    )
