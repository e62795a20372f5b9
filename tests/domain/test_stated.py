"""What two clauses are compared by: areas, shares and counts by value, of one part of the thing each, sums for one time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.quantities import units
from hemvist.domain.stated import differ, stated


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The premises have an area of 450 m².", "The leased area is 480 sqm."),
        ("The premises measure 5,200 square feet.", "Lokalens yta är 450 kvm."),
        ("The premises comprise 450 m², of which 60 m² are storage.", "The premises comprise 480 m²."),
        ("120 m² on the ground floor and 130 m² on the first floor.", "The ground floor has 125 m²."),
        ("The licence is for 25 users.", "Up to thirty users may use it."),
        ("Dröjsmålsränta utgår med 8 procent.", "Der Verzugszins beträgt 9 %."),
        ("The support covers 40 hours a month.", "Supporten omfattar 30 timmar i månaden."),
        ("The tenant has 4 parking spaces.", "Hyresgästen har sex parkeringsplatser."),
        ("The manual has 200 pages.", "Das Handbuch hat 220 Seiten."),
        ("The rent is EUR 2,000 per month.", "The annual rent is EUR 26,000."),
    ],
)
def test_other_values_of_the_same_differ(one: str, other: str) -> None:
    assert differ(stated(one), stated(other))
    assert differ(stated(other), stated(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The premises have an area of 450 m².", "Lokalens yta är 450 kvm."),
        ("The premises measure 4,844 sq ft.", "Die Fläche beträgt 450 qm."),
        ("Licensen gäller 25 användare.", "Die Lizenz gilt für 25 Nutzer."),
        ("Late interest is 2 per cent.", "Late interest is 2 %."),
        ("A minimum of 1,000 units per year.", "Minst 1 000 enheter."),
        ("The rent is EUR 2,000 per month.", "The annual rent is EUR 24,000."),
        ("The rent is EUR 2,000 per month.", "The rent is EUR 2,000."),
    ],
)
def test_the_same_value_in_other_words_does_not_differ(one: str, other: str) -> None:
    assert units(stated(one)) & units(stated(other))
    assert not differ(stated(one), stated(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ground floor measures 120 m² and the first floor 130 m².", "The premises measure 250 m² in total."),
        ("Die Mietfläche beträgt 450 qm.", "Die Fläche im Erdgeschoss beträgt 200 m²."),
        ("Lokalen är 450 kvm.", "Förrådet är 30 kvm."),
        ("The licence is for 25 users.", "The company has 40 employees."),
        ("A bolt is 12 mm.", "A nut is 10 mm."),
    ],
)
def test_figures_of_other_things_are_not_compared(one: str, other: str) -> None:
    assert not units(stated(one)) & units(stated(other))


@given(st.text(max_size=200))
def test_any_text_is_taken_and_does_not_differ_from_itself(text: str) -> None:
    told = stated(text)
    assert not differ(told, told)


@pytest.mark.parametrize("part", ["1 m² ", "ground floor ", "no users ", "two ", "EUR 5 per "])
def test_a_hostile_text_takes_no_long_time(part: str) -> None:
    began = time.monotonic()
    stated(part * 3_000)
    assert time.monotonic() - began < 5
