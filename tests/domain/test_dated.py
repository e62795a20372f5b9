"""The time that a question names: days, months and years, and the words before and behind that bound them, in four languages."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.dated import dated


def told(text: str) -> tuple[str, str]:
    found = dated(text)
    assert found is not None
    assert found.sure
    low, high = (date.fromordinal(int(one)).isoformat() if abs(one) < inf else "" for one in (found.low, found.high))
    return low, high


@pytest.mark.parametrize(
    "text",
    [
        "går ut före den 1 juli 2026",
        "enden vor dem 1. Juli 2026",
        "expirent avant le 1er juillet 2026",
        "end before the 1st of July 2026",
        "end by the end of June 2026",
        "end no later than 30 June 2026",
        "end not later than the 30th of June 2026",
        "end on or before 30 June 2026",
        "går ut senast den 30 juni 2026",
        "gäller till och med den 30 juni 2026",
        "enden spätestens am 30.06.2026",
        "enden bis zum 30. Juni 2026",
        "end in June 2026 or earlier",
    ],
)
def test_until_a_day_is_read_with_and_without_an_article(text: str) -> None:
    assert told(text) == ("", "2026-06-30")


@pytest.mark.parametrize(
    "text",
    [
        "enden nach dem 30. Juni 2026",
        "går ut efter den 30 juni 2026",
        "end later than 30 June 2026",
        "end no earlier than 1 July 2026",
        "enden nicht vor dem 1. Juli 2026",
        "går ut tidigast den 1 juli 2026",
        "end in July 2026 or later",
        "expirent après le 30 juin 2026",
    ],
)
def test_from_a_day_on_is_read_with_and_without_an_article(text: str) -> None:
    assert told(text) == ("2026-07-01", "")


@pytest.mark.parametrize(
    "text",
    [
        "end between 1 January 2026 and 30 June 2026",
        "end between 1 January and 30 June 2026",
        "end from January to June 2026",
        "går ut mellan den 1 januari och den 30 juni 2026",
        "enden zwischen dem 1. Januar und dem 30. Juni 2026",
        "expirent entre le 1er janvier et le 30 juin 2026",
        "end after 31 December 2025 and before 1 July 2026",
        "end between 01/2026 and 2026-06",
    ],
)
def test_between_two_days_both_count_and_the_year_may_stand_once(text: str) -> None:
    assert told(text) == ("2026-01-01", "2026-06-30")


@pytest.mark.parametrize(
    "text", ["end in 2026 or 2027", "går ut 2026 eller 2027", "enden 2026 oder 2027", "end 2026-2027"]
)
def test_years_that_follow_each_other_are_one_time(text: str) -> None:
    assert told(text) == ("2026-01-01", "2027-12-31")


def test_a_month_before_the_turn_of_the_year_is_of_the_year_before() -> None:
    assert told("end between November and February 2027") == ("2026-11-01", "2027-02-28")


@pytest.mark.parametrize(
    "text", ["end in 2026 or 2028", "signed in 2024 end in 2027", "end on 3/4/2026", "end in 2025, 2027 and 2029"]
)
def test_times_that_are_not_understood_are_not_sure(text: str) -> None:
    found = dated(text)
    assert found is not None
    assert not found.sure


def test_what_names_no_time_is_none() -> None:
    assert dated("end soon, and no later than agreed") is None


@given(st.text(max_size=300))
def test_any_text_is_taken_without_a_fault(text: str) -> None:
    found = dated(f"{text} 2026")
    assert found is None or found.low <= found.high
    dated(text)


@pytest.mark.parametrize("word", ["2026 ", "1 and ", "before the ", "May 2026 or ", "1 May 2026 and "])
def test_long_texts_take_no_longer_than_their_length(word: str) -> None:
    dated(word * 300)
