"""The gate of every change: a small fixed set is answered and declined about as well as it was, and no sentence that its
quotations do not carry is released. That it is found is seen to in ``test_retrieval.py``.

The marks stand well below what is reached, so that a change has to break something to fail here; how well it is
reached is in ``bench/results.md``. Nothing is drawn anew or depends on how fast the machine is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemvist.evidence import curves, phrasing
from hemvist.evidence.answers import drawn
from hemvist.evidence.curves import THRESHOLDS
from hemvist.evidence.legalbench import benchmark
from hemvist.providers.here import LocalEmbedder

pytestmark = (
    pytest.mark.slow
)  # forty questions at every threshold; in the fast set test_answers and test_plain see to answers

DATA = Path(__file__).parent.parent / "data"
TINY, SET = DATA / "cuad-tiny", "cuad-tiny-one-document"
SAMPLE, SEED = 40, 3


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def told(embedder: LocalEmbedder) -> dict[str, Any]:
    return curves.measure(TINY, SET, embedder, quiet, SAMPLE, SEED)


def test_the_set_is_fixed_and_has_both_kinds_of_question() -> None:
    tests = drawn(benchmark(TINY, SET).tests, SAMPLE, SEED)
    assert (len(tests), sum(bool(test.snippets) for test in tests)) == (40, 12)


def test_enough_is_answered_rightly_and_little_wrongly(told: dict[str, Any]) -> None:
    assert (told["asked"], told["answerable"]) == (40, 12)
    assert told["right"] >= 5
    assert told["wrong"] <= 2
    assert told["abstained_rightly"] >= 25


def test_more_confidence_is_never_less_right_of_what_could_be_shown(told: dict[str, Any]) -> None:
    curve = told["curve"]
    assert [point["threshold"] for point in curve] == list(THRESHOLDS)
    shown = [point["shown"] for point in curve]
    assert shown == sorted(shown, reverse=True)
    assert curve[0]["right_of_answerable"] >= 60
    assert curve[8]["wrong_of_shown"] <= 25


def test_languages_add_up_to_the_whole(told: dict[str, Any]) -> None:
    assert list(told["languages"]) == ["en"]
    for name in ("asked", "answerable", "right", "wrong", "abstained_rightly", "abstained_wrongly"):
        assert told[name] == sum(one[name] for one in told["languages"].values())


def test_no_unsupported_sentence_is_released_and_most_supported_ones_are() -> None:
    comparison = phrasing.measure(DATA, "phrasing-100", quiet)["comparison"]
    assert comparison["false_releases"] == {}
    assert comparison["precision"] == 1
    assert comparison["recall"] >= 0.8
