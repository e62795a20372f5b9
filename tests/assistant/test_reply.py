"""Answering without a language model: the sentence that answers, or honestly none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from hemvist.assistant.bare import unsigned
from hemvist.assistant.named import Named
from hemvist.assistant.reply import enough_of_words, learn, reply
from hemvist.assistant.weighed import Weighed
from hemvist.documents.pipeline import add_to_index
from hemvist.domain import weigh
from hemvist.domain.answer import Answer, NoAnswer, Reason
from hemvist.domain.errors import PermitMisused
from hemvist.domain.passage import Text
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Index
from hemvist.index.sqlite import open_index
from hemvist.providers.here import LocalEmbedder
from tests import cast

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
SUPPLY = """SUPPLY AGREEMENT

This Supply Agreement is made between Nordlicht Works Ltd. and Heron Foods Inc. as of March 3, 2024.

1. Supply. Nordlicht shall supply the Products that Heron orders, in the packaging that the parties have agreed on.

2. Term. The term of this Agreement shall commence on the date above and continue for a period of three (3) years, unless
terminated earlier as provided herein.

3. Termination. Heron may terminate this Agreement for convenience at any time upon ninety (90) days prior written notice
to Nordlicht.

4. Liability. In no event shall either party be liable for consequential damages, and the aggregate liability of either
party under this Agreement shall not exceed the fees paid in the twelve months before the claim.

5. Governing Law. This Agreement shall be governed by and construed in accordance with the laws of Denmark.

6. Warehouse. The warehouse at Aarhus keeps the Products at six degrees, and its blue gate opens at seven in the morning.
"""
HYRA = """HYRESAVTAL

Detta hyresavtal har ingåtts mellan Storgatan Fastigheter AB och Vindrosen Kaffe AB.

1. Avtalstid. Avtalet gäller från den 1 april 2024 till den 31 mars 2027.

2. Förlängning. Avtalet förlängs automatiskt med tre år i taget om det inte sägs upp skriftligen senast nio månader före
avtalstidens utgång.

3. Överlåtelse. Hyresgästen får inte överlåta avtalet utan hyresvärdens skriftliga samtycke.

4. Tillämplig lag. Svensk lag ska tillämpas på detta avtal.
"""
DIENSTE = """DIENSTLEISTUNGSVERTRAG

Dieser Vertrag wird geschlossen zwischen der Kranich GmbH und der Ostsee Handel AG.

1. Laufzeit. Dieser Vertrag tritt am 1. April 2024 in Kraft und hat eine Laufzeit von zwei Jahren.

2. Kündigung. Jede Partei kann den Vertrag jederzeit ohne Angabe von Gründen mit einer Frist von drei Monaten kündigen.

