"""The tables at the end of contracts: rooms and their condition, goods, inspections."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from hemvist.documents.made.archive.facts import Agreed
from hemvist.documents.made.archive.paper import Block
from hemvist.documents.made.archive.tongue import words

Row = tuple[str, ...]


@cache
def vocabulary(language: str) -> dict[str, Any]:
    """The words of tables in a language."""
    told: dict[str, Any] = tomllib.loads(files(__package__).joinpath("schedules.toml").read_text("utf-8"))[language]
    return told


def schedules(agreed: Agreed, chance: random.Random) -> Iterator[Block]:
    """The schedules of a contract, each beginning on a page of its own."""
    said, tables = vocabulary(agreed.language), []
    if agreed.kind == "lease":
        tables = [(said["room_title"], said["room_head"], list(_rooms(said, chance)))]
    if agreed.kind == "supply":
        goods = list(_goods(said, chance))
        tables = [
            (said["part_title"], said["part_head"], goods),
            (said["test_title"], said["test_head"], list(_tests(said, goods, chance))),
        ]
    for number, (title, head, rows) in enumerate(tables, 1):
        yield Block("break")
        yield Block("heading", title, f"{words(agreed.language)['schedule']} {number}:")
        yield Block("table", rows=(tuple(head), *rows))


def _rooms(said: dict[str, Any], chance: random.Random) -> Iterator[Row]:
    for number in range(1, chance.randrange(96, 130)):
        area = f"{chance.uniform(4, 92):.1f}"
        room, floor, state = (chance.choice(said[kind]) for kind in ("rooms", "floors", "states"))
        yield f"{number}", room, f"{chance.randrange(0, 3)}", floor, area, state


def _goods(said: dict[str, Any], chance: random.Random) -> Iterator[Row]:
    for number in range(chance.randrange(190, 240)):
        part, stuff = chance.choice(said["parts"]), chance.choice(said["stuffs"])
        size, weight = chance.randrange(24, 480, 4), f"{chance.uniform(0.2, 64):.2f}"
        yield article(number, chance), part, stuff, f"{size}", weight, f"Z-{chance.randrange(10000, 99999)}"


def _tests(said: dict[str, Any], goods: list[Row], chance: random.Random) -> Iterator[Row]:
    for number in range(1, chance.randrange(130, 170)):
        limit = f"± {chance.choice((0.01, 0.02, 0.05, 0.1, 0.2))}"
        sample = f"{chance.choice((1, 2, 5, 10))}/{chance.choice((20, 50, 100))}"
        record = f"Q{chance.randrange(100, 999)}"
        yield f"T{number:02}", chance.choice(goods)[0], chance.choice(said["tests"]), sample, limit, record


def article(number: int, chance: random.Random) -> str:
    """An article number; no two of a list are alike."""
    return f"{chance.choice('BGKMPRS')}{chance.choice('ABDFHLX')}-{1000 + number * 7 + chance.randrange(7)}"
