"""Which documents a question names: by whom or what it speaks of, or by the country whose office it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hemvist.domain import clauses
from hemvist.domain.question import is_paper
from hemvist.index.base import Entry
from hemvist.index.terms import terms

FEW: Final = 4
"""A word names documents only if no more than one in so many has it in its title or opening (or three at most)."""

_CAPITAL: Final = re.compile(r"(?<=\S )(?:[A-ZÅÄÖÜÉÈ][\w&-]{2,}|\d[\d.,]*\b)")
_PAIR: Final = re.compile(r"(?<=\S )([A-ZÅÄÖÜÉÈ][\w-]{2,}) ([A-ZÅÄÖÜÉÈ][\w-]{2,})")
_AFTER: Final = re.compile(
    r"\b(?i:bei|von|mit|für|an|in|gegen|durch|über|zu|auf|unser\w*)\s([A-ZÅÄÖÜÉÈ][\w-]{3,}(?: \d+)?)"
)
_FORMS: Final = frozenset(
    [
        "Ltd",
        "Limited",
        "Inc",
        "LLC",
        "LLP",
        "PLC",
        "Corp",
        "Company",
        "GmbH",
        "AB",
        "AG",
        "KG",
        "SA",
        "SAS",
        "SARL",
        "HB",
    ]
)
_TIME_AHEAD: Final = re.compile(r"^[^:]{0,60}\b(?:19|20)\d\d\b[^:]{0,12}:\s+")
_THEY: Final = {"en": "they", "sv": "de", "de": "sie", "fr": "elle"}
_TIME: Final = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:januar|februar|märz|mars|april|mai|maj|juin|jun[ie]|jul[iy]|juillet|august|août|septemb|o[ck]tob|novemb|de[cz]emb"
    r"|déc|janv|févr|january|february|march|may|june)\w*)\b",
    re.IGNORECASE,
)
_COMPANY: Final = (
    r"(?:compan\w+|firms?|offices?|business|subsidiar\w+|branch|staff|people|team|polic\w+|side|part|management|board|bosses|meetings?"
    r"|factory|plant|employees|workers|colleagues|presentation|minutes|rules"
    r"|bolag\w*|företag\w*|kontor\w*|firma\w*|verksamhet\w*|policyn?|chefer\w*|möte\w*|ledning\w*|sidan|fabrik\w*|anställda|kollegor\w*|presentation\w*|protokoll\w*|regler\w*"
    r"|firmen|gesellschaft\w*|büro\w*|niederlassung\w*|unternehmen\w*|seite|chefs|leitung|standort\w*|werk\w*|belegschaft|mitarbeiter\w*|kollegen|treffen\w*|sitzung\w*|besprechung\w*|präsentation\w*|regeln"
    r"|sociétés?|entreprise|bureaux?|filiale|direction|réunion|côté|usine|salariés|collègues|patrons?|dirigeants|séance|présentation|règles)"
)
_NATIONS: Final = {
    "en": r"uk|british|english|american|brittisk\w*|engelsk\w*|britisch\w*|englisch\w*|britannique\w*|anglais\w*",
    "sv": r"swedish|svensk\w*|schwedisch\w*|suédois\w*",
    "de": r"german|tysk\w*|deutsch\w*|allemand\w*",
    "fr": r"french|fransk\w*|französisch\w*|français\w*",
}
_COUNTRIES: Final = {
    "en": r"(?:great )?britain|the uk|england|storbritannien|großbritannien|grande-bretagne|angleterre",
    "sv": r"sweden|sverige|schweden|suède",
    "de": r"germany|tyskland|deutschland|allemagne",
    "fr": r"france|frankrike|frankreich",
}
_NATION: Final = {
    tongue: re.compile(
        rf"\b(?:{words})\s+(?:\w+ )?{_COMPANY}\b|\b{_COMPANY}\s+(?:{words})\b|\b(?:in|en|au|i) (?:{_COUNTRIES[tongue]})\b",
        re.IGNORECASE,
    )
    for tongue, words in _NATIONS.items()
}


@dataclass(frozen=True)
class Named:
    """The documents that a question names (none: it names none that is known), and the question without its names."""

    documents: frozenset[str]
    clause: str
    names: tuple[str, ...]
    question: str
    things: frozenset[str] = frozenset()
    """The beginnings of the words for a thing that the documents are meant by ("what does the café pay?")."""


def named(question: str, entries: Sequence[Entry]) -> Named:
    """What a question names of these documents."""
    clause = _TIME_AHEAD.sub("", question)
    words = _known(_names(clause), entries)
    nation = _of_nation(clause, entries)
    among = [entry for entry in entries if entry.document in nation] or entries
    documents = _with_most(words, among, clause) or nation or _of_month(clause, entries)
    apart = [word for word in words if not _noun(word, clause, entries)]
    return Named(_of_time(clause, documents, entries), _without(clause, apart), tuple(words), question)


_OURS: Final = re.compile(r"\b(?i:wer (?:ist|sind|war) unser\w*)\s([A-ZÅÄÖÜÉÈ][\w-]{3,})")


def _noun(word: str, clause: str, entries: Sequence[Entry]) -> bool:
    """Whether a word is what somebody is to us ("wer ist unser Ansprechpartner") and no part of a party's name."""
    ours = clauses.asked_in(clause) == "de" and word in _OURS.findall(clause)
    return ours and not any(word in name for entry in entries for name in entry.card.parties)


