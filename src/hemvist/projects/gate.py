"""The gate: the one place where ``decide`` is asked and obeyed. Nothing is stored, sent or shown without its permit.

It is asked before a transaction begins, never inside of one: its refusals commit by themselves.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from hemvist.audit import log
from hemvist.domain.agreement import Party, prototype
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.events import EventName
from hemvist.domain.keepable import keepable
from hemvist.domain.levels import Factor, Role, RootKey
from hemvist.domain.permit import UNKEPT, Act, Actor, Deed, Facts, Permit, Session, State, decide
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit, stands
from hemvist.projects import kept
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import Grant, Membership, Project

THROW_AWAY = "throw-away"
"""The project id that permits of benchmarks and of the doctor are for."""
EVERY: Final = 2.0
"""Seconds after which whatever still runs is decided anew."""


def enter(visit: Visit, project: Project, deed: Deed) -> Permit:
    """A permit for this person's act; :class:`Refused` with reason and remedy, or :class:`NotFound` to whoever is no member."""
    return _entered(visit.person.pk, visit.session, project, deed)


def _entered(person: str, session: Session | None, project: Project, deed: Deed) -> Permit:
    membership = Membership.now_in(project).select_related("person").filter(person=person).first()
    if membership is None:
        _tell(project, person, deed, "membership")
        raise NotFound(thing="project")
    facts = replace(
        _of_project(project), person=person, role=Role(membership.role), session=session, audience=membership.audience,
        known_as=frozenset({membership.person.name, membership.person.email}),
        grant=Grant.living(project, person) if membership.role == Role.OPERATOR else None,
        people=Membership.now_in(project).count() if deed is Deed.LET_IN else 0,
    )  # fmt: skip
    return _decided(project, deed, facts)


def find(visit: Visit, name: str) -> Project:
    """One of the person's projects by id, start of id, or name; for any other :class:`NotFound`.

    A try at the id of a project that one does not belong to leaves a line in that project's log.
    """
    stranger = Project.objects.filter(pk=name).exclude(membership__person=visit.person, membership__ended=None).first()
    if stranger is not None:
        _tell(stranger, visit.person.pk, Deed.LIST, "membership")
        raise NotFound(thing="project")
    return Project.objects.named(visit.person, name)


def carry_on(project: Project, deed: Deed) -> Permit:
    """A permit for the worker, to finish what a person was permitted to begin."""
    return _decided(project, deed, replace(_of_project(project), actor=Actor.WORKER))


def still(permit: Permit) -> None:
    """Decide anew an act that runs on.

    :class:`Refused` where it is not permitted now, or was under another agreement, or where its person's sign-in ended.
    """
    began, deed = permit.facts, permit.act.deed
    if permit.act.project == THROW_AWAY:
        return
    project = Project.objects.filter(pk=permit.act.project).first()
    if project is None:
        raise NotFound(thing="project")
    if began.actor is Actor.WORKER:
        carry_on(project, deed)
    else:
        if began.session and not stands(began.person or "", began.session):
            refuse(project, began.person, deed, _SIGNED_OUT)
        session = began.session and replace(began.session, used=datetime.now(UTC))  # that it runs is use
        _entered(began.person or "", session, project, deed)
    if project.hash_in_force != permit.agreement_hash:
        why = "Another version of the agreement came into force while this was under way."
        refuse(project, began.person, deed, Refusal("signatures", why, "Begin again: it then runs under that version."))


_SIGNED_OUT: Final = Refusal(
    "sign_in",
    "The sign-in that this was begun with has ended: signed out, expired, or its device was shut off.",
    "Sign in again, then begin again.",
)


class Watch:
    """Has an act that runs on decided anew, every two seconds at most; one for each permit and thread."""

    def __init__(self, permit: Permit) -> None:
        self._permit, self._next = permit, time.monotonic() + EVERY

    def look(self) -> bool:
        """Whether it was decided anew just now. Raises what :func:`still` raises."""
        if time.monotonic() < self._next:
            return False
        still(self._permit)
        self._next = time.monotonic() + EVERY
        return True


def throw_away(deed: Deed) -> Permit:
    """A permit over data that is made for a measurement and thrown away after it, under the agreement for made-up data."""
    now = datetime.now(UTC)
    session = Session("throw-away", Factor.PASSKEY, now, now)
    agreement = prototype(THROW_AWAY, Party("nobody"), now.date() - timedelta(days=1))
    actor = Actor.WORKER if deed is Deed.READ else Actor.PERSON
    facts = Facts(
        now, State.LIVE, agreement.hash, RootKey.PASSPHRASE, actor, "nobody", Role.OWNER, session,
        frozenset({"everyone"}),
    )  # fmt: skip
    decided = decide(agreement, Act(deed, THROW_AWAY), facts)
    if isinstance(decided, Refusal):
        raise Refused(decided.reason, decided.remedy, decided.clause, deed)
    return decided


def refuse(project: Project, person: str | None, deed: Deed, refusal: Refusal) -> NoReturn:
    """Refuse what only rows can tell to be out of order: with a line in the log, then as :class:`Refused`."""
    _tell(project, person, deed, refusal.clause)
    raise _refused(project, deed, refusal)


def _refused(project: Project, deed: Deed, refusal: Refusal) -> Refused:
    return Refused(refusal.reason, refusal.remedy, refusal.clause, deed, project.pk)


def _of_project(project: Project) -> Facts:
    log.apart()
    bring_into_force(project)
    state, root = State(project.state), RootKey(project.root_key)
    return Facts(
        datetime.now(UTC), state, project.hash_in_force, root, log_writable=log.writable(),
        installation=kept.installation(project),
    )  # fmt: skip


def _decided(project: Project, deed: Deed, facts: Facts) -> Permit:
    agreement = kept.agreement_of(project, deed)
    unkept = keepable(agreement, facts.installation, facts.root_key) if project.hash_in_force else []
    kept.note(project, unkept)
    decided = decide(agreement, Act(deed, project.pk), facts)
    if isinstance(decided, Permit):
        return decided
    if (
        decided in unkept and deed not in UNKEPT
    ):  # the log has its line since this began, and needs none for each request
        raise _refused(project, deed, decided)
    refuse(project, facts.person, deed, decided)


def _tell(project: Project, person: str | None, deed: Deed, clause: str) -> None:
    """A refusal's line commits by itself before the refusal is raised."""
    log.write_alone(project.pk, EventName.ACT_REFUSED, person, deed=deed.value, clause=clause)
