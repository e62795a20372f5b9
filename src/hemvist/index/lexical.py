"""BM25 whose statistics come only from what the asker may see: frequencies are counted when a question is asked."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.scope import Scope
from hemvist.index.store import Store
from hemvist.index.view import Sight, View

K1: Final = 1.2
B: Final = 0.75
_MANY: Final = 500
_LEAST, _EACH = 16 << 20, 400
"""Bytes kept between questions of where terms stand: some in any case, and about as many as a vector has for each passage."""


@dataclass(frozen=True)
class Standing:
    """Where a term stands among what an asker sees: in how many, and by position in order how full each is of it.

    ``fullness`` is BM25's share of the term's worth, up to K1 + 1. Nothing is listed for a term that is too common.
    """

    holding: int
    positions: NDArray[np.int32]
    fullness: NDArray[np.float32]

    @property
    def bytes(self) -> int:
        return int(self.positions.nbytes + self.fullness.nbytes) + 256


_NOWHERE: Final = (np.empty(0, np.int32), np.empty(0, np.float32))


class Shelf:
    """Where the terms asked for last stand, for whom they were asked, of one generation of the file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._generation = -1
        self._held: OrderedDict[tuple[str, str, bytes], Standing] = OrderedDict()
        self._bytes = 0

    def passages(self, term: str, view: View, sight: Sight) -> Standing:
        """Where a term stands in passages, by position."""
        return self._get("posting", term, view, sight)

    def cards(self, term: str, view: View, sight: Sight) -> Standing:
        """Which cards hold a term, by the version's place."""
        return self._get("naming", term, view, sight)

    def forget(self) -> None:
        """Hold nothing."""
        self._held.clear()
        self._bytes = 0

    def _get(self, table: str, term: str, view: View, sight: Sight) -> Standing:
        if view.generation != self._generation:
            self.forget()
            self._generation = view.generation
        key = (table, term, sight.key)
        held = self._held.get(key)
        if held is None:
            held = self._in_passages(term, view, sight) if table == "posting" else self._in_cards(term, view, sight)
            self._keep(key, held, max(_LEAST, _EACH * view.size))
        self._held.move_to_end(key)
        return held

    def _keep(self, key: tuple[str, str, bytes], standing: Standing, most: int) -> None:
        self._held[key] = standing
        self._bytes += standing.bytes + len(key[2])
        while self._bytes > most and len(self._held) > 1:
            (_, _, seen), gone = self._held.popitem(last=False)
            self._bytes -= gone.bytes + len(seen)

    def _in_passages(self, term: str, view: View, sight: Sight) -> Standing:
        rows = self._store.rows("select version, ordinals, counts from posting where term = ?", (term,))
        places = view.places(np.array([row[0] for row in rows], np.int64))
        order = np.argsort(places)
        order = order[sight.seen[places[order]]]
        _, ordinals, counts = zip(*map(rows.__getitem__, order.tolist()), strict=True) if len(order) else ((), (), ())
        sizes = np.fromiter(map(len, counts), np.int64, len(counts))
        holding = int(sizes.sum())
        if not holding or _common(sight.passages, holding):
            return Standing(holding, *_NOWHERE)
        positions = np.repeat(view.base[places[order]], sizes) + np.frombuffer(b"".join(ordinals), np.uint32)
        times = np.frombuffer(b"".join(counts), np.uint8)
        return Standing(holding, positions.astype(np.int32), _fullness(times, view.lengths[positions], sight.length))

    def _in_cards(self, term: str, view: View, sight: Sight) -> Standing:
        rows = self._store.rows("select version, count from naming where term = ?", (term,))
        places = view.places(np.array([row[0] for row in rows], np.int64))
        kept = sight.seen[places]
        places, counts = places[kept], np.array([row[1] for row in rows], np.int64)[kept]
        order = np.argsort(places)
        places, counts = places[order], np.minimum(counts[order], 255)
        return Standing(len(places), places.astype(np.int32), _fullness(counts, view.named[places], sight.card_length))


@dataclass(frozen=True)
class Counted:
    """BM25 of passages searched (by number) or of cards (by place), and the score that none can exceed."""

    scores: NDArray[np.float64]
    possible: float


def passage_scores(shelf: Shelf, view: View, scope: Scope, weights: Mapping[str, float]) -> Counted:
    """BM25 of the passages searched, by their number in the scope, for weighted terms.

    A passage's score depends on the passages seen only: whole numbers are counted over those, and its own sum runs
    over the terms in their order.
    """
    scores, possible = np.zeros(scope.size), 0.0
    for term, weight in weights.items() if scope.sight.passages else ():
        standing = shelf.passages(term, view, scope.sight)
        worth = weight * _rarity(scope.sight.passages, standing.holding)
        possible += worth * (K1 + 1)
        numbers, fullness = scope.within(standing.positions, standing.fullness)
        scores[numbers] += worth * fullness
    return Counted(scores, possible)


def card_scores(shelf: Shelf, view: View, sight: Sight, weights: Mapping[str, float]) -> Counted:
    """BM25 of every version's card, by its place in ``view.rows``; 0 for those not seen."""
    scores, possible = np.zeros(len(view.rows)), 0.0
    for term, weight in weights.items() if sight.cards else ():
        standing = shelf.cards(term, view, sight)
        worth = weight * _rarity(sight.cards, standing.holding)
        possible += worth * (K1 + 1)
        scores[standing.positions] += worth * standing.fullness
    return Counted(scores, possible)


def _common(total: int, holding: int) -> bool:
    """Whether a term stands in most of many passages: it would be worth next to nothing and cost the most."""
    return total >= _MANY and holding * 2 > total


def _rarity(total: int, holding: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _fullness(
    counts: NDArray[np.uint8] | NDArray[np.int64], lengths: NDArray[np.uint16] | NDArray[np.int64], average: float
) -> NDArray[np.float32]:
    times = counts.astype(np.float32)
    full: NDArray[np.float32] = times * np.float32(K1 + 1)
    full /= times + lengths.astype(np.float32) * np.float32(K1 * B / average) + np.float32(K1 * (1 - B))
    return full
