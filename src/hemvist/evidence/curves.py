"""What abstaining costs and saves: the curve of answers over the confidence asked for, whole and by language.

A question's language is told by its words; where the document that it is about is in another, the two stand together:
``de-en`` is asked in German of an English document.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hemvist.assistant.reply import reply
from hemvist.domain.clauses import language
from hemvist.domain.permit import Deed
from hemvist.evidence.answers import Result, curve, drawn, figures
from hemvist.evidence.legalbench import EVERYONE, Ingested, Progress, Test, asked, benchmark, ingested
from hemvist.projects.gate import throw_away
from hemvist.providers.base import Embedder

THRESHOLDS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_BEGINNING: Final = 4000
"""Characters of a document by which its language is told."""


def measure(
    folder: Path,
    name: str,
    embedder: Embedder,
    progress: Progress,
    sample: int | None = None,
    seed: int = 0,
    wordings: str | None = None,
) -> dict[str, Any]:
    """The figures of answering (:func:`answers.figures`) as it is set, with ``curve`` and, by language, ``languages``.

    Each point of a curve is what a threshold of confidence would show, whatever answering is set to: per cent.
    """
    told = benchmark(folder, name)
    tests = drawn(asked(told.tests, wordings, folder), sample, seed)
    with ingested(told.corpus, embedder, progress) as project:
        groups = _by_language(project, tests)
        results = {key: _answered(project, embedder, group, progress) for key, group in groups.items()}
        curves = {key: curve(project, embedder, group, THRESHOLDS, progress) for key, group in groups.items()}
        whole = (
            next(iter(curves.values())) if len(curves) == 1 else curve(project, embedder, tests, THRESHOLDS, progress)
        )
    languages = {key: figures(results[key]) | {"curve": curves[key]} for key in groups}
    return figures([one for rows in results.values() for one in rows]) | {"curve": whole, "languages": languages}


def _by_language(project: Ingested, tests: Sequence[Test]) -> dict[str, list[Test]]:
    spoken = {name: language(text[:_BEGINNING]) for name, text in project.texts.items()}
    groups = defaultdict[str, list[Test]](list)
    for test in tests:
        groups[_key(test, spoken)].append(test)
    return dict(sorted(groups.items()))


def _key(test: Test, spoken: dict[str, str]) -> str:
    """The question's language, and that of its document where it has one in another."""
    about = test.document or (test.snippets[0].document if test.snippets else "")
    mine, theirs = language(test.query), spoken.get(about, "")
    return f"{mine}-{theirs}" if theirs and theirs != mine else mine


def _answered(project: Ingested, embedder: Embedder, tests: Sequence[Test], progress: Progress) -> list[Result]:
    found = []
    for done, test in enumerate(tests):
        progress("asking", done, len(tests))
        only = frozenset({test.document}) if test.document else None
        permit, began = throw_away(Deed.ASK), time.perf_counter()
        given = reply(permit, project.index, embedder, test.query, EVERYONE, only, None)
        found.append(Result(test, given, time.perf_counter() - began))
    progress("asking", len(tests), len(tests))
    return found
