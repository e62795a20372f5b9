"""Inviting the other side's signatory: one link, for one side of one project, used once."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.agreement import Side
from hemvist.domain.called import placeholder, tidy
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person, digest
from hemvist.people.visit import Visit
from hemvist.projects import gate, signing_name
from hemvist.projects.agreeing import join
from hemvist.projects.belonging import NoRoom
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import Invitation, Project, Signatory
from hemvist.vault.opened import installation

LASTS = timedelta(days=7)


class InvitationUnknown(HemvistError):
    """This invitation was used, replaced or is older than seven days."""

    exit_code = 4
    status = 410
    remedy = "Ask whoever invited you for a new one."


class InvitedUnusable(HemvistError):
    """An invitation needs a person's name and mail address."""

    exit_code = 5
    status = 422
    remedy = "Example: Ada Lund, ada@lindhagen.example. Nothing was sent or saved."


class InvitedIsAnother(HemvistError):
    """This invitation is for somebody else, or for an account that you are not signed in to."""

    exit_code = 3
    status = 403
    remedy = (
        "Sign in as the person who was invited, or sign out if they have no account yet; then open the link again. "
        "It was not used."
    )


@dataclass(frozen=True)
class Invited:
    """Who is invited, to which project, for which side."""

    row: Invitation
    name: str
    email: str

    @property
    def known(self) -> Person | None:
        """The person who has an account under this address already."""
        return Person.objects.filter(email=self.email).first()


def invite(visit: Visit, project: Project, name: str, email: str) -> str:
    """The secret of a new invitation for the side that is not this person's; earlier ones stop working.

    Refused where nobody further may be let in.
    """
    gate.enter(visit, project, Deed.LET_IN)
    side = _other_side(visit, project)
    name, email = " ".join(name.split()), email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvitedUnusable from error
    if not 1 <= len(name) <= 120 or not name.isprintable() or placeholder(name) or email == visit.person.email:
        raise InvitedUnusable
    secret = secrets.token_urlsafe(32)
    sealed = installation().seal_bytes(json.dumps([name, email]).encode(), _about(project.pk))
    with transaction.atomic():
        Project.objects.hold(project.pk)  # two who invite in one moment would each leave the other's link
        Invitation.objects.filter(project=project, used=None).delete()
        Invitation.objects.create(
            project=project, side=side, digest=digest(secret), sealed=sealed, by=visit.person,
            expires=timezone.now() + LASTS,
        )  # fmt: skip
        log.write(project.pk, EventName.SIGNATORY_INVITED, visit.person.pk, side=side.value)
    return secret


def waiting(secret: str) -> Invited:
    """The invitation of this secret; :class:`InvitationUnknown` when it opens nothing."""
    row = Invitation.objects.filter(digest=digest(secret), used=None, expires__gt=timezone.now()).first()
    if row is None:
        raise InvitationUnknown
    name, email = json.loads(installation().open_bytes(bytes(row.sealed), _about(row.project_id)))
    return Invited(row, name, email)


def invited_to(project: Project) -> tuple[str, ...]:
    """The name and the mail address of whoever is invited and has not joined yet; empty where nobody is."""
    row = Invitation.objects.filter(project=project, used=None, expires__gt=timezone.now()).first()
    if row is None:
        return ()
    return tuple(json.loads(installation().open_bytes(bytes(row.sealed), _about(project.pk))))


def accept(invited: Invited, signed_in: Person | None, name: str | None = None) -> Person:
    """Spend the invitation; the person who is the side's signatory from now on, called by this name.

    ``name`` is what the person gives; None leaves what is known, or what the invitation says.

    Somebody who has an account already must be signed in to it: a link alone opens nobody's account. And nobody who is
    signed in becomes another person by it, as the one who made it would. Refused, with the invitation unspent, where
    the project has filled up since it was made.
    """
    known = invited.known
    if known != signed_in:
        raise InvitedIsAnother
    project = Project.objects.filter(pk=invited.row.project_id).first()
    if project is None:  # its draft was discarded in the same moment
        raise InvitationUnknown
    invited.row.project = project
    bring_into_force(project)
    told = _called(invited, known, name)
    try:
        return _joined(invited, known, told)
    except NoRoom as error:
        gate.refuse(project, known.pk if known else None, Deed.LET_IN, error.refusal)
    except (IntegrityError, NotFound) as error:  # the side was taken, or the draft discarded, in the same moment
        raise InvitationUnknown from error


def _called(invited: Invited, known: Person | None, name: str | None) -> str | None:
    """The name that the person gave, as it is kept; refused, with the invitation unspent, where it is nobody's."""
    if name is None:
        return None
    if refusal := signing_name.unusable(known, invited.row.project, name, "" if known else invited.name):
        gate.refuse(invited.row.project, known.pk if known else None, Deed.SIGN, refusal)
    return tidy(name)


def _joined(invited: Invited, known: Person | None, name: str | None) -> Person:
    row = invited.row
    with transaction.atomic():
        Project.objects.hold(row.project_id)
        if not Invitation.objects.filter(pk=row.pk, used=None).update(used=timezone.now()):
            raise InvitationUnknown
        person = known or Person.objects.admit(invited.email, invited.name)
        join(row.project, person, Side(row.side))
        if name is not None:
            signing_name.keep(person, row.project, name)
        log.write(row.project_id, EventName.SIGNATORY_JOINED, person.pk, side=row.side)
    return person


def _other_side(visit: Visit, project: Project) -> Side:
    own = Signatory.objects.filter(project=project, person=visit.person).first()
    taken = {row.side for row in Signatory.objects.filter(project=project)}
    free = [side for side in Side if side not in taken]
    if own is None or not free:
        why = Refusal("signatures", "Both sides have a signatory, or you are none.", "Ask the side's signatory.")
        gate.refuse(project, visit.person.pk, Deed.LET_IN, why)
    return free[0]


def _about(project: str) -> bytes:
    return f"invitation:{project}".encode()
