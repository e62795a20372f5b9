"""A quote counts only if its passage contains it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.answer import (
    LONGEST_QUOTE,
    Answer,
    Citation,
    NoAnswer,
    QuoteNotFound,
    Reason,
    apart,
    cite,
)


@dataclass(frozen=True)
class Run:
    """A run of a version's text."""

    text: str
    start: int = 0
    document: str = "d1"
    version: str = "v1"
    page: int | None = 3
    heading: str = "9 Term"


@given(st.text(max_size=900), st.integers(0, 1000), st.integers(-5, 1900), st.integers(-5, 1900))
def test_a_quote_is_what_stands_at_its_offsets_or_there_is_none(text: str, at: int, start: int, end: int) -> None:
    document = "x" * at + text
    try:
        made = cite(Run(text, at), start, end)
    except QuoteNotFound:
        inside = at <= start < end <= len(document) and document[start:end].strip()
        assert not inside or end - start > LONGEST_QUOTE
    else:
        assert made.quote == document[start:end]
        assert made.quote.strip()
        assert len(made.quote) <= LONGEST_QUOTE


def test_a_citation_keeps_where_its_passage_stands() -> None:
    made = cite(Run("The term is two years.", 100), 104, 108)
    assert asdict(made) == {
        "document": "d1", "version": "v1", "page": 3, "heading": "9 Term", "start": 104, "end": 108, "quote": "term",
    }  # fmt: skip


def test_a_citation_cannot_be_built_or_altered_without_cite() -> None:
    with pytest.raises(TypeError):
        Citation("d1", "v1", None, "", 0, 4, "fake")
    with pytest.raises(TypeError):
        replace(cite(Run("real"), 0, 4), quote="fake")


def test_a_quote_longer_than_may_be_shown_is_refused() -> None:
    text = "word " * 100
    assert len(cite(Run(text), 0, LONGEST_QUOTE).quote) == LONGEST_QUOTE
    with pytest.raises(QuoteNotFound):
        cite(Run(text), 0, LONGEST_QUOTE + 1)


def test_the_error_says_nothing_of_the_contents() -> None:
    with pytest.raises(QuoteNotFound) as caught:
        cite(Run("the secret price"), 4, 400)
    assert "secret" not in f"{caught.value} {caught.value.help}"


def test_an_answer_has_one_to_three_citations() -> None:
    one = cite(Run("real"), 0, 4)
    assert Answer((one,) * 3, 0.9).confidence == 0.9
    for wrong in ((), (one,) * 4):
        with pytest.raises(ValueError):
            Answer(wrong, 0.9)


def test_citations_that_overlap_are_shown_once() -> None:
    run, other = Run("one two three four"), Run("one two three four", version="v2")
    first, inside, beside, elsewhere = cite(run, 0, 7), cite(run, 4, 13), cite(run, 8, 13), cite(other, 0, 7)
    assert apart([first, inside, beside, elsewhere]) == (first, beside, elsewhere)
    assert apart([first, beside, elsewhere], most=2) == (first, beside)


def test_a_reason_is_a_sentence_that_can_be_shown() -> None:
    for reason in Reason:
        assert reason.value[0].isupper()
        assert reason.value.endswith(".")
    assert NoAnswer(Reason.NOTHING_NEAR, 4, ()).reason == "Your documents do not say."
