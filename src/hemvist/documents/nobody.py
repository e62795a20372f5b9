"""Documents for named people all of whom have left: nobody may open them. The owner is told, and says anew who may.

Nothing of such a document is told with it, not even its name: only when it came, and how many files lie in it. Whoever is
named sees it from then on, the owner too if the owner names themself; the log says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemvist.documents import audience
from hemvist.documents.models import Document, everyone
from hemvist.documents.remove import below
from hemvist.domain.errors import NotFound
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Membership, Project


@dataclass(frozen=True)
class Unseen:
    """A document that nobody may open: its id, when it was first received, and how many files lie in it."""

    id: str
    received: datetime
    inside: int


@dataclass(frozen=True)
class Left:
    """All of these, and who of the project may be named for them."""

    documents: tuple[Unseen, ...] = ()
    people: tuple[Membership, ...] = ()


def seen_by_nobody(visit: Visit, project: Project) -> Left:
    """For the owner, what nobody may open; for anybody else, nothing."""
    permit = gate.enter(visit, project, Deed.LIST)
    if permit.facts.role is not Role.OWNER:
        return Left()
    people = tuple(_seers(project))
    rows = Document.objects.filter(project=project, parent=None, deleting=None).exclude(audience=everyone())
    found = tuple(
        Unseen(row.pk, row.created, sum(1 for _ in below(row)))
        for row in rows.order_by("created", "pk")
        if not _open_to(row, people)
    )
    return Left(found, people) if found else Left()


def only_for(visit: Visit, project: Project, leaving: Membership) -> int:
    """How many documents nobody could open any more, once this member has left; for the owner."""
    gate.enter(visit, project, Deed.LIST)
    seers = _seers(project)
    others = [one for one in seers if one.pk != leaving.pk]
    rows = Document.objects.filter(project=project, parent=None, deleting=None).exclude(audience=everyone())
    return sum(1 for row in rows if _open_to(row, seers) and not _open_to(row, others))


def show_again(visit: Visit, project: Project, document: str, people: Collection[str]) -> None:
    """Let these people of the project (by id) see such a document from now on.

    :class:`NotFound` for one that somebody may open, and where nobody of the project is named.
    """
    permit = gate.enter(visit, project, Deed.SET_AUDIENCE)
    if permit.facts.role is not Role.OWNER:
        why = "Who may see a document that nobody may open is for the owner to say."
        gate.refuse(project, visit.person.pk, Deed.SET_AUDIENCE, Refusal("access", why, "Ask the project's owner."))
    with transaction.atomic():
        held = Document.held(document)
        seers = _seers(project)
        chosen = [one for one in seers if one.person_id in people]
        mine = held is not None and held.project_id == project.pk and held.parent_id is None
        if held is None or not mine or not chosen or _open_to(held, seers):
            raise NotFound(thing="document")
        audience.narrowed(permit, held, chosen)


def _seers(project: Project) -> list[Membership]:
    """Whoever may see documents at all: of a role that the agreement in force lists, and not shut off."""
    agreed = project.agreement.access.roles
    return [one for one in audience.seers(project) if Role(one.role) in agreed and one.person.is_active]


def _open_to(row: Document, people: Collection[Membership]) -> bool:
    return any(one.audience & frozenset(row.audience) for one in people)
