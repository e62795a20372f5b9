"""What documents say of themselves, in four languages, and what they must not be taken to say."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.about import Paper, Tie, about, paper
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown
from hemvist.domain.numbers import label
from hemvist.domain.outline import clauses
from hemvist.domain.quantities import days, differ, quantities
from hemvist.domain.relate import Told, tied

ENGLISH = """AMENDMENT NO. 2 TO LEASE AGREEMENT

This Amendment No. 2 to the Lease Agreement dated 1 March 2021 between Alder Ltd and Birch Ltd is made on 5 May 2023.

1. Section 4.2 is replaced by the following: The rent is EUR 900 a month.
2. Section 7 is deleted.
"""
SWEDISH = """Tilläggsavtal nr 1

Parterna i det avtal (Hyresavtal) som ingicks den 2 mars 2020, Alm AB och Björk AB, har den 1 maj 2023 kommit överens:

1. Med verkan från och med den 8 maj 2023 ersätts punkt 3 (Hyra) av följande lydelse: Hyran är 900 kronor.
2. Punkt 5 utgår.
"""
GERMAN = """1. Nachtrag

Die Parteien des Mietvertrags vom 1. März 2021, die Erle GmbH und die Birke GmbH, vereinbaren am 5. Mai 2023:

1. § 5 erhält ab dem 1. Juni 2023 folgende Fassung: Die Miete beträgt 900 Euro.
"""
FRENCH = """Avenant n° 3

Entre Aulne SARL et Bouleau SARL, parties au contrat du 1er mars 2021, il est conclu le 5 mai 2023 le présent avenant.

