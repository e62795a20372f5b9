"""The name that stands in a signed agreement: given by the person who signs, and kept as the person's own."""

from __future__ import annotations

from django.db import transaction

from hemvist.audit import log
from hemvist.domain.called import MOST, REMEDY, placeholder, tidy
from hemvist.domain.events import EventName
from hemvist.domain.grant import named
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import AgreementAltered, AgreementVersion, Project
from hemvist.vault.errors import NotSealedByUs, Tampered

_OTHERS = (
    "Give your own name. Where you are meant, agree on a version that names you by the mail address of your account."
)


def unusable(person: Person | None, project: Project, name: str, vouched: str = "") -> Refusal | None:
    """Why this name cannot stand in an agreement for this person; ``None`` where it can, as one that is ``vouched`` for.

    Agreements say by name, too, who lets people in and who sees contents: nobody becomes one of these by a new name.
    """
    name = tidy(name)
    if placeholder(name) or len(name) > MOST:
        why = f"“{name[:MOST]}” is nobody's name, and cannot stand in a signed agreement."
        return Refusal("signers", why, REMEDY)
    if name in (vouched, person.name if person else ""):
        return None
    if named(_named_in(person, project), (name,)):
        return Refusal("access", f"An agreement of yours gives rights to “{name}” by this name.", _OTHERS)
    return None


def checked(visit: Visit, project: Project, name: str, deed: Deed) -> str:
    """The name as it would be kept; refused, with a line in the log, where it cannot stand in an agreement."""
    if refusal := unusable(visit.person, project, name):
        gate.refuse(project, visit.person.pk, deed, refusal)
    return tidy(name)


def keep(person: Person, project: Project, name: str) -> None:
    """Keep it as the person's name, with a line in the project's log; the caller holds the transaction."""
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk).exclude(name=name).update(name=name):
            log.write(project.pk, EventName.SIGNATORY_NAMED, person.pk)
    person.name = name


def _named_in(person: Person | None, project: Project) -> set[str]:
    """Whom the agreements of the person's projects, and of this one, name to let in, to approve or to see.

    Raises AgreementAltered where one of them is not what was kept: whom it gives rights to cannot be told then.
    """
    own = (
        Project.objects.filter(membership__person=person, membership__ended=None) if person else Project.objects.none()
    )
    found: set[str] = set()
    for row in AgreementVersion.objects.filter(
        project__in={project.pk, *own.values_list("pk", flat=True)}, withdrawn=None
    ):
        try:
            told = row.agreement
        except (Tampered, NotSealedByUs, ValueError) as error:
            raise AgreementAltered from error
        found |= {*told.access.approvers, *told.access.operator_people, told.operator_access.approver}
    return found
