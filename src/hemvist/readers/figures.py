"""Numbers as a spreadsheet shows them: by the number format where it is understood, else as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Final

GENERAL: Final = "General"
# Formats that files call by number only: ECMA-376 part 1, 18.8.30.
BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy-mm-dd", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0", 49: "@",
}  # fmt: skip
_LONGEST: Final = 500
_LAST_DAY: Final = 2_958_465
_FARTHEST: Final = 10**9
_LARGEST: Final = Decimal(10) ** 20
_MOST_PLACES: Final = 30
_STEPS: Final = [Decimal(1).scaleb(-places) for places in range(_MOST_PLACES + 1)]
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<half>AM/PM|A/P)|(?P<general>General)'
    r"|(?P<exponent>E[+-])|(?P<letters>[ymdhs]+)|(?P<digits>[0#?.,]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)$")
_COLOUR: Final = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color\s*\d{1,2}|dbnum\d)$", re.IGNORECASE
)
_ELAPSED: Final = re.compile(r"(?:h+|m+|s+)$", re.IGNORECASE)
_PLAIN: Final = frozenset(" -+()/:$€£¥'!^&~{}<>=.,°|")


@dataclass(frozen=True)
class _Section:
    """One part of a format; ``before`` and ``after`` stand around the figures, ``known`` is whether all is understood."""

    before: str = ""
    digits: str = ""
    after: str = ""
    times: str = ""
    elapsed: str = ""
    text: bool = False
    general: bool = False
    percent: int = 0
    exponent: str = ""
    known: bool = True
    condition: tuple[str, float] | None = None

    @cached_property
    def shape(self) -> tuple[str, str, int, int]:
        """The places before and behind the point, how many are behind it, and by which power of ten values are moved."""
        whole, _, fraction = self.digits.rstrip(",").partition(".")
        scale = len(self.digits) - len(self.digits.rstrip(","))
        return whole, fraction, sum(char in "0#?" for char in fraction), 2 * self.percent - 3 * scale

    @cached_property
    def empty(self) -> bool:
        return not (
            self.digits or self.times or self.elapsed or self.text or self.general or (self.before + self.after).strip()
        )


_GROUPED: Final = re.compile(r'0+(?:(?:\\?[- ]|"[- ]")0+)+')
"""A format that only parts digits, as people write numbers of persons, accounts and telephones."""


def shown(value: float, code: str, from_1904: bool = False) -> str:
    """``value`` as the format ``code`` shows it; empty where the format hides it.

    Dates and times are written as in ISO 8601 (2024-05-01 14:30), figures with a point and commas. What the format
    has that is not understood leaves the value as it is.
    """
    if code == GENERAL or len(code) > _LONGEST:
        return plain(value)
    if _GROUPED.fullmatch(code) and value >= 0 and value == int(value):
        return _grouped(int(value), code)
    sections = _sections(code)
    section, signed = _chosen(sections, value)
    if not section.known or section.general:
        return plain(value)
    if section.empty:
        return ""
    if section.times or section.elapsed:
        return _moment(value, section, from_1904)
    if section.text:
        return plain(value)
    return _figures(value if signed else abs(value), section)


def _grouped(value: int, code: str) -> str:
    """Digits from the right into the groups that the format parts by dashes or spaces, as in 000000-0000."""
    said, digits = list[str](), str(value)
    for char in reversed(re.sub(r'[\\"]', "", code)):
        said.append((digits[-1:] or "0") if char == "0" else char)
        digits = digits[:-1] if char == "0" else digits
    return digits + "".join(reversed(said))


def shown_text(text: str, code: str) -> str:
    """A text as the format ``code`` shows it; empty where the format hides it."""
    if code in (GENERAL, "@") or len(code) > _LONGEST:
        return text
    sections = _sections(code)
    if len(sections) < 4:
        return text
    last = sections[3]
    if not last.known:
        return text
    return "" if last.empty else f"{last.before}{text}{last.after}" if last.text else last.before


def is_date(code: str) -> bool:
    """Whether the format shows a number as a moment."""
    first = _sections(code)[0] if len(code) <= _LONGEST else _Section()
    return bool(first.known and (first.times or first.elapsed))


def plain(value: float) -> str:
    """A number as it is, with at most 15 figures."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            found.append([])
        else:
            found[-1].append(token)
    return tuple(map(_section, found[:4]))


def _section(tokens: list[re.Match[str]]) -> _Section:
    """What one part of a format says, token by token."""
    said: dict[str, str] = dict.fromkeys(("before", "digits", "after", "times", "elapsed", "exponent"), "")
    flags = {"text": False, "general": False, "known": True}
    percent, condition = 0, None
    for token in tokens:
        literal = _literal(token)
        if literal is not None:
            percent += token["other"] == "%"
            said["after" if said["digits"] or flags["text"] else "before"] += literal
        elif token["bracket"] is not None:
            condition = _bracket(token["bracket"], said, flags) or condition
        elif token["letters"] or token["half"]:
            said["times"] += token["letters"].lower() if token["letters"] else "h"
        elif token["digits"]:
            flags["known"] &= not said["after"].strip() or bool(said["times"] or said["elapsed"])
            said["exponent" if said["exponent"] else "digits"] += token["digits"]
        elif token["exponent"]:
            said["exponent"] = "E"
        else:
            flags["text"] |= token["other"] == "@"
            flags["general"] |= token["general"] is not None
            flags["known"] &= token["other"] == "@" or token["general"] is not None
    if "/" in said["after"]:
        flags["known"] &= bool(said["times"])
    return _Section(
        said["before"], said["digits"], said["after"], said["times"], said["elapsed"], flags["text"], flags["general"],
        percent, said["exponent"], flags["known"], condition,
    )  # fmt: skip


