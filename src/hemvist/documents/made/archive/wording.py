"""Reads the wording of the clauses: sections with variants, from which a seed chooses."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_TOPIC: Final = re.compile(r"\[([a-z]+)\] (.+)")
_KEPT: Final = 0.86
"""The share of the clauses marked as optional that a document has."""


@dataclass(frozen=True)
class Clause:
    """One clause in its variants; ``topic`` is the fact it tells, or empty. ``optional``: not in every document."""

    variants: tuple[str, ...]
    topic: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Section:
    """A section: its heading in its variants, and its clauses in order."""

    headings: tuple[str, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Wording:
    """All that a kind of document says in a language."""

    titles: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[Section, ...]


@cache
def wording(kind: str, language: str) -> Wording:
    """The wording of a kind in a language; raises FileNotFoundError where there is none."""
    lines = files(__package__).joinpath("wording", f"{kind}.{language}.txt").read_text("utf-8").splitlines()
    opening = tuple(line[2:] for line in lines if line.startswith("> "))
    return Wording(_variants(lines[0].removeprefix("@title")), opening, tuple(_sections(lines)))


def _sections(lines: list[str]) -> Iterator[Section]:
    starts = [at for at, line in enumerate(lines) if line.startswith("== ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Section(_variants(lines[start][3:]), tuple(_clauses(lines[start + 1 : end])))


def _clauses(lines: list[str]) -> Iterator[Clause]:
    """Lines of one topic that follow each other are variants of one clause."""
    last: tuple[str, list[str]] = ("", [])
    for line in lines:
        found = _TOPIC.fullmatch(line)
        if found and found[1] == last[0]:
            last[1].append(found[2])
            continue
        if last[0]:
            yield Clause(tuple(last[1]), last[0])
        last = (found[1], [found[2]]) if found else ("", [])
        if not found:
            yield Clause((line[2:],), optional=line.startswith("~ "))
    if last[0]:
        yield Clause(tuple(last[1]), last[0])


def _variants(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in line.split("|"))


@dataclass(frozen=True)
class Chosen:
    """A section as one document has it: its heading, and (topic, text with holes) of its clauses."""

    heading: str
    clauses: tuple[tuple[str, str], ...]


def chosen(told: Wording, chance: random.Random) -> list[Chosen]:
    """What a document takes of a wording."""
    return [_section(section, chance) for section in told.sections]


def _section(section: Section, chance: random.Random) -> Chosen:
    kept = [clause for clause in section.clauses if not clause.optional or chance.random() < _KEPT]
    heading = chance.choice(section.headings)
    return Chosen(heading, tuple((clause.topic, chance.choice(clause.variants)) for clause in kept))
