"""Values: one normalised form in four languages, doubtful numbers kept doubtful, and no digit passed over."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.counting import written_out
from hemvist.domain.values import Piece, Sort, Value, scan, values


def one(text: str, language: str = "en") -> Value:
    (found,) = values(text, language)
    return found


@pytest.mark.parametrize(
    ("sort", "reading", "written"),
    [
        (Sort.DURATION, "3 month", "en:three months|en:3 months|en:three (3) months|en:one quarter|sv:tre månader|de:drei Monate|fr:trois mois|sv:3 månader"),
        (Sort.DURATION, "1 month", "en:one month|en:a month|sv:en månad|de:einen Monat|fr:un mois"),
        (Sort.DURATION, "12 month", "en:one year|en:twelve months|sv:ett år|de:zwölf Monaten|fr:douze mois|fr:un an"),
        (Sort.DURATION, "14 day", "en:two weeks|en:14 calendar days|sv:fjorton dagar|de:vierzehn Tagen|fr:quatorze jours"),
        (Sort.DURATION, "10 working day", "en:10 business days|en:ten working days|sv:tio arbetsdagar|de:zehn Werktagen|fr:dix jours ouvrés"),
        (Sort.DURATION, "90 day", "en:ninety (90) days|fr:quatre-vingt-dix jours|de:neunzig Tage|sv:nittio dagar"),
        (Sort.MONEY, "12000 EUR", "en:EUR 12,000|en:€12,000.00|en:12,000 euros|sv:12 000 euro|de:12.000 €|de:12.000,00 EUR|fr:12 000 €|en:12 thousand euros"),
        (Sort.MONEY, "1500000 SEK", "en:SEK 1.5 million|sv:1,5 MSEK|sv:1,5 miljoner SEK|sv:1 500 000 SEK"),
        (Sort.SHARE, "25 %", "en:25 %|en:twenty-five percent|en:25 per cent|sv:tjugofem procent|de:25 Prozent|fr:vingt-cinq pour cent"),
        (Sort.SHARE, "2 points", "en:2 percentage points|sv:2 procentenheter|de:2 Prozentpunkte"),
        (Sort.DATE, "2027-09-30", "en:30 September 2027|en:September 30, 2027|en:30th of September 2027|sv:den 30 september 2027|de:30. September 2027|de:30.09.2027|fr:30 septembre 2027|sv:2027-09-30"),
        (Sort.DATE, "2019-10-01", "en:1 October 2019|fr:1er octobre 2019|de:1. Oktober 2019"),
        (Sort.REFERENCE, "4.2(a)", "en:Section 4.2(a)|en:clause 4.2(a)"),
        (Sort.ORDINAL, "1", "en:first|en:1st|sv:första|de:ersten|fr:premier"),
        (Sort.NUMBER, "120", "en:120|en:one hundred and twenty|en:one hundred twenty|sv:etthundratjugo|de:hundertzwanzig|fr:cent vingt"),
    ],
)  # fmt: skip
def test_the_same_value_has_one_reading_however_it_is_written(sort: Sort, reading: str, written: str) -> None:
    for way in written.split("|"):
        language, _, text = way.partition(":")
        found = values(text, language)
        assert [(value.sort, value.readings) for value in found] == [(sort, frozenset({reading}))], way


@pytest.mark.parametrize(
    ("language", "text", "readings"),
    [
        ("en", "1.000", {"1000", "1"}), ("en", "1,000", {"1000"}), ("de", "1.000", {"1000"}), ("de", "1,000", {"1000", "1"}),
        ("sv", "1.000", {"1000", "1"}), ("sv", "1,5", {"1.5"}), ("en", "0,500", {"500", "0.5"}), ("fr", "1.234.567", {"1234567"}),
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_keeps_both(language: str, text: str, readings: set[str]) -> None:
    assert one(text, language).readings == readings


def test_a_doubtful_number_is_the_same_only_as_it_is_written() -> None:
    assert one("1.000 kr", "sv").same(one("1.000 kr", "sv"))
    assert not one("1.000 kr", "sv").same(one("1 000 kr", "sv"))
    assert one("03/04/2027", "en").readings == {"2027-03-04", "2027-04-03"}
    assert not one("03/04/2027", "en").same(one("4 March 2027", "en"))


@pytest.mark.parametrize("text", ["556123-4567", "A4", "10:30", "v2.1b", "1" * 40, "\u0663"])
def test_what_holds_a_digit_and_is_no_number_is_a_code(text: str) -> None:
    assert [value.sort for value in values(text, "en")] == [Sort.CODE]


@given(st.text(max_size=60), st.sampled_from(["en", "sv", "de", "fr"]))
def test_no_digit_is_passed_over_and_spans_are_in_order(text: str, language: str) -> None:
    found = scan(text, language)
    for before, after in pairwise(found):
        assert before.end <= after.start
    covered = {at for value in found for at in range(value.start, value.end)}
    assert all(at in covered for at, char in enumerate(text) if char.isdigit())
    assert not any(piece.text.isdigit() for piece in found if isinstance(piece, Piece))


@given(st.integers(0, 999), st.sampled_from(["en", "sv", "de", "fr"]))
def test_every_number_is_written_out_in_every_language(number: int, language: str) -> None:
    ways = [way for way, value in written_out(language).items() if value == number]
    assert ways or number == 1
    for way in ways:
        assert one(f"{way} %", language).readings == {f"{number} %"}


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "1." * 25_000, "one " * 15_000, "(" * 50_000, "§ (" * 15_000, "1 000" * 9000]
)
def test_hostile_texts_take_time_linear_in_their_length(text: str) -> None:
    began = time.process_time()
    values(text, "en")
    assert time.process_time() - began < 3
