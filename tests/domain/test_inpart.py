"""Of a clause that is said to change, what the new words say nothing of stays in force, and both are shown to be read."""

from __future__ import annotations

from datetime import date

import pytest

from hemvist.domain.about import Tie, about
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown
from tests.domain.test_changes import stands

UPKEEP = """Pflegevertrag für Außenanlagen

§ 1 Gegenstand
Der Auftragnehmer pflegt drei Grünflächen.
§ 2 Dauer und Kündigung
Der Vertrag beginnt am 1. Mai 2029 und endet am 30. April 2032.
Er kann mit einer Frist von acht Wochen zum Monatsende gekündigt werden.
Die Kündigung bedarf der Schriftform.
§ 3 Vergütung
Die Vergütung beträgt 480 Euro im Monat. Sie wird jährlich um 2 Prozent erhöht.
"""
CLEANING = """Avtal om fönsterputs

1 Tid
Avtalet gäller till den 30 april 2032.
Det sägs upp med en uppsägningstid av åtta veckor.
2 Pris
Priset är 4 800 kronor per månad. Fakturan betalas inom 20 dagar.
"""
LEASE = """Storage Lease

1. Term
The lease ends on 30 April 2032. Either party may terminate it on eight weeks' notice.
2. Rent
The rent is GBP 480 a month. It is paid within 20 days of invoice.
"""
_GERMAN = "Nachtrag zum Pflegevertrag\n1 Verlängerung\n{}\n2 Sonstiges\nAlle übrigen Bestimmungen bleiben unverändert.\nUlm, den 4. Februar 2031\n"
_SWEDISH = "Tillägg till avtal om fönsterputs\n1 Ändring\n{}\n2 Övrigt\nI övrigt gäller avtalet oförändrat.\nLund den 4 februari 2031\n"
_ENGLISH = "Amendment to the Storage Lease\n\n{}\n\nAll else remains unchanged.\n\nDated 4 February 2031\n"
DAY = date(2031, 6, 1)
NEW = {
    "German": (UPKEEP, _GERMAN.format("§ 2 wird wie folgt geändert: Der Vertrag wird bis zum 30. April 2035 verlängert."), "Der Vertrag beginnt", "Er kann mit"),
    "German, of writing": (UPKEEP, _GERMAN.format("§ 2 wird wie folgt geändert: Der Vertrag wird bis zum 30. April 2035 verlängert."), "Der Vertrag beginnt", "Die Kündigung bedarf"),
    "Swedish": (CLEANING, _SWEDISH.format("Punkt 1 ändras enligt följande: Avtalet förlängs till den 30 april 2035."), "Avtalet gäller", "Det sägs upp"),
    "Swedish, in one sentence": (CLEANING, _SWEDISH.format("Punkt 1 ändras så att avtalet förlängs till den 30 april 2035."), "Avtalet gäller", "Det sägs upp"),
    "English": (LEASE, _ENGLISH.format("Section 1 is amended as follows: The term is extended to 30 April 2035."), "The lease ends", "Either party"),
}  # fmt: skip


@pytest.mark.parametrize(("base", "later", "changed", "stays"), NEW.values(), ids=NEW.keys())
def test_of_a_clause_that_is_said_to_change_the_sentence_that_the_new_words_speak_of_is_replaced(
    base: str, later: str, changed: str, stays: str
) -> None:
    first, second = stands(base, {"one": later}, changed, DAY)
    assert first[0] is Part.ANSWER
    assert "2035" in first[1]
    assert second[0] is Part.REPLACED
    assert "2032" in second[1]
    assert stays not in second[1]


@pytest.mark.parametrize(("base", "later", "changed", "stays"), NEW.values(), ids=NEW.keys())
def test_what_they_say_nothing_of_stays_in_force_beside_them(base: str, later: str, changed: str, stays: str) -> None:
    first, second = stands(base, {"one": later}, stays, DAY)
    assert first[0] is Part.ANSWER
    assert first[1].startswith(stays)
    assert second[0] is Part.PART
    assert "2035" in second[1]


