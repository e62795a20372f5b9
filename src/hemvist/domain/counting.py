"""Numbers in English, Swedish, German and French: written out, from none to 999, or in digits with separators."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Final

_EN: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SV: Final = [
    "noll",
    "ett",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
    "tretton",
    "fjorton",
    "femton",
    "sexton",
    "sjutton",
    "arton",
    "nitton",
]
_SV_TENS: Final = ["tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"]
_DE: Final = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_DE_TENS: Final = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_FR: Final = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_FR_TENS: Final = ["vingt", "trente", "quarante", "cinquante", "soixante"]

SCALES: Final[Mapping[str, int]] = {
    **dict.fromkeys(["thousand", "tusen", "tausend", "mille"], 10**3),
    **dict.fromkeys(["million", "millions", "miljon", "miljoner", "mio", "millionen"], 10**6),
    **dict.fromkeys(["miljard", "miljarder", "mrd", "milliarde", "milliarden", "milliard", "milliards"], 10**9),
}
"""Words that multiply the number before them. "Billion" is not among them: it is 10^9 or 10^12 by language."""
SCALES_OF: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {"billion": 10**9, "m": 10**6, "bn": 10**9, "k": 10**3},
    "sv": {"mn": 10**6, "mdr": 10**9},
    "de": {},
    "fr": {"m": 10**6},
}
ONE: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(["a", "an"]),
    "sv": frozenset(["en", "ett"]),
    "de": frozenset(["ein", "eine", "einen", "einem", "einer", "eines"]),
    "fr": frozenset(["un", "une"]),
}
"""Articles, which say "one" only before a unit of time."""
LONGEST: Final = 6
"""Words of the longest number written out in several words."""


def _en(n: int) -> list[str]:
    if n < 20:
        return [_EN[n]]
    if n < 100:
        return [_EN_TENS[n // 10 - 2] + (f" {_EN[n % 10]}" if n % 10 else "")]
    head = f"{_EN[n // 100]} hundred"
    return [head] if n % 100 == 0 else [f"{head}{link}{_en(n % 100)[0]}" for link in (" ", " and ")]


def _sv(n: int) -> list[str]:
    if n < 20:
        return [_SV[n]]
    if n < 100:
        return [_SV_TENS[n // 10 - 2] + (_SV[n % 10] if n % 10 else "")]
    rest = _sv(n % 100)[0] if n % 100 else ""
    return [f"{_SV[n // 100]}hundra{rest}"] + ([f"hundra{rest}"] if n < 200 else [])


def _de(n: int) -> list[str]:
    if n < 20:
        return [_DE[n]] + (["eins"] if n == 1 else [])
    if n < 100:
        return [f"{_DE[n % 10]}und{_DE_TENS[n // 10 - 2]}" if n % 10 else _DE_TENS[n // 10 - 2]]
    rest = _de(n % 100)[0] if n % 100 else ""
    return [f"{_DE[n // 100]}hundert{rest}"] + ([f"hundert{rest}"] if n < 200 else [])


def _fr(n: int) -> list[str]:
    if n < 20:
        return [_FR[n].replace("-", " ")]
    if n < 70:
        joint = " et " if n % 10 == 1 else " "
        return [_FR_TENS[n // 10 - 2] + (f"{joint}{_FR[n % 10]}" if n % 10 else "")]
    if n < 80:
        return [f"soixante{' et ' if n == 71 else ' '}{_FR[n - 60]}".replace("-", " ")]
    if n < 100:
        return ["quatre vingts" if n == 80 else f"quatre vingt {_FR[n - 80]}".replace("-", " ")]
    head = ("" if n < 200 else f"{_FR[n // 100]} ") + ("cents" if n >= 200 and n % 100 == 0 else "cent")
    return [head if n % 100 == 0 else f"{head} {_fr(n % 100)[0]}"]


_WAYS: Final[Mapping[str, Callable[[int], list[str]]]] = {"en": _en, "sv": _sv, "de": _de, "fr": _fr}


@cache
def written_out(language: str) -> Mapping[str, int]:
    """Every number up to 999 by its words, lower case, joined by single spaces where there are several."""
    words = {words.casefold(): n for n in range(1000) for words in _WAYS[language](n)}
    return {one: n for one, n in words.items() if one not in ONE[language]}


ORDINALS: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {
        word: n
        for n, word in enumerate(
            [
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
                "twelfth",
            ],
            1,
        )
    },
    "sv": {
        word: n
        for n, word in enumerate(
            [
                "första",
                "-",
                "tredje",
                "fjärde",
                "femte",
                "sjätte",
                "sjunde",
                "åttonde",
                "nionde",
                "tionde",
                "elfte",
                "tolfte",
            ],
            1,
        )
    },
    "de": {
        stem + end: n
        for n, stem in enumerate(
            ["erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwölft"],
            1,
        )
        for end in ("e", "er", "en", "em", "es")
    },
    "fr": {
        word: n
        for n, words in enumerate(
            [
                "premier/première",
                "deuxième/second/seconde",
                "troisième",
                "quatrième",
                "cinquième",
                "sixième",
                "septième",
                "huitième",
                "neuvième",
                "dixième",
                "onzième",
                "douzième",
            ],
            1,
        )
        for word in words.split("/")
    },
}


_THOUSANDS: Final = {"en": ",", "sv": ".", "de": ".", "fr": "."}
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})+([.,]\d{1,2})?")


def readings(word: str, language: str) -> frozenset[Decimal]:
    """Every way to read digits with separators; empty where they are no number, as in "4.2.1" or "10:30"."""
    if word.isdigit():
        return frozenset({Decimal(word)}) if word.isascii() and len(word) <= 30 else frozenset()
    grouped = _GROUPED.fullmatch(word)
    decimal = re.fullmatch(r"(\d{1,30})([.,])(\d{1,30})", word)
    found = set()
    if grouped and len(word) <= 40 and word.isascii() | (grouped[1] in "’\u00a0\u202f"):
        whole = re.sub(r"\D", "", word[: grouped.start(2)] if grouped[2] else word)
        found.add(Decimal(whole + (f".{grouped[2][1:]}" if grouped[2] else "")))
    if decimal and word.isascii() and not _surely_grouped(word, decimal, language):
        found.add(Decimal(f"{decimal[1]}.{decimal[3]}"))
    return frozenset(found)


def _surely_grouped(word: str, decimal: re.Match[str], language: str) -> bool:
    """Whether one separator before three digits must be one of thousands: the language's own, after no leading zero."""
    return len(decimal[3]) == 3 and decimal[2] == _THOUSANDS[language] and language != "sv" and decimal[1] != "0"


def told(number: Decimal) -> str:
    """A number in one form: 12.50 and 12.5 are one, 1E+3 and 1000 too."""
    return f"{number.normalize():f}"
