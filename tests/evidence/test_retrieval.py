"""The measurement of finding: its arithmetic by hand, and the whole of it on the excerpt with the real embedder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hemvist.evidence.legalbench import BenchmarkUnusable, Snippet, benchmark
from hemvist.evidence.retrieval import document_recall, measure, precision, recall
from hemvist.index.base import Found
from hemvist.providers.base import Embedder

TINY = Path(__file__).parents[1] / "data" / "cuad-tiny"


def found(document: str, start: int, end: int) -> Found:
    return Found(document, "v", 0, start, end, None, "", "", 0.0, 0.0, 0.0)


GOLD = [Snippet("a", 100, 200), Snippet("a", 150, 250), Snippet("b", 0, 50)]


def test_recall_is_the_share_of_the_answers_characters_each_counted_once() -> None:
    assert recall(GOLD, []) == 0
    assert recall(GOLD, [found("a", 0, 175)]) == 75 / 200
    assert recall(GOLD, [found("a", 0, 175), found("a", 140, 400), found("b", 0, 10)]) == 160 / 200
    assert recall(GOLD, [found("c", 0, 1000)]) == 0


def test_precision_is_the_share_of_what_was_found_that_answers() -> None:
    assert precision(GOLD, []) == 0
    assert precision(GOLD, [found("a", 0, 200)]) == 100 / 200
    assert precision(GOLD, [found("a", 0, 200), found("a", 100, 300)]) == 150 / 300
    assert precision(GOLD, [found("a", 100, 250), found("c", 0, 50)]) == 150 / 200


def test_document_recall_looks_at_different_documents() -> None:
    ranking = [found("c", 0, 1), found("c", 5, 6), found("a", 0, 1), found("b", 0, 1)]
    gold = [Snippet("a", 0, 1)]
    assert [document_recall(gold, ranking, k) for k in (1, 2, 3)] == [0, 1, 1]
    assert document_recall(GOLD, ranking, 2) == 1 / 2


def test_the_excerpt_is_measured_as_any_benchmark(embedder: Embedder) -> None:
    told: list[tuple[str, int, int]] = []
    figures = measure(TINY, "cuad-tiny", embedder, lambda *at: told.append(at))
    assert list(figures) == ["documents", "passages", "queries", "recall", "precision", "document_recall", "seconds"]
    assert (figures["documents"], figures["queries"]) == (3, 20)
    assert list(figures["recall"]) == list(figures["precision"]) == ["1", "4", "8", "16", "64"]
    assert list(figures["document_recall"]) == ["1", "5", "10"]
    assert list(figures["seconds"]) == ["ingest", "query_p50", "query_p95"]
    # Far below what it reaches: this is to notice that finding broke, not to measure it.
    assert figures["recall"]["8"] >= 85
    assert figures["precision"]["1"] >= 30
    assert figures["document_recall"]["1"] >= 95
    assert told[-1] == ("asking", 20, 20)
    json.dumps(figures)


def test_questions_of_one_document_are_read_with_those_that_have_no_answer() -> None:
    told = benchmark(TINY, "cuad-tiny-one-document")
    assert sorted(told.corpus) == ["contract-001.txt", "contract-007.txt", "contract-023.txt"]
    assert {test.document for test in told.tests} == set(told.corpus)
    assert sum(not test.snippets for test in told.tests) == 79


def test_the_spans_of_the_excerpt_lie_in_its_texts() -> None:
    for name in ("cuad-tiny", "cuad-tiny-one-document"):
        told = benchmark(TINY, name)
        for snippet in (snippet for test in told.tests for snippet in test.snippets):
            text = told.corpus[snippet.document].read_text("utf-8")
            assert text[snippet.start : snippet.end].strip()


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", '{"tests": []}', '{"tests": [{"query": "?"}]}', '{"tests": [{"query": "?", "snippets": [{}]}]}',
        '{"tests": [{"query": "?", "snippets": [{"file_path": "a.txt", "span": [1]}]}]}',
        '{"tests": [{"query": "?", "snippets": [{"file_path": "../b.txt", "span": [1, 2]}]}]}',
        '{"tests": 5}', '{"tests": [7]}',
    ],
)  # fmt: skip
def test_what_is_no_benchmark_is_refused_by_cause(tmp_path: Path, content: Any) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "b.txt").write_text("outside")
    with pytest.raises(BenchmarkUnusable):
        benchmark(tmp_path, "x")
    (tmp_path / "corpus" / "a.txt").write_text("some text")
    with pytest.raises(BenchmarkUnusable):
        benchmark(tmp_path, "x")
    (tmp_path / "benchmarks" / "x.json").write_text(content)
    with pytest.raises(BenchmarkUnusable) as refused:
        benchmark(tmp_path, "x")
    assert "corpus/*.txt" in refused.value.help