@pytest.mark.parametrize(
    ("base", "said", "asked"),
    [
        (UPKEEP, "§ 2 erhält folgende Fassung: Der Vertrag endet am 30. April 2035.", "Er kann mit"),
        (UPKEEP, "§ 2 wird durch folgende Regelung ersetzt: Der Vertrag endet am 30. April 2035.", "Er kann mit"),
        (CLEANING, "Punkt 1 får följande lydelse: Avtalet gäller till den 30 april 2035.", "Det sägs upp"),
        (CLEANING, "Punkt 1 ersätts av följande: Avtalet gäller till den 30 april 2035.", "Det sägs upp"),
        (LEASE, "Section 1 is amended to read as follows: The lease ends on 30 April 2035.", "Either party"),
        (LEASE, "Section 1 is replaced by the following: The lease ends on 30 April 2035.", "Either party"),
    ],
)
def test_a_clause_that_is_replaced_goes_as_a_whole(base: str, said: str, asked: str) -> None:
    first, second = stands(base, {"one": f"{_ENGLISH.format(said)}"}, asked, DAY)
    assert (first[0], second[0]) == (Part.ANSWER, Part.REPLACED)
    assert "2035" in first[1]


def test_new_words_that_speak_of_each_sentence_replace_each() -> None:
    said = "§ 2 wird wie folgt geändert: Der Vertrag endet am 30. April 2035. Er kann mit einer Frist von drei Monaten gekündigt werden."
    for asked in ("Der Vertrag beginnt", "Er kann mit"):
        assert stands(UPKEEP, {"one": _GERMAN.format(said)}, asked, DAY)[1][0] is Part.REPLACED


def test_whoever_finds_the_new_words_first_is_shown_the_sentence_that_they_speak_of() -> None:
    base, text, _, stays = NEW["German"]
    held = {"base": Held("base", base, about(base)), "one": Held("one", text, about(text))}
    bonds = [Bond("one", "base", Tie.AMENDS, held["one"].about.effective, confirmed=True)]
    at = text.index("Der Vertrag wird")
    asked = Stand("one", at, text.index("\n", at), None)
    found = shown(history(held.get, bonds, asked), asked, DAY)
    assert [one.part for one in found] == [Part.ANSWER, Part.REPLACED]
    assert stays not in base[found[1].stand.start : found[1].stand.end]


def test_the_new_words_end_where_the_next_heading_begins() -> None:
    _, text, _, _ = NEW["German"]
    (change,) = about(text).changes
    assert text[change.first : change.last] == "Der Vertrag wird bis zum 30. April 2035 verlängert."


TENANCY = """Lease

1. Rent
The rent is GBP 480 a month. It is payable within 20 days.
2. Notice
The tenant gives three months' notice. The landlord gives nine months' notice. Notice is given in writing.
"""
BAIL = """Contrat de bail

Article 1 - Loyer
Le loyer est de 480 euros par mois. Il est payable sous vingt jours. La facture est envoyée par courrier.
Article 2 - Résiliation
Le preneur donne un préavis de trois mois. Le bailleur donne un préavis de neuf mois. Le préavis est donné par écrit.
"""
_FRENCH = "Avenant au contrat de bail\n\n{}\n\nLes autres dispositions restent inchangées.\n\nFait à Lyon, le 4 février 2031\n"
FRENCH = {
    "by place": ("La deuxième phrase de l'article 1 est remplacée par le texte suivant : Il est payable par trimestre.", "Il est payable", "Le loyer est"),
    "by place, behind the number": ("À l'article 1, la seconde phrase est remplacée par : Il est payable par trimestre.", "Il est payable", "La facture"),
    "by number": ("La phrase 2 de l'article 1 est supprimée.", "Il est payable", "Le loyer est"),
    "the last one": ("La dernière phrase de l'article 2 est supprimée.", "Le préavis", "Le bailleur"),
    "modified": ("La première phrase de l'article 2 est modifiée comme suit : Le preneur donne un préavis de quatre mois.", "Le preneur", "Le bailleur"),
    "by words": ("À l'article 2, les mots « trois mois » sont remplacés par « cinq mois ».", "Le preneur", "Le bailleur"),
    "by words in other marks": ("À l’article 2, les termes “trois mois” sont remplacés par “cinq mois”.", "Le preneur", "Le bailleur"),
    "by an amount": ("À l’article 2, le délai « neuf mois » est remplacé par « six mois ».", "Le bailleur", "Le preneur"),
    "by a sum": ("À l'article 1, le montant « 480 euros » est remplacé par « 520 euros ».", "Le loyer est", "Il est payable"),
    "two together": ("Les deux premières phrases de l'article 2 sont supprimées.", "Le bailleur", "Le préavis"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "changed", "stays"), FRENCH.values(), ids=FRENCH.keys())
