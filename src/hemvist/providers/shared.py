"""The client of the shared embedder process. It is light: it loads no model."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from hemvist.domain.permit import Permit
from hemvist.providers import wire
from hemvist.providers.base import (
    EmbedderChanged,
    EmbedderIdentity,
    EmbedderUnreachable,
    Scores,
    Vectors,
    may_embed_passages,
    may_embed_question,
)
from hemvist.providers.wire import Kind

_ANSWER: Final = 300.0  # seconds: many clients may be in line before a request
_FAILURES: Final = (OSError, wire.Malformed)


class SharedEmbedder:
    """An :class:`~hemvist.providers.base.Embedder` in another process. Threads may share one; so may a fork."""

    def __init__(self, path: Path, patience: float = 5.0) -> None:
        """Connects when it is first used; waits up to ``patience`` seconds for an embedder that is starting."""
        self._path, self._patience = path, patience
        self._lock = threading.Lock()
        self._free: list[socket.socket] = []
        self._process = os.getpid()
        self._identity: EmbedderIdentity | None = None

    @property
    def identity(self) -> EmbedderIdentity:
        """Which embedder this is, as it said itself. Raises :class:`EmbedderUnreachable`."""
        if self._identity is None:
            self._give(self._take())
        if self._identity is None:
            raise EmbedderUnreachable(socket=self._path, reason="it did not say which embedder it is.")
        return self._identity

    def passages(self, permit: Permit, texts: Sequence[str]) -> Vectors:
        """One vector for each passage, (n, dimensions). Raises :class:`EmbedderUnreachable`."""
        may_embed_passages(permit)
        parts = [texts[at : at + wire.TEXTS] for at in range(0, len(texts), wire.TEXTS)]
        empty = np.empty((0, self.identity.dimensions), np.int8)
        with ThreadPoolExecutor(2) as pool:  # the next request is in line before this one is answered
            return np.concatenate([empty, *pool.map(partial(self._ask, Kind.PASSAGES), parts)])

    def question(self, permit: Permit, text: str) -> Vectors:
        """The vector of one question, (dimensions,), before any passage in line. Raises :class:`EmbedderUnreachable`."""
        may_embed_question(permit)
        vector: Vectors = self._ask(Kind.QUESTION, [text])[0]
        return vector

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> Scores:
        """How much speaks for each passage answering the question, (n,) log-odds, before any passage in line.

        Of length 0 where the embedder reads no pairs. Raises :class:`EmbedderUnreachable`.
        """
        may_embed_question(permit)
        if not self.identity.pairs:
            return np.empty(0, np.float32)
        most = wire.TEXTS - 1  # the question is one of the texts
        parts = [passages[at : at + most] for at in range(0, len(passages), most)]
        return np.concatenate([np.empty(0, np.float32), *(self._scored(question, part) for part in parts)])

    def _scored(self, question: str, passages: Sequence[str]) -> Scores:
        answer = self._said(Kind.PAIRS, [question, *passages], len(passages) * 4)
        return np.frombuffer(answer, np.float32)

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        with self._lock:
            while self._free:
                self._free.pop().close()

    def _ask(self, kind: Kind, texts: Sequence[str]) -> Vectors:
        answer = self._said(kind, texts, len(texts) * self.identity.dimensions)
        return np.frombuffer(answer, np.int8).reshape(len(texts), -1)

    def _said(self, kind: Kind, texts: Sequence[str], size: int) -> bytes:
        """What is answered, of so many bytes."""
        body = wire.pack_texts(texts)
        try:
            answer = self._exchange(kind, body)
        except _FAILURES:
            self.close()  # they all lead to an embedder that is gone; a new one may be there
            answer = self._again(kind, body)
        if len(answer) != size:
            raise EmbedderUnreachable(socket=self._path, reason="it could not compute what was asked.")
        return answer

    def _again(self, kind: Kind, body: bytes) -> bytes:
        try:
            return self._exchange(kind, body)
        except _FAILURES as error:
            raise self._unreachable(error) from None

    def _exchange(self, kind: Kind, body: bytes) -> bytes:
        connection = self._take()
        try:
            wire.send(connection, kind, body)
            answer = wire.expect(connection, Kind.VECTORS, Kind.SCORES, Kind.FAILED)
        except BaseException:
            connection.close()  # half an answer may still be on its way
            raise
        self._give(connection)
        return answer

    def _take(self) -> socket.socket:
        with self._lock:
            if self._process != os.getpid():  # after a fork the parent goes on using them
                self._free, self._process = [], os.getpid()
            if self._free:
                return self._free.pop()
        return self._connect()

    def _give(self, connection: socket.socket) -> None:
        with self._lock:
            self._free.append(connection)

    def _connect(self) -> socket.socket:
        end = time.monotonic() + self._patience
        while True:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(_ANSWER)
                connection.connect(str(self._path))
                self._recognise(connection)
                return connection
            except _FAILURES as error:
                connection.close()
                if time.monotonic() > end:
                    raise self._unreachable(error) from None
            except BaseException:
                connection.close()
                raise
            time.sleep(0.05)

    def _recognise(self, connection: socket.socket) -> None:
        """The other end must be a process of this user, and the embedder that it was before."""
        if not wire.same_user(connection):
            raise EmbedderUnreachable(socket=self._path, reason="another user's process listens there.")
        stated = wire.unpack_identity(wire.expect(connection, Kind.IDENTITY))
        if self._identity not in (None, stated):
            before = self._identity.id if self._identity else ""
            raise EmbedderChanged(socket=self._path, now=stated.id, before=before)
        self._identity = stated

    def _unreachable(self, error: Exception) -> EmbedderUnreachable:
        reason = getattr(error, "strerror", None) or "it does not answer as an embedder does"
        return EmbedderUnreachable(socket=self._path, reason=f"{reason}.")
