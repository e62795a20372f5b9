"""Dates, durations, amounts and percentages that a text states, in English, Swedish, German and French, in one form each.

Conservative: what could be read in two ways, such as 3/4/2021, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = (
    "january januari januar janvier jan", "february februari februar février fevrier feb fév", "march mars märz mar",
    "april avril apr avr", "may maj mai", "june juni juin jun", "july juli juillet jul juil",
    "august augusti août aout aug", "september septembre sept sep", "october oktober octobre oct okt",
    "november novembre nov", "december dezember décembre decembre dec dez déc",
)  # fmt: skip
_MONTH: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES: Final = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"\b(?P<d1>\d{{1,2}})\s{{0,2}}(?:st|nd|rd|th|t\s?h|er|\.)?\s{{1,3}}(?:day\s+of\s+)?(?:\w{{6,9}},\s)?(?P<m1>{_NAMES})\b"
    rf"\.?,?\s{{1,3}}(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{_NAMES})\b\.?\s{{1,3}}(?P<d2>\d{{1,2}})\s{{0,2}}(?:st|nd|rd|th|t\s?h)?\s{{0,2}},?\s{{1,3}}(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<y3>(?:19|20)\d\d)-(?P<m3>[01]\d)-(?P<d3>[0-3]\d)\b"
    r"|\b(?P<d4>[0-3]?\d)\.\s?(?P<m4>[01]?\d)\.\s?(?P<y4>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """A calendar day that a text names, and where."""

    day: date
    start: int
    end: int


def days(text: str, start: int = 0, end: int | None = None) -> list[Day]:
    """The days that a part of a text names, in order; what is no day of the calendar is left out."""
    found = _DATE.finditer(text, start, len(text) if end is None else end)
    return [Day(day, one.start(), one.end()) for one in found if (day := _day(one)) is not None]


def _day(found: re.Match[str]) -> date | None:
    way = next(number for number in "1234" if found[f"y{number}"])
    month = found[f"m{way}"].lower()
    try:
        return date(int(found[f"y{way}"]), _MONTH.get(month) or int(month), int(found[f"d{way}"]))
    except ValueError:
        return None


@dataclass(frozen=True)
class Quantity:
    """A number of a unit, and where it stands: ``day``, ``working day``, ``month``, ``hour``, ``%``, a currency's code.

    Weeks are seven days and years twelve months; for a calendar day ``unit`` is ``date`` and ``number`` its ordinal.
    """

    unit: str
    number: float
    start: int
    end: int


_WORDS: Final = (
    "one ein eine einen einem einer ett en un une", "two zwei två tva deux", "three drei tre trois",
    "four vier fyra quatre", "five fünf fem cinq", "six sechs sex", "seven sieben sju sept", "eight acht åtta huit",
    "nine neun nio neuf", "ten zehn tio dix", "eleven elf elva onze", "twelve zwölf tolv douze",
    "thirteen dreizehn tretton treize", "fourteen vierzehn fjorton quatorze", "fifteen fünfzehn femton quinze",
    "sixteen sechzehn sexton seize", "seventeen siebzehn sjutton", "eighteen achtzehn arton",
)  # fmt: skip
_SAID: Final = {name: number for number, names in enumerate(_WORDS, 1) for name in names.split()} | {
    "twenty": 20, "zwanzig": 20, "tjugo": 20, "vingt": 20, "thirty": 30, "dreißig": 30, "trettio": 30, "trente": 30,
    "forty": 40, "vierzig": 40, "fyrtio": 40, "sixty": 60, "sechzig": 60, "sextio": 60, "ninety": 90, "neunzig": 90,
    "nittio": 90,
}  # fmt: skip
_NUMBER: Final = r"\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,3})?"
_SPELT: Final = "|".join(sorted(_SAID, key=len, reverse=True))
_UNITS: Final = {
    "minute": (1, "minute", r"minutes?|minuter|minut|minuten"),
    "hour": (1, "hour", r"hours?|timmar|timme|stunden?|heures?"),
    "working": (1, "working day", r"(?:working|business)\s+days?|arbetsdagar|bankdagar|(?:arbeits|werk)tage?n?|jours?\s+ouvr\w{1,6}"),
    "day": (1, "day", r"(?:calendar\s+)?days?(?:[’']|\b)|dagars?|dag|kalendertage?n?|tage?n?|jours?"),
    "week": (7, "day", r"weeks?|veckor?s?|wochen?|semaines?"),
    "month": (1, "month", r"(?:calendar\s+)?months?|månaders?|månad|kalendermonate?n?|monate?n?|mois"),
    "year": (12, "month", r"years?|års?|jahre?n?|ans?|années?"),
}  # fmt: skip
_DURATION: Final = re.compile(
    rf"\b(?:(?P<digits>{_NUMBER})|(?P<word>{_SPELT}))(?:\s*\(\s*(?P<inner>\d{{1,4}})\s*\))?[\s\u00a0-]{{1,3}}"
    r"(?:weitere\w?\s|written\s|further\s|full\s|hela\s)?(?:"
    + "|".join(f"(?P<{name}>{forms})" for name, (_, _, forms) in _UNITS.items())
    + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(
    rf"(?P<digits>{_NUMBER})[\s\u00a0]{{0,2}}(?:%|per\s?cent\b|percent|procent|prozent|pour\s(?:cent\b|cents))",
    re.IGNORECASE,
)
_CURRENCY: Final = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "$": "USD", "usd": "USD",
    "us$": "USD", "sek": "SEK", "kr": "SEK", "kronor": "SEK", "chf": "CHF", "nok": "NOK", "dkk": "DKK",
}  # fmt: skip
_COIN: Final = r"€|£|us\$|\$|(?:eur|euros?|gbp|usd|sek|kronor|kr|chf|nok|dkk)\b"
_MONEY: Final = re.compile(
    rf"(?:(?P<before>{_COIN})[\s\u00a0]{{0,2}}(?P<n1>{_NUMBER})|(?P<n2>{_NUMBER})[\s\u00a0]{{0,2}}(?P<after>{_COIN}))",
    re.IGNORECASE,
)


def quantities(text: str) -> list[Quantity]:
    """What a text states in numbers of units, in order; takes time linear in its length."""
    dated = [Quantity("date", float(one.day.toordinal()), one.start, one.end) for one in days(text)]
    found = [*dated, *_durations(text), *_percents(text), *_sums(text)]
    return sorted(found, key=lambda one: (one.start, one.end))


def _durations(text: str) -> Iterator[Quantity]:
    for one in _DURATION.finditer(text):
        name = next(name for name in _UNITS if one[name])
        times, unit, _ = _UNITS[name]
        said = one["inner"] or one["digits"]
        number = _number(said) if said else float(_SAID[one["word"].lower()])
        yield Quantity(unit, number * times, one.start(), one.end())


def _percents(text: str) -> Iterator[Quantity]:
    return (
        Quantity("%", _number(one["digits"], whole=False), one.start(), one.end()) for one in _PERCENT.finditer(text)
    )


def _sums(text: str) -> Iterator[Quantity]:
    for one in _MONEY.finditer(text):
        coin = _CURRENCY[(one["before"] or one["after"]).lower()]
        yield Quantity(coin, _number(one["n1"] or one["n2"]), one.start(), one.end())


def _number(said: str, *, whole: bool = True) -> float:
    """The number: a last mark with exactly three digits behind it groups thousands, unless ``whole`` is false."""
    marks = [char for char in said if not char.isdigit()]
    digits = "".join(char for char in said if char.isdigit())
    tail = len(said) - 1 - max((at for at, char in enumerate(said) if char in ".,"), default=len(said) - 1)
    decimal = bool(marks) and marks[-1] in ".," and tail and (tail != 3 or (not whole and len(marks) == 1))
    return int(digits) / 10**tail if decimal else float(digits)


def disagree(one: Iterable[Quantity], other: Iterable[Quantity]) -> bool:
    """Whether two statements of the same thing give different numbers of the same unit: none of a unit is in common."""
    first, second = _by_unit(one), _by_unit(other)
    shared = first.keys() & second.keys()
    return any(first[unit].isdisjoint(second[unit]) for unit in shared) if shared else False


def differ(one: Iterable[Quantity], other: Iterable[Quantity]) -> bool:
    """Whether any number of a unit that both give stands in one of them only."""
    first, second = _by_unit(one), _by_unit(other)
    return any(first[unit] != second[unit] for unit in first.keys() & second.keys())


def units(quantities: Iterable[Quantity]) -> set[str]:
    """The units in which something is stated."""
    return {one.unit for one in quantities}


def _by_unit(quantities: Iterable[Quantity]) -> dict[str, set[float]]:
    told: dict[str, set[float]] = {}
    for one in quantities:
        told.setdefault(one.unit, set()).add(one.number)
    return told
