"""Words that begin alike in two languages."""

from __future__ import annotations

import pytest

from hemvist.domain.cognates import begins, shared


@pytest.mark.parametrize(
    ("german", "english"),
    [("Imperialismus", "imperialism"), ("Physik", "physics"), ("Präsident", "president"), ("Konzert", "concerts")],
)
def test_what_greek_and_latin_left_begins_alike_in_both(german: str, english: str) -> None:
    assert shared(german, english) == 1.0


def test_a_number_must_be_the_same_whole() -> None:
    assert shared("1973", "In 1973 it rose.") == 1.0
    assert shared("1973", "In 1974 it rose.") == 0.0


def test_short_words_tell_nothing() -> None:
    assert begins("wer war an der See") == frozenset()
    assert shared("wer", "wer") == 0.0


def test_it_is_a_share_of_what_the_question_says() -> None:
    assert shared("Welcher Professor lehrte Philosophie?", "The professor taught philosophy.") == 0.5
