"""Who asks what, of which documents, with what; and the vectors of the clause vocabulary, which are kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain import clauses
from hemvist.domain.clauses import Kind
from hemvist.domain.permit import Permit
from hemvist.index.base import Entry, Found, Index
from hemvist.index.meaning import Meanings, Meant, meant
from hemvist.providers.base import Embedder


@dataclass(frozen=True)
class Voice:
    """What makes vectors of texts, under a permit."""

    permit: Permit
    embedder: Embedder

    def vector(self, text: str) -> NDArray[np.float64]:
        """The unit vector of a text read as a question."""
        vector = self.embedder.question(self.permit, text).astype(np.float64)
        unit: NDArray[np.float64] = vector / (float(np.linalg.norm(vector)) or 1.0)
        return unit


@dataclass(frozen=True)
class Asking:
    """Who asks what, of which documents, with what."""

    permit: Permit
    index: Index
    embedder: Embedder
    audience: frozenset[str]
    documents: frozenset[str] | None
    as_of: datetime | None
    _vectors: dict[str, NDArray[np.float64]] = field(default_factory=dict, repr=False, compare=False)
    """Of the texts compared for this one question, each embedded once; gone with it."""
    _known: list[list[Entry]] = field(default_factory=list, repr=False, compare=False)
    """The documents in view, looked up once for this question: of thousands each look takes its time."""

    def find(self, query: str, k: int) -> list[Found]:
        return self.index.find(self.permit, query, self.audience, self.documents, self.as_of, k)

    def entries(self) -> list[Entry]:
        """The documents that are asked, in the versions in force."""
        if not self._known:
            self._known.append(self.index.documents(self.permit, self.audience, self.as_of))
        return [one for one in self._known[0] if self.documents is None or one.document in self.documents]

    def of(self, documents: frozenset[str]) -> Asking:
        """The same, asked of these documents only."""
        return replace(self, documents=documents)

    @property
    def voice(self) -> Voice:
        return Voice(self.permit, self.embedder)

    def vector(self, text: str) -> NDArray[np.float64]:
        if text not in self._vectors:
            self._vectors[text] = self.voice.vector(text)
        return self._vectors[text]

    def answering(self, question: str, passages: Sequence[str]) -> list[float]:
        """How much speaks for each passage answering the question, in log-odds."""
        return [float(one) for one in self.embedder.answering(self.permit, question, passages)]

    def meant(self, question: str) -> list[Meant]:
        """Every kind of clause with what speaks for the question meaning it, best first."""
        classifier = wordings(self.voice).meanings.classifier(self.vector)
        return meant(classifier, question, self.vector(question))

    def chances(self, text: str) -> NDArray[np.float64]:
        """The probability that a text, a question or a sentence, is about each kind of clause, in their order."""
        classifier = wordings(self.voice).meanings.classifier(self.vector)
        return classifier.chances(self.vector(text))[:-1]

    def restated(self, kind: Kind, tongue: str) -> NDArray[np.float64]:
        """The clause in a contract's own words, in the language of the contract."""
        return wordings(self.voice).restated(self.voice, kind, tongue)


class Wordings:
    """Vectors of the clause vocabulary for one embedder: made when first needed, kept; never vectors of questions."""

    def __init__(self, voice: Voice) -> None:
        identity = voice.embedder.identity
        self.meanings = Meanings(identity.id, identity.dimensions)
        self._held: dict[str, NDArray[np.float64]] = {}
        self._guard = threading.Lock()

    def restated(self, voice: Voice, kind: Kind, tongue: str) -> NDArray[np.float64]:
        """The clause in a contract's own words, in the language of the contract."""
        text = kind.restated[list(clauses.LANGUAGES).index(tongue)]
        with self._guard:
            held = self._held.get(text)
        if held is None:
            held = voice.vector(text)
            with self._guard:
                self._held[text] = held
        return held


_WORDINGS: Final[dict[str, Wordings]] = {}


def wordings(voice: Voice) -> Wordings:
    """The vocabulary's vectors for the embedder at hand."""
    return _WORDINGS.setdefault(voice.embedder.identity.id, Wordings(voice))


def learn(permit: Permit, embedder: Embedder) -> None:
    """Embed how contracts word each kind of clause now, some 400 short texts, so that no question need wait for it."""
    voice = Voice(permit, embedder)
    held = wordings(voice)
    held.meanings.classifier(voice.vector)
    for kind in clauses.kinds():
        for tongue in clauses.LANGUAGES:
            held.restated(voice, kind, tongue)
