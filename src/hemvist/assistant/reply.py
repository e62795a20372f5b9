"""Answering without a language model: the verbatim sentences that answer, or honestly none. The same input, the same answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hemvist.assistant import closer, ending, roles, settled, sides, things
from hemvist.assistant.across import anew
from hemvist.assistant.asking import Asking, learn
from hemvist.assistant.bare import no_sentence, unsigned
from hemvist.assistant.named import Named, named
from hemvist.assistant.rows import of_size
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, wanted, weigh
from hemvist.domain.about import Paper
from hemvist.domain.answer import MOST_CITATIONS, Answer, Citation, NoAnswer, Reason, apart, cite
from hemvist.domain.clauses import Kind
from hemvist.domain.permit import Permit
from hemvist.domain.question import Asked, split
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Card, Found, Index
from hemvist.index.query import SPEAKS
from hemvist.index.ranking import ROUTED
from hemvist.index.terms import terms
from hemvist.providers.base import Embedder

__all__ = ["Asking", "Judged", "judge", "learn", "reply"]

FOUND: Final = 96
"""Passages looked at for a kind of clause."""
PASSAGES: Final = 5
SENTENCES: Final = 30
"""Where no kind of clause is asked for, these sentences of these passages are compared with the question."""
LIKELIEST: Final = 2
"""A kind of clause that a word points to must be among so many that the question means likeliest."""
RARITY: Final = 32
"""Passages among which a term of the question is rare or frequent."""


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
    asking = Asking(permit, index, embedder, audience, documents, as_of)
    searched = len(asking.entries())
    if not searched:
        return NoAnswer(Reason.NO_DOCUMENTS, 0, ())
    judged = judge(asking, question)
    if judged.citations and judged.confidence >= judged.enough:
        return Answer(judged.citations, round(judged.confidence, 4))
    reason = Reason.UNSURE if judged.confidence >= weigh.NEAR else Reason.NOTHING_NEAR
    return NoAnswer(reason, searched, judged.nearest)


def judge(asking: Asking, question: str) -> Judged:
    """What speaks for an answer, whether or not that is enough to show it."""
    found, weighed = considered(asking, question)
    return Judged(
        citations(weigh.strongest(weighed.evidence)),
        weighed.confidence,
        weighed.enough,
        citations([*weighed.evidence[:MOST_CITATIONS], *telling(question, found)]),
    )


def considered(asking: Asking, question: str) -> tuple[list[Found], Weighed]:
    """What was found, and the best that can be said for an answer, of the papers that the question means, looked at closer."""
    names = named(question, asking.entries())
    meant = things.meant(asking, names)
    found, weighed = things.told(asking, names, meant, lambda asked, known: of_some(asked, question, known))
    looked = closer.better(asking, replace(names, documents=things.papers(asking, names, meant)), weighed)
    return found, of_size(names, found, sides.of_the_party(names.clause, looked, found))


def of_some(asking: Asking, question: str, names: Named) -> tuple[list[Found], Weighed]:
    """What was found, and the best that can be said; where that is too little, the last days that are told."""
    found, best = of_all(asking, question, names)
    return found, best if best.margin >= 0 else ending.rather(asking, names, best)


def of_all(asking: Asking, question: str, names: Named) -> tuple[list[Found], Weighed]:
    """What was found, and the best that can be said for an answer: by the kinds of clause asked for, else by words."""
    asked = split(question)
    found = _referred(asked, asking.find(question, FOUND))
    naming = Naming.of(asking, asked)
    if bearers := of_role(asking, names):
        return found, bearers
    weighed = of_kinds(asking, asked, names, naming, found)
    told = any(one.margin >= 0 for one in weighed)
    more = not weighed or (not told and of_value(asking, names))
    settles = settled.settled(asking, names) if names.documents or more else None
    if settles is not None:
        weighed.append(settles)
    best = max(weighed, key=lambda one: one.margin)
    # A question about "named users" may be cued as one about licences: what it says besides is looked for as well.
    if best.margin >= 0 or (clauses.asked(asked.clause) and not clauses.particular(clauses.plain(asked.clause).text)):
        return found, best
    words = of_words(asking, asked, names, naming, found)
    if settles is None:
        # Of sentences that say the same, what settles is chosen better than what is nearest.
        return found, rather_settled(asking, names, best, words)
    words = literal(words, names) if settles.of_kind or of_papers(asking, names) else words
    return found, max(best, held_back(asking, names, words), key=lambda one: one.margin)


def of_role(asking: Asking, names: Named) -> Weighed | None:
    """Who has the role that is asked for ("who is the landlord?"), where the documents say so."""
    asked = roles.role(names.clause)
    if not asked:
        return None
    those = asking.of(names.documents) if names.documents else asking
    known = bool(names.documents) or not roles.somebodys(names.clause)
    evidence = roles.bearers(asked, those.find(names.clause, FOUND), named=known)
    return Weighed(evidence, roles.SURE) if evidence else None


def of_value(asking: Asking, names: Named) -> bool:
    """Whether the kind of clause that the question likeliest means settles a value."""
    return bool(asking.meant(names.clause)[0].kind.gives)


def rather_settled(asking: Asking, names: Named, best: Weighed, words: Weighed) -> Weighed:
    """What is said by words, if it would be shown, in the choice of what the documents settle, where that is as sure."""
    if words.margin >= 0 and (settles := settled.settled(asking, names)).margin >= 0:
        return settles
    return max(best, held_back(asking, names, words), key=lambda one: one.margin)


def of_papers(asking: Asking, names: Named) -> bool:
    """Whether a question that names documents asks, as far as can be told, for what one kind of clause settles."""
    if not names.documents or asking.meant(names.clause)[0].score < _ONE_KIND:
        return False
    return float(asking.chances(names.clause).sum()) >= _SOME_KIND


_ONE_KIND: Final = 0.7
_SOME_KIND: Final = 0.9
"""So likely the question means one of the kinds, and not what none of them answers."""


def of_words(asking: Asking, asked: Asked, names: Named, naming: Naming, found: list[Found]) -> Weighed:
    """What can be said by the question's own words; nothing for sure where what it asks is no matter of papers."""
    words = unsigned(naming.checked(by_words(asking, asked.clause, found)), names)
    if not (evidence := list(roles.contacts(names.clause, words.evidence))):
        return Weighed([], 0.0)
    words = replace(words, evidence=evidence)
    if asking.meant(names.clause)[0].score < SPEAKS:
        return words
    return (
        replace(words, confidence=0.0)
        if wanted.elsewhere(clauses.plain(names.question).text) or not _of_sort(words, names)
        else words
    )


