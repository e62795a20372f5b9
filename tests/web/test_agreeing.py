"""The intake's page: a file too large, a file that is no agreement, and a file that is one."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.domain.agreement import toml
from hemvist.domain.intake import UNSIGNED
from hemvist.projects.models import Project, Signatory
from tests.domain.agreements import HERON
from tests.house import House
from tests.web.visitor import browser, words


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"#" * 10_000_000, "bytes were sent"), (b"#" * 300_000, "more than 200,000"), (b"level = <b>", "not TOML"), (b"\xff", "not TOML")],
    ids=["10 MB", "300 kB", "no TOML", "no text"],
)  # fmt: skip
def test_a_file_that_is_no_agreement_says_why_and_opens_nothing(house: House, data: bytes, said: str) -> None:
    before = Project.objects.count()
    answer = browser(house.cleo).post("/agreements/new/", {"title": "x", "file": SimpleUploadedFile("a.toml", data)})
    assert answer.status_code == 422
    assert said in words(answer)
    assert "<b>" not in words(answer).replace('<b class="on">', "")
    assert Project.objects.count() == before


def test_a_file_that_is_one_becomes_the_draft_with_its_comments(house: House) -> None:
    file = SimpleUploadedFile("a.toml", ("# ours\n" + toml.write(HERON)).encode())
    client = browser(house.cleo)
    answer = client.post("/agreements/new/", {"title": "Leases", "file": file})
    assert answer.status_code == 302
    page = words(client.get(answer.headers["Location"]))
    assert "What may be agreed here" in page
    assert "# ours" in words(client.get(answer.headers["Location"] + "draft/"))


ANSWERS = {
    "title": "Leases", "needs": "business", "what": "leases", "purpose": "finding when they end",
    "client": "Lindhagen Property Ltd; ada@lindhagen.example", "operator": "Bolaget AB; cleo@bolaget.example",
    "people": "tenants", "special": "nej", "paper": "not signed yet", "where": "Sverige; Värden AB", "days": "365; 90", "side": "client",
}  # fmt: skip


def test_all_that_is_wrong_is_marked_at_once_and_the_first_is_where_the_page_begins(house: House) -> None:
    before = Project.objects.count()
    page = words(
        browser(house.cleo).post("/agreements/new/", ANSWERS | {"title": "", "client": "x", "where": "NO", "days": "0"})
    )
    assert "4 answers need another look" in page
    assert page.count('aria-invalid="true"') == 4
    assert re.findall(r'<input [^>]* id="(\w+)"[^>]* autofocus', page) == ["title"]
    for said in ("The mail address is missing.", "Norway is in the EEA, not in the EU", "0 is too few"):
        assert page.count(said) == 2, "once in the list, once at its field"
    for field in re.findall(r'href="#(\w+)"', page):
        assert f'id="{field}"' in page
    assert Project.objects.count() == before


@pytest.mark.parametrize(("chosen", "other"), [("client", "operator"), ("operator", "client")])
def test_the_side_one_acts_for_stays_chosen_when_the_page_comes_back(house: House, chosen: str, other: str) -> None:
    client = browser(house.cleo)
    page = words(client.post("/agreements/new/", ANSWERS | {"days": "0", "side": chosen}))
    assert f'name="side" value="{chosen}" checked' in page
    assert f'name="side" value="{other}">' in page
    client.post("/agreements/new/", ANSWERS | {"side": chosen})
    assert [row.side for row in Signatory.objects.filter(person=house.cleo, project__state="draft")] == [chosen]


def test_a_file_that_is_no_agreement_leaves_the_side_as_chosen(house: House) -> None:
    sent = {"title": "x", "side": "client", "file": SimpleUploadedFile("a.toml", b"level = <b>")}
    assert 'value="client" checked' in words(browser(house.cleo).post("/agreements/new/", sent))


def test_a_draft_whose_paper_is_not_signed_yet_says_so_and_is_not_proposed(house: House) -> None:
    client = browser(house.cleo)
    page = client.post("/agreements/new/", ANSWERS, follow=True)
    assert UNSIGNED in words(page)
    assert "1 thing stands in the way of proposing it." in words(page)
    assert "Propose it for signing" not in words(page)
    assert UNSIGNED in words(client.get(page.request["PATH_INFO"] + "draft/"))


def test_a_draft_is_discarded_after_a_page_that_says_what_goes(house: House) -> None:
    client = browser(house.cleo)
    page = client.post("/agreements/new/", ANSWERS, follow=True)
    address = page.request["PATH_INFO"] + "discard/"
    assert address in words(page)
    asked = words(client.get(address))
    assert "Discard Leases and its draft?" in asked
    assert "the text of the draft, with its comments" in asked
    assert client.get(page.request["PATH_INFO"]).status_code == 200
    assert "The draft is discarded, and its project with it." in words(client.post(address, follow=True))
    assert client.get(page.request["PATH_INFO"]).status_code == 404
