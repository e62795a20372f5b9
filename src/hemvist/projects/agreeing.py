"""Coming to an agreement: draft, proposed, agreed; each side signs what is proposed, and a change is a new version."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, NoReturn

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.agreement import FORM, Agreement, Side, Signature, Signer, toml
from hemvist.domain.agreement.difference import in_force_from
from hemvist.domain.agreement.problems import Problem, Unsound
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.called import REMEDY, placeholder
from hemvist.domain.errors import HemvistError, Outdated
from hemvist.domain.events import EventName
from hemvist.domain.keepable import root_keys
from hemvist.domain.levels import Role, RootKey
from hemvist.domain.permit import Deed, State
from hemvist.domain.refusal import Refusal
from hemvist.people.models import Person, new_id
from hemvist.people.visit import Visit
from hemvist.projects import gate, passkeys, proof, signing_name
from hemvist.projects.belonging import belong
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import AgreementVersion, Draft, Project, Signatory, Signed
from hemvist.projects.open import checked_name

ROLE = {Side.CLIENT: Role.OWNER, Side.OPERATOR: Role.OPERATOR}
"""As what a side's signatory belongs to the project."""


class SignatureUnusable(HemvistError):
    """This is not taken as a signature. {flaw}"""

    exit_code = 3
    status = 422
    remedy = "Sign on this page with the passkey that the agreement names. Nothing was changed."


def draw_up(visit: Visit, name: str, text: str, side: Side) -> Project:
    """A project in draft, drawn up by this person for this side. Raises :class:`Unsound` where it is no agreement at all."""
    agreement, problems = toml.read(text.encode())
    if agreement is None:
        raise Unsound(problems)
    side = Side.CLIENT if agreement.one_party else side
    project = Project(id=new_id(), state=State.DRAFT, root_key=root_for(agreement))
    project.rename(checked_name(name))
    with transaction.atomic():
        project.save(force_insert=True)
        Draft.keep(project, text)
        join(project, visit.person, side)
        log.write(project.pk, EventName.AGREEMENT_DRAWN_UP, visit.person.pk, level=agreement.level)
    return project


def join(project: Project, person: Person, side: Side) -> None:
    """Make the person a side's signatory; the caller holds the transaction. NoRoom as :func:`belong` says."""
    belong(project, person, ROLE[side])
    Signatory.objects.create(project=project, side=side, person=person)


def change_draft(visit: Visit, project: Project, text: str, seen: str | None = None) -> list[Problem]:
    """Keep this text as the draft of the next version; the problems that stand between it and a proposal.

    ``seen`` is the mark of the draft that the person began with. Raises, with nothing saved, :class:`Unsound` where the
    text is no agreement at all, and :class:`Outdated` where that draft has been changed since.
    """
    gate.enter(visit, project, Deed.DRAW_UP)
    _none_waits(visit, project)
    agreement, problems = toml.read(text.encode())
    if agreement is None:
        raise Unsound(problems)
    with transaction.atomic():
        as_seen = _as_seen(project, seen)
        if as_seen:
            Draft.keep(project, text)
            log.write(project.pk, EventName.AGREEMENT_DRAWN_UP, visit.person.pk, level=agreement.level)
    if not as_seen:
        _outdated(visit, project)
    return toml.checked(text.encode(), _today())[1]


def mark(project: Project) -> str:
    """What tells one state of the draft from another: it goes out with a form, and comes back with it."""
    return hashlib.sha256(draft_text(project).encode()).hexdigest()[:32]


def _as_seen(project: Project, seen: str | None) -> bool:
    """Whether nothing waits for signatures and the draft is as the person saw it; both stay so in this transaction."""
    held = Project.objects.hold(project.pk)
    waits = AgreementVersion.objects.waiting().filter(project=held).exists()
    return not waits and seen in (None, mark(held))


def _outdated(visit: Visit, project: Project) -> NoReturn:
    _none_waits(visit, project)
    raise Outdated(thing="draft")


def draft_text(project: Project) -> str:
    """The draft as it was written; where there is none, the agreement in force to begin a change with, as it was."""
    draft = Draft.objects.filter(project=project).first()
    if draft is not None:
        return draft.text
    versions = AgreementVersion.objects.filter(project=project)
    return (versions.filter(hash=project.hash_in_force).first() or versions.latest("number")).text


def choose_passkey(visit: Visit, project: Project, key: str, name: str | None = None) -> None:
    """The passkey (its fingerprint) by which this person signs for their side, and under which name.

    ``name`` is kept as the person's; None leaves it as it is.
    """
    gate.enter(visit, project, Deed.DRAW_UP)
    _none_waits(visit, project)
    if not passkeys.has(visit.person, key):
        _refuse(visit, project, Deed.DRAW_UP, "That is no passkey of yours.", "Add a passkey to your account first.")
    told = signing_name.checked(visit, project, visit.person.name if name is None else name, Deed.DRAW_UP)
    with transaction.atomic():
        mine = _as_seen(project, None) and Signatory.objects.filter(project=project, person=visit.person).update(
            key=key
        )
        if mine:
            signing_name.keep(visit.person, project, told)
            log.write(project.pk, EventName.SIGNATORY_CHOSE_PASSKEY, visit.person.pk, key=key)
    if not mine:
        _none_waits(visit, project)
        _refuse(visit, project, Deed.DRAW_UP, "You sign for no side of this project.", "Ask who invited you.")