1. À compter du 1er juin 2023, l’article 4 est remplacé par les dispositions suivantes : Le loyer est de 900 euros.
"""


@pytest.mark.parametrize(
    ("text", "number", "dated", "made", "labels"),
    [
        (ENGLISH, 2, date(2021, 3, 1), date(2023, 5, 5), [("4", "2"), ("7",)]),
        (SWEDISH, 1, date(2020, 3, 2), date(2023, 5, 1), [("3",), ("5",)]),
        (GERMAN, 1, date(2021, 3, 1), date(2023, 5, 5), [("5",)]),
        (FRENCH, 3, date(2021, 3, 1), date(2023, 5, 5), [("4",)]),
    ],
)
def test_an_amendment_says_its_number_its_day_its_paper_and_its_clauses(
    text: str, number: int, dated: date, made: date, labels: list[tuple[str, ...]]
) -> None:
    told = about(text, text.splitlines()[0])
    assert (told.paper, told.number, told.dated) == (Paper.AMENDMENT, number, made)
    assert [(one.tie, one.dated) for one in told.references] == [(Tie.AMENDS, dated)]
    assert [one.label for one in told.changes] == labels
    assert "900" in text[told.changes[0].first : told.changes[0].last]
    for one in told.references:
        assert text[one.start : one.end].rsplit(maxsplit=1)[-1].startswith(str(dated.year))


@pytest.mark.parametrize(
    "text",
    [
        "This agreement replaces the Supply Agreement dated 3 May 2019 between Alder Ltd and Birch Ltd.",
        "Diese Vereinbarung ersetzt die Vereinbarung vom 3. Mai 2019.",
        "Detta avtal ersätter avtalet av den 3 maj 2019.",
        "Le présent contrat annule et remplace le contrat du 3 mai 2019.",
    ],
)
def test_an_agreement_that_replaces_another_names_it(text: str) -> None:
    (told,) = about(text, "Agreement").references
    assert (told.tie, told.dated) == (Tie.REPLACES, date(2019, 5, 3))


def test_a_mere_mention_a_mail_and_a_clause_on_amendments_are_no_relation() -> None:
    mention = (
        "SUPPLY AGREEMENT\n\nAlder Ltd knows the Lease Agreement dated 3 May 2019 of Birch Ltd. Section 4 applies."
    )
    clause = "SUPPLY AGREEMENT\n\n9. Amendments to this agreement are valid only in writing. Section 4 is not amended."
    mail = "From: a@b.example\nSubject: Amendment\n\nPlease send the amendment to the lease of 3 May 2019."
    for text in (mention, clause, mail):
        told = about(text, text.splitlines()[0])
        assert (told.references, told.changes) == ((), ())
        assert told.paper is not Paper.AMENDMENT


def test_numbers_of_clauses_are_the_same_however_they_are_written() -> None:
    assert label("§ 3 (2)") == label("3.2") == label("Article 3.2") == ("3", "2")
    assert label("4 b)") == ("4", "b")


def test_a_wrapped_line_that_begins_with_a_number_is_no_clause() -> None:
    text = "1. Term\n1.1 The term is three years and\n30 Days later it ends.\n2. Rent\n2.1 The rent is due."
    assert [one.label for one in clauses(text)] == [("1",), ("1", "1"), ("2",), ("2", "1")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 months", "tre månader"),
        ("drei Monate", "trois mois"),
        ("EUR 1,000", "1.000 Euro"),
        ("12 months", "ein Jahr"),
    ],
)
def test_the_same_quantity_is_the_same_in_every_language(one: str, other: str) -> None:
    assert not differ(quantities(one), quantities(other))
    assert [each.unit for each in quantities(one)] == [each.unit for each in quantities(other)]


def test_a_day_that_can_be_read_in_two_ways_is_not_read() -> None:
    assert days("3/4/2021") == []
    assert days("31 February 2021") == []


def test_a_paper_of_the_same_parties_and_another_day_is_not_the_one_amended() -> None:
    lease = about(
        "LEASE AGREEMENT\n\nMade on 1 March 2021 between Alder Ltd and Birch Ltd.", "Lease", ["Alder Ltd", "Birch Ltd"]
    )
    other = about(
        "LEASE AGREEMENT\n\nMade on 9 April 2022 between Alder Ltd and Birch Ltd.", "Lease", ["Alder Ltd", "Birch Ltd"]
    )
    later = about(ENGLISH, "Amendment No. 2 to Lease Agreement", ["Alder Ltd", "Birch Ltd"])
    told = [Told("a", "a.txt", lease), Told("b", "b.txt", other), Told("c", "c.txt", later)]
    assert [one.of for one in tied(told[2], told)] == ["a"]


HOUSE = "Björkhaga Fastigheter AB"
LIFTS = "Krüger Aufzugtechnik GmbH"
CAFE = "Café Solrosen AB"
PAPERS = {
    "Wartungsvertrag.docx": ("Wartungsvertrag für Aufzugsanlagen", LIFTS, "Der Vertrag läuft ab dem 1. Juli 2025."),
    "Lagervertrag.docx": ("Mietvertrag über ein Lager", LIFTS, "Der Vertrag läuft ab dem 1. Juli 2024."),
    "Hyresavtal.docx": ("Hyreskontrakt för lokal – Kungsgatan 12", CAFE, "Avtalet gäller från den 1 april 2024."),
    "Garage.docx": ("Parkeringsavtal för garage", CAFE, "Avtalet gäller från den 1 maj 2024."),
    **{f"Avtal {one}.docx": ("Avtal", f"Hyresgäst {one} AB", "Avtalet gäller.") for one in range(8)},
}


@pytest.mark.parametrize(
    ("title", "text", "party", "of"),
    [
        ("Nachtrag Nr. 2 zum Wartungsvertrag für Aufzugsanlagen",
         "Dieser Nachtrag ändert den Wartungsvertrag für Aufzugsanlagen mit Wirkung zum 1. Juli 2026.", LIFTS, "Wartungsvertrag.docx"),
        ("Amendment No. 1 to the Maintenance Agreement",
         "This Amendment amends the Wartungsvertrag für Aufzugsanlagen between the parties. It takes effect on 1 January 2026.",
         LIFTS, "Wartungsvertrag.docx"),
        ("Tilläggsavtal nr 1 till hyreskontrakt för lokal – Kungsgatan 12",
         "Detta tilläggsavtal ändrar hyreskontraktet från och med den 1 januari 2026.", CAFE, "Hyresavtal.docx"),
        ("Nachtrag Nr. 1 zum Vertrag", "Dieser Nachtrag ändert den Vertrag mit Wirkung zum 1. Juli 2026.", LIFTS, ""),
        ("Nachtrag Nr. 2 zum Wartungsvertrag für Aufzugsanlagen",
         "Dieser Nachtrag ändert den Wartungsvertrag für Aufzugsanlagen vom 3. März 2019.", LIFTS, ""),
        ("Nachtrag Nr. 2 zum Wartungsvertrag für Aufzugsanlagen", "Dieser Nachtrag ändert ihn.", "Andere GmbH", ""),
    ],
)  # fmt: skip
def test_a_paper_that_is_called_by_its_title_is_found_without_its_day(
    title: str, text: str, party: str, of: str
) -> None:
    later = Told("later", "later.docx", about(f"{title}\n\n{text}", title, [HOUSE, party]))
    others = [
        Told(name, name, about(f"{told}\n\n{said}", told, [HOUSE, who])) for name, (told, who, said) in PAPERS.items()
    ]
    assert [one.of for one in tied(later, [later, *others])] == ([of] if of else [])


def test_three_wordings_of_one_clause_stand_in_order_and_what_is_unconfirmed_leads_nowhere() -> None:
    base = "LEASE AGREEMENT\n\nMade on 1 March 2021.\n\n4.1 Keys.\n4.2 The rent is EUR 700 a month."
    third = ENGLISH.replace("NO. 2", "NO. 3").replace("5 May 2023", "6 June 2025").replace("900", "950")
    held = {
        name: Held(name, text, about(text, text.splitlines()[0]))
        for name, text in (("a", base), ("b", ENGLISH), ("c", third))
    }
    at = base.index("The rent")
    asked = Stand("a", at, len(base), None)
    for confirmed, lead in ((True, "c"), (False, "b")):
        bonds = [
            Bond("b", "a", Tie.AMENDS, date(2023, 5, 5), confirmed=True),
            Bond("c", "a", Tie.AMENDS, date(2025, 6, 6), confirmed=confirmed),
        ]
        found = history(held.get, bonds, asked)
        assert [one.document for one in found] == ["a", "b", "c"]
        assert shown(found, asked, date(2026, 1, 1))[0].stand.document == lead
        assert shown(found, asked, date(2022, 1, 1))[0].stand.document == "a"
    assert [one.part for one in shown(found, asked, date(2026, 1, 1))] == [Part.ANSWER, Part.REPLACED, Part.UNCONFIRMED]


@pytest.mark.parametrize("text", [ENGLISH, SWEDISH, GERMAN, FRENCH])
def test_what_kind_of_paper_it_is_is_told_from_its_card_as_from_its_text(text: str) -> None:
    title, opening = text.splitlines()[0], " ".join(text.split())
    assert paper(opening, title) is about(text).paper is Paper.AMENDMENT


@pytest.mark.parametrize(
    "text",
    [
        "The Treaty of Rome was signed by six states.",
        "From: Ada\nSubject: our lease agreement",
        "Minutes of the board",
        "",
    ],
)
def test_an_article_a_mail_and_minutes_are_no_papers(text: str) -> None:
    assert paper(text) is Paper.OTHER


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="§1. 3(a)\nAmendmentclauseisreplaced:Vertragvom2021März", max_size=400))
def test_nothing_that_is_written_breaks_reading(text: str) -> None:
    told = about(text, text[:40])
    for one in told.changes:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.first <= one.last <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "section 1 ",
        "Amendment to the Lease Agreement ",
        "1.1.1.1",
        "(a) ",
        "§ 3 (",
        "agreement of ",
        "9" * 50 + " ",
        "in place of section 4 ",
        "\n1. A",
    ],
)
def test_hostile_repetition_takes_no_long(piece: str) -> None:
    text = "AMENDMENT NO. 1\n" + piece * (60_000 // len(piece))
    began = time.process_time()
    about(text, "Amendment")
    clauses(text)
    quantities(text)
    assert time.process_time() - began < 4
