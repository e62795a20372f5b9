"""Measuring answers: what counts as right, wrong and abstained, and a run over the tiny excerpt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.answer import Answer, NoAnswer, Reason, cite
from hemvist.evidence import answers
from hemvist.evidence.answers import Result, drawn, figures, kinds, measure, wilson
from hemvist.evidence.legalbench import Snippet, benchmark, ingested
from hemvist.evidence.legalbench import Test as Asked
from hemvist.providers.here import LocalEmbedder

TINY = Path(__file__).parent.parent / "data" / "cuad-tiny"


@dataclass(frozen=True)
class Run:
    """Where the citations of these tests stand."""

    document: str = "a.txt"
    text: str = "The term is two years."
    version: str = "v"
    start: int = 0
    page: int | None = None
    heading: str = ""


def cited(*spans: tuple[int, int], document: str = "a.txt") -> Answer:
    return Answer(tuple(cite(Run(document), *span) for span in spans), 0.9)


NOTHING = NoAnswer(Reason.NOTHING_NEAR, 1, ())
HAS = Asked("When?", (Snippet("a.txt", 4, 8),), "a.txt", ("Term",))
HAS_NOT = Asked("When?", (), "a.txt", ("Term",))
CASES = [
    (HAS, cited((7, 12)), "right"),
    (HAS, cited((8, 12), (0, 5)), "right"),
    (HAS, cited((8, 12)), "wrong"),
    (HAS, cited((4, 8), document="b.txt"), "wrong"),
    (HAS_NOT, cited((4, 8)), "wrong"),
    (HAS_NOT, NOTHING, "abstained_rightly"),
    (HAS, NOTHING, "abstained_wrongly"),
]


@pytest.mark.parametrize(("test", "given", "counts"), CASES)
def test_a_question_counts_as_exactly_one_thing(test: Asked, given: Answer | NoAnswer, counts: str) -> None:
    told = figures([Result(test, given, 0.1)])
    outcomes = {name: told[name] for name in ("right", "wrong", "abstained_rightly", "abstained_wrongly")}
    assert outcomes == {name: int(name == counts) for name in outcomes}


def test_the_figures_of_a_run_add_up() -> None:
    told = figures([Result(test, given, n / 10) for n, (test, given, _) in enumerate(CASES)])
    assert told["asked"] == 7
    assert told["answerable"] == 5
    assert told["right"] + told["wrong"] + told["abstained_rightly"] + told["abstained_wrongly"] == 7
    assert told["cited_characters"] == pytest.approx((5 + 9 + 4 + 4 + 4) / 5, abs=0.1)
    assert told["intervals"] == {"wrong_of_shown": wilson(3, 5), "right_of_answerable": wilson(2, 5)}
    assert told["seconds"]["p50"] == pytest.approx(0.3)
    assert set(told) == {
        "asked", "answerable", "right", "wrong", "abstained_rightly", "abstained_wrongly", "cited_characters",
        "intervals", "seconds",
    }  # fmt: skip


def test_kinds_are_counted_apart() -> None:
    results = [Result(test, given, 0.1) for test, given, _ in CASES]
    assert kinds(results) == {"Term": {"answerable": 5, "right": 2, "wrong": 3}}


def test_an_empty_or_single_run_has_figures() -> None:
    assert figures([])["intervals"]["wrong_of_shown"] == [0.0, 100.0]
    assert figures([Result(HAS, NOTHING, 0.2)])["seconds"] == {"p50": 0.2, "p95": 0.2}


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_the_share_it_was_made_from(hits: int, misses: int) -> None:
    low, high = wilson(hits, hits + misses)
    share = 100 * hits / (hits + misses) if hits + misses else 50
    assert 0 <= low <= share + 0.05
    assert share - 0.05 <= high <= 100


def test_wilsons_interval_is_the_published_one() -> None:
    assert wilson(10, 100) == [5.5, 17.4]


def test_a_draw_can_be_repeated() -> None:
    tests = [Asked(str(n), ()) for n in range(50)]
    assert drawn(tests, 10, 7) == drawn(tests, 10, 7) != drawn(tests, 10, 8)
    assert len(set(drawn(tests, 10, 7))) == 10
    assert drawn(tests, None, 7) == drawn(tests, 99, 7) == tests


def _silent(stage: str, done: int, total: int) -> None: ...


def test_the_tiny_excerpt_is_measured_through_readers_index_and_answering(embedder: LocalEmbedder) -> None:
    told: dict[str, Any] = measure(TINY, "cuad-tiny-one-document", embedder, _silent, sample=24, seed=1)
    assert told["asked"] == 24
    assert told["answerable"] == told["right"] + told["abstained_wrongly"] + _wrong_of_answerable(told)
    assert told["right"] >= 2
    assert told["wrong"] <= 2


def _wrong_of_answerable(told: dict[str, Any]) -> int:
    return int(told["wrong"] - (told["asked"] - told["answerable"] - told["abstained_rightly"]))


@pytest.mark.slow
def test_a_higher_threshold_shows_less(embedder: LocalEmbedder) -> None:
    told = benchmark(TINY, "cuad-tiny-one-document")
    with ingested(dict(list(told.corpus.items())[:1]), embedder, _silent) as project:
        tests = [test for test in told.tests if test.document in project.texts][:12]
        points = answers.curve(project, embedder, tests, [0.0, 0.5, 0.9, 1.1], _silent)
    shown = [point["shown"] for point in points]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == 0
    assert points[-1]["wrong_of_shown"] == 0
