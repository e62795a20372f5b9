"""What a document says of itself: what kind of paper it is, its days, which earlier paper it changes, and which clauses.

Read from its words only, in English, Swedish, German and French. Nothing here decides: it proposes, with the words that
made it think so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Final

from hemvist.domain import effect, itself, passing
from hemvist.domain.changes import Change
from hemvist.domain.changes import changes as changes_of
from hemvist.domain.effect import THING
from hemvist.domain.times import Day, days

OPENING: Final = 3_000
"""Characters in which a document says what it is."""


class Paper(StrEnum):
    """What kind of paper a document calls itself."""

    AGREEMENT = "agreement"
    AMENDMENT = "amendment"
    ADDENDUM = "addendum"
    SIDE_LETTER = "side-letter"
    RENEWAL = "renewal"
    TERMINATION = "termination"
    PRICES = "prices"
    POLICY = "policy"
    TERMS = "terms"
    OTHER = "other"


CHANGING: Final = frozenset({Paper.AMENDMENT, Paper.ADDENDUM, Paper.SIDE_LETTER, Paper.RENEWAL, Paper.TERMINATION})
"""Papers that speak of an earlier one."""
EDITIONS: Final = frozenset({Paper.PRICES, Paper.POLICY, Paper.TERMS})
"""Papers of which a later edition takes the place of an earlier one without saying so."""


class Tie(StrEnum):
    """How a later document stands to an earlier one: some clauses change, all of it is replaced, or it is a later edition."""

    AMENDS = "amends"
    REPLACES = "replaces"
    SUPERSEDES = "supersedes"


@dataclass(frozen=True)
class Reference:
    """An earlier paper that a document says it changes: its day or its number where it gives one, and the words for it.

    ``start`` to ``end`` is where it names the paper; ``quote`` is the sentence around, at most so many characters;
    ``name`` what it calls the paper, ``since`` the day from which on that sentence says something to apply, where it alone
    says that anything changes.
    """

    tie: Tie
    dated: date | None
    number: str
    start: int
    end: int
    quote: str = ""
    name: str = ""
    since: date | None = None


@dataclass(frozen=True)
class About:
    """All of it. ``days`` are all the days that its opening names, and those in lines of their own behind; ``dated`` and
    ``since`` are ``None`` where it does not say; ``numbers`` those by which it calls itself, or the contract it changes.
    """

    paper: Paper
    number: int | None
    title: str
    parties: tuple[str, ...]
    dated: date | None
    since: date | None
    days: frozenset[date]
    references: tuple[Reference, ...]
    changes: tuple[Change, ...]
    numbers: frozenset[str] = frozenset()

    @property
    def effective(self) -> date | None:
        """Since when it applies, as far as it says: by its own words, by its first change, else from the day it was made.

        The day of an earlier paper that it names is none of these.
        """
        told = self.since or min((one.since for one in self.changes if one.since), default=None)
        told = told or next((one.since for one in self.references if one.since), None)
        return told or (None if self.dated in {one.dated for one in self.references} else self.dated)


def about(text: str, title: str = "", parties: Iterable[str] = (), *, sheet: bool = False) -> About:
    """What a document says of itself. ``title`` and ``parties`` are its card's, ``sheet`` whether it is a spreadsheet."""
    opening = text[:OPENING]
    paper, number = _paper(_first_said(opening, title), opening, sheet=sheet)
    references = tuple(_references(opening, paper))
    said = tuple(_in_passing(opening)) if paper is Paper.OTHER and not references else ()
    named = days(opening)
    changes = tuple(changes_of(text)) if paper in CHANGING or references else ()
    own = [one for one in named if not _within(one, references)]
    dated = effect.made(opening, own, surely=paper in CHANGING)
    since = effect.applies(opening, own) or (_begun(opening, own, changes) if paper in CHANGING else None)
    known = frozenset(one.day for one in named) | itself.signed(text, OPENING)
    return About(
        paper, number, title, tuple(parties), dated, since, known, references or said, changes, itself.numbers(opening)
    )


def _within(day: Day, references: tuple[Reference, ...]) -> bool:
    return any(one.start <= day.start < one.end for one in references)


def _begun(opening: str, own: list[Day], changes: tuple[Change, ...]) -> date | None:
    """The first day that a paper that changes another says "from" of: none of a clause's new words, nor where a change tells its own."""
    if any(one.since for one in changes):
        return None
    plain = [one for one in own if not any(each.first <= one.start < each.last for each in changes if not each.partly)]
    return effect.applies(opening, plain, whole=False)


