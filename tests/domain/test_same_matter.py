"""What a paper that names no clause changes: the sentences of whose matter it speaks, from the day each of its own says."""

from __future__ import annotations

from datetime import date

from hemvist.domain.about import Tie, about
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown

BOOK = """Personalhandbok
Hagen Smide AB – gäller från 1 januari 2025
Sjukanmälan
Sjukanmälan görs före arbetstidens början. Från och med åttonde kalenderdagen krävs läkarintyg.
Friskvård
Friskvårdsbidraget är 2 500 kronor per kalenderår och betalas ut mot kvitto.
Inköp och attest
Verkmästaren får köpa in förbrukningsmaterial upp till 10 000 kronor per tillfälle. Projektledare får attestera fakturor
upp till 50 000 kronor inom sitt projekt.
Eva Hagen, Hagen Smide AB
"""
MINUTES = """Protokoll fört vid styrelsemöte nr 2/2026
Hagen Smide AB
Datum | 12 mars 2026
§ 4 Attestordning
Styrelsen beslutade att projektledarnas attesträtt enligt personalhandboken höjs från 50 000 kronor till 100 000 kronor från
och med den 1 april 2026.
§ 5 Friskvård
Styrelsen beslutade att friskvårdsbidraget höjs till 4 000 kronor per kalenderår från och med 2026.
§ 7 Ny plåtsax
Styrelsen beslutade att köpa en hydraulisk gradsax för högst 640 000 kronor.
"""
CONTRACT = "Rahmenliefervertrag\n\n§ 5 Zahlung\nRechnungen sind innerhalb von 30 Tagen nach Rechnungsdatum zu zahlen.\n"
MAIL = """From: Sabine Thoms <s@example.com>
Date: Tue, 08 Apr 2025 10:41:00 +0200
Subject: Zahlungsziel

Wie besprochen ändern wir das Zahlungsziel in § 5 des Rahmenliefervertrages: Rechnungen ab dem 1. Mai 2025 sind innerhalb
von 45 Tagen nach Rechnungsdatum zu zahlen.

Bestellungen, die bis zum 10. Dezember eingehen, liefern wir noch vor Weihnachten.
"""
LEASE = """HYRESAVTAL
Avtalet gäller från den 1 april 2019.
3. Hyra
Hyran för upplagsplatsen är 84 000 kronor per år.
12. Övrigt
Ändringar och tillägg ska vara skriftliga.
Örebro den 18 februari 2019 Bengt Alm, Fastighets AB Almen Eva Hagen, Hagen Smide AB
"""
ADDED = """TILLÄGG NR 1
Mellan Fastighets AB Almen och Hagen Smide AB har träffats följande tillägg till hyresavtalet av den 18 februari 2019.
Från och med den 1 januari 2022 höjs hyran för upplagsplatsen från 84 000 kronor till 126 000 kronor per år.
"""


def told(
    earlier: str, later: str, said: str, day: date = date(2026, 6, 1), since: date | None = None
) -> list[tuple[str, Part, date | None]]:
    """Of each wording that is shown for a sentence its paper, what it is to the answer, and since when."""
    held = {
        name: Held(name, text, about(text, text.splitlines()[0]))
        for name, text in (("earlier", earlier), ("later", later))
    }
    bond = Bond("later", "earlier", Tie.AMENDS, since or held["later"].about.effective, confirmed=True)
    name = "earlier" if said in earlier else "later"
    at = held[name].text.index(said)
    stand = Stand(name, at, at + len(said), None)
    return [
        (one.stand.document, one.part, one.stand.since) for one in shown(history(held.get, [bond], stand), stand, day)
    ]


def test_only_the_sentences_of_whose_matter_it_speaks_are_replaced() -> None:
    book = date(2025, 1, 1)
    for said in (
        "Från och med åttonde kalenderdagen krävs läkarintyg.",
        "Verkmästaren får köpa in förbrukningsmaterial upp till 10 000 kronor per tillfälle.",
    ):
        assert told(BOOK, MINUTES, said) == [("earlier", Part.ANSWER, book)]
    for said in (
        "Friskvårdsbidraget är 2 500 kronor per kalenderår och betalas ut mot kvitto.",
        "Projektledare får attestera fakturor\nupp till 50 000 kronor inom sitt projekt.",
    ):
        assert [(name, part) for name, part, _ in told(BOOK, MINUTES, said)] == [
            ("later", Part.ANSWER),
            ("earlier", Part.REPLACED),
        ]


