"""How a value is written in each language: sums, numbers, number words and days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hemvist.documents.made.archive.facts import Value

_HOLE: Final = re.compile(r"\{([a-z]+(?:\.[a-z]+)?)\}")
_GROUP: Final = {"en": ",", "sv": "\u00a0", "de": ".", "fr": "\u00a0"}


@cache
def words(language: str) -> Mapping[str, Any]:
    """What the writers say in a language."""
    found: Mapping[str, Any] = _all()[language]
    return found


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def filled(text: str, language: str, names: Mapping[str, str], values: Mapping[str, Value]) -> str:
    """``text`` with its holes filled; ``{fact.w}`` is a number in words. Raises KeyError for a hole nobody fills."""

    def fill(hole: re.Match[str]) -> str:
        name = hole[1]
        if name in names:
            return names[name]
        if name.endswith(".w"):
            return spelled(values[name[:-2]], language)
        return shown(values[name], language)

    return _HOLE.sub(fill, text)


def spelled(value: Value, language: str) -> str:
    """A whole number up to eighteen in words."""
    return str(words(language)["numbers"][int(value.number)])


def shown(value: Value, language: str) -> str:
    """A value as the language writes it; units other than money stand in the sentence itself."""
    if value.day is not None:
        return day(value.day, language)
    number = _number(value.number, language, money=value.unit in ("GBP", "SEK", "EUR"))
    return {"GBP": f"£{number}", "SEK": f"{number} kronor", "EUR": _euro(number, language)}.get(value.unit, number)


def _euro(number: str, language: str) -> str:
    return f"{number} euros" if language == "fr" else f"{number} Euro"


def _number(number: float, language: str, *, money: bool) -> str:
    decimals = 0 if number == int(number) else 2 if money else len(f"{number:g}".partition(".")[2])
    text = f"{number:,.{decimals}f}"
    point = "." if language == "en" else ","
    whole, _, rest = text.partition(".")
    return whole.replace(",", _GROUP[language]) + (point + rest if rest else "")


def day(when: date, language: str) -> str:
    """A day in words: "5 November 2018", "5. November 2018", "1er mars 2018"."""
    number = {"de": f"{when.day}.", "fr": "1er" if when.day == 1 else str(when.day)}.get(language, str(when.day))
    return f"{number} {words(language)['months'][when.month - 1]} {when.year}"
