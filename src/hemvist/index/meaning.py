"""Which kinds of clause a question means, in whatever words: learned from the everyday wordings of the vocabulary.

Logistic regression on the question's vector, one column per kind and one for what no kind answers, and the cues in its
words. For the embedder that ships with Hemvist its coefficients are data (``meaning_*.json``: made on what day, of which
vocabulary); for any other it is learned from the vocabulary when first needed.
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

DECAY: Final = 0.033
"""What holds the coefficients back. In five parts of the vocabulary, each judged by the others: 82 of 100 first, 94 among
the first three (ridge regression, which was here before: 76 and 92)."""
ROUNDS: Final = 200
CUE: Final = 2.0
"""What a cue in a question's words is worth, in log-odds."""
DATA: Final = "meaning_e5.json"
SPOKEN: Final = "meaning_spoken_e5.json"
"""The same learned from the spoken wordings as well: for finding."""

Vector = NDArray[np.float64]
Embed = Callable[[str], Vector]


@dataclass(frozen=True)
class Meant:
    """A kind of clause that a question may mean, and how much speaks for it: the root of its probability, 0 to 1."""

    kind: Kind
    score: float


@dataclass(frozen=True)
class Classifier:
    """``middle`` (dimensions,) is the mean of the vocabulary's vectors, ``columns`` (dimensions, kinds + 1) the coefficients.

    The last column is of what no kind of clause answers.
    """

    middle: Vector
    columns: NDArray[np.float64]

    def chances(self, vector: Vector, more: Vector | float = 0.0) -> Vector:
        """The probability that a question with this vector (of length 1) means each kind, and last that it means none.

        ``more`` is added in log-odds.
        """
        return _shares(_unit(vector - self.middle) @ self.columns + more)


def meant(classifier: Classifier, question: str, vector: Vector) -> list[Meant]:
    """Every kind of clause with what speaks for it, best first; ties in the vocabulary's order."""
    pointed = clauses.cued(question)
    beaten = {name for kind in pointed for name in kind.over}
    cued = {kind.name for kind in pointed} - beaten
    kinds = clauses.kinds()
    chances = classifier.chances(vector, np.array([*(CUE * (kind.name in cued) for kind in kinds), 0.0]))
    every = [Meant(kind, float(chance) ** 0.5) for kind, chance in zip(kinds, chances, strict=False)]
    return sorted(every, key=lambda one: -one.score)


def wordings(*, spoken: bool = False) -> tuple[list[str], list[int]]:
    """All that the classifier learns from, and the number of its kind: everyday wordings, and the contract's own.

    What no kind answers has the number after the last kind's. ``spoken``: with the wordings that are for finding alone.
    """
    pairs = [
        (text, number)
        for number, kind in enumerate(clauses.kinds())
        for text in (*kind.asked, *(kind.spoken if spoken else ()), *kind.restated)
    ]
    pairs += [(text, len(clauses.kinds())) for text in clauses.elsewhere(spoken=spoken)]
    return [text for text, _ in pairs], [number for _, number in pairs]


def learned(vectors: NDArray[np.float64], numbers: Sequence[int]) -> Classifier:
    """The classifier of wordings with these vectors (n, dimensions), each of its kind: by Nesterov's gradient descent."""
    middle: Vector = vectors.mean(axis=0)
    units = _unit(vectors - middle)
    kinds = np.eye(max(numbers) + 1)[list(numbers)]
    columns = ahead = np.zeros((units.shape[1], kinds.shape[1]))
    steep, pace = 0.5 * float(np.linalg.eigvalsh(units.T @ units)[-1]) + DECAY, 1.0
    for _ in range(ROUNDS):
        slope = units.T @ (_shares(units @ ahead) - kinds) + DECAY * ahead
        before, columns, faster = columns, ahead - slope / steep, (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead, pace = columns + (pace - 1) / faster * (columns - before), faster
    return Classifier(middle, columns)


def _shares(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds as probabilities that add up to 1."""
    powers = np.exp(odds - odds.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


@cache
def digest(*, spoken: bool = False) -> str:
    """What tells one vocabulary from another: a sum over its wordings."""
    return hashlib.sha256(json.dumps(wordings(spoken=spoken), ensure_ascii=False).encode()).hexdigest()


class Meanings:
    """The classifier for one embedder: from the data if it is made for both embedder and vocabulary, else learned once.

    ``spoken``: for finding. For an embedder without data of its own the classifier is the same for both.
    """

    def __init__(self, identity: str, dimensions: int, *, spoken: bool = False) -> None:
        self._identity, self._dimensions, self._spoken = identity, dimensions, spoken
        self._held: Classifier | None = None
        self._guard = threading.Lock()

    def classifier(self, embed: Embed) -> Classifier:
        with self._guard:
            if self._held is None:
                self._held = shipped(self._identity, spoken=self._spoken) or _learned_once(self._identity, embed)
            return self._held


_LEARNED: Final[dict[tuple[str, str], Classifier]] = {}
_LEARNING: Final = threading.Lock()


def _learned_once(identity: str, embed: Embed) -> Classifier:
    """Learned once in this process for an embedder and a vocabulary: every index and every question asks for the same."""
    key = (identity, digest())
    with _LEARNING:
        if key not in _LEARNED:
            texts, numbers = wordings()
            _LEARNED[key] = learned(np.stack([embed(text) for text in texts]), numbers)
        return _LEARNED[key]


@cache
def shipped(identity: str, *, spoken: bool = False) -> Classifier | None:
    """The classifier that ships for this embedder, if it was made of the vocabulary as it is now."""
    told = json.loads(resources.files("hemvist.index").joinpath(SPOKEN if spoken else DATA).read_text("utf-8"))
    if told["embedder"] != identity or told["vocabulary"] != digest(spoken=spoken):
        return None
    middle, columns = _array(told["middle"])[0], _array(told["columns"])
    return Classifier(middle, columns)


def written(classifier: Classifier, identity: str, day: str, *, spoken: bool = False) -> str:
    """The text of the data file that :func:`shipped` reads; ``day`` says when it was made."""
    told = {
        "made": day,
        "how": "logistic regression over the vocabulary's wordings; see index/meaning.py",
        "embedder": identity,
        "vocabulary": digest(spoken=spoken),
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