def _literal(token: re.Match[str]) -> str | None:
    """What a token writes as it stands; None if it means something else."""
    for name in ("quoted", "escaped"):
        if token[name] is not None:
            return str(token[name])
    bracket = token["bracket"]
    if bracket is not None:
        return bracket[1:].partition("-")[0] if bracket.startswith("$") else "" if _COLOUR.match(bracket) else None
    other = token["other"]
    if other is not None:
        return other if other in _PLAIN or other == "%" or not other.isascii() else None
    return "" if token[0][0] in "_*" else None


def _bracket(words: str, said: dict[str, str], flags: dict[str, bool]) -> tuple[str, float] | None:
    if _ELAPSED.match(words):
        said["elapsed"] = said["elapsed"] or words[0].lower()
        said["times"] += words.lower()
        return None
    condition = _CONDITION.match(words)
    if condition is None:
        flags["known"] = False
        return None
    return condition[1], float(condition[2])


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section, bool]:
    """The part of a format that a number takes, and whether it is to be written with its sign."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _holds(value, *section.condition):
                return section, True
        return _Section(known=False), True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return (sections[2], True) if value == 0 and len(sections) > 2 else (sections[0], True)


def _holds(value: float, sign: str, bound: float) -> bool:
    return {"<": value < bound, ">": value > bound, "=": value == bound, "<=": value <= bound, ">=": value >= bound,
            "<>": value != bound}[sign]  # fmt: skip


def _figures(value: float, section: _Section) -> str:
    if section.exponent:
        places = len(section.digits.partition(".")[2])
        return f"{section.before}{value:.{min(places, _MOST_PLACES)}E}{section.after}"
    if not section.digits:
        return section.before + section.after
    whole, fraction, places, moved = section.shape
    if not moved and fraction.count("0") == places and whole in ("#,##0", "0") and _rounds_alike(value, places):
        shown = f"{abs(value):,.{places}f}" if whole == "#,##0" else f"{abs(value):.{places}f}"
        sign = "-" if value < 0 and any(digit in shown for digit in "123456789") else ""
        return f"{sign}{section.before}{shown}{section.after}"
    number = Decimal(repr(value)).scaleb(moved)
    if abs(number) >= _LARGEST or places > _MOST_PLACES:
        return plain(value)
    rounded = abs(number).quantize(_STEPS[places], ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    right = right[: fraction.count("0")] + right[fraction.count("0") :].rstrip("0")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole and len(left) > 3:
        left = f"{int(left):,}"
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{section.before}{left}{'.' if right else ''}{right}{section.after}"


def _rounds_alike(value: float, places: int) -> bool:
    """Whether rounding the number as it is kept gives what rounding it as it is written gives: it is no tie, nor huge."""
    written = repr(value)
    fraction = written.partition(".")[2]
    tie = len(fraction) == places + 1 and fraction[-1] == "5"
    return not tie and places <= _MOST_PLACES and "e" not in written and abs(value) < 1e15


def _moment(value: float, section: _Section, from_1904: bool) -> str:
    if abs(value) > _FARTHEST:
        return plain(value)
    seconds = round(value * 86_400)
    if section.elapsed:
        return _elapsed(seconds, section)
    days, left = divmod(seconds, 86_400)
    clock = any(letter in section.times for letter in "hs")
    calendar = any(letter in section.times for letter in "yd") or not clock
    if not 0 <= days <= _LAST_DAY or (calendar and not days and not from_1904 and not clock):
        return plain(value)
    parts = [_day(days, section.times, from_1904)] if calendar and (days or from_1904) else []
    if clock:
        parts.append(
            f"{left // 3600:02d}:{left // 60 % 60:02d}" + (f":{left % 60:02d}" if "s" in section.times else "")
        )
    return " ".join(parts)


def _elapsed(seconds: int, section: _Section) -> str:
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    if section.elapsed == "s":
        return f"{sign}{seconds}"
    if section.elapsed == "m":
        return f"{sign}{seconds // 60}:{seconds % 60:02d}"
    end = f":{seconds % 60:02d}" if "s" in section.times else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}{end}"


def _day(days: int, letters: str, from_1904: bool) -> str:
    if not from_1904 and days == 60:  # a day that never was, but that spreadsheets count
        return "1900-02-29"
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30) if days > 60 else date(1899, 12, 31)
    try:
        day = first + timedelta(days)
    except OverflowError:
        return str(days)
    if "d" in letters:
        return day.isoformat()
    return day.strftime("%Y-%m") if "m" in letters else f"{day.year:04d}"
