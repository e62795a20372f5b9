"""Who asks sees some versions, and searches some of those: what is counted, and what is scored."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.view import Sight, View

_FEW: Final = 32
"""Versions up to which each one's span is cut out of a term's postings; above, all of them are looked at."""


class Scope:
    """What is seen (statistics come from it), and what of it is searched: passages numbered from 0 in order of position."""

    def __init__(self, view: View, sight: Sight, searched: NDArray[np.bool_]) -> None:
        self._view = view
        self.sight = sight
        self.searched = searched
        self._places: list[int] = np.flatnonzero(searched).tolist()
        self.whole = len(self._places) == len(searched)

    def narrowed(self, searched: NDArray[np.bool_]) -> Scope:
        """The same sight, with other versions searched."""
        return Scope(self._view, self.sight, searched)

    @cached_property
    def positions(self) -> NDArray[np.int64]:
        """The positions of the passages searched, in order: (n,)."""
        if self.whole:
            return np.arange(self._view.size)
        if len(self._places) > _FEW:
            return self._view.positions(self.searched)
        return np.concatenate([np.empty(0, np.int64), *(np.arange(*_ends(self._view, at)) for at in self._places)])

    @property
    def size(self) -> int:
        """How many passages are searched."""
        return int(self._view.counts[self._places].sum())

    def marked(self, versions: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each passage searched whether it is of one of these versions."""
        every: NDArray[np.bool_] = np.repeat(versions[self._places], self._view.counts[self._places])
        return every

    def within(
        self, positions: NDArray[np.int32], values: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Of some passages, by position in order, those searched: their numbers, and their values."""
        if self.whole:
            return positions, values
        if len(self._places) > _FEW:
            numbers = self._numbers[positions]
            kept = numbers >= 0
            return numbers[kept], values[kept]
        return self._cut(positions, values)

    @cached_property
    def _numbers(self) -> NDArray[np.int32]:
        """By position: a passage's number, -1 where it is not searched."""
        numbers = np.full(self._view.size, -1, np.int32)
        numbers[self.positions] = np.arange(len(self.positions), dtype=np.int32)
        return numbers

    def _cut(
        self, positions: NDArray[np.int32], values: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        numbers, kept, before = [np.empty(0, np.int32)], [np.empty(0, np.float32)], 0
        for at in self._places:
            first, stop = _ends(self._view, at)
            span = slice(*np.searchsorted(positions, (first, stop)))
            numbers.append(positions[span] - np.int32(first - before))
            kept.append(values[span])
            before += stop - first
        return np.concatenate(numbers), np.concatenate(kept)


def _ends(view: View, place: int) -> tuple[int, int]:
    span = view.span(place)
    return span.start, span.stop
