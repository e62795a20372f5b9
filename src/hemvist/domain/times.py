"""How a day, month, quarter, half-year or year is worded: one room for all who ask for one. Four languages. Pure.

What bounds a time ("before 1 July 2026"), what takes its place in the next question and of which day is asked is for others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from hemvist.domain.relative import RELATIVE, spoken
from hemvist.domain.values import MONTHS


@dataclass(frozen=True)
class Day:
    """A calendar day that a text names, and where."""

    day: date
    start: int
    end: int


class How(StrEnum):
    """How surely words name a time: ``OPEN`` says no year, or can be read in two ways; ``ROUGH`` is mid-2026 or summer 2026."""

    EXACT = "exact"
    ROUGH = "rough"
    FROM_TODAY = "from today"
    OPEN = "open"


@dataclass(frozen=True)
class Time:
    """From ``first`` to ``last`` (ordinals, both included), and the words that name it."""

    start: int
    end: int
    first: int
    last: int
    how: How = How.EXACT


NAMES: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR: Final = r"(?:19|20)\d\d"
_NTH: Final = r"st|nd|rd|th|t\s?h|er|:[ae]|\."
_DATE: Final = (
    rf"\b(?P<d1>\d{{1,2}})\s{{0,2}}(?:{_NTH})?\s{{1,3}}(?:(?:day\s+)?of\s+)?(?:\w{{6,9}},\s)?(?P<m1>{NAMES})\b"
    rf"\.?,?\s{{1,3}}(?P<y1>{YEAR})\b"
    rf"|\b(?P<m2>{NAMES})\b\.?\s{{1,3}}(?P<d2>\d{{1,2}})\s{{0,2}}(?:st|nd|rd|th|t\s?h)?\s{{0,2}},?\s{{1,3}}(?P<y2>{YEAR})\b"
    rf"|\b(?P<y3>{YEAR})-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)\b"
    rf"|\b(?P<d4>[0-3]?\d)\.\s?(?P<m4>[01]?\d)\.\s?(?P<y4>{YEAR})\b"
)
_DAYS: Final = re.compile(_DATE, re.IGNORECASE)


def days(text: str, start: int = 0, end: int | None = None) -> list[Day]:
    """The days that a part of a text names, in order; what is no day of the calendar is left out."""
    found = _DAYS.finditer(text, start, len(text) if end is None else end)
    return [Day(day, one.start(), one.end()) for one in found if (day := _day(one)) is not None]


def _day(found: re.Match[str]) -> date | None:
    way = next(number for number in "1234" if found[f"y{number}"])
    month = found[f"m{way}"].lower()
    try:
        return date(int(found[f"y{way}"]), MONTHS.get(month) or int(month), int(found[f"d{way}"]))
    except ValueError:
        return None


_SLASHED: Final = rf"(?<![\w/])(?:(?P<s1>\d{{1,2}})[/-](?P<s2>\d{{1,2}})[/-](?P<s3>{YEAR})|(?P<z3>{YEAR})/(?P<z2>\d{{1,2}})/(?P<z1>\d{{1,2}}))(?![\w/])"
_ORDINALS: Final = {
    1: r"first|1st|första|1:a|erste[nrs]?|premi(?:er|ère)|1(?:er|re|ère)|1\.",
    2: r"second|2nd|andra|2:a|zweite[nrs]?|seconde?|deuxième|2e|2\.",
    3: r"third|3rd|tredje|3:e|dritte[nrs]?|troisième|3e|3\.",
    4: r"fourth|last|4th|fjärde|sista|4:e|vierte[nrs]?|letzte[nrs]?|quatrième|dernier|4e|4\.",
}
_FOURTH: Final = "|".join(f"(?P<n{number}>{words})" for number, words in _ORDINALS.items())
_OF: Final = (
    rf"(?:\s{{1,3}}(?:of|in|av|i|under|de|du|des|en)\b)?(?:\s{{1,3}}(?:the\s)?(?:calendar\s)?(?:year|året|år|jahres?|l['’]année)\b)?"
    rf"\s{{1,3}}(?:(?P<hm>{NAMES})\s{{1,3}})?(?P<y5>{YEAR})"
)
_SHARE: Final = (
    rf"(?<!\w)(?:{_FOURTH})\s{{1,3}}(?:(?P<quarter>quarter|kvartalet|kvartal|quartals?|trimestre)"
    rf"|half(?:-year)?|halvåret|halvår|hälften|(?:jahres)?hälfte|halbjahre?s?|semestre|moitié)"
    + _OF
    + rf"|(?<!\w)(?:(?:[QT]|kv\.?\s?|kvartal\s|quartal\s)(?P<q>[1-4])|H(?P<h>[12]))[\s/,-]{{1,3}}(?P<y6>{YEAR})"
    + rf"|(?<!\w)(?P<y7>{YEAR})[\s/-]{{0,2}}(?:[QT](?P<q2>[1-4])|H(?P<h2>[12]))"
)
_SOME: Final = (
    r"(?P<early>early(?:\s+in)?|tidigt)|(?P<late>late(?:\s+in)?)|(?P<mid>mid(?:dle)?(?:\s+of)?|mitten\s+av|mitte|mi)"
    r"|(?P<season>(?:spring|summer|autumn|fall|winter|våren|sommaren|hösten|vintern|frühjahrs?|frühling|sommer|herbst|printemps|été|automne|hiver)(?:\s+(?:of|de|des\s+jahres))?"
    r"|(?:(?:financial|fiscal|business|accounting|tax|policy)\s+year|FY|(?:räkenskaps|verksamhets|budget)året|(?:geschäfts|wirtschafts|haushalts)jahre?s?|exercice)"
    r"|(?:week|vecka|v\.|woche|kw|semaine)\s{0,2}\d{1,2}(?:\s(?:of|år|i|de)|,)?)"
)
_PERIOD: Final = (
    rf"(?<![\w./])(?<!\d,)(?:(?:{_SOME})[\s-]{{1,3}})?(?:(?P<month>{NAMES})\.?,?\s{{1,3}}(?:of\s|de\s|månad\s|år\s|des\sJahres\s)?|(?P<number>0?[1-9]|1[0-2])[./])?"
    rf"(?P<year>{YEAR})(?:-(?P<iso>0[1-9]|1[0-2])(?![\d-])|(?P<more>s|-?talet|er|/\d\d(?:\d\d)?)?(?![\w/]|[.,]\d))"
)
_CAPITAL: Final = rf"(?:(?!may\b)(?:{NAMES})|(?-i:May))"
"""In a question "may" is a month with its capital only."""
_YEARLESS: Final = (
    rf"(?<![\w.,/§])\d{{1,2}}(?:{_NTH})?\s{{1,3}}(?:(?:day\s)?of\s)?{_CAPITAL}(?![\w-])"
    rf"|(?<!\w)(?P<ym2>{_CAPITAL})(?:\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?)?(?![\w-])"
    r"|(?<!\w)(?:Q[1-4]|H[12])(?!\w)"
)
_TIME: Final = re.compile(
    "|".join(
        rf"(?P<{name}>{form})"
        for name, form in {
            "date": _DATE, "slashed": _SLASHED, "share": _SHARE, "period": _PERIOD, "relative": RELATIVE, "yearless": _YEARLESS,
        }.items()
    ),
    re.IGNORECASE,
)  # fmt: skip
_PLACED: Final = re.compile(
    r"(?<!\w)(?:in|on|during|by|before|after|since|until|till|through|from|to|of|i|den|under|före|innan|efter|sedan|senast|till|från|im|am|ab|vor|nach|seit|bis|zum|vom|en|le|avant|après|depuis|dès)"
    r"(?:\s+(?:the|den|dem|der|end\s+of|slutet\s+av|ende|anfang|le|la|fin))*\s+\Z",
    re.IGNORECASE,
)
"""What stands before a month that alone is a time: in English and French it may be a name, or the start of a word."""
_BEFORE: Final = 60
"""Characters before a time in which such words are looked for."""


def times(text: str, today: date | None = None) -> list[Time]:
    """The times that a text names, in order; what counts from ``today`` ("last year") is exact where that is given."""
    found = list[Time]()
    for match in _TIME.finditer(text):
        one = _read(text, match, today)
        if one is None:
            continue
        earlier = _without_year(text, one) if one.how is How.EXACT else None
        while earlier and found and found[-1].end > earlier.start:
            found.pop()
        found += [earlier, one] if earlier else [one]
    return found


def _read(text: str, match: re.Match[str], today: date | None) -> Time | None:
    """What words name; of a day that the calendar does not have only its year is known."""
    if match["date"]:
        day = _day(match)
        year = next(int(said) for at in "1234" if (said := match[f"y{at}"]))
        return _exact(match, (day.toordinal(),) * 2) if day else _time(match, _span(year, 0), How.OPEN)
    if match["slashed"]:
        return _slashed(match)
    if match["share"]:
        one = _shared(match)
        joined = _NTH_OF_SEVERAL.search(text[max(0, match.start() - _BEFORE) : match.start()])
        return replace(one, how=How.OPEN) if joined else one
    if match["period"]:
        return _period(match)
    if match["relative"]:
        near = spoken(match["relative"], today) if today else None
        return _exact(match, near) if near else _time(match, _EVER, How.FROM_TODAY)
    return _yearless(text, match)


_NTH_OF_SEVERAL: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(_ORDINALS.values())})\s+(?:and|or|to|och|eller|till|und|oder|bis|et|ou|au)\s+(?:the\s+|dem\s+|der\s+|le\s+)?\Z",
    re.IGNORECASE,
)
"""What makes a quarter one of two: "the first and third quarter of 2026"."""
_EVER: Final = (date.min.toordinal() + 1, date.max.toordinal() - 1)


def _exact(match: re.Match[str], span: tuple[int, int]) -> Time:
    return _time(match, span, How.EXACT)


def _time(match: re.Match[str], span: tuple[int, int], how: How) -> Time:
    return Time(match.start(), match.end(), *span, how)


def _slashed(match: re.Match[str]) -> Time:
    """A day by three numbers: one month above twelve, or both alike, tell which is the day; otherwise it is open."""
    year, one, two = (int(match[f"s{at}"] or match[f"z{at}"]) for at in (3, 1, 2))
    ways = ((two, one),) if match["z3"] else ((two, one), (one, two))  # with the year first the month is next
    told = {day for month, number in ways if number and (day := _at(year, month, number))}
    return _exact(match, told.pop()) if len(told) == 1 else _time(match, _span(year, 0), How.OPEN)


def _shared(match: re.Match[str]) -> Time:
    """A quarter or half of a year; of a month it is rough."""
    year = int(match["y5"] or match["y6"] or match["y7"])
    nth = next((number for number in (1, 2, 3, 4) if match[f"n{number}"]), 0)
    quarter = int(match["q"] or match["q2"] or (nth if match["quarter"] else 0))
    half = min(int(match["h"] or match["h2"] or nth), 2)
    if match["hm"]:
        return _time(match, _span(year, MONTHS[match["hm"].lower()]), How.ROUGH)
    first, last = (quarter * 3 - 2, quarter * 3) if quarter else (half * 6 - 5, half * 6)
    return _exact(match, (_span(year, first)[0], _span(year, last)[1]))


def _period(match: re.Match[str]) -> Time:
    """A month or a year, or some of it."""
    month = MONTHS[match["month"].lower()] if match["month"] else int(match["number"] or match["iso"] or 0)
    first, last = _span(int(match["year"]), month)
    third = (last - first + 1) // 3
    if match["early"] or match["late"] or match["mid"]:
        nth = 0 if match["early"] else 1 if match["mid"] else 2
        return _time(match, (first + nth * third, first + (nth + 1) * third - 1), How.ROUGH)
    rough = match["season"] or match["more"]
    return _time(match, (first, last), How.ROUGH if rough else How.EXACT)


def _yearless(text: str, match: re.Match[str]) -> Time | None:
    """A day, month or quarter whose year is not told; a month's name alone only behind "in", "before" and the like."""
    lead = text[max(0, match.start() - _BEFORE) : match.start()]
    alone = match["ym2"] and not _PLACED.search(lead)
    return None if alone else _time(match, _EVER, How.OPEN)


