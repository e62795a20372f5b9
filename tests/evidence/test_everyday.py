"""Everyday wordings: enough of each question, and those kept apart unknown to the vocabulary."""

from __future__ import annotations

import pytest

from hemvist.domain import clauses
from hemvist.evidence import legalbench
from hemvist.evidence.legalbench import HALVES, worded, wordings


@pytest.mark.parametrize("half", HALVES)
def test_each_of_the_33_questions_has_wordings(half: str) -> None:
    told = wordings(half)
    assert len(told) == 33
    assert all(len(said) >= 2 for said in told.values())
    assert sum(clauses.asked_in(one) == "sv" for said in told.values() for one in said) >= 8
    assert sum(clauses.asked_in(one) == "de" for said in told.values() for one in said) >= 8


@pytest.mark.parametrize("half", ["compared", "apart"])
def test_what_is_kept_apart_is_unknown_to_the_vocabulary(half: str) -> None:
    known = {asked.casefold() for kind in clauses.kinds() for asked in kind.asked}
    assert not known & {one.casefold() for said in wordings(half).values() for one in said}


def test_a_question_is_asked_in_other_words_and_keeps_its_reference() -> None:
    tests = (
        legalbench.Test("Consider the Lease between A and B; Which law governs this contract?", ()),
        legalbench.Test("Who?", ()),
    )
    asked = [one.query for one in worded(tests, "apart")]
    assert asked == [
        f"Consider the Lease between A and B; {said}" for said in wordings("apart")["Which law governs this contract?"]
    ]
