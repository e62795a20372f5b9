"""Days, durations, amounts and shares that a text states, by normalised value: three months, tre månader and drei Monate are one.

English, Swedish, German and French. Conservative: what can be read in two ways, such as 3/4/2021, is not read. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from hemvist.domain import counting
from hemvist.domain.measures import MEASURE, SIZES, UNITS, swedish
from hemvist.domain.times import Day, days

__all__ = ["TIMES", "Day", "Of", "Quantity", "days", "differ", "number", "per", "quantities", "sized", "units"]


class Of(StrEnum):
    """What a quantity measures."""

    TIME = "time"
    MONEY = "money"
    SHARE = "share"
    DAY = "day"
    SIZE = "size"


_DAYS_IN: Final = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "working day": 1.0, "month": 30.4}


@dataclass(frozen=True)
class Quantity:
    """A number of a unit, and where it stands: ``day``, ``working day``, ``month``, ``hour``, ``%``, a currency's code.

    Weeks are seven days and years twelve months; for a calendar day ``unit`` is ``date`` and ``number`` its ordinal.
    ``per`` is the day, week, month, quarter or year for which a sum is paid, where that stands right behind it.
    """

    unit: str
    number: float
    start: int
    end: int
    per: str = ""

    @property
    def of(self) -> Of:
        """What it measures; of a unit that is no other, money."""
        if self.unit in SIZES:
            return Of.SIZE
        return Of.TIME if self.unit in _DAYS_IN else {"%": Of.SHARE, "date": Of.DAY}.get(self.unit, Of.MONEY)

    @property
    def value(self) -> float:
        """The number, lengths of time in days, of which a month has 30.4."""
        return self.number * _DAYS_IN.get(self.unit, 1.0)


_NUMBER: Final = r"\d{1,3}(?:(?:[.,’']|[\u00a0\u202f ]{1,2})\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,3})?"
"""A line set to its full width parts the thousands by two spaces as readers tell them: "33  000  000"."""
_WORDS: Final[dict[str, int]] = {"dreissig": 30} | {
    words.replace(" ", "-"): number
    for language, articles in counting.ONE.items()
    for words, number in {**counting.written_out(language), **dict.fromkeys(articles, 1)}.items()
    if number > 0
}
_ARTICLES: Final = counting.ONE["en"]
_UNITS: Final = {
    "minute": (1, "minute", r"minutes?|minuter|minut|minuten"),
    "hour": (1, "hour", r"hours?|timmar|timme|stunden?|heures?"),
    "working_day": (1, "working day", r"(?:working|business|banking)\s+days?|arbetsdagars?|bankdagars?|(?:arbeits|werk|bankarbeits)tage?n?|jours?\s+ouvr\w{1,6}"),
    "day": (1, "day", r"(?:calendar\s+)?days?|dagars?|dag|kalendertage?n?|tage?n?|jours?"),
    "week": (7, "day", r"weeks?|veckor?s?|veckas?|wochen?|semaines?"),
    "month": (1, "month", r"(?:calendar\s+)?months?|månaders?|månad|kalendermonate?n?|monate?n?s?|mois"),
    "year": (12, "month", r"(?:calendar\s+)?years?|års?|jahre?n?s?|ans?|années?"),
}  # fmt: skip
_UNIT: Final = re.compile(
    r"(?<![^\W\d_])(?:" + "|".join(f"(?P<{name}>{forms})" for name, (_, _, forms) in _UNITS.items()) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    rf"(?:(?<![\w.,/])(?P<digits>{_NUMBER})|(?P<words>(?:[^\W\d_]{{1,25}}[ -]){{0,5}}[^\W\d_]{{1,30}}))"
    r"(?:\s{0,20}\(\s?(?P<inner>\d{1,4}|[^\W\d_]{2,15})\s?\))?[’']?(?:[\s\u00a0-]{1,3}(?:weitere\w?|volle\w?|written|further|full|hela))?(?:-|[^\S\n]{1,20}|[^\S\n]{0,20}\n[^\S\n]{0,20})\Z",
    re.IGNORECASE,
)
_BACK: Final = 90
"""Characters before a unit in which its number is looked for."""
_FOR: Final = re.compile(r"\b(?:for|within|after|least|most|than|up\s+to|exceed(?:s|ing)?|giving)\s*\Z", re.IGNORECASE)
"""What stands before an English article that counts one ("for a year"); in "a year of", "EUR 5 a month" it counts none."""
_SWEDISH: Final = re.compile(r"(?:minut|timme|(?:arbets|bank)?dag|vecka|månad)s?(?!\w)", re.IGNORECASE)
"""What "en" may count one of; in French it means "in" ("en jours")."""


def quantities(text: str) -> list[Quantity]:
    """What a text states in numbers of units, in order; takes time linear in its length."""
    dated = [Quantity("date", float(one.day.toordinal()), one.start, one.end) for one in days(text)]
    found = [*dated, *_durations(text), *_percents(text), *_sums(text)]
    return sorted(found, key=lambda one: (one.start, one.end))


def sized(text: str, within: str = "") -> list[Quantity]:
    """The same, and areas, weights, lengths, volumes and per mille too, for where such are asked for.

    ``within``: what the text is a part of, in the same language.
    """
    found = quantities(text)
    taken = [(one.start, one.end) for one in found]
    sizes = (
        one
        for one in _sizes(text, swedish(within or text))
        if not any(start < one.end and one.start < end for start, end in taken)
    )
    return sorted([*found, *sizes], key=lambda one: (one.start, one.end))


def _sizes(text: str, tonnes: bool) -> Iterator[Quantity]:
    for one in MEASURE.finditer(text):
        if one["mille"]:
            yield Quantity("%", _number(one["digits"], whole=False) / 10, one.start(), one.end())
            continue
        times, unit = UNITS[one["unit"].lower().replace("\u00a0", " ")]
        number = Decimal(str(_number(one["digits"])))
        if unit == "ton" and tonnes:
            times, unit = UNITS["tonne"]
        if len(one["unit"]) > 1 or one["unit"].islower():
            yield Quantity(unit, float(number * times), one.start(), one.end())


def _durations(text: str) -> Iterator[Quantity]:
    for one in _UNIT.finditer(text):
        start = max(0, one.start() - _BACK)
        lead = _LEAD.search(text[start : one.start()])
        told = _counted(text[start : one.start()], lead, text[one.start() : one.end() + 1]) if lead else None
        if told is not None:
            times, unit, _ = _UNITS[one.lastgroup or ""]
            yield Quantity(unit, told[0] * times, start + told[1], one.end())


def number(text: str, end: int) -> tuple[float, int] | None:
    """The number, in digits or written out, that stands right before ``end``, and where it begins."""
    start = max(0, end - _BACK)
    lead = _LEAD.search(text[start:end])
    told = _counted(text[start:end], lead, " ") if lead else None
    return (told[0], start + told[1]) if told else None


def _counted(before: str, lead: re.Match[str], unit: str) -> tuple[float, int] | None:
    """The number that stands before a unit (given with the sign behind it), and where it begins."""
    if lead["digits"]:
        return _number(lead["inner"] if (lead["inner"] or "").isdigit() else lead["digits"]), lead.start("digits")
    found = _spelt(lead["words"])
    if found is None:
        return None
    number, said = found
    at = lead.end("words") - len(said)
    if said.lower() in _ARTICLES and unit[-1] not in "'’" and not _FOR.search(before[:at]):
        return None
    if said.lower() == "en" and not _SWEDISH.match(unit):
        return None
    return (_number(lead["inner"]) if (lead["inner"] or "").isdigit() else float(number)), at


def _spelt(words: str) -> tuple[int, str] | None:
    """The longest end of some words that is a number written out."""
    starts = [0, *(one.end() for one in re.finditer(r"[ -]", words))]
    tails = (words[at:] for at in starts)
    return next(((_WORDS[said], tail) for tail in tails if (said := tail.lower().replace(" ", "-")) in _WORDS), None)


_PERIODS: Final = {
    "day": r"days?|diem|dag|dygn|tag(?:e[ns]?)?|jours?|daily|dagligen|täglich",
    "week": r"weeks?|vecka(?:n)?|wochen?|semaines?|weekly|veckovis|wöchentlich",
    "month": r"(?:calendar\s+)?months?|mensem|månad(?:en)?|mån|(?:kalender)?monat(?:e[ns]?|s)?|mois|monthly|månadsvis|monatlich|mensuel(?:le)?s?",
    "quarter": r"quarters?|kvartal(?:et)?|quartal(?:e?s)?|trimestres?|quarterly|kvartalsvis|vierteljährlich|vierteljahr(?:es)?|trimestriel(?:le)?s?",
    "half-year": r"half(?:[- ]a)?[- ]years?|halvår(?:et)?|halbjahr(?:es)?|semestres?|half-yearly|halbjährlich|semestriel(?:le)?s?",
    "year": r"(?:calendar\s+)?years?|annum|år(?:et)?|(?:kalender)?jahr(?:e[sn]?)?|ans?|année|annually|yearly|årligen|årsvis|jährlich|annuel(?:le)?s?",
}  # fmt: skip
_PER: Final = re.compile(
    r"[ \u00a0]{0,2}(?:\([^()]{0,40}\)[ ])?(?:(?:net|gross|netto|brutto|plus\sVAT|excluding\sVAT|excl\.?\sVAT|exkl(?:usive|\.)?\smoms|(?:zzgl|zuzüglich)\.?\s(?:der\s)?(?:(?:gesetzlichen|geltenden)\s)?(?:USt|MwSt|Mehrwertsteuer|Umsatzsteuer)\.?|HT)(?:[ ]|(?=/)))?(?:/[ ]?|(?:(?:per|each|every|an?|im|pro|je|jeden|jedes|om|i|par|och|för\s+varje|in\s+the|chaque)[ ])?(?:whole[ ]|full[ ])?)"
    r"(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{forms})" for name, forms in _PERIODS.items())
    + r")\b|[ ](?P<pa>p\.\s?a\b|pa\b)|[ ](?P<pm>p\.\s?m\b|pcm\b)",
    re.IGNORECASE,
)
TIMES: Final = {"day": 365.0, "week": 52.0, "month": 12.0, "quarter": 4.0, "half-year": 2.0, "year": 1.0}
"""How often each is in a year."""


def per(text: str, end: int) -> tuple[str, int]:
    """For how long what ends at ``end`` is paid, as what stands right behind it says, and where that ends; "" where nothing does."""
    found = _PER.match(text, end)
    if found is None:
        return "", end
    name = {"pa": "year", "pm": "month"}.get(found.lastgroup or "", found.lastgroup or "")
    return name.replace("_", "-"), found.end()


_PERCENT: Final = re.compile(
    rf"(?<![\w.,])(?P<digits>{_NUMBER})[\s\u00a0]{{0,2}}(?:%|(?:per\s?cent|percent|procent|prozent|pour\s?cents?)\b)",
    re.IGNORECASE,
)
_BEFORE: Final = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP", "$": "USD", "usd": "USD", "us$": "USD",
    "sek": "SEK", "kr": "SEK", "chf": "CHF", "sfr": "CHF", "nok": "NOK", "dkk": "DKK", "jpy": "JPY", "¥": "JPY", "pln": "PLN",
    "tkr": "SEK", "teur": "EUR", "t€": "EUR", "k€": "EUR",
}  # fmt: skip
_AFTER: Final = _BEFORE | {
    "euros": "EUR", "pound": "GBP", "pounds": "GBP", "dollar": "USD", "dollars": "USD", "krona": "SEK", "kronor": "SEK",
    "franken": "CHF", "ksek": "SEK", "mkr": "SEK", "mnkr": "SEK", "msek": "SEK", "meur": "EUR",
}  # fmt: skip
_SCALED: Final = {
    "tkr": 1e3,
    "ksek": 1e3,
    "teur": 1e3,
    "t€": 1e3,
    "k€": 1e3,
    "mkr": 1e6,
    "mnkr": 1e6,
    "msek": 1e6,
    "meur": 1e6,
}
_SCALES: Final = {
    **counting.SCALES, "tsd": 10**3, "k": 10**3, "mn": 10**6, "m": 10**6, "mill": 10**6, "bn": 10**9,
}  # fmt: skip


def _coins(told: Iterable[str]) -> str:
    """A pattern of these: what ends in a letter ends there."""
    written = sorted(told, key=len, reverse=True)
    return "|".join(re.escape(one) + (r"\b" if one.isalpha() else "") for one in written)


_TIMES: Final = rf"[\s\u00a0]{{0,2}}(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b\.?"
_EVEN: Final = r"[ \u00a0]?[.,:]?[ \u00a0]?[-–—]{1,2}(?![\w-])"
"""Stands for no cents behind a sum: "1.250,- €", "CHF 1'250.–", "12 500:-"; the last is kronor without their name."""
_MONEY: Final = re.compile(
    rf"(?:(?<![^\W\d_])(?P<before>{_coins(_BEFORE)})(?:\.(?=\s))?[\s\u00a0]{{0,2}}(?P<n1>{_NUMBER})(?:(?P<x1>{_TIMES})|{_EVEN})?"
    rf"|(?<![\w.,/])(?P<n2>{_NUMBER})(?:(?P<x2>{_TIMES})|{_EVEN})?[\s\u00a0]{{0,2}}(?:de[\s\u00a0]|d['’])?(?P<after>{_coins(_AFTER)})"
    rf"|(?<![\w.,/§])(?<!§ )(?P<n3>{_NUMBER})[ \u00a0]?:[-–—](?!\w))",
    re.IGNORECASE,
)


_BILLION: Final = re.compile(r"[ \u00a0]?(?:billion|biljon)", re.IGNORECASE)
"""10^9 or 10^12 by language: such a sum is not read."""


def _percents(text: str) -> Iterator[Quantity]:
    return (
        Quantity("%", _number(one["digits"], whole=False), one.start(), one.end()) for one in _PERCENT.finditer(text)
    )


def _sums(text: str) -> Iterator[Quantity]:
    for one in _MONEY.finditer(text):
        if _BILLION.match(text, one.end()):
            continue
        coin = (one["before"] or one["after"] or "kr").lower()
        times = _SCALES.get((one["x1"] or one["x2"] or "").strip(" .\u00a0\n\t").lower(), 1) * _SCALED.get(coin, 1.0)
        sum_ = _number(one["n1"] or one["n2"] or one["n3"]) * times
        yield Quantity(_AFTER[coin], sum_, one.start(), one.end(), per(text, one.end())[0])


def _number(said: str, *, whole: bool = True) -> float:
    """The number: a last mark with exactly three digits behind it groups thousands, unless ``whole`` is false."""
    marks = [char for char in said if not char.isdigit()]
    digits = "".join(char for char in said if char.isdigit())
    tail = len(said) - 1 - max((at for at, char in enumerate(said) if char in ".,"), default=len(said) - 1)
    decimal = bool(marks) and marks[-1] in ".," and tail and (tail != 3 or (not whole and len(marks) == 1))
    return int(digits) / 10**tail if decimal else float(digits)


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
