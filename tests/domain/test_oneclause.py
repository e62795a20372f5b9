"""Which sentences stand in one numbered clause, and which of them state an exception."""

from __future__ import annotations

import pytest

from hemvist.domain.answer import Located
from hemvist.domain.oneclause import excepts, one_clause
from hemvist.domain.weigh import Evidence, spans
from hemvist.index.base import Found

NOTICE = "3.1 Either party may give three months' notice. During the first six months it is one month instead."
FEES = "3.2 The fee is due each month."


def said(text: str, version: str = "paper-1") -> list[Evidence]:
    return spans(Found("paper", version, 0, 50, 50 + len(text), None, "", text, 0.5, 0.0, 0.0))


def test_a_rule_and_what_follows_it_in_its_clause_go_together_in_either_order() -> None:
    rule, exception = said(NOTICE)
    assert one_clause(rule, exception)
    assert one_clause(exception, rule)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n  "])
def test_the_next_number_begins_another_clause(between: str) -> None:
    rule, exception, fees = said(NOTICE + between + FEES)
    assert one_clause(rule, exception)
    assert not one_clause(exception, fees)
    assert not one_clause(rule, fees)


def test_an_empty_line_ends_a_clause_without_a_number() -> None:
    first, second = said("Either party may give three months' notice.\n\nThe fee is due each month.")
    assert not one_clause(first, second)


def test_sentences_of_two_documents_or_passages_never_go_together() -> None:
    rule, exception = said(NOTICE)
    assert not one_clause(rule, said(NOTICE, "paper-2")[1])
    alone: Located = Found("paper", "paper-1", 0, 50, rule.end, None, "", rule.text, 0.5, 0.0, 0.0)
    assert not one_clause(Evidence(alone, 50, rule.end, 50, rule.end, 1.0), exception)


def test_a_sentence_does_not_go_with_one_that_it_holds() -> None:
    rule, exception = said(NOTICE)
    both = Evidence(rule.passage, rule.start, exception.end, rule.start, exception.end, 1.0)
    assert not one_clause(both, exception)


@pytest.mark.parametrize(
    "exception",
    [
        "During probation the notice period is one week.",
        "During the first six months it is one month instead.",
        "Under de första sex månaderna gäller i stället en månads uppsägningstid.",
        "Under provanställningen är uppsägningstiden två veckor.",
        "Während der Probezeit beträgt die Frist zwei Wochen.",
        "In den ersten sechs Monaten beträgt sie jedoch einen Monat.",
        "Pendant la période d’essai, le préavis est de deux semaines.",
    ],
)
def test_what_holds_at_first_or_instead_is_an_exception(exception: str) -> None:
    assert excepts(exception)


@pytest.mark.parametrize(
    "rule",
    [
        "After the probationary period either side may end the employment by giving two months' notice.",
        "Vardera parten får säga upp avtalet med tre månaders skriftlig uppsägningstid.",
        "Die Kündigungsfrist beträgt drei Monate.",
        "Le préavis est de trois mois.",
    ],
)
def test_a_rule_is_none(rule: str) -> None:
    assert not excepts(rule)
