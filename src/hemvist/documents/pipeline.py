"""From a text to an index that finds it: passages are cut, embedded in batches, and added whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.passage import Passage, Text, passages
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Card, Entry, Index
from hemvist.index.cards import card
from hemvist.providers.base import Embedder

_BATCH: Final = 64
"""Passages sent to the embedder at a time: enough to sort by length, little enough to show progress."""
_JOINS: Final = "\n"

Progress = Callable[[int, int], None]
"""Told how many passages are embedded, of how many. May raise to stop; then nothing was added."""


@dataclass(frozen=True)
class Ready:
    """A text ready for an index: what it says of itself, its passages, and one vector for each."""

    card: Card
    passages: Sequence[Passage]
    vectors: NDArray[np.int8]


def add_to_index(
    permit: Permit,
    index: Index,
    embedder: Embedder,
    document: str,
    version: str,
    text: Text,
    audience: frozenset[str],
    since: datetime,
    progress: Progress,
) -> Card:
    """Make one version of a document findable, in force from ``since``; what it says of itself."""
    ready = made_ready(permit, embedder, text, progress)
    index.add(permit, Entry(document, version, ready.card, audience, since), ready.passages, ready.vectors)
    return ready.card


def made_ready(permit: Permit, embedder: Embedder, text: Text, progress: Progress) -> Ready:
    """All that takes long: passages cut and embedded. Nothing is stored."""
    cut = passages(text)
    progress(0, len(cut))
    vectors = embedded(permit, embedder, cut, lambda done: progress(done, len(cut)))
    return Ready(card(text), cut, vectors)


def embedded(
    permit: Permit, embedder: Embedder, cut: Sequence[Passage], progress: Callable[[int], None]
) -> NDArray[np.int8]:
    """One vector for each passage, embedded in batches; ``progress`` hears how many are through, and may raise."""
    permit.covering(permit.act.project, Deed.INGEST, Deed.READ)
    vectors = np.empty((len(cut), embedder.identity.dimensions), np.int8)
    for start in range(0, len(cut), _BATCH):
        batch = [embedded_text(passage) for passage in cut[start : start + _BATCH]]
        vectors[start : start + len(batch)] = embedder.passages(permit, batch)
        progress(start + len(batch))
    return vectors


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: the headings it stands under, then its text without runs of white space."""
    body = " ".join(passage.text.split())
    return f"{passage.heading}{_JOINS}{body}" if passage.heading else body
