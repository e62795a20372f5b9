"""BM25 whose statistics come only from what the asker may see: frequencies are counted when a question is asked."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.store import Store
from hemvist.index.view import View

K1: Final = 1.2
B: Final = 0.75
_MANY: Final = 500
_HELD: Final = 48 << 20
"""Bytes of postings kept decoded between questions."""


@dataclass(frozen=True)
class Postings:
    """Where a term stands: versions by row number with how many passages each, then ordinals and counts of them all."""

    numbers: NDArray[np.int64]
    sizes: NDArray[np.int64]
    ordinals: NDArray[np.uint32]
    counts: NDArray[np.uint8]

    @property
    def bytes(self) -> int:
        return int(self.numbers.nbytes + self.sizes.nbytes + self.ordinals.nbytes + self.counts.nbytes)


class Shelf:
    """Decoded postings of the terms asked for last, of one generation of the file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._generation = -1
        self._held: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._bytes = 0

    def postings(self, term: str, generation: int) -> Postings:
        """Where a term stands in passages."""
        return self._get("posting", term, generation)

    def namings(self, term: str, generation: int) -> Postings:
        """Which cards hold a term; each version counts as one passage of ordinal 0."""
        return self._get("naming", term, generation)

    def forget(self) -> None:
        """Hold nothing."""
        self._held.clear()
        self._bytes = 0

    def _get(self, table: str, term: str, generation: int) -> Postings:
        if generation != self._generation:
            self.forget()
            self._generation = generation
        held = self._held.get((table, term))
        if held is None:
            held = self._read_postings(term) if table == "posting" else self._read_namings(term)
            self._keep((table, term), held)
        self._held.move_to_end((table, term))
        return held

    def _keep(self, key: tuple[str, str], postings: Postings) -> None:
        self._held[key] = postings
        self._bytes += postings.bytes
        while self._bytes > _HELD and len(self._held) > 1:
            self._bytes -= self._held.popitem(last=False)[1].bytes

    def _read_postings(self, term: str) -> Postings:
        rows = self._store.rows("select version, ordinals, counts from posting where term = ?", (term,))
        return Postings(
            np.array([row[0] for row in rows], np.int64),
            np.array([len(row[2]) for row in rows], np.int64),
            np.frombuffer(b"".join(row[1] for row in rows), np.uint32),
            np.frombuffer(b"".join(row[2] for row in rows), np.uint8),
        )

    def _read_namings(self, term: str) -> Postings:
        rows = self._store.rows("select version, count from naming where term = ?", (term,))
        ones = np.ones(len(rows), np.int64)
        counts = np.array([min(row[1], 255) for row in rows], np.uint8)
        return Postings(np.array([row[0] for row in rows], np.int64), ones, np.zeros(len(rows), np.uint32), counts)


@dataclass(frozen=True)
class Counted:
    """BM25 by place, and the score that none can exceed: every term there, as often as one likes."""

    scores: NDArray[np.float64]
    possible: float


def passage_scores(
    shelf: Shelf, view: View, seen: NDArray[np.bool_], searched: NDArray[np.bool_], weights: Mapping[str, float]
) -> Counted:
    """BM25 of passages by position for weighted terms; 0 outside the versions ``searched``, which are of those ``seen``.

    A passage's score depends on the passages seen only: whole numbers are counted over those, and its own sum runs
    over the terms in their order.
    """
    scores, possible = np.zeros(view.size), 0.0
    total, length = int(view.counts[seen].sum()), int(view.totals[seen].sum())
    for term, weight in weights.items() if total else ():
        postings = shelf.postings(term, view.generation)
        places = view.places(postings.numbers)
        holding = int(postings.sizes[seen[places]].sum())
        worth = weight * _rarity(total, holding)
        possible += worth * (K1 + 1)
        if holding and not _common(total, holding):
            positions, counts = _standing(postings, places, view, searched)
            scores[positions] += worth * _fullness(counts, view.lengths[positions], length / total)
    return Counted(scores, possible)


def card_scores(shelf: Shelf, view: View, seen: NDArray[np.bool_], weights: Mapping[str, float]) -> Counted:
    """BM25 of every version's card, by its place in ``view.rows``; 0 for those not seen."""
    scores, possible = np.zeros(len(view.rows)), 0.0
    total, length = int(seen.sum()), int(view.named[seen].sum())
    for term, weight in weights.items() if total else ():
        postings = shelf.namings(term, view.generation)
        places = view.places(postings.numbers)
        kept = seen[places]
        places, counts = places[kept], postings.counts[kept]
        worth = weight * _rarity(total, len(places))
        possible += worth * (K1 + 1)
        scores[places] += worth * _fullness(counts, view.named[places], (length or 1) / total)
    return Counted(scores, possible)


def _standing(
    postings: Postings, places: NDArray[np.int64], view: View, searched: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The positions where a term stands in what is searched, and how often."""
    kept = searched[places]
    positions: NDArray[np.int64] = np.repeat(view.base[places], postings.sizes) + postings.ordinals.astype(np.int64)
    if kept.all():
        return positions, postings.counts
    each = np.repeat(kept, postings.sizes)
    return positions[each], postings.counts[each]


def _common(total: int, holding: int) -> bool:
    """Whether a term stands in most of many passages: it would be worth next to nothing and cost the most."""
    return total >= _MANY and holding * 2 > total


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _fullness(
    counts: NDArray[np.uint8], lengths: NDArray[np.uint16] | NDArray[np.int64], average: float
) -> NDArray[np.float64]:
    times = counts.astype(np.float64)
    return times * (K1 + 1) / (times + K1 * (1 - B + B * lengths / average))
