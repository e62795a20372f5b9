"""Which papers a question means by a thing ("what does the café pay?"): those that speak of it, where few do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import FEW, Named, kind_alone
from hemvist.assistant.weighed import Weighed
from hemvist.domain import calling, clauses, glossary, survey
from hemvist.domain.about import Paper
from hemvist.domain.glossary import Thing, folded
from hemvist.domain.question import is_paper
from hemvist.domain.weigh import strongest
from hemvist.index.base import Entry, Found

Told = tuple[list[Found], Weighed]
"""What was found, and the best that can be said for an answer."""

APART: Final = 0.02
"""So much nearer (cosine) to a thing than the next must be those documents that are meant by it."""
_PASSAGES: Final = 96
_SAID: Final = 8
"""Passages of one document in which a thing is looked for."""
_LEAST: Final = 4
_EARLY: Final = 1_000
"""Characters of an opening in which another word for a thing tells what a paper is about."""
_ENDING: Final = 3
"""Letters of a word that may be an ending ("kaféet", "ovens"), where four are left."""
_LONG: Final = 6
"""A word of so many letters that clauses have as well tells a document by its title."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_ANY_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_OF: Final = re.compile(
    r"\b(?:for|of|from|to|at|with|on|in|about|för|till|med|på|i|av|hos|från|om|für|bei|von|mit|im|an|am|zum|zur|beim|vom|der|des"
    r"|pour|de|du|des|avec|chez)"
    r"\s+(?:(?:the|our|my|a|an|vår\w*|den|det|die|der|das|dem|unser\w*|eine\w*|la|le|les|notre)\s+)?((?:[\w-]+\s*){1,2})",
    re.IGNORECASE,
)
_COSTS: Final = re.compile(
    r"\b(?:kostar|kostade|kostet|kostete|kosten|coûte(?:nt)?)\s+(?:(?:den|det|die|der|das|dem|unser\w*|vår\w*|la|le|les|notre)\s+)?((?:[\w-]+\s*){1,2})"
    r"|\b(?:does|did|do)\s+(?:(?:the|our|my)\s+)?((?:[\w-]+\s+){1,2}?)cost\b",
    re.IGNORECASE,
)
"""What a price is asked of: "what does the alarm cost?"."""
_COMPOUND: Final = re.compile(
    r"\b(?P<about>[^\W\d_]{4,}?)s?(?:avtal|kontrakt|vertrag|vereinbarung|police)(?:et|ets|en|s|es)?\b", re.IGNORECASE
)
_ANY: Final = {
    "en": "the thing, the house, the company, the computer, the garden, the boat",
    "sv": "saken, huset, bolaget, datorn, trädgården, båten",
    "de": "die Sache, das Haus, die Firma, der Computer, der Garten, das Boot",
    "fr": "la chose, la maison, la société, l'ordinateur, le jardin, le bateau",
}
"""Things of any sort: how near documents are to these tells how near their language and their style are."""


@dataclass(frozen=True)
class Meant:
    """The documents that are meant, and the beginnings of the words that they are meant by."""

    documents: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def meant(asking: Asking, names: Named) -> Meant:
    """The documents that a question means by a thing it speaks of; none where it names documents, or nothing tells.

    By the thing that something is asked of ("for the café"), else by any word that no kind of clause is about: those
    that say it, else those that come clearly nearest to it; else by a word of their titles.
    """
    entries = asking.entries()
    if names.documents or len(entries) < 2 or not mostly_papers(entries):
        return Meant()
    own = [OwnWords(one) for one in entries]
    last = asked_of(names.clause)
    words, known = last or things(names.clause), called(names.clause)
    said = _by_word(words, own, known)
    if not said.documents and last and not _said_by_any(last, own, known):
        said = Meant(nearest(asking, names.clause, " ".join(last), _few(own)), clauses.telling(" ".join(last)))
    if said.documents or words:
        return said
    if (kinds := _kinds_of_paper(names.clause)) and (said := _by_word(kinds, own, known, titles=True)).documents:
        return said
    return _by_word(_of_titles(names.clause), own, known, titles=True)