_LEFT: Final = re.compile(
    rf"(?<![\w.,/])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:\s+(?:of\s+)?(?P<of>{NAMES}))?|(?P<month>{NAMES})(?:\s+(?P<then>\d{{1,2}})(?:st|nd|rd|th)?)?)"
    r"\s*(?:to|until|till|bis|au|[-–—]|and|och|und|et|or|eller|oder|ou)(?:\s+(?:the|den|dem|der|des|de|zum|am|im|in|on|le|la|du|au|of|month|månaden|monat|mois))*\s*$",
    re.IGNORECASE,
)
"""A day or a month whose year stands with the next one: "between 1 January and 30 June 2026"."""
BETWEEN: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\b", re.IGNORECASE)


def _without_year(text: str, later: Time) -> Time | None:
    """What stands before a day or a period and leaves its year to it; None where nothing does."""
    at = max(0, later.start - _BEFORE)
    found = _LEFT.search(text[at : later.start])
    if not found or not (found["month"] or found["of"] or BETWEEN.search(text[: later.start])):
        return None
    year, own = date.fromordinal(later.first).year, date.fromordinal(later.first).month
    month, day = MONTHS.get((found["of"] or found["month"] or "").lower(), own), int(found["day"] or found["then"] or 0)
    span = _at(year, month, day)
    span = _at(year - 1, month, day) if span and span[0] > later.last else span
    noun_end = max(found.end(name) for name in ("day", "of", "month", "then"))
    return Time(at + found.start(), at + noun_end, *span) if span else None


def _span(year: int, month: int) -> tuple[int, int]:
    """The first and the last day of a month, or of a year (month 0)."""
    after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return date(year, month or 1, 1).toordinal(), after.toordinal() - 1


def _at(year: int, month: int, day: int) -> tuple[int, int] | None:
    """A day twice, or without one the span of its month or year; None where the calendar has no such day."""
    try:
        return (date(year, month, day).toordinal(),) * 2 if day else _span(year, month)
    except ValueError:
        return None
