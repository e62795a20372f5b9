"""The index of one project in one encrypted SQLite file: exact search, filtered before anything is counted or ranked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.errors import HemvistError
from hemvist.domain.passage import Passage
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Card, Entry, Found, Index, Laid, QuestionEmbedder, Standing
from hemvist.index.errors import IndexClosed
from hemvist.index.lexical import Shelf
from hemvist.index.query import Asking, Query
from hemvist.index.ranking import Ranked, meant_by, rank
from hemvist.index.reranking import MOST as JUDGED
from hemvist.index.reranking import judged
from hemvist.index.scope import Scope
from hemvist.index.store import SPREAD, Store
from hemvist.index.view import Row, View, load
from hemvist.index.writing import chain, lay_out, moment, put, show_to, take_out


def open_index(
    path: Path,
    project: str,
    key: bytes,
    embedder: QuestionEmbedder,
    closed: Callable[[], HemvistError] = IndexClosed,
) -> Index:
    """Open a project's index, or make it; ``key`` is 32 random bytes, ``closed`` makes the error of a call after ``close``.

    Raises :class:`~hemvist.index.errors.OtherEmbedder` when it was made with another embedder, and
    :class:`~hemvist.index.errors.IndexUnreadable` when the key does not fit or the file is damaged or foreign.
    """
    return EncryptedIndex(path, project, key, embedder, closed)


class EncryptedIndex:
    """An open index. May be used by several threads; changes by other processes are noticed at the next call."""

    def __init__(
        self,
        path: Path,
        project: str,
        key: bytes,
        embedder: QuestionEmbedder,
        closed: Callable[[], HemvistError] = IndexClosed,
    ) -> None:
        self._project = project
        self._dimensions = embedder.identity.dimensions
        self._store = Store(path, project, key, embedder.identity.id, closed)
        self._asking = Asking(embedder)
        self._shelf = Shelf(self._store)
        self._view: View | None = None
        self._guard = threading.RLock()

    def add(
        self,
        permit: Permit,
        entry: Entry,
        passages: Sequence[Passage],
        vectors: NDArray[np.int8],
        laid: Laid | None = None,
    ) -> None:
        """Put a version in, whole or not at all; the document's version before it ends when this one begins."""
        permit.covering(self._project, Deed.INGEST, Deed.READ)
        if vectors.dtype != np.int8 or vectors.shape != (len(passages), self._dimensions):
            raise ValueError(
                f"vectors are {vectors.dtype} {vectors.shape}, not int8 {(len(passages), self._dimensions)}"
            )
        laid = laid or lay_out(passages)
        with self._guard, self._store.writing():
            put(self._store, entry, passages, vectors, laid)

    def remove(self, permit: Permit, document: str, versions: Collection[str] | None = None) -> int:
        """Delete every version of a document, or these of it, from every table; the number of passages removed.

        Raises :class:`~hemvist.index.errors.NotRemoved`, and changes nothing, when asking afterwards finds a row.
        """
        permit.covering(self._project, Deed.DELETE, Deed.REPLACE, Deed.READ)
        with self._guard:
            with self._store.writing():
                rows = self._store.rows("select id, version from version where document = ?", (document,))
                gone = [number for number, version in rows if versions is None or version in versions]
                removed = take_out(self._store, gone)
                chain(self._store, document)
            self._store.forget_log()
            return removed

    def show_to(self, permit: Permit, document: str, audience: frozenset[str]) -> None:
        """Let every version of a document be found by this audience from now on, and by nobody else."""
        permit.covering(self._project, Deed.SET_AUDIENCE)
        with self._guard, self._store.writing():
            show_to(self._store, document, audience)

    def find(
        self,
        permit: Permit,
        query: str,
        audience: frozenset[str],
        documents: frozenset[str] | None,
        as_of: datetime | None,
        k: int,
    ) -> list[Found]:
        """The ``k`` passages that fit a question best, best first, of what this audience may see as of a time.

        ``documents`` narrows what is searched; ``as_of`` None means the versions in force now. Nothing outside the
        audience, which is never wider than the permit's, takes any part in scores or order.
        """
        permit.covering(self._project, Deed.ASK, Deed.SHOW)
        prepared = self._asking.query(permit, query)
        with self._guard, self._store.reading():
            view = self._current()
            sight = view.sight(audience & permit.audience, as_of)
            searched = sight.seen if documents is None else sight.seen & view.among(documents)
            return self._best(view, Scope(view, sight, searched), prepared, k)

    def _best(self, view: View, scope: Scope, query: Query, k: int) -> list[Found]:
        def fetch(ones: Sequence[Ranked]) -> list[Found]:
            return [self._found(view, one) for one in ones]

        meant = meant_by(self._shelf, view, scope, query.reference)
        if int(view.counts[meant].sum()) >= k:
            scope = scope.narrowed(meant)  # what is meant holds enough: nothing else needs looking at
        elif query.whole is not None and not meant.any():
            query = query.whole()
        if query.kinds:
            best = judged(rank(self._shelf, view, scope, query, meant, max(k, JUDGED)), query.kinds, fetch, k)
            if best is not None:
                return best
        return fetch(rank(self._shelf, view, scope, query.plainly(), meant, k))

    def documents(self, permit: Permit, audience: frozenset[str], as_of: datetime | None) -> list[Entry]:
        """The documents this audience may see as of a time, one version each, in order of their ids."""
        permit.covering(self._project, Deed.LIST, Deed.ASK)
        with self._guard, self._store.reading():
            view = self._current()
            seen = view.sight(audience & permit.audience, as_of).seen
            return [self._entry(row) for row, kept in zip(view.rows, seen, strict=True) if kept]

    def standing(self, permit: Permit) -> dict[Standing, int]:
        """Every version in it, in force or not, and how many passages each has. For whoever works on the index itself."""
        permit.covering(self._project, Deed.READ)
        with self._guard, self._store.reading():
            rows = self._store.rows(
                "select document, version, since, passages, (select json_group_array(name) from audience"
                " where version = version.id) from version order by id"
            )
        return {
            Standing(document, version, frozenset(json.loads(audience)), moment(since)): passages
            for document, version, since, passages, audience in rows
        }

    def forget(self) -> None:
        """Keep nothing of earlier questions' terms: so that a measurement asks as if for the first time."""
        with self._guard:
            self._shelf.forget()

    def close(self) -> None:
        """Let go of the file and of what is in memory."""
        with self._guard:
            self._view = None
            self._store.close()

    def _current(self) -> View:
        if self._view is None or self._view.generation != self._store.generation():
            self._view = load(self._store, self._dimensions, self._view)
        return self._view

    def _found(self, view: View, one: Ranked) -> Found:
        row, ordinal = view.at(one.position)
        start, stop, page, heading, text = self._store.rows(
            "select start, stop, page, heading, text from passage where id = ?", (row.number * SPREAD + ordinal,)
        )[0]
        return Found(
            row.document, row.version, ordinal, start, stop, page, heading, text, one.score, one.lexical, one.dense
        )

    def _entry(self, row: Row) -> Entry:
        title, parties, opening = self._store.rows(
            "select title, parties, opening from version where id = ?", (row.number,)
        )[0]
        card = Card(title, tuple(json.loads(parties)), opening)
        return Entry(row.document, row.version, card, row.audience, moment(row.since))
