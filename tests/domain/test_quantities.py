"""Quantities by their normalised value, in four languages; any text is taken, in linear time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.quantities import Of, differ, quantities

MONTH = 30.4


@pytest.mark.parametrize(
    ("text", "of", "value", "unit"),
    [
        ("three (3) months", Of.TIME, 3 * MONTH, "month"),
        ("tre månader", Of.TIME, 3 * MONTH, "month"),
        ("drei Monate", Of.TIME, 3 * MONTH, "month"),
        ("trois mois", Of.TIME, 3 * MONTH, "month"),
        ("ninety (90) days", Of.TIME, 90, "day"),
        ("nine months' notice", Of.TIME, 9 * MONTH, "month"),
        ("a 12-month term", Of.TIME, 12 * MONTH, "month"),
        ("två år", Of.TIME, 24 * MONTH, "month"),
        ("EUR 1,000", Of.MONEY, 1000, "EUR"),
        ("1.000 Euro", Of.MONEY, 1000, "EUR"),
        ("1 000,50 kr", Of.MONEY, 1000.5, "SEK"),
        ("$1.5 million", Of.MONEY, 1_500_000, "USD"),
        ("200 tkr", Of.MONEY, 200_000, "SEK"),
        ("20 per cent", Of.SHARE, 20, "%"),
        ("7,5 %", Of.SHARE, 7.5, "%"),
        ("30 September 2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("den 30 september 2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("30. September 2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("September 30, 2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("le 30 septembre 2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("30.09.2027", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
        ("2027-09-30", Of.DAY, date(2027, 9, 30).toordinal(), "date"),
    ],
)
def test_a_quantity_has_its_value_however_it_is_written(text: str, of: Of, value: float, unit: str) -> None:
    (one,) = quantities(text)
    assert (one.of, one.unit) == (of, unit)
    assert one.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "clause 3.2",
        "Storgatan 14",
        "31 February 2027",
        "version 2.0.1",
        "one of the parties",
        "in 2027",
        "twice a year",
        "EUR a month",
        "en jours",
        "3/4/2021",
    ],
)
def test_what_is_none_is_none(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("EUR 1,000", 1000),
        ("EUR 1.000.000", 1e6),
        ("EUR 1,5", 1.5),
        ("1’000.25 CHF", 1000.25),
        ("33  000  000 kronor", 33e6),
        ("EUR 1  250  000.50", 1_250_000.5),
        ("12 million kronor", 12e6),
        ("3 MSEK", 3e6),
        ("2,125 %", 2.125),
        ("zwölf Tage", 12),
        ("one hundred and twenty days", 120),
        ("hundratjugo dagar", 120),
        ("quatre-vingt-dix jours", 90),
        ("two weeks", 14),
        ("24 hours", 24),
        ("tio arbetsdagar", 10),
        ("a month's notice", 1),
        ("en månad", 1),
    ],
)
def test_numbers_are_read_in_every_writing(text: str, value: float) -> None:
    assert [one.number for one in quantities(text)] == [value]


def test_a_year_is_twelve_months_and_a_week_seven_days() -> None:
    assert not differ(quantities("one year, two weeks"), quantities("12 Monate, 14 dagar"))


@given(st.text(max_size=400))
def test_any_text_is_taken_and_every_span_lies_in_it(text: str) -> None:
    for one in quantities(text):
        assert 0 <= one.start < one.end <= len(text)


@given(st.text(alphabet="0123456789., '%€kr EURmånader-/", max_size=80))
def test_texts_made_of_numbers_are_taken_too(text: str) -> None:
    quantities(text)


@pytest.mark.parametrize(
    "evil", ["1" * 50_000, "1," * 30_000, "1 000 " * 20_000, "1  000 " * 20_000, "one (one " * 10_000, "EUR" * 30_000]
)
def test_hostile_texts_take_no_longer_than_others(evil: str) -> None:
    began = time.process_time()
    quantities(evil)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "unit", "number", "per"),
    [
        ("CHF 1'250.–", "CHF", 1250, ""),
        ("1.250,- €", "EUR", 1250, ""),
        ("EUR 1.250,-- monatlich", "EUR", 1250, "month"),
        ("SEK 12 500:-", "SEK", 12500, ""),
        ("12 500:-/mån", "SEK", 12500, "month"),
        ("kr 12 500,-", "SEK", 12500, ""),
        ("2 mnkr", "SEK", 2_000_000, ""),
        ("£250k", "GBP", 250_000, ""),
        ("$5bn", "USD", 5e9, ""),
        ("EUR 3 Mill.", "EUR", 3_000_000, ""),
        ("EUR 250 Tsd.", "EUR", 250_000, ""),
        ("TEUR 250", "EUR", 250_000, ""),
        ("250 k€", "EUR", 250_000, ""),
        ("¥5,000", "JPY", 5000, ""),
        ("£1,000 pcm", "GBP", 1000, "month"),
        ("£12,000 pa", "GBP", 12000, "year"),
        ("12.000 EUR zzgl. MwSt. pro Monat", "EUR", 12000, "month"),
        ("1 000 € HT/mois", "EUR", 1000, "month"),
    ],
)
def test_sums_as_they_are_written_in_offers_and_price_lists(text: str, unit: str, number: float, per: str) -> None:
    assert [(one.unit, one.number, one.per) for one in quantities(text)] == [(unit, number, per)]


def test_a_billion_is_two_numbers_by_language_and_a_section_is_no_sum() -> None:
    assert not quantities("USD 1.5 billion")
    assert not quantities("§ 5:- Rent")
