"""Draft, proposed, agreed, live: each step in its order, each side for itself, each with a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hemvist.documents.receive import receive
from hemvist.domain.agreement import Agreement, Party, Side, one_party, toml
from hemvist.domain.agreement.problems import Unsound
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.levels import Factor, Role
from hemvist.domain.permit import Deed, State
from hemvist.projects import agreeing, gate, inviting
from hemvist.projects.in_force import bring_into_force, coming_version
from hemvist.projects.live import go_live
from hemvist.projects.models import AgreementVersion, Draft, Membership, Project, Signatory, Signed
from hemvist.projects.proof import flaws
from hemvist.projects.standing import standing
from hemvist.vault.errors import WeakPassphrase
from tests.domain.agreements import HERON, MODEL
from tests.house import PASSPHRASE, House, visit
from tests.projects.parties import AGREED, TEXT, TODAY, Two, parties
from tests.projects.passkey import Passkey, browser_gives, enrol


@pytest.fixture
def two(house: House) -> Two:
    return parties(house)


def test_two_parties_come_to_an_agreement_and_bring_it_live(two: Two) -> None:
    row = two.chosen().agreed()
    project = two.project
    assert (project.state, project.hash_in_force) == (State.AGREED, row.hash)
    assert flaws(project.agreement) == []
    with pytest.raises(Refused, match="needs a live project"):
        receive(two.ada, project, "lease.txt", [b"x"])
    go_live(two.ada, project, PASSPHRASE)
    assert project.state == State.LIVE
    assert receive(two.ada, project, "lease.txt", [b"The rent is EUR 5."]).state
    assert two.events()[:12] == [
        "membership:added", "agreement:drawn-up", "signatory:invited", "membership:added", "signatory:joined",
        "signatory:chose-passkey", "signatory:chose-passkey", "agreement:proposed", "agreement:signed", "agreement:signed",
        "agreement:agreed", "agreement:in-force",
    ]  # fmt: skip


def test_what_was_signed_is_verified_from_its_file_alone(two: Two) -> None:
    two.chosen().agreed()
    again, problems = toml.read(toml.write(two.project.agreement).encode())
    assert problems == []
    assert again is not None
    assert (again.hash, flaws(again)) == (two.project.hash_in_force, [])


def _other(agreement: Agreement) -> Agreement:
    return replace(agreement, patch_days=1)


WRONG: dict[str, tuple[Callable[[Two, AgreementVersion], object], str]] = {
    "over another version": (lambda two, row: browser_gives(two.ada_key, _other(row.agreement)), "another version"),
    "without the person verified": (lambda two, row: browser_gives(two.ada_key, row.agreement, flags=1), "verify the person"),
    "made to sign in": (lambda two, row: browser_gives(two.ada_key, row.agreement, kind="webauthn.create"), "something else"),
    "on another page": (lambda two, row: browser_gives(two.ada_key, row.agreement, origin="https://evil.example"), "another page"),
    "with the other side's passkey": (lambda two, row: browser_gives(two.cleo_key, row.agreement), "passkey of yours"),
    "nothing": (lambda two, row: None, "passkey of yours"),
    "a list": (lambda two, row: [1], "passkey of yours"),
    "parts that are missing": (lambda two, row: browser_gives(two.ada_key, row.agreement) | {"response": {}}, "passkey of yours"),
    "parts of another kind": (lambda two, row: browser_gives(two.ada_key, row.agreement) | {"rawId": [1]}, "passkey of yours"),
}  # fmt: skip


@pytest.mark.parametrize("how", sorted(WRONG))
def test_nothing_else_is_taken_as_a_signature_and_nothing_is_half_saved(two: Two, how: str) -> None:
    row = two.chosen().proposed()
    make, told = WRONG[how]
    with pytest.raises(agreeing.SignatureUnusable, match=told):
        agreeing.sign(two.ada, two.project, row.number, make(two, row))
    assert not Signed.objects.exists()
    assert two.project.hash_in_force is None


def test_a_signature_is_no_good_for_a_later_proposal_of_the_same_text(two: Two) -> None:
    first = two.chosen().proposed()
    made = browser_gives(two.ada_key, first.agreement)
    agreeing.withdraw(two.cleo, two.project, first.number)
    second = two.proposed()
    with pytest.raises(agreeing.SignatureUnusable, match="another version"):
        agreeing.sign(two.ada, two.project, second.number, made)
    with pytest.raises(Refused, match="No such version waits"):
        agreeing.sign(two.ada, two.project, first.number, made)


def test_nobody_signs_twice_and_nobody_for_both(two: Two) -> None:
    row = two.chosen().proposed()
    two.sign("ada", row)
    with pytest.raises(Refused, match="signed already"):
        two.sign("ada", row)
    Signatory.objects.filter(project=two.project, person=two.house.cleo).delete()
    with pytest.raises(Refused, match="sign for no side"):
        two.sign("cleo", row)
    assert two.project.hash_in_force is None


def test_people_who_are_no_signatory_sign_and_see_nothing(two: Two) -> None:
    row = two.chosen().proposed()
    with pytest.raises(NotFound):
        agreeing.sign(visit(two.house.ben, Factor.PASSKEY), two.project, row.number, {})
    Membership.objects.create(project=two.project, person=two.house.rut, role=Role.REVIEWER)
    with pytest.raises(Refused):
        agreeing.sign(visit(two.house.rut, Factor.PASSKEY), two.project, row.number, {})


OUT_OF_ORDER: dict[str, tuple[Callable[[Two], object], str]] = {
    "proposing before both chose a passkey": (lambda two: two.proposed(), "Not every side"),
    "going live before it is agreed": (lambda two: go_live(two.ada, two.project, PASSPHRASE), "in force"),
    "signing before it is proposed": (lambda two: agreeing.sign(two.ada, two.project, 1, {}), "needs"),
    "withdrawing what is not proposed": (lambda two: agreeing.withdraw(two.ada, two.project, 1), "no such proposal"),
    "changing what is proposed": (lambda two: (two.chosen().proposed(), agreeing.change_draft(two.cleo, two.project, TEXT)), "does not change"),
    "another passkey once it is proposed": (lambda two: (two.chosen().proposed(), two.chosen()), "does not change"),
    "proposing twice": (lambda two: (two.chosen().proposed(), two.proposed()), "does not change"),
    "asking before it is live": (lambda two: gate.enter(two.ada, two.project, Deed.ASK), "in force"),
    "somebody else's passkey": (lambda two: agreeing.choose_passkey(two.ada, two.project, two.cleo_key.signer.key), "no passkey of yours"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(OUT_OF_ORDER))
def test_what_is_out_of_order_is_refused_with_clause_and_remedy_and_a_line_in_the_log(two: Two, what: str) -> None:
    do, told = OUT_OF_ORDER[what]
    with pytest.raises(Refused, match=told) as refused:
        do(two)
    assert refused.value.clause in ("signatures", "duration")
    assert refused.value.help.endswith(".")
    assert two.events()[-1] == "act:refused"


def test_a_draft_that_is_no_agreement_is_not_kept_and_one_with_contradictions_cannot_be_proposed(two: Two) -> None:
    two.chosen()
    before = Draft.objects.get().text
    with pytest.raises(Unsound, match="There is no level 9"):
        agreeing.change_draft(two.cleo, two.project, TEXT.replace("level = 2", "level = 9"))
    assert Draft.objects.get().text == before
    commented = "# ours\n" + TEXT.replace('region = "eu"', 'region = "us"')
    assert [one.path for one in agreeing.change_draft(two.cleo, two.project, commented)] == ["providers[0].region"]
    assert Draft.objects.get().text.startswith("# ours\n")
    with pytest.raises(Unsound, match="does not allow us"):
        two.proposed()
    assert not AgreementVersion.objects.filter(project=two.project).exists()


def test_comments_of_an_agreed_version_stand_in_the_draft_of_the_next(two: Two) -> None:
    agreeing.change_draft(
        two.cleo, two.project, "# as told by phone\n" + TEXT.replace("patch_days = 30", "patch_days = 9")
    )
    two.live()
    text = agreeing.draft_text(two.project)
    assert text.startswith("# as told by phone\n")
    read = toml.read(text.encode())[0]
    assert read is not None
    assert (read.project, read.version, read.patch_days) == (two.project.pk, 1, 9)
    agreeing.change_draft(two.cleo, two.project, text.replace("patch_days = 9", "patch_days = 8  # sooner"))
    two.agreed()
    assert "patch_days = 8  # sooner" in agreeing.draft_text(two.project)
    assert "version = 2" in agreeing.draft_text(two.project)


def test_ten_megabytes_are_refused_and_open_nothing(house: House) -> None:
    before = Project.objects.count()
    with pytest.raises(Unsound, match="bytes"):
        agreeing.draw_up(visit(house.cleo), "Big", "#" * 10_000_000, Side.OPERATOR)
    assert Project.objects.count() == before


def test_a_weak_passphrase_leaves_it_agreed_and_a_second_try_brings_it_live(two: Two) -> None:
    two.chosen().agreed()
    with pytest.raises(WeakPassphrase):
        go_live(two.ada, two.project, "short")
    assert Project.objects.get(pk=two.project.pk).state == State.AGREED
    with pytest.raises(Refused):
        go_live(two.cleo, two.project, PASSPHRASE)
    go_live(two.ada, two.project, PASSPHRASE)


def _changed(two: Two, **change: Any) -> AgreementVersion:
    """A further version with these values, signed by both."""
    agreement = replace(two.project.agreement, signatures=(), **change)
    agreeing.change_draft(two.cleo, two.project, toml.write(agreement))
    return two.agreed()


def test_a_change_is_a_new_version_in_force_once_both_have_signed(two: Two) -> None:
    two.chosen().agreed()
    go_live(two.ada, two.project, PASSPHRASE)
    old = two.project.hash_in_force
    agreeing.change_draft(two.cleo, two.project, toml.write(replace(two.project.agreement, patch_days=7)))
    row = two.proposed()
    two.sign("cleo", row)
    assert (two.project.hash_in_force, two.project.state) == (old, State.LIVE)
    told = standing(two.project, two.house.ada)
    assert told.waiting is not None
    assert [one.words for one in told.waiting.changes] == ["~ patch_days: 30 → 7"]
    assert two.sign("ada", row)
    assert two.project.hash_in_force == row.hash != old
    assert gate.enter(two.ada, two.project, Deed.LIST).agreement_hash == row.hash


def test_a_new_sub_processor_waits_for_the_days_of_notice_and_the_old_version_stays_in_force(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two.chosen().agreed()
    go_live(two.ada, two.project, PASSPHRASE)
    row = _changed(two, providers=(MODEL, replace(MODEL, name="Second AB")), notice_days=0)
    assert row.in_force_from == TODAY + timedelta(days=30)
    assert gate.enter(two.ada, two.project, Deed.LIST).agreement_hash == first.hash
    coming = coming_version(two.project)
    assert coming is not None
    assert coming.number == 2
    assert standing(two.project, two.house.ada).coming is not None

    AgreementVersion.objects.filter(pk=row.pk).update(in_force_from=TODAY)
    assert gate.enter(two.ada, two.project, Deed.LIST).agreement_hash == row.hash
    assert two.events()[-1] == "agreement:in-force"


def test_the_days_of_notice_end_at_midnight_of_their_last_day_and_not_before(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two.chosen().agreed()
    row = _changed(two, providers=(MODEL, replace(MODEL, name="Second AB")))
    midnight = datetime.combine(TODAY + timedelta(days=30), time(), UTC)
    for at, in_force in ((midnight - timedelta(seconds=1), first), (midnight, row)):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None, at: datetime = at) -> datetime:  # type: ignore[override]
                return at.astimezone(tz)

        monkeypatch.setattr("hemvist.projects.in_force.datetime", Clock)
        assert gate.enter(two.ada, two.project, Deed.READ_AGREEMENT).agreement_hash == in_force.hash, at


def test_a_later_version_that_is_in_force_sooner_is_not_undone_by_an_earlier_one(two: Two) -> None:
    two.chosen().agreed()
    go_live(two.ada, two.project, PASSPHRASE)
    second = _changed(two, providers=(MODEL, replace(MODEL, name="Second AB")))
    third = _changed(two, patch_days=3)
    assert two.project.hash_in_force == third.hash
    AgreementVersion.objects.filter(pk=second.pk).update(in_force_from=TODAY)
    assert gate.enter(two.ada, two.project, Deed.LIST).agreement_hash == third.hash


def test_one_side_cannot_leave_the_other_without_a_signature(two: Two) -> None:
    two.chosen().agreed()
    go_live(two.ada, two.project, PASSPHRASE)
    alone = replace(two.project.agreement, signatures=(), one_party=True, processor=two.project.agreement.controller)
    agreeing.change_draft(two.ada, two.project, toml.write(alone))
    with pytest.raises(Refused, match="does not become one of one party"):
        agreeing.propose(two.ada, two.project, "localhost")


def test_without_a_draft_there_is_nothing_to_propose(two: Two) -> None:
    two.chosen().agreed()
    with pytest.raises(Refused, match="no draft"):
        two.proposed()


def test_one_party_signs_once_and_a_second_party_comes_in_by_a_new_version(house: House) -> None:
    key, other = Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR)
    enrol(house.ada, key)
    enrol(house.cleo, other)
    alone = one_party("", Party("Ada", contact="ada@example.org"), TODAY)
    project = agreeing.draw_up(visit(house.ada), "Alone", toml.write(alone), Side.OPERATOR)
    ada = visit(house.ada, Factor.PASSKEY)
    agreeing.choose_passkey(ada, project, key.signer.key)
    row = agreeing.propose(ada, project, "localhost")
    assert agreeing.sign(ada, project, row.number, browser_gives(key, row.agreement))
    assert project.state == State.AGREED

    both = replace(HERON, starts_on=TODAY, ends_on=TODAY + timedelta(days=9), one_party=False)
    agreeing.change_draft(ada, project, toml.write(both))
    inviting.accept(inviting.waiting(inviting.invite(ada, project, "Cleo", house.cleo.email)), house.cleo)
    cleo = visit(house.cleo, Factor.PASSKEY)
    agreeing.choose_passkey(cleo, project, other.signer.key)
    row = agreeing.propose(ada, project, "localhost")
    assert not agreeing.sign(ada, project, row.number, browser_gives(key, row.agreement))
    assert agreeing.sign(cleo, project, row.number, browser_gives(other, row.agreement))


def lost(two: Two, who: str) -> None:
    """The passkey is deleted from the person's account."""
    Authenticator.objects.filter(user=getattr(two.house, who), type=Authenticator.Type.WEBAUTHN).delete()


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_a_passkey_that_was_deleted_after_it_was_chosen_is_not_proposed(two: Two, who: str) -> None:
    two.chosen()
    lost(two, who)
    assert not standing(two.project, two.house.cleo).ready
    side = {"ada": "client", "cleo": "operator"}[who]
    with pytest.raises(Refused, match=f"the {side}'s side is not in its account any more") as told:
        two.proposed()
    assert "chooses a passkey again" in told.value.help
    assert not AgreementVersion.objects.filter(project=two.project).exists()


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_nobody_signs_what_the_other_side_cannot_sign_any_more(two: Two, who: str) -> None:
    row = two.chosen().proposed()
    lost(two, who)
    with pytest.raises(Refused, match="not in its account any more") as told:
        two.sign("cleo", row)
    assert "Withdraw the proposal" in told.value.help
    assert not Signed.objects.exists()


