"""Discarding a draft: what nobody has agreed goes whole, what is in force stays, and what was signed is kept."""

from __future__ import annotations

import pytest
from django.db import transaction

from hemvist.audit import log
from hemvist.domain.errors import NotFound, Refused
from hemvist.people.models import Person
from hemvist.projects import agreeing, discarding, inviting
from hemvist.projects.models import AgreementVersion, Draft, Invitation, Membership, Project, Signatory
from tests.house import House, visit
from tests.projects.parties import TEXT, Two, parties


@pytest.fixture
def two(house: House) -> Two:
    return parties(house)


def test_a_draft_that_nobody_has_agreed_goes_with_its_project_and_its_log_stays(two: Two) -> None:
    key = two.project.pk
    row = two.chosen().proposed()
    agreeing.withdraw(two.cleo, two.project, row.number)
    assert discarding.others(two.cleo, two.project) == ["Ada"]
    assert discarding.discard(two.cleo, two.project) is True
    for model in (AgreementVersion, Draft, Invitation, Membership, Signatory):
        assert not model.objects.filter(project_id=key).exists(), model
    assert not Project.objects.filter(pk=key).exists()
    assert [line.event for line in log.lines(key)][-1] == "agreement:discarded"
    assert Person.objects.filter(pk=two.house.ada.pk).exists()


def test_the_invitation_of_what_was_discarded_opens_nothing(house: House) -> None:
    project = agreeing.draw_up(visit(house.cleo), "Leases", TEXT, agreeing.Side.OPERATOR)
    secret = inviting.invite(visit(house.cleo), project, "Ada", house.ada.email)
    looked_at = inviting.waiting(secret)
    discarding.discard(visit(house.cleo), project)
    with pytest.raises(inviting.InvitationUnknown):
        inviting.waiting(secret)
    with pytest.raises(inviting.InvitationUnknown):
        inviting.accept(looked_at, house.ada)


def test_whoever_comes_in_the_moment_after_finds_no_project(two: Two) -> None:
    key = two.project.pk
    discarding.discard(two.cleo, two.project)
    with transaction.atomic(), pytest.raises(NotFound):
        Project.objects.hold(key)


def test_of_a_new_version_the_draft_alone_goes(two: Two) -> None:
    two.live()
    agreeing.change_draft(two.cleo, two.project, TEXT)
    assert discarding.discard(two.ada, two.project) is False
    two.project.refresh_from_db()
    assert two.project.hash_in_force
    assert two.project.state == "live"
    with pytest.raises(Refused, match="There is no draft"):
        discarding.discard(two.ada, two.project)


def test_what_waits_for_signatures_or_was_signed_is_not_discarded(two: Two) -> None:
    row = two.chosen().proposed()
    two.sign("cleo", row)
    with pytest.raises(Refused, match="waits for signatures"):
        discarding.discard(two.cleo, two.project)
    agreeing.withdraw(two.cleo, two.project, row.number)
    with pytest.raises(Refused, match="what was signed is kept"):
        discarding.discard(two.cleo, two.project)
    assert AgreementVersion.objects.filter(project=two.project).count() == 1


def test_a_stranger_discards_nothing(two: Two) -> None:
    with pytest.raises(NotFound):
        discarding.discard(visit(two.house.ben), two.project)
    assert Draft.objects.filter(project=two.project).exists()
