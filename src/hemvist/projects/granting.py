"""Granting the operator sight of contents: somebody of the operator asks, the agreed approver gives it, the owner ends it."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.grant import never, unnamed
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed, State
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Grant, Membership, Project

TOLD = 20
"""Grants that the agreement's page tells of, the newest first."""


def may_ask(visit: Visit, project: Project) -> bool:
    """Whether the person is one of the operator's whom the agreement names, and it lets the operator see contents at all."""
    mine = Membership.now_in(project).filter(person=visit.person, role=Role.OPERATOR)
    if project.state != State.LIVE or not mine.exists():
        return False
    agreement = project.agreement
    return unnamed(agreement, (visit.person.name, visit.person.email)) is None and never(agreement) is None


def ask(visit: Visit, project: Project, minutes: int) -> Grant:
    """Ask to see contents for so many minutes, from when it is given; refused beyond the agreed longest, and while one waits."""
    gate.enter(visit, project, Deed.ASK_GRANT)
    longest = project.agreement.operator_access.longest_minutes
    if not 1 <= minutes <= longest:
        why = f"The agreement allows 1 to {longest} minutes at a time."
        refusal = Refusal("operator_access.longest_minutes", why, "Ask for less, and again when that is over.")
        gate.refuse(project, visit.person.pk, Deed.ASK_GRANT, refusal)
    try:
        with transaction.atomic():
            row = Grant.objects.create(project=project, person=visit.person, minutes=minutes)
            log.write(project.pk, EventName.GRANT_ASKED, visit.person.pk, grant=row.pk, minutes=minutes)
    except IntegrityError:
        twice = Refusal(
            "operator_access", "You have asked already, and nobody has answered yet.", "Wait for the answer."
        )
        gate.refuse(project, visit.person.pk, Deed.ASK_GRANT, twice)
    return row


def give(visit: Visit, project: Project, grant: str) -> None:
    """Give what was asked for, from now on. :class:`NotFound` where nothing of that id waits any more."""
    gate.enter(visit, project, Deed.GIVE_GRANT)
    now = timezone.now()
    with transaction.atomic():
        row = Grant.objects.select_for_update().filter(pk=grant, project=project, began=None, ended=None).first()
        if row is not None:
            row.by, row.began, row.until = visit.person, now, now + timedelta(minutes=row.minutes)
            row.save(update_fields=["by", "began", "until"])
            named = log.pseudonym(project.pk, row.person_id)
            log.write(
                project.pk, EventName.GRANT_GIVEN, visit.person.pk, grant=row.pk, minutes=row.minutes, to=named
            )  # fmt: skip
    if row is None:
        raise NotFound(thing="grant")


def end(visit: Visit, project: Project, grant: str) -> None:
    """Decline what was asked for, or end what was given before its time."""
    gate.enter(visit, project, Deed.END_GRANT)
    with transaction.atomic():
        ended = Grant.objects.filter(pk=grant, project=project, ended=None).update(ended=timezone.now())
        if ended:
            log.write(project.pk, EventName.GRANT_ENDED, visit.person.pk, grant=grant)
    if not ended:
        raise NotFound(thing="grant")


def grants(project: Project) -> list[Grant]:
    """What was asked for and given last, the newest first; the caller has passed the gate."""
    return list(Grant.objects.filter(project=project).select_related("person", "by").order_by("-asked", "pk")[:TOLD])
