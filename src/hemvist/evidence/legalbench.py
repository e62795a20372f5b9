"""Benchmarks in the folder layout of LegalBench-RAG (arXiv 2408.10343), and their corpora made findable for a while."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hemvist.documents.pipeline import add_to_index
from hemvist.domain import clauses
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed
from hemvist.index.base import Index
from hemvist.index.sqlite import open_index
from hemvist.projects.gate import THROW_AWAY, throw_away
from hemvist.providers.base import Embedder
from hemvist.readers.base import read

LEARNED: Final = "learned"
HALVES: Final = (LEARNED, "compared", "apart", "others", "seen", "unseen", "viewed", "fresh", "later")
"""Everyday wordings: known to the vocabulary, used to compare settings, apart from all tuning, and by another writer; of
those that were written later, the questions in view while the vocabulary grew, and the rest; of those in Swedish and German
that came last, the half in view and the other."""
EVERYONE: Final = frozenset({"everyone"})
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Since when the documents of a benchmark are in force."""

Progress = Callable[[str, int, int], None]
"""Told which part is at work ("reading", "asking"), how much is done, and of how much."""


class BenchmarkUnusable(HemvistError):
    """{place} is not a benchmark in the layout of LegalBench-RAG: {reason}"""

    exit_code = 5
    remedy = 'Expected: corpus/*.txt and benchmarks/NAME.json with {{"tests": [{{"query", "snippets": [{{"file_path", "span"}}]}}]}}.'

    @property
    def help(self) -> str:
        return self.remedy.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True)
class Snippet:
    """A span of a document that answers: character offsets into its text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Test:
    """One question. No snippets: the documents do not answer it. ``document``: it is asked of that one only."""

    query: str
    snippets: tuple[Snippet, ...]
    document: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Benchmark:
    """Files by the name that the snippets use, and the questions asked of them."""

    corpus: dict[str, Path]
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Ingested:
    """A corpus that can be searched: how many passages it has, and how many seconds reading it took."""

    index: Index
    texts: dict[str, str]
    passages: int
    seconds: float


def benchmark(folder: Path, name: str) -> Benchmark:
    """Read ``folder/corpus`` and ``folder/benchmarks/name.json``; raises :class:`BenchmarkUnusable`."""
    corpus = {path.relative_to(folder / "corpus").as_posix(): path for path in _files(folder / "corpus")}
    if not corpus:
        raise BenchmarkUnusable(place=folder, reason="there is no text in its folder corpus")
    path = folder / "benchmarks" / f"{name}.json"
    try:
        told = json.loads(path.read_text("utf-8"))
        tests = tuple(_test(row) for row in told["tests"])
    except OSError:
        raise BenchmarkUnusable(place=folder, reason=f"there is no file benchmarks/{name}.json") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BenchmarkUnusable(place=path, reason=f"{type(error).__name__} while reading it") from None
    _complete(path, corpus, tests)
    return Benchmark(corpus, tests)


def worded(tests: Sequence[Test], half: str) -> tuple[Test, ...]:
    """The same tests, each asked in everyday words instead; tests whose question has none are left out.

    ``half`` is one of ``HALVES``. The reference to a document before a question stays.
    """
    known = wordings(half)
    return tuple(
        replace(test, query=f"{reference}; {said}" if reference else said)
        for test in tests
        for reference, _, question in (test.query.rpartition("; "),)
        for said in known.get(question, [])
    )


def asked(tests: Sequence[Test], half: str | None, folder: Path) -> Sequence[Test]:
    """The tests as they are to be asked: in everyday words where ``half`` says which; :class:`BenchmarkUnusable` for none."""
    told = worded(tests, half) if half else tests
    if not told:
        raise BenchmarkUnusable(place=folder, reason=f"none of its questions has wordings called {half}")
    return told


def wordings(half: str) -> dict[str, list[str]]:
    """Everyday wordings by the question of the CUAD folder that they stand for."""
    if half != LEARNED:
        told = tomllib.loads(resources.files("hemvist.evidence").joinpath("everyday.toml").read_text("utf-8"))
        kept: dict[str, list[str]] = told[half]
        return kept
    every = clauses.everyday()
    return {question: every["asked"][kind] for kind, question in every["questions"].items()}


def _files(corpus: Path) -> list[Path]:
    return sorted(path for path in corpus.rglob("*.txt") if path.is_file())


def _test(row: dict[str, Any]) -> Test:
    snippets = tuple(Snippet(one["file_path"], *(int(at) for at in one["span"])) for one in row["snippets"])
    return Test(str(row["query"]), snippets, row.get("document"), tuple(row.get("tags", ())))


def _complete(path: Path, corpus: dict[str, Path], tests: tuple[Test, ...]) -> None:
    if not tests:
        raise BenchmarkUnusable(place=path, reason="it asks nothing")
    named = {snippet.document for test in tests for snippet in test.snippets}
    missing = (named | {test.document for test in tests if test.document}) - corpus.keys()
    if missing:
        raise BenchmarkUnusable(place=path, reason=f"{len(missing)} files it names are not in the corpus")


@contextmanager
def ingested(corpus: dict[str, Path], embedder: Embedder, progress: Progress) -> Iterator[Ingested]:
    """Read files as any project does, into an encrypted index that is thrown away with its key afterwards.

    Documents go by the names that the corpus gives them; of those names nothing is indexed.
    """
    with tempfile.TemporaryDirectory(prefix="hemvist-bench-") as folder:
        index = open_index(Path(folder) / "index.sqlite", THROW_AWAY, secrets.token_bytes(32), embedder)
        try:
            yield _filled(index, corpus, embedder, progress)
        finally:
            index.close()


def _filled(index: Index, corpus: dict[str, Path], embedder: Embedder, progress: Progress) -> Ingested:
    began, texts, passages = time.perf_counter(), {}, 0
    for done, (name, path) in enumerate(corpus.items()):
        progress("reading", done, len(corpus))
        text = read(path.read_bytes(), path.name)
        counted = _Counted()
        permit = throw_away(Deed.INGEST)
        add_to_index(permit, index, embedder, name, name, text, EVERYONE, BEGINNING, counted)
        texts[name], passages = text.text, passages + counted.total
    progress("reading", len(corpus), len(corpus))
    return Ingested(index, texts, passages, time.perf_counter() - began)


class _Counted:
    """Keeps the number of passages that adding a document told."""

    total = 0

    def __call__(self, done: int, total: int) -> None:
        self.total = total
