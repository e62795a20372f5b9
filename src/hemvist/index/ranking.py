"""Which passages answer best: words and meaning in one score, within the documents that the question refers to first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.dense import passage_nearness
from hemvist.index.lexical import Shelf, card_scores, passage_scores
from hemvist.index.query import Query
from hemvist.index.scope import Scope
from hemvist.index.view import View

LEXICAL: Final = 0.35
"""What all of a question's words are worth beside a cosine of 1."""
ROUTED: Final = 1.0
"""What standing in a document that the question refers to is worth: more than any words, so that those come first."""
_CLEAR: Final = 0.8
"""A document is referred to when its card scores this share of the best card's."""
_ENOUGH: Final = 0.25
"""The share of a reference's possible score below which no document is meant."""


@dataclass(frozen=True)
class Ranked:
    """A passage's position and its scores. ``score`` is ``dense + LEXICAL * lexical``, and ``ROUTED`` where that applies."""

    position: int
    score: float
    lexical: float
    dense: float


def meant_by(shelf: Shelf, view: View, scope: Scope, reference: Mapping[str, float]) -> NDArray[np.bool_]:
    """The versions that a reference clearly means, by what documents say of themselves; none when that is not clear."""
    nothing = np.zeros(len(view.rows), np.bool_)
    if not reference:
        return nothing
    cards = card_scores(shelf, view, scope.sight, reference)
    scores = np.where(scope.searched, cards.scores, 0.0)
    best = float(scores.max(initial=0.0))
    if best < _ENOUGH * cards.possible or not best:
        return nothing
    meant: NDArray[np.bool_] = scores >= _CLEAR * best
    return meant


def rank(shelf: Shelf, view: View, scope: Scope, query: Query, meant: NDArray[np.bool_], most: int) -> list[Ranked]:
    """The best passages, best first, at most ``most``; those of the versions ``meant`` before all others.

    Ties are in order of title, document and ordinal.
    """
    lexical = _lexical(shelf, view, scope, query)
    dense = passage_nearness(view, scope.positions, query.vector if query.vectors is None else query.vectors)
    scores = dense + LEXICAL * lexical
    if meant.any():
        scores += ROUTED * scope.marked(meant)
    return [
        Ranked(int(scope.positions[at]), float(scores[at]), float(lexical[at]), float(dense[at]))
        for at in _best(scores, most)
    ]


def _lexical(shelf: Shelf, view: View, scope: Scope, query: Query) -> NDArray[np.float64]:
    """By number, the share of what the words could score at most, in the language whose wording fits it best."""
    own = passage_scores(shelf, view, scope, query.terms)
    if not query.wordings:
        return own.scores / (own.possible or 1.0)
    best = np.zeros(scope.size)
    for wording in query.wordings:
        added = passage_scores(shelf, view, scope, wording)
        share = np.add(own.scores, added.scores, out=added.scores)
        share /= own.possible + added.possible or 1.0
        np.maximum(best, share, out=best)
    return best


def _best(scores: NDArray[np.float64], most: int) -> list[int]:
    """Where the greatest scores are; equal scores in order, wherever the cut falls."""
    kept = np.arange(len(scores))
    if len(scores) > most:
        kept = np.flatnonzero(scores >= np.partition(scores, len(scores) - most)[len(scores) - most])
    best: list[int] = kept[np.argsort(-scores[kept], kind="stable")[:most]].tolist()
    return best
