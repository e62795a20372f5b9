"""The encrypted SQLite file of one project: opened with a raw key, refused when it is not ours or not readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from hemvist.domain.errors import HemvistError
from hemvist.index.errors import EncryptionMissing, IndexClosed, IndexOutdated, IndexUnreadable, OtherEmbedder

if not getattr(apsw, "mc_version", ""):
    raise EncryptionMissing

FORMAT: Final = 1
"""Changes whenever the layout or the terms change; an index of another format is built again."""
CIPHER: Final = "chacha20"
"""ChaCha20-Poly1305: every page is authenticated, with any processor."""
KEY_BYTES: Final = 32
_SMALLEST: Final = 512

SCHEMA: Final = """
create table fact(name text primary key, value any not null) strict, without rowid;
create table version(
    id integer primary key autoincrement, document text not null, version text not null unique,
    title text not null, parties text not null, opening text not null, named integer not null,
    since integer not null, until integer, passages integer not null) strict;
create index version_document on version(document, since);
create table audience(version integer not null, name text not null, primary key(version, name)) strict, without rowid;
create table passage(
    id integer primary key, start integer not null, stop integer not null,
    page integer, heading text not null, text text not null) strict;
create table vector(version integer primary key, vectors blob not null, lengths blob not null) strict;
create table posting(
    term text not null, version integer not null, ordinals blob not null, counts blob not null,
    primary key(term, version)) strict, without rowid;
create index posting_version on posting(version);
create table naming(
    term text not null, version integer not null, count integer not null,
    primary key(term, version)) strict, without rowid;
create index naming_version on naming(version);
"""
SPREAD: Final = 1 << 24
"""A passage's row is its version's number times this, plus its ordinal."""


class Store:
    """One open connection. Used under a lock by whoever holds it; other processes may write meanwhile.

    ``closed`` makes the error of whoever uses it after somebody else has closed it.
    """

    def __init__(
        self, path: Path, project: str, key: bytes, embedder: str, closed: Callable[[], HemvistError] = IndexClosed
    ) -> None:
        if len(key) != KEY_BYTES:
            raise IndexUnreadable(project=project)
        self.project, self._closed = project, closed
        if path.exists() and 0 < path.stat().st_size < _SMALLEST:
            raise IndexUnreadable(project=project)  # SQLite would take it for an empty file and write over it
        with self.readable():
            self.connection = _connect(path, key)
            try:
                self._begin_or_check(embedder)
            except BaseException:
                self.connection.close()
                raise

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Say what to do when the file turns out to be damaged or foreign, or was closed meanwhile."""
        try:
            yield
        except apsw.ConnectionClosedError:
            raise self._closed() from None
        except (apsw.NotADBError, apsw.CorruptError, apsw.FormatError, apsw.CantOpenError, apsw.IOError):
            raise IndexUnreadable(project=self.project) from None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent state of the file."""
        with self.readable():
            self.connection.execute("begin")
            try:
                yield
            finally:
                self.connection.execute("rollback")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing; other processes see the new generation with the change."""
        with self.readable():
            self.connection.execute("begin immediate")
            try:
                yield
                self.connection.execute("update fact set value = value + 1 where name = 'generation'")
                self.connection.execute("commit")
            except BaseException:
                self.connection.execute("rollback")
                raise

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        return list(self.connection.execute(sql, values))

    def generation(self) -> int:
        """Grows with every change by any process."""
        return int(self.rows("select value from fact where name = 'generation'")[0][0])

    def forget_log(self) -> None:
        """Empty the write-ahead log, so that it holds no older state of the file; another reader may delay it."""
        self.connection.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        self.connection.close()

    def _begin_or_check(self, embedder: str) -> None:
        self.connection.execute("begin immediate")
        try:
            if not self.rows("select 1 from sqlite_schema limit 1"):
                self._create(embedder)
            self.connection.execute("commit")
        except BaseException:
            self.connection.execute("rollback")
            raise
        self._check(embedder)

    def _create(self, embedder: str) -> None:
        self.connection.execute(SCHEMA)
        facts = {"format": FORMAT, "project": self.project, "embedder": embedder, "generation": 0}
        self.connection.executemany("insert into fact values(?, ?)", facts.items())

    def _check(self, embedder: str) -> None:
        if not self.rows("select 1 from sqlite_schema where name = 'fact'"):
            raise IndexUnreadable(project=self.project)
        facts = dict(self.rows("select name, value from fact"))
        if facts.get("project") != self.project:
            raise IndexUnreadable(project=self.project)
        if facts.get("format") != FORMAT:
            raise IndexOutdated(recorded=facts.get("format"), present=FORMAT, project=self.project)
        if facts.get("embedder") != embedder:
            raise OtherEmbedder(recorded=facts.get("embedder"), present=embedder, project=self.project)


def _connect(path: Path, key: bytes) -> apsw.Connection:
    path.touch(mode=0o600)
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(20_000)
        _encrypt(connection, key)
        for name, value in _PRAGMAS:
            connection.execute(f"pragma {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection


def _encrypt(connection: apsw.Connection, key: bytes) -> None:
    connection.pragma("cipher", CIPHER)
    if connection.pragma("key", f"raw:{key.hex()}") != "ok":
        raise EncryptionMissing


_PRAGMAS: Final = (
    ("temp_store", "memory"), ("secure_delete", "on"), ("journal_mode", "wal"), ("synchronous", "normal"),
    ("cache_size", "-16384"), ("trusted_schema", "off"), ("cell_size_check", "on"),
)  # fmt: skip
