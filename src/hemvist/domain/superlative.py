"""Which of many documents has most, or least, of something: "which lease is the cheapest?", "vilket avtal löper ut först?". Pure.

English, Swedish, German and French. What is compared must be of one unit, one currency and one period; otherwise nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hemvist.domain import capped, clauses, lasts, noticed
from hemvist.domain.condition import condition, paid
from hemvist.domain.matter import Matter, ends
from hemvist.domain.quantities import Of, Quantity, sized
from hemvist.domain.says import Says


@dataclass(frozen=True)
class Most:
    """What is compared: a clause of this kind ("" for a price of any), by the greatest or the least value of these measures.

    ``paper``: the documents in the question's words. Not ``sure`` where the question narrows them by something else.
    """

    kind: str
    of: frozenset[Of]
    greatest: bool
    matter: Matter | None
    paper: str
    sure: bool


_NOUN: Final = (
    r"(?:contracts?|(?:sub)?leases?|agreements?|licen[cs]es?|policy|policies|ndas?|deals?|loans?|documents?"
    r"|\w*avtal(?:et|en)?|\w*kontrakt(?:et|en)?|licens(?:en|er)?|försäkring(?:en|ar)?|\w*verträgen?|\w*vertrag|\w*vereinbarung(?:en)?|abkommen|lizenz(?:en)?|policen?"
    r"|contrats?|baux|bail|accords?|conventions?)"
)
_OUR: Final = r"(?:(?:of|av|von|de|the|our|my|all|these|those|your|våra|vårt|mina|de|alla|unserer?n?|unser|der|den|meiner?n?|aller|nos|notre|les|mes)\s+)*"
_PLAIN: Final = r"(?:(?!(?:the|a|an|of|with|for|in|under|does|is|has)\b)[\w-]+\s+){0,2}?"
_ADJECTIVE: Final = r"(?:(?:most|least)\s+[\w-]+|\w+(?:est|aste|ste[nrsm]?))\s+"
_FORM: Final = re.compile(
    rf"(?:in\s+|i\s+|dans\s+)?(?:(?:which|what)(?:\s+one)?|vilken|vilket|vilka|welche[rsnm]?|lequel|laquelle|lesquels|quels?|quelles?)\s+(?:est\s+|sont\s+)?{_OUR}(?P<paper>{_PLAIN}{_NOUN})\b(?P<rest>.+)"
    rf"|(?:(?:which|what)\s+(?:is|are)|vilket\s+är|vilka\s+är|welche[rs]?\s+(?:ist|sind)|was\s+ist)\s+{_OUR}(?:{_ADJECTIVE}(?P<named>{_PLAIN}{_NOUN}))\b(?P<more>.*)",
    re.IGNORECASE,
)


def _either(*forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


_AM: Final = r"(?:am\s+)?"
_LONG: Final = _either("longest", "längsta?", "längste[nmrs]?", r"plus\s+long(?:ue)?s?")
_SHORT: Final = _either("shortest", "kortaste?", "kürzeste[nmrs]?", r"(?:plus\s+courte?s?|moins\s+long(?:ue)?s?)")
_HIGH: Final = _either(
    "highest", "largest", "biggest", "greatest", "högsta?", "störst[a]?", "höchste[nmrs]?", "größte[nmrs]?",
    r"plus\s+(?:élevée?s?|hautes?|hauts?|grande?s?|forte?s?|importante?s?)",
)  # fmt: skip
_LOW: Final = _either(
    "lowest", "smallest", "lägsta?", "minsta?", "niedrigste[nmrs]?", "geringste[nmrs]?", "kleinste[nmrs]?",
    r"(?:plus\s+(?:basse?s?|bas|petite?s?|faibles?|réduite?s?)|moins\s+élevée?s?)",
)  # fmt: skip
_DEAR: Final = _either(
    r"most\s+expensive", "dearest", "costliest", r"costs?\s+(?:us\s+)?(?:the\s+)?most", "dyraste?", r"kostar\s+(?:oss\s+)?mest",
    "teuerste[nmrs]?", r"kostet\s+(?:uns\s+)?am\s+meisten", r"plus\s+(?:ch(?:er|ère)s?|coûteu\w+|onéreu\w+)", r"coûte\s+le\s+plus",
)  # fmt: skip
_CHEAP: Final = _either(
    "cheapest", r"least\s+expensive", r"costs?\s+(?:us\s+)?(?:the\s+)?least", "billigaste?", r"kostar\s+(?:oss\s+)?minst",
    "billigste[nmrs]?", "günstigste[nmrs]?", r"kostet\s+(?:uns\s+)?am\s+wenigsten", r"moins\s+(?:ch(?:er|ère)s?|coûteu\w+)", r"coûte\s+le\s+moins",
)  # fmt: skip
_FIRST: Final = _either(
    "first", "soonest", "earliest", "först", "tidigast", "zuerst", "als erste[rs]?", r"am\s+(?:frühesten|ehesten)",
    r"(?:en|le)\s+premier", r"le\s+plus\s+tôt",
)  # fmt: skip
_LAST: Final = _either(
    "last", "latest", "sist", "senast", "zuletzt", "als letzte[rs]?", r"am\s+spätesten", r"(?:en|le)\s+dernier", r"le\s+plus\s+tard",
)  # fmt: skip
_CLASSES: Final = (
    (_DEAR, True, "cost"), (_CHEAP, False, "cost"), (_LONG, True, "time"), (_SHORT, False, "time"), (_HIGH, True, "much"), (_LOW, False, "much"),
    (_FIRST, False, "day"), (_LAST, True, "day"),
)  # fmt: skip
_NOTICE: Final = re.compile(r"\bnotice\b|uppsägningstid|kündigungsfrist|préavis", re.IGNORECASE)
_LIABLE: Final = re.compile(r"liab|ansvar|haftung|responsabilité", re.IGNORECASE)
_SUMS: Final = {
    "rent": re.compile(r"\b(?:rents?|\w*hyra(?:n|or)?|\w*miete|loyers?)\b", re.IGNORECASE),
    "salary": re.compile(r"\b(?:salary|salaries|pay|lön(?:en)?|gehalt|lohn|salaires?)\b", re.IGNORECASE),
    "": re.compile(r"\b(?:fees?|prices?|costs?|\w*avgift(?:en)?|\w*pris(?:et)?|kostnad(?:en)?|\w*gebühr(?:en)?|\w*preis|kosten|prix|redevances?|coûts?)\b", re.IGNORECASE),
}  # fmt: skip
_AREA: Final = re.compile(
    r"\b(?:premises|floor\s+area|surface|superficie|locaux|lokal(?:en|er|yta|ytan)?|yta|\w*fläche|räume)\b",
    re.IGNORECASE,
)
_MEASURED: Final = frozenset(
    [
        "deposit", "warranty duration", "warranty period", "confidentiality period", "delivery time", "payment time", "late interest",
        "delay penalty", "liability cover", "salary", "bonus", "probation", "annual leave", "insurance", "minimum volume",
    ]
)  # fmt: skip
"""Other kinds of clause that one value settles; of the rest none is compared."""
_RATE: Final = re.compile(r"\b(?:per|pro|je|par|hourly|timpris\w*|stunden\w*|horaires?|each)\b", re.IGNORECASE)
"""A price of a part of something: which part a contract tells it of is for the reader."""
_LEASE: Final = re.compile(r"lease|hyres|miet|pacht|bail|baux", re.IGNORECASE)
_PAY: Final = re.compile(r"employ|anställning|arbeits|travail", re.IGNORECASE)
_NARROWED: Final = re.compile(
    r"\b(?:in|at|with|from|by|for|on|i|på|hos|med|från|för|bei|mit|von|für|chez|avec|pour|à|de|d['’])\s+(?:the\s+)?(?-i:[A-ZÅÄÖÜÉ])\w",
    re.IGNORECASE,
)
"""A place or a party of which alone it is asked: nothing here tells which documents those are."""


def most(text: str) -> Most | None:
    """What a question asks for the most or least of, its spaces single; None where it does not, or not of what is known."""
    found = _FORM.match(text)
    told = [(one.start(), greatest, way) for form, greatest, way in _CLASSES if (one := form.search(text))]
    if found is None or not told:
        return None
    _, greatest, way = min(told)
    paper = found["paper"] or found["named"]
    compared = _compared(text, way, paper)
    if compared is None:
        return None
    kind, matter, of = compared
    sure = (
        len(told) == 1
        and not _RATE.search(text)
        and not _NARROWED.search(found["rest"] or found["more"] or "")
        and condition(text) is None
    )
    return Most(kind, frozenset(of), greatest, matter, paper, sure)


def _compared(text: str, way: str, paper: str) -> tuple[str, Matter | None, tuple[Of, ...]] | None:
    """The kind of clause, the matter by which its sentences are looked through, and what is measured in it."""
    if way == "day":
        return ("expiry", Matter.LAST_DAY, (Of.DAY,)) if ends(text) else None
    if way == "cost":
        kind = "rent" if _LEASE.search(paper) else "salary" if _PAY.search(paper) else ""
        return kind, None, (Of.MONEY,)
    if way == "time" and _NOTICE.search(text):
        return "notice period", Matter.NOTICE, (Of.TIME,)
    if way == "much" and _LIABLE.search(text):
        return "liability cap", Matter.CAP, (Of.MONEY,)
    if way == "much" and (named := next((kind for kind, form in _SUMS.items() if form.search(text)), None)) is not None:
        return named, None, (Of.MONEY,)
    if way == "much" and _AREA.search(text):
        return "floor area", None, (Of.SIZE,)
    kinds = [one for one in clauses.asked(text) if one.name in _MEASURED]
    of = (Of.TIME,) if way == "time" else tuple(one for one in Of if one not in (Of.TIME, Of.DAY))
    return (kinds[0].name, None, of) if kinds else None


@dataclass(frozen=True)
class Told:
    """What a sentence tells of the matter: its values, and as they are written."""

    values: tuple[Quantity, ...]
    shown: str


def told(asked: Most, sentence: str) -> Told | None:
    """What one sentence, its spaces single, tells; None where it tells nothing of the matter."""
    if asked.matter is Matter.LAST_DAY:
        last = lasts.last(sentence)
        sure = last is not None and len(last.days) == 1 and not last.counted
        return (
            Told(tuple(Quantity("date", day, 0, 0) for day in last.days) if sure else (), last.shown) if last else None
        )
    if asked.matter is Matter.NOTICE:
        return _shown(sentence, noticed.lengths(sentence))
    found = [one for one in sized(sentence) if one.of in asked.of]
    if asked.matter is Matter.CAP and capped.says(sentence) is not Says.SO:
        return None
    return _shown(sentence, found)


def _shown(sentence: str, found: Sequence[Quantity]) -> Told | None:
    said = tuple(_whole(sentence, one) for one in found)
    return Told(said, ", ".join(dict.fromkeys(sentence[one.start : one.end] for one in found))) if found else None


def _whole(sentence: str, one: Quantity) -> Quantity:
    """A sum with the time for which it is paid, as the noun before it says."""
    period = one.per or (paid(sentence[: one.start]) if one.of is Of.MONEY else "")
    return Quantity(one.unit, one.number, one.start, one.end, period)


@dataclass(frozen=True)
class Measure:
    """A value that is compared with others: its unit, for a sum also the period, and the number in it."""

    unit: str
    number: float
    per: str = ""


def measure(values: Sequence[Quantity]) -> Measure | None:
    """The one value that all of these are; None where they are several."""
    said = {(one.unit, one.number, one.per) for one in values}
    return Measure(*said.pop()) if len(said) == 1 else None


_DAYS: Final = {"day": 1.0, "month": 30.4}
_NEAR: Final = 0.03
"""Months and days that are closer than this share of each other are not told apart."""


def _scale(one: Measure) -> tuple[str, str]:
    return ("length" if one.unit in _DAYS else one.unit, one.per)


def _value(one: Measure) -> float:
    return one.number * _DAYS.get(one.unit, 1.0)


@dataclass(frozen=True)
class Placed:
    """The places of rows in the order of their values, of which ``firsts`` have the most: none where that cannot be told."""

    order: tuple[int, ...]
    firsts: frozenset[int]
    compared: frozenset[int]


def placed(rows: Sequence[Measure | None], *, greatest: bool) -> Placed:
    """Rows in order of value: first those that can be compared with each other, the most of them, then all others."""
    scales = [_scale(one) for one in rows if one]
    common = max(scales, key=scales.count, default=None)
    compared = [at for at, one in enumerate(rows) if one and _scale(one) == common]
    compared.sort(key=lambda at: _value(_known(rows[at])), reverse=greatest)
    others = [at for at in range(len(rows)) if at not in compared]
    firsts = _firsts([_known(rows[at]) for at in compared]) if not others else 0
    return Placed((*compared, *others), frozenset(compared[:firsts]), frozenset(compared))


def _known(one: Measure | None) -> Measure:
    assert one is not None
    return one


def _firsts(ordered: Sequence[Measure]) -> int:
    """How many have the first value; 0 where another one may be it too, in another unit."""
    if not ordered:
        return 0
    first = ordered[0]
    near = (one for one in ordered if one.unit != first.unit)
    if any(abs(_value(one) - _value(first)) <= _NEAR * abs(_value(first)) for one in near):
        return 0
    return sum(_value(one) == _value(first) for one in ordered)
