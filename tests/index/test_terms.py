"""Terms: forms of a word meet, in any language, and nothing breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.index.terms import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agreement", "agreements"), ("terminate", "TERMINATION"), ("hyresvärden", "Hyresvärdens"),
        ("Kündigung", "kündigungsfrist"), ("résiliation", "RÉSILIER"), ("ﬁnance", "finances"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("år", "ar"), ("fee", "free"), ("1000000", "1000001"), ("Straße", "Strafe")]
)
def test_different_words_and_numbers_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_lines_to_fill_in_and_marks_are_no_terms() -> None:
    assert terms("_____ [***] § — (a)") == ["a"]


@given(st.text(max_size=400))
def test_any_text_has_terms_without_white_space_and_of_bounded_length(text: str) -> None:
    for term in terms(text):
        assert term
        assert term == "".join(term.split())
        assert len(term) <= 40
