"""Answering without a language model: the verbatim sentences that answer, or honestly none. The same input, the same answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.domain import clauses, weigh
from hemvist.domain.answer import MOST_CITATIONS, Answer, Citation, NoAnswer, Reason, apart, cite
from hemvist.domain.clauses import Kind
from hemvist.domain.permit import Permit
from hemvist.domain.question import Asked, split
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Card, Found, Index
from hemvist.index.ranking import ROUTED
from hemvist.index.terms import terms
from hemvist.providers.base import Embedder

FOUND: Final = 96
"""Passages looked at for a kind of clause."""
PASSAGES: Final = 5
SENTENCES: Final = 30
"""Where no kind of clause is asked for, these sentences of these passages are compared with the question."""
RARITY: Final = 32
"""Passages among which a term of the question is rare or frequent."""
SECOND: Final = 1.0
"""A further sentence is cited only if its evidence is at most so much weaker than the best."""


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

    def find(self, query: str, k: int) -> list[Found]:
        return self.index.find(self.permit, query, self.audience, self.documents, self.as_of, k)

    @property
    def voice(self) -> Voice:
        return Voice(self.permit, self.embedder)

    def vector(self, text: str) -> NDArray[np.float64]:
        return self.voice.vector(text)


@dataclass(frozen=True)
class Weighed:
    """What speaks for an answer, best first, how sure it is, and from how sure on it is shown."""

    evidence: list[Evidence]
    confidence: float
    enough: float = weigh.ENOUGH


@dataclass(frozen=True)
class Judged:
    """What would be shown, how sure it is, from how sure on it is shown, and what to show instead."""

    citations: tuple[Citation, ...]
    confidence: float
    enough: float
    nearest: tuple[Citation, ...]


def reply(
    permit: Permit,
    index: Index,
    embedder: Embedder,
    question: str,
    audience: frozenset[str],
    documents: frozenset[str] | None,
    as_of: datetime | None,
) -> Answer | NoAnswer:
    """Answer a question from the documents that this audience may see: citations, or why there are none."""
    entries = index.documents(permit, audience, as_of)
    searched = sum(documents is None or entry.document in documents for entry in entries)
    if not searched:
        return NoAnswer(Reason.NO_DOCUMENTS, 0, ())
    judged = judge(Asking(permit, index, embedder, audience, documents, as_of), question)
    if judged.citations and judged.confidence >= judged.enough:
        return Answer(judged.citations, round(judged.confidence, 4))
    reason = Reason.UNSURE if judged.confidence >= weigh.NEAR else Reason.NOTHING_NEAR
    return NoAnswer(reason, searched, judged.nearest)


def judge(asking: Asking, question: str) -> Judged:
    """What speaks for an answer, whether or not that is enough to show it."""
    found, weighed = considered(asking, question)
    return Judged(
        citations(chosen(weighed.evidence)),
        weighed.confidence,
        weighed.enough,
        citations([*weighed.evidence[:MOST_CITATIONS], *telling(question, found)]),
    )


def considered(asking: Asking, question: str) -> tuple[list[Found], Weighed]:
    """What was found, and the best that can be said for an answer: by the kinds of clause asked for, else by words."""
    asked = split(question)
    found = _referred(asked, asking.find(question, FOUND))
    naming = Naming.of(asking, asked)
    named = naming.best(found)
    kinds = clauses.asked(clauses.unnamed(asked.clause))
    weighed = [by_kind(asking, kind, named) for kind in kinds]
    if not kinds and (meant := wordings(asking).meant(asking.voice, asked.clause)):
        restated = f"{asked.reference}; {meant.asked[0]}" if asked.reference else meant.asked[0]
        more = naming.best(_referred(asked, asking.find(restated, FOUND)))
        weighed.append(doubted(by_kind(asking, meant, merged(named, more))))
    # A question about "named users" may be cued as one about licences: what it says besides is looked for as well.
    if not kinds or clauses.particular(clauses.plain(asked.clause).text):
        weighed.append(naming.checked(by_words(asking, asked.clause, found)))
    return found, max(weighed, key=lambda one: one.confidence - one.enough)


def telling(question: str, found: Sequence[Found]) -> list[Evidence]:
    """Of each of the first passages, the sentence with most of the question's telling words."""
    rarity = weigh.rarities(terms(question), [set(terms(one.text)) for one in found[:RARITY]])
    sentences = [weigh.spans(one) for one in found[:MOST_CITATIONS]]
    return [max(one, key=lambda said: weigh.coverage(rarity, set(terms(said.text)))) for one in sentences if one]


def _referred(asked: Asked, found: list[Found]) -> list[Found]:
    """Only passages of the documents that the question refers to, where it refers to any."""
    if not asked.reference or not found:
        return found
    meant = {one.document for one in found if one.score >= found[0].score - ROUTED / 2}
    return [one for one in found if one.document in meant]


_NONE: Final = (0, 0)


@dataclass(frozen=True)
class Naming:
    """How many of the names in a question each document says of itself: in its title, and in its opening.

    Without this a question about Storgatan 14 could be settled by the same kind of clause of quite another contract.
    """

    said: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, asking: Asking, asked: Asked) -> Naming:
        """Looked up only where a question holds names: those that were set apart already, and others."""
        names = set(terms(" ".join([asked.reference, *clauses.names(asked.clause)])))
        if not names:
            return cls({})
        entries = asking.index.documents(asking.permit, asking.audience, asking.as_of)
        return cls({one.document: _said(names, one.card) for one in entries})

    def best(self, found: list[Found]) -> list[Found]:
        """Only passages of the documents that say most of the names, where any document says one."""
        most = max((self.said.get(one.document, _NONE) for one in found), default=_NONE)
        return [one for one in found if self.said[one.document] == most] if most > _NONE else found

    def checked(self, weighed: Weighed) -> Weighed:
        """The same, but not sure at all where its best stands in a document that says no name while others do."""
        if not weighed.evidence or all(said == _NONE for said in self.said.values()):
            return weighed
        known = self.said.get(weighed.evidence[0].passage.document, _NONE) > _NONE
        return weighed if known else replace(weighed, confidence=0.0)


