"""Quantities by their normalised value, in four languages; any text is taken, in linear time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.quantity import Of, number, quantities

MONTH = 30.4


@pytest.mark.parametrize(
    ("text", "of", "value", "unit"),
    [
        ("three (3) months", Of.DAYS, 3 * MONTH, "months"),
        ("tre månader", Of.DAYS, 3 * MONTH, "months"),
        ("drei Monate", Of.DAYS, 3 * MONTH, "months"),
        ("trois mois", Of.DAYS, 3 * MONTH, "months"),
        ("ninety (90) days", Of.DAYS, 90, "days"),
        ("nine months' notice", Of.DAYS, 9 * MONTH, "months"),
        ("a 12-month term", Of.DAYS, 12 * MONTH, "months"),
        ("två år", Of.DAYS, 730, "years"),
        ("EUR 1,000", Of.MONEY, 1000, "EUR"),
        ("1.000 Euro", Of.MONEY, 1000, "EUR"),
        ("1 000,50 kr", Of.MONEY, 1000.5, "SEK"),
        ("$1.5 million", Of.MONEY, 1_500_000, "USD"),
        ("200 tkr", Of.MONEY, 200_000, "SEK"),
        ("20 per cent", Of.SHARE, 20, "%"),
        ("7,5 %", Of.SHARE, 7.5, "%"),
        ("30 September 2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("den 30 september 2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("30. September 2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("September 30, 2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("le 30 septembre 2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("30.09.2027", Of.DAY, date(2027, 9, 30).toordinal(), ""),
        ("2027-09-30", Of.DAY, date(2027, 9, 30).toordinal(), ""),
    ],
)
def test_a_quantity_has_its_value_however_it_is_written(text: str, of: Of, value: float, unit: str) -> None:
    (one,) = quantities(text)
    assert (one.of, one.unit) == (of, unit)
    assert one.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["clause 3.2", "Storgatan 14", "31 February 2027", "version 2.0.1", "one of the parties", "in 2027"]
)
def test_what_is_none_is_none(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("1.000.000", 1e6), ("1,5", 1.5), ("12", 12), ("zwölf", 12), ("1’000.25", 1000.25)],
)
def test_numbers_of_every_writing(text: str, value: float) -> None:
    assert number(text) == value


@given(st.text(max_size=400))
def test_any_text_is_taken_and_every_span_lies_in_it(text: str) -> None:
    for one in quantities(text):
        assert 0 <= one.start < one.end <= len(text)


@given(st.text(alphabet="0123456789., '%€kr EURmånader-/", max_size=80))
def test_texts_made_of_numbers_are_taken_too(text: str) -> None:
    quantities(text)


@pytest.mark.parametrize("evil", ["1" * 50_000, "1," * 30_000, "1 000 " * 20_000, "one (one " * 10_000, "EUR" * 30_000])
def test_hostile_texts_take_no_longer_than_others(evil: str) -> None:
    began = time.process_time()
    quantities(evil)
    assert time.process_time() - began < 2
