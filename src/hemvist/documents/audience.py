"""Who may see a document: everybody in the project, or people by name. What lies in a mail or an archive follows it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar, Final

from django.db import transaction

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, everyone
from hemvist.documents.receive import one
from hemvist.documents.remove import below
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.levels import LEVELS, Role
from hemvist.domain.permit import ROLES, Deed, Permit, State
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Membership, Project

_LEVEL: Final = Refusal(
    "level",
    "At this level everybody in the project sees every document.",
    "Agree on level 1 or higher, where permissions are per person and per document.",
)


_KNOWN_BY: Final[tuple[Callable[[Membership], str], ...]] = (
    lambda one: str(one.person_id),
    lambda one: one.person.email,
    lambda one: one.person.name,
)


class AudienceUnusable(HemvistError):
    """Who may see this document cannot be set so: {reason} Nothing was changed."""

    exit_code: ClassVar[int] = 5
    status: ClassVar[int] = 409
    remedy: ClassVar[str] = "{how}"


@dataclass(frozen=True)
class Seer:
    """A person of the project who may see documents, and whether this one is for them by name."""

    id: str
    name: str
    email: str
    role: Role
    named: bool


@dataclass(frozen=True)
class Audience:
    """Who may see a document. ``settable``: the level has it, the project is live, and the document lies in no other."""

    everyone: bool
    people: tuple[Seer, ...]
    settable: bool


def audience(visit: Visit, project: Project, document: str) -> Audience:
    """Who may see a document, for whoever may set it."""
    permit = gate.enter(visit, project, Deed.LIST)
    if permit.facts.role not in ROLES[Deed.SET_AUDIENCE]:
        gate.enter(visit, project, Deed.SET_AUDIENCE)  # refused, with its line in the log
    return _told(project, one(permit, document))


def _told(project: Project, row: Document) -> Audience:
    people = tuple(
        Seer(
            member.person_id, member.person.name, member.person.email, Role(member.role), _label(member) in row.audience
        )
        for member in seers(project)
    )
    may = LEVELS[project.agreement.level].person_by_person and row.parent_id is None and project.state == State.LIVE
    return Audience(set(everyone()) <= set(row.audience), people, may)


def set_audience(visit: Visit, project: Project, document: str, people: Collection[str] | None) -> Audience:
    """Let these people see a document (by id, e-mail address or name), or with None everybody; what lies in it follows.

    It holds from the moment this returns, in searching and in everything that was stored before. Raises
    AudienceUnusable where somebody is not of the project, where the person who sets it would lose sight of it, and for
    what lies in another document; :class:`Refused` where the level has no such thing.
    """
    permit = gate.enter(visit, project, Deed.SET_AUDIENCE)
    row = one(permit, document)
    if people is not None and not LEVELS[project.agreement.level].person_by_person:
        gate.refuse(project, visit.person.pk, Deed.SET_AUDIENCE, _LEVEL)
    if row.parent_id is not None:
        raise AudienceUnusable(
            reason="it lies in a mail or an archive, and is for whoever that is for.",
            how="Set it on the page of the document that it lies in.",
        )
    chosen = None if people is None else _chosen(project, visit, people)
    with transaction.atomic():
        held = _held(permit, row)
        narrowed(permit, held, chosen)
    return _told(project, held)


def _held(permit: Permit, row: Document) -> Document:
    held = Document.held(row.pk)
    if held is None or not permit.audience & frozenset(held.audience):
        raise NotFound(thing="document")
    return held


def narrowed(permit: Permit, held: Document, chosen: list[Membership] | None) -> None:
    """Let these members see a held document, or with None everybody. Rows, log, and the index at last: after it nothing fails and rolls the rows back."""
    held.audience = everyone() if chosen is None else sorted(map(_label, chosen))
    rows = [*(one.pk for one in below(held)), held.pk]
    Document.objects.filter(pk__in=rows).update(audience=held.audience)
    project = permit.act.project
    named = {f"person-{at}": log.pseudonym(project, one.person_id) for at, one in enumerate(chosen or (), 1)}
    log.write(
        project, EventName.DOCUMENT_AUDIENCE_SET, permit.person,
        document=held.pk, documents=len(rows), people=len(named), **named,
    )  # fmt: skip
    for key in rows:
        places.show_to(permit, key, frozenset(held.audience))


def _chosen(project: Project, visit: Visit, people: Collection[str]) -> list[Membership]:
    members = seers(project)
    found = [_named(members, told) for told in people]
    if visit.person.pk not in {member.person_id for member in found}:
        raise AudienceUnusable(
            reason="you would not see it any more yourself, and could not take that back.",
            how="Name yourself among those who may see it; somebody among them can leave you out afterwards.",
        )
    return list({member.pk: member for member in found}.values())


def _named(members: list[Membership], told: str) -> Membership:
    plain = told.strip().casefold()
    for known in _KNOWN_BY:
        found = [one for one in members if known(one).casefold() == plain]
        if len(found) == 1:
            return found[0]
    raise AudienceUnusable(
        reason="somebody who was named is not in this project, may see no documents in it, or shares a name.",
        how="Name people by the e-mail address that they sign in with.",
    )


def seers(project: Project) -> list[Membership]:
    """Whose role lets them see documents at all."""
    rows = Membership.objects.filter(project=project, ended=None, role__in=[role.value for role in ROLES[Deed.LIST]])
    return list(rows.select_related("person").order_by("began", "id"))


def _label(member: Membership) -> str:
    return f"person:{member.person_id}"
