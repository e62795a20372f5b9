"""What an answer is to what was expected: each case is one outcome, and wordings are compared by their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.expected import AS_EXPECTED, Change, Expects, Outcome, Said, alike, change, outcome

LAW = "This lease is governed by the laws of Sweden."
CASES = [
    (Expects.NOTHING, "", [], Outcome.DECLINED),
    (Expects.NOTHING, "", [Said("a", LAW)], Outcome.WRONG),
    (Expects.DOCUMENT, "", [], Outcome.UNANSWERED),
    (Expects.DOCUMENT, "", [Said("a", LAW)], Outcome.RIGHT),
    (Expects.DOCUMENT, "", [Said("b", LAW)], Outcome.WRONG),
    (Expects.DOCUMENT, LAW, [Said("b", LAW), Said("a", "4. Governing law. " + LAW)], Outcome.RIGHT),
    (Expects.DOCUMENT, LAW, [Said("a", "The rent is EUR 12,000 a month.")], Outcome.WRONG),
    (Expects.DOCUMENT, LAW, [Said("b", LAW), Said("a", "The rent is due.")], Outcome.WRONG),
]


@pytest.mark.parametrize(("expects", "quote", "said", "counts"), CASES)
def test_an_answer_is_exactly_one_thing_to_what_was_expected(
    expects: Expects, quote: str, said: list[Said], counts: Outcome
) -> None:
    assert outcome(expects, "a", quote, said) is counts


@given(st.lists(st.builds(Said, st.sampled_from("ab"), st.text(min_size=1))), st.text())
def test_nothing_said_is_never_right_and_something_said_is_never_declined(said: list[Said], quote: str) -> None:
    assert (outcome(Expects.NOTHING, "a", quote, said) is Outcome.DECLINED) == (not said)
    if not any(one.document == "a" for one in said):
        assert outcome(Expects.DOCUMENT, "a", quote, said) is not Outcome.RIGHT


def test_wordings_are_alike_across_lines_and_case_and_not_by_a_few_words() -> None:
    assert alike(LAW, "THIS  lease is\ngoverned by the Laws of Sweden.")
    assert alike(LAW, "Save as stated, this lease is governed by the laws of Norway.")
    assert not alike(LAW, "The landlord is governed by its statutes and pays the rent in advance.")
    assert not alike("", LAW)


@given(st.text(min_size=1).filter(lambda one: bool(one.split())), st.text(), st.text())
def test_a_wording_is_alike_to_itself_inside_another(words: str, before: str, after: str) -> None:
    assert alike(words, f"{before} {words} {after}")


@given(st.sampled_from(Outcome), st.sampled_from(Outcome))
def test_a_change_is_worse_only_from_expected_to_not(before: Outcome, now: Outcome) -> None:
    told = change(before, now)
    assert (told is Change.WORSE) == (before in AS_EXPECTED and now not in AS_EXPECTED)
    assert (told is Change.BETTER) == (before not in AS_EXPECTED and now in AS_EXPECTED)
    assert (told is Change.NONE) == (before is now)
    assert change("", now) is Change.NONE
