"""What says otherwise: which sentence of another document is about the same matter as the clause that answers."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from hemvist.assistant.ask import ask, checked, reopen
from hemvist.assistant.force import beside
from hemvist.assistant.reply import Asking
from hemvist.documents import places
from hemvist.domain.answer import cite
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from tests.house import House, visit

DELIVERY: Final = (
    "The lead time from the Buyer's order until the shades are ready to be collected is fifteen working days."
)
SECRECY: Final = (
    "Each party keeps the other's trade secrets to itself. It goes on doing so for two years after the end."
)
DEFECTS: Final = "The warranty period is 18 months from the passing of risk."
PAYMENT: Final = "The Buyer pays each invoice within forty days of receiving it."
CONTRACT: Final = f"""Supply Contract

between Corrin Glass Ltd (the Supplier) and Fenwick Lamps Ltd (the Buyer), dated 3 June 2024.

1. Orders
An order takes effect once accepted, or when three working days have passed without a word from the Supplier.
2. Delivery
{DELIVERY}
3. Secrecy
{SECRECY}
4. Ending
This contract may be terminated at the end of any quarter with four months' notice in writing.
5. Defects
{DEFECTS}
6. Payment
{PAYMENT}
If a delay lasts longer than thirty days, the Buyer may withdraw without paying for what is late.
"""
TERMS: Final = """General Terms of Purchase of Fenwick Lamps Ltd

1. Delivery
Unless another day is confirmed, the goods are ready for dispatch 28 working days after the order reached the Supplier.
2. Defects
Claims for defects lapse 36 months after delivery.
3. Parts
After the end of a series the Supplier keeps spare parts in stock for another twelve years.
4. Information
Whatever a party learns of the other is used for these purposes only and told to nobody for five years after the contract.
"""
LETTER: Final = """From: robin@fenwick.example
Subject: Corrin

Dear Jo,
Fenwick Lamps Ltd is content to be paid late by nobody, Corrin Glass Ltd included.
{said}
"""

LIEFERVERTRAG: Final = """Liefervertrag

zwischen der Kornblum Fenster GmbH (Bestellerin) und der Ostrau Beschläge GmbH (Lieferantin) vom 3. Juni 2024.

§ 1 Mängel
Die Gewährleistung der Lieferantin endet 18 Monate nach Gefahrübergang; für ersetzte Beschläge beginnt sie neu.
"""
BEDINGUNGEN: Final = """Allgemeine Einkaufsbedingungen der Kornblum Fenster GmbH

§ 1 Ersatzteile
Nach Auslauf der Serie hält die Lieferantin noch 12 Jahre lang Ersatzteile und die zu deren Fertigung nötigen Werkzeuge vor.
§ 2 Mängel
Mängelansprüche verjähren 36 Monate nach Ablieferung.
"""


def disagreeing(house: House, words: str, name: str, text: str, told: str = CONTRACT) -> list[str]:
    """What is shown as disagreeing with these words of the contract, where the other document is this one."""
    contract = house.receive(house.ada, house.heron, "Supply contract.txt", told)
    house.receive(house.ada, house.heron, name, text)
    house.read()
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    asking = Asking(permit, places.index_of(permit), places.embedder_of(house.heron.pk), permit.audience, None, None)
    found = next(one for one in asking.find(words, 8) if one.document == contract.document_id and words in one.text)
    cited = cite(found, at := found.start + found.text.index(words), at + len(words))
    rows = beside(asking, [checked(permit, cited)], date(2025, 6, 1), partial(checked, permit), answered=True)
    return [row["quote"] for row in rows if row["stands"] == "disagrees"]


@pytest.mark.parametrize(
    ("words", "other"), [(DELIVERY, "28 working days"), (DEFECTS, "36 months"), (SECRECY, "five years")]
)
def test_general_terms_that_say_it_in_other_words_disagree(house: House, words: str, other: str) -> None:
    shown = disagreeing(house, words, "General terms.txt", TERMS)
    assert [other in quote for quote in shown] == [True]


def test_general_terms_that_count_other_things_in_the_same_unit_do_not_disagree(house: House) -> None:
    said = TERMS[: TERMS.index("2. Defects")] + TERMS[TERMS.index("3. Parts") :]
    assert not disagreeing(house, DEFECTS, "General terms.txt", said)


@pytest.mark.parametrize("rest", ["", "; mind that our lawyers have put none of it into a contract that binds us"])
def test_a_letter_disagrees_by_the_main_clause_that_counts_whatever_follows_it(house: House, rest: str) -> None:
    said = f"For invoices sixty days are fine with us{rest}."
    shown = disagreeing(house, PAYMENT, "Late payment.eml.txt", LETTER.format(said=said))
    assert [said in quote for quote in shown] == [True]


def test_of_clauses_in_the_same_unit_the_one_about_the_same_matter_disagrees(house: House) -> None:
    words = LIEFERVERTRAG.splitlines()[-1]
    shown = disagreeing(house, words, "Einkaufsbedingungen.txt", BEDINGUNGEN, LIEFERVERTRAG)
    assert ["36 Monate" in quote for quote in shown] == [True]


PENALTY: Final = (
    "Where the Supplier is in delay, liquidated damages of 0.75 per cent of the value of the consignment concerned fall due for each"
    " week begun, up to a ceiling of 6 per cent."
)
LATE: Final = (
    "For every week or part of a week of delay the Supplier owes\n0.75 per cent of the price of the Goods delayed, but in total no"
    " more than 8 per cent thereof."
)


def test_a_clause_that_gives_as_many_values_of_the_unit_in_other_words_disagrees(house: House) -> None:
    said = TERMS.replace("3. Parts", f"3. Lateness\n{LATE}\n4. Parts")
    told = CONTRACT.replace("6. Payment", f"6. Lateness\n{PENALTY}\n7. Payment")
    shown = disagreeing(house, PENALTY, "General terms.txt", said, told)
    assert ["0.75 per cent" in quote for quote in shown] == [True]


RAMAVTAL: Final = """Ramavtal

