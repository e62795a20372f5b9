"""Which paper is meant: by its number, its day and its parties, wherever the paper says them of itself."""

from __future__ import annotations

from datetime import date

from hemvist.domain.about import about
from hemvist.domain.relate import Told, possible, tied
from hemvist.domain.text import Text
from hemvist.index.cards import card

CLAUSES = "\n".join(
    f"{one}. Lokalen\nHyresgästen svarar för inre underhåll av golv, väggar och tak." for one in range(1, 60)
)
LEASE = f"""HYRESAVTAL FÖR LOKAL
Hyresvärd | Fastighets AB Almen Industri, org.nr 556312-4471
Hyresgäst | Hagen Smide AB, org.nr 556871-2093
Avtal nr | AI-2019-044
Hyresgästen har besiktigat lokalen den 4 februari 2019. Avtalet gäller från och med den 1 april 2019.
{CLAUSES}
Örebro den 18 februari 2019
"""
HEAD = """Hyresvärd | Fastighets AB Almen Industri
Hyresgäst | Hagen Smide AB
Parterna har denna dag kommit överens om att ändra hyresavtalet enligt följande.
Punkt 2 i hyresavtalet ersätts med följande: Avtalet gäller till och med den 31 mars 2029.
Örebro den 9 juni 2023
"""
BY_NUMBER = f"Tilläggsavtal nr 2\nHyresavtal AI-2019-044, Kungsvägen 14\n{HEAD}"
BY_DAY = f"Tillägg nr 1\ntill hyresavtalet av den 18 februari 2019\n{HEAD}"
BY_NOTHING = f"Tilläggsavtal nr 2\n{HEAD.replace('hyresavtalet', 'avtalet')}"


def told(name: str, text: str) -> Told:
    known = card(Text(text, (), (), (), "txt"))
    return Told(name, f"{name}.txt", about(text, known.title, known.parties))


OTHERS = [told(f"other{one}", f"AVTAL\nmellan Hagen Smide AB och Leverantör{one} AB.") for one in range(8)]


def test_a_contract_is_found_by_the_number_in_its_table_and_by_the_day_above_its_signatures() -> None:
    for text in (BY_NUMBER, BY_DAY):
        for beside in ([], OTHERS):
            everyone = [told("lease", LEASE), told("later", text), *beside]
            assert [one.of for one in tied(everyone[1], everyone)] == ["lease"]


def test_a_last_day_is_no_day_of_an_earlier_paper() -> None:
    assert date(2029, 3, 31) not in {one.dated for one in told("later", BY_NUMBER).about.references}


def test_where_several_papers_of_the_parties_could_be_meant_all_are_possible_and_none_is_proposed() -> None:
    loan = "AVTAL OM LÅN\nmellan Fastighets AB Almen Industri, nedan långivaren, och Hagen Smide AB, nedan låntagaren."
    everyone = [told("lease", LEASE), told("loan", loan), told("later", BY_NOTHING), *OTHERS]
    assert tied(everyone[2], everyone) == []
    assert {one.of for one in possible(everyone[2], everyone)} == {"lease", "loan"}


def test_where_no_paper_of_the_parties_is_there_none_is_possible() -> None:
    everyone = [told("later", BY_NUMBER), *OTHERS]
    assert tied(everyone[0], everyone) == []
    assert possible(everyone[0], everyone) == []


MAIL = """From: Sabine Thoms <s@example.com>
Date: Tue, 08 Apr 2025 10:41:00 +0200
Subject: Zahlungsziel

Wie besprochen ändern wir das Zahlungsziel in § 5 des Rahmenliefervertrages: Rechnungen ab dem 1. Mai 2025 sind innerhalb
von 45 Tagen nach Rechnungsdatum zu zahlen.

Sabine Thoms
Stahlhandel Kessler GmbH
"""
FRAME = """Rahmenliefervertrag
zwischen der Stahlhandel Kessler GmbH, Lübeck, und der Hagen Smide AB, Örebro
§ 5 Zahlung
Rechnungen sind innerhalb von 30 Tagen zu zahlen.
"""
MINUTES = """Protokoll fört vid styrelsemöte nr 2/2026
Hagen Smide AB, 556871-2093
Datum | 12 mars 2026
§ 4 Attestordning
Styrelsen beslutade att projektledarnas attesträtt enligt personalhandboken höjs från 50 000 kronor till 100 000 kronor från
och med den 1 april 2026.
"""
BOOK = "Personalhandbok\nHagen Smide AB – gäller från 1 januari 2025\nProjektledare får attestera upp till 50 000 kronor.\n"


def test_a_mail_and_minutes_that_say_in_a_sentence_that_a_paper_changes_are_proposed_from_the_day_they_give() -> None:
    everyone = [told("frame", FRAME), told("book", BOOK), told("mail", MAIL), told("minutes", MINUTES), *OTHERS]
    found = [(one.of, one.since) for later in everyone[2:4] for one in tied(later, everyone)]
    assert found == [("frame", date(2025, 5, 1)), ("book", date(2026, 4, 1))]


def test_a_mail_that_only_speaks_of_a_paper_changes_none() -> None:
    for said in (
        "Könnten Sie mir bitte § 5 des Rahmenliefervertrages noch einmal erklären?",
        "Anbei der Nachtrag, bitte unterschrieben zurück. Der Preis hat sich geändert.",
        "Den Zahlungsziel des Rahmenliefervertrages würden wir gern ändern, was meinen Sie?",
    ):
        text = f"From: a@b.example\nSubject: Frage\n\n{said}\n\nStahlhandel Kessler GmbH\n"
        assert told("mail", text).about.references == ()


def test_what_a_mail_says_in_passing_of_a_paper_that_is_not_here_is_nothing_to_wait_for() -> None:
    everyone = [told("mail", MAIL), *OTHERS]
    assert tied(everyone[0], everyone) == []
    assert possible(everyone[0], everyone) == []
