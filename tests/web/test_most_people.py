"""How many people may take part: a link for one too many is not made, and one that was made lets nobody in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hemvist.audit import log
from hemvist.domain.agreement import Side, toml
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects import agreeing
from hemvist.projects.models import Invitation, Membership, Project
from tests.house import House, visit
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words

EVE = {"name": "Eve Nord", "email": "eve@example.org"}
FULL = "The agreement lets 2 people in at most, and 2 belong to the project."


@pytest.fixture
def drafted(house: House) -> Project:
    """Cleo's draft, for two people at most; she alone belongs to it."""
    agreement = replace(AGREED, access=replace(AGREED.access, most_people=2))
    return agreeing.draw_up(visit(house.cleo), "Leases", toml.write(agreement), Side.OPERATOR)


def refusals(project: Project) -> list[tuple[object, object]]:
    rows = [one.things for one in log.lines(project.pk) if one.event == "act:refused"]
    return [(one["deed"], one["clause"]) for one in rows]


def test_an_invitation_for_one_too_many_is_not_made(house: House, drafted: Project) -> None:
    Membership.objects.create(project=drafted, person=house.rut, role=Role.REVIEWER)
    told = browser(house.cleo).post(f"/p/{drafted.pk}/agreement/invite/", EVE)
    assert told.status_code == 403
    for said in ("letting somebody in", FULL, "access.most_people", "Agree on more people", "Nothing was lost."):
        assert said in words(told)
    assert not Invitation.objects.exists()
    assert refusals(drafted) == [("let-in", "access.most_people")]


def test_an_invitation_lets_nobody_in_where_the_project_filled_up_since_and_still_works_when_there_is_room(
    house: House, drafted: Project
) -> None:
    made = browser(house.cleo).post(f"/p/{drafted.pk}/agreement/invite/", EVE)
    link = re.search(r"/join/[\w-]+/", words(made))
    assert link is not None
    taken = Membership.objects.create(project=drafted, person=house.rut, role=Role.REVIEWER)
    told = browser().post(link[0])
    assert told.status_code == 403
    assert FULL in words(told)
    assert not Person.objects.filter(email=EVE["email"]).exists()
    assert refusals(drafted) == [("let-in", "access.most_people")]
    taken.delete()
    assert browser().post(link[0]).status_code == 302
    assert Membership.now_in(drafted).count() == 2


@pytest.fixture
def two(house: House) -> Two:
    return parties(house, replace(AGREED, access=replace(AGREED.access, most_people=3)))


def test_a_version_for_fewer_says_so_first_and_then_shuts_nobody_out(two: Two) -> None:
    Membership.objects.create(project=two.project, person=two.house.ben, role=Role.MEMBER)
    two.live()
    fewer = replace(two.project.agreement, signatures=(), access=replace(AGREED.access, most_people=2))
    agreeing.change_draft(two.cleo, two.project, toml.write(fewer))
    row = two.proposed()
    client = browser(two.house.ada, "webauthn")
    before = words(client.get(f"/p/{two.project.pk}/agreement/{row.number}/"))
    assert "3 people belong to it, and 2 would be agreed." in before
    assert "Nobody is shut out, and nobody further gets in." in before
    two.sign("cleo", row)
    two.sign("ada", row)
    after = words(browser(two.house.ben).get(f"/p/{two.project.pk}/agreement/"))
    assert "3 people of at most 2 belong to this project." in after
    assert "Nobody further is let in." in after
    assert browser(two.house.ben).get(f"/p/{two.project.pk}/").status_code == 200


def test_a_project_of_one_says_how_many_may_come(house: House) -> None:
    page = words(browser(house.cleo).get(f"/p/{house.wren.pk}/agreement/"))
    assert "1 person of at most 20 belongs to this project." in page
    assert "Nobody further is let in." not in page
