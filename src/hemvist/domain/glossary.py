"""What the things of an organisation are called in everyday speech, in four languages: "van", "skåpbil", "Lieferwagen".

The data stands in glossary.toml, which says how its words may end and join. Everything is compared :func:`folded`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

TONGUES: Final = ("en", "sv", "de", "fr")
_ENDS: Final = {
    "en": r"(?:e?s)?",
    "sv": r"(?:e?n|e?t|[aeo]r|[aeo]rna|na|e?ns|e?ts|[aeo]rnas|s)?",
    "de": r"(?:e[mnrs]?|n|s|ern)?",
    "fr": r"(?:e?s|x)?",
}
_MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""The blocks of Unicode that hold combining marks of Latin letters."""
_COMPOUNDS: Final = frozenset({"sv", "de"})
_LONG: Final = 4
"""Letters from which on a word may be part of a compound."""


@dataclass(frozen=True)
class Thing:
    """One thing: for each language what matches a word for it in folded text; the one group that matched is the word alone."""

    said: Mapping[str, re.Pattern[str]]


def folded(text: str) -> str:
    """Small letters without marks, so that "Öfen" meets "Ofen" and "kafé" meets "Café"."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold()))


def spoken(text: str, tongue: str) -> dict[str, Thing]:
    """The things that a text in this language speaks of, by the words it has for them, folded; the longer word counts.

    "The coffee machine" is one thing and neither coffee nor a machine; "skåpbil" is a van and not any car.
    """
    found = [(one, thing) for thing in _things() for one in thing.said[tongue].finditer(folded(text))]
    found.sort(key=lambda pair: (-len(pair[0][pair[0].lastindex or 0]), pair[0].start()))
    taken: list[tuple[int, int]] = []
    told: dict[str, Thing] = {}
    for one, thing in found:
        if all(one.end() <= start or end <= one.start() for start, end in taken):
            taken.append(one.span())
            told[one[0]] = thing
    return told


@cache
def _things() -> tuple[Thing, ...]:
    """All things, read once."""
    text = resources.files("hemvist.domain").joinpath("glossary.toml").read_text("utf-8")
    return tuple(_thing(row) for row in tomllib.loads(text)["things"])


def _thing(row: str) -> Thing:
    words = dict(zip(TONGUES, row.split(" | "), strict=True))
    return Thing({tongue: _pattern(tongue, told.split(",")) for tongue, told in words.items()})


def _pattern(tongue: str, words: list[str]) -> re.Pattern[str]:
    forms = sorted((_form(tongue, folded(word.strip())) for word in words), key=len, reverse=True)
    return re.compile("|".join(forms))


def _form(tongue: str, word: str) -> str:
    bare = word.strip("*=-")
    said = rf"({re.escape(bare)})"
    if word.endswith("-"):
        return rf"\b{said}\w*"
    if tongue not in _COMPOUNDS or " " in bare or word.startswith("="):
        return rf"\b{said}{_ENDS[tongue]}\b"
    ended = rf"{said}{_ENDS[tongue]}\b"
    if word.startswith("*"):
        return rf"\b(?:\w{{3,}})?{ended}"
    return rf"\b\w*{said}\w*" if len(bare) >= _LONG else rf"\b{ended}"