mellan Mossvreten Gjuteri AB (Leverantören) och Tallhyttan Elmotor AB (Köparen) den 3 juni 2024.

§ 1 Sekretess
Vardera parten ska hemlighålla den andres affärsmässiga och tekniska uppgifter. Åtagandet gäller under avtalstiden och 5 år därefter.
§ 2 Hinder
Part är befriad från påföljd när fullgörandet hindras av krig. Varar hindret längre än tre månader får part frånträda berörda avrop.
"""
INKOPSVILLKOR: Final = """Allmänna inköpsvillkor för Tallhyttan Elmotor AB

§ 1 Hinder
Part är befriad från påföljd när fullgörandet hindras av krig. Varar hindret längre än tre månader får part frånträda berörda avrop.
§ 2 Sekretess
Vardera parten ska hemlighålla den andres affärsmässiga och tekniska uppgifter. Åtagandet gäller under avtalstiden och 7 år därefter.
§ 3 Reservdelar
Sedan serietillverkningen upphört är Leverantören skyldig att i 15 år leverera reservdelar på skäliga villkor.
"""


def test_a_sentence_that_is_nearer_to_another_clause_hides_none_that_disagrees(house: House) -> None:
    words = next(line for line in RAMAVTAL.splitlines() if "5 år" in line)
    shown = disagreeing(house, words, "Inköpsvillkor.txt", INKOPSVILLKOR, RAMAVTAL)
    assert ["7 år" in quote for quote in shown] == [True]


def test_a_clause_about_the_same_matter_in_quite_other_words_disagrees(house: House) -> None:
    words = "Die Gewährleistungsfrist beträgt 36 Monate ab Gefahrübergang; für ersetzte oder nachgebesserte Ware läuft sie von neuem."
    told = LIEFERVERTRAG.replace(LIEFERVERTRAG.splitlines()[-1], words)
    terms = BEDINGUNGEN.replace("Mängelansprüche verjähren 36", "c) Mängelansprüche verjähren 42")
    assert ["42 Monate" in quote for quote in disagreeing(house, words, "Bedingungen.txt", terms, told)] == [True]


CLINIC: Final = Path("tests/data/plain-clinic/corpus")


@pytest.mark.parametrize(
    "question",
    [
        "Vad är uppsägningstiden hos Öresund Miljö?",
        "How long is the notice period for the waste collection?",
        "Wie lange ist die Kündigungsfrist für die Abfallabholung?",
    ],
)
def test_a_question_that_a_contract_and_its_general_terms_answer_differently_shows_both_marked(
    house: House, question: str
) -> None:
    for name in ("Avfallsavtal Öresund Miljö.docx.txt", "Allmänna villkor Öresund Miljö.pdf.txt"):
        house.receive(house.ada, house.heron, name, (CLINIC / name).read_text("utf-8"))
    house.read()
    row = ask(visit(house.ada), house.heron, question)
    rows = reopen(visit(house.ada), house.heron, row.pk)[1]["citations"]
    told = {(row["stands"], said) for row in rows for said in ("två månader", "sex månader") if said in row["quote"]}
    assert told in ({("answer", "två månader"), ("disagrees", "sex månader")},
                    {("answer", "sex månader"), ("disagrees", "två månader")})  # fmt: skip


YARD: Final = """Lease

between Corrin Glass Ltd (the Landlord) and Fenwick Lamps Ltd (the Tenant), dated 3 June 2024.

1. Premises
The leased premises have a floor area of 450 m².
2. Rent
The rent is EUR 2,000 a month.
"""
ADS: Final = """Facility description

Corrin Glass Ltd has let these premises to Fenwick Lamps Ltd.

1. Premises
{said}
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("The leased premises have a floor area of 480 sqm.", True),
        ("The leased premises have a floor area of 450 sqm.", False),
        ("The ground floor of the leased premises has a floor area of 120 m².", False),
    ],
)
def test_another_floor_area_disagrees_and_one_of_another_part_does_not(house: House, said: str, told: bool) -> None:
    words = "The leased premises have a floor area of 450 m²."
    shown = disagreeing(house, words, "Facility.txt", ADS.format(said=said), YARD)
    assert [said in quote for quote in shown] == [True] * told
