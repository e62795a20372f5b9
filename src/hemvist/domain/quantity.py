"""Durations, amounts, shares and days in a text, by their normalised value: three months is tre månader is drei Monate. Pure.

Only what comparing needs. Known: en, sv, de, fr; numbers as digits or words to twenty and those that contracts use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Of(StrEnum):
    """What a quantity measures."""

    DAYS = "days"
    MONEY = "money"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True)
class Quantity:
    """A value: days, money in ``unit`` (a currency's code, "" if none is said), per cent, or a day's ordinal.

    ``start`` and ``end`` are its span of the text. Months count 30.4 days and years 365: ``unit`` then is what was said.
    """

    of: Of
    value: float
    unit: str
    start: int
    end: int


def _table(rows: str) -> dict[str, float]:
    return {word: float(row.split(":")[0]) for row in rows.split(";") for word in row.split(":")[1].split()}


_NUMBERS: Final = _table(
    "1:one en ett ein eine einen einem einer un une;2:two två zwei deux;3:three tre drei trois;4:four fyra vier quatre;"
    "5:five fem fünf cinq;6:six sex sechs;7:seven sju sieben sept;8:eight åtta acht huit;9:nine nio neun neuf;"
    "10:ten tio zehn dix;11:eleven elva elf onze;12:twelve tolv zwölf douze;13:thirteen tretton dreizehn treize;"
    "14:fourteen fjorton vierzehn quatorze;15:fifteen femton fünfzehn quinze;16:sixteen sexton sechzehn seize;"
    "17:seventeen sjutton siebzehn dix-sept;18:eighteen arton achtzehn dix-huit;19:nineteen nitton neunzehn dix-neuf;"
    "20:twenty tjugo zwanzig vingt;21:twenty-one tjugoett einundzwanzig;24:twenty-four tjugofyra vierundzwanzig vingt-quatre;"
    "28:twenty-eight tjugoåtta achtundzwanzig;30:thirty trettio dreißig dreissig trente;36:thirty-six trettiosex sechsunddreißig trente-six;"
    "40:forty fyrtio vierzig quarante;45:forty-five fyrtiofem fünfundvierzig quarante-cinq;48:forty-eight fyrtioåtta achtundvierzig quarante-huit;"
    "50:fifty femtio fünfzig cinquante;60:sixty sextio sechzig soixante;70:seventy sjuttio siebzig;75:seventy-five;80:eighty åttio achtzig;"
    "90:ninety nittio neunzig quatre-vingt-dix;100:hundred hundra hundert cent;120:hundred-twenty hundratjugo hundertzwanzig;180:hundred-eighty"
)
_UNITS: Final = {
    "days": (1.0, r"days?|dag(?:ar)?s?|tagen?|tage?s?|jours?|business\s+days?"),
    "weeks": (7.0, r"weeks?|veck(?:a|or)s?|wochen?|semaines?"),
    "months": (30.4, r"months?|månad(?:er)?s?|monate?n?s?|mois"),
    "years": (365.0, r"years?|års?|jahre?n?s?|ans?|années?"),
}
_DIGITS: Final = r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?!\d)"
_WORDS: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_ARTICLES: Final = ("a", "an")
_ONCE: Final = r"an?(?=\s+(?:calendar\s+|full\s+)?(?:day|week|month|year)\b)"
"""The article as a number ("a month's notice"); "twice a year" is looked for by what stands before it."""
_EVERY: Final = re.compile(
    r"(?:\b(?:once|twice|times?|per|every|payments?|instalments?|days|hours|weeks|months)|\d|%|\b(?:eur|sek|usd|gbp|kr|euros?|kronor|dollars?|pounds?))\s+$",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    rf"(?<![\w.,])(?P<number>{_DIGITS}|{_ONCE}|(?:{_WORDS})\b)(?:\s*\(\s*(?P<again>\d{{1,3}}|(?:{_WORDS}))\s*\))?[’']?[\s-]+(?:calendar\s+|full\s+|hela\s+|volle\s+)?(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, (_, words) in _UNITS.items())
    + r")\b",
    re.IGNORECASE,
)
_CURRENCIES: Final = {
    "EUR": r"eur(?:os?)?|€", "SEK": r"sek|kronor|kr|tkr", "USD": r"usd|us\$|dollars?|\$", "GBP": r"gbp|pounds?|£",
    "CHF": r"chf|franken|francs\s+suisses", "NOK": r"nok", "DKK": r"dkk",
}  # fmt: skip
_MONEY: Final = "|".join(f"(?:{words})" for words in _CURRENCIES.values())
_MILLION: Final = r"(?P<{}>million(?:er|en|s)?|mio\.?|mn|miljon(?:er)?|mkr|m(?=\s|$))"
_BEFORE: Final = re.compile(
    rf"(?<!\w)(?P<money>{_MONEY})\.?\s*(?P<number>{_DIGITS})(?:\s*{_MILLION.format('million')})?", re.IGNORECASE
)
_AFTER: Final = re.compile(
    rf"(?<![\w.,])(?P<number>{_DIGITS})(?:\s*{_MILLION.format('million')})?(?:\s*:-)?\s*(?P<money>{_MONEY})(?!\w)",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    rf"(?<![\w.,])(?P<number>{_DIGITS})\s*(?:%|per\s?cent\b|procent\b|prozent\b|pour\s?cent\b)", re.IGNORECASE
)
MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "january januari januar janvier", "february februari februar février", "march mars märz", "april avril",
            "may maj mai", "june juni juin", "july juli juillet", "august augusti août", "september septembre",
            "october oktober octobre", "november novembre", "december dezember décembre",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_MONTH: Final = "|".join(MONTHS)
_DAY: Final = re.compile(
    rf"(?<!\d)(?:(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})"
    rf"|(?P<d2>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+(?:day\s+of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})"
    r"|(?P<d4>\d{1,2})[./](?P<m4>\d{1,2})[./](?P<y4>\d{4}))(?!\d)",
    re.IGNORECASE,
)


def quantities(text: str) -> list[Quantity]:
    """All quantities in a text, in order."""
    found = [*_days(text), *_spans(text), *_money(text), *_shares(text)]
    return sorted(found, key=lambda one: one.start)


def _spans(text: str) -> Iterator[Quantity]:
    for match in _SPAN.finditer(text):
        if match["number"].lower() in _ARTICLES and _EVERY.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        unit = str(match.lastgroup if match.lastgroup in _UNITS else next(name for name in _UNITS if match[name]))
        value = number(match["number"]) * _UNITS[unit][0]
        yield Quantity(Of.DAYS, value, unit, *match.span())


def _money(text: str) -> Iterator[Quantity]:
    taken = 0
    matches = [*_BEFORE.finditer(text), *_AFTER.finditer(text)]
    for match in sorted(matches, key=lambda one: (one.start(), -one.end())):
        if match.start() < taken:
            continue
        taken = match.end()
        value = number(match["number"]) * (1_000_000 if match["million"] else 1)
        yield Quantity(
            Of.MONEY, value * (1000 if match["money"].lower() == "tkr" else 1), _code(match["money"]), *match.span()
        )


def _code(money: str) -> str:
    return next(code for code, words in _CURRENCIES.items() if re.fullmatch(words, money, re.IGNORECASE))


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        yield Quantity(Of.SHARE, number(match["number"]), "%", *match.span())


def _days(text: str) -> Iterator[Quantity]:
    for match in _DAY.finditer(text):
        told = next((at for at in "1234" if match[f"y{at}"]), "1")
        month = match[f"m{told}"].lower()
        day = _date(int(match[f"y{told}"]), MONTHS.get(month) or int(month), int(match[f"d{told}"]))
        if day is not None:
            yield Quantity(Of.DAY, float(day.toordinal()), "", *match.span())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def number(text: str) -> float:
    """A number as it is written in any of the four languages: 1,000 and 1.000 and 1 000 are a thousand, 1,5 is 1.5."""
    word = text.lower()
    if word in _ARTICLES:
        return 1.0
    if word in _NUMBERS:
        return _NUMBERS[word]
    whole, cents = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", re.sub(r"[ '’\u00a0\u202f]", "", text)).groups()  # type: ignore[union-attr]
    return float(re.sub(r"[.,]", "", whole)) + (float(f"0.{cents}") if cents else 0.0)