def test_headings_and_what_stands_above_signatures_are_replaced_by_nothing() -> None:
    for said in (
        "TILLÄGG NR 1",
        "Örebro den 18 februari 2019 Bengt Alm, Fastighets AB Almen Eva Hagen, Hagen Smide AB",
    ):
        assert len(told(LEASE, ADDED, said)) == 1
    assert len(told(LEASE, ADDED, "Hyran för upplagsplatsen är 84 000 kronor per år.")) == 2


def test_what_minutes_and_mails_say_of_anything_else_has_no_day() -> None:
    assert told(BOOK, MINUTES, "Styrelsen beslutade att köpa en hydraulisk gradsax för högst 640 000 kronor.") == [
        ("later", Part.ANSWER, None)
    ]
    assert told(
        CONTRACT, MAIL, "Bestellungen, die bis zum 10. Dezember eingehen, liefern wir noch vor Weihnachten."
    ) == [("later", Part.ANSWER, None)]


def test_the_day_that_a_sentence_itself_says_goes_first_and_one_that_a_person_set_before_it() -> None:
    said = "Rechnungen sind innerhalb von 30 Tagen nach Rechnungsdatum zu zahlen."
    assert told(CONTRACT, MAIL, said)[0] == ("later", Part.ANSWER, date(2025, 5, 1))
    assert told(CONTRACT, MAIL, said, since=date(2025, 4, 8))[0] == ("later", Part.ANSWER, date(2025, 5, 1))
    assert told(CONTRACT, MAIL, said, since=date(2025, 6, 1))[0] == ("later", Part.ANSWER, date(2025, 6, 1))
    bonus = "Friskvårdsbidraget är 2 500 kronor per kalenderår och betalas ut mot kvitto."
    assert told(BOOK, MINUTES, bonus)[0][2] == date(2026, 1, 1)


def test_before_a_sentence_begins_the_earlier_one_is_in_force() -> None:
    for said in (
        "Rechnungen sind innerhalb von 30 Tagen nach Rechnungsdatum zu zahlen.",
        "Rechnungen ab dem 1. Mai 2025 sind innerhalb\nvon 45 Tagen nach Rechnungsdatum zu zahlen.",
    ):
        shown_then = told(CONTRACT, MAIL, said, date(2025, 1, 15))
        assert [(name, part) for name, part, _ in shown_then] == [("earlier", Part.ANSWER), ("later", Part.LATER)]


TWICE = """Tilläggsavtal nr 2
Punkt 2 första stycket i hyresavtalet ersätts med följande: Avtalet gäller till och med den 31 mars 2029.
Punkt 2 andra stycket i hyresavtalet ska ha följande lydelse: Uppsägning ska ske minst tolv månader före hyrestidens utgång.
Tilläggsavtalet gäller från och med den 1 april 2024.
"""
TERM = """HYRESAVTAL
1. Lokalen
Lokalen är en verkstad.
2. Hyrestid
Avtalet gäller till och med den 31 mars 2024. Uppsägning ska ske minst nio månader före hyrestidens utgång.
"""


def test_of_two_changes_of_one_clause_each_sentence_gets_its_own() -> None:
    held = {
        name: Held(name, text, about(text, text.splitlines()[0]))
        for name, text in (("earlier", TERM), ("later", TWICE))
    }
    bond = Bond("later", "earlier", Tie.AMENDS, date(2024, 4, 1), confirmed=True)
    for said, new in (
        ("Avtalet gäller till och med den 31 mars 2024.", "2029"),
        ("Uppsägning ska ske minst nio månader före hyrestidens utgång.", "tolv"),
    ):
        stand = Stand("earlier", TERM.index(said), TERM.index(said) + len(said), None)
        first = shown(history(held.get, [bond], stand), stand, date(2026, 1, 1))[0].stand
        assert new in TWICE[first.start : first.end]