def paper(opening: str, title: str = "") -> Paper:
    """What kind of paper a document calls itself, from its card alone."""
    return _paper(_first_said(opening, title), opening, sheet=False)[0]


def mail(opening: str) -> bool:
    """Whether a text begins as a mail does."""
    return _MAIL.match(opening) is not None


def _first_said(opening: str, title: str) -> str:
    """Its title and first lines, by which it is called; the lines first where they begin so, or the title is from a sentence.

    "Allmänna villkor för …" calls itself so, although it speaks of "alla avtal" further on.
    """
    head = _head(opening)
    begins = any(kind.match(head.lstrip()) for _, kind in _KINDS)
    return f"{head}\n{title}" if begins or title[:1].islower() else f"{title}\n{head}"


_HEAD: Final = 500
_MAIL: Final = re.compile(r"(?:from|to|date|subject):\s", re.IGNORECASE)


def _head(opening: str) -> str:
    """The first lines, up to the first that reads as a sentence."""
    kept: list[str] = []
    for line in opening[:_HEAD].splitlines():
        if len(line) > 100 and kept:
            break
        kept.append(line[:160])
    return "\n".join(kept)


_RESTATED: Final = re.compile(r"amended\s+and\s+restated", re.IGNORECASE)
_PAPERS: Final = (
    (Paper.TERMINATION, r"notice\s+of\s+termination|termination\s+(?:notice|letter|agreement)|\buppsägning\s+av\b|^\W*uppsägning\b|^\W*kündigung"
     r"|kündigungsschreiben|aufhebungs(?:vertrag|vereinbarung)|lettre\s+de\s+résiliation|^\W*résiliation"),
    (Paper.SIDE_LETTER, r"side\s+letter|sidobrev|sidoöverenskommelse|nebenabrede|side-letter|lettre[- ]avenant"),
    (Paper.ADDENDUM, r"\baddend(?:um|a)\b|ergänzungs(?:vereinbarung|vertrag)|\bbilaga\s+till\s+avtal"),
    (Paper.AMENDMENT, r"\bamendment\b(?!s\b)|\bamending\b|deed\s+of\s+variation|\bvariation\s+(?:agreement|no\b|of\b)"
     r"|supplement(?:al|ary)\s+agreement|modification\s+(?:agreement|no\b)|change\s+of\s+terms"
     r"|\w*nachtrag\w*\b|änderungs(?:vertrag|vereinbarung)\w*|vertragsänderung|tilläggsavtal\w*|ändringsavtal\w*|\btillägg\b"
     r"|ändring\s+av\b|\bavenant\b|acte\s+modificatif"),
    (Paper.RENEWAL, r"\brenewal\s+(?:agreement|of|letter|notice)\b|\bextension\s+(?:agreement|of)\b|förlängningsavtal|förlängning\s+av"
     r"|verlängerungs(?:vereinbarung|vertrag)|renouvellement\s+d|prolongation\s+d"),
    (Paper.PRICES, r"\bprice\s+(?:list|schedule)\b|\bprislista\w*|\bpreislist\w*|liste\s+de\s+prix|\btarif\s+20\d\d"),
    (Paper.TERMS, r"\bgeneral\s+(?:terms|conditions)|\bstandard\s+terms|terms\s+and\s+conditions\s+of|allmänna\s+\w*villkor"
     r"|allgemeine\s+\w*bedingungen|conditions\s+générales"),
    (Paper.POLICY, r"\b\w*policy(?:n)?\b|richtlinie\w*|\briktlinje\w*|politique\b|règles\s+relatives"),
    (Paper.AGREEMENT, r"\bagreement\b|\bcontract\b|\blease\b|\bdeed\b|\w*avtal(?:et)?\b|\w*kontrakt\b|\w*vertrag\b"
     r"|\w*vereinbarung\b|\bcontrat\b|\bbail\b|\bconvention\b"),
)  # fmt: skip
_KINDS: Final = tuple((paper, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for paper, pattern in _PAPERS)
_PRICED: Final = re.compile(r"\b(?:unit\s+)?price|\w*pris\b|\w*preis\b|\bprix\b", re.IGNORECASE)
_ORDINALS: Final = (
    "first erste första premier", "second zweite andra deuxième", "third dritte tredje troisième", "fourth vierte fjärde quatrième",
    "fifth fünfte femte cinquième", "sixth sechste sjätte sixième", "seventh siebte sjunde septième", "eighth achte åttonde huitième",
)  # fmt: skip
_ORDINAL: Final = {name: number for number, names in enumerate(_ORDINALS, 1) for name in names.split()}
_NUMBERED: Final = re.compile(
    r"(?:amendment|variation|agreement|addendum|nachtrag\w*|vereinbarung|\w*avtal|tillägg|avenant(?:\s+modificatif)?|letter)"
    r"\s{0,2}(?:no|nr|number|n°|nº|n\s°|num|#)\s{0,2}\.?\s{0,2}0{0,2}(?P<n>\d{1,2})\b"
    r"|\b0{0,2}(?P<n2>\d{1,2})\.\s?nachtrag"
    r"|\b(?P<word>"
    + "|".join(_ORDINAL)
    + r")[nr]?\s+(?:\w+\s+){0,2}?(?:amendment|variation|addendum|nachtrag|tillägg|avenant)",
    re.IGNORECASE,
)


def _paper(head: str, opening: str, *, sheet: bool) -> tuple[Paper, int | None]:
    """What it calls itself, by the kind that stands first in its title and first lines; papers that change go before."""
    if sheet and _PRICED.search(opening[:400]):
        return Paper.PRICES, None
    if mail(opening):  # what a mail speaks of is not what it is
        return Paper.OTHER, None
    clean = _RESTATED.sub(" ", head)
    found = [(one.start(), rank, paper) for rank, (paper, kind) in enumerate(_KINDS) if (one := kind.search(clean))]
    paper = min(found, default=(0, 0, Paper.OTHER))[2]
    if paper is Paper.AGREEMENT:  # "Amendment to the Lease", but also "Lease: second amendment"
        paper = min((one for one in found if one[2] in CHANGING and one[0] <= _TITLE), default=(0, 0, paper))[2]
    if paper not in CHANGING:
        return paper, None
    number = _NUMBERED.search(clean)
    if number is None:
        return paper, None
    return paper, int(number["n"] or number["n2"] or 0) or _ORDINAL.get((number["word"] or "").lower())


_TITLE: Final = 160
_REPLACING: Final = re.compile(
    r"\breplaces?\b|\bsupersed\w+|\bin\s+(?:place|substitution)\s+of|cancels\s+and\s+replaces|amends?\s+and\s+restates?|amended\s+and\s+restated"
    r"|\bersetzt\b|löst\b.{0,80}\bab\b|\bersätter\b|annule\s+et\s+remplace|\bremplace\b|träder\s+i\s+stället",
    re.IGNORECASE,
)
_AMENDING: Final = re.compile(
    r"\bamend\w*|supplemental\s+to|\bvar(?:y|ied|iation)\b|\bmodif\w+|tillägg|\bändr\w+|nachtrag|ergänz\w+|geändert|änderung|avenant|addendum"
    r"|\bextend\w*|\bterminat\w*|\bsupplement\w*",
    re.IGNORECASE,
)
_ROUND: Final = 260
_BY_NUMBER: Final = re.compile(
    r"\bto\s+(?:the\s+)?(?:that\s+certain\s+)?(?P<name>[A-Z][\w ,&/'’-]{3,90}?(?:Agreement|Contract|Lease|License))\b"
    r"(?:[\s,]{1,3}(?:number|no\.?|ref\.?|n°|nr\.?)[\s:.]{0,3}(?P<number>[A-Z0-9][A-Z0-9/.-]{3,30}))?",
)
_NUMBER: Final = re.compile(
    r"\b(?:number|no\.|ref\.?|n°|nr\.?)[\s:.]{0,3}(?P<number>(?=[A-Z0-9/.-]*\d)[A-Z0-9][A-Z0-9/.-]{3,30}\w)",
    re.IGNORECASE,
)
_NAMES: Final = 4
_BY_NAME: Final = re.compile(
    r"\b(?:(?:amends?|varies|vary|supplements?|ändern|ändert|ergänz(?:t|en)|ändrar?|kompletterar?|modifie)|to|zum|zur|till|au|à)"
    r"\s+(?:(?:the|that\s+certain|den|die|das|le|la)\s+|l['’])?"
    r"(?P<name>(?=[^\n.;:]{0,60}?" + THING + r"\b)[^\W\d_][^\n.;:]{2,120}?)"
    r"(?=\s+(?:between|mellan|zwischen|entre|dated|vom|avseende|från|from|with|med|mit|effective|betreffend|enligt|gemäß|wie|as|på|comme)\b|[\n.;:,]|\Z)",
    re.IGNORECASE,
)


_BY_WORD: Final = re.compile(
    r"\b(?:(?:i|till|av|med|enligt|gäller)\s+(?P<sv>(?!tilläggs|ändrings)\w{3,}(?:avtalet|kontraktet))"
    r"|(?:des|zum|den|dem|im)\s+(?P<de>(?!nachtrag|änderungs)\w{3,}vertrag(?:e?s)?))\b",
    re.IGNORECASE,
)
"""The contract in one word, inside a sentence: "punkt 2 i hyresavtalet", "§ 4 des Liefervertrages"."""


def _references(opening: str, paper: Paper) -> Iterator[Reference]:
    """Earlier papers that it names: by their day, else in a paper that changes, by their name after "to"."""
    told = 0
    for day in days(opening):
        found = None if effect.ends(opening, day) else effect.of_another(opening, day)
        tie = _tie(opening, found.start(), day.end, paper) if found else None
        if found is not None and tie is not None:
            number = _NUMBER.search(opening, found.start(), day.end)
            yield Reference(
                tie,
                day.day,
                number["number"] if number else "",
                found.start(),
                day.end,
                _quote(opening, found.start(), day.end),
                _name(opening, found),
            )
            told += 1
    if paper in CHANGING and not told:
        yield from _called(opening)


_CAPITALS: Final = re.compile(r"(?:[A-ZÅÄÖÜÉÈ][\w&-]{1,30}[ ]){0,6}\Z")
_THING: Final = re.compile(THING + r"\b", re.IGNORECASE)


def _name(opening: str, found: re.Match[str]) -> str:
    """What a paper is called whose day is given: the word for it, with those before it that begin with a capital."""
    before = _CAPITALS.search(opening, max(0, found.start() - _ROUND), found.start())
    word = _THING.match(opening, found.start())
    return " ".join(
        opening[before.start() if before else found.start() : word.end() if word else found.start()].split()
    )


def _called(opening: str) -> Iterator[Reference]:
    """Earlier papers that a paper that changes gives no day of: by their number, and by what it calls them."""
    numbered = _BY_NUMBER.search(opening[: _HEAD * 2])
    if numbered is not None:
        start, end = numbered.start("name"), numbered.end()
        number = numbered["number"] or ""
        yield Reference(Tie.AMENDS, None, number, start, end, _quote(opening, start, end), numbered["name"])
    for one in islice(_BY_NAME.finditer(opening[: _HEAD * 2]), _NAMES):
        start, end = one.span("name")
        if numbered is None or one["name"] != numbered["name"]:
            yield Reference(
                Tie.AMENDS, None, "", start, end, _quote(opening, start, end), " ".join(one["name"].split())
            )
    for one in islice(_BY_WORD.finditer(opening), _NAMES):
        start, end = one.span(one.lastgroup or 0)
        yield Reference(Tie.AMENDS, None, "", start, end, _quote(opening, start, end), opening[start:end])


def _in_passing(opening: str) -> Iterator[Reference]:
    """Papers that a mail or minutes say they change, without being an amendment."""
    for one in passing.changed(opening):
        start, end = one.span(one.lastgroup or 0)
        left, right = _sentence(opening, start, end)
        since = effect.begun(opening, left, right)
        yield Reference(
            Tie.AMENDS, None, "", start, end, _quote(opening, start, end), " ".join(opening[start:end].split()), since
        )


_QUOTE: Final = 300


def _quote(text: str, start: int, end: int) -> str:
    left, right = _sentence(text, start, end)
    return " ".join(text[left:right].split())[:_QUOTE]


def _tie(opening: str, start: int, end: int, paper: Paper) -> Tie | None:
    """How it stands to the paper named there: by the words around, and by what it is itself; None for a mere mention."""
    left, right = _sentence(opening, start, end)
    around = opening[left:right]
    if _REPLACING.search(around) and paper not in (Paper.AMENDMENT, Paper.ADDENDUM, Paper.SIDE_LETTER):
        return Tie.REPLACES
    if paper in CHANGING and (_AMENDING.search(opening, max(0, left - _ROUND), min(len(opening), right + _ROUND))):
        return Tie.AMENDS
    return None


_STOPS: Final = re.compile(r"(?<!\b\d)(?<!\b\d\d)[.;]\s+(?=[A-ZÅÄÖÜÉÈÀ])|[.;]\s*\n\s*(?=§)|\n\s*\n")
"""Ends of sentences; the stop of "24. Februar" is none."""


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, roughly: up to a full stop before a capital, and at most so far."""
    left = max(0, start - _ROUND)
    left = max([left, *(left + one.end() for one in _STOPS.finditer(text[left:start]))])
    stop = _STOPS.search(text, end, min(len(text), end + _ROUND))
    return left, stop.start() if stop else min(len(text), end + _ROUND)