def held_back(asking: Asking, names: Named, words: Weighed) -> Weighed:
    """What is said by words; where a paper is quoted, only if one of them stands there, and money where it is asked for.

    In another language none can stand there: then only what is as sure as words of one's own have to be.
    """
    if not on_paper(asking, words):
        return words
    clause = telling_apart(asking, names).clause
    paid = not wanted.of_money(clauses.plain(clause).text) or _of_sort(words, names)
    near = _shared(clause, words.evidence[0].text) > 0 or (
        words.enough == weigh.ENOUGH_ACROSS and words.confidence >= weigh.ENOUGH_WORDS
    )
    return words if paid and near else replace(words, confidence=0.0)


def on_paper(asking: Asking, weighed: Weighed) -> bool:
    """Whether the best sentence stands in a contract, policy or the like, and not in an article, mail or report.

    How sure own words are was learned from articles; what merely lies near in a paper is seldom what it settles.
    """
    best = {one.passage.document for one in weighed.evidence[:1]}
    cards = [one.card for one in asking.entries() if one.document in best]
    return any(card.paper is not Paper.OTHER for card in cards)


def telling_apart(asking: Asking, names: Named) -> Named:
    """The same names; none where all documents asked have them: there they lead nowhere, and are words as others are."""
    apart = any(one.document not in names.documents for one in asking.entries())
    return names if apart else replace(names, clause=names.question)


def _of_sort(weighed: Weighed, names: Named) -> bool:
    """Whether the best sentence holds the sort of value that is asked for."""
    sorts = wanted.wanted(clauses.plain(names.clause).text)
    return all(wanted.holds(clauses.plain(one.text).text, sorts) for one in weighed.evidence[:1])


def of_kinds(asking: Asking, asked: Asked, names: Named, naming: Naming, found: list[Found]) -> list[Weighed]:
    """What can be said by each kind of clause that the question's words point to, else by the one that it means."""
    plain = clauses.plain(names.clause).text
    if wanted.elsewhere(clauses.plain(names.question).text):
        return []
    best = asking.of(names.documents).find(names.clause, FOUND) if names.documents else naming.best(found)
    first = asking.meant(names.clause)[:LIKELIEST]
    cued = [kind for kind in clauses.asked(clauses.unnamed(asked.clause)) if not kind.gives]
    sorts = wanted.wanted(plain)
    # How long a contract runs is often said without a number ("until it is terminated"), what it costs never.
    if not names.documents and sorts & _TIMES:
        sorts = frozenset()
    words = clauses.special(plain)
    # A word may point to a kind that the question as a whole hardly means: "my secret word" is not confidentiality.
    likely = [one for one in first if one.score >= first[0].score * _AS_LIKELY]
    if kinds := [kind for kind in cued if any(kind is one.kind for one in likely)]:
        return [by_kind(asking, kind, best, sorts, words) for kind in kinds]
    means = first[0]
    if means.score < weigh.MEANT or means.kind.gives:
        return []
    return [doubted(by_kind(asking, means.kind, best, wanted.wanted(plain), words))]


