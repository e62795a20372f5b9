"""A closer look at the papers of an organisation that nobody had seen when the rules were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hemvist.assistant import closer
from hemvist.assistant.asking import Asking
from hemvist.assistant.closer import SENTENCES, as_read, better, chosen, looked
from hemvist.assistant.named import named
from hemvist.assistant.reply import reply
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, weigh
from hemvist.domain.answer import Answer, NoAnswer
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, Ingested, benchmark, ingested
from hemvist.projects.gate import throw_away
from hemvist.providers.here import LocalEmbedder
from tests.index.hashed import HashedEmbedder

DATA = Path(__file__).parent.parent / "data"


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def clinic(embedder: LocalEmbedder) -> Iterator[Ingested]:
    with ingested(benchmark(DATA / "plain-clinic", "clinic").corpus, embedder, quiet) as project:
        yield project


@pytest.fixture
def asking(clinic: Ingested, embedder: LocalEmbedder) -> Asking:
    return Asking(throw_away(Deed.ASK), clinic.index, embedder, EVERYONE, None, None)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Sind Ersatzteile im Wartungsvertrag enthalten?", "Ersatzteile werden gesondert berechnet."),
        ("När ska semesteransökan vara inne?", "Semesteransökan ska lämnas in senast den 15 mars."),
        ("Does Airdent pay us for patients we lose while the compressor is broken?", "not liable for loss of patient"),
    ],
)
def test_what_the_rules_leave_open_is_answered(clinic: Ingested, asking: Asking, question: str, said: str) -> None:
    given = reply(asking.permit, clinic.index, asking.embedder, question, EVERYONE, None, None)
    assert isinstance(given, Answer)
    assert said in given.citations[0].quote


def test_what_no_paper_says_stays_open_and_what_is_near_is_offered(clinic: Ingested, asking: Asking) -> None:
    question = "How many days of parental leave do our employees get?"
    given = reply(asking.permit, clinic.index, asking.embedder, question, EVERYONE, None, None)
    assert isinstance(given, NoAnswer)
    assert given.nearest


def test_a_thing_that_no_paper_says_is_not_answered(asking: Asking) -> None:
    question = "When does the rain end?"
    told = better(asking, named(question, asking.entries()), Weighed([], 0.0))
    assert told.confidence < told.enough
    assert told.evidence


def test_without_pairs_everything_stays_as_it_was(asking: Asking) -> None:
    before = Weighed([], 0.3)
    told = better(replace(asking, embedder=HashedEmbedder()), named("Who pays?", ()), before)
    assert told is before


def test_what_the_rules_show_stays_where_the_closer_look_bears_it_out(asking: Asking) -> None:
    question = "När ska semesteransökan vara inne?"
    first = looked(asking, named(question, ()))[0]
    shown_already = Weighed([replace(first, score=3.0)], 0.9)
    assert better(asking, named(question, asking.entries()), shown_already) is shown_already


def test_what_the_rules_show_is_withheld_where_everything_speaks_against_it(asking: Asking) -> None:
    question = "När ska semesteransökan vara inne?"
    last = looked(asking, named(question, ()))[-1]
    told = better(asking, named(question, asking.entries()), Weighed([replace(last, score=3.0)], 0.9))
    assert told.evidence[0].text != last.text


def test_what_own_words_found_in_papers_has_to_be_borne_out_more(asking: Asking) -> None:
    question = "What does the supplier do about noise?"
    read = looked(asking, named(question, ()))
    told = sorted(read, key=lambda one: -one.score)
    names = named(question, asking.entries())
    by_clause = [Weighed([replace(one, score=3.0)], 0.9) for one in told[:12]]
    by_words = [replace(one, enough=weigh.ENOUGH_WORDS) for one in by_clause]
    kept = [sum(better(asking, names, one) is one for one in ones) for ones in (by_clause, by_words)]
    assert kept[1] < kept[0]


def test_beside_what_own_words_found_nothing_is_shown_that_the_closer_look_speaks_against(asking: Asking) -> None:
    question = "Sind Ersatzteile im Wartungsvertrag enthalten?"
    read = looked(asking, named(question, asking.entries()))
    first, last = replace(read[0], score=3.0), replace(read[-1], score=2.9)
    told = better(asking, named(question, asking.entries()), Weighed([first, last], 0.9, weigh.ENOUGH_WORDS))
    assert [one.text for one in told.evidence] == [first.text]
    by_clause = Weighed([first, last], 0.9)
    assert better(asking, named(question, asking.entries()), by_clause) is by_clause


def test_what_no_clause_tells_is_not_answered_from_a_paper(asking: Asking) -> None:
    for question in ("How many days of holiday do I have left?", "Vilken bank använder vi?"):
        told = better(asking, named(question, asking.entries()), Weighed([], 0.0))
        assert told.confidence < told.enough


def test_what_is_read_is_bounded_and_nothing_twice(asking: Asking) -> None:
    found = asking.find("Who pays for repairs?", 48)
    before = weigh.spans(found[-1])[-1:]
    read = chosen(named("Who pays for repairs?", ()), found, before)
    assert read[0] == before[0]
    assert len(read) <= SENTENCES + 1
    assert len({(one.passage.version, one.last) for one in read}) == len(read)


def test_what_is_read_first_is_in_every_language_of_the_papers(asking: Asking) -> None:
    found = asking.find("Who pays for repairs?", 48)
    read = chosen(named("Who pays for repairs?", ()), found, [])
    first = {clauses.language(one.passage.text) for one in read[:8]}
    assert first == {clauses.language(one.text) for one in found}
    assert len(first) == 3


def test_of_a_paper_that_is_named_more_is_read(asking: Asking) -> None:
    entries = asking.entries()
    names = replace(named("Who pays for repairs?", ()), documents=frozenset([entries[-1].document]))
    of_it = [one.passage.document in names.documents for one in chosen(names, asking.find(names.question, 48), [])]
    unnamed = replace(names, documents=frozenset())
    as_found = [one.passage.document in names.documents for one in chosen(unnamed, asking.find(names.question, 48), [])]
    assert sum(of_it[:8]) > sum(as_found[:8])


def test_a_paper_that_is_named_is_read_where_others_are_nearer(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closer, "PASSAGES", 1)
    entry = asking.entries()[-1]
    names = replace(named("Who pays for repairs?", ()), documents=frozenset([entry.document]))
    assert entry.document in {one.passage.document for one in looked(asking, names)}
    only = looked(asking, replace(names, documents=frozenset()))
    assert len({one.passage.document for one in only}) == 1


def test_a_sentence_is_read_with_its_title_and_heading(asking: Asking) -> None:
    one = weigh.spans(asking.find("Who pays for repairs?", 1)[0])[0]
    assert (
        as_read("A lease", replace(one, passage=replace(one.passage, heading="5. Rent")))
        == f"A lease · 5. Rent: {one.text}"
    )
    assert as_read("", replace(one, passage=replace(one.passage, heading=""))) == one.text


def test_scores_are_log_odds_in_order(asking: Asking) -> None:
    scores = [one.score for one in looked(asking, named("Sind Ersatzteile im Wartungsvertrag enthalten?", ()))]
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()
    assert len(scores) > closer.WEIGHED
