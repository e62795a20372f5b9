"""Whom an agreement names to let people in and to approve: whether this installation knows them, and whether it is oneself."""

from __future__ import annotations

from hemvist.domain.agreement import Agreement
from hemvist.domain.grant import unapproving
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person
from hemvist.people.visit import Visit
from hemvist.projects.inviting import invited_to
from hemvist.projects.models import Project

_REMEDY = (
    "As it stands, nobody can do it. Name a person by the mail address or the name of an account in the draft, or "
    "give the account that address; where the account comes later, leave it."
)


def not_granting(visit: Visit, agreement: Agreement) -> Refusal | None:
    """Why this person does not give what the operator asks for; ``None`` for whom the agreement names."""
    return unapproving(agreement, (visit.person.name, visit.person.email))


def strangers(project: Project, agreement: Agreement) -> list[Refusal]:
    """Each approver in the agreement who is no person that this installation knows, or who is not invited: a warning."""
    if agreement.one_party:
        return []
    told = [("access.approvers", one, "lets people in") for one in agreement.access.approvers]
    told += [("operator_access.approver", agreement.operator_access.approver, "lets the operator see contents")]
    invited = {one.casefold() for one in invited_to(project)}
    return [
        Refusal(clause, f"The agreement says that {who} {does}, and no account here has that address or name.", _REMEDY)
        for clause, who, does in told
        if who and who.strip().casefold() not in invited and not _known(who.strip())
    ]


def _known(who: str) -> bool:
    people = Person.objects.filter(is_active=True)
    return people.filter(email__iexact=who).exists() or people.filter(name__iexact=who).exists()
