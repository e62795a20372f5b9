"""Which of many documents has the most of something, asked of real documents in four languages, first to last."""

from __future__ import annotations

import pytest

from hemvist.assistant import survey
from hemvist.assistant.put import put
from hemvist.closing.forget import forget_document
from tests.assistant.test_survey import asked, told, verdicts
from tests.assistant.test_survey_ties import pool
from tests.house import House, visit
from tests.web.visitor import browser

EN = "LEASE AGREEMENT\n\nThis lease is made between Lind Ltd and {} Ltd.\n\n1. Rent. The rent is {}.\n\n2. Term. This lease ends on {}.\n\n3. Notice. The notice period is {}.\n"
SV = "HYRESAVTAL\n\nHyresvärd: Eken AB. Hyresgäst: {} AB.\n\n1 Hyra\nHyran är {}.\n\n2 Avtalstid\nAvtalet upphör den {}.\n\n3 Uppsägning\nUppsägningstiden är {}.\n"
DE = "MIETVERTRAG\n\nzwischen der Eiche GmbH und der {} GmbH.\n\n§ 1 Miete\nDie Miete beträgt {}.\n\n§ 2 Laufzeit\nDer Vertrag endet am {}.\n\n§ 3 Kündigung\nDie Kündigungsfrist beträgt {}.\n"
FR = "BAIL\n\nentre Chêne SARL et {} SARL.\n\n1. Loyer\nLe loyer est de {}.\n\n2. Durée\nLe bail expire le {}.\n\n3. Préavis\nLe délai de préavis est de {}.\n"


def received(house: House, form: str, *rows: tuple[str, str, str, str]) -> None:
    for row in rows:
        house.receive(house.ada, house.heron, f"{row[0].lower()}.txt", form.format(*row))
    house.read()


@pytest.mark.parametrize(
    ("form", "rows", "firsts"),
    [
        (EN, [("Ash", "EUR 900 a month", "30 June 2027", "3 months"), ("Birch", "EUR 1,200 a month", "31 May 2026", "6 months")],
         {"Which lease is the most expensive?": "birch.txt", "Which lease has the lowest rent?": "ash.txt",
          "Which contract has the longest notice period?": "birch.txt", "Which contract ends last?": "ash.txt"}),
        (SV, [("Alm", "9 000 kr per månad", "30 juni 2027", "tre månader"), ("Bok", "12 000 kr per månad", "31 maj 2026", "sex månader")],
         {"Vilket hyresavtal har högst hyra?": "bok.txt", "Vilket avtal löper ut först?": "bok.txt",
          "Vilket avtal har kortast uppsägningstid?": "alm.txt"}),
        (DE, [("Ahorn", "900 Euro monatlich", "30. Juni 2027", "drei Monate"), ("Birke", "1.200 Euro monatlich", "31. Mai 2026", "sechs Monate")],
         {"Welcher Mietvertrag ist am teuersten?": "birke.txt", "Welcher Vertrag endet zuerst?": "birke.txt",
          "Welcher Vertrag hat die längste Kündigungsfrist?": "birke.txt"}),
        (FR, [("Aulne", "900 euros par mois", "30 juin 2027", "trois mois"), ("Bouleau", "1 200 euros par mois", "31 mai 2026", "six mois")],
         {"Quel bail est le plus cher ?": "bouleau.txt", "Quel contrat expire en premier ?": "bouleau.txt",
          "Quel contrat a le préavis le plus long ?": "bouleau.txt"}),
    ],
    ids=["English", "Swedish", "German", "French"],
)  # fmt: skip
def test_the_first_is_named_and_the_list_is_in_order_of_value(
    house: House, form: str, rows: list[tuple[str, str, str, str]], firsts: dict[str, str]
) -> None:
    received(house, form, *rows)
    for question, first in firsts.items():
        found = asked(house, question)
        assert sorted(verdicts(found).values()) == ["no", "yes"], question
        assert verdicts(found)[first] == "yes", question
        assert next(row["document"] for row in survey.ordered(found["surveyed"])) == first


@pytest.mark.parametrize(
    "rent", ["SEK 900 a month", "EUR 9,000 a year", "EUR 800", "EUR 700 a month or EUR 800 a month"]
)
def test_where_one_value_cannot_be_compared_none_is_named(house: House, rent: str) -> None:
    received(
        house, EN, ("Ash", "EUR 900 a month", "30 June 2027", "3 months"), ("Birch", "EUR 1,200 a month", "31 May 2026", "6 months"),
        ("Cedar", rent, "31 May 2025", "6 months"),
    )  # fmt: skip
    found = asked(house, "Which lease is the most expensive?")
    assert set(verdicts(found).values()) == {"read"}
    ordered = survey.ordered(found["surveyed"])
    assert [(row["document"], row["compared"]) for row in ordered] == [
        ("birch.txt", True),
        ("ash.txt", True),
        ("cedar.txt", False),
    ]


def test_where_one_document_says_nothing_or_went_none_is_named(house: House) -> None:
    received(
        house,
        EN,
        ("Ash", "EUR 900 a month", "30 June 2027", "3 months"),
        ("Birch", "EUR 1,200 a month", "31 May 2026", "6 months"),
    )
    house.receive(house.ada, house.heron, "memo.txt", "MEMO\n\nThe blue gate opens at seven in the morning.\n")
    house.read()
    found = asked(house, "Which contract ends first?")
    assert verdicts(found) == {"ash.txt": "read", "birch.txt": "read", "memo.txt": "silent"}


def test_a_document_that_goes_takes_the_comparison_with_it(house: House) -> None:
    ash, birch = (
        house.receive(
            house.ada, house.heron, f"{name}.txt", EN.format(name, rent, "30 June 2027", "3 months")
        ).document_id
        for name, rent in (("ash", "EUR 900 a month"), ("birch", "EUR 1,200 a month"))
    )
    house.read()
    row = put(visit(house.ada), house.heron, "Which lease is the most expensive?")
    assert verdicts(told(house, row)) == {"ash.txt": "no", "birch.txt": "yes"}
    forget_document(visit(house.ada), house.heron, birch)
    rows = told(house, row)["surveyed"]
    assert [one["verdict"] for one in rows if one["document_id"] == ash] == ["read"]
    assert [name for one in rows if one["document_id"] == birch for name in ("rank", "measure") if name in one] == []


def test_a_clause_that_another_document_changes_is_compared_with_none(house: House) -> None:
    pool(house)
    house.receive(house.ada, house.heron, "lease.txt", EN.format("Ash", "EUR 900 a month", "30 June 2027", "3 months"))
    house.read()
    found = asked(house, "Which contract ends last?")
    assert set(verdicts(found).values()) == {"read"}
    assert [row["document"] for row in found["surveyed"] if not row["compared"]] == ["pool.txt"]


def test_the_page_says_that_none_could_be_named_and_which_was_not_compared(house: House) -> None:
    received(
        house, EN, ("Ash", "EUR 900 a month", "30 June 2027", "3 months"), ("Birch", "SEK 1,200 a month", "31 May 2026", "6 months")
    )  # fmt: skip
    row = put(visit(house.ada), house.heron, "Which lease is the most expensive?")
    page = browser(house.ada).get(f"/p/{house.heron.pk}/q/{row.pk}/").text
    assert "No document is named as the first" in page
    assert page.count("not compared") == 1
