"""The gate: the one place where ``decide`` is asked and obeyed. Nothing is stored, sent or shown without its permit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from hemvist.audit import log
from hemvist.domain.agreement import Party, one_party
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.events import EventName
from hemvist.domain.levels import Factor, Role, RootKey
from hemvist.domain.permit import Act, Actor, Deed, Facts, Permit, Refusal, Session, State, decide
from hemvist.people.visit import Visit
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import Membership, Project

THROW_AWAY = "throw-away"
"""The project id that permits of benchmarks and of the doctor are for."""


def enter(visit: Visit, project: Project, deed: Deed) -> Permit:
    """A permit for this person's act; :class:`Refused` with reason and remedy, or :class:`NotFound` to whoever is no member."""
    membership = Membership.objects.filter(project=project, person=visit.person, ended=None).first()
    if membership is None:
        _tell(project, visit.person.pk, deed, "membership")
        raise NotFound(thing="project")
    facts = replace(
        _of_project(project), person=visit.person.pk, role=Role(membership.role),
        session=visit.session, audience=membership.audience,
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


def throw_away(deed: Deed) -> Permit:
    """A permit over data that is made for a measurement and thrown away after it, under the built-in one-party agreement."""
    now = datetime.now(UTC)
    session = Session("throw-away", Factor.PASSKEY, now, now)
    agreement = one_party(THROW_AWAY, Party("nobody"), now.date() - timedelta(days=1))
    actor = Actor.WORKER if deed is Deed.READ else Actor.PERSON
    facts = Facts(
        now, State.LIVE, agreement.hash, RootKey.PASSPHRASE, actor, "nobody", Role.OWNER, session,
        frozenset({"everyone"}),
    )  # fmt: skip
    decided = decide(agreement, Act(deed, THROW_AWAY), facts)
    if isinstance(decided, Refusal):
        raise Refused(decided.reason, decided.remedy, decided.clause)
    return decided


def refuse(project: Project, person: str | None, deed: Deed, refusal: Refusal) -> NoReturn:
    """Refuse what only rows can tell to be out of order: with a line in the log, then as :class:`Refused`."""
    _tell(project, person, deed, refusal.clause)
    raise Refused(refusal.reason, refusal.remedy, refusal.clause)


def _of_project(project: Project) -> Facts:
    bring_into_force(project)
    state, root = State(project.state), RootKey(project.root_key)
    return Facts(datetime.now(UTC), state, project.hash_in_force, root, log_writable=log.writable())


def _decided(project: Project, deed: Deed, facts: Facts) -> Permit:
    decided = decide(project.agreement, Act(deed, project.pk), facts)
    if isinstance(decided, Permit):
        return decided
    refuse(project, facts.person, deed, decided)


def _tell(project: Project, person: str | None, deed: Deed, clause: str) -> None:
    """A refusal's line commits by itself before the refusal is raised."""
    log.write_alone(project.pk, EventName.ACT_REFUSED, person, deed=deed.value, clause=clause)
