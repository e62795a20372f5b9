"""Which papers a question means by a thing ("what does the café pay?"): those that speak of it, where few do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import FEW, Named, kind_alone
from hemvist.assistant.settled import Weighed
from hemvist.domain import clauses
from hemvist.domain.about import Paper, paper
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
_ENDING: Final = 3
"""Letters of a word that may be an ending ("kaféet", "ovens"), where four are left."""
_LONG: Final = 6
"""A word of so many letters that clauses have as well tells a document by its title."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
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
    if names.documents or len(entries) < 2 or not _mostly_papers(entries):
        return Meant()
    last = asked_of(names.clause)
    words = last or things(names.clause)
    said = _by_word(words, entries)
    if not said.documents and last and not _said_by_any(last, entries):
        said = Meant(nearest(asking, names.clause, " ".join(last), _few(entries)), clauses.telling(" ".join(last)))
    if said.documents or words:
        return said
    if (kinds := _kinds_of_paper(names.clause)) and (said := _by_word(kinds, entries, titles=True)).documents:
        return said
    return _by_word(_of_titles(names.clause), entries, titles=True)


def told(asking: Asking, names: Named, answer: Callable[[Asking, Named], Told]) -> Told:
    """What ``answer`` makes of the documents that a question means by a thing, else of all.

    Where the thing tells the documents, no other one answers; nor does a paper in the question's language that never says it.
    """
    meant_by = meant(asking, names)
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


def silent(asking: Asking, clause: str, document: str) -> bool:
    """Whether a document nowhere says any of the things that something is asked of; one in another language, of a price.

    A wrong price is worse than none: in another language only a document that is meant by its thing tells one.
    """
    words = asked_of(clause)
    cards = [one.card for one in asking.entries() if one.document == document]
    if not words:
        return False
    if any(clauses.language(card.opening) != clauses.asked_in(clause) for card in cards):
        return bool(_COSTS.search(clause))
    if any(paper(card.opening, card.title) is Paper.OTHER for card in cards):
        return False
    alone = asking.of(frozenset({document}))
    found = [f"{one.heading} {one.text}" for word in words for one in alone.find(word, _SAID)]
    said = folded(" ".join([*(f"{card.title} {card.opening}" for card in cards), *found]))
    return not any(folded(word)[: max(_ENDING, len(word) - _ENDING)] in said for word in words)


def things(clause: str) -> list[str]:
    """The words of a question that no kind of clause is about, and that are not what papers are called."""
    special = clauses.special(clauses.plain(clause).text)
    words = [word for word in _WORD.findall(clause) if word.lower()[:5] in special and not is_paper(word)]
    return list(dict.fromkeys(words))


def asked_of(clause: str) -> list[str]:
    """The things that something is asked of: those behind "for", "of", "with" and the like, and those that cost it.

    In German with a capital.
    """
    behind = " ".join([*_OF.findall(clause), *("".join(one) for one in _COSTS.findall(clause))])
    german = clauses.asked_in(clause) == "de"
    words = [word for word in things(clause) if word[0].isupper() or not german]
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", behind)]


def _said_by_any(words: Sequence[str], entries: Sequence[Entry]) -> bool:
    """Whether any document says one of these words: then it is no other document's thing in another language."""
    said = folded(" ".join(f"{one.card.title} {one.card.opening}" for one in entries))
    return any(folded(word)[: max(_LEAST, len(word) - _ENDING)] in said for word in words)


def _kinds_of_paper(clause: str) -> list[str]:
    """What papers are about by their names in one word: "städ" of "städavtalet", "Wartung" of "Wartungsvertrag"."""
    return [one["about"] for one in _COMPOUND.finditer(clause)]


def _of_titles(clause: str) -> list[str]:
    words = [word for word in _WORD.findall(clause) if len(word) >= _LONG and not is_paper(word)]
    return [word for word in words if clauses.telling(word)]


def _mostly_papers(entries: Sequence[Entry]) -> bool:
    """Whether most documents call themselves contracts, policies or the like: articles speak of any number of things."""
    papers = sum(paper(one.card.opening, one.card.title) is not Paper.OTHER for one in entries)
    return papers > len(entries) / 2


def _few(entries: Sequence[Entry]) -> int:
    return max(3, len(entries) // FEW)


def _by_word(words: Sequence[str], entries: Sequence[Entry], *, titles: bool = False) -> Meant:
    """The documents that say these words: all of them, where any says all."""
    cards = [(one.document, folded(one.card.title), "" if titles else folded(one.card.opening)) for one in entries]
    found = {word: ones for word in words if (ones := _saying(folded(word), cards, _few(entries)))}
    if not found:
        return Meant()
    documents = frozenset.intersection(*found.values()) or frozenset.union(*found.values())
    return Meant(documents, clauses.telling(" ".join(found)))


def _saying(word: str, cards: Sequence[tuple[str, str, str]], most: int) -> frozenset[str]:
    """The documents whose title says a word, alone or in a compound, else whose opening does; none where more than so many do."""
    stem = word[: max(_LEAST, len(word) - _ENDING)]
    for place in (1, 2):
        if found := frozenset(one[0] for one in cards if stem in one[place]):
            return found if len(found) <= most else frozenset()
    return frozenset()


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


def folded(text: str) -> str:
    """Small letters without marks, so that "Öfen" meets "Ofen" and "kafé" meets "Café"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
