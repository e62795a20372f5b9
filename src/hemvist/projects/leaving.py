"""Who leaves a project, and who comes back: the list of members is the owner's to keep, inside the agreement's limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.belonging import NoRoom, belong
from hemvist.projects.models import Grant, Invitation, Membership, Project, Signatory

_DIGITS: Final = 10
_LAST: Final = Refusal(
    "access",
    "This is the project's last owner: nobody could approve or end anything any more.",
    "Have another owner belong to the project first.",
)
_ROLE_GONE: Final = Refusal(
    "access.roles",
    "The agreement does not list the role that this person had.",
    "Agree on the role in a new version.",
)


@dataclass(frozen=True)
class People:
    """Who belongs to a project now, and who did and can be let in again: each by the last time they belonged."""

    now: tuple[Membership, ...]
    left: tuple[Membership, ...]

    @property
    def last_owner(self) -> int:
        """The membership of the only owner there is, who cannot be removed; 0 where there are several."""
        owners = [row.pk for row in self.now if row.role == Role.OWNER and row.person.is_active]
        return owners[0] if len(owners) == 1 else 0


def people(visit: Visit, project: Project) -> People:
    """For the owner: who belongs to the project, the longest first, and who has left it, the last first."""
    gate.enter(visit, project, Deed.SHUT_OUT)
    rows = Membership.objects.filter(project=project).select_related("person").order_by("began", "pk")
    now = tuple(row for row in rows if row.ended is None)
    known, left = {row.person_id for row in now}, []
    for row in sorted((one for one in rows if one.ended), key=lambda one: str(one.ended), reverse=True):
        if row.person_id not in known and row.person.is_active:
            known.add(row.person_id)
            left.append(row)
    return People(now, tuple(left))


def member(visit: Visit, project: Project, key: str) -> Membership:
    """Somebody who belongs to the project now; :class:`NotFound` for anybody else."""
    return _one(people(visit, project).now, key)


def remove(visit: Visit, project: Project, key: str) -> None:
    """Have somebody belong to the project no more, from this moment; what they hold there ends with it.

    Their next request, and within two seconds whatever runs for them, is answered as for a stranger. Refused for the
    last owner; :class:`NotFound` for whoever does not belong to it.
    """
    gate.enter(visit, project, Deed.SHUT_OUT)
    with transaction.atomic():
        held = Project.objects.hold(project.pk)  # of two owners who remove each other in one moment, one stays
        row = Membership.now_in(held).filter(pk=_number(key)).first()
        last = row is not None and row.role == Role.OWNER and not _another_owner(held, row)
        if row is not None and not last:
            _end(visit, held, row)
    if row is None:
        raise NotFound(thing="person")
    if last:
        gate.refuse(project, visit.person.pk, Deed.SHUT_OUT, _LAST)


def let_in_again(visit: Visit, project: Project, key: str) -> None:
    """Have somebody who left belong to it again, as what they were; they sign for a side only by a new invitation."""
    row = _one(people(visit, project).left, key)
    gate.enter(visit, project, Deed.LET_IN)
    if row.role not in project.agreement.access.roles:
        gate.refuse(project, visit.person.pk, Deed.LET_IN, _ROLE_GONE)
    try:
        with transaction.atomic():
            belong(project, row.person, Role(row.role), visit.person)
    except NoRoom as error:
        gate.refuse(project, visit.person.pk, Deed.LET_IN, error.refusal)


def _end(visit: Visit, project: Project, row: Membership) -> None:
    """The membership, and what it carries: the place of a signatory, invitations that wait, grants."""
    now, gone = timezone.now(), row.person_id
    Invitation.objects.filter(project=project, by=gone, used=None).delete()
    Signatory.objects.filter(project=project, person=gone).delete()
    Membership.objects.filter(pk=row.pk).update(ended=now)
    for grant in Grant.objects.filter(project=project, person=gone, ended=None).order_by("pk"):
        Grant.objects.filter(pk=grant.pk).update(ended=now)
        if grant.waits or grant.lives:
            log.write(project.pk, EventName.GRANT_ENDED, visit.person.pk, grant=grant.pk)
    named = log.pseudonym(project.pk, gone)
    log.write(project.pk, EventName.MEMBERSHIP_ENDED, visit.person.pk, of=named, role=row.role)


def _another_owner(project: Project, row: Membership) -> bool:
    owners = Membership.now_in(project).filter(role=Role.OWNER, person__is_active=True)
    return owners.exclude(pk=row.pk).exists()


def _one(rows: tuple[Membership, ...], key: str) -> Membership:
    for row in rows:
        if row.pk == _number(key):
            return row
    raise NotFound(thing="person")


def _number(key: str) -> int:
    """A membership's number; 0, which none has, for whatever is none."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) < _DIGITS else 0
