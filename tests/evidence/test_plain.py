"""The plainest questions of small papers: what a lease of one page says in one sentence is answered, and of several
leases each one's. The sets are our own (``tests/data/plain``, ``tests/data/plain-leases``); figures in ``bench/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hemvist.assistant.reply import reply
from hemvist.domain.answer import Answer
from hemvist.domain.permit import Deed
from hemvist.evidence import legalbench
from hemvist.evidence.answers import measure
from hemvist.evidence.legalbench import EVERYONE, Ingested, benchmark, ingested
from hemvist.projects.gate import throw_away
from hemvist.providers.here import LocalEmbedder

DATA = Path(__file__).parent.parent / "data"


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def told(embedder: LocalEmbedder) -> dict[str, Any]:
    return measure(DATA / "plain", "plain", embedder, quiet)


@pytest.fixture(scope="module")
def papers(embedder: LocalEmbedder) -> Iterator[Ingested]:
    with ingested(benchmark(DATA / "plain", "plain").corpus, embedder, quiet) as project:
        yield project


@pytest.fixture(scope="module")
def leases(embedder: LocalEmbedder) -> Iterator[Ingested]:
    with ingested(benchmark(DATA / "plain-leases", "leases").corpus, embedder, quiet) as project:
        yield project


def asked(project: Ingested, embedder: LocalEmbedder, question: str, document: str | None = None) -> list[str]:
    """The quotations shown; none where it is declined."""
    only = None if document is None else frozenset({document})
    given = reply(throw_away(Deed.ASK), project.index, embedder, question, EVERYONE, only, None)
    return [one.quote for one in given.citations] if isinstance(given, Answer) else []


def test_the_set_is_fixed_and_has_both_kinds_of_question() -> None:
    tests = benchmark(DATA / "plain", "plain").tests
    assert (len(tests), sum(bool(test.snippets) for test in tests)) == (103, 81)


def test_most_is_answered_rightly_and_hardly_anything_wrongly(told: dict[str, Any]) -> None:
    assert told["right"] >= 65
    assert told["wrong"] <= 4
    assert told["abstained_rightly"] >= 19


def test_no_kind_of_paper_and_no_language_is_left_behind(told: dict[str, Any]) -> None:
    for tag in ("en", "sv", "de", "lease", "supply", "employment", "policy", "prices"):
        row = told["abstention"][tag]
        assert row["right"] >= row["declined_wrongly"] + row["wrong"], tag


@pytest.mark.parametrize(
    ("document", "question", "answer"),
    [
        ("lease.txt", "How much is the rent?", "£1,850"),
        ("lease.txt", "When is the rent due?", "first working day"),
        ("lease.txt", "Who is the landlord?", "Brookside Property Ltd"),
        ("lease.txt", "How long is the notice period?", "six months"),
        ("lease.txt", "When does the lease end?", "31 May 2030"),
        ("supply.txt", "What is the price per bag?", "£19.40"),
        ("employment.txt", "How long is the probation period?", "first six months"),
        ("prices.txt", "What does a croissant cost?", "A croissant costs £1.90"),
        ("hyresavtal.txt", "Hur hög är hyran?", "17 500 kronor"),
        ("hyresavtal.txt", "Hur lång är uppsägningstiden?", "nio månader"),
        ("hyresavtal.txt", "När ska hyran betalas?", "sista vardagen"),
        ("mietvertrag.txt", "Wie hoch ist die Miete?", "1.640 Euro"),
        ("mietvertrag.txt", "Wer ist die Vermieterin?", "Hedwig Brandl"),
        ("arbeitsvertrag.txt", "Wie viele Urlaubstage gibt es?", "28 Arbeitstage"),
    ],
)
def test_what_one_sentence_says_is_shown(
    papers: Ingested, embedder: LocalEmbedder, document: str, question: str, answer: str
) -> None:
    assert any(answer in quote for quote in asked(papers, embedder, question, document))


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("lease.txt", "How many parking spaces do we have?"),
        ("lease.txt", "How often are the windows cleaned?"),
        ("policy.txt", "Who may approve flights?"),
        ("policy.txt", "What is the WiFi password?"),
        ("prices.txt", "How much is a cheese sandwich?"),
        ("hyresavtal.txt", "Vilken bank har hyresvärden?"),
        ("mietvertrag.txt", "Welche Farbe haben die Fenster?"),
    ],
)
def test_what_the_paper_does_not_say_is_declined(
    papers: Ingested, embedder: LocalEmbedder, document: str, question: str
) -> None:
    assert asked(papers, embedder, question, document) == []


@pytest.mark.parametrize(
    ("document", "question", "answer"),
    [
        ("supply.txt", "Where are the goods delivered?", "18 Castle Street"),
        ("policy.txt", "How much is paid for meals?", "£35 a day"),
    ],
)
def test_what_stands_in_a_paper_in_the_questions_own_words_is_shown(
    papers: Ingested, embedder: LocalEmbedder, document: str, question: str, answer: str
) -> None:
    assert any(answer in quote for quote in asked(papers, embedder, question, document))


def test_of_several_leases_each_ones_own_is_shown(leases: Ingested, embedder: LocalEmbedder) -> None:
    assert {"£2,400", "£1,150", "£3,980"} == {
        quote.split(" per month")[0].split()[-1] for quote in asked(leases, embedder, "How much is the rent?")
    }
    for test in benchmark(DATA / "plain-leases", "leases").tests:
        if test.tags == ("each",):
            assert _documents(leases, embedder, test) == {one.document for one in test.snippets}, test.query


def test_of_several_leases_the_one_that_is_named_is_shown_alone(leases: Ingested, embedder: LocalEmbedder) -> None:
    for test in benchmark(DATA / "plain-leases", "leases").tests:
        if test.tags == ("one",):
            assert _documents(leases, embedder, test) == {test.snippets[0].document}, test.query


def _documents(project: Ingested, embedder: LocalEmbedder, test: legalbench.Test) -> set[str]:
    given = reply(throw_away(Deed.ASK), project.index, embedder, test.query, EVERYONE, None, None)
    return {one.document for one in given.citations} if isinstance(given, Answer) else set()


def test_abstention_is_counted_by_tag(told: dict[str, Any]) -> None:
    rows = told["abstention"]
    languages = [rows[tag] for tag in ("en", "sv", "de")]
    assert sum(row["asked"] for row in languages) == told["asked"]
    for name, of in (("right", "right"), ("wrong", "wrong"), ("declined_rightly", "abstained_rightly")):
        assert sum(row[name] for row in languages) == told[of]
