"""The sentences of every paper in every language, from one table each; and who has read them as a lawyer."""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final


class Language(StrEnum):
    """A language that papers are written in; the order is that of the tables' columns."""

    EN = "en"
    SV = "sv"
    DE = "de"

    @property
    def own_name(self) -> str:
        """What it is called in itself."""
        return _OWN_NAMES[self]


_OWN_NAMES = {Language.EN: "English", Language.SV: "Svenska", Language.DE: "Deutsch"}
_TABLES = ("plain", "papers", "measures", "defaults")
_BREAKS: Final = {"\n", "\r", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"}


@dataclass(frozen=True)
class Review:
    """A lawyer's name under the sentences of one language, and the day."""

    name: str
    date: str


def seen(text: str) -> str:
    """Text as a person can see it: what shows as nothing, or turns what stands around it, is told by its number."""
    return "".join(char if char.isprintable() else _seen(char) for char in text)


def _seen(char: str) -> str:
    return " " if char in _BREAKS or unicodedata.category(char) == "Zs" else f"‹U+{ord(char):04X}›"


@cache
def table(language: Language) -> MappingProxyType[str, str]:
    """Every sentence of a language by its name, ``level.heading``."""
    column = list(Language).index(language)
    return MappingProxyType({name: texts[column] for name, texts in rows().items()})


@cache
def rows() -> dict[str, list[str]]:
    """Every sentence's name with its texts, one for each language."""
    return {
        f"{part}.{name}": texts
        for one in _TABLES
        for part, group in _read(one).items()
        for name, texts in group.items()
    }


def digest(language: Language) -> str:
    """SHA-256 of all sentences of a language, in hexadecimal: what a lawyer's name stands under."""
    told = json.dumps(dict(table(language)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def review(language: Language) -> Review | None:
    """Who has reviewed the sentences exactly as they stand; None while nobody has."""
    return reviewed(_read("reviewed")[language], digest(language))


def reviewed(row: dict[str, str], now: str) -> Review | None:
    """A row of the table of reviews, if a person stands in it and the sentences are still those."""
    return Review(row["name"], row["date"]) if row["name"] and row["date"] and row["sha256"] == now else None


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words", f"{name}.toml").read_text("utf-8"))


@cache
def _defaults() -> dict[str, str]:
    """The names of what Hemvist fills into an agreement, by the English words that it fills in."""
    return {texts[0]: name for name, texts in rows().items() if name.startswith("default.")}


class Words:
    """One language: its sentences filled in, its lists, counts and dates."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._table = table(language)

    def say(self, name: str, /, **values: object) -> str:
        """A sentence with its values filled in, each as it can be seen."""
        told = {key.replace("_", "-"): seen(str(value)) for key, value in values.items()}
        return self._table[name].format_map(told)

    def own(self, text: str) -> str:
        """What an agreement says in words of its own: translated where they are those that Hemvist itself fills in."""
        name = _defaults().get(text)
        return self._table[name] if name else text

    def setup(self, text: str, operator: str) -> str:
        """How it is set up; the same."""
        filled = table(Language.EN)["setup.one-server"].format(operator=operator)
        return self.say("setup.one-server", operator=operator) if text == filled else self.own(text)

    def each_own(self, texts: Iterable[str]) -> str:
        """A list of such words."""
        return self.list(map(self.own, texts))

    def list(self, words: Iterable[object]) -> str:
        """Words one after the other, the last two joined by "and"; nothing for none."""
        told = [seen(str(word)) for word in words]
        return self.say("list.and", first=", ".join(told[:-1]), last=told[-1]) if len(told) > 1 else "".join(told)

    def each(self, part: str, members: Iterable[StrEnum]) -> str:
        """A list of codes, each in words."""
        return self.list(self.say(f"{part}.{one.value}") for one in members)

    def count(self, number: int, one: str, many: str) -> str:
        """So many of something."""
        return self.say(f"count.{one}") if number == 1 else self.say(f"count.{many}", n=number)

    def days(self, number: int) -> str:
        """So many days."""
        return self.count(number, "day", "days")

    def within_days(self, number: int) -> str:
        """So many days after "within", "after" and "of"."""
        return self.count(number, "day", "days-after")

    def hours(self, number: int) -> str:
        """So many hours."""
        return self.count(number, "hour", "hours")

    def minutes(self, number: int) -> str:
        """So many minutes, from an hour on in hours and minutes."""
        hours, rest = divmod(number, 60) if number > 0 else (0, number)
        told = [self.hours(hours)] if hours else []
        return self.list([*told, self.count(rest, "minute", "minutes")] if rest or not hours else told)

    def date(self, day: date) -> str:
        """A day, with the month in words."""
        return self.say("date.form", day=day.day, month=self.say(f"date.{day.month}"), year=day.year)
