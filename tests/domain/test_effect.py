"""From which day on a paper applies: by its own words, never from the day of the contract that it names."""

from __future__ import annotations

from datetime import date

import pytest

from hemvist.domain.about import about

_MARCH = date(2031, 3, 1)
_LATER = {
    "its own sentence names both days": (
        "Tillägg 3 till avtal om vaktmästeri\n\nTillägget ändrar avtalet om vaktmästeri den 9 maj 2029 mellan Alm AB och Björk AB,"
        " från och med den 1 mars 2031.\n\nPunkt 3 ändras så att timpriset är 610 kronor.\n"
    ),
    "a clause names its day, below a heading of its own": (
        "Tillägg nr 2 till avtal om larm\nDetta tillägg ändrar avtalet om larm den 9 maj 2029 mellan Alm AB och Björk AB.\n"
        "1 Ny avgift\nPunkt 5 i avtalet ändras så att avgiften från och med den 1 mars 2031 är 900 kronor per månad.\n"
        "2 Övrigt\nI övrigt gäller avtalet oförändrat.\nLund den 4 februari 2031\n"
    ),
    "German": (
        "Nachtrag zum Reinigungsvertrag\nDieser Nachtrag ändert den Reinigungsvertrag vom 9. Mai 2029 der Alm GmbH und der Birke AG.\n"
        "1 Preis\n§ 3 wird wie folgt geändert: Der Preis beträgt ab dem 1. März 2031 610 Euro im Monat.\n"
        "2 Beginn\nDieser Nachtrag tritt am 1. März 2031 in Kraft.\nUlm, den 4. Februar 2031\n"
    ),
    "German, with effect": (
        "Nachtrag 1 zum Mietvertrag vom 9. Mai 2029\n\nDie Parteien ändern den Mietvertrag mit Wirkung zum 1. März 2031.\n"
        "§ 2 wird durch folgende Fassung ersetzt: Die Miete beträgt 610 Euro bis zum 30. Juni 2034.\nUlm, 4. Februar 2031\n"
    ),
    "English, from": (
        "Addendum to the Catering Agreement dated 9 May 2029\n\nThis addendum is made on 4 February 2031 between Alder Ltd and Birch Ltd.\n"
        "Section 4 is amended so that from 1 March 2031 the price is GBP 12 per meal.\n"
    ),
    "English, on the day": (
        "Amendment No. 1 to the Catering Agreement dated 9 May 2029 between Alder Ltd and Birch Ltd\n\n"
        "On 1 March 2031 Section 4 of the agreement of 9 May 2029 is replaced by the following: The price is GBP 12.\n"
    ),
    "it is made in the paragraph below its title": (
        "Amendment No. 1 to the Catering Agreement dated 9 May 2029\n\nmade on 1 March 2031 between Alder Ltd and Birch Ltd.\n\n"
        "Section 4 is amended as follows: The price is GBP 12.\n"
    ),
    "French": (
        "Avenant n° 1 au contrat de maintenance\n\nLe présent avenant modifie le contrat du 9 mai 2029 entre Aulne SA et Bouleau SA.\n"
        "À compter du 1 mars 2031, l'article 4 est remplacé par ce qui suit : Le prix est de 610 euros.\nLyon, le 4 février 2031\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", _LATER.values(), ids=_LATER.keys())
def test_a_paper_that_changes_a_contract_applies_from_the_day_that_it_tells(text: str) -> None:
    assert about(text).effective == _MARCH


@pytest.mark.parametrize(
    "text",
    [
        "Tillägg till avtal om larm\nDetta tillägg ändrar avtalet om larm den 9 maj 2029 mellan Alm AB och Björk AB.\n1 Avgift\n"
        "Punkt 5 ändras så att avgiften är 900 kronor.\n2 Övrigt\nI övrigt gäller avtalet oförändrat.\nLund den 4 februari 2031\n",
        "Nachtrag zum Wartungsvertrag vom 9. Mai 2029\nDieser Nachtrag ändert den Vertrag vom 9. Mai 2029.\n"
        "§ 2 wird wie folgt geändert: Der Vertrag wird bis zum 31. Dezember 2033 verlängert.\nUlm, den 4. Februar 2031\n",
        "Amendment to the Lease dated 9 May 2029\n\nThe parties amend the lease dated 9 May 2029.\n"
        "Section 2 is amended so that the term ends on 31 December 2033.\nSigned on 4 February 2031\n",
    ],
)
def test_without_such_a_day_it_applies_from_the_day_it_was_made_and_never_from_a_last_day(text: str) -> None:
    assert about(text).effective == date(2031, 2, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Tillägg till avtal om larm\nDetta tillägg ändrar avtalet om larm den 9 maj 2029 mellan Alm AB och Björk AB.\n1 Avgift\n"
        "Punkt 5 ändras så att avgiften är 900 kronor.\n",
        "Nachtrag zum Wartungsvertrag vom 9. Mai 2029\n§ 2 wird wie folgt geändert: Der Vertrag wird bis zum 31. Dezember 2033 verlängert.\n",
        "Amendment to the Lease dated 9 May 2029\n\nSection 2 of the lease dated 9 May 2029 is amended so that the term ends on 31 December 2033.\n",
    ],
)
def test_where_it_tells_none_there_is_none(text: str) -> None:
    assert about(text).effective is None


def test_a_day_below_what_the_contract_is_called_is_not_the_day_of_the_contract() -> None:
    told = about(_LATER["a clause names its day, below a heading of its own"])
    assert [one.dated for one in told.references] == [date(2029, 5, 9)]
    assert told.dated == date(2031, 2, 4)
    assert [one.since for one in told.changes] == [_MARCH]
