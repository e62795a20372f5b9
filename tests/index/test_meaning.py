"""Which kind of clause an everyday question means is learned from the vocabulary, and ships as data for our embedder."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hemvist.index import meaning
from hemvist.providers.here import LocalEmbedder
from tests import cast


def vector(embedder: LocalEmbedder, text: str) -> NDArray[np.float64]:
    wide = embedder.question(cast.permit(), text).astype(np.float64)
    unit: NDArray[np.float64] = wide / np.linalg.norm(wide)
    return unit


@pytest.mark.parametrize("spoken", [False, True])
def test_the_data_that_ship_are_made_for_the_vocabulary_as_it_is(embedder: LocalEmbedder, spoken: bool) -> None:
    assert meaning.shipped(embedder.identity.id, spoken=spoken) is not None, (
        "The vocabulary has changed: make index/meaning_e5.json anew with tests/index/learn_meaning.py"
    )


def test_for_another_embedder_nothing_ships() -> None:
    assert meaning.shipped("another") is None


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Is there some way to bail on this before the time is up?", "termination for convenience"),
        ("Who picks up the tab when the pipes burst?", "repairs"),
        ("Får hyresvärden göra lokalen dyrare?", "rent adjustment"),
        ("Wie viel Lohn gibt es im Monat?", "salary"),
        ("Les règles de quel pays valent ici ?", "governing law"),
    ],
)
def test_an_everyday_question_means_its_kind(embedder: LocalEmbedder, question: str, kind: str) -> None:
    classifier = meaning.shipped(embedder.identity.id)
    assert classifier is not None
    first = meaning.meant(classifier, question, vector(embedder, question))[:2]
    assert kind in [one.kind.name for one in first]


def test_what_is_written_is_read_as_it_was_learned() -> None:
    random = np.random.default_rng(3)
    vectors = random.normal(size=(12, 8))
    learned = meaning.learned(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), [0, 1, 2] * 4)
    text = meaning.written(learned, "e", "2026-11-28")
    assert meaning.written(learned, "e", "2026-11-28") == text
    assert '"made": "2026-11-28"' in text


def test_a_wording_that_was_learned_is_told_apart() -> None:
    vectors = np.eye(6)
    classifier = meaning.learned(vectors, [0, 0, 1, 1, 2, 2])
    assert [int(classifier.chances(vectors[one]).argmax()) for one in range(6)] == [0, 0, 1, 1, 2, 2]


def test_chances_add_up_to_one_and_what_no_kind_answers_is_told_apart(embedder: LocalEmbedder) -> None:
    classifier = meaning.shipped(embedder.identity.id)
    assert classifier is not None
    world, office = (vector(embedder, one) for one in ("Who won the cup final in 1974?", "How big is the deposit?"))
    assert classifier.chances(world).sum() == pytest.approx(1.0)
    assert classifier.chances(world)[-1] > 0.5 > classifier.chances(office)[-1]


def test_spoken_wordings_are_for_finding_and_known_to_no_answer() -> None:
    answers, finding = meaning.wordings()[0], meaning.wordings(spoken=True)[0]
    assert len(finding) > len(answers)
    assert not {"Lyder det under utländsk rätt?"} & set(answers)
    assert "Lyder det under utländsk rätt?" in finding
