"""Days as people write them: read where there is one way to, told why not where there are two or none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.days import written

FIRST = date(2026, 3, 1)


@pytest.mark.parametrize(
    "told",
    [
        "2026-03-01", "2026-3-1", "2026/03/01", "01.03.2026", "1.3.2026", "1. 3. 2026", "1 mars 2026", "den 1 mars 2026", "1:a mars 2026",
        "1. März 2026", "1. Mar. 2026", "1er mars 2026", "le 1er mars 2026", "March 1, 2026", "1 March 2026", "1st of March 2026", "Ma\u0308rz 1 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_in_four_languages(told: str) -> None:
    assert written(told) == FIRST


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "The date is missing."), ("yesterday", "is no date"), ("2026-13-01", "There is no month 13."), ("01.13.2026", "There is no month 13."),
        ("31 February 2026", "There is no 31 February."), ("2025-02-29", "There is no 29 February in 2025."), ("31.04.2026", "There is no 31 April."),
        ("03/04/2026", "write 2026-04-03 or 2026-03-04"), ("03-04-2026", "two ways"), ("1.3.26", "two digits"), ("1 mers 2026", "is no date"),
        ("2026-03", "is no date"), ("0000-01-01", "There is no year 0."), ("²026-03-01", "is no date"),
    ],
)  # fmt: skip
def test_what_is_no_day_or_two_says_why(told: str, why: str) -> None:
    said = written(told)
    assert isinstance(said, str)
    assert why in said


@pytest.mark.parametrize("told", ["25/03/2026", "03/25/2026", "03/03/2026"])
def test_slashes_are_read_where_they_cannot_be_misread(told: str) -> None:
    assert isinstance(written(told), date)


@given(st.dates())
def test_every_day_is_read_as_it_is_written_in_the_standard(day: date) -> None:
    assert written(day.isoformat()) == day
    assert written(f"{day.day}.{day.month}.{day.year:04}") == day


@given(st.text())
def test_whatever_is_told_it_is_a_day_or_a_short_sentence(told: str) -> None:
    found = written(told)
    assert isinstance(found, date) or 0 < len(found) < 130
