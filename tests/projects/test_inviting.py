"""Invitations of the other side: for one person, once, for a time, and into nobody's account."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from hemvist.domain.agreement import Side
from hemvist.domain.errors import HemvistError, Refused
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects import agreeing, inviting
from hemvist.projects.models import Invitation, Membership
from tests.house import House, visit
from tests.projects.parties import TEXT, Two, parties


@pytest.fixture
def two(house: House) -> Two:
    return parties(house)


def test_an_invitation_works_once_for_whom_it_is_and_is_kept_as_a_hash(house: House) -> None:
    cleo = visit(house.cleo)
    project = agreeing.draw_up(cleo, "Leases", TEXT, Side.OPERATOR)
    old = inviting.invite(cleo, project, "New Person", "new@example.org")
    secret = inviting.invite(cleo, project, "New Person", "New@Example.org")
    with pytest.raises(inviting.InvitationUnknown):
        inviting.waiting(old)
    assert secret not in json.dumps(list(Invitation.objects.values("digest")))
    invited = inviting.waiting(secret)
    person = inviting.accept(invited, None)
    assert (person.email, person.name) == ("new@example.org", "New Person")
    assert Membership.objects.get(project=project, person=person).role == Role.OWNER
    for again in (lambda: inviting.waiting(secret), lambda: inviting.accept(invited, person)):
        with pytest.raises(HemvistError):
            again()


def test_an_invitation_opens_nobodys_account_and_not_after_its_time(house: House) -> None:
    cleo = visit(house.cleo)
    project = agreeing.draw_up(cleo, "Leases", TEXT, Side.OPERATOR)
    invited = inviting.waiting(inviting.invite(cleo, project, "Ben", house.ben.email))
    for person in (None, house.rut):
        with pytest.raises(inviting.InvitedIsAnother):
            inviting.accept(invited, person)
    assert inviting.accept(invited, house.ben) == house.ben
    with pytest.raises(Refused, match="have a signatory"):
        inviting.invite(cleo, project, "Eve", "eve@example.org")
    other = agreeing.draw_up(cleo, "Other", TEXT, Side.OPERATOR)
    unknown = inviting.waiting(inviting.invite(cleo, other, "Ada Lund", "ada@lindhagen.example"))
    for person in (house.cleo, house.ben):  # nobody who is signed in becomes the other side's person by a click
        with pytest.raises(inviting.InvitedIsAnother):
            inviting.accept(unknown, person)
    secret = inviting.invite(cleo, other, "Eve", "eve@example.org")
    Invitation.objects.update(expires=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(inviting.InvitationUnknown):
        inviting.waiting(secret)
    for name, email in (
        ("", "eve@example.org"),
        ("Eve", "eve"),
        ("Eve", house.cleo.email),
        ("E\u202eve", "e@example.org"),
    ):
        with pytest.raises(inviting.InvitedUnusable):
            inviting.invite(cleo, other, name, email)
    assert not Person.objects.filter(email="eve@example.org").exists()
