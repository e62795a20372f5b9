"""Discarding a draft: of a change the draft alone; of a project that nobody has signed for, the project with it."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, State
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import AgreementVersion, Draft, Membership, Project, Signed

_NONE: Final = Refusal("signatures", "There is no draft.", "Draw up a new version first.")
_WAITS: Final = Refusal(
    "signatures",
    "A proposal waits for signatures, and what is proposed does not change.",
    "Withdraw it first; its text stays as a draft, which can be discarded.",
)
_SIGNED: Final = Refusal(
    "signatures",
    "A version of it was signed by a side before it was withdrawn, and what was signed is kept.",
    "Change the draft, and propose it again.",
)


def goes(visit: Visit, project: Project) -> bool:
    """Whether the project goes with its draft, as nothing was agreed in it. Refused where there is nothing to discard."""
    gate.enter(visit, project, Deed.DRAW_UP)
    if refusal := _refusal(project):
        gate.refuse(project, visit.person.pk, Deed.DRAW_UP, refusal)
    return _never_agreed(project)


def others(visit: Visit, project: Project) -> list[str]:
    """The names of the others who belong to the project."""
    rows = Membership.now_in(project).exclude(person=visit.person).select_related("person").order_by("began")
    return [row.person.name for row in rows]


def discard(visit: Visit, project: Project) -> bool:
    """Delete the draft for good, and the project where nothing was agreed in it; whether the project is gone.

    The lines of its log stay: they hold ids and no contents.
    """
    goes(visit, project)
    with transaction.atomic():
        held = Project.objects.hold(project.pk)  # nobody proposes or joins meanwhile
        refusal, whole = _refusal(held), _never_agreed(held)
        if refusal is None:
            log.write(held.pk, EventName.AGREEMENT_DISCARDED, visit.person.pk, whole=int(whole))
            held.delete() if whole else Draft.objects.filter(project=held).delete()
    if refusal is not None:
        gate.refuse(project, visit.person.pk, Deed.DRAW_UP, refusal)
    return whole


def _never_agreed(project: Project) -> bool:
    return project.state == State.DRAFT


def _refusal(project: Project) -> Refusal | None:
    if AgreementVersion.objects.waiting().filter(project=project).exists():
        return _WAITS
    if not Draft.objects.filter(project=project).exists():
        return _NONE
    signed = Signed.objects.filter(version__project=project).exists()
    return _SIGNED if _never_agreed(project) and signed else None
