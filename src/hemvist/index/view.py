"""What an open index holds in memory: who may see which version and when, passage lengths, and the vectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.store import Store
from hemvist.index.writing import microseconds

_AUDIENCES: Final = 64
"""Audiences whose sight is remembered for one state."""


@dataclass(frozen=True)
class Row:
    """One version: its row number, who may see it, and from when until when it is in force (microseconds)."""

    number: int
    document: str
    version: str
    audience: frozenset[str]
    since: int
    until: int | None
    passages: int
    named: int

    def seen_by(self, audience: frozenset[str], as_of: int | None) -> bool:
        """Whether somebody of this audience sees it, now or as of a time."""
        if as_of is None:
            in_force = self.until is None
        else:
            in_force = self.since <= as_of and (self.until is None or as_of < self.until)
        return in_force and not self.audience.isdisjoint(audience)


class Sight:
    """What an asker sees of a view: which versions, how many passages and cards, and how long these are on average."""

    def __init__(self, view: View, seen: NDArray[np.bool_]) -> None:
        self.seen = seen
        self.key = seen.tobytes()
        """The same for whoever sees the same."""
        self.passages = int(view.counts[seen].sum())
        self.length = int(view.totals[seen].sum()) / (self.passages or 1)
        self.cards = int(seen.sum())
        self.card_length = int(view.named[seen].sum()) / (self.cards or 1) or 1.0


class View:
    """One state of an index. Passages have positions: those of a version lie together, in order of their ordinals.

    ``rows`` are in order of title, then of time, so that positions break ties the same way whatever else is there; only
    between documents that are called the same is it their ids, which are random.
    ``base[i]`` is the first position of ``rows[i]``; ``lengths`` (terms) and ``vectors`` (int8) are by position;
    ``counts`` (passages), ``totals`` (terms) and ``named`` (terms of the card) by version.
    """

    def __init__(self, generation: int, rows: list[Row], dimensions: int) -> None:
        self.generation = generation
        self.rows = rows
        self.counts = np.array([row.passages for row in rows], np.int64)
        self.base = np.concatenate(([0], np.cumsum(self.counts)))
        self.size = int(self.base[-1])
        self.lengths = np.zeros(self.size, np.uint16)
        self.vectors = np.zeros((self.size, dimensions), np.int8)
        self.totals = np.zeros(len(rows), np.int64)
        self.named = np.array([row.named for row in rows], np.int64)
        self._sights: dict[tuple[frozenset[str], datetime | None], Sight] = {}
        self._places_of = _by_document(rows)
        numbers = np.array([row.number for row in rows], np.int64)
        self._order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._order]

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the versions with these row numbers stand in ``rows``."""
        found: NDArray[np.int64] = self._order[np.searchsorted(self._numbers, numbers)]
        return found

    def positions(self, kept: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The positions of the passages of some versions, in order."""
        found: NDArray[np.int64] = np.flatnonzero(np.repeat(kept, self.counts))
        return found

    def span(self, place: int) -> slice:
        """The positions of one version's passages."""
        return slice(int(self.base[place]), int(self.base[place + 1]))

    def sight(self, audience: frozenset[str], as_of: datetime | None) -> Sight:
        """What this audience sees."""
        key = (audience, as_of)
        if key not in self._sights:
            at = None if as_of is None else microseconds(as_of)
            if len(self._sights) >= _AUDIENCES:
                self._sights.clear()
            self._sights[key] = Sight(self, np.array([row.seen_by(audience, at) for row in self.rows], np.bool_))
        return self._sights[key]

    def among(self, documents: frozenset[str]) -> NDArray[np.bool_]:
        """For each version whether it is of one of these documents."""
        among = np.zeros(len(self.rows), np.bool_)
        among[[place for document in documents for place in self._places_of.get(document, ())]] = True
        return among

    def at(self, position: int) -> tuple[Row, int]:
        """The version and ordinal of a position."""
        place = int(np.searchsorted(self.base, position, side="right")) - 1
        return self.rows[place], position - int(self.base[place])


def _by_document(rows: list[Row]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.document, []).append(place)
    return places


def load(store: Store, dimensions: int, known: View | None) -> View:
    """The present state of the file; what ``known`` holds already is taken from there. Run inside ``store.reading()``."""
    view = View(store.generation(), _rows(store), dimensions)
    held = {row.number: place for place, row in enumerate(known.rows)} if known else {}
    for place, row in enumerate(view.rows):
        span = view.span(place)
        if known is not None and row.number in held:
            there = known.span(held[row.number])
            view.vectors[span], view.lengths[span] = known.vectors[there], known.lengths[there]
        else:
            view.vectors[span], view.lengths[span] = _stored(store, row.number, dimensions)
        view.totals[place] = view.lengths[span].sum(dtype=np.int64)
    return view


def _rows(store: Store) -> list[Row]:
    audiences: dict[int, list[str]] = {}
    for number, name in store.rows("select version, name from audience"):
        audiences.setdefault(number, []).append(name)
    rows = store.rows("select id, document, version, since, until, passages, named from version")
    titles = {number: title.casefold() for number, title in store.rows("select id, title from version")}
    return sorted(
        (
            Row(number, document, version, frozenset(audiences.get(number, ())), since, until, passages, named)
            for number, document, version, since, until, passages, named in rows
        ),
        key=lambda row: (titles[row.number], row.since, row.document, row.version),
    )


def _stored(store: Store, number: int, dimensions: int) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
    vectors, lengths = store.rows("select vectors, lengths from vector where version = ?", (number,))[0]
    return np.frombuffer(vectors, np.int8).reshape(-1, dimensions), np.frombuffer(lengths, np.uint16)
