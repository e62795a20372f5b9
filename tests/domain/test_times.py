"""How days, months, quarters and years are worded: read once, for a bound, for a follow-up and for a day asked of."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain import exchanged
from hemvist.domain.asked_day import asked_as_of
from hemvist.domain.condition import condition
from hemvist.domain.dated import dated
from hemvist.domain.times import How, times

TODAY = date(2026, 11, 29)


def told(text: str, today: date | None = None) -> list[tuple[str, str, How]]:
    return [
        (date.fromordinal(one.first).isoformat(), date.fromordinal(one.last).isoformat(), one.how)
        for one in times(text, today)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "1.7.2026", "2026-07-01", "1 July 2026", "July 1st, 2026", "den 1 juli 2026", "den 1:a juli 2026", "1er juillet 2026",
        "1. Juli 2026", "2026/07/01", "the 1st of July 2026",
    ],
)  # fmt: skip
def test_a_day_is_the_same_however_it_is_written(words: str) -> None:
    day = ("2026-07-01", "2026-07-01", How.EXACT)
    assert told(f"on {words}") == [day]
    bound = dated(f"end before {words}")
    assert bound is not None
    assert (bound.high, bound.sure) == (date(2026, 6, 30).toordinal(), True)
    bare = words.removeprefix("den ").removeprefix("the ")
    assert exchanged.day(f"{bare}?", "What was the rent on 1 May 2023?", "en") == f"What was the rent on {bare}?"


@pytest.mark.parametrize(
    "words",
    [
        "Q3 2026", "2026 Q3", "the third quarter of 2026", "kvartal 3 2026", "tredje kvartalet 2026", "dritten Quartal 2026",
        "3. Quartal 2026", "troisième trimestre 2026",
    ],
)  # fmt: skip
def test_a_quarter_is_no_whole_year(words: str) -> None:
    assert told(f"in {words}") == [("2026-07-01", "2026-09-30", How.EXACT)]


@pytest.mark.parametrize(
    ("words", "high"),
    [
        ("by the end of Q3 2026", "2026-09-30"),
        ("no later than the end of June 2026", "2026-06-30"),
        ("senast i slutet av juni 2026", "2026-06-30"),
        ("spätestens Ende Juni 2026", "2026-06-30"),
        ("au plus tard fin juin 2026", "2026-06-30"),
        ("before H2 2026", "2026-06-30"),
        ("före andra halvåret 2026", "2026-06-30"),
    ],
)
def test_until_the_end_of_a_month_or_quarter_is_until_its_last_day(words: str, high: str) -> None:
    found = dated(f"end {words}")
    assert found is not None
    assert (found.low, date.fromordinal(int(found.high)).isoformat(), found.sure) == (-inf, high, True)


@pytest.mark.parametrize(
    "words", ["at the end of June 2026", "i slutet av juni 2026", "Ende Juni 2026", "fin juin 2026"]
)
def test_at_the_end_of_a_month_is_its_last_day(words: str) -> None:
    found = dated(f"end {words}")
    assert found is not None
    assert found.sure
    assert found.low == found.high == date(2026, 6, 30).toordinal()


@pytest.mark.parametrize(
    "words",
    [
        "in mid-2026", "Mitte 2026", "mitten av 2026", "mi-2026", "in early 2026", "in summer 2026", "sommaren 2026",
        "at the end of 2026", "at the beginning of 2026", "Anfang 2026", "in the financial year 2026", "in 2026/27", "in the 2020s",
        "in week 12 2026", "before 31.2.2026", "between Q1 and Q3 2026", "in the first and third quarter of 2026", "on 1/7/2026",
        "next year", "nästa år", "i år", "nächstes Jahr", "l'année prochaine", "last month", "before 1 July", "before July", "före juli",
        "vor dem 1. Juli", "avant le 1er juillet", "im Juli",
    ],
)  # fmt: skip
def test_what_bounds_nothing_surely_is_told_and_not_sure(words: str) -> None:
    found = dated(f"end {words}")
    assert found is not None
    assert not found.sure


def test_a_verb_or_a_clause_of_a_contract_is_no_month() -> None:
    assert times("Which contracts may be ended under clause 4 may they not, or march on?") == []
    assert times("Which leases cap the rent in the last year of the term?") == []


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the rent last year?", "2025-12-31"),
        ("Hur hög var hyran förra året?", "2025-12-31"),
        ("Hur hög var hyran i fjol?", "2025-12-31"),
        ("Wie hoch war die Miete im letzten Jahr?", "2025-12-31"),
        ("Quel était le loyer l'an dernier ?", "2025-12-31"),
        ("What was the rent two years ago?", "2024-11-29"),
        ("Wie hoch war die Miete vor zwei Jahren?", "2024-11-29"),
        ("Hur hög var hyran för två år sedan?", "2024-11-29"),
        ("Quel était le loyer il y a deux ans ?", "2024-11-29"),
        ("What was the rent in Q3 2022?", "2022-09-30"),
        ("What was the rent at the end of 2022?", "2022-12-31"),
        ("Hur hög var hyran i slutet av juni 2022?", "2022-06-30"),
        ("Wie hoch war die Miete Ende Juni 2022?", "2022-06-30"),
        ("Quel était le loyer fin juin 2022 ?", "2022-06-30"),
        ("What was the rent in mid-2022?", "2022-07-01"),
        ("What was the rent on 13/5/2023?", "2023-05-13"),
    ],
)
def test_a_day_asked_of_is_read_by_the_day_of_asking_and_in_every_form(question: str, day: str) -> None:
    found = asked_as_of(question, TODAY)
    assert found is not None
    assert found.date().isoformat() == day


@pytest.mark.parametrize(
    "question",
    [
        "What was the rent on 3/5/2023?",
        "What was the rent before last year?",
        "What was the rent on 1 May?",
        "A customer was hacked last week and I wonder whether the insurance covers that?",
        "I did the course two years ago, how long is the warranty?",
        "was ist die Miete im Juli?",
        "How much did we sell for last year?",
    ],
)
def test_a_day_that_is_not_sure_or_tells_something_else_is_not_asked_of(question: str) -> None:
    assert asked_as_of(question, TODAY) is None


@pytest.mark.parametrize(
    ("tongue", "rest", "before", "asked"),
    [
        ("en", "next year?", "How much is the rent?", "How much is the rent next year?"),
        ("en", "last year?", "What was the rent in 2022?", "What was the rent last year?"),
        ("en", "in 2022?", "What was the rent last year?", "What was the rent in 2022?"),
        ("en", "July 1st, 2026", "How much is the rent in 2022?", "How much is the rent on July 1st, 2026?"),
        ("en", "Q3 2026?", "How much is the rent?", "How much is the rent in Q3 2026?"),
        ("en", "mid-2026?", "How much is the rent?", "How much is the rent in mid-2026?"),
        ("sv", "nästa år?", "Hur hög är hyran?", "Hur hög är hyran nästa år?"),
        ("de", "Ende Juni 2026", "Wie hoch ist die Miete?", "Wie hoch ist die Miete Ende Juni 2026?"),
        ("fr", "fin juin 2026 ?", "Quel est le loyer ?", "Quel est le loyer fin juin 2026 ?"),
    ],
)
def test_a_follow_up_takes_every_form(tongue: str, rest: str, before: str, asked: str) -> None:
    assert exchanged.day(rest, before, tongue) == asked


@pytest.mark.parametrize(
    ("text", "sure"), [("end in Q3 2026", True), ("were signed last year", False), ("end before mid-2026", False)]
)
def test_a_list_compares_only_a_time_that_is_sure(text: str, sure: bool) -> None:
    wanted = condition(text)
    assert wanted is not None
    assert wanted.sure is sure


@given(st.text(max_size=300))
def test_any_text_is_taken_without_a_fault(text: str) -> None:
    for one in times(f"{text} 2026", TODAY):
        assert one.first <= one.last


@pytest.mark.parametrize("word", ["2026 ", "mid-", "the first quarter of ", "last year ", "1 May ", "Q1 2026 and "])
def test_long_texts_take_no_longer_than_their_length(word: str) -> None:
    times(word * 2000, TODAY)