def prepared(project: Project, host: str) -> Agreement:
    """The draft as it would be signed: with its number, its signers' passkeys and the page's host."""
    agreement, problems = toml.read(draft_text(project).encode())
    if agreement is None:
        raise Unsound(problems)
    chosen = Signatory.objects.filter(project=project, side__in=agreement.sides).exclude(key="").order_by("side")
    last = AgreementVersion.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    return replace(
        agreement, project=project.pk, version=last + 1, form=FORM, signatures=(), signed_at=host,
        signers=tuple(Signer(Side(row.side), row.person.name, row.key) for row in chosen.select_related("person")),
    )  # fmt: skip


def propose(visit: Visit, project: Project, host: str, seen: str | None = None) -> AgreementVersion:
    """Put the draft forward for signing, word for word; from now on it cannot be changed, only signed or withdrawn.

    Raises :class:`Outdated` where the draft is not the one of the mark ``seen`` any more.
    """
    gate.enter(visit, project, Deed.DRAW_UP)
    _none_waits(visit, project)
    agreement = prepared(project, host)
    _may_follow(visit, project, agreement)
    if {row.side for row in agreement.signers} != set(agreement.sides):
        _refuse(
            visit,
            project,
            Deed.DRAW_UP,
            "Not every side has chosen the passkey it signs with.",
            "Invite the other side's signatory; each chooses a passkey, then propose.",
        )
    _keys_there(visit, project, agreement, Deed.DRAW_UP)
    _named(visit, project, agreement, Deed.DRAW_UP)
    if problems := unsound(agreement, _today()):
        raise Unsound(problems)
    row = _proposed(visit, project, agreement, seen)
    if row is None:
        _outdated(visit, project)
    return row


def _keys_there(visit: Visit, project: Project, agreement: Agreement, deed: Deed) -> None:
    """Whoever has yet to sign has the passkey that the agreement names for their side."""
    signed = {row.side for row in agreement.signatures}
    for row in Signatory.objects.filter(project=project).exclude(side__in=signed).select_related("person"):
        named = next((one.key for one in agreement.signers if one.side == row.side), "")
        if named and not passkeys.has(row.person, named):
            why = f"The passkey that was chosen for the {row.side}'s side is not in its account any more."
            _refuse(visit, project, deed, why, _CHOOSE_AGAIN[deed])


def _named(visit: Visit, project: Project, agreement: Agreement, deed: Deed) -> None:
    """Each side's signer is called by a name that somebody can have."""
    for one in agreement.signers:
        if placeholder(one.name):
            why = f"For the {one.side} “{one.name}” would sign, which is nobody's name."
            gate.refuse(project, visit.person.pk, deed, Refusal("signers", why, REMEDY))


_CHOOSE_AGAIN: Final = {
    Deed.DRAW_UP: "That side chooses a passkey again; then propose.",
    Deed.SIGN: "Withdraw the proposal; that side chooses a passkey again; then propose.",
}


def _may_follow(visit: Visit, project: Project, agreement: Agreement) -> None:
    """There is something to propose, and it does not leave a side of the agreement before it without a signature."""
    if not Draft.objects.filter(project=project).exists():
        _refuse(visit, project, Deed.DRAW_UP, "There is no draft.", "Draw up a new version first.")
    before = AgreementVersion.objects.filter(project=project).agreed_ones().first()
    if before is not None and not set(before.agreement.sides) <= set(agreement.sides):
        why = "An agreement of two parties does not become one of one party: the other side would not have signed."
        _refuse(visit, project, Deed.DRAW_UP, why, "End this project, and open one of your own.")


def _proposed(visit: Visit, project: Project, agreement: Agreement, seen: str | None) -> AgreementVersion | None:
    """The proposal; ``None`` where draft, number or passkeys have changed since it was looked at."""
    with transaction.atomic():
        if not _as_seen(project, seen) or prepared(project, agreement.signed_at) != agreement:
            return None
        row = AgreementVersion.keep(project, agreement, draft_text(project))
        Project.objects.filter(pk=project.pk, state=State.DRAFT).update(state=State.PROPOSED)
        log.write(project.pk, EventName.AGREEMENT_PROPOSED, visit.person.pk, number=row.number, hash=row.hash)
    project.refresh_from_db()
    return row


