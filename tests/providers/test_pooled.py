"""The second embedder: what its conversion keeps of the graph it was made of, and that it finds what is meant, in English."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from hemvist.providers.here import LocalEmbedder
from hemvist.providers.pace import PaceUnknown, measured
from hemvist.providers.sources import TOKENIZER
from tests.exams.embedder_exam import ASK, MEANINGS, ODD, READ, nearness
from tests.providers.conftest import SECOND

ENGLISH = [
    ("How can the agreement be ended?", 0),
    ("Is there a cap on damages?", 1),
    ("When must we pay?", 2),
    ("May I have a dog?", 3),
]


@pytest.fixture(scope="module")
def second(second_folder: Path) -> LocalEmbedder:
    return LocalEmbedder(second_folder, 2, SECOND)


def test_it_says_which_embedder_it_is(second: LocalEmbedder) -> None:
    assert second.identity.id == "all-minilm-l6-v2/8199be6f699a/mean8-1"


def test_it_reads_no_pairs_and_says_so(second: LocalEmbedder) -> None:
    assert second.identity.pairs == ""
    assert second.answering(ASK, "May I have a dog?", ["No animals."]).shape == (0,)


@pytest.mark.parametrize(("question", "answer"), ENGLISH)
def test_a_question_is_nearest_to_what_answers_it(second: LocalEmbedder, question: str, answer: int) -> None:
    passages = second.passages(READ, [meaning[0] for meaning in MEANINGS])
    assert nearness(second.question(ASK, question)[None], passages).argmax() == answer


def test_a_vector_does_not_depend_on_the_texts_beside_it(second: LocalEmbedder) -> None:
    texts = [text for meaning in MEANINGS for text in meaning] + ODD
    alone = np.concatenate([second.passages(READ, [text]) for text in texts])
    assert second.passages(READ, texts[::-1]).tobytes() == alone[::-1].tobytes()
    assert np.abs(np.linalg.norm(alone.astype(float), axis=1) / 127 - 1).max() < 0.01


def test_its_tokens_are_those_of_the_model(second_folder: Path) -> None:
    """As the original tokeniser gives them (BERT's vocabulary, lower case)."""
    words = Tokenizer.from_file(str(second_folder / TOKENIZER))
    assert words.encode("Hello world!").ids == [101, 7592, 2088, 999, 102]
    told = json.loads((second_folder / TOKENIZER).read_text())
    assert (told["padding"], told["truncation"]) == (None, None)


def test_its_pace_is_measured_by_one_started_for_it(second_folder: Path, tmp_path: Path) -> None:
    pace = measured(SECOND, second_folder, 1)
    assert pace.passages > 0
    assert 50_000_000 < pace.memory < 400_000_000
    assert pace.seconds(100) == pytest.approx(100 / pace.passages)
    with pytest.raises(PaceUnknown) as refusal:
        measured(SECOND, tmp_path / "nowhere", 1)
    assert "is missing" in refusal.value.message
