"""A question made ready to search with: what names a document, the clause's own words, and how contracts say it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain import clauses
from hemvist.domain.permit import Permit
from hemvist.domain.question import split
from hemvist.index.base import QuestionEmbedder
from hemvist.index.dense import unit
from hemvist.index.meaning import Meanings, meant
from hemvist.index.terms import terms

_ADDED: Final = 0.5
"""The weight of a term that contracts use for what was asked, beside 1 for a term of the question."""
MOST_KINDS: Final = 3
"""Kinds of clause that one question is taken to mean at most."""
SPEAKS: Final = 0.63
"""Below this score (0 to 1) a question is not taken to mean a kind of clause."""
SPEAKS_OF_PAPER: Final = 0.2
"""The same for a question that names its contract: it hardly asks of anything but what contracts settle."""
CLOSE: Final = 0.6
"""A further kind is looked for as well if its score is at most so much lower than the best."""


@dataclass(frozen=True)
class Query:
    """``reference`` and ``terms`` weigh terms; ``wordings`` hold the terms that each language adds.

    ``vectors`` (m, dimensions) lean towards those wordings, ``vector`` (1, dimensions) is the question's own. ``whole``
    makes the query of the undivided question, for when the reference turns out to name no document.
    """

    reference: Mapping[str, float]
    terms: Mapping[str, float]
    vector: NDArray[np.int8]
    kinds: tuple[clauses.Kind, ...] = ()
    wordings: tuple[Mapping[str, float], ...] = ()
    vectors: NDArray[np.int8] | None = None
    whole: Callable[[], Query] | None = None

    def plainly(self) -> Query:
        """The same question by its own words only."""
        return replace(self, kinds=(), wordings=(), vectors=None)


class Asking:
    """Makes queries of questions. Keeps the vectors of the clause vocabulary, never those of questions."""

    def __init__(self, embedder: QuestionEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float64]] = {}
        self._meanings = Meanings(embedder.identity.id, embedder.identity.dimensions, spoken=True)
        self._guard = threading.Lock()

    def query(self, permit: Permit, question: str) -> Query:
        """The query of one question. The embedder is asked for it, and for clause wordings it has not embedded before."""
        asked = split(question)
        if not asked.reference:
            return self._of(permit, asked.clause, SPEAKS)
        clause = self._of(permit, asked.clause, SPEAKS_OF_PAPER)
        named = dict.fromkeys(terms(asked.reference), 1.0)
        return replace(clause, reference=named, whole=partial(self._of, permit, question, SPEAKS))

    def _of(self, permit: Permit, clause: str, speaks: float) -> Query:
        own = dict.fromkeys(terms(clause), 1.0)
        vector = self._embedder.question(permit, clause)
        plain = Query({}, own, unit(_direction(vector))[np.newaxis])
        kinds = self._kinds(permit, clause, _direction(vector), speaks)
        if not kinds:
            return plain
        # Words are counted for the likeliest kind only: counting is what takes time. Meaning is compared for each.
        added = tuple(_added(own, said) for said in kinds[0].restated)
        leaned = self._leaned(permit, vector, [said for kind in kinds for said in kind.restated])
        return replace(plain, kinds=kinds, wordings=added, vectors=leaned)

    def _kinds(
        self, permit: Permit, clause: str, direction: NDArray[np.float64], speaks: float
    ) -> tuple[clauses.Kind, ...]:
        """The kinds of clause that a question means, by its meaning and the cues in its words; none if nothing tells."""
        classifier = self._meanings.classifier(lambda text: _direction(self._embedder.question(permit, text)))
        first = meant(classifier, clause, direction)[:MOST_KINDS]
        least = max(speaks, first[0].score - CLOSE)
        return tuple(one.kind for one in first if one.score >= least)

    def _leaned(self, permit: Permit, vector: NDArray[np.int8], wordings: list[str]) -> NDArray[np.int8]:
        """The question's direction, leaned towards each wording of the clause."""
        own = _direction(vector)
        return np.stack([unit(own + self._wording(permit, said)) for said in wordings])

    def _wording(self, permit: Permit, said: str) -> NDArray[np.float64]:
        with self._guard:
            known = self._known.get(said)
        if known is None:
            known = _direction(self._embedder.question(permit, said))
            with self._guard:
                self._known[said] = known
        return known


def _added(own: Mapping[str, float], said: str) -> Mapping[str, float]:
    return {term: _ADDED for term in terms(said) if term not in own}


def _direction(vector: NDArray[np.int8]) -> NDArray[np.float64]:
    wide = vector.astype(np.float64)
    length = float(np.linalg.norm(wide)) or 1.0
    direction: NDArray[np.float64] = wide / length
    return direction
