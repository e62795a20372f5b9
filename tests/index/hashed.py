"""An embedder that is quick and exact to repeat: words hashed to directions. What an index does with vectors is real."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.permit import Permit


@dataclass(frozen=True)
class HashedIdentity:
    """Which of these embedders."""

    id: str = "hashed/1"
    dimensions: int = 384
    pairs: str = ""


class HashedEmbedder:
    """Texts that share words are near each other."""

    def __init__(self, name: str = "hashed/1") -> None:
        self.identity = HashedIdentity(name)

    def passages(self, permit: Permit, texts: Sequence[str]) -> NDArray[np.int8]:
        return np.stack([_vector(text) for text in texts]) if texts else np.empty((0, 384), np.int8)

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]:
        return _vector(text)

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        return np.empty(0, np.float32)


def _vector(text: str) -> NDArray[np.int8]:
    total = np.sum([_direction(word) for word in text.lower().split()] or [_direction("")], axis=0)
    return np.rint(127 * total / (np.linalg.norm(total) or 1)).astype(np.int8)


@cache
def _direction(word: str) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(384)
