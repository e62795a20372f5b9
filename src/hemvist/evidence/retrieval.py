"""How well passages are found: recall and precision by characters, as LegalBench-RAG (arXiv 2408.10343) defines them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any, Final

from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, Ingested, Progress, Snippet, Test, asked, benchmark, ingested
from hemvist.index.base import Found
from hemvist.projects.gate import throw_away
from hemvist.providers.base import Embedder

DEPTHS: Final = (1, 4, 8, 16, 64)
DOCUMENT_DEPTHS: Final = (1, 5, 10)


@dataclass(frozen=True)
class Result:
    """What one question found, and how many seconds that took."""

    test: Test
    found: Sequence[Found]
    seconds: float


def measure(
    folder: Path, name: str, embedder: Embedder, progress: Progress, wordings: str | None = None
) -> dict[str, Any]:
    """Ask every question that has an answer, over all documents at once; figures are per cent and seconds.

    ``wordings`` asks in everyday words instead: see :func:`~hemvist.evidence.legalbench.worded`. Goes through the readers, the passages and the encrypted index of any project, in a throw-away one.
    """
    told = benchmark(folder, name)
    tests = [test for test in asked(told.tests, wordings, folder) if test.snippets]
    with ingested(told.corpus, embedder, progress) as project:
        results = [_ask(project, test, progress, done, len(tests)) for done, test in enumerate(tests)]
        progress("asking", len(tests), len(tests))
        return figures(project, len(told.corpus), results)


def _ask(project: Ingested, test: Test, progress: Progress, done: int, total: int) -> Result:
    progress("asking", done, total)
    only = None if test.document is None else frozenset({test.document})
    permit = throw_away(Deed.ASK)
    began = time.perf_counter()
    found = project.index.find(permit, test.query, EVERYONE, only, None, max(DEPTHS))
    return Result(test, found, time.perf_counter() - began)


def figures(project: Ingested, documents: int, results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a finished run."""
    return {
        "documents": documents,
        "passages": project.passages,
        "queries": len(results),
        "recall": {str(k): _per_cent([recall(one.test.snippets, one.found[:k]) for one in results]) for k in DEPTHS},
        "precision": {
            str(k): _per_cent([precision(one.test.snippets, one.found[:k]) for one in results]) for k in DEPTHS
        },
        "document_recall": {
            str(k): _per_cent([document_recall(one.test.snippets, one.found, k) for one in results])
            for k in DOCUMENT_DEPTHS
        },
        "seconds": {"ingest": round(project.seconds, 3), **_spread([one.seconds for one in results])},
    }


def recall(gold: Sequence[Snippet], found: Sequence[Found]) -> float:
    """The share of the answer's characters that were found."""
    spans = [(one.document, one.start, one.end) for one in gold]
    return _covered(spans, found) / (_length(spans) or 1)


def precision(gold: Sequence[Snippet], found: Sequence[Found]) -> float:
    """The share of the characters found that are the answer's."""
    length = _length([(one.document, one.start, one.end) for one in found])
    return _covered([(one.document, one.start, one.end) for one in gold], found) / (length or 1)


def document_recall(gold: Sequence[Snippet], found: Sequence[Found], k: int) -> float:
    """The share of the documents that answer which are among the first ``k`` different documents found."""
    first = list(dict.fromkeys(one.document for one in found))[:k]
    meant = {one.document for one in gold}
    return len(meant.intersection(first)) / (len(meant) or 1)


Span = tuple[str, int, int]


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The same characters, each counted once."""
    joined: list[Span] = []
    for document, start, end in sorted(spans):
        if joined and joined[-1][0] == document and start <= joined[-1][2]:
            joined[-1] = (document, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((document, start, end))
    return joined


def _length(spans: Sequence[Span]) -> int:
    return sum(end - start for _, start, end in _joined(spans))


def _covered(gold: Sequence[Span], found: Sequence[Found]) -> int:
    shown = _joined([(one.document, one.start, one.end) for one in found])
    return sum(
        max(0, min(end, stop) - max(start, begin))
        for document, start, end in _joined(gold)
        for other, begin, stop in shown
        if other == document
    )


def _per_cent(shares: Sequence[float]) -> float:
    return round(100 * fmean(shares), 1) if shares else 0.0


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {"query_p50": round(sum(seconds), 4), "query_p95": round(sum(seconds), 4)}
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"query_p50": round(cuts[49], 4), "query_p95": round(cuts[94], 4)}
