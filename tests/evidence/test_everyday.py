"""Everyday wordings: enough of each question, and those kept apart unknown to the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.cli.main import parser
from hemvist.documents.made.archive import make
from hemvist.domain import clauses
from hemvist.evidence import archive, legalbench
from hemvist.evidence.legalbench import HALVES, worded, wordings
from hemvist.evidence.retrieval import measure
from hemvist.providers.here import LocalEmbedder

TINY = Path(__file__).parent.parent / "data" / "cuad-tiny"


@pytest.mark.parametrize("half", HALVES[:4])
def test_each_of_the_33_questions_has_wordings(half: str) -> None:
    told = wordings(half)
    assert len(told) == 33
    assert all(len(said) >= 2 for said in told.values())
    assert sum(clauses.asked_in(one) == "sv" for said in told.values() for one in said) >= 8
    assert sum(clauses.asked_in(one) == "de" for said in told.values() for one in said) >= 8


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_of_the_later_ones_each_is_asked_in_english_swedish_and_german(half: str) -> None:
    told = wordings(half)
    assert len(told) == 12
    assert all(len(said) == 8 for said in told.values())


@pytest.mark.parametrize("half", ["viewed", "fresh"])
def test_of_the_last_ones_each_is_asked_in_swedish_and_german(half: str) -> None:
    told = wordings(half)
    assert len(told) == 33
    assert all(len(said) == 6 for said in told.values())


def test_of_the_set_that_is_counted_only_twice_each_is_asked_in_at_least_a_dozen_ways() -> None:
    told = wordings("later")
    assert len(told) == 33
    assert all(12 <= len(said) <= 16 for said in told.values())


@pytest.mark.parametrize("half", HALVES[1:])
def test_what_is_kept_apart_is_unknown_to_the_vocabulary(half: str) -> None:
    known = {asked.casefold() for kind in clauses.kinds() for asked in (*kind.asked, *kind.spoken)}
    assert not known & {one.casefold() for said in wordings(half).values() for one in said}


def test_every_set_of_wordings_can_be_asked_by_the_command() -> None:
    for half in HALVES:
        assert (
            parser().parse_args(["bench", "retrieval", "F", "--benchmark", "cuad", "--wordings", half]).wordings == half
        )


def test_a_question_is_asked_in_other_words_and_keeps_its_reference() -> None:
    tests = (
        legalbench.Test("Consider the Lease between A and B; Which law governs this contract?", ()),
        legalbench.Test("Who?", ()),
    )
    asked = [one.query for one in worded(tests, "apart")]
    assert asked == [
        f"Consider the Lease between A and B; {said}" for said in wordings("apart")["Which law governs this contract?"]
    ]


@pytest.mark.slow
def test_everyday_wordings_are_found_in_the_tiny_excerpt(embedder: LocalEmbedder) -> None:
    told = measure(TINY, "cuad-tiny", embedder, lambda stage, done, total: None, wordings="compared")
    # Below what it reaches: this is to notice that everyday words are no longer understood.
    assert told["recall"]["8"] >= 75


@pytest.mark.slow
def test_the_made_up_archive_is_answered_rightly_or_not_at_all(tmp_path: Path, embedder: LocalEmbedder) -> None:
    make(tmp_path / "archive", 5, "demo")
    told = archive.measure(tmp_path / "archive", embedder, lambda stage, done, total: None, sample=80, seed=1)
    assert told["right"] >= 5 * told["wrong"]
    assert told["right"] >= 8