_TIMES: Final = frozenset({wanted.Sort.DURATION, wanted.Sort.DATE})
_AS_LIKELY: Final = 0.5
"""A kind that a word points to must be this likely beside the likeliest: the second of all may be hardly likely at all."""


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
        return cls({one.document: _said(names, one.card) for one in asking.entries()})

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


def by_kind(
    asking: Asking, kind: Kind, found: Sequence[Found], sorts: frozenset[wanted.Sort], words: frozenset[str]
) -> Weighed:
    """The sentences that say what this kind of clause says, of those that hold a value of the sorts asked for.

    ``words``: the beginnings of words that no kind is about ("croissant"). Where the documents say one, so must these.
    """
    every = [one for one in weigh.weigh(kind, found) if not weigh.names_only(one)]
    evidence = [one for one in every if wanted.holds(clauses.plain(one.text).text, sorts)] if sorts else every
    if words and (known := words & clauses.telling(" ".join(one.text for one in found))):
        evidence = [one for one in evidence if clauses.telling(f"{one.passage.heading} {one.text}") & known]
    if not evidence:
        return Weighed([], 0.0)
    clause = asking.restated(kind, clauses.language(evidence[0].text))
    best = replace(evidence[0], near=float(asking.vector(evidence[0].text) @ clause))
    return Weighed([best, *evidence[1:]], weigh.clause_confidence(kind.name, best.score, best.near))


def by_words(asking: Asking, question: str, found: Sequence[Found]) -> Weighed:
    """The sentences nearest to the question's own words and meaning, where no kind of clause is asked for."""
    pairs = [(one, passage) for passage in found[:PASSAGES] for one in weigh.spans(passage)][:SENTENCES]
    if not pairs:
        return Weighed([], 0.0)
    compare = comparison(asking, question, found)
    evidence = weigh.ranked(compared := [compare(*pair) for pair in pairs], lambda one: one)
    lexical = max(one.lexical for one in found[:PASSAGES])
    other = clauses.asked_in(question) != clauses.language(evidence[0].passage.text)
    if across := other and clauses.tells_tongue(question):
        evidence = anew(question, compared)
    sure = weigh.words_confidence(evidence, [one.score for one in found], lexical, across=across)
    enough = enough_of_words(question, evidence[0].text, across)
    return Weighed([one for one in evidence if not weigh.names_only(one)], sure, enough)


def enough_of_words(question: str, best: str, across: bool) -> float:
    """From how sure on an answer by a question's own words is shown. Titles and names are near in any language."""
    if across:
        return weigh.ENOUGH if no_sentence(best) else weigh.ENOUGH_ACROSS
    # What contracts settle without our knowing the kind is answered wrong more often than what they never speak of.
    return weigh.ENOUGH if clauses.of_contracts(clauses.plain(question).text) else weigh.ENOUGH_WORDS


def literal(weighed: Weighed, names: Named) -> Weighed:
    """The same, not sure at all unless the best sentence has most of the question's own words and the value it wants."""
    if not weighed.evidence:
        return weighed
    if not _of_sort(weighed, names):
        return replace(weighed, confidence=0.0)
    enough = _shared(names.clause, weighed.evidence[0].text) >= _MOST
    return weighed if enough else replace(weighed, confidence=0.0)


def _shared(clause: str, sentence: str) -> float:
    """How many of a question's telling words a sentence has, of one: whole, or as the beginning of a longer one."""
    asked, said = clauses.telling(clause), clauses.telling(sentence)
    shared = sum(any(word.startswith(one) or one.startswith(word) for one in said) for word in asked)
    return shared / max(1, len(asked))


_MOST: Final = 0.75


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


def citations(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """The first few sentences as citations, long ones cut around their evidence, none of them twice."""
    return apart(cite(one.passage, *weigh.shown(one)) for one in evidence[: 2 * MOST_CITATIONS])