def _said(names: set[str], card: Card) -> tuple[int, int]:
    return len(names.intersection(terms(card.title))), len(names.intersection(terms(card.opening)))


def merged(first: Iterable[Found], second: Iterable[Found]) -> list[Found]:
    """Passages of both, each once."""
    return list({(one.version, one.ordinal): one for one in (*second, *first)}.values())


def by_kind(asking: Asking, kind: Kind, found: Sequence[Found]) -> Weighed:
    """The sentences that say what this kind of clause says."""
    evidence = weigh.weigh(kind, found)
    if not evidence:
        return Weighed([], 0.0)
    tongue = clauses.language(evidence[0].text)
    clause = wordings(asking).restated(asking.voice, kind, tongue)
    best = replace(evidence[0], near=float(asking.vector(evidence[0].text) @ clause))
    return Weighed([best, *evidence[1:]], weigh.clause_confidence(kind.name, best.score, best.near))


def by_words(asking: Asking, question: str, found: Sequence[Found]) -> Weighed:
    """The sentences nearest to the question's own words and meaning, where no kind of clause is asked for."""
    pairs = [(one, passage) for passage in found[:PASSAGES] for one in weigh.spans(passage)][:SENTENCES]
    if not pairs:
        return Weighed([], 0.0)
    compare = comparison(asking, question, found)
    evidence = sorted((compare(*pair) for pair in pairs), key=lambda one: (-one.score, one.passage.version, one.start))
    lexical = max(one.lexical for one in found[:PASSAGES])
    sure = weigh.words_confidence(evidence, [one.score for one in found], lexical)
    # What contracts settle without our knowing the kind is answered wrong more often than what they never speak of.
    enough = weigh.ENOUGH if clauses.of_contracts(clauses.plain(question).text) else weigh.ENOUGH_WORDS
    return Weighed([one for one in evidence if not weigh.names_only(one)], sure, enough)


def comparison(asking: Asking, question: str, found: Sequence[Found]) -> Callable[[Evidence, Found], Evidence]:
    """What compares a sentence with the question: by meaning, by its telling words, and by its passage."""
    rarity = weigh.rarities(terms(question), [set(terms(one.text)) for one in found[:RARITY]])
    asked = asking.vector(question)

    def compared(one: Evidence, passage: Found) -> Evidence:
        near = float(asking.vector(one.text) @ asked)
        covered = weigh.coverage(rarity, set(terms(one.text)))
        return replace(one, near=near, score=weigh.words_score(near, covered, passage.score))

    return compared


def doubted(weighed: Weighed) -> Weighed:
    """Less sure, because the kind of clause was guessed from the question's meaning and not read in its words."""
    return replace(weighed, confidence=weighed.confidence * weigh.GUESSED)


def chosen(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and others that are nearly as good."""
    return [one for one in evidence if one.score >= evidence[0].score - SECOND]


def citations(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """The first few sentences as citations, long ones cut around their evidence, none of them twice."""
    return apart(cite(one.passage, *weigh.shown(one)) for one in evidence[: 2 * MOST_CITATIONS])


class Wordings:
    """Vectors of the clause vocabulary for one embedder: made when first needed, kept; never vectors of questions."""

    def __init__(self) -> None:
        self._held: dict[str, NDArray[np.float64]] = {}
        self._guard = threading.Lock()

    def restated(self, voice: Voice, kind: Kind, tongue: str) -> NDArray[np.float64]:
        """The clause in a contract's own words, in the language of the contract."""
        return self._vector(voice, kind.restated[list(clauses.LANGUAGES).index(tongue)])

    def meant(self, voice: Voice, question: str) -> Kind | None:
        """The kind of clause whose everyday wordings the question clearly means, if any."""
        wordings = self.everyday(voice)
        middle = wordings.mean(axis=0)
        nearness = _units(wordings - middle) @ _units(voice.vector(question) - middle)
        ends = np.cumsum([len(kind.asked) for kind in clauses.kinds()])[:-1]
        # The mean of the best two: one wording that happens to share a word decides nothing.
        scores = [float(np.sort(part)[-2:].mean()) for part in np.split(nearness, ends)]
        first, second = sorted(scores, reverse=True)[:2]
        return clauses.kinds()[scores.index(first)] if weigh.meant(first, second) else None

    def everyday(self, voice: Voice) -> NDArray[np.float64]:
        """The vectors of all everyday wordings, kind by kind."""
        return np.stack([self._vector(voice, one) for kind in clauses.kinds() for one in kind.asked])

    def _vector(self, voice: Voice, text: str) -> NDArray[np.float64]:
        with self._guard:
            held = self._held.get(text)
        if held is None:
            held = voice.vector(text)
            with self._guard:
                self._held[text] = held
        return held


def _units(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    units: NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return units


_WORDINGS: Final[dict[str, Wordings]] = {}


def wordings(asking: Asking) -> Wordings:
    """The vocabulary's vectors for the embedder at hand."""
    return _WORDINGS.setdefault(asking.embedder.identity.id, Wordings())


def learn(permit: Permit, embedder: Embedder) -> None:
    """Embed the clause vocabulary now, some 400 short texts, so that the first question need not wait for it."""
    voice = Voice(permit, embedder)
    _WORDINGS.setdefault(embedder.identity.id, Wordings()).everyday(voice)