def test_of_a_french_article_the_sentences_that_a_change_does_not_name_stay(
    said: str, changed: str, stays: str
) -> None:
    later = {"one": _FRENCH.format(said)}
    ((part, words),) = stands(BAIL, later, stays, DAY)
    assert (part, words.startswith(stays)) == (Part.ANSWER, True)
    new, old = stands(BAIL, later, changed, DAY)
    assert (new[0], old[0]) == (Part.ANSWER, Part.REPLACED)
    assert old[1].startswith(changed)


def test_of_two_sentences_named_together_neither_is_taken_for_the_one_meant() -> None:
    later = {"one": _FRENCH.format("La première et la deuxième phrase de l'article 2 sont supprimées.")}
    for asked in ("Le preneur", "Le bailleur"):
        assert stands(BAIL, later, asked, DAY)[1][0] is Part.REPLACED


NAMED = {
    "English, by place": (TENANCY, "The second sentence of clause 1 is replaced by: It is payable quarterly.", "It is payable", "The rent is"),
    "English, by words": (TENANCY, 'In clause 2 the words "three months" are replaced by "five months".', "The tenant gives", "The landlord gives"),
    "English, deleted": (TENANCY, "The last sentence of clause 2 is deleted.", "Notice is", "The landlord gives"),
    "German": (UPKEEP, "§ 3 Satz 2 wird wie folgt neu gefasst: Sie wird nicht erhöht.", "Sie wird jährlich", "Die Vergütung"),
    "German, by words": (UPKEEP, "In § 2 werden die Worte „acht Wochen“ durch „drei Monate“ ersetzt.", "Er kann mit", "Der Vertrag beginnt"),
    "Swedish": (CLEANING, "Andra meningen i punkt 2 ska ha följande lydelse: Fakturan betalas kvartalsvis.", "Fakturan", "Priset är"),
    "Swedish, by words": (CLEANING, "I punkt 1 ersätts orden ”åtta veckor” med ”tre månader”.", "Det sägs upp", "Avtalet gäller"),
}  # fmt: skip


@pytest.mark.parametrize(("base", "said", "changed", "stays"), NAMED.values(), ids=NAMED.keys())
def test_a_sentence_that_a_change_does_not_name_stays_in_force_alone(
    base: str, said: str, changed: str, stays: str
) -> None:
    later = {"one": _ENGLISH.format(said)}
    ((part, words),) = stands(base, later, stays, DAY)
    assert (part, words.startswith(stays)) == (Part.ANSWER, True)
    new, old = stands(base, later, changed, DAY)
    assert (new[0], old[0]) == (Part.ANSWER, Part.REPLACED)
    assert old[1].startswith(changed)


@pytest.mark.parametrize(
    "said",
    [
        "The first and second sentence of clause 2 are deleted.",
        "The second sentence of the first paragraph of clause 2 is deleted.",
        'In clause 2 the words "six months" are replaced by "nine months".',
    ],
)
def test_where_it_cannot_be_told_which_sentence_is_meant_the_change_is_shown(said: str) -> None:
    assert len(stands(TENANCY, {"one": _ENGLISH.format(said)}, "The tenant gives", DAY)) > 1


def test_a_clause_that_is_suspended_stays_with_that_beside_it_to_be_read() -> None:
    later = {"one": _ENGLISH.format("Clause 2 is suspended until 31 December 2031.")}
    assert [part for part, _ in stands(TENANCY, later, "The tenant gives", DAY)] == [Part.ANSWER, Part.PART]


@pytest.mark.parametrize(
    ("base", "said", "stays"),
    [
        (TENANCY, "The first two sentences of clause 2 are deleted.", "Notice is"),
        (UPKEEP, "Die ersten beiden Sätze von § 2 werden gestrichen.", "Die Kündigung bedarf"),
    ],
)
def test_the_first_two_sentences_go_and_the_third_stays(base: str, said: str, stays: str) -> None:
    assert [part for part, _ in stands(base, {"one": _ENGLISH.format(said)}, stays, DAY)] == [Part.ANSWER]
