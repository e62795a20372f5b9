"""What an index promises: it finds passages of one project, for those who may see them, as of a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.about import Paper, paper
from hemvist.domain.passage import Passage
from hemvist.domain.permit import Permit


@dataclass(frozen=True)
class Card:
    """What a document says of itself: its title, the parties it names, and its first 3,000 characters or so."""

    title: str
    parties: tuple[str, ...]
    opening: str

    @cached_property
    def paper(self) -> Paper:
        """What kind of paper it calls itself; worked out once, since every question looks at all of them."""
        return paper(self.opening, self.title)


@dataclass(frozen=True)
class Entry:
    """One version of a document, who may see it, and since when it is in force (with a time zone)."""

    document: str
    version: str
    card: Card
    audience: frozenset[str]
    since: datetime


@dataclass(frozen=True)
class Standing:
    """That a version stands in an index: equal in two indexes that hold the same of it."""

    document: str
    version: str
    audience: frozenset[str]
    since: datetime


@dataclass(frozen=True)
class Laid:
    """What is written of a version's passages: by term their ordinals and counts, and the lengths of all, as bytes."""

    postings: Sequence[tuple[str, bytes, bytes]]
    lengths: bytes


@dataclass(frozen=True)
class Found:
    """A passage that was found: offsets into the document's text, and how well it fits.

    ``dense`` is the cosine with the question, ``lexical`` (0 to 1) the share of what its words could score; ``score``
    joins them, with what the document and the clause's own wording add. All compare across questions.
    """

    document: str
    version: str
    ordinal: int
    start: int
    end: int
    page: int | None
    heading: str
    text: str
    score: float
    lexical: float
    dense: float


class Identity(Protocol):
    """Which embedder made the vectors: a short stable name, and how many numbers a vector has."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...


class QuestionEmbedder(Protocol):
    """What an index needs of an embedder. It is handed in, so that an index knows no provider."""

    @property
    def identity(self) -> Identity: ...

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]: ...


class Index(Protocol):
    """Finds passages of the project it was opened for. Every call takes a permit covering that project."""

    def add(
        self,
        permit: Permit,
        entry: Entry,
        passages: Sequence[Passage],
        vectors: NDArray[np.int8],
        laid: Laid | None = None,
    ) -> None:
        """Put a version in, whole or not at all; the document's version before it ends when this one begins.

        ``laid`` is what ``writing.lay_out`` made of the passages, by whoever holds a lock that others wait for.
        """
        ...

    def remove(self, permit: Permit, document: str, versions: Collection[str] | None = None) -> int:
        """Delete every version of a document, or these of it, checked by asking for them; the number of passages removed."""
        ...

    def show_to(self, permit: Permit, document: str, audience: frozenset[str]) -> None:
        """Let every version of a document be found by this audience from now on, and by nobody else."""
        ...

    def find(
        self,
        permit: Permit,
        query: str,
        audience: frozenset[str],
        documents: frozenset[str] | None,
        as_of: datetime | None,
        k: int,
    ) -> list[Found]:
        """The ``k`` passages that fit best of what this audience may see as of a time (None: now), best first."""
        ...

    def documents(self, permit: Permit, audience: frozenset[str], as_of: datetime | None) -> list[Entry]:
        """The documents this audience may see as of a time, one version each, in order of their ids."""
        ...

    def standing(self, permit: Permit) -> dict[Standing, int]:
        """Every version in it, in force or not, and how many passages each has. For whoever works on the index itself."""
        ...

    def close(self) -> None:
        """Let go of the file and of what is in memory."""
        ...
