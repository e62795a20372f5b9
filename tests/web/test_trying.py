"""The intake for prospects: closed by default, limited, and it keeps nothing of what is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hemvist.domain.agreement import toml
from hemvist.domain.intake import UNSIGNED
from hemvist.projects.models import Project
from tests.house import House
from tests.web.visitor import browser, words

ANSWERS = {
    "needs": "business", "what": "leases marker-vermilion", "purpose": "answering questions",
    "client": "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example", "operator": "", "people": "tenants",
    "special": "", "paper": "", "where": "SE; Värden AB", "days": "365; 365",
}  # fmt: skip


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTAKE", True)


def test_it_is_closed_unless_it_is_opened(house: House) -> None:
    for answer in (browser().get("/intake/"), browser().post("/intake/", ANSWERS)):
        assert answer.status_code == 404
    assert settings.INTAKE is False


@pytest.mark.usefixtures("opened")
def test_ten_questions_make_an_agreement_that_is_read_and_taken_along(house: House) -> None:
    client = browser()
    asked = words(client.get("/intake/"))
    assert "What data is involved, and what does it need?" in asked
    assert 'type="file"' not in asked
    page = words(client.post("/intake/", ANSWERS))
    assert "Level 2 (inside the EU)" in page
    assert "marker-vermilion" in page
    file = client.post("/intake/", ANSWERS | {"file": "1"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="agreement.toml"'
    agreement, problems = toml.read(file.content)
    assert (problems, agreement.level if agreement else None) == ([], 2)


@pytest.mark.usefixtures("opened")
def test_nothing_of_the_answers_is_kept(house: House) -> None:
    before, client = Project.objects.count(), browser()
    for more in ({}, {"file": "1"}, {"days": "marker-vermilion"}):
        answer = client.post("/intake/", ANSWERS | more)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "sessionid" not in answer.cookies
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert Project.objects.count() == before
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # the names are the database's own
            assert "vermilion" not in str(cursor.fetchall())
    files = [file for file in Path(house.home).rglob("*") if file.is_file()]
    assert not any(b"vermilion" in file.read_bytes() for file in files)


@pytest.mark.usefixtures("opened")
def test_an_answer_that_does_not_serve_is_asked_again_with_the_others_kept_on_the_page(house: House) -> None:
    answer = browser().post("/intake/", ANSWERS | {"where": "Atlantis", "days": "365; 0"})
    assert answer.status_code == 422
    assert "“Atlantis” is the name of no country known here." in words(answer)
    assert "0 is too few, 1 is the least." in words(answer)
    assert "marker-vermilion" in words(answer)


@pytest.mark.usefixtures("opened")
def test_a_paper_that_is_not_signed_yet_is_told_and_stands_in_the_file(house: House) -> None:
    answers = ANSWERS | {"operator": "Bolaget AB; cleo@bolaget.example", "paper": "nej"}
    assert UNSIGNED in words(browser().post("/intake/", answers))
    assert UNSIGNED in browser().post("/intake/", answers | {"file": "1"}).content.decode()


@pytest.mark.usefixtures("opened")
def test_what_the_check_would_find_in_the_file_is_asked_again_before_there_is_one(house: House) -> None:
    other = ANSWERS | {"operator": "Bolaget AB; cleo@bolaget.example"}
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    for answers, said in (
        (other | {"paper": f"DPA; {tomorrow}; {'a' * 64}"}, "The document bears no date, or one to come."),
        (ANSWERS | {"operator": "lindhagen  Property Ltd; cleo@bolaget.example", "paper": "nej"}, "agree with itself"),
    ):
        for more in ({}, {"file": "1"}):
            answer = browser().post("/intake/", answers | more)
            assert answer.status_code == 422
            assert said in words(answer)
    answer = browser().post("/intake/", ANSWERS | {"people": "tenants, staff, Tenants , ,staff", "file": "1"})
    agreement, problems = toml.checked(answer.content, datetime.now(UTC).date())
    assert (problems, agreement and agreement.data_subjects) == ([], ("tenants", "staff"))


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "x" * 100_000, "\u202e", "'; DROP TABLE x"])
def test_hostile_answers_are_words_and_no_more(house: House, hostile: str) -> None:
    for name in ANSWERS:
        answer = browser().post("/intake/", ANSWERS | {name: hostile})
        assert answer.status_code in (200, 422, 429)
        assert "<script>alert" not in words(answer)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("opened")
def test_it_is_answered_so_often_a_minute_and_no_oftener(house: House) -> None:
    codes = [browser().post("/intake/", ANSWERS).status_code for _ in range(25)]
    assert codes[:20] == [200] * 20
    assert set(codes[20:]) == {429}


@pytest.mark.usefixtures("opened")
def test_a_form_of_another_site_is_not_taken(house: House) -> None:
    assert browser(strict=True).post("/intake/", ANSWERS).status_code == 403


@pytest.mark.usefixtures("opened")
def test_the_agreement_is_read_in_three_languages_and_says_that_no_lawyer_has_read_it(house: House) -> None:
    client = browser()
    for language, heading in (("", "What it is for"), ("sv", "Ändamål"), ("de", "Zweck"), ("xx", "What it is for")):
        page = words(client.post("/intake/", ANSWERS | {"language": language}))
        assert f"<dt>{heading}</dt>" in page
        assert "Not reviewed by a lawyer" in page


@pytest.mark.usefixtures("opened")
def test_the_answers_can_be_changed_without_giving_them_all_again(house: House) -> None:
    page = words(browser().post("/intake/", ANSWERS | {"change": "1"}))
    assert "What data is involved, and what does it need?" in page
    assert 'value="leases marker-vermilion"' in page
    assert "needs another answer" not in page
