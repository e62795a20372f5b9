"""Documents whose people have all left: nobody opens them, the owner is told without a word of theirs, and says anew who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents.audience import set_audience
from hemvist.documents.models import Document
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects.models import Membership
from tests.house import LEASE, House, visit
from tests.projects.ended import ended, restated
from tests.web.visitor import browser, words

TOLD = "1 document can be seen by nobody"


@dataclass
class Left:
    """Heron with a lease for everybody, and one that only Kim, a curator, might see until she left."""

    house: House
    kim: Person
    secret: str

    def page(self, who: Person) -> str:
        return words(browser(who).get(f"/p/{self.house.heron.pk}/documents/"))

    def name(self, who: Person, *people: Person, document: str = "") -> Any:
        where = f"/p/{self.house.heron.pk}/documents/{document or self.secret}/show-again/"
        return browser(who).post(where, {"person": [one.pk for one in people]})

    def sees(self, who: Person) -> bool:
        there = browser(who).get(f"/p/{self.house.heron.pk}/documents/{self.secret}/").status_code
        found = browser(who).post(f"/p/{self.house.heron.pk}/ask/", {"question": "What is the deposit?"}, follow=True)
        assert ("EUR 777" in words(found)) is (there == 200)
        return there == 200


@pytest.fixture
def left(house: House) -> Left:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    house.receive(house.ada, house.heron, "open.txt", LEASE)
    secret = house.receive(kim, house.heron, "Severance.txt", "The deposit is EUR 777, paid before the term begins.\n")
    house.read()
    set_audience(visit(kim), house.heron, secret.document_id, [kim.email])
    found = Left(house, kim, secret.document_id)
    assert found.sees(kim)
    assert not found.sees(house.ada)
    assert TOLD not in found.page(house.ada)
    Membership.objects.filter(project=house.heron, person=kim).update(ended=timezone.now())
    return found


def test_the_owner_is_told_and_nothing_of_it_and_others_are_not(left: Left) -> None:
    page = left.page(left.house.ada)
    assert TOLD in page
    assert left.secret[:8] in page
    assert "Severance" not in page
    assert not left.sees(left.house.ada)
    assert TOLD not in left.page(left.house.ben)


def test_whom_the_owner_names_sees_it_and_the_owner_still_does_not(left: Left) -> None:
    assert left.name(left.house.ada, left.house.ben).status_code == 302
    assert left.sees(left.house.ben)
    assert not left.sees(left.house.ada)
    assert TOLD not in left.page(left.house.ada)
    last = [one for one in log.lines(left.house.heron.pk) if one.event == "document:audience-set"][-1]
    assert (last.things["document"], last.things["people"]) == (left.secret, 1)
    assert last.things["person-1"] == log.pseudonym(left.house.heron.pk, left.house.ben.pk)


def test_only_the_owner_says_it_and_only_of_what_nobody_may_see(left: Left) -> None:
    house = left.house
    Membership.objects.filter(project=house.heron, person=house.ben).update(role=Role.CURATOR)
    refused = left.name(house.ben, house.ben)
    assert refused.status_code == 403
    assert "for the owner to say" in words(refused)
    kept_open = Document.objects.exclude(pk=left.secret).get(project=house.heron).pk
    for document in (kept_open, "0" * 32):
        assert left.name(house.ada, house.ada, document=document).status_code == 404
    assert left.name(house.cleo, house.cleo).status_code == 404
    for people in ((), (left.kim,), (house.rut,), (house.cleo,)):
        assert left.name(house.ada, *people).status_code == 404
    assert not left.sees(house.ben)


def test_one_of_another_project_is_not_touched(left: Left) -> None:
    where = f"/p/{left.house.wren.pk}/documents/{left.secret}/show-again/"
    assert browser(left.house.cleo).post(where, {"person": left.house.cleo.pk}).status_code == 404


def test_who_is_shut_off_or_has_a_role_that_is_no_longer_agreed_sees_nothing_either(left: Left) -> None:
    house = left.house
    left.name(house.ada, house.ben)
    access = house.heron.agreement.access
    restated(house.heron, access=type(access)((Role.OWNER, Role.CURATOR), 20))
    assert TOLD in left.page(house.ada)
    restated(house.heron, access=access)
    assert TOLD not in left.page(house.ada)
    Person.objects.filter(pk=house.ben.pk).update(is_active=False)
    assert TOLD in left.page(house.ada)


def test_a_project_without_documents_says_nothing_of_it(house: House) -> None:
    assert "can be seen by nobody" not in words(browser(house.cleo).get(f"/p/{house.wren.pk}/documents/"))


def test_after_the_end_the_owner_still_finds_it_to_take_it_out_and_delete_it(left: Left) -> None:
    ended(left.house.heron)
    assert TOLD in left.page(left.house.ada)
    assert left.name(left.house.ada, left.house.ada).status_code == 302
    home = f"/p/{left.house.heron.pk}/documents/{left.secret}"
    assert "Severance" in words(browser(left.house.ada).get(f"{home}/"))
    assert browser(left.house.ada).post(f"{home}/delete/").status_code == 302
