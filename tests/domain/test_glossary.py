"""What things are called in four languages: the words of a question for them, and what papers say for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.glossary import TONGUES, folded, spoken


@pytest.mark.parametrize(
    ("question", "tongue", "words"),
    [
        ("How long does the lease of the van last?", "en", ["van"]),
        ("Was kostet die Kaffeemaschine?", "de", ["kaffeemaschine"]),
        ("What does the coffee machine cost?", "en", ["coffee machine"]),
        ("Vad kostar skåpbilen per månad?", "sv", ["skapbilen"]),
        ("Hur ofta kommer hissfirman?", "sv", ["hissfirman"]),
        ("Which law governs?", "en", []),
        ("Hur behandlas stabila villkor på hundra kontakter?", "sv", []),
        ("Ist der Aufwand für die Struktur ausgeschlossen?", "de", []),
    ],
)
def test_the_longest_word_for_a_thing_counts(question: str, tongue: str, words: list[str]) -> None:
    assert list(spoken(question, tongue)) == words


@pytest.mark.parametrize(
    ("asked", "tongue", "said", "theirs"),
    [
        ("the van", "en", "Leasing av skåpbil", "sv"),
        ("bilen", "sv", "Leasing av skåpbil", "sv"),
        ("die Öfen", "de", "Service av ugnar", "sv"),
        ("hissarna", "sv", "Wartung der Personenaufzüge", "de"),
        ("the flour", "en", "Mehllieferung", "de"),
    ],
)
def test_a_paper_says_it_in_its_own_language(asked: str, tongue: str, said: str, theirs: str) -> None:
    (thing,) = spoken(asked, tongue).values()
    assert thing.said[theirs].search(folded(said))


def test_words_meet_without_their_marks() -> None:
    assert folded("Kafé Öfen ÅÄÖ") == "kafe ofen aao"


@given(st.text(max_size=200), st.sampled_from(TONGUES))
def test_any_text_speaks_of_things_by_words_that_stand_in_it(text: str, tongue: str) -> None:
    assert all(word in folded(text) for word in spoken(text, tongue))