3. Recht. Dieser Vertrag unterliegt dem Recht der Bundesrepublik Deutschland.
"""
TEXTS = {"supply": SUPPLY, "hyra": HYRA, "dienste": DIENSTE}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder) -> Iterator[Index]:
    """Three contracts, in three languages; the German one is only for the board."""
    made = open_index(tmp_path_factory.mktemp("reply") / "index.sqlite", "p1", b"k" * 32, embedder)
    for name, text in TEXTS.items():
        audience = frozenset({"board"}) if name == "dienste" else cast.EVERYONE
        read = Text(text, (), (), (), "txt")
        add_to_index(
            cast.permit(deed=Deed.INGEST), made, embedder, name, f"{name}-1", read, audience, SINCE, lambda *_: None
        )
    yield made
    made.close()


class Person:
    """Asks with a real permit."""

    def __init__(self, index: Index, embedder: LocalEmbedder) -> None:
        self.index, self.embedder = index, embedder

    def asks(
        self, question: str, *documents: str, audience: frozenset[str] = cast.EVERYONE, as_of: datetime | None = None
    ) -> Answer | NoAnswer:
        permit = cast.permit(audience=audience)
        of = frozenset(documents) if documents else None
        return reply(permit, self.index, self.embedder, question, audience, of, as_of)


@pytest.fixture
def person(index: Index, embedder: LocalEmbedder) -> Person:
    return Person(index, embedder)


ANSWERED = [
    ("Which law governs this contract?", "supply", "laws of Denmark"),
    ("When does this contract expire?", "supply", "three (3) years"),
    ("Can this contract be terminated for convenience, and how?", "supply", "ninety (90) days"),
    ("Is there any way to get out early?", "supply", "ninety (90) days"),
    ("Is liability capped, and at what?", "supply", "shall not exceed the fees"),
    ("What's the most we could end up paying if things go wrong?", "supply", "shall not exceed the fees"),
    ("Vilken lag gäller för avtalet?", "hyra", "Svensk lag"),
    ("När löper avtalet ut?", "hyra", "31 mars 2027"),
    ("Får avtalet överlåtas utan samtycke?", "hyra", "får inte överlåta"),
    ("Which law governs the contract?", "hyra", "Svensk lag"),
]


@pytest.mark.parametrize(("question", "document", "words"), ANSWERED)
def test_the_sentence_that_answers_is_cited_word_for_word(
    person: Person, question: str, document: str, words: str
) -> None:
    answer = person.asks(question, document)
    assert isinstance(answer, Answer)
    assert words in " ".join(answer.citations[0].quote.split())
    for one in answer.citations:
        assert (one.document, one.version) == (document, f"{document}-1")
        assert TEXTS[document][one.start : one.end] == one.quote
        assert 0 < len(one.quote) <= 400


@pytest.mark.parametrize(
    "question",
    [
        "Is there a source code escrow?",
        "What insurance is required?",
        "May the parties solicit each other's employees?",
        "Who discovered oxygen?",
        "What is the boiling point of lead?",
        "Vem vann kriget mellan Ryssland och Japan?",
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(person: Person, question: str) -> None:
    answer = person.asks(question)
    assert isinstance(answer, NoAnswer)
    assert answer.reason in (Reason.NOTHING_NEAR, Reason.UNSURE)
    assert answer.searched == 2
    assert 1 <= len(answer.nearest) <= 3
    assert all(TEXTS[one.document][one.start : one.end] == one.quote for one in answer.nearest)


def test_a_question_that_names_a_document_is_answered_from_that_one(person: Person) -> None:
    answer = person.asks("Consider the Supply Agreement between Nordlicht Works and Heron Foods; which law governs it?")
    assert isinstance(answer, Answer)
    assert {one.document for one in answer.citations} == {"supply"}


def test_a_question_about_no_kind_of_clause_is_answered_by_its_own_words(person: Person) -> None:
    answer = person.asks("At what hour does the blue gate of the warehouse at Aarhus open?")
    assert isinstance(answer, Answer)
    assert "at seven in the morning" in answer.citations[0].quote


def test_nobody_is_answered_from_what_they_may_not_see(person: Person) -> None:
    board = frozenset({"board", "everyone"})
    question = "Welches Recht gilt für den Vertrag mit der Kranich GmbH?"
    seen = person.asks(question, audience=board)
    assert isinstance(seen, Answer)
    assert {one.document for one in seen.citations} == {"dienste"}
    hidden = person.asks(question)
    shown = hidden.citations if isinstance(hidden, Answer) else hidden.nearest
    assert "dienste" not in {one.document for one in shown}


def test_with_nothing_to_search_the_answer_says_so(person: Person) -> None:
    for nothing in (
        person.asks("Which law governs?", "no such document"),
        person.asks("Which law governs?", audience=frozenset({"nobody"})),
        person.asks("Which law governs?", as_of=datetime(2020, 1, 1, tzinfo=UTC)),
    ):
        assert nothing == NoAnswer(Reason.NO_DOCUMENTS, 0, ())


def test_the_same_question_gets_the_same_answer(person: Person) -> None:
    for question in (
        "Which law governs this contract?",
        "Who discovered oxygen?",
        "Is there any way to get out early?",
    ):
        assert person.asks(question, "supply") == person.asks(question, "supply")


@pytest.mark.parametrize("question", ["?", "....", "the", "\x00", "å" * 2000, "'; drop table passage; --", '"NEAR('])
def test_an_odd_question_is_no_error(person: Person, question: str) -> None:
    assert isinstance(person.asks(question), NoAnswer)


def test_a_permit_for_something_else_or_elsewhere_does_not_answer(index: Index, embedder: LocalEmbedder) -> None:
    for permit in (cast.permit(project="p2"), cast.permit(deed=Deed.INGEST)):
        with pytest.raises(PermitMisused):
            reply(permit, index, embedder, "Which law governs?", cast.EVERYONE, None, None)


class Counting:
    """The real embedder, and how often it was asked."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self.embedder, self.identity, self.asked = embedder, embedder.identity, 0

    def passages(self, permit: Permit, texts: Sequence[str]) -> NDArray[np.int8]:
        return self.embedder.passages(permit, texts)

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]:
        self.asked += 1
        return self.embedder.question(permit, text)

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return self.embedder.answering(permit, question, passages)


def test_a_question_costs_few_embeddings_once_the_vocabulary_is_known(index: Index, embedder: LocalEmbedder) -> None:
    learn(cast.permit(), embedder)
    counting = Counting(embedder)
    reply(cast.permit(), index, counting, "Is there any way to get out early?", cast.EVERYONE, None, None)
    assert 0 < counting.asked <= 50


@dataclass(frozen=True)
class Run:
    """A passage of one line."""

    text: str
    document: str = "d"
    version: str = "v"
    start: int = 0
    page: int | None = None
    heading: str = ""


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Nordlicht Works Ltd", False),
        ("Year 2025, an overview", False),
        ("From: Nordlicht Works", False),
        ("Rent: 2,000 a month", True),
        ("Nordlicht delivers on Mondays.", True),
        ("Nordlicht shall deliver on Mondays", True),
    ],
)
def test_a_line_that_only_bears_a_name_answers_nothing(line: str, kept: bool) -> None:
    evidence = weigh.Evidence(Run(line), 0, len(line), 0, len(line), 1.0)
    told = unsigned(Weighed([evidence], 0.9), Named(frozenset("d"), "When do they deliver?", ("Nordlicht",), ""))
    assert (told.evidence == [evidence], told.confidence > 0) == (kept, kept)


def test_across_languages_less_is_enough_but_not_for_titles() -> None:
    assert enough_of_words("Was sah Luther in Rom?", "He saw the ruins in Rome.", across=True) == weigh.ENOUGH_ACROSS
    assert enough_of_words("Was sah Luther in Rom?", "Luther in Rome", across=True) == weigh.ENOUGH
    assert (
        enough_of_words(
            "Which ruins did Luther admire when he visited Rome?", "He saw the ruins in Rome.", across=False
        )
        == weigh.ENOUGH_WORDS
    )
