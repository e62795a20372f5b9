"""Which of many documents has the most or the least of something: recognised, and placed only by values that can be compared."""

from __future__ import annotations

import pytest

from hemvist.domain.superlative import Measure, most, placed
from hemvist.domain.survey import survey


@pytest.mark.parametrize(
    ("question", "kind", "papers", "greatest"),
    [
        ("Which lease is the most expensive?", "rent", "lease", True),
        ("What is our cheapest lease?", "rent", "lease", False),
        ("Which contract has the longest notice period?", "notice period", "", True),
        ("Which contracts have the shortest notice period?", "notice period", "", False),
        ("Which of our leases has the lowest rent?", "rent", "lease", False),
        ("Which contract ends first?", "expiry", "", False),
        ("Vilket avtal löper ut först?", "expiry", "", False),
        ("Which lease has the largest premises?", "floor area", "lease", True),
        ("Vilket avtal löper ut sist?", "expiry", "", True),
        ("Vilket hyresavtal har högst hyra?", "rent", "lease", True),
        ("Vilket är vårt dyraste hyresavtal?", "rent", "lease", True),
        ("Vilket avtal har längst uppsägningstid?", "notice period", "", True),
        ("Welcher Vertrag hat die höchste Haftung?", "liability cap", "", True),
        ("Welcher Mietvertrag ist am teuersten?", "rent", "lease", True),
        ("Welcher Vertrag läuft zuerst aus?", "expiry", "", False),
        ("Welcher Vertrag hat die kürzeste Kündigungsfrist?", "notice period", "", False),
        ("Quel contrat a le préavis le plus long ?", "notice period", "", True),
        ("Quel bail est le moins cher ?", "rent", "lease", False),
        ("Quel contrat expire en premier ?", "expiry", "", False),
        ("Quel contrat prévoit la responsabilité la plus élevée ?", "liability cap", "", True),
    ],
)
def test_a_superlative_asks_every_document_for_its_value(question: str, kind: str, papers: str, greatest: bool) -> None:
    asked = survey(question)
    assert asked is not None
    assert asked.most is not None
    assert (asked.kind, asked.papers, asked.most.greatest, asked.most.sure) == (kind, papers, greatest, True)


@pytest.mark.parametrize(
    "question",
    [
        "What is the longest notice period?", "What is the highest rent the lease allows?", "Which lease applies?",
        "Which contract was signed first?", "Which lease has the highest priority?", "Which contract can be ended first?",
    ],
)  # fmt: skip
def test_what_compares_no_documents_or_nothing_known_is_none(question: str) -> None:
    assert most(question.rstrip("?")) is None


@pytest.mark.parametrize(
    "question",
    [
        "Which lease in Malmö has the highest rent", "Which contract under Swedish law has the longest notice period",
        "Which lease has the highest rent per square metre", "Which contract signed in 2024 has the longest notice period", "Which lease has the longest notice period and the lowest rent",
    ],
)  # fmt: skip
def test_what_a_question_demands_besides_keeps_all_from_being_compared(question: str) -> None:
    found = most(question)
    assert found is not None
    assert not found.sure


def test_values_of_one_unit_currency_and_period_are_placed() -> None:
    rows = [Measure("EUR", 900, "month"), Measure("EUR", 1200, "month"), Measure("EUR", 1200, "month")]
    assert (placed(rows, greatest=True).order, placed(rows, greatest=True).firsts) == ((1, 2, 0), frozenset({1, 2}))
    assert placed(rows, greatest=False).firsts == {0}
    assert placed([Measure("month", 3), Measure("day", 30)], greatest=False).firsts == {1}


@pytest.mark.parametrize(
    "other",
    [None, Measure("SEK", 900, "month"), Measure("EUR", 900, "year"), Measure("EUR", 900)],
)
def test_one_value_that_cannot_be_compared_keeps_all_from_being_the_first(other: Measure | None) -> None:
    told = placed([Measure("EUR", 900, "month"), other, Measure("EUR", 1200, "month")], greatest=True)
    assert (told.order, told.firsts, told.compared) == ((2, 0, 1), frozenset(), frozenset({0, 2}))


def test_days_that_may_be_as_long_as_the_months_are_not_told_apart() -> None:
    assert placed([Measure("month", 3), Measure("day", 90)], greatest=True).firsts == set()
    assert placed([Measure("day", 10), Measure("working day", 10)], greatest=True).firsts == set()