def test_a_signature_stands_though_its_passkey_goes_afterwards(two: Two) -> None:
    row = two.chosen().proposed()
    two.sign("cleo", row)
    lost(two, "cleo")
    assert two.sign("ada", row) is True


TABLES = {"projects_project": "project", "projects_agreementversion": "version", "audit_head": "log"}


def locked_by(act: Callable[[], object]) -> list[list[str]]:
    """By transaction: the tables above in the order in which its statements first touch them."""
    found: list[list[str]] = []
    depth = 0
    with CaptureQueriesContext(connection) as told:
        act()
    for query in told:
        if query["sql"].startswith("SAVEPOINT"):
            found += [[]] if depth == 0 else []
            depth += 1
        elif query["sql"].startswith("RELEASE"):
            depth -= 1
        name = next((word for table, word in TABLES.items() if f'"{table}"' in query["sql"]), "")
        if depth and name and name not in found[-1]:
            found[-1].append(name)
    return [one for one in found if "log" in one]


@pytest.mark.parametrize("deed", ["draft", "choose", "propose", "withdraw", "sign", "last"])
def test_the_project_is_held_before_its_versions_and_before_the_log(two: Two, deed: str) -> None:
    two.chosen()
    row = two.proposed() if deed in ("withdraw", "sign", "last") else None
    if deed == "last":
        two.sign("cleo", row)  # type: ignore[arg-type]
    acts: dict[str, Callable[[], object]] = {
        "draft": lambda: agreeing.change_draft(two.cleo, two.project, TEXT),
        "choose": lambda: agreeing.choose_passkey(two.cleo, two.project, two.cleo_key.signer.key),
        "propose": lambda: two.proposed(),
        "withdraw": lambda: agreeing.withdraw(two.cleo, two.project, 1),
        "sign": lambda: two.sign("cleo", row),  # type: ignore[arg-type]
        "last": lambda: two.sign("ada", row),  # type: ignore[arg-type]
    }
    orders = locked_by(acts[deed])
    assert orders
    for order in orders:
        assert order[0] == "project", orders
        assert order[-1] == "log", orders


def test_a_version_comes_into_force_in_a_transaction_of_its_own(two: Two) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="before the transaction begins"):
        bring_into_force(two.project)


def test_without_a_signed_processing_agreement_nothing_is_proposed_agreed_or_brought_live(house: House) -> None:
    two = parties(house, replace(AGREED, processing_agreement=None)).chosen()
    assert two.project.agreement.personal_data
    with pytest.raises(Unsound, match="until one is, this is not proposed and nothing goes live"):
        two.proposed()
    with pytest.raises(Refused):
        go_live(two.ada, two.project, PASSPHRASE)
    two.project.refresh_from_db()
    assert two.project.state == State.DRAFT
    agreeing.change_draft(two.cleo, two.project, TEXT)
    two.agreed()
    go_live(two.ada, two.project, PASSPHRASE)
    assert two.project.state == State.LIVE
