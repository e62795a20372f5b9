"""What the operator sees of contents: nothing, unless the agreement allows it, names the person, and the client granted it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents.audience import set_audience
from hemvist.documents.models import Document
from hemvist.documents.receive import receive
from hemvist.domain.agreement import Access, Agreement, OperatorAccess
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.people.models import Person
from hemvist.projects import gate
from hemvist.projects.models import Grant, Membership
from tests.house import LEASE, House
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words

NOTHING = OperatorAccess("", 0)


def agreed(people: tuple[str, ...] = ("Cleo",), operator: OperatorAccess | None = None) -> Agreement:
    access = Access(tuple(Role), 20, people, ("ada@example.org",))
    return replace(AGREED, access=access, operator_access=operator or OperatorAccess("ada@example.org", 30))


def with_lease(house: House, agreement: Agreement) -> Two:
    two = parties(house, agreement).live()
    for name in ("lease.txt", "other.txt"):
        receive(two.ada, two.project, name, [f"{LEASE}{name}".encode()])
    house.read()
    return two


@pytest.fixture
def two(house: House) -> Two:
    return with_lease(house, agreed())


class Visits:
    """Pages of the project, as its people see them."""

    def __init__(self, two: Two) -> None:
        self.two, self.home = two, f"/p/{two.project.pk}/"

    def get(self, person: Person, tail: str) -> Any:
        return browser(person, "webauthn").get(self.home + tail)

    def post(self, person: Person, tail: str, **form: str) -> Any:
        return browser(person, "webauthn").post(self.home + tail, form)

    def asked(self, minutes: str = "30") -> Grant:
        assert self.post(self.two.house.cleo, "agreement/grants/", minutes=minutes).status_code == 302
        return Grant.objects.get(ended=None, began=None)

    def given(self) -> Grant:
        row = self.asked()
        assert self.post(self.two.house.ada, f"agreement/grants/{row.pk}/", do="give").status_code == 302
        return row

    def refused(self, told: Any, clause: str, *said: str) -> None:
        assert told.status_code == 403, told.status_code
        for one in (clause, "Nothing was lost.", *said):
            assert one in words(told)


@pytest.fixture
def visits(two: Two) -> Visits:
    return Visits(two)


def test_without_a_grant_the_operator_sees_no_contents(visits: Visits) -> None:
    cleo = visits.two.house.cleo
    document = Document.objects.first()
    assert document is not None
    for tail in ("documents/", f"documents/{document.pk}/"):
        visits.refused(visits.get(cleo, tail), "operator_access", "granted you no sight of contents now")
    assert ">Documents</a>" not in words(visits.get(cleo, "agreement/"))


def test_a_grant_is_asked_given_used_and_over_and_the_client_sees_all_of_it(visits: Visits) -> None:
    house = visits.two.house
    row = visits.asked()
    assert "waits for an answer" in words(visits.get(house.ada, "agreement/"))
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access")
    visits.post(house.ada, f"agreement/grants/{row.pk}/", do="give")
    listed = visits.get(house.cleo, "documents/")
    assert "lease.txt" in words(listed)
    assert "Add documents" not in words(listed)
    document = Document.objects.order_by("pk").first()
    assert document is not None
    assert "EUR 12,000" in words(visits.get(house.cleo, f"documents/{document.pk}/?as=text"))
    assert "sees contents now" in words(visits.get(house.ada, "agreement/"))
    Grant.objects.update(began=timezone.now() - timedelta(minutes=31), until=timezone.now() - timedelta(minutes=1))
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access")
    assert ", over" in words(visits.get(house.ada, "agreement/"))
    events = [one.event for one in log.lines(visits.two.project.pk)]
    for event in ("grant:asked", "grant:given", "document:shown"):
        assert event in events
    assert words(visits.get(house.ada, "audit/")).count("Operator may see contents") == 1


def test_under_a_grant_nothing_is_asked_added_exported_or_deleted(visits: Visits) -> None:
    visits.given()
    permitted = set()
    for deed in set(Deed) - {Deed.SEND, Deed.READ}:
        try:
            gate.enter(visits.two.cleo, visits.two.project, deed)
            permitted.add(deed)
        except Refused:
            continue
    agreeing = {Deed.READ_AGREEMENT, Deed.DRAW_UP, Deed.SIGN, Deed.ASK_GRANT}
    concerns = {Deed.RECORD, Deed.SETTLE}  # of which no contents are kept
    assert permitted == agreeing | concerns | {Deed.LIST, Deed.SHOW}


def test_documents_for_named_people_stay_out_of_the_operator_s_sight(visits: Visits) -> None:
    two = visits.two
    named = Document.objects.order_by("pk").first()
    assert named is not None
    set_audience(two.ada, two.project, named.pk, [two.house.ada.email])
    visits.given()
    assert visits.get(two.house.cleo, f"documents/{named.pk}/").status_code == 404


def test_the_owner_ends_a_grant_at_once_and_declines_one(visits: Visits) -> None:
    house, row = visits.two.house, visits.given()
    assert visits.get(house.cleo, "documents/").status_code == 200
    visits.post(house.ada, f"agreement/grants/{row.pk}/", do="end")
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access")
    other = visits.asked("5")
    visits.post(house.ada, f"agreement/grants/{other.pk}/", do="end")
    assert "declined" in words(visits.get(house.ada, "agreement/"))
    assert visits.post(house.ada, f"agreement/grants/{other.pk}/", do="give").status_code == 404
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access")


def test_nobody_but_the_agreed_approver_gives_one_and_nobody_gives_another_project_s(visits: Visits) -> None:
    house, row = visits.two.house, visits.asked()
    Membership.objects.create(project=visits.two.project, person=house.rut, role=Role.OWNER)
    visits.refused(visits.post(house.cleo, f"agreement/grants/{row.pk}/", do="give"), "access", "role in this project")
    told = browser(house.rut, "webauthn").post(f"{visits.home}agreement/grants/{row.pk}/", {"do": "give"})
    visits.refused(told, "operator_access.approver", "The agreement names ada@example.org to approve this.")
    elsewhere = browser(house.ada).post(f"/p/{house.heron.pk}/agreement/grants/{row.pk}/", {"do": "end"})
    assert elsewhere.status_code == 404
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access")


@pytest.mark.parametrize("minutes", ["31", "0", "-1", "many", "9" * 5_000, ""])
def test_more_than_the_agreed_minutes_are_not_asked_for(visits: Visits, minutes: str) -> None:
    told = visits.post(visits.two.house.cleo, "agreement/grants/", minutes=minutes)
    visits.refused(told, "operator_access.longest_minutes", "1 to 30 minutes")
    assert not Grant.objects.exists()


def test_it_is_asked_once_at_a_time(visits: Visits) -> None:
    visits.asked()
    told = visits.post(visits.two.house.cleo, "agreement/grants/", minutes="5")
    visits.refused(told, "operator_access", "asked already")


def test_shorter_minutes_in_a_new_version_hold_for_a_grant_that_runs(visits: Visits) -> None:
    two = visits.two
    visits.given()
    Grant.objects.update(began=timezone.now() - timedelta(minutes=10))
    assert visits.get(two.house.cleo, "documents/").status_code == 200
    two.change(operator_access=OperatorAccess("ada@example.org", 5))
    visits.refused(visits.get(two.house.cleo, "documents/"), "operator_access")


def test_where_the_agreement_gives_the_operator_nothing_nobody_can_grant_it(house: House) -> None:
    visits = Visits(with_lease(house, agreed(operator=NOTHING)))
    visits.refused(visits.post(house.cleo, "agreement/grants/", minutes="1"), "operator_access", "never sees contents")
    row = Grant.objects.create(project=visits.two.project, person=house.cleo, minutes=5)
    visits.refused(visits.post(house.ada, f"agreement/grants/{row.pk}/", do="give"), "operator_access")
    now = timezone.now()
    Grant.objects.update(began=now, until=now + timedelta(minutes=5), by=house.ada)
    visits.refused(visits.get(house.cleo, "documents/"), "operator_access", "never sees contents")
    assert "Ask to see contents" not in words(visits.get(house.cleo, "agreement/"))


def test_somebody_of_the_operator_who_is_not_named_neither_asks_nor_sees(house: House) -> None:
    visits = Visits(with_lease(house, agreed(people=("Dan Berg",))))
    told = visits.post(house.cleo, "agreement/grants/", minutes="5")
    visits.refused(told, "access.operator_people", "not among the operator")
    now = timezone.now()
    Grant.objects.create(
        project=visits.two.project, person=house.cleo, minutes=5, began=now, until=now + timedelta(minutes=5)
    )
    visits.refused(visits.get(house.cleo, "documents/"), "access.operator_people")


def test_a_project_without_a_grant_and_without_an_operator_says_nothing_of_it(house: House, two: Two) -> None:
    for client, project in ((browser(house.ada), house.heron), (browser(house.ada, "webauthn"), two.project)):
        assert "When the operator sees contents" not in words(client.get(f"/p/{project.pk}/agreement/"))
