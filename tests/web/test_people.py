"""People who are removed from a project: at once, everywhere, with a look before and a way back; the last owner stays."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from dataclasses import replace
from typing import Any

import pytest

from hemvist.assistant import ask
from hemvist.audit import log
from hemvist.cli import people as commands
from hemvist.documents.audience import set_audience
from hemvist.domain.agreement import Access
from hemvist.domain.errors import HemvistError, NotFound, Refused
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.people.models import Person
from hemvist.projects import gate, inviting, leaving
from hemvist.projects.models import Grant, Invitation, Membership, Project, Signatory
from tests.cli.inside import Line
from tests.house import LEASE, House, visit
from tests.projects.parties import Two, parties
from tests.web.test_grants import agreed
from tests.web.visitor import browser, words


def member(project: Project, person: Person) -> Membership:
    return Membership.objects.get(project=project, person=person, ended=None)


@pytest.fixture
def where(house: House) -> str:
    return f"/p/{house.heron.pk}/"


def removed(house: House, person: Person) -> Any:
    key = member(house.heron, person).pk
    return browser(house.ada).post(f"/p/{house.heron.pk}/people/{key}/remove/")


def lines(project: Project) -> list[tuple[str, dict[str, Any]]]:
    return [(one.event, dict(one.things)) for one in log.lines(project.pk)]


def test_the_owner_sees_who_belongs_to_it_and_is_asked_before_anybody_goes(house: House, where: str) -> None:
    page = words(browser(house.ada).get(f"{where}people/"))
    for said in ("Ada", "Ben", "Rut", "ben@example.org", "3 people of at most 20"):
        assert said in page
    ben = member(house.heron, house.ben)
    asked = words(browser(house.ada).get(f"{where}people/{ben.pk}/remove/"))
    assert "Remove Ben from this project?" in asked
    assert "for them alone" not in asked
    assert member(house.heron, house.ben) == ben
    assert f"{where}people/" in browser(house.ada).get(f"{where}agreement/").content.decode()


def test_for_whoever_was_removed_the_project_is_gone_at_once_and_for_nobody_else(house: House, where: str) -> None:
    house.with_lease()
    ben, device = browser(house.ben), Line(house.ben)
    question = ask.ask(visit(house.ben), house.heron, "Which law governs the lease?").pk
    before = [ben.get(f"{where}{tail}").status_code for tail in ("", f"q/{question}/", "documents/")]
    assert before == [200, 200, 200]
    assert removed(house, house.ben).status_code == 302
    stranger = words(browser(house.cleo).get(where)).replace("Cleo", "Ben")
    for tail in ("", f"q/{question}/", "documents/", "agreement/", "people/"):
        told = ben.get(f"{where}{tail}")
        assert told.status_code == 404
        assert words(told) == stranger
    with pytest.raises(HemvistError):
        device.call("GET", "projects/Heron/documents")
    assert device.call("GET", "projects") == []
    assert "Heron" not in words(ben.get("/"))
    assert browser(house.ada).get(where).status_code == 200
    event, things = next(one for one in lines(house.heron) if one[0] == "membership:ended")
    assert things == {"of": log.pseudonym(house.heron.pk, house.ben.pk), "role": "member"}, event
    assert house.ben.pk not in json.dumps(things)


def test_an_answer_that_is_being_made_for_them_stops(house: House) -> None:
    permit = gate.enter(visit(house.ben), house.heron, Deed.ASK)
    gate.still(permit)
    removed(house, house.ben)
    with pytest.raises(NotFound):
        gate.still(permit)


def test_one_button_undoes_it_and_they_see_what_they_saw(house: House, where: str) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ben), house.heron, "Which law governs the lease?").pk
    left = member(house.heron, house.ben).pk
    removed(house, house.ben)
    page = words(browser(house.ada).get(f"{where}people/"))
    assert "Who has left" in page
    assert browser(house.ada).post(f"{where}people/{left}/again/").status_code == 302
    assert browser(house.ben).get(f"{where}q/{question}/").status_code == 200
    assert member(house.heron, house.ben).role == Role.MEMBER
    added = [things for event, things in lines(house.heron) if event == "membership:added"]
    assert added[-1] == {"of": log.pseudonym(house.heron.pk, house.ben.pk), "role": "member"}
    for _ in range(2):
        assert browser(house.ada).post(f"{where}people/{left}/again/").status_code == 404, "that one is back already"


def test_the_last_owner_stays_and_another_one_may_go(house: House, where: str) -> None:
    refused = removed(house, house.ada)
    assert refused.status_code == 403
    assert "last owner" in words(refused)
    assert "Remove Ada" not in words(browser(house.ada).get(f"{where}people/"))
    off = Person.objects.admit("off@example.org", "Off")
    Person.objects.filter(pk=off.pk).update(is_active=False)
    for person in (off, Person.objects.admit("eve@example.org", "Eve")):
        assert removed(house, house.ada).status_code == 403, "an owner who cannot sign in is none"
        Membership.objects.create(project=house.heron, person=person, role=Role.OWNER)
    assert "Remove Ada" in words(browser(house.ada).get(f"{where}people/"))
    gone = removed(house, house.ada)
    assert (gone.status_code, gone.headers["Location"]) == (302, "/")
    assert browser(house.ada).get(where).status_code == 404


def test_documents_that_were_theirs_alone_are_counted_before_and_told_afterwards(house: House, where: str) -> None:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    one = house.receive(kim, house.heron, "payroll.txt", LEASE + "Payroll.")
    house.read()
    set_audience(visit(kim), house.heron, one.document_id, [kim.pk])
    key = member(house.heron, kim).pk
    assert "1 document is for them alone" in words(browser(house.ada).get(f"{where}people/{key}/remove/"))
    removed(house, kim)
    page = words(browser(house.ada).get(f"{where}documents/"))
    assert "1 document can be seen by nobody" in page
    assert "payroll" not in page
    browser(house.ada).post(f"{where}people/{key}/again/")
    assert "can be seen by nobody" not in words(browser(house.ada).get(f"{where}documents/"))
    assert browser(kim).get(f"{where}documents/{one.document_id}/").status_code == 200


@pytest.fixture
def two(house: House) -> Two:
    return parties(house, agreed()).live()


def test_with_an_operator_go_its_grants_its_place_as_signatory_and_the_invitations_it_made(two: Two) -> None:
    living = Grant.objects.create(project=two.project, person=two.house.cleo, minutes=5)
    Grant.objects.create(project=two.project, person=two.house.rut, minutes=5)
    Invitation.objects.create(
        project=two.project, side="client", digest="d" * 64, sealed=b"", by=two.house.cleo, expires="2999-01-01T00:00Z"
    )
    leaving.remove(two.ada, two.project, str(member(two.project, two.house.cleo).pk))
    assert {one.pk: one.ended is not None for one in Grant.objects.all()}[living.pk]
    assert Grant.objects.filter(ended=None).count() == 1
    assert not Signatory.objects.filter(project=two.project, person=two.house.cleo).exists()
    assert not Invitation.objects.filter(by=two.house.cleo, used=None).exists()
    assert ("grant:ended", {"grant": living.pk}) in lines(two.project)
    link = inviting.invite(two.ada, two.project, "Eve", "eve@example.org")
    assert inviting.waiting(link).row.side == "operator", "another may be invited in their place"


def test_who_was_let_in_again_signs_for_no_side_and_holds_no_grant(two: Two) -> None:
    key = str(member(two.project, two.house.cleo).pk)
    leaving.remove(two.ada, two.project, key)
    leaving.let_in_again(two.ada, two.project, key)
    assert member(two.project, two.house.cleo).role == Role.OPERATOR
    assert not Signatory.objects.filter(project=two.project, person=two.house.cleo).exists()


def test_the_operator_lets_in_again_nobody_whom_the_owner_removed(two: Two) -> None:
    Membership.objects.create(project=two.project, person=two.house.ben, role=Role.MEMBER)
    key = str(member(two.project, two.house.ben).pk)
    leaving.remove(two.ada, two.project, key)
    for act in (leaving.let_in_again, leaving.remove):
        with pytest.raises(Refused, match="Your role"):
            act(two.cleo, two.project, key)
    assert not Membership.objects.filter(project=two.project, person=two.house.ben, ended=None).exists()


@pytest.mark.parametrize(
    ("roles", "most", "clause"), [(("owner", "operator"), 20, "access.roles"), (tuple(Role), 2, "access.most_people")]
)
def test_nobody_comes_back_beyond_what_the_agreement_allows(
    two: Two, roles: tuple[Role, ...], most: int, clause: str
) -> None:
    ben = Membership.objects.create(project=two.project, person=two.house.ben, role=Role.MEMBER)
    leaving.remove(two.ada, two.project, str(ben.pk))
    access: Access = replace(two.project.agreement.access, roles=tuple(map(Role, roles)), most_people=most)
    two.change(access=access)
    with pytest.raises(Refused) as refused:
        leaving.let_in_again(two.ada, two.project, str(ben.pk))
    assert refused.value.clause == clause


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 40, "１", "1 or 1=1", ""])
def test_what_is_nobodys_number_removes_nobody(key: str, house: House) -> None:
    with pytest.raises(NotFound):
        leaving.remove(visit(house.ada), house.heron, key)
    assert Membership.now_in(house.heron).count() == 3


def test_somebody_of_another_project_is_not_removed_from_here(house: House) -> None:
    with pytest.raises(NotFound):
        leaving.remove(visit(house.ada), house.heron, str(member(house.wren, house.cleo).pk))
    assert member(house.wren, house.cleo).ended is None


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch) -> Line:
    device = Line(house.ada)
    monkeypatch.setattr(commands, "Client", lambda: device)
    return device


def args(**more: Any) -> Namespace:
    return Namespace(project="Heron", json=False, yes=True, **more)


def test_the_command_line_lists_removes_and_lets_in_again(
    house: House, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.remove(args(person="BEN@example.org")) == 0
    assert not Membership.now_in(house.heron).filter(person=house.ben).exists()
    assert commands.listed(args()) == 0
    assert re.search(r"member +left \d{4}-\d\d-\d\d +Ben <ben@example.org>", capsys.readouterr().out)
    assert commands.again(args(person="ben")) == 0
    assert member(house.heron, house.ben).role == Role.MEMBER
    with pytest.raises(NotFound):
        commands.remove(args(person="nobody@example.org"))
    with pytest.raises(HemvistError, match="last owner"):
        commands.remove(args(person="ada"))


def test_without_a_yes_nobody_is_removed(house: House, line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.remove(Namespace(project="Heron", json=False, yes=False, person="ben")) == 1
    assert member(house.heron, house.ben)
    assert "--yes" in capsys.readouterr().err


def test_the_command_line_asks_for_lists_and_ends_grants(
    two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A device carries the factor that it was admitted with; at level 2 owner and operator admit theirs with a passkey.
    monkeypatch.setattr("tests.cli.inside.visit", lambda person: two.ada if person == two.house.ada else two.cleo)
    cleo, ada = Line(two.house.cleo), Line(two.house.ada)
    monkeypatch.setattr(commands, "Client", lambda: cleo)
    told = {"project": two.project.pk, "json": False}
    assert commands.ask(Namespace(**told, minutes=30)) == 0
    row = Grant.objects.get()
    with pytest.raises(HemvistError, match="1 to 30 minutes"):
        commands.ask(Namespace(**told, minutes=31))
    with pytest.raises(HemvistError, match="Your role"):
        commands.end(Namespace(**told, grant=row.pk[:8]))
    monkeypatch.setattr(commands, "Client", lambda: ada)
    assert commands.grants(Namespace(**told)) == 0
    assert f"{row.pk[:8]}  waits " in capsys.readouterr().out
    with pytest.raises(NotFound):
        commands.end(Namespace(**told, grant="ffff"))
    assert commands.end(Namespace(**told, grant=row.pk[:8])) == 0
    row.refresh_from_db()
    assert row.ended
    with pytest.raises(HemvistError, match="no such grant"):
        ada.call("POST", f"projects/{two.project.pk}/grants/{row.pk}/end", {})


@pytest.mark.parametrize("minutes", ["30", None, 1.5, True, [], 0, -5, 10**30])
def test_what_is_no_number_of_minutes_asks_for_nothing(
    minutes: object, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.cli.inside.visit", lambda person: two.cleo)
    with pytest.raises(HemvistError):
        Line(two.house.cleo).call("POST", f"projects/{two.project.pk}/grants", {"minutes": minutes})
    assert not Grant.objects.exists()
