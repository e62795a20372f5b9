"""Numbers, amounts, shares, durations, dates, ordinals and references in a text, each by its normalised value.

Nothing with a digit in it is passed over: what is no value of a known kind is a code, equal only to itself. A number
that can be read in two ways ("1.000" in English) keeps both readings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from hemvist.domain import counting
from hemvist.domain.measures import UNITS


class Sort(StrEnum):
    """What a value is a value of."""

    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    SIZE = "size"
    DATE = "date"
    ORDINAL = "ordinal"
    REFERENCE = "reference"
    CODE = "code"


@dataclass(frozen=True)
class Value:
    """A value, its span, and every way to read it; ``text`` is as written, in lower case."""

    sort: Sort
    readings: frozenset[str]
    start: int
    end: int
    text: str

    def same(self, other: Value) -> bool:
        """Whether both surely mean the same: one reading each and the same, or the same doubtful text."""
        if self.sort is not other.sort or self.readings != other.readings:
            return False
        return len(self.readings) == 1 or self.text == other.text


@dataclass(frozen=True)
class Piece:
    """A word or a mark that is no part of a value."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


_DIGITS: Final = (
    r"\d{4}-\d{2}-\d{2}(?![\w-])|\d{1,2}[./]\d{1,2}[./]\d{4}(?!\w)"
    r"|\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?(?![.,]\d)(?!\w)"
    r"|\d+(?:[.,:]\d+)*"
)
_TOKEN: Final = re.compile(rf"{_DIGITS}|[^\W\d_]+|[^\w\s]|_")
_PLAIN_NUMBER: Final = re.compile(r"\d+")
_UNITS: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "1 hour": "hour hours hrs h tim timme timmar timmars stunde stunden std heure heures",
        "1 day": "day days dag dagar dagars dygn tag tage tagen tages jour jours",
        "7 day": "week weeks vecka veckor veckors woche wochen semaine semaines",
        "1 month": "month months månad månader månaders monat monate monaten monats mois",
        "3 month": "quarter quarters kvartal kvartals quartal quartale quartalen trimestre trimestres",
        "12 month": "year years år års jahr jahre jahren jahres an ans année années",
        "1 working day": "arbetsdag arbetsdagar arbetsdagars bankdag bankdagar vardag vardagar werktag werktage werktagen"
        " arbeitstag arbeitstage arbeitstagen bankarbeitstag bankarbeitstage bankarbeitstagen",
    }.items()
    for word in words.split()
}
_WORKING: Final = frozenset(["business", "working", "banking", "trading"])
_WORKING_AFTER: Final = frozenset(["ouvrés", "ouvrables", "ouvré", "ouvrable"])
_CURRENCIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("kr", "krona", "kronor", "kronors", "kronen"), "kr"),
    **{code: code.upper() for code in ("sek", "usd", "gbp", "chf", "nok", "dkk", "jpy", "pln", "cad", "aud")},
    **dict.fromkeys(("$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("£", "pounds", "pund", "pfund"), "£"),
}
_SCALED: Final = {"msek": (10**6, "SEK"), "ksek": (10**3, "SEK"), "mkr": (10**6, "kr"), "tkr": (10**3, "kr"),
                  "meur": (10**6, "EUR"), "teur": (10**3, "EUR")}  # fmt: skip
_SHARES: Final = frozenset(["%", "percent", "percentage", "procent", "prozent"])
_MILLES: Final = frozenset(["‰", "promille", "permille"])
_LONGEST_UNIT: Final = 3
"""Tokens of the longest unit, as of "sq. ft"."""
_POINTS: Final = frozenset(["procentenheter", "procentenhet", "prozentpunkte", "prozentpunkten"])
MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january januari januar jänner janvier jan",
            "february februari februar février fevrier feb fév",
            "march mars märz mar",
            "april avril apr avr",
            "may maj mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august augusti août aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre decembre dec dez déc",
        ),
        1,
    )
    for name in names.split()
}
_REFERENCES: Final = frozenset([
    "section", "sections", "clause", "clauses", "article", "articles", "paragraph", "schedule", "exhibit", "annex",
    "appendix", "§", "§§", "artikel", "punkt", "punkten", "avsnitt", "paragraf", "bilaga", "kapitel", "klausul",
    "abschnitt", "ziffer", "absatz", "anlage", "artikels", "annexe", "alinéa",
])  # fmt: skip


