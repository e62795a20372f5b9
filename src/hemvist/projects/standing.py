"""How a project's agreement stands: what is in force, what waits for whom, what is coming up, what changed since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from hemvist.domain.agreement import Agreement, Side, Signature, toml
from hemvist.domain.agreement.difference import Change, differences, new_parties
from hemvist.domain.agreement.problems import Problem
from hemvist.domain.ending import Ending, ending
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person
from hemvist.projects import passkeys
from hemvist.projects.agreeing import mark
from hemvist.projects.in_force import coming_version
from hemvist.projects.kept import unkept
from hemvist.projects.models import AgreementVersion, Draft, Invitation, Membership, Project, Signatory


@dataclass(frozen=True)
class Signs:
    """One side: who signs for it, with which passkey, and the signature once it is made."""

    side: Side
    name: str
    key: str
    mine: bool
    signature: Signature | None


@dataclass(frozen=True)
class Version:
    """One version, with what it changes of the one before."""

    number: int
    hash: str
    agreement: Agreement
    changes: list[Change]
    parties: tuple[str, ...]
    signs: list[Signs]
    in_force_from: date | None
    waits: bool
    earlier: tuple[int, ...]
    """The numbers of the versions before it that were agreed, the newest first."""

    @property
    def mine(self) -> Signs | None:
        """The person's own side."""
        return next((row for row in self.signs if row.mine), None)


@dataclass(frozen=True)
class Standing:
    """All that the agreement page tells."""

    state: str
    in_force: Version | None
    waiting: Version | None
    coming: Version | None
    drafting: bool
    changes: list[Change]
    """What the draft would change of the version in force; nothing where there is none of either."""
    problems: list[Problem]
    signatories: list[Signs]
    invited: bool
    ends: Ending | None
    unkept: list[Refusal]
    mark: str
    people: int

    @property
    def mine(self) -> Signs | None:
        """The person's own side."""
        return next((row for row in self.signatories if row.mine), None)

    @property
    def free(self) -> bool:
        """Whether a side has nobody yet who signs for it."""
        return any(not row.name for row in self.signatories)

    @property
    def ready(self) -> bool:
        """Whether every side has chosen the passkey that it signs with."""
        return all(row.key for row in self.signatories)


def standing(project: Project, person: Person) -> Standing:
    """How it stands for this person today."""
    today = datetime.now(UTC).date()
    versions = AgreementVersion.objects.filter(project=project)
    in_force = versions.filter(hash=project.hash_in_force).first()
    waiting, draft = versions.waiting().first(), Draft.objects.filter(project=project).first()
    coming = coming_version(project)
    sides = (draft.agreement if draft else project.agreement).sides
    return Standing(
        state=project.state,
        in_force=_version(in_force, person) if in_force else None,
        waiting=_version(waiting, person) if waiting else None,
        coming=_version(coming, person) if coming else None,
        drafting=draft is not None and waiting is None,
        changes=differences(in_force.agreement, _as_proposed(draft, in_force)) if draft and in_force else [],
        problems=toml.checked(draft.text.encode(), today)[1] if draft and not waiting else [],
        signatories=[_signatory(project, side, person) for side in sides],
        invited=Invitation.objects.filter(project=project, used=None, expires__gt=datetime.now(UTC)).exists(),
        ends=ending(in_force.agreement, today) if in_force else None,
        unkept=unkept(project, None if in_force else project.agreement),
        mark=mark(project) if draft else "",
        people=Membership.now_in(project).count(),
    )


def _as_proposed(draft: Draft, in_force: AgreementVersion) -> Agreement:
    """The draft with what is filled in when it is proposed as it is now, so that this is not told as a change."""
    now = in_force.agreement
    return replace(draft.agreement, signed_at=now.signed_at, signers=now.signers)


def version_of(project: Project, number: int, person: Person) -> Version | None:
    """One version that was proposed and not withdrawn, as it stands for this person."""
    row = AgreementVersion.objects.filter(project=project, number=number, withdrawn=None).first()
    return _version(row, person) if row else None


def _version(row: AgreementVersion, person: Person) -> Version:
    agreement = row.agreement
    agreed = AgreementVersion.objects.filter(project=row.project, number__lt=row.number).agreed_ones()
    older = agreed.first()
    before = older.agreement if older else None
    return Version(
        row.number, row.hash, agreement, differences(before, agreement) if before else [],
        new_parties(before, agreement) if before else (), _signs(row, agreement, person), row.in_force_from,
        row.agreed is None, tuple(agreed.values_list("number", flat=True)),
    )  # fmt: skip


def _signs(row: AgreementVersion, agreement: Agreement, person: Person) -> list[Signs]:
    made = {one.side: one for one in agreement.signatures}
    mine = Signatory.objects.filter(project=row.project, person=person).values_list("key", flat=True).first()
    return [
        Signs(one.side, one.name, one.key, bool(mine) and one.key == mine, made.get(one.side))
        for one in agreement.signers
    ]


def _signatory(project: Project, side: Side, person: Person) -> Signs:
    row = Signatory.objects.filter(project=project, side=side).select_related("person").first()
    if row is None:
        return Signs(side, "", "", False, None)
    key = row.key if passkeys.has(row.person, row.key) else ""  # one that was deleted since has to be chosen anew
    return Signs(side, row.person.name, key, row.person_id == person.pk, None)