def told(asking: Asking, names: Named, meant_by: Meant, answer: Callable[[Asking, Named], Told]) -> Told:
    """What ``answer`` makes of the documents that a question means by a thing, else of all.

    Where the thing tells the documents, no other one answers; nor does a paper in the question's language that never says it.
    """
    if meant_by.documents:
        return _of_these(asking, names, meant_by, answer)
    found, best = answer(asking, names)
    shown = not names.documents and best.margin >= 0
    never = shown and silent(asking, names.clause, best.evidence[0].passage.document)
    return found, replace(best, confidence=0.0) if never else best


def _of_these(asking: Asking, names: Named, these: Meant, answer: Callable[[Asking, Named], Told]) -> Told:
    clause = kind_alone(names.clause, [one[0] for one in _COMPOUND.finditer(names.clause)])
    known = replace(names, documents=these.documents, things=these.words, clause=clause)
    narrowed = answer(asking.of(these.documents), known)
    found, best = narrowed if narrowed[1].margin >= 0 else answer(asking, names)
    if best.margin < 0:
        return narrowed
    within = [one for one in strongest(best.evidence) if one.passage.document in these.documents]
    return (found, replace(best, evidence=within)) if within else narrowed


def papers(asking: Asking, names: Named, meant_by: Meant) -> frozenset[str]:
    """The documents that a question names, or calls by what they are: "the cleaning contract", "the NDA"."""
    called_so = calling.paper(names.clause, clauses.asked_in(names.clause))
    if names.documents or not called_so:
        return names.documents
    if any(word in folded(called_so) for word in meant_by.words):
        return meant_by.documents
    entries, kind = asking.entries(), survey.kind_of(called_so)
    own = [one for one in entries if kind and survey.is_paper(kind, one.card.title, one.card.opening)]
    return frozenset(one.document for one in own) if len(own) <= max(3, len(entries) // FEW) else frozenset()


def silent(asking: Asking, clause: str, document: str) -> bool:
    """Whether a document nowhere says any of the things that something is asked of.

    In another language whatever the glossary knows of them counts; and every document is silent of a price there: a wrong
    one is worse than none, so only a document that is meant by its thing tells one.
    """
    words, known = asked_of(clause), called(clause)
    cards = [one.card for one in asking.entries() if one.document == document]
    if not words:
        return False
    if any(clauses.language(card.opening) != clauses.asked_in(clause) for card in cards):
        there = [word for word in words if word in known]
        return bool(_COSTS.search(clause)) or bool(there and not _says(asking, document, there, known))
    if any(card.paper is Paper.OTHER for card in cards):
        return False
    return not _says(asking, document, words, known)


def _says(asking: Asking, document: str, words: Sequence[str], known: Mapping[str, Thing]) -> bool:
    """Whether a document says one of these words, or another for its thing: of itself, or in what is found for the word."""
    alone = asking.of(frozenset({document}))
    found = [f"{one.heading} {one.text}" for word in words for one in alone.find(word, _SAID)]
    cards = [one.card for one in alone.entries()]
    said = folded(" ".join([*(f"{card.title} {card.opening}" for card in cards), *found]))
    tongue = clauses.language(" ".join(card.opening for card in cards))
    return any(
        folded(word)[: max(_ENDING, len(word) - _ENDING)] in said
        or (word in known and known[word].said[tongue].search(said))
        for word in words
    )


def called(clause: str) -> dict[str, Thing]:
    """The things of the glossary that a question speaks of, by each of its words for them."""
    spoken = glossary.spoken(clause, clauses.asked_in(clause))
    return {
        word: thing
        for word in _ANY_WORD.findall(clause)
        for said, thing in spoken.items()
        if folded(word) in said.split()
    }


def things(clause: str) -> list[str]:
    """The words of a question that no kind of clause is about, and that are not what papers are called."""
    special, known = clauses.special(clauses.plain(clause).text), called(clause)
    words = [word for word in _ANY_WORD.findall(clause) if _tells(word, special, known) and not is_paper(word)]
    return list(dict.fromkeys(words))


def _tells(word: str, special: frozenset[str], known: Mapping[str, Thing]) -> bool:
    """Whether no kind of clause is about a word; of a short one only the glossary can tell."""
    return word in known if len(word) < _LEAST else word.lower()[:5] in special


def asked_of(clause: str) -> list[str]:
    """The things that something is asked of: those behind "for", "of", "with" and the like, and those that cost it.

    In German with a capital.
    """
    behind = " ".join([*_OF.findall(clause), *("".join(one) for one in _COSTS.findall(clause))])
    german = clauses.asked_in(clause) == "de"
    words = [word for word in things(clause) if word[0].isupper() or not german]
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", behind)]


def _said_by_any(words: Sequence[str], own: Sequence[OwnWords], known: Mapping[str, Thing]) -> bool:
    """Whether any document says one of these words, or another for its thing: then it is nothing that only lies near."""
    return any(one.names(word, known.get(word)) or one.speaks(word, known.get(word)) for one in own for word in words)


def _kinds_of_paper(clause: str) -> list[str]:
    """What papers are about by their names in one word: "städ" of "städavtalet", "Wartung" of "Wartungsvertrag"."""
    return [one["about"] for one in _COMPOUND.finditer(clause)]


def _of_titles(clause: str) -> list[str]:
    words = [word for word in _WORD.findall(clause) if len(word) >= _LONG and not is_paper(word)]
    return [word for word in words if clauses.telling(word)]


def mostly_papers(entries: Sequence[Entry]) -> bool:
    """Whether most documents call themselves contracts, policies or the like: articles speak of any number of things."""
    papers = sum(one.card.paper is not Paper.OTHER for one in entries)
    return papers > len(entries) / 2


def _few(own: Sequence[OwnWords]) -> int:
    return max(3, len(own) // FEW)


@dataclass(frozen=True)
class OwnWords:
    """What a document says of itself, folded, and its language: each made when it is first looked at."""

    entry: Entry

    @cached_property
    def title(self) -> str:
        return folded(self.entry.card.title)

    @cached_property
    def opening(self) -> str:
        return folded(self.entry.card.opening)

    @cached_property
    def tongue(self) -> str:
        return clauses.language(self.entry.card.opening)

    def names(self, word: str, thing: Thing | None) -> bool:
        """Whether its title says a word, alone or in a compound, or another for its thing."""
        return self._says(word, thing, self.title)

    def speaks(self, word: str, thing: Thing | None) -> bool:
        """The same of its opening; another word for the thing tells what it is about only where it stands early."""
        return self._says(word, thing, self.opening)

    def _says(self, word: str, thing: Thing | None, said: str) -> bool:
        stem = folded(word)[: max(_LEAST, len(word) - _ENDING)]
        if len(word) >= _LEAST and stem in said:
            return True
        # A staff handbook speaks of vans further down, and is not about them.
        return thing is not None and thing.said[self.tongue].search(said[:_EARLY]) is not None


def _by_word(
    words: Sequence[str], own: Sequence[OwnWords], known: Mapping[str, Thing], *, titles: bool = False
) -> Meant:
    """The documents that say these words: all of them, where any says all."""
    found = {word: ones for word in words if (ones := _saying(word, known.get(word), own, titles=titles))}
    if not found:
        return Meant()
    documents = frozenset.intersection(*found.values()) or frozenset.union(*found.values())
    return Meant(documents, clauses.telling(" ".join(found)))


def _saying(word: str, thing: Thing | None, own: Sequence[OwnWords], *, titles: bool) -> frozenset[str]:
    """The documents whose title says a word or another for its thing, else whose opening does; none where more than a few do."""
    found = [one for one in own if one.names(word, thing)]
    if not found and not titles:
        found = [one for one in own if one.speaks(word, thing)]
    return frozenset(one.entry.document for one in found) if len(found) <= _few(own) else frozenset()


def nearest(asking: Asking, clause: str, thing: str, most: int) -> frozenset[str]:
    """The documents that come clearly nearer to a thing than others, beyond how near they are to things of any sort."""
    near, usual = _nearness(asking, thing), _nearness(asking, _ANY[clauses.asked_in(clause)])
    least = min(usual.values(), default=0.0)
    ordered = sorted(((cosine - usual.get(one, least), one) for one, cosine in near.items()), reverse=True)
    for at in range(1, min(len(ordered), most + 1)):
        if ordered[at - 1][0] - ordered[at][0] >= APART:
            return frozenset(one for _, one in ordered[:at])
    return frozenset()


def _nearness(asking: Asking, text: str) -> dict[str, float]:
    near: dict[str, float] = {}
    for one in asking.find(text, _PASSAGES):
        near[one.document] = max(near.get(one.document, 0.0), one.dense)
    return near
