"""The one fact table of the made-up archive, drawn by a seed: who agreed what with whom, and what holds since when."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "sv", "de", "fr")
TODAY: Final = date(2026, 9, 30)
"""The day on which the archive is asked: later than every document in it."""
_KRONOR: Final = 12
"""Kronor to one euro or pound in the table of sums."""


@dataclass(frozen=True)
class Value:
    """A fact's value: a number of a unit (or a currency), or a day."""

    unit: str
    number: float = 0.0
    day: date | None = None

    def plain(self) -> dict[str, str | float]:
        """As the key states it: {"unit", "value"}; days are ISO 8601."""
        if self.day is not None:
            return {"unit": "date", "value": self.day.isoformat()}
        return {"unit": self.unit, "value": int(self.number) if self.number == int(self.number) else self.number}


@dataclass(frozen=True)
class Change:
    """An amendment: its day, the values it puts in place of the earlier ones, its look and file."""

    since: date
    values: Mapping[str, Value]
    form: str
    name: str


@dataclass(frozen=True)
class Agreed:
    """One document's facts: what it is, who is bound, what it says, and what later changed it."""

    kind: str
    language: str
    name: str
    form: str
    since: date
    short: bool
    names: Mapping[str, str]
    values: Mapping[str, Value]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Table:
    """All of it. ``draw`` gives the values of a kind that no contract has: of mails, minutes and slides."""

    seed: int
    agreed: tuple[Agreed, ...]
    firms: Mapping[str, Mapping[str, str]]
    said: Mapping[str, Any]

    def draw(self, kind: str, language: str, of: str) -> dict[str, Value]:
        """The values of a kind, always the same for a seed and a name."""
        return _drawn(self.said, kind, language, self.chance(of))

    def chance(self, of: str) -> random.Random:
        """A generator that depends on the seed and on what it is for, and on nothing else."""
        return random.Random(f"{self.seed}:{of}")  # noqa: S311 - repeatable on purpose, no secret


def table(seed: int) -> Table:
    """The fact table of a seed."""
    said = tomllib.loads(files(__package__).joinpath("facts.toml").read_text("utf-8"))
    blank = Table(seed, (), said["firm"], said)
    return Table(seed, tuple(_agreed(blank, row) for row in said["contract"]), said["firm"], said)


def _agreed(blank: Table, row: Mapping[str, Any]) -> Agreed:
    chance, drawn = blank.chance(row["name"]), "supply" if row["kind"] == "terms" else row["kind"]
    values = _drawn(blank.said, drawn, row["language"], chance)
    values |= _days(row, values)
    changes, now = [], dict(values)
    for change in row.get("amend", ()):
        new = {fact: _other(blank, drawn, row["language"], fact, now, chance) for fact in change["facts"]}
        since = change["date"] + timedelta(days=chance.choice((9, 21, 40)))
        changes.append(Change(since, new, change["form"], change["name"]))
        now |= new
    names = _names(blank, row)
    return Agreed(row["kind"], row["language"], row["name"], row["form"], row["date"], row.get("short", False),
                  names, values, tuple(changes))  # fmt: skip


def _days(row: Mapping[str, Any], values: Mapping[str, Value]) -> dict[str, Value]:
    """The days that follow from the day of signing."""
    first = (row["date"] + timedelta(days=62)).replace(day=1)
    if row["kind"] == "lease":
        last = first.replace(year=first.year + row["years"]) - timedelta(days=1)
        return {"start": Value("date", day=first), "end": Value("date", day=last)}
    return {"begin": Value("date", day=first)} if row["kind"] == "employment" else {}


def _names(blank: Table, row: Mapping[str, Any]) -> dict[str, str]:
    firm = blank.firms[row["language"]]
    names = {"ours": firm["name"], "ours.address": firm["address"], "town": firm["town"]}
    names |= {"ours.signs": firm["signs"], "ours.task": firm["task"], "firm": "Skarnholt"}
    partner = row.get("other") or row.get("who") or {"name": ""}
    names |= {f"other.{key}": text for key, text in partner.items()}
    names |= {"other": partner["name"], "who": partner["name"], "partner": partner["name"]}
    names |= {"role": partner.get("role", ""), "short": partner.get("short", ""), "spot": row.get("spot", "")}
    return names | {"place": row.get("place", firm["town"])}


def _drawn(said: Mapping[str, Any], kind: str, language: str, chance: random.Random) -> dict[str, Value]:
    return {fact: _value(said, rule, language, chance) for fact, rule in said["draw"].get(kind, {}).items()}


def _value(said: Mapping[str, Any], rule: Mapping[str, Any], language: str, chance: random.Random) -> Value:
    if "date" in rule:
        return Value("date", day=date(chance.choice(rule["date"]), chance.randrange(1, 9), chance.randrange(3, 27)))
    if "money" in rule:
        own = rule.get(language)
        times = _KRONOR if language == "sv" and own is None else 1
        return Value(said["currency"][language], _sum(own or rule["money"], chance) * times)
    return Value(rule["unit"], float(chance.choice(_choices(rule, language))))


def _sum(bounds: Iterable[float], chance: random.Random) -> float:
    low, high, step = bounds
    return round(low + step * chance.randrange(round((high - low) / step) + 1), 2)


def _choices(rule: Mapping[str, Any], language: str) -> list[float]:
    found: list[float] = rule.get(language, rule["of"])
    return found


def _other(blank: Table, kind: str, language: str, fact: str, now: Mapping[str, Value], chance: random.Random) -> Value:
    """A value that differs from the one it replaces."""
    rule = blank.said["draw"][kind][fact]
    while (value := _value(blank.said, rule, language, chance)) == now[fact]:
        pass
    return value