def scan(text: str, language: str) -> list[Value | Piece]:
    """The whole text in order as values, words and marks. Takes time linear in the text's length."""
    tokens = [Piece(one[0], one.start(), one.end()) for one in _TOKEN.finditer(text)]
    return _Scan(text, tokens, language).all()


def values(text: str, language: str) -> list[Value]:
    """The values of a text, in order."""
    return [one for one in scan(text, language) if isinstance(one, Value)]


@dataclass(frozen=True)
class _Number:
    """What a number may be, and the token after it."""

    readings: frozenset[Decimal]
    after: int


class _Scan:
    def __init__(self, text: str, tokens: list[Piece], language: str) -> None:
        self._text, self._tokens, self._language = text, tokens, language
        self._low = [one.text.casefold() for one in tokens]
        self._written = counting.written_out(language)

    def all(self) -> list[Value | Piece]:
        found: list[Value | Piece] = []
        at = 0
        while at < len(self._tokens):
            made = self._value(at)
            found.append(made[0] if made else self._tokens[at])
            at = made[1] if made else at + 1
        return found

    def _value(self, at: int) -> tuple[Value, int] | None:
        return self._reference(at) or self._date(at) or self._money_first(at) or self._counted(at) or self._ordinal(at)

    def _word(self, at: int) -> str:
        return self._low[at] if 0 <= at < len(self._low) else ""

    def _made(self, sort: Sort, readings: frozenset[str], at: int, after: int) -> tuple[Value, int]:
        start, end = self._tokens[at].start, self._tokens[after - 1].end
        return Value(sort, readings, start, end, " ".join(self._text[start:end].casefold().split())), after

    def _joined(self, at: int) -> bool:
        """Whether a token is stuck to the one before it, as the "A" and the "4" of "A4" are."""
        if not 0 < at < len(self._tokens) or self._tokens[at - 1].end != self._tokens[at].start:
            return False
        return self._tokens[at - 1].text[-1].isalnum() and self._tokens[at].text[0].isalnum()

    def _reference(self, at: int) -> tuple[Value, int] | None:
        if self._word(at) not in _REFERENCES:
            return None
        after = at + 2 if self._word(at + 1) == "." else at + 1
        number = self._word(after)
        lettered = len(number) == 1 and number.isalpha() and self._tokens[after].text.isupper()
        if not (number[:1].isdigit() or lettered):
            return None
        end = after + 1
        while self._word(end) == "(" and len(self._word(end + 1)) <= 4 and self._word(end + 2) == ")":
            number += f"({self._word(end + 1)})"
            end += 3
        return self._made(Sort.REFERENCE, frozenset({number.rstrip(".")}), at, end)

    def _date(self, at: int) -> tuple[Value, int] | None:
        return self._date_digits(at) or self._date_day_first(at) or self._date_month_first(at)

    def _date_digits(self, at: int) -> tuple[Value, int] | None:
        word = self._word(at)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return self._made(Sort.DATE, frozenset({word}), at, at + 1)
        parts = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})", word)
        if not parts:
            return None
        first, second, year = int(parts[1]), int(parts[3]), parts[4]
        readings = {f"{year}-{second:02}-{first:02}"} if second <= 12 else set()
        if first <= 12 and parts[2] == "/":  # the American order
            readings.add(f"{year}-{first:02}-{second:02}")
        return self._made(Sort.DATE, frozenset(readings or {word}), at, at + 1)

    def _date_day_first(self, at: int) -> tuple[Value, int] | None:
        day = self._word(at)
        if not re.fullmatch(r"\d{1,2}", day) or self._joined(at):
            return None
        after = at + 1
        while after - at < 4 and self._word(after) in (".", "st", "nd", "rd", "th", "er", "of", "de", "day"):
            after += 1
        month = MONTHS.get(self._word(after))
        if month is None or (after > at + 1 and self._tokens[after].text[0].islower() and self._language == "de"):
            return None
        return self._dated(int(day), month, at, after + 1)

    def _date_month_first(self, at: int) -> tuple[Value, int] | None:
        month = MONTHS.get(self._word(at))
        if month is None or (self._language == "en" and not self._tokens[at].text[0].isupper()):
            return None
        after = at + 1
        day = self._word(after)
        if re.fullmatch(r"\d{1,2}", day):
            after += 2 if self._word(after + 1) in ("st", "nd", "rd", "th") else 1
            return self._dated(int(day), month, at, after)
        return self._dated(None, month, at, after) if _is_year(day) else None

    def _dated(self, day: int | None, month: int, at: int, after: int) -> tuple[Value, int]:
        skipped = after + 1 if self._word(after) in (",", ".") and _is_year(self._word(after + 1)) else after
        year = self._word(skipped) if _is_year(self._word(skipped)) else ""
        reading = f"{year or '....'}-{month:02}" + (f"-{day:02}" if day is not None else "")
        return self._made(Sort.DATE, frozenset({reading}), at, skipped + 1 if year else after)

    def _money_first(self, at: int) -> tuple[Value, int] | None:
        """A currency before its number: "EUR 12,000", "US$ 5 million"."""
        after, currency = at + 1, _CURRENCIES.get(self._word(at), "")
        if self._word(at) == "us" and self._word(after) == "$":
            after, currency = at + 2, "USD"
        if self._word(after) == "." and currency == "kr":
            after += 1
        number = self._number(after) if currency else None
        return self._money(number.readings, currency, at, number.after) if number else None

    def _money(self, amounts: frozenset[Decimal], currency: str, at: int, after: int) -> tuple[Value, int]:
        return self._made(Sort.MONEY, frozenset(f"{counting.told(one)} {currency}" for one in amounts), at, after)

    def _counted(self, at: int) -> tuple[Value, int] | None:
        """A number with what it counts: a unit of time, a currency, a share; else the bare number, else a code."""
        number = self._number(at)
        if number is None:
            return self._code(at) if self._word(at)[:1].isdigit() else None
        after = self._again(number)
        return (
            self._duration(number, at, after)
            or self._share(number, at, after)
            or self._money_last(number, at, after)
            or self._size(number, at, after)
            or self._bare(number, at)
        )

    def _again(self, number: _Number) -> int:
        """After "nine (9)" the place after the bracket, where both say the same."""
        at = number.after
        second = self._number(at + 1) if self._word(at) == "(" else None
        if second and self._word(second.after) == ")" and second.readings == number.readings:
            return second.after + 1
        return at

    def _duration(self, number: _Number, at: int, after: int) -> tuple[Value, int] | None:
        working = self._word(after) in _WORKING
        if self._word(after) in ("calendar", "-") or working:
            after += 1
        unit = _UNITS.get(self._word(after))
        if unit is None or len(number.readings) != 1:
            return None
        if self._word(after + 1) in _WORKING_AFTER:
            working, after = True, after + 1
        times, _, name = unit.partition(" ")
        length = next(iter(number.readings)) * int(times)
        reading = f"{counting.told(length)} {'working ' if working else ''}{name}"
        return self._made(Sort.DURATION, frozenset({reading}), at, after + 1)

    def _share(self, number: _Number, at: int, after: int) -> tuple[Value, int] | None:
        word, end = self._word(after), after + 1
        if word in ("per", "pour", "v") and self._word(end) in ("cent", "."):
            word, end = "%", end + 1
        mille = word in _MILLES or (word in ("per", "pour") and self._word(end) == "mille")
        if mille:
            end += word in ("per", "pour")
            return self._made(Sort.SHARE, frozenset(f"{counting.told(one / 10)} %" for one in number.readings), at, end)
        if word not in _SHARES and word not in _POINTS:
            return None
        points = word in _POINTS or self._word(end) in ("points", "point", "points")
        end += self._word(end) in ("points", "point")
        kind = "points" if points else "%"
        return self._made(Sort.SHARE, frozenset(f"{counting.told(one)} {kind}" for one in number.readings), at, end)

    def _money_last(self, number: _Number, at: int, after: int) -> tuple[Value, int] | None:
        word = self._word(after)
        if word in _SCALED:
            times, currency = _SCALED[word]
            return self._money(frozenset(one * times for one in number.readings), currency, at, after + 1)
        currency = _CURRENCIES.get(word, "")
        return self._money(number.readings, currency, at, after + 1) if currency else None

    def _size(self, number: _Number, at: int, after: int) -> tuple[Value, int] | None:
        """An area, weight, length or volume, in the unit that others of its kind are told in too."""
        for end in range(min(after + _LONGEST_UNIT, len(self._tokens)), after, -1):
            said = self._text[self._tokens[after].start : self._tokens[end - 1].end]
            unit = UNITS.get(" ".join(said.lower().split()))
            alone = not self._joined(end) and self._word(end) != "/"  # "5 kg/m²" is no weight
            if unit and (len(said) > 1 or said.islower()) and alone:
                times, name = UNITS["tonne"] if unit[1] == "ton" and self._language == "sv" else unit
                readings = frozenset(f"{counting.told(one * times)} {name}" for one in number.readings)
                return self._made(Sort.SIZE, readings, at, end)
        return None

    def _bare(self, number: _Number, at: int) -> tuple[Value, int] | None:
        if self._word(at) in counting.ONE[self._language]:
            return None
        after = number.after
        if self._word(after) in ("st", "nd", "rd", "th") and self._joined(after) and not self._joined(after + 1):
            return self._made(Sort.ORDINAL, frozenset(map(counting.told, number.readings)), at, after + 1)
        if self._joined(at) or self._joined(after) or self._word(after) in ("-", "/", ":"):
            return self._code(at)
        return self._made(Sort.NUMBER, frozenset(map(counting.told, number.readings)), at, after)

    def _code(self, at: int) -> tuple[Value, int]:
        """What holds a digit and is no number, with all that is stuck to it."""
        end = at + 1
        while end < len(self._tokens) and self._tokens[end].start == self._tokens[end - 1].end and (
            self._tokens[end].text[0].isalnum() or self._low[end] in "-/:."
        ):  # fmt: skip
            end += 1
        while end > at + 1 and not self._low[end - 1][0].isalnum():
            end -= 1
        start = self._tokens[at].start
        text = self._text[start : self._tokens[end - 1].end].casefold()
        return Value(Sort.CODE, frozenset({text}), start, self._tokens[end - 1].end, text), end

    def _ordinal(self, at: int) -> tuple[Value, int] | None:
        number = counting.ORDINALS[self._language].get(self._word(at))
        return self._made(Sort.ORDINAL, frozenset({str(number)}), at, at + 1) if number else None

    def _number(self, at: int) -> _Number | None:
        word = self._word(at)
        if word[:1].isdigit():
            readings = counting.readings(word, self._language)
            return self._scaled(readings, at + 1) if readings else None
        if word in counting.ONE[self._language]:
            return self._one(at)
        return self._spelled(at)

    def _one(self, at: int) -> _Number | None:
        """An article before a unit of time, unless an amount stands before it, which is then said per that unit."""
        before = self._word(at - 1)
        priced = before in _CURRENCIES or before[:1].isdigit() or before in counting.SCALES
        return _Number(frozenset({Decimal(1)}), at + 1) if self._word(at + 1) in _UNITS and not priced else None

    def _spelled(self, at: int) -> _Number | None:
        best, said, end = None, "", at
        for _ in range(counting.LONGEST):
            end += self._word(end) == "-" and bool(said)
            if not self._word(end).isalpha():
                break
            said = f"{said} {self._word(end)}".strip()
            end += 1
            if said in self._written:
                best = _Number(frozenset({Decimal(self._written[said])}), end)
        return self._scaled(best.readings, best.after) if best else None

    def _scaled(self, readings: frozenset[Decimal], after: int) -> _Number:
        word = "" if self._joined(after + 1) else self._word(after)  # the "m" of "m2" is no million
        times = counting.SCALES.get(word) or counting.SCALES_OF[self._language].get(word, 1)
        if word in counting.SCALES and self._word(after + 1) == "." and word in ("mio", "mrd"):
            after += 1
        return _Number(frozenset(one * times for one in readings), after + (times > 1))


def _is_year(word: str) -> bool:
    return re.fullmatch(r"(?:19|20|21)\d{2}", word) is not None
