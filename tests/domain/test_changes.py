"""Which clause an amendment changes, and into what: never the clause that happens to bear the amendment's own number."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.about import Tie, about
from hemvist.domain.changes import MOST, changes
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown

LEASE = """Hyreskontrakt för lokal

§ 1 Lokalen
Lokalen har en area av 145 kvadratmeter.
§ 3 Uppsägning
Uppsägningstiden är nio månader.
§ 4 Hyra
Hyran utgör 28 500 kronor per månad. Hyran ska årligen justeras med konsumentprisindex.
"""
UPKEEP = """Wartungsvertrag für Aufzugsanlagen

§ 1 Gegenstand
Der Auftragnehmer wartet vier Aufzüge.
§ 3 Störungen
Bei Personeneinschluss trifft ein Techniker innerhalb von 45 Minuten ein. Sonstiges wird innerhalb von acht Stunden behoben.
§ 4 Vergütung
Die Pauschale beträgt 1.850 Euro je Quartal.
§ 6 Haftung
Die Haftung ist auf 500.000 Euro begrenzt.
"""
SWEDISH = """Tilläggsavtal nr 1 till hyreskontrakt för lokal

Detta tilläggsavtal ändrar hyreskontraktet från och med den 1 januari 2026.
§ 1 Hyra
§ 4 ändras så att hyran utgör 30 000 kronor per månad.
I övrigt gäller hyresavtalet oförändrat.
"""
ENGLISH = """Amendment No. 1 to the Maintenance Agreement

This Amendment No. 1 amends the Wartungsvertrag für Aufzugsanlagen. It takes effect on 1 January 2026.
§ 1 Fee
Section 4 of the agreement is replaced as follows: The flat fee is EUR 2,100 per quarter.
§ 2 Response time
In section 3, if persons are trapped a technician arrives within 30 minutes.
§ 3 Other terms
All other terms remain unchanged.
"""
GERMAN = """Nachtrag Nr. 2 zum Wartungsvertrag für Aufzugsanlagen

