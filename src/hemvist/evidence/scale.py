"""A large index to measure on: real wording of the made-up contracts, recombined, with vectors made up in clusters."""

from __future__ import annotations

import hashlib
import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.documents.made import made_up
from hemvist.domain.passage import Passage, sentences
from hemvist.domain.permit import Deed, Permit
from hemvist.evidence.legalbench import EVERYONE, Progress
from hemvist.index.base import Card, Entry, Index
from hemvist.index.sqlite import EncryptedIndex
from hemvist.projects.gate import THROW_AWAY, throw_away
from hemvist.providers.base import Embedder, EmbedderIdentity, Scores
from hemvist.readers.base import read

PER_DOCUMENT: Final = 50
_CLUSTERS: Final = 2_000
_SPREAD: Final = 0.7
_LENGTH: Final = 850
"""Characters that a passage has at least."""
_SEED: Final = 7


class Clustered:
    """An embedder whose vectors lie near centres; every question is embedded for real as well, for the time it takes."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._random = np.random.default_rng(_SEED)
        self._centres = self._random.standard_normal((_CLUSTERS, real.identity.dimensions))

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder which takes the time."""
        return self._real.identity

    def some(self, count: int) -> NDArray[np.int8]:
        """So many vectors, (count, dimensions)."""
        near = self._centres[self._random.integers(_CLUSTERS, size=count)]
        return _units(near + _SPREAD * self._random.standard_normal(near.shape))

    def passages(self, permit: Permit, texts: Sequence[str]) -> NDArray[np.int8]:
        """Vectors of passages: made up, in no time."""
        return self.some(len(texts))

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]:
        """The centre that belongs to this text."""
        self._real.question(permit, text)
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        return _units(self._centres[seed % _CLUSTERS])

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> Scores:
        """What the real one says."""
        return self._real.answering(permit, question, passages)


def _units(vectors: NDArray[np.float64]) -> NDArray[np.int8]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: NDArray[np.int8] = np.rint(127 * vectors / lengths).astype(np.int8)
    return found


@dataclass(frozen=True)
class Large:
    """An open index, the embedder it was made with, and the parties of each document."""

    index: EncryptedIndex
    embedder: Clustered
    parties: list[tuple[str, str]]


@contextmanager
def large(passages: int, embedder: Embedder, progress: Progress) -> Iterator[Large]:
    """An encrypted index of so many passages, thrown away with its key afterwards."""
    made = Clustered(embedder)
    with TemporaryDirectory(prefix="hemvist-bench-") as folder:
        path, key = Path(folder) / "index.sqlite", secrets.token_bytes(32)
        index = EncryptedIndex(path, THROW_AWAY, key, made)
        parties = _fill(index, made, passages, progress)
        index.close()
        opened = EncryptedIndex(path, THROW_AWAY, key, made)  # anew: nothing is in memory yet
        try:
            yield Large(opened, made, parties)
        finally:
            opened.close()


def _fill(index: Index, made: Clustered, passages: int, progress: Progress) -> list[tuple[str, str]]:
    chance, said, parties = random.Random(_SEED), _material(), []  # noqa: S311 - a draw that anybody can repeat
    for number in range(passages // PER_DOCUMENT):
        pieces, pair = list(_document(said, chance)), (_name(chance), _name(chance))
        opening = f"Supply Agreement between {pair[0]} and {pair[1]}. {pieces[0].text}"
        entry = Entry(
            f"{chance.getrandbits(64):016x}", f"v{number}", Card("Supply Agreement", pair, opening), EVERYONE,
            datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        index.add(throw_away(Deed.INGEST), entry, pieces, made.some(len(pieces)))
        parties.append(pair)
        progress("building", (number + 1) * PER_DOCUMENT, passages)
    return parties


def _material() -> list[str]:
    """Sentences of the made-up contracts."""
    texts = [read(data, name).text for name, data in made_up()]
    said = [" ".join(text[one.start : one.end].split()) for text in texts for one in sentences(text)]
    return [one for one in said if 40 <= len(one) <= 600]


def _document(said: list[str], chance: random.Random) -> Iterator[Passage]:
    at = 0
    for ordinal in range(PER_DOCUMENT):
        text = chance.choice(said)
        while len(text) < _LENGTH:
            text += " " + chance.choice(said)
        yield Passage(ordinal, at, at + len(text), ordinal // 3 + 1, f"{ordinal + 1}. Section", text)
        at += len(text) + 2


def _name(chance: random.Random) -> str:
    return f"{''.join(chance.choices('bdfgklmnprst', k=3))}a{chance.choice('klmnr')}or AB".title()
