"""How sure it is that a sentence answers, once it was read with the question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain import closer
from hemvist.domain.closer import Signs, Together
from hemvist.domain.weigh import logistic

PLAIN = Signs(read=1.0, ahead=2.0, shown=False, chosen=False, length=80, named=False, unnamed=False)


@pytest.mark.parametrize("better", ["shown", "chosen", "named"])
def test_it_is_surer_of_what_the_rules_found_and_of_papers_that_are_named(better: str) -> None:
    assert closer.odds(replace(PLAIN, **{better: True})) > closer.odds(PLAIN)


def test_it_is_less_sure_where_another_paper_is_named() -> None:
    assert closer.odds(replace(PLAIN, unnamed=True)) < closer.odds(PLAIN)


@given(st.floats(-12, 12), st.floats(-12, 12), st.floats(0.01, 8))
def test_the_more_speaks_for_a_sentence_the_surer_it_is(read: float, ahead: float, more: float) -> None:
    less = replace(PLAIN, read=read, ahead=ahead)
    assert closer.odds(replace(less, read=read + more)) > closer.odds(less)
    assert closer.odds(replace(less, ahead=ahead + more)) > closer.odds(less)


TOGETHER = Together(odds=-1.0, read=2.0, lead=1.0, shown=False, chosen=False, other=False)


@pytest.mark.parametrize("sign", ["odds", "read", "lead"])
@given(st.floats(-9, 9), st.floats(0.01, 8))
def test_the_more_speaks_for_what_would_be_shown_the_surer_it_is(sign: str, at: float, more: float) -> None:
    less = replace(TOGETHER, **{sign: at})
    assert closer.sure(replace(less, **{sign: at + more})) > closer.sure(less)


def test_it_is_surer_of_what_the_rules_show_and_less_sure_where_they_show_something_else() -> None:
    assert closer.sure(replace(TOGETHER, shown=True)) > closer.sure(TOGETHER)
    assert closer.sure(replace(TOGETHER, chosen=True)) > closer.sure(TOGETHER)
    assert closer.sure(replace(TOGETHER, other=True)) < closer.sure(TOGETHER)


def test_what_only_the_closer_look_found_needs_a_clear_lead() -> None:
    assert closer.sure(replace(TOGETHER, odds=0.0, read=2.0, lead=0.5)) < closer.ENOUGH
    assert closer.sure(replace(TOGETHER, odds=4.0, read=5.0, lead=7.0)) >= closer.ENOUGH


def test_what_the_rules_show_stays_unless_much_speaks_against_it() -> None:
    shown = replace(PLAIN, shown=True, chosen=True)
    assert logistic(closer.odds(replace(shown, read=-3.0, ahead=-4.0))) >= closer.KEPT
    assert logistic(closer.odds(replace(shown, read=-5.0, ahead=-6.0))) >= closer.KEPT_NAMED
    assert logistic(closer.odds(replace(shown, read=-9.0, ahead=-14.0, unnamed=True))) < closer.KEPT


def test_what_was_found_by_own_words_has_to_be_borne_out_more_and_in_a_named_paper_less() -> None:
    assert closer.KEPT_NAMED < closer.KEPT < closer.KEPT_WORDS < closer.ENOUGH
