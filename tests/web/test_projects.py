"""The first page: projects, opening one for one's own documents, locking and unlocking it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.projects.models import Project
from hemvist.projects.open import is_locked
from tests.house import PASSPHRASE, House
from tests.web.visitor import browser, words

FORM = {"name": "Our leases", "passphrase": "five words that never met", "again": "five words that never met"}


def test_people_see_their_own_projects_and_no_others(house: House) -> None:
    page = words(browser(house.ada).get("/"))
    assert "Heron" in page
    assert "Wren" not in page


def test_what_each_project_is_for_is_said_on_the_first_page_after_signing_in(house: House) -> None:
    assert house.heron.agreement.purposes[0] in words(browser(house.ben).get("/")).replace("&#x27;", "'")


def test_a_project_for_ones_own_documents_opens_under_level_3(house: House) -> None:
    client = browser(house.ben)
    answer = client.post("/projects/new/", FORM)
    project = Project.objects.of(house.ben).last()
    assert project is not None
    assert answer.headers["Location"] == f"/p/{project.pk}/documents/"
    assert (project.name, project.agreement.level, project.agreement.one_party) == ("Our leases", 3, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"again": "another"}, "not the same"),
        ({"passphrase": "short", "again": "short"}, "at least 12"),
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 81}, "needs a name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_opened(
    house: House, change: dict[str, str], said: str
) -> None:
    before = Project.objects.count()
    answer = browser(house.ben).post("/projects/new/", FORM | change)
    assert answer.status_code == 400
    assert said in words(answer)
    assert FORM["passphrase"] not in words(answer)
    assert Project.objects.count() == before


def test_a_locked_project_asks_for_its_passphrase_and_goes_on_to_where_one_was_going(house: House) -> None:
    client = browser(house.ada)
    client.post(f"/p/{house.heron.pk}/lock/")
    assert is_locked(house.heron)
    assert "give the passphrase" in words(client.get("/"))
    asked = client.get(f"/p/{house.heron.pk}/documents/")
    assert asked.headers["Location"].startswith(f"/p/{house.heron.pk}/unlock/?next=")
    opened = client.post(asked.headers["Location"], {"passphrase": PASSPHRASE})
    assert opened.headers["Location"] == f"/p/{house.heron.pk}/documents/"
    assert client.get(opened.headers["Location"]).status_code == 200


def test_a_wrong_passphrase_is_said_and_opens_nothing(house: House) -> None:
    client = browser(house.ada)
    client.post(f"/p/{house.heron.pk}/lock/")
    answer = client.post(f"/p/{house.heron.pk}/unlock/", {"passphrase": "not this one at all"})
    assert answer.status_code == 403
    assert "not its passphrase" in words(answer)
    assert is_locked(house.heron)


def test_unlocking_leads_to_no_other_site(house: House) -> None:
    client = browser(house.ada)
    for elsewhere in ("https://evil.example/", "//evil.example/p/x/", f"/p/{house.wren.pk}/", "/\\evil.example"):
        client.post(f"/p/{house.heron.pk}/lock/")
        answer = client.post(f"/p/{house.heron.pk}/unlock/", {"passphrase": PASSPHRASE, "next": elsewhere})
        assert answer.headers["Location"] == f"/p/{house.heron.pk}/"


def test_the_agreement_is_read_in_plain_words_while_the_project_is_locked(house: House) -> None:
    client = browser(house.rut)
    client.post(f"/p/{house.heron.pk}/lock/")
    page = words(client.get(f"/p/{house.heron.pk}/agreement/"))
    assert house.heron.hash_in_force is not None
    assert house.heron.hash_in_force in page
    assert "One party." in page
    assert "Nothing leaves this machine." in page


def test_the_log_tells_of_the_project_by_pseudonym_and_is_verified(house: House) -> None:
    version = house.with_lease()
    page = words(browser(house.rut).get(f"/p/{house.heron.pk}/audit/"))
    assert "Verified:" in page
    assert version.pk in page
    assert house.ada.pk not in page
    assert "lease.txt" not in page


def test_a_broken_log_is_said_at_its_line(house: House) -> None:
    with connection.cursor() as rows:
        rows.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_event'")
        for (name,) in rows.fetchall():
            rows.execute(f"DROP TRIGGER {name}")
        rows.execute(
            "UPDATE audit_event SET line = CAST(line || ' ' AS BLOB) WHERE sequence = 2 AND project = %s",
            [house.heron.pk],
        )
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/audit/"))
    assert "Verified up to line 1, and no further." in page
    assert 'class="note error"' in page


def test_an_outsiders_try_stands_in_the_projects_log(house: House) -> None:
    browser(house.cleo).get(f"/p/{house.heron.pk}/documents/")
    last = list(log.lines(house.heron.pk))[-1]
    assert (last.event, last.things["clause"]) == (EventName.ACT_REFUSED, "membership")


def test_a_missing_project_looks_like_a_forbidden_one(house: House) -> None:
    client = browser(house.cleo)
    missing, forbidden = (client.get(f"/p/{key}/documents/") for key in ("0" * 32, house.heron.pk))
    assert missing.status_code == forbidden.status_code == 404
    assert missing.content == forbidden.content
    assert settings.DEBUG is False
