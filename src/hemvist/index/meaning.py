"""Which kinds of clause a question means, in whatever words: learned from the everyday wordings of the vocabulary.

A linear classifier on the question's vector (ridge regression, one column per kind) and the cues in its words. For the
embedder that ships with Hemvist its coefficients are data (``meaning_*.json``: made on what day, of which vocabulary);
for any other it is learned from the vocabulary when first needed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain import clauses
from hemvist.domain.clauses import Kind

RIDGE: Final = 10.0
"""Chosen by leaving out each wording of the vocabulary in turn: 79.8 of 100 first, 94.3 among the first three."""
CUE: Final = 0.015
"""What a cue in a question's words is worth beside the classifier's scores (0.02 to 0.06 where they tell)."""
DATA: Final = "meaning_e5.json"

Vector = NDArray[np.float64]
Embed = Callable[[str], Vector]


@dataclass(frozen=True)
class Meant:
    """A kind of clause that a question may mean, and how much speaks for it."""

    kind: Kind
    score: float


@dataclass(frozen=True)
class Classifier:
    """``middle`` (dimensions,) is the mean of the vocabulary's vectors, ``columns`` (dimensions, kinds) the coefficients."""

    middle: Vector
    columns: NDArray[np.float64]

    def scores(self, vector: Vector) -> Vector:
        """For each kind, how much the vector of a question (of length 1) speaks for it."""
        scores: Vector = _unit(vector - self.middle) @ self.columns
        return scores


def meant(classifier: Classifier, question: str, vector: Vector) -> list[Meant]:
    """Every kind of clause with what speaks for it, best first; ties in the vocabulary's order."""
    pointed = clauses.cued(question)
    beaten = {name for kind in pointed for name in kind.over}
    cued = {kind.name for kind in pointed} - beaten
    scores = classifier.scores(vector)
    every = [
        Meant(kind, float(score) + CUE * (kind.name in cued))
        for kind, score in zip(clauses.kinds(), scores, strict=True)
    ]
    return sorted(every, key=lambda one: -one.score)


def wordings() -> tuple[list[str], list[int]]:
    """All that the classifier learns from, and the number of its kind: everyday wordings, and the contract's own."""
    pairs = [(text, number) for number, kind in enumerate(clauses.kinds()) for text in (*kind.asked, *kind.restated)]
    return [text for text, _ in pairs], [number for _, number in pairs]


def learned(vectors: NDArray[np.float64], numbers: Sequence[int]) -> Classifier:
    """The classifier of wordings with these vectors (n, dimensions), each of its kind; kinds weigh alike."""
    middle: Vector = vectors.mean(axis=0)
    units = _unit(vectors - middle)
    kinds = np.eye(max(numbers) + 1)[list(numbers)]
    kinds /= np.sqrt(kinds.sum(axis=0))
    nearness = units @ units.T
    columns: NDArray[np.float64] = units.T @ np.linalg.solve(nearness + RIDGE * np.eye(len(units)), kinds)
    return Classifier(middle, columns)


def digest() -> str:
    """What tells one vocabulary from another: a sum over its wordings."""
    return hashlib.sha256(json.dumps(wordings(), ensure_ascii=False).encode()).hexdigest()


class Meanings:
    """The classifier for one embedder: from the data if it is made for both embedder and vocabulary, else learned once."""

    def __init__(self, identity: str, dimensions: int) -> None:
        self._identity, self._dimensions = identity, dimensions
        self._held: Classifier | None = None
        self._guard = threading.Lock()

    def classifier(self, embed: Embed) -> Classifier:
        with self._guard:
            if self._held is None:
                self._held = shipped(self._identity) or self._learned(embed)
            return self._held

    def _learned(self, embed: Embed) -> Classifier:
        texts, numbers = wordings()
        return learned(np.stack([embed(text) for text in texts]), numbers)


@cache
def shipped(identity: str) -> Classifier | None:
    """The classifier that ships for this embedder, if it was made of the vocabulary as it is now."""
    told = json.loads(resources.files("hemvist.index").joinpath(DATA).read_text("utf-8"))
    if told["embedder"] != identity or told["vocabulary"] != digest():
        return None
    middle, columns = _array(told["middle"])[0], _array(told["columns"])
    return Classifier(middle, columns)


def written(classifier: Classifier, identity: str, day: str) -> str:
    """The text of the data file that :func:`shipped` reads; ``day`` says when it was made."""
    told = {
        "made": day,
        "how": "ridge regression over the vocabulary's wordings; see index/meaning.py",
        "embedder": identity,
        "vocabulary": digest(),
        "middle": _packed(classifier.middle[np.newaxis]),
        "columns": _packed(classifier.columns),
    }
    return json.dumps(told, indent=1) + "\n"


def _packed(array: NDArray[np.float64]) -> dict[str, Any]:
    """Numbers in 16 bits, with the scale that makes them whole again."""
    scale = float(np.abs(array).max()) / 32_000 or 1.0
    whole = np.rint(array / scale).astype("<i2")
    return {"shape": list(array.shape), "scale": scale, "numbers": base64.b64encode(whole.tobytes()).decode()}


def _array(told: dict[str, Any]) -> NDArray[np.float64]:
    whole = np.frombuffer(base64.b64decode(told["numbers"]), "<i2").reshape(told["shape"])
    array: NDArray[np.float64] = whole.astype(np.float64) * told["scale"]
    return array


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    units: NDArray[np.float64] = vectors / np.where(lengths > 0, lengths, 1.0)
    return units
