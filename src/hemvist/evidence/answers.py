"""How well questions are answered, and how honestly not: right, wrong and abstained, with intervals and the curve."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any, Final, TypeVar

from hemvist.assistant.reply import Asking, Judged, judge, reply
from hemvist.domain.answer import Answer, Citation, NoAnswer
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, Ingested, Progress, Snippet, Test, asked, benchmark, ingested
from hemvist.projects.gate import throw_away
from hemvist.providers.base import Embedder

_Z: Final = 1.96
"""Of the normal distribution: 95 per cent lie within."""


_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Result:
    """One question, what was shown, and how many seconds that took."""

    test: Test
    given: Answer | NoAnswer
    seconds: float

    @property
    def shown(self) -> bool:
        return isinstance(self.given, Answer)

    @property
    def right(self) -> bool:
        """Whether a span that was cited overlaps one that answers."""
        return isinstance(self.given, Answer) and _hits(self.given.citations, self.test.snippets)


def measure(
    folder: Path,
    name: str,
    embedder: Embedder,
    progress: Progress,
    sample: int | None = None,
    seed: int = 0,
    wordings: str | None = None,
) -> dict[str, Any]:
    """Ask every question, or ``sample`` of them drawn by ``seed``, through readers, index and answering.

    A question is asked of its document where it names one, else of all; in everyday words where ``wordings`` says which
    (:func:`~hemvist.evidence.legalbench.worded`). The figures are those of :func:`figures` and, by tag, ``abstention``.
    """
    told = benchmark(folder, name)
    tests = drawn(asked(told.tests, wordings, folder), sample, seed)
    with ingested(told.corpus, embedder, progress) as project:
        results = [_answered(project, embedder, test) for test in _told(tests, progress)]
    rows = ((one.test.tags, bool(one.test.snippets), one.shown, one.right) for one in results)
    return figures(results) | {"abstention": abstention(rows)}


def drawn(tests: Sequence[_Kind], sample: int | None, seed: int) -> list[_Kind]:
    """All tests, or so many of them, always the same ones for a seed."""
    if sample is None or sample >= len(tests):
        return list(tests)
    return random.Random(seed).sample(list(tests), sample)  # noqa: S311 - a draw that anybody can repeat, no secret


def _told(tests: Sequence[Test], progress: Progress) -> Iterable[Test]:
    for done, test in enumerate(tests):
        progress("asking", done, len(tests))
        yield test
    progress("asking", len(tests), len(tests))


def _answered(project: Ingested, embedder: Embedder, test: Test) -> Result:
    permit, began = throw_away(Deed.ASK), time.perf_counter()
    given = reply(permit, project.index, embedder, test.query, EVERYONE, _asked_of(test), None)
    return Result(test, given, time.perf_counter() - began)


def _asked_of(test: Test) -> frozenset[str] | None:
    return None if test.document is None else frozenset({test.document})


def _hits(citations: Iterable[Citation], gold: Sequence[Snippet]) -> bool:
    return any(
        one.document == other.document and one.start < other.end and other.start < one.end
        for one in citations
        for other in gold
    )


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a run.

    ``wrong``: shown, and no cited span overlaps one that answers, or none does. ``cited_characters``: the mean of an
    answer shown. ``intervals``: Wilson's, 95 per cent, in per cent. ``seconds``: of one question, from asking to answer.
    """
    answerable = [one for one in results if one.test.snippets]
    shown = [one for one in results if one.shown]
    right = sum(one.right for one in shown)
    abstained = len(results) - len(shown)
    missed = sum(not one.shown for one in answerable)
    return {
        "asked": len(results),
        "answerable": len(answerable),
        "right": right,
        "wrong": len(shown) - right,
        "abstained_rightly": abstained - missed,
        "abstained_wrongly": missed,
        "cited_characters": round(fmean([_cited(one.given) for one in shown]), 1) if shown else 0.0,
        "intervals": {
            "wrong_of_shown": wilson(len(shown) - right, len(shown)),
            "right_of_answerable": wilson(right, len(answerable)),
        },
        "seconds": _spread([one.seconds for one in results]),
    }


def _cited(given: Answer | NoAnswer) -> int:
    return sum(len(one.quote) for one in given.citations) if isinstance(given, Answer) else 0


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [sum(seconds)] * 99
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3)}


def wilson(hits: int, of: int) -> list[float]:
    """The interval, in per cent, that holds the true share with 95 per cent confidence (E. B. Wilson, 1927)."""
    if of == 0:
        return [0.0, 100.0]
    share, spread = hits / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * (share * (1 - share) / of + spread / (4 * of)) ** 0.5 / (1 + spread)
    return [round(100 * max(0.0, middle - half), 1), round(100 * min(1.0, middle + half), 1)]


Told = tuple[Iterable[str], bool, bool, bool]
"""Of one question its tags, whether it is answerable, whether an answer was shown, and whether that is right."""


def abstention(rows: Iterable[Told]) -> dict[str, dict[str, int]]:
    """For each tag: how many were asked, shown rightly and wrongly, and declined, rightly so or not."""
    names = ("asked", "right", "wrong", "declined_rightly", "declined_wrongly")
    table: dict[str, dict[str, int]] = {}
    for tags, answerable, shown, right in rows:
        told = "right" if right else "wrong" if shown else "declined_wrongly" if answerable else "declined_rightly"
        for tag in tags:
            row = table.setdefault(tag, dict.fromkeys(names, 0))
            row["asked"] += 1
            row[told] += 1
    return table


def kinds(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    """For each tag of the tests: how many were answerable, and shown rightly and wrongly."""
    table: dict[str, dict[str, int]] = {}
    for one in results:
        for tag in one.test.tags:
            row = table.setdefault(tag, {"answerable": 0, "right": 0, "wrong": 0})
            row["answerable"] += bool(one.test.snippets)
            row["right" if one.right else "wrong"] += one.shown
    return table


def curve(
    project: Ingested, embedder: Embedder, tests: Sequence[Test], thresholds: Sequence[float], progress: Progress
) -> list[dict[str, float]]:
    """What each threshold of confidence would show: wrong of shown and right of answerable, per cent."""
    judged = [(test, _judged(project, embedder, test)) for test in _told(tests, progress)]
    return [_point(judged, threshold) for threshold in thresholds]


def _judged(project: Ingested, embedder: Embedder, test: Test) -> Judged:
    asking = Asking(throw_away(Deed.ASK), project.index, embedder, EVERYONE, _asked_of(test), None)
    return judge(asking, test.query)


def _point(judged: Sequence[tuple[Test, Judged]], threshold: float) -> dict[str, float]:
    shown = [(test, one) for test, one in judged if one.citations and one.confidence >= threshold]
    right = sum(_hits(one.citations, test.snippets) for test, one in shown)
    answerable = sum(bool(test.snippets) for test, _ in judged)
    return {
        "threshold": threshold,
        "shown": len(shown),
        "wrong_of_shown": round(100 * (len(shown) - right) / (len(shown) or 1), 1),
        "right_of_answerable": round(100 * right / (answerable or 1), 1),
    }
