"""The day that a question asks about: how things stood on it, and never a paper's date, a deed's day or a condition."""

from __future__ import annotations

from datetime import date

import pytest

from hemvist.domain.asked_day import asked_as_of

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the rent on 1 May 2023?", "2023-05-01"),
        ("How much was the deposit on May 1, 2023?", "2023-05-01"),
        ("What was the rent in 2022?", "2022-12-31"),
        ("What was the notice period in May 2023?", "2023-05-31"),
        ("Was subletting allowed in 2022?", "2022-12-31"),
        ("Hur hög var hyran den 1 maj 2023?", "2023-05-01"),
        ("Hur hög var hyran år 2022?", "2022-12-31"),
        ("Hur hög var hyran 2022?", "2022-12-31"),
        ("Wie hoch war die Miete am 1. Mai 2023?", "2023-05-01"),
        ("Wie hoch war die Miete 2022?", "2022-12-31"),
        ("Wie hoch war die Miete im Jahr 2022?", "2022-12-31"),
        ("Quel était le loyer le 1er mai 2023 ?", "2023-05-01"),
        ("Quel était le loyer en 2022 ?", "2022-12-31"),
    ],
)
def test_a_question_in_the_past_tense_asks_of_its_day_or_of_the_last_of_its_month_or_year(
    question: str, day: str
) -> None:
    told = asked_as_of(question, TODAY)
    assert told is not None
    assert told.isoformat() == f"{day}T23:59:59.999999+00:00"


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent in 2022?",
        "What was the rent in 2026?",
        "What was the rent on 1 May 2027?",
        "What was the rent before 1 May 2023?",
        "Hur hög var hyran före den 1 maj 2023?",
        "What was the rent in 2022 and in 2023?",
        "What was the rent in 2022 and what is it now?",
        "What was the rent in 2022 and what is the deposit?",
        "What was the rent under the lease of 1 March 2021?",
        "What was the rent in the 2022 lease?",
        "Hur hög var hyran enligt avtalet av den 1 mars 2021?",
        "Hur hög var hyran enligt hyresavtal 2021?",
        "Wie hoch war die Miete laut Vertrag vom 1. Mai 2023?",
        "Wie hoch war die Miete des am 1. März 2021 geschlossenen Vertrags?",
        "Was the lease signed on 1 March 2021?",
        "When was the rent raised in 2022?",
        "Which leases were ended in 2022?",
        "Who was seen on 1 May 2023?",
    ],
)
def test_what_tells_no_state_of_the_past_is_asked_of_today(question: str) -> None:
    assert asked_as_of(question, TODAY) is None
