"""The end of an agreement: told before, then kept by every page and call; and a new version opens the project again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.formats import date_format

from hemvist.audit import log
from hemvist.cli import retention as cli
from hemvist.closing.ends import outlived
from hemvist.documents.models import Document, Version
from hemvist.documents.receive import receive
from hemvist.domain.agreement import AfterRetention, End
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.jobs.work import run_next
from hemvist.projects import gate
from hemvist.projects.models import Membership
from tests.api.test_api import admitted, get, post
from tests.cli.inside import Line, args
from tests.house import LEASE, House
from tests.projects.ended import ended
from tests.projects.parties import AGREED, TODAY, Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    """Ada's project with a lease, Ben a member, Rut a curator."""
    two = parties(house).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    Membership.objects.create(project=two.project, person=house.rut, role=Role.CURATOR)
    receive(two.ada, two.project, "lease.txt", [LEASE.encode()])
    house.read()
    return two


def page(client: Any, two: Two, tail: str = "") -> str:
    return " ".join(words(client.get(f"/p/{two.project.pk}/{tail}")).split())


def file() -> dict[str, SimpleUploadedFile]:
    return {"files": SimpleUploadedFile("other.txt", f"{LEASE}other".encode())}


def test_it_is_told_thirty_days_ahead_and_not_before(two: Two) -> None:
    ada, ben = browser(two.house.ada, "webauthn"), browser(two.house.ben)
    ended(two.project, -31)
    assert "The agreement ends" not in page(ada, two, "documents/") + page(ada, two, "agreement/") + page(ben, two)
    ended(two.project, -30)
    day = date_format(TODAY + timedelta(days=30), "j F Y")
    for told in (page(ada, two, "documents/"), page(ada, two, "agreement/"), page(ben, two)):
        assert f"The agreement ends in 30 days, on {day}" in told
        assert "A new version with a later last day, signed by all sides, opens it again." in told


def test_on_its_last_day_everything_is_as_ever(two: Two) -> None:
    ended(two.project, 0)
    ben = browser(two.house.ben)
    assert "The agreement ends today" in page(ben, two)
    assert ben.post(f"/p/{two.project.pk}/ask/", {"question": "What is the rent?"}).status_code == 302


def test_from_the_day_after_nothing_is_added_asked_or_shown_to_others_and_each_refusal_says_why(two: Two) -> None:
    ended(two.project)
    document = Document.objects.get(project=two.project).pk
    home = f"/p/{two.project.pk}/"
    ada, ben, rut = browser(two.house.ada, "webauthn"), browser(two.house.ben), browser(two.house.rut)
    tries = [
        ada.post(f"{home}documents/add/", file()),
        rut.post(f"{home}documents/add/", file()),
        ada.post(f"{home}documents/{document}/replace/", file()),
        ada.post(f"{home}ask/", {"question": "What is the rent?"}),
        ben.post(f"{home}ask/", {"question": "What is the rent?"}),
        ben.get(f"{home}documents/"),
        rut.get(f"{home}documents/{document}/"),
        rut.post(f"{home}documents/{document}/delete/"),
        ben.get(f"{home}questions.json"),
    ]
    for told in tries:
        assert told.status_code == 403, told.request["PATH_INFO"]
        for said in (str(two.project.agreement.ends_on), "duration", "new version", "Nothing was lost."):
            assert said in words(told), told.request["PATH_INFO"]
    assert Version.objects.filter(document__project=two.project).count() == 1
    refused = [one.things["clause"] for one in log.lines(two.project.pk) if one.event == "act:refused"]
    assert refused == ["duration"] * len(tries)


def test_the_owner_still_reads_takes_out_and_deletes(two: Two) -> None:
    version = Version.objects.get(document__project=two.project)
    ada, home = browser(two.house.ada, "webauthn"), f"/p/{two.project.pk}/"
    assert ada.get(f"{home}documents/due/{version.pk}/").status_code == 404  # as long as the agreement runs
    ended(two.project)
    day = date_format(TODAY - timedelta(days=1), "j F Y")
    listed = page(ada, two, "documents/")
    assert f"The agreement ended on {day}" in listed
    assert "Add documents" not in listed
    shown = page(ada, two, f"documents/{version.document_id}/?as=text")
    assert "EUR 12,000" in shown
    assert "Take it out" in shown
    assert "Replace it" not in shown
    taken = ada.get(f"{home}documents/due/{version.pk}/")
    assert taken.content == LEASE.encode()
    assert ada.post(f"{home}documents/{version.document_id}/delete/").status_code == 302
    assert not Document.objects.filter(project=two.project).exists()


