"""Two who sign, withdraw, propose and bring live in one moment, on both databases: one order of locks, one outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

import pytest
from django.conf import settings

from hemvist.domain.agreement import Side
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed, State
from hemvist.people.models import Person, digest
from hemvist.projects import agreeing, gate, inviting, leaving
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.live import go_live
from hemvist.projects.models import AgreementVersion, Draft, Invitation, Membership, Project
from hemvist.vault import opened
from tests.house import House
from tests.jobs.at_once import Act, at_once, events, fresh
from tests.jobs.office import Office, visit
from tests.projects.parties import TEXT, Two, parties

ROUNDS = 4


@pytest.fixture
def two(office: Office, monkeypatch: pytest.MonkeyPatch) -> Two:
    """Cleo and Ada, who have each chosen a passkey; nothing is proposed yet."""
    monkeypatch.setattr(settings, "STANDS", "SE; Värden AB")
    return parties(cast(House, office)).chosen()


def signs(two: Two, who: str, row: AgreementVersion) -> Act:
    """This side, about to sign in a window of its own."""
    return partial(replace(two, project=fresh(two.project)).sign, who, row)


def window(two: Two, deed: Callable[..., object], *told: object) -> Act:
    """Cleo, about to do it in a window of hers."""
    return partial(deed, two.cleo, fresh(two.project), *told)


def changed(two: Two) -> None:
    """A draft of the next version."""
    agreeing.change_draft(two.cleo, two.project, agreeing.draft_text(fresh(two.project)))


def test_sides_that_sign_in_one_moment_agree_once(two: Two) -> None:
    for number in range(1, ROUNDS + 1):
        row = two.proposed()
        ends = at_once(signs(two, "ada", row), signs(two, "cleo", row), signs(two, "ada", row))
        assert (sorted(ends.done), ends.told) == ([False, True], ["Refused"])
        told = events(two.project.pk)
        assert (told["agreement:signed"], told["agreement:agreed"]) == (2 * number, number)
        assert told["agreement:in-force"] == number
        changed(two)


def test_what_is_signed_and_withdrawn_in_one_moment_is_one_of_both(two: Two) -> None:
    for _ in range(ROUNDS):
        row = two.proposed()
        two.sign("cleo", row)
        ends = at_once(signs(two, "ada", row), window(two, agreeing.withdraw, row.number))
        assert (len(ends.done), ends.told) == (1, ["Refused"])
        row.refresh_from_db()
        assert (row.agreed is None) is (row.withdrawn is not None)
        assert fresh(two.project).state == (State.AGREED if row.agreed else State.DRAFT)
        if row.agreed:
            return


def test_one_of_several_proposals_stands(two: Two) -> None:
    for number in range(1, ROUNDS + 1):
        ends = at_once(*[window(two, agreeing.propose, "localhost") for _ in range(3)])
        assert (len(ends.done), ends.told) == (1, ["Refused"] * 2)
        assert AgreementVersion.objects.waiting().get(project=two.project).number == number
        agreeing.withdraw(two.cleo, two.project, number)


def test_one_of_two_changes_of_a_draft_stands_and_the_other_is_outdated(two: Two) -> None:
    for number in range(ROUNDS):
        seen = agreeing.mark(two.project)
        texts = [f"# {who} {number}\n{TEXT}" for who in ("one", "other")]
        ends = at_once(*[window(two, agreeing.change_draft, text, seen) for text in texts])
        assert (len(ends.done), ends.told) == (1, ["Outdated"])
        assert Draft.objects.get(project=two.project).text in texts


def test_a_version_comes_into_force_once_whoever_looks(two: Two) -> None:
    for number in range(1, ROUNDS + 1):
        two.agreed()
        Project.objects.filter(pk=two.project.pk).update(hash_in_force=_before(two, number))
        before = events(two.project.pk)["agreement:in-force"]
        at_once(
            *[partial(bring_into_force, fresh(two.project)) for _ in range(3)],
            *[window(two, gate.enter, Deed.READ_AGREEMENT) for _ in range(3)],
        )
        assert events(two.project.pk)["agreement:in-force"] == before + 1
        two.project.refresh_from_db()
        changed(two)


def _before(two: Two, number: int) -> str | None:
    """What was in force before this version came."""
    row = AgreementVersion.objects.filter(project=two.project, number=number - 1).first()
    return row.hash if row else None


def test_the_passphrase_that_opens_is_the_one_of_whoever_was_told_that_it_is_live(two: Two) -> None:
    two.agreed()
    opens = list[str]()

    def live(passphrase: str) -> None:
        go_live(two.ada, fresh(two.project), passphrase)
        opens.append(passphrase)

    ends = at_once(*[partial(live, f"the passphrase of window {number}") for number in range(3)])
    assert (len(ends.done), ends.told) == (1, ["Refused"] * 2)
    opened.keys().lock(two.project.pk)
    opened.keys().unlock(two.project.pk, *opens)
    assert events(two.project.pk)["project:live"] == 1


def test_of_several_invitations_the_last_one_opens_and_is_used_once(office: Office) -> None:
    for number in range(ROUNDS):
        project = agreeing.draw_up(visit(office.cleo), "Leases", TEXT, Side.OPERATOR)
        email = f"new-{number}@example.org"
        ends = at_once(*[partial(inviting.invite, visit(office.cleo), fresh(project), "New", email) for _ in range(3)])
        assert len(ends.done) == 3
        assert Invitation.objects.filter(project=project, used=None).count() == 1
        secret = next(one for one in ends.done if Invitation.objects.filter(digest=digest(one)).exists())
        waiting = inviting.waiting(secret)
        ends = at_once(*[partial(inviting.accept, waiting, None)] * 3)
        assert len(ends.done) == 1
        assert set(ends.told) <= {"InvitationUnknown", "InvitedIsAnother"}
        assert Person.objects.filter(email=email).count() == 1
        assert events(project.pk)["signatory:joined"] == 1


def test_of_two_owners_who_remove_each_other_in_one_moment_one_stays(two: Two) -> None:
    two.live()
    eve = Person.objects.admit("eve@example.org", "Eve")
    hers = Membership.objects.create(project=two.project, person=eve, role=Role.OWNER)
    ada = Membership.objects.get(project=two.project, person=two.house.ada)
    for _ in range(ROUNDS):
        acts = [
            partial(leaving.remove, who, fresh(two.project), str(whom.pk))
            for who, whom in ((two.ada, hers), (replace(two.ada, person=eve), ada))
        ]
        ends = at_once(*acts)
        assert len(ends.done) == len(ends.told) == 1
        assert Membership.now_in(two.project).filter(role=Role.OWNER).count() == 1
        Membership.objects.filter(pk__in=[ada.pk, hers.pk]).update(ended=None)
    assert events(two.project.pk)["membership:ended"] == ROUNDS


def test_who_is_let_in_again_in_two_windows_belongs_to_it_once(two: Two) -> None:
    two.live()
    eve = Person.objects.admit("eve@example.org", "Eve")
    hers = Membership.objects.create(project=two.project, person=eve, role=Role.REVIEWER)
    leaving.remove(two.ada, two.project, str(hers.pk))
    acts = [partial(leaving.let_in_again, two.ada, fresh(two.project), str(hers.pk)) for _ in range(3)]
    ends = at_once(*acts)
    assert ends.done
    assert set(ends.told) <= {"NotFound"}
    assert Membership.now_in(two.project).filter(person=eve).count() == 1
    assert events(two.project.pk)["membership:added"] == 3, "Cleo, Ada, and once Eve"
