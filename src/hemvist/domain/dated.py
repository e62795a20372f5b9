"""The time that a question names: before a day, between two days, in one year or another. English, Swedish, German, French. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from hemvist.domain.quantities import days
from hemvist.domain.values import MONTHS


@dataclass(frozen=True)
class Dated:
    """From ``low`` to ``high`` (ordinals, both included, infinite where open), and the span of the question that says so.

    ``sure`` is false where the question names more times than are understood, or one that can be read in two ways.
    """

    start: int
    end: int
    low: float
    high: float
    sure: bool = True


_NAMES: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_ARTICLES: Final = r"(?:\s+(?:the|den|dem|der|des|de|zum|am|im|in|on|le|la|du|au|of|month|year|years|år|året|månaden|jahre?|jahres|monat|mois|année|einschließlich|och\s+med|and\s+including))*"
_BY: Final = (
    r"(?:by|before|until|till)\s+the\s+end\s+of|no(?:t)?\s+(?:later|after)(?:\s+than)?|on\s+or\s+before|before\s+or\s+on|(?:at\s+the\s+)?latest\s+(?:by|on|in)|by|until|up\s+to|through"
    r"|före\s+(?:utgången|slutet)\s+av|(?:inte|ej)\s+(?:senare\s+än|efter)|senast|(?:fram\s+)?till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?"
    r"|(?:vor|bis)(?:\s+zum)?\s+ende|nicht\s+(?:später\s+als|nach)|spätestens|bis|avant\s+la\s+fin|d['’]ici(?:\s+à)?|au\s+plus\s+tard|jusqu['’](?:à|en|au)"
)
_SINCE: Final = (
    r"no(?:t)?\s+(?:earlier\s+than|before)|on\s+or\s+after|(?:inte|ej)\s+(?:tidigare\s+än|före)|tidigast|från\s+och\s+med|fr\.\s?o\.\s?m\.?|fr\s+o\s+m"
    r"|nicht\s+(?:früher\s+als|vor)|frühestens|ab|au\s+plus\s+tôt|à\s+partir"
)
_BEFORE: Final = r"(?:before|prior\s+to)(?:\s+the\s+(?:start|beginning)\s+of)?|earlier\s+than|före|innan|tidigare\s+än|vor(?:\s+beginn)?|früher\s+als|avant"
_AFTER: Final = r"after(?:\s+the\s+end\s+of)?|later\s+than|efter(?:\s+utgången\s+av)?|senare\s+än|nach(?:\s+ende)?|später\s+als|après(?:\s+la\s+fin)?"
_IN: Final = r"in|during|on|under|between|from|i|den|mellan|från|im|am|zwischen|vom|von|en|le|entre|du"
_LEAD: Final = re.compile(
    rf"(?<!\w)(?:(?P<by>{_BY})|(?P<since>{_SINCE})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<in>{_IN})){_ARTICLES}\s*$",
    re.IGNORECASE,
)
_BACK: Final = 60
"""Characters before a day in which the words that bound it are looked for."""
_BEHIND: Final = re.compile(
    r"\s+(?:(?P<since>(?:or|and|eller|och|oder|und|ou)\s+(?:later|after(?:wards)?|onwards?|senare|framåt|därefter|später|danach|plus\s+tard)|onwards?|och\s+framåt)"
    r"|(?P<by>(?:or|eller|oder|ou)\s+(?:earlier|before|sooner|tidigare|dessförinnan|früher|vorher|plus\s+tôt)|at\s+the\s+latest))\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    rf"(?<!\w)(?:(?P<month>{_NAMES})\.?,?\s{{1,3}}(?:of\s|de\s)?|(?P<number>0?[1-9]|1[0-2])[./])?(?P<year>(?:19|20)\d\d)(?!\d)(?:-(?P<iso>0[1-9]|1[0-2])(?![\d-]))?",
    re.IGNORECASE,
)
_TORN: Final = re.compile(r"(?<!\d)\d{1,2}[./-]$")
_JOINT: Final = re.compile(
    rf"(?:\s*,\s*|\s*[,]?\s*(?:(?P<to>to|until|through|till|bis|au|à|[-–—])|(?P<and>and|och|und|et)|or|eller|oder|ou)){_ARTICLES}\s*",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s*,?\s*(?:and|but|och|men|und|aber|et|mais)\b", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\b", re.IGNORECASE)
_YEARLESS: Final = re.compile(
    rf"(?<![\w.,/])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:\s+(?:of\s+)?(?P<of>{_NAMES}))?|(?P<month>{_NAMES})(?:\s+(?P<then>\d{{1,2}})(?:st|nd|rd|th)?)?)"
    rf"\s*(?:to|until|till|bis|au|[-–—]|and|och|und|et|or|eller|oder|ou){_ARTICLES}\s*$",
    re.IGNORECASE,
)
"""A day or a month whose year stands with the next one: "between 1 January and 30 June 2026"."""


def dated(text: str) -> Dated | None:
    """The time that a text bounds something by; None where it names none."""
    named = sorted(_named(text), key=lambda one: one.start)
    if not named:
        return None
    first, rest = named[0], named[1:]
    while rest and (joined := _joined(text, first, rest[0])) is not None:
        first, rest = joined, rest[1:]
    told = _bounded(text, first)
    if not rest:
        return told
    other = _bounded(text, rest[0])
    low, high = max(told.low, other.low), min(told.high, other.high)
    both = len(rest) == 1 and low <= high and _AND.match(text[first.end : rest[0].start])
    if both and told.low != other.low and told.high != other.high:  # "after 2025 and before 2028"
        return Dated(told.start, other.end, low, high, told.sure and other.sure)
    return replace(told, sure=False)


def _named(text: str) -> Iterator[Dated]:
    """The days, months and years that a text names, each with its first and last day."""
    full = [Dated(one.start, one.end, one.day.toordinal(), one.day.toordinal()) for one in days(text)]
    for one in full:
        yield from _without_year(text, one)
    for match in _PERIOD.finditer(text):
        if not any(one.start < match.end() and match.start() < one.end for one in full):
            period = _period(text, match)
            yield from _without_year(text, period)


def _without_year(text: str, later: Dated) -> Iterator[Dated]:
    """What stands before a day or a period and leaves its year to it, and that one itself."""
    at = max(0, later.start - _BACK)
    found = _YEARLESS.search(text[at : later.start])
    month = (
        MONTHS.get((found["of"] or found["month"] or "").lower(), date.fromordinal(int(later.low)).month)
        if found
        else 0
    )
    if found and (found["month"] or found["of"] or _BETWEEN.search(text[: later.start])):
        day = found["day"] or found["then"]
        year = date.fromordinal(int(later.low)).year
        first = _days(year, month, day)
        first = _days(year - 1, month, day) if first and first[0] > later.high else first
        if first:
            yield Dated(at + found.start(), at + _noun_end(found), *first)
    yield later


def _noun_end(found: re.Match[str]) -> int:
    """Where the day or month itself ends, before what joins it to the next."""
    return max(found.end(name) for name in ("day", "of", "month", "then"))


def _days(year: int, month: int, day: str | None) -> tuple[int, int] | None:
    """The first and the last day of a month, of a year (month 0), or a day twice; None where there is no such day."""
    try:
        if day:
            return (one := date(year, month, int(day)).toordinal()), one
        after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
        return date(year, month or 1, 1).toordinal(), after.toordinal() - 1
    except ValueError:
        return None


def _period(text: str, match: re.Match[str]) -> Dated:
    month = MONTHS[match["month"].lower()] if match["month"] else int(match["number"] or match["iso"] or 0)
    first, last = _days(int(match["year"]), month, None) or (1, 1)
    torn = _TORN.search(text[max(0, match.start() - 4) : match.start()])  # 3/4/2026 is read in two ways
    return Dated(match.start(), match.end(), first, last, sure=not torn)


def _joined(text: str, one: Dated, other: Dated) -> Dated | None:
    """Two times that are one: from the first to the second, or years that follow each other."""
    joint = _JOINT.fullmatch(text, one.end, other.start)
    if joint is None:
        return None
    ranged = joint["to"] or (joint["and"] and _BETWEEN.search(text[: one.start]))
    sure = one.sure and other.sure and one.low <= other.high and bool(ranged or other.low == one.high + 1)
    return Dated(one.start, other.end, min(one.low, other.low), max(one.high, other.high), sure)


def _bounded(text: str, named: Dated) -> Dated:
    """A time as the words before and behind it bound it."""
    at = max(0, named.start - _BACK)
    lead, behind = _LEAD.search(text[at : named.start]), _BEHIND.match(text, named.end)
    start, end = at + lead.start() if lead else named.start, behind.end() if behind else named.end
    how = (lead.lastgroup if lead else None) or "in"
    how = (behind.lastgroup or how) if behind and how == "in" else how
    low = {"before": float("-inf"), "by": float("-inf"), "after": named.high + 1}.get(how, named.low)
    high = {"before": named.low - 1, "since": float("inf"), "after": float("inf")}.get(how, named.high)
    return Dated(start, end, low, high, named.sure)
