"""An agreement as TOML: written with a comment for each field, read strictly, edited without losing comments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import tomlkit

from hemvist.domain.agreement.build import build, exemplified
from hemvist.domain.agreement.examples import inline
from hemvist.domain.agreement.lines import nearest, places
from hemvist.domain.agreement.problems import Problem
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.agreement.syntax import meant
from hemvist.domain.agreement.whole import Agreement

MOST_BYTES = 200_000
"""A signed agreement of two parties has about 12,000; what is longer is refused before it is looked at."""
_DEEPEST = re.compile(r"""(?:(?:(?<![\w-])[\w-]++|"(?:[^"\\\n]|\\.){0,60}+"|'[^'\n]{0,60}+')[ \t]*+\.[ \t]*+){40}""")
"""A key of forty parts and more: the parser keeps every beginning of it, which for one line of this size is gigabytes."""
_TEMPLATE = "hemvist agreement new --template level-2 FILE"
_TOO_DEEP = Problem("", "It is nested deeper than any agreement.", "tables as in the examples", _TEMPLATE)
_TWICE = re.compile(r"Cannot (?:declare|overwrite|mutate)")
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def read(data: bytes) -> tuple[Agreement | None, list[Problem]]:
    """The agreement in these bytes, or every problem of its form, with line and column."""
    text, problem = _text(data)
    if problem is not None:
        return None, [problem]
    if _DEEPEST.search(text):
        return None, [_TOO_DEEP]
    try:
        values = tomllib.loads(text)
        agreement, problems = build(values)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(str(error), text)]
    except RecursionError:
        return None, [_TOO_DEEP]
    except ValueError:  # Python makes no number of so many digits
        return None, [
            Problem("", "A number in it is longer than any agreement's.", "numbers as in the examples", _TEMPLATE)
        ]
    return agreement, placed(problems, text)


def checked(data: bytes, today: date) -> tuple[Agreement | None, list[Problem]]:
    """The agreement if it can be read, and every problem of form or meaning, with line and column."""
    agreement, problems = read(data)
    if agreement is None:
        return None, problems
    return agreement, placed(unsound(agreement, today), _text(data)[0])


def write(agreement: Agreement) -> str:
    """The whole agreement, each field below what it says. ``read`` gives the same object back."""
    head = "# An agreement for Hemvist. What is not agreed here is not done. Check it: hemvist agreement check FILE\n"
    return head + "\n".join(_table(agreement, "")) + "\n"


def change(text: str, path: str, value: Any) -> str:
    """The text with one value set, comments and order as they were; ``None`` takes it out.

    A :class:`KeyError` when the table that it stands in is not there.
    """
    document = tomlkit.parse(text)
    holder: Any = document
    *way, last = [int(part) if part.isdecimal() else part for part in re.findall(r"[^.\[\]]+", path)]
    for part in way:
        holder = holder[part]
    if value is not None:
        holder[last] = value
    elif last in holder:
        del holder[last]
    return tomlkit.dumps(document)


def _text(data: bytes) -> tuple[str, Problem | None]:
    if len(data) > MOST_BYTES:
        return "", Problem(
            "", f"It has more than {MOST_BYTES:,} bytes.", "an agreement, which has about 12,000", _TEMPLATE
        )
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", Problem("", "It is not text in UTF-8.", "UTF-8", _TEMPLATE, line=line, column=1)


def _syntax(said: str, text: str) -> Problem:
    found = _WHERE.search(said)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (text.count("\n") + 1, 1)
    what = _WHERE.sub("", said)
    if _TWICE.match(what):
        return Problem(
            "",
            f"Something stands there twice: {what}.",
            "each table and each name once",
            'setup = "one server"',
            line,
            column,
        )
    found_out = meant((text.split("\n")[line - 1 : line] or [""])[0], column)
    if found_out is not None:
        return Problem("", f"It is not TOML. {found_out.what}", found_out.expected, found_out.example, line, column)
    return Problem("", f"It is not TOML: {what}.", "name = value", 'setup = "one server"', line, column)


def placed(problems: list[Problem], text: str) -> list[Problem]:
    """The problems in the order in which they stand in the text, each with its line and column."""
    if not problems:
        return []
    known = places(text)
    placed = [exemplified(problem).at(*nearest(problem.path, known)) for problem in problems]
    return sorted(placed, key=lambda one: (one.line or 0, one.column or 0))


def _table(value: Any, path: str) -> Iterator[str]:
    """A table's own lines first, then the tables in it, as TOML wants it."""
    inner = []
    for one in fields(value):
        held = getattr(value, one.name)
        if held is None:
            continue
        if _holds_tables(held):
            inner.append((one, held))
        else:
            yield f"{one.name} = {inline(held)}  # {one.metadata['says']}"
    for one, held in inner:
        yield from _tables(held, f"{path}.{one.name}" if path else one.name, str(one.metadata["says"]))


def _tables(held: Any, path: str, says: str) -> Iterator[str]:
    yield f"\n# {says}"
    for each in held if isinstance(held, tuple) else (held,):
        yield f"[[{path}]]" if isinstance(held, tuple) else f"[{path}]"
        yield from _table(each, path)


def _holds_tables(held: Any) -> bool:
    return is_dataclass(held) or (isinstance(held, tuple) and bool(held) and is_dataclass(held[0]))
