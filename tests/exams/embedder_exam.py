"""What every embedder must be able to do: sat by the one in this process and by the shared one, with real weights."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hemvist.domain.errors import PermitMisused
from hemvist.domain.permit import Deed
from hemvist.providers.base import Embedder, Vectors
from tests import cast

READ = cast.permit(deed=Deed.READ)
ASK = cast.permit(deed=Deed.ASK)

MEANINGS = [
    (
        "Either party may terminate this agreement with three months' written notice.",
        "Vardera parten får säga upp detta avtal skriftligen med tre månaders uppsägningstid.",
        "Jede Partei kann diesen Vertrag mit einer Frist von drei Monaten schriftlich kündigen.",
    ),
    (
        "The supplier's liability is limited to the fees paid in the last twelve months.",
        "Leverantörens ansvar är begränsat till de avgifter som betalats under de senaste tolv månaderna.",
        "Die Haftung des Lieferanten ist auf die in den letzten zwölf Monaten gezahlten Gebühren begrenzt.",
    ),
    (
        "Invoices are payable within thirty days; late payments bear interest.",
        "Fakturor ska betalas inom trettio dagar; vid försenad betalning utgår ränta.",
        "Rechnungen sind innerhalb von dreißig Tagen zahlbar; bei Verzug fallen Zinsen an.",
    ),
    (
        "The tenant shall not keep animals in the apartment.",
        "Hyresgästen får inte hålla djur i lägenheten.",
        "Der Mieter darf in der Wohnung keine Tiere halten.",
    ),
]
QUESTIONS = [
    ("Wie kann der Vertrag gekündigt werden?", 0),
    ("Hur begränsas ansvaret?", 1),
    ("When must an invoice be paid?", 2),
    ("Får jag ha hund?", 3),
]
PAIRED = [
    ("Wie kann der Vertrag gekündigt werden?", 0),
    ("How early must we give notice?", 0),
    ("Is there a cap on what the supplier must pay us?", 1),
    ("How many days do I have to pay an invoice?", 2),
    ("When must an invoice be paid?", 2),
    ("Får hyresgästen ha hund?", 3),
]
KNOWN_FAULTS = {"When must an invoice be paid?": "read wrong in German since it was learned again: decision 0030"}
ODD = [
    "",
    " ",
    "\n\t",
    "\x00\x01\x1b[31m\x7f",
    "🙂" * 40,
    "\ud800",
    "</s><pad>",
    "a" * 100_000,
    "﷽" * 9_000,
    "\u202eabc",
]


def expected(question: str) -> tuple[pytest.MarkDecorator, ...]:
    """What is known of a question: nothing, or the fault that makes it fail, strictly, until it is mended."""
    fault = KNOWN_FAULTS.get(question)
    return (pytest.mark.xfail(strict=True, reason=fault),) if fault else ()


def nearness(one: Vectors, other: Vectors) -> np.ndarray:
    """The cosine of each with each."""
    return (one.astype(np.float32) @ other.T.astype(np.float32)) / 127**2


class EmbedderExam:
    """Mixed into a test class that has a fixture ``embedder``."""

    def test_says_which_embedder_it_is(self, embedder: Embedder) -> None:
        identity = embedder.identity
        assert identity.dimensions == 384
        assert identity.id == f"multilingual-e5-small/1571fc982750/{identity.recipe}"

    def test_vectors_are_unit_vectors_of_the_promised_shape(self, embedder: Embedder) -> None:
        vectors = embedder.passages(READ, [meaning[0] for meaning in MEANINGS])
        assert (vectors.shape, vectors.dtype) == ((4, 384), np.int8)
        lengths = np.linalg.norm(vectors.astype(float), axis=1) / 127
        assert np.abs(lengths - 1).max() < 0.01
        assert embedder.question(ASK, "Who pays?").shape == (384,)

    @pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (1, 2), (2, 0)])
    def test_the_same_meaning_is_nearest_in_another_language(self, embedder: Embedder, one: int, other: int) -> None:
        left = embedder.passages(READ, [meaning[one] for meaning in MEANINGS])
        right = embedder.passages(READ, [meaning[other] for meaning in MEANINGS])
        assert nearness(left, right).argmax(axis=1).tolist() == [0, 1, 2, 3]

    @pytest.mark.parametrize(("question", "answer"), QUESTIONS)
    def test_a_question_is_nearest_to_what_answers_it(self, embedder: Embedder, question: str, answer: int) -> None:
        asked = embedder.question(ASK, question)
        for language in range(3):
            passages = embedder.passages(READ, [meaning[language] for meaning in MEANINGS])
            assert nearness(asked[None], passages).argmax() == answer

    def test_a_vector_does_not_depend_on_the_texts_beside_it(self, embedder: Embedder) -> None:
        texts = [text for meaning in MEANINGS for text in meaning] + ODD
        alone = np.concatenate([embedder.passages(READ, [text]) for text in texts])
        order = random.Random(3).sample(range(len(texts)), len(texts))
        together = embedder.passages(READ, [texts[i] for i in order])
        assert together.tobytes() == alone[order].tobytes()

    def test_a_vector_does_not_depend_on_who_else_asks(self, embedder: Embedder) -> None:
        texts = [meaning[0] for meaning in MEANINGS] * 3
        first = embedder.passages(READ, texts).tobytes()
        with ThreadPoolExecutor(4) as pool:
            others = list(pool.map(lambda _: embedder.passages(READ, texts).tobytes(), range(4)))
        assert set(others) == {first}

    def test_no_texts_are_no_vectors(self, embedder: Embedder) -> None:
        assert embedder.passages(READ, []).shape == (0, 384)

    @pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
    def test_odd_texts_have_vectors_too(self, embedder: Embedder, text: str) -> None:
        assert embedder.passages(READ, [text]).any()
        assert embedder.question(ASK, text).any()

    def test_what_lies_beyond_the_longest_text_is_not_looked_at(self, embedder: Embedder) -> None:
        start = "The rent is due on the first of the month. " * 400
        one, other = embedder.passages(READ, [start, start + "The moon is made of cheese. " * 40_000])
        assert one.tobytes() == other.tobytes()

    def test_many_texts_keep_their_order(self, embedder: Embedder) -> None:
        self.keeps_the_order_of(embedder, 150)

    @pytest.mark.slow
    def test_ten_thousand_texts_keep_their_order(self, embedder: Embedder) -> None:
        self.keeps_the_order_of(embedder, 10_000)

    def keeps_the_order_of(self, embedder: Embedder, count: int) -> None:
        vectors = embedder.passages(READ, [f"Clause {number}" for number in range(count)])
        assert vectors.shape == (count, 384)
        for number in range(0, count, count // 10):
            assert embedder.passages(READ, [f"Clause {number}"])[0].tobytes() == vectors[number].tobytes()

    @pytest.mark.parametrize("deed", [Deed.ASK, Deed.LIST, Deed.EXPORT])
    def test_passages_need_a_permit_to_ingest_or_read(self, embedder: Embedder, deed: Deed) -> None:
        with pytest.raises(PermitMisused):
            embedder.passages(cast.permit(deed=deed), ["text"])
        assert len(embedder.passages(cast.permit(deed=Deed.INGEST), ["text"])) == 1

    @pytest.mark.parametrize(("question", "answer"), [pytest.param(*pair, marks=expected(pair[0])) for pair in PAIRED])
    def test_most_speaks_for_the_passage_that_answers(self, embedder: Embedder, question: str, answer: int) -> None:
        for language in range(3):
            scores = embedder.answering(ASK, question, [meaning[language] for meaning in MEANINGS])
            assert (scores.shape, scores.dtype) == ((4,), np.float32)
            assert scores.argmax() == answer

    def test_a_pair_does_not_depend_on_the_pairs_beside_it(self, embedder: Embedder) -> None:
        texts = [text for meaning in MEANINGS for text in meaning] * 4
        alone = [float(embedder.answering(ASK, "May I have a dog?", [text])[0]) for text in texts[:12]]
        assert embedder.answering(ASK, "May I have a dog?", texts).tolist() == alone * 4

    def test_no_passages_are_no_scores(self, embedder: Embedder) -> None:
        assert embedder.answering(ASK, "May I have a dog?", []).shape == (0,)

    @pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
    def test_odd_pairs_have_scores_too(self, embedder: Embedder, text: str) -> None:
        for scores in (embedder.answering(ASK, text, ["The rent."]), embedder.answering(ASK, "The rent?", [text])):
            assert np.isfinite(scores).all()

    def test_what_is_read_of_a_pair_is_bounded(self, embedder: Embedder) -> None:
        start = "The rent is due on the first of the month. " * 400
        one, other = embedder.answering(ASK, "When is the rent due?", [start, start + "The moon is made of cheese. "])
        assert one == other

    @pytest.mark.parametrize("deed", [Deed.READ, Deed.INGEST, Deed.LIST])
    def test_pairs_need_a_permit_to_ask(self, embedder: Embedder, deed: Deed) -> None:
        with pytest.raises(PermitMisused):
            embedder.answering(cast.permit(deed=deed), "question", ["text"])

    @pytest.mark.parametrize("deed", [Deed.READ, Deed.INGEST, Deed.LIST])
    def test_a_question_needs_a_permit_to_ask(self, embedder: Embedder, deed: Deed) -> None:
        with pytest.raises(PermitMisused):
            embedder.question(cast.permit(deed=deed), "text")