Dieser Nachtrag ändert den Wartungsvertrag mit Wirkung zum 1. Juli 2026.
§ 1 Haftung
§ 6 wird wie folgt ersetzt: Die Haftung ist auf 800.000 Euro begrenzt.
"""


def told(text: str) -> list[tuple[tuple[str, ...], str]]:
    """Of each change the clause, and what stands in its place."""
    return [(one.label, text[one.first : one.last]) for one in changes(text)]


def labels(text: str) -> list[tuple[str, ...]]:
    return [one.label for one in changes(text)]


def stands(base: str, later: dict[str, str], said: str, day: date = date(2026, 11, 28)) -> list[tuple[Part, str]]:
    """The wordings of the sentence of a contract that begins so, as they are shown on a day; all relations are set."""
    held = {name: Held(name, text, about(text, text.splitlines()[0])) for name, text in {"base": base, **later}.items()}
    bonds = [Bond(name, "base", Tie.AMENDS, held[name].about.effective, confirmed=True) for name in later]
    at = base.index(said)
    asked = Stand("base", at, at + re.search(r"(?<!\b\d)(?<!\b\d\d)\.\s", base[at:]).start() + 1, None)  # type: ignore[union-attr]  # it ends
    found = shown(history(held.get, bonds, asked), asked, day)
    return [(one.part, held[one.stand.document].text[one.stand.start : one.stand.end]) for one in found]


def test_the_clause_that_an_amendment_names_is_changed_and_not_the_one_of_its_own_number() -> None:
    new = "§ 4 ändras så att hyran utgör 30 000 kronor per månad."
    assert told(SWEDISH) == [(("4",), new)]
    old = "Hyran utgör 28 500 kronor per månad."
    assert stands(LEASE, {"one": SWEDISH}, old[:11]) == [(Part.ANSWER, new), (Part.REPLACED, old)]
    assert stands(LEASE, {"one": SWEDISH}, "Lokalen har") == [(Part.ANSWER, "Lokalen har en area av 145 kvadratmeter.")]


def test_amendments_in_two_languages_change_each_its_own_clause_of_a_contract_in_a_third_spelling() -> None:
    later = {"one": ENGLISH, "two": GERMAN}
    fee, liability = "The flat fee is EUR 2,100 per quarter.", "Die Haftung ist auf 800.000 Euro begrenzt."
    assert stands(UPKEEP, later, "Die Pauschale") == [
        (Part.ANSWER, fee),
        (Part.REPLACED, "Die Pauschale beträgt 1.850 Euro je Quartal."),
    ]
    assert stands(UPKEEP, later, "Die Haftung") == [
        (Part.ANSWER, liability),
        (Part.REPLACED, "Die Haftung ist auf 500.000 Euro begrenzt."),
    ]
    assert len(stands(UPKEEP, later, "Der Auftragnehmer")) == 1


def test_of_a_clause_that_changes_in_part_the_rest_stays_in_force() -> None:
    (one, two) = stands(UPKEEP, {"one": ENGLISH}, "Bei Personeneinschluss")
    assert one[0] is Part.ANSWER
    assert "30 minutes" in one[1]
    assert two[0] is Part.REPLACED
    assert len(stands(UPKEEP, {"one": ENGLISH}, "Sonstiges")) == 1
    assert len(stands(LEASE, {"one": SWEDISH}, "Hyran ska årligen")) == 1


def test_what_an_amendment_says_besides_its_changes_replaces_nothing() -> None:
    held = {"base": Held("base", LEASE, about(LEASE)), "one": Held("one", SWEDISH, about(SWEDISH))}
    bonds = [Bond("one", "base", Tie.AMENDS, date(2026, 1, 1), confirmed=True)]
    asked = Stand("one", 0, SWEDISH.index("\n"), None)
    assert history(held.get, bonds, asked) == [Stand("one", 0, SWEDISH.index("\n"), date(2026, 1, 1))]


@pytest.mark.parametrize(
    "text",
    [
        "§ 1 Fee\nSection 4 is replaced by the following: The fee is EUR 9.",
        "§ 1\nFee\nSection 4 is replaced by the following: The fee is EUR 9.",
        "Article 1. Fee\nArticle 4 of the Agreement shall read: The fee is EUR 9.",
        "Article 1 – Fee. Clause 4 is amended as follows: The fee is EUR 9.",
        "Section 1. From 1 June 2024 onwards, the wording of\nclause 4 shall read: The fee is EUR 9.",
        "1. Fee\nCl. 4 is replaced by the following: The fee is EUR 9.",
        "§ 1 Pris\nHärmed ersätts punkt 4 av följande: Priset är 9 kronor.",
        "§ 1 Pris\nAvsnitt 4 får följande lydelse: Priset är 9 kronor.",
        "§ 1 Preis\nZiff. 4 erhält folgende Fassung: Der Preis beträgt 9 Euro.",
        "Abschnitt 1 Preis\nAbschnitt 4 wird geändert: Der Preis beträgt 9 Euro.",
        "Article 1 Prix\nL’article 4 est remplacé par les dispositions suivantes : Le prix est de 9 euros.",
        "Section 4 is replaced by the following: The fee is EUR 9.",
        "Section 4 Fee shall read: The fee is EUR 9.",
        "Article 4 Section 2 is replaced by the following: The fee is EUR 9.",
        "Med verkan från och med den 8 maj 2023 ersätts\npunkt 4 av följande: Priset är 9 kronor.",
    ],
)
def test_the_clause_is_the_one_named_however_it_is_called_and_whatever_stands_over_it(text: str) -> None:
    ((label, new),) = told(f"AMENDMENT\n\nIt is agreed.\n{text}\n")
    assert label[0] == "4"
    assert " 9" in new


@pytest.mark.parametrize(
    ("text", "drops"),
    [
        ("Punkt 5 utgår.", True),
        ("Punkt 5 utgår i sin helhet.", True),
        ("§ 5 tas bort.", True),
        ("Härmed upphävs § 5.", True),
        ("§ 5 ändras så att hyran utgör 30 000 kronor.", False),
        ("§ 5 ändras så att vite utgår med 500 kronor.", False),
        ("Section 5 is deleted with effect from 1 May 2023.", True),
        ("Section 5 no longer applies.", True),
        ("Section 5 ceases to apply from 1 May 2023.", True),
        ("§ 5 gilt nicht mehr.", True),
        ("Punkt 5 gäller inte längre.", True),
        ("Section 5 is suspended until 1 May 2023.", False),
        ("The term in section 5 is extended until 1 May 2029.", False),
        ("Die Laufzeit nach § 5 wird bis zum 1. Mai 2029 verlängert.", False),
        ("Tiden i punkt 5 förlängs till den 1 maj 2029.", False),
        ("Section 5 is amended so that nothing is deleted.", False),
        ("Section 5 is increased to EUR 900.", False),
        ("§ 5 entfällt.", True),
        ("§ 5 wird ersatzlos gestrichen.", True),
        ("§ 5 wird dahin geändert, dass auf jede Wohnung 300 Euro entfallen.", False),
        ("L’article 5 est supprimé.", True),
        ("L’article 5 est modifié : le loyer est de 900 euros.", False),
    ],
)
def test_a_clause_is_deleted_only_where_that_is_said(text: str, *, drops: bool) -> None:
    (one,) = changes(f"AMENDMENT\n\nIt is agreed.\n\n{text}\n")
    assert (one.label, one.drops) == (("5",), drops)


@pytest.mark.parametrize(
    "text",
    ["Enligt § 5 utgår vite med 500 kronor.", "Nach § 5 entfallen auf jede Wohnung 300 Euro.", "Section 5 of this Amendment replaces nothing.",
     "Section 5 no longer applies to store rooms.", "§ 5 gilt nicht mehr für Lager."],
)  # fmt: skip
def test_what_only_looks_like_a_deletion_is_no_change(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.1 § 4 ska ha följande lydelse: Hyran är 9.\n1.2 § 6 upphävs.", [(("4",), "Hyran är 9."), (("6",), "")]),
        ("(1) § 4 wird wie folgt neu gefasst: Die Miete beträgt 9 Euro.\n(2) § 5 wird gestrichen.",
         [(("4",), "Die Miete beträgt 9 Euro."), (("5",), "")]),
        ("1.1 Clause 4 shall be deleted and replaced with: The fee is EUR 9.\n1.2 Clause 7 shall be deleted.",
         [(("4",), "The fee is EUR 9."), (("7",), "")]),
        ('I § 4 ersätts "28 500" med "30 000".', [(("4",), 'I § 4 ersätts "28 500" med "30 000".')]),
        ("1. Section 4 (Rent): The rent is EUR 9.\n2. Section 7 is deleted.", [(("4",), "The rent is EUR 9."), (("7",), "")]),
        ("Sections 4, 5 and 7 are deleted.", [(("4",), ""), (("5",), ""), (("7",), "")]),
        ("§§ 4 bis 6 werden aufgehoben.", [(("4",), ""), (("5",), ""), (("6",), "")]),
        ("§ 4 och § 5 utgår.", [(("4",), ""), (("5",), "")]),
        ("Punkterna 4 och 5 utgår.", [(("4",), ""), (("5",), "")]),
        ("§ 4 Index\nIndex utgår.", [((), "")]),
        ("§ 4 Haftung\nMündliche Nebenabreden werden hiermit aufgehoben.", []),
        ("§ 4 Renovierung\nDie Wände werden gestrichen.", []),
    ],
)  # fmt: skip
def test_each_of_several_statements_is_told_with_its_own_words(
    text: str, found: list[tuple[tuple[str, ...], str]]
) -> None:
    assert told(f"AMENDMENT\n\nIt is agreed.\n\n{text}\n") == found


def test_under_a_number_of_its_own_and_a_heading_the_heading_tells_the_clause() -> None:
    text = "Tilläggsavtal\n\n§ 1 Hyra\nHyran ändras till 30 000 kronor per månad.\n"
    (one,) = changes(text)
    assert (one.label, one.heading) == ((), "Hyra")
    assert [part for part, _ in stands(LEASE, {"one": text}, "Hyran utgör")] == [Part.ANSWER, Part.REPLACED]
    assert len(stands(LEASE, {"one": text}, "Lokalen har")) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. Clause 5 remains unchanged.\n2. Clause 3 is replaced by the following: The rent is EUR 9.", [(("3",), "The rent is EUR 9.")]),
        ("1. Clause 5 remains unchanged. Clause 3 shall read: The rent is EUR 9.", [(("3",), "The rent is EUR 9.")]),
        ("1. Clause 5 remains unchanged and clause 3 shall read: The rent is EUR 9.", [(("3",), "The rent is EUR 9.")]),
        ("1. Clause 5 remains unchanged.\n2. The rent shall read as follows: The rent is EUR 9.", []),
        ("1. The consent is given as required by clause 7.\n2. Clause 3 is deleted.", [(("3",), "")]),
        ("1. The consent is given as required by clause 7. Clause 3 is deleted.", [(("3",), "")]),
        ("1. Clause 6 (Repairs) is now clause 9.\n2. Clause 3 is deleted.", [(("3",), "")]),
        ("1. Punkt 5 gäller oförändrad.\n2. Punkt 3 får följande lydelse: Hyran är 9 kronor.", [(("3",), "Hyran är 9 kronor.")]),
        ("1. Samtycke enligt punkt 5.\n2. Andra stycket i punkt 3 utgår.", [(("3",), "")]),
        ("1. § 5 bleibt unberührt.\n2. § 3 wird wie folgt neu gefasst: Die Miete beträgt 9 Euro.", [(("3",), "Die Miete beträgt 9 Euro.")]),
        ("1. L’article 5 reste inchangé.\n2. L’article 3 est remplacé par : Le loyer est de 9 euros.", [(("3",), "Le loyer est de 9 euros.")]),
        ("1. Clause 5 remains in force, save that the deposit is increased to EUR 9 a month.", [(("5",), "Clause 5 remains in force, save that the deposit is increased to EUR 9 a month.")]),
        ("1. Clause 5 of the agreement with Alder Inc. The sum shall read: The sum is EUR 9.", [(("5",), "The sum is EUR 9.")]),
    ],
)  # fmt: skip
def test_a_clause_that_is_only_mentioned_is_not_given_the_words_of_the_next(
    text: str, found: list[tuple[tuple[str, ...], str]]
) -> None:
    assert told(f"AMENDMENT\n\nIt is agreed.\n\n{text}\n") == found


@given(
    st.integers(1, 99), st.integers(1, 99), st.sampled_from(["§", "Section", "Artikel", "Clause", "Punkt", "Ziffer"])
)
def test_an_amendments_own_number_never_matters(mine: int, theirs: int, lead: str) -> None:
    text = f"AMENDMENT\n\n{lead} {mine} Fee\n§ {theirs} is replaced by the following: The fee is EUR 2,100.\n"
    assert labels(text) == [(str(theirs),)]


def test_of_many_statements_no_more_than_the_first_are_kept() -> None:
    assert len(labels("AMENDMENT\n" + "§ 4 to 99 are deleted.\n" * 90)) == MOST


def test_a_clause_that_stands_anew_under_its_number_and_heading_beside_a_named_change_is_changed_too() -> None:
    text = "Tilläggsavtal\n\n§ 4 Hyra\nHyran utgör 30 000 kronor per månad.\n§ 5 Övrigt\n§ 3 utgår.\n"
    assert labels(text) == [("3",)]
    assert stands(LEASE, {"one": text}, "Hyran utgör")[0] == (Part.ANSWER, "Hyran utgör 30 000 kronor per månad.")
    assert len(stands(LEASE, {"one": text}, "Lokalen har")) == 1