def test_nobody_but_the_owner_takes_anything_out(two: Two) -> None:
    ended(two.project)
    version = Version.objects.get(document__project=two.project).pk
    for person in (two.house.ben, two.house.rut, two.house.cleo):
        told = browser(person, "webauthn").get(f"/p/{two.project.pk}/documents/due/{version}/")
        assert told.status_code == 403


def test_what_was_received_on_the_last_day_is_not_read_after_it(two: Two) -> None:
    receive(two.ada, two.project, "late.txt", [f"{LEASE}late".encode()])
    ended(two.project)
    with pytest.raises(Refused, match="The agreement runs from"):
        gate.carry_on(two.project, Deed.READ)
    run_next()
    assert sorted(Version.objects.filter(document__project=two.project).values_list("state", flat=True)) == [
        "received", "searchable",
    ]  # fmt: skip


def test_a_new_version_signed_by_both_opens_it_again(two: Two) -> None:
    ended(two.project)
    ben = browser(two.house.ben)
    assert ben.get(f"/p/{two.project.pk}/documents/").status_code == 403
    two.change(ends_on=TODAY + timedelta(days=300))
    assert "The agreement ended" not in page(ben, two, "documents/")
    assert ben.post(f"/p/{two.project.pk}/ask/", {"question": "What is the rent?"}).status_code == 302


def test_the_page_says_by_when_and_how_all_of_it_is_to_go(house: House) -> None:
    for then, said in (
        (AfterRetention.DELETE, "all of it is deleted by {}; the owner does it."),
        (AfterRetention.RETURN, "all of it is handed over by {}, and then deleted by the owner."),
    ):
        two = parties(house, replace(AGREED, end=End(then, "ZIP", 14))).live()
        ended(two.project)
        by = date_format(TODAY + timedelta(days=13), "j F Y")
        assert said.format(by) in page(browser(house.ada, "webauthn"), two, "agreement/")
        house.ada.authenticator_set.all().delete()
        house.cleo.authenticator_set.all().delete()


def test_the_command_line_and_the_api_tell_it_and_are_refused_alike(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended(house.wren, 3)
    client, last = admitted(house.cleo), (TODAY - timedelta(days=3)).isoformat()
    told = get(client, f"projects/{house.wren.pk}/retention").json()
    assert (told["ends"]["last"], told["ends"]["over"]) == (last, True)
    monkeypatch.setattr(cli, "Client", lambda: Line(house.cleo))
    assert cli.retention(args(project=house.wren.pk)) == 0
    assert f"The agreement ended on {last}; by {last} all of it is to be deleted" in capsys.readouterr().out
    refused = post(client, f"projects/{house.wren.pk}/ask", {"question": "What is the rent?"})
    assert refused.status_code == 403
    assert {name: refused.json()[name] for name in ("refused", "clause", "kept", "exit_code")} == {
        "refused": "ask", "clause": "duration", "kept": "Nothing was lost.", "exit_code": 3,
    }  # fmt: skip


def test_a_project_that_outlived_its_agreement_is_found_with_what_is_stored(two: Two) -> None:
    assert outlived() == []
    ended(two.project, 60)
    (found,) = outlived()
    assert (found.project, found.documents, found.stored) == (two.project.pk, 1, True)
    assert found.ends.overstayed(TODAY) is (two.project.agreement.end.grace_days < 60)
    Document.objects.filter(project=two.project).delete()
    assert [one.stored for one in outlived()] == [False]


def test_an_empty_project_that_ended_says_so(house: House) -> None:
    ended(house.wren)
    told = browser(house.cleo).get(f"/p/{house.wren.pk}/documents/")
    assert told.status_code == 200
    assert "The agreement ended on" in words(told)
    assert "No documents yet." in words(told)
    assert "There are no documents yet" not in words(browser(house.cleo).get(f"/p/{house.wren.pk}/"))
