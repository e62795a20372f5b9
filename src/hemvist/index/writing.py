"""Writing to an index: a version with its passages, vectors, postings and card goes in whole, and comes out whole."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.passage import Passage
from hemvist.index.base import Card, Entry, Laid
from hemvist.index.errors import NotRemoved
from hemvist.index.store import SPREAD, Store
from hemvist.index.terms import terms

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TITLE_COUNTS: Final = 3
_MOST_COUNTED: Final = 255
_OF_A_VERSION: Final = ("vector", "posting", "naming", "audience")


def microseconds(moment: datetime) -> int:
    """A moment with a time zone as microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    """The other way."""
    return EPOCH + timedelta(microseconds=at)


def put(store: Store, entry: Entry, passages: Sequence[Passage], vectors: NDArray[np.int8], laid: Laid) -> None:
    """Put one version in, replacing rows of the same version; run inside ``store.writing()``."""
    for (number,) in store.rows("select id from version where version = ?", (entry.version,)):
        take_out(store, [number])
    number = _put_entry(store, entry, len(passages))
    store.connection.executemany(
        "insert into passage values(?, ?, ?, ?, ?, ?)",
        ((number * SPREAD + p.ordinal, p.start, p.end, p.page, p.heading, p.text) for p in passages),
    )
    rows = ((term, number, ordinals, counts) for term, ordinals, counts in laid.postings)
    store.connection.executemany("insert into posting values(?, ?, ?, ?)", rows)
    store.connection.execute("insert into vector values(?, ?, ?)", (number, vectors.tobytes(), laid.lengths))
    chain(store, entry.document)


def _put_entry(store: Store, entry: Entry, count: int) -> int:
    card, names = entry.card, named_by(entry.card)
    store.connection.execute(
        "insert into version(document, version, title, parties, opening, named, since, passages)"
        " values(?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.document, entry.version, card.title, json.dumps(card.parties, ensure_ascii=False), card.opening,
            names.total(), microseconds(entry.since), count,
        ),
    )  # fmt: skip
    number = store.connection.last_insert_rowid()
    store.connection.executemany("insert into audience values(?, ?)", ((number, name) for name in entry.audience))
    store.connection.executemany(
        "insert into naming values(?, ?, ?)", ((term, number, count) for term, count in sorted(names.items()))
    )
    return int(number)


def show_to(store: Store, document: str, audience: frozenset[str]) -> None:
    """Replace the audience of every version of a document; run inside ``store.writing()``."""
    for (number,) in store.rows("select id from version where document = ?", (document,)):
        store.connection.execute("delete from audience where version = ?", (number,))
        rows = ((number, name) for name in sorted(audience))
        store.connection.executemany("insert into audience values(?, ?)", rows)


def named_by(card: Card) -> Counter[str]:
    """The terms of a card; title and parties count more than the opening, where they mostly stand as well."""
    counts = Counter(terms(card.opening))
    for part in (card.title, *card.parties):
        for term in terms(part):
            counts[term] += _TITLE_COUNTS
    return counts


def searched(passage: Passage) -> str:
    """The text of a passage as it is searched by its words: with the headings it stands under."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def lay_out(passages: Sequence[Passage]) -> Laid:
    """What is to be written of these, before any lock is taken: it is by far the longer part of the work."""
    postings: dict[str, tuple[array[int], array[int]]] = {}
    lengths = np.zeros(len(passages), np.uint16)
    for passage in passages:
        counts = Counter(terms(searched(passage)))
        lengths[passage.ordinal] = min(counts.total(), 65_535)
        for term, count in counts.items():
            ordinals, times = postings.setdefault(term, (array("I"), array("B")))
            ordinals.append(passage.ordinal)
            times.append(min(count, _MOST_COUNTED))
    # Sorted, because rows in the table's own order are several times faster to insert.
    rows = [(term, ordinals.tobytes(), times.tobytes()) for term, (ordinals, times) in sorted(postings.items())]
    return Laid(rows, lengths.tobytes())


def chain(store: Store, document: str) -> None:
    """Each version of a document is in force until the next begins."""
    rows = store.rows("select id, since from version where document = ? order by since, id", (document,))
    for (number, _), following in zip(rows, [*rows[1:], (None, None)], strict=False):
        store.connection.execute("update version set until = ? where id = ?", (following[1], number))


def take_out(store: Store, numbers: Sequence[int]) -> int:
    """Delete versions from every table, then ask every table whether they are gone; passages removed.

    Raises :class:`NotRemoved` when a row is left, so that the transaction it runs in changes nothing.
    """
    removed = 0
    for number in numbers:
        rows = (number * SPREAD, (number + 1) * SPREAD)
        removed += store.rows("select count(*) from passage where id >= ? and id < ?", rows)[0][0]
        store.connection.execute("delete from passage where id >= ? and id < ?", rows)
        for table in _OF_A_VERSION:
            store.connection.execute(f"delete from {table} where version = ?", (number,))  # noqa: S608 a constant
        store.connection.execute("delete from version where id = ?", (number,))
        left = _left(store, number)
        if left:
            raise NotRemoved(rows=left, project=store.project)
    return removed


def _left(store: Store, number: int) -> int:
    rows = (number * SPREAD, (number + 1) * SPREAD)
    left = store.rows("select count(*) from passage where id >= ? and id < ?", rows)[0][0]
    left += store.rows("select count(*) from version where id = ?", (number,))[0][0]
    for table in _OF_A_VERSION:
        left += store.rows(f"select count(*) from {table} where version = ?", (number,))[0][0]  # noqa: S608 a constant
    return int(left)