def withdraw(visit: Visit, project: Project, number: int) -> None:
    """Take a proposal back before all sides have signed it; its draft stays, and can be changed and proposed again."""
    gate.enter(visit, project, Deed.DRAW_UP)
    with transaction.atomic():
        Project.objects.hold(project.pk)
        withdrawn = (
            AgreementVersion.objects.waiting().filter(project=project, number=number).update(withdrawn=timezone.now())
        )
        if withdrawn:
            Project.objects.filter(pk=project.pk, state=State.PROPOSED).update(state=State.DRAFT)
            log.write(project.pk, EventName.AGREEMENT_WITHDRAWN, visit.person.pk, number=number)
    if not withdrawn:
        why = "There is no such proposal that waits for signatures."
        _refuse(visit, project, Deed.DRAW_UP, why, "Draw up a new version instead.")
    project.refresh_from_db()


def sign(visit: Visit, project: Project, number: int, told: object) -> bool:
    """Take a passkey's assertion as this person's signature; whether all sides have signed now.

    Raises :class:`SignatureUnusable` for whatever does not hold for exactly this version.
    """
    gate.enter(visit, project, Deed.SIGN)
    row = AgreementVersion.objects.waiting().filter(project=project, number=number).first()
    if row is None:
        _not_waiting(visit, project)
    agreement = row.agreement
    _keys_there(visit, project, agreement, Deed.SIGN)
    _named(visit, project, agreement, Deed.SIGN)
    signature = _signature(visit, project, agreement, told)
    if flaw := next(iter(proof.flaws_of(agreement, signature)), None):
        log.write_alone(project.pk, EventName.ACT_REFUSED, visit.person.pk, deed=Deed.SIGN.value, clause="signatures")
        raise SignatureUnusable(flaw=flaw)
    try:
        with transaction.atomic():
            all_sides = _signed(visit, project, row, signature)
    except IntegrityError:
        _refuse(visit, project, Deed.SIGN, "This side has signed already.", "The other side signs next.")
    if all_sides is None:
        _not_waiting(visit, project)
    project.refresh_from_db()
    bring_into_force(project)
    return all_sides


def _not_waiting(visit: Visit, project: Project) -> NoReturn:
    _refuse(visit, project, Deed.SIGN, "No such version waits for signatures.", "Look at what is proposed now.")


def _signed(visit: Visit, project: Project, row: AgreementVersion, signature: Signature) -> bool | None:
    """Whether all sides have signed now; ``None`` where the version was withdrawn in this moment."""
    # Held, so that two sides who sign in one moment do not each see the other's signature missing.
    Project.objects.hold(project.pk)
    if not AgreementVersion.objects.waiting().filter(pk=row.pk).exists():
        return None
    Signed.keep(row, visit.person, signature)
    log.write(project.pk, EventName.AGREEMENT_SIGNED, visit.person.pk, hash=row.hash, sides=signature.side.value)
    agreement = row.agreement
    if proof.flaws(agreement):
        return False
    before = AgreementVersion.objects.filter(project=project).agreed_ones().first()
    start = in_force_from(before.agreement if before else None, agreement, _today())
    AgreementVersion.objects.filter(pk=row.pk).update(agreed=timezone.now(), in_force_from=start)
    Draft.objects.filter(project=project).delete()
    Project.objects.filter(pk=project.pk, state=State.PROPOSED).update(state=State.AGREED, root_key=root_for(agreement))
    log.write(
        project.pk, EventName.AGREEMENT_AGREED, visit.person.pk, number=row.number, hash=row.hash, day=start.isoformat()
    )
    return True


def _signature(visit: Visit, project: Project, agreement: Agreement, told: object) -> Signature:
    signatory = Signatory.objects.filter(project=project, person=visit.person).first()
    if signatory is None:
        _refuse(visit, project, Deed.SIGN, "You sign for no side of this project.", "Its signatories sign.")
    try:
        made = passkeys.assertion(visit.person, told)
    except ValueError as error:
        raise SignatureUnusable(flaw="It is not what a passkey of yours gives.") from error
    # The name as it was proposed: the person may have given another since, for another project.
    name = next((one.name for one in agreement.signers if one.side == signatory.side), visit.person.name)
    return Signature(Side(signatory.side), name, datetime.now(UTC).replace(microsecond=0), **made)


def _none_waits(visit: Visit, project: Project) -> None:
    if AgreementVersion.objects.waiting().filter(project=project).exists():
        _refuse(
            visit,
            project,
            Deed.DRAW_UP,
            "A proposal waits for signatures, and what is proposed does not change.",
            "Withdraw it first; its text stays as a draft.",
        )


def _refuse(visit: Visit, project: Project, deed: Deed, reason: str, remedy: str) -> NoReturn:
    gate.refuse(project, visit.person.pk, deed, Refusal("signatures", reason, remedy))


def root_for(agreement: Agreement) -> RootKey:
    """What guards the root key of a project under this agreement, when it goes live."""
    return RootKey.FILE if RootKey.FILE in root_keys(agreement) else RootKey.PASSPHRASE


def _today() -> date:
    return datetime.now(UTC).date()
