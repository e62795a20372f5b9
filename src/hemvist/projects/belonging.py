"""Who comes to belong to a project: the one place where a membership begins, and where agreed numbers are kept."""

from __future__ import annotations

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.domain.levels import Role
from hemvist.domain.permit import full
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person
from hemvist.projects.models import Membership, Project


class NoRoom(Exception):  # the caller's transaction ends before it is told as a refusal
    """One person more than the agreement allows."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__()


def belong(project: Project, person: Person, role: Role, let_in_by: Person | None = None) -> None:
    """Have the person belong to the project from now on; nothing changes for who does already.

    ``let_in_by``: whoever let them in again; without, they came by an invitation of their own.

    In the caller's transaction, which holds the project's row until it ends: of two who come at once, the second is
    counted with the first. :class:`NoRoom` where the agreement's most people belong to it.
    """
    held = Project.objects.hold(project.pk)
    now_in = Membership.now_in(held)
    if now_in.filter(person=person).exists():
        return
    if refusal := full(held.agreement, now_in.count()):
        raise NoRoom(refusal)
    Membership.objects.create(project=held, person=person, role=role)
    by, of = (let_in_by or person).pk, log.pseudonym(held.pk, person.pk)
    log.write(held.pk, EventName.MEMBERSHIP_ADDED, by, role=role.value, of=of)
