"""What the words of a sentence are to whoever compares it with its quotes: data in wording.toml, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

LANGUAGES: Final = ("en", "sv", "de", "fr")
LONGEST: Final = 5
"""Words of the longest expression that counts as one."""
_BEGINNING: Final = 4
"""Letters that two forms of a word share, where one of them is the other's beginning."""
_BOTH: Final = 5
"""Letters that they share where both have an ending."""
_ENDINGS: Final = frozenset(
    [
        "",
        *[
            "s",
            "es",
            "e",
            "d",
            "ed",
            "ing",
            "n",
            "en",
            "er",
            "em",
            "t",
            "te",
            "ten",
            "et",
            "a",
            "ar",
            "arna",
            "or",
            "orna",
            "erna",
            "ade",
            "at",
            "as",
            "ande",
            "na",
            "ens",
            "ets",
            "ement",
            "ment",
            "ments",
        ],
        *[
            "ation",
            "ations",
            "ion",
            "ions",
            "able",
            "ible",
            "ly",
            "al",
            "ance",
            "ence",
            "ung",
            "ungen",
            "lich",
            "liche",
            "lichen",
            "licher",
            "é",
            "ée",
            "és",
            "ées",
            "ent",
            "ant",
            "ait",
        ],
    ]
)
_OPPOSITES: Final = ("less", "free", "los", "lose", "losen", "frei", "freie", "lös", "löst", "löse", "fri", "fritt")


@dataclass(frozen=True)
class Wording:
    """The words of one language. ``marks`` maps an expression to what it is: ``modal:may``, ``bounds:least`` …

    ``ahead`` maps a word to how it bounds a value that follows it.
    """

    common: frozenset[str]
    frame: frozenset[str]
    marks: Mapping[str, str]
    ahead: Mapping[str, str]
    by: frozenset[str]
    prepositions: frozenset[str]
    passive: frozenset[str]
    past: frozenset[str]
    joins: frozenset[str]
    kinds: Mapping[str, str]
    ways: Mapping[str, str]
    parties: Mapping[str, str]
    whole: Mapping[str, frozenset[str]]
    begun: Mapping[str, frozenset[str]]

    def concepts(self, word: str) -> frozenset[str]:
        """What a word can mean, by the longest beginning that is known; empty for a word that is not."""
        if word in self.whole:
            return self.whole[word]
        return next((self.begun[word[:n]] for n in range(len(word), 2, -1) if word[:n] in self.begun), frozenset())


@cache
def wording(language: str) -> Wording:
    """The words of a language, read once."""
    data = _data()
    whole, begun = _meanings(data["words"]["concepts"], language)

    def words(part: str) -> frozenset[str]:
        return frozenset(data[part][language].split())

    return Wording(
        common=words("common"),
        frame=words("frame"),
        marks=_marks(data, language),
        ahead={word: kind for kind, told in data["ahead"][language].items() for word in told.split()},
        by=words("by"),
        prepositions=words("prepositions"),
        passive=words("passive"),
        past=words("past"),
        joins=words("joins"),
        kinds={word: kind for kind, told in data["joining"].items() for word in told[language].split()},
        ways={word: way for way, told in data["ways"].items() for word in told[language].split()},
        parties={word: row[0] for row in data["words"]["parties"] for word in _of(row, language).split()},
        whole=whole,
        begun=begun,
    )


def _marks(data: dict[str, Any], language: str) -> dict[str, str]:
    return {
        word.replace("_", " "): f"{part}:{kind}"
        for part in ("modal", "narrows", "bounds")
        for kind, words in data[part][language].items()
        for word in words.split()
    }


@cache
def foreign(language: str) -> frozenset[str]:
    """The words by which the other languages negate, as far as this one does not know them."""
    others = {
        word
        for other in LANGUAGES
        for word, mark in wording(other).marks.items()
        if mark == "modal:not" and len(word) > 1
    }
    own = wording(language)
    return frozenset(others - own.marks.keys() - own.common - own.joins)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("hemvist.domain").joinpath("wording.toml").read_text("utf-8").casefold())


def _of(row: list[str], language: str) -> str:
    return row[1 + LANGUAGES.index(language)]


def _meanings(rows: Iterable[list[str]], language: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    whole: dict[str, frozenset[str]] = {}
    begun: dict[str, frozenset[str]] = {}
    for row in rows:
        for word in _of(row, language).split():
            table, key = (begun, word[:-1]) if word.endswith("*") else (whole, word)
            table[key] = table.get(key, frozenset()) | {row[0]}
    return whole, begun


def alike(one: str, other: str) -> bool:
    """Whether two words of any language are forms of one: equal, or one beginning with endings of inflection.

    Never for words of opposite endings ("limitless"), and never for short ones, which have to be equal.
    """
    if one == other:
        return True
    if one.endswith(_OPPOSITES) or other.endswith(_OPPOSITES):
        return False
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return any(
        one[n:] in _ENDINGS and other[n:] in _ENDINGS and (n >= _BOTH or not one[n:] or not other[n:])
        for n in range(shared, _BEGINNING - 1, -1)
    )
