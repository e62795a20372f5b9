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
from hemvist.index.terms import terms

_ADDED: Final = 0.5
"""The weight of a term that contracts use for what was asked, beside 1 for a term of the question."""


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
        self._guard = threading.Lock()

    def query(self, permit: Permit, question: str) -> Query:
        """The query of one question. The embedder is asked for it, and for clause wordings it has not embedded before."""
        asked = split(question)
        clause = self._of(permit, asked.clause)
        if not asked.reference:
            return clause
        named = dict.fromkeys(terms(asked.reference), 1.0)
        return replace(clause, reference=named, whole=partial(self._of, permit, question))

    def _of(self, permit: Permit, clause: str) -> Query:
        own = dict.fromkeys(terms(clause), 1.0)
        vector = self._embedder.question(permit, clause)
        plain = Query({}, own, unit(_direction(vector))[np.newaxis])
        kinds = clauses.asked(clause)
        if not kinds:
            return plain
        wordings = tuple(zip(*(kind.restated for kind in kinds), strict=True))
        added = tuple(_added(own, wording) for wording in wordings)
        return replace(plain, kinds=kinds, wordings=added, vectors=self._leaned(permit, vector, wordings))

    def _leaned(
        self, permit: Permit, vector: NDArray[np.int8], wordings: tuple[tuple[str, ...], ...]
    ) -> NDArray[np.int8]:
        """The question's direction, leaned towards each language's wording of the clause."""
        own = _direction(vector)
        return np.stack([unit(own + _mean([self._wording(permit, said) for said in wording])) for wording in wordings])

    def _wording(self, permit: Permit, said: str) -> NDArray[np.float64]:
        with self._guard:
            known = self._known.get(said)
        if known is None:
            known = _direction(self._embedder.question(permit, said))
            with self._guard:
                self._known[said] = known
        return known


def _added(own: Mapping[str, float], wording: tuple[str, ...]) -> Mapping[str, float]:
    return {term: _ADDED for said in wording for term in terms(said) if term not in own}


def _direction(vector: NDArray[np.int8]) -> NDArray[np.float64]:
    wide = vector.astype(np.float64)
    length = float(np.linalg.norm(wide)) or 1.0
    direction: NDArray[np.float64] = wide / length
    return direction


def _mean(directions: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = np.mean(directions, axis=0)
    return mean