def _names(clause: str) -> list[str]:
    """Words that look like names. Capitals tell little in German, where every noun has one: pairs do, and "bei X"."""
    if clauses.asked_in(clause) == "de":
        pairs = [word for match in _PAIR.finditer(clause) for word in match.groups()]
        rare = [word for word in _CAPITAL.findall(clause) if not clauses.telling(word) & clauses.vocabulary()]
        words = dict.fromkeys([*pairs, *(w for m in _AFTER.findall(clause) for w in m.split()), *rare])
    else:
        words = dict.fromkeys(_CAPITAL.findall(clause))
    return [word for word in words if not _TIME.fullmatch(word) and word not in _FORMS]


def _known(words: Sequence[str], entries: Sequence[Entry]) -> dict[str, frozenset[str]]:
    """Of these words those that few documents say of themselves, with the documents that do."""
    if not words:
        return {}
    said = {entry.document: set(terms(f"{entry.card.title} {entry.card.opening}")) for entry in entries}
    having = {word: frozenset(one for one, its in said.items() if set(terms(word)) <= its) for word in words}
    return {word: ones for word, ones in having.items() if 0 < len(ones) <= max(3, len(entries) // FEW)}


def _with_most(words: dict[str, frozenset[str]], entries: Sequence[Entry], clause: str) -> frozenset[str]:
    """Those that say most of the words of themselves; of a paper called by them, those that do so in their titles."""
    paper = any(_before_paper(clause, found.end()) for word in words for found in re.finditer(re.escape(word), clause))
    counts = {
        entry.document: (
            sum(entry.document in ones for ones in words.values()),
            paper and sum(set(terms(word)) <= set(terms(entry.card.title)) for word in words),
        )
        for entry in entries
    }
    most = max(counts.values(), default=(0, 0))
    return frozenset(one for one, count in counts.items() if count == most) if most[0] else frozenset()


def _of_nation(clause: str, entries: Sequence[Entry]) -> frozenset[str]:
    """The documents in the language of the country whose office is meant: an office writes in its own."""
    for tongue, pattern in _NATION.items():
        if pattern.search(clause):
            return frozenset(one.document for one in entries if clauses.language(one.card.opening) == tongue)
    return frozenset()


def _of_month(clause: str, entries: Sequence[Entry]) -> frozenset[str]:
    """The documents that say of themselves the very month and year that a question speaks of."""
    times = set(terms(" ".join(_TIME.findall(clause))))
    if len(times) < len(("month", "year")):
        return frozenset()
    return frozenset(one.document for one in entries if times <= set(terms(f"{one.card.title} {one.card.opening}")))


def _of_time(clause: str, documents: frozenset[str], entries: Sequence[Entry]) -> frozenset[str]:
    """Of these documents those that say of themselves the year and month that a question speaks of, where any does."""
    times = set(terms(" ".join(_TIME.findall(clause))))
    if not times:
        return documents
    of = {one.document: len(times & set(terms(f"{one.card.title} {one.card.opening}"))) for one in entries}
    most = max((of[one] for one in documents), default=0)
    return frozenset(one for one in documents if of[one] == most)


_FOR: Final = re.compile(r"\b(?:für|nach|aus|in) ([A-ZÄÖÜ][\w-]{3,})(?=\W*$)")


def strange(names: Named, texts: Iterable[str]) -> bool:
    """Whether the question names something, a place or a make, that none of these texts says at all.

    In German, where every noun has a capital, only what ends the question without an article ("für Japan?").
    """
    german = clauses.asked_in(names.clause) == "de"
    said = _FOR.findall(names.clause) if german else _CAPITAL.findall(names.clause)
    rare = [
        word for word in said
        if word.isalpha() and not word.isupper() and not _TIME.fullmatch(word) and not clauses.telling(word) & clauses.vocabulary()
    ]  # fmt: skip
    if not rare:
        return False
    known = set(terms(" ".join(texts)))
    return any(not set(terms(word)) & known for word in rare)


def _without(clause: str, names: Sequence[str] | dict[str, frozenset[str]]) -> str:
    """The clause with one plain word for each run of names; numbers stay, and what a paper is called by its kind."""
    clause = kind_alone(clause, [name for name in names if is_paper(name)])
    words = sorted({re.escape(name) for name in names if not name[0].isdigit()}, key=len, reverse=True)
    if not words:
        return clause
    run = rf"(?:\b(?:{'|'.join(words)})\b(?:[’']s?)?[\s-]*)+"
    they = _THEY[clauses.asked_in(clause)] + " "
    text = re.sub(run, lambda found: "" if _before_paper(clause, found.end()) else they, clause)
    return _agreeing(re.sub(r" (?=[?,.!])", "", " ".join(text.split())))


_KIND: Final = re.compile(
    r"\b[^\W\d_]{3,}?((?:avtal|kontrakt)(?:et|ets|en)?|vertrag(?:s|es)?|vereinbarung)\b", re.IGNORECASE
)


def kind_alone(clause: str, papers: Sequence[str]) -> str:
    """The clause with "avtalet" for "städavtalet" and "Vertrag" for "Wartungsvertrag": which one it is is known by then."""
    for paper in papers:
        if found := _KIND.fullmatch(paper):
            clause = re.sub(
                rf"\b{re.escape(paper)}\b", found[1].capitalize() if paper[0].isupper() else found[1], clause
            )
    return clause


def _before_paper(clause: str, at: int) -> bool:
    """Whether a paper's kind follows, as in "the Storgatan lease": of that its name can be left out."""
    return is_paper(next(iter(re.findall(r"[^\W\d_]+", clause[at : at + 40])), ""))


_AGREES: Final = {"is": "are", "was": "were", "does": "do", "has": "have"}
_DISAGREES: Final = re.compile(r"\b(is|was|does|has)(?= they\b)|(?<=\bthey )(is|was|does|has)\b")


def _agreeing(text: str) -> str:
    """The verb beside "they" in the plural: "how expensive are they"."""
    return _DISAGREES.sub(lambda match: _AGREES[match[0]], text)
