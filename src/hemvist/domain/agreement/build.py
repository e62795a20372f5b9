"""Plain values, as JSON or TOML hold them, into an agreement: strictly, and with every problem told at once."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from hemvist.domain.agreement.examples import as_toml
from hemvist.domain.agreement.problems import Problem
from hemvist.domain.agreement.whole import Agreement, Unfit

_KINDS = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date",
    datetime: "a time in UTC",
}
_MISSING = object()
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_DATE.pattern + r"[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")


def build(values: Mapping[str, Any]) -> tuple[Agreement | None, list[Problem]]:
    """The agreement of these values, or every problem that stands in its way."""
    problems: list[Problem] = []
    made = _dataclass(Agreement, values, "", "", problems)
    return (made if isinstance(made, Agreement) and not problems else None), problems


@cache
def hints(kind: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields."""
    return typing.get_type_hints(kind)


def exemplified(problem: Problem) -> Problem:
    """The same with an example of the field that it is about, where it has none; of its table, where there is no such field."""
    return problem if problem.example else replace(problem, example=_example_at(problem.path))


def _example_at(path: str) -> str:
    kind: Any = Agreement
    found = ""
    for name in re.findall(r"[^.\[\]]+", re.sub(r"\[\d+\]", "", path)):
        if name not in hints(kind):
            return found or _example(kind, fields(kind)[0].name)
        found, inner = _example(kind, name), _inner(kind, name)
        if not is_dataclass(inner):
            return found
        kind = inner
    return found


def _inner(kind: Any, name: str) -> Any:
    """The type of a field, or of what it lists."""
    told = bare(hints(kind)[name])[0]
    return typing.get_args(told)[0] if typing.get_origin(told) is tuple else told


@cache
def _example(kind: type, name: str) -> str:
    example = next(one for one in fields(kind) if one.name == name).metadata["example"]
    told, inner = bare(hints(kind)[name])[0], _inner(kind, name)
    if is_dataclass(inner):
        example = _needed(inner) if inner is told else [_needed(inner)]
    return as_toml(name, example)


def _needed(kind: Any) -> dict[str, Any]:
    """What a table holds at least, each as its example."""
    needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    inner = {one.name: bare(hints(kind)[one.name])[0] for one in needed}
    return {
        one.name: _needed(inner[one.name]) if is_dataclass(inner[one.name]) else one.metadata["example"]
        for one in needed
    }


@cache
def bare(kind: Any) -> tuple[Any, bool]:
    """A type without ``None``, and whether ``None`` was in it."""
    inner = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(one for one in inner if one is not type(None)), True
    return kind, False


def _dataclass(kind: Any, value: Any, path: str, example: str, problems: list[Problem]) -> Any:
    if not isinstance(value, Mapping):
        problems.append(Problem(path, f"{_shown(value)} is no table.", "a table", example))
        return _MISSING
    known = {one.name: one for one in fields(kind)}
    for name in value.keys() - known.keys():
        problems.append(_unknown(kind, path, str(name)))
    made = {name: _field(kind, one, value, path, problems) for name, one in known.items()}
    if any(one is _MISSING for one in made.values()):
        return _MISSING
    try:
        return kind(**made)
    except Unfit as error:
        problems.append(Problem(error.path, error.what, error.expected, error.example))
        return _MISSING


def _field(kind: Any, one: Field[Any], value: Mapping[str, Any], path: str, problems: list[Problem]) -> Any:
    where = _under(path, one.name)
    wanted, optional = bare(hints(kind)[one.name])
    given = value.get(one.name, _MISSING)
    if given is _MISSING or (given is None and optional):
        if given is None or one.default is not MISSING:
            return None if given is None else one.default
        if one.default_factory is not MISSING:
            return one.default_factory()
        problems.append(Problem(where, "It is missing.", str(one.metadata["says"]), _example(kind, one.name)))
        return _MISSING
    return _value(wanted, given, where, _example(kind, one.name), problems)


def _value(kind: Any, value: Any, path: str, example: str, problems: list[Problem]) -> Any:
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            problems.append(Problem(path, f"{_shown(value)} is no list.", "a list", example))
            return _MISSING
        inner = typing.get_args(kind)[0]
        made = [_value(inner, each, f"{path}[{at}]", example, problems) for at, each in enumerate(value)]
        return _MISSING if any(each is _MISSING for each in made) else tuple(made)
    if is_dataclass(kind):
        return _dataclass(kind, value, path, example, problems)
    return _scalar(kind, value, path, example, problems)


def _scalar(kind: Any, value: Any, path: str, example: str, problems: list[Problem]) -> Any:
    try:
        return _READ.get(kind, _plain(kind))(value)
    except (ValueError, TypeError):
        problems.append(Problem(path, f"{_shown(value)} does not serve.", _expected(kind), example))
        return _MISSING


def _plain(kind: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if issubclass(kind, Enum):
            return kind(value)
        if type(value) is not kind:
            raise TypeError
        return value

    return read


def _written(form: re.Pattern[str], value: str) -> str:
    """As RFC 3339 writes it, which the JSON Schema asks for: Python reads weeks and days of the year as well."""
    if not form.fullmatch(value):
        raise ValueError
    return value


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(_written(_DATE, value))


def _datetime(value: Any) -> datetime:
    made = value if isinstance(value, datetime) else datetime.fromisoformat(_written(_TIME, value))
    if made.tzinfo is None:
        raise ValueError
    return made


_READ: dict[Any, Callable[[Any], Any]] = {date: _date, datetime: _datetime}


def _expected(kind: Any) -> str:
    if issubclass(kind, Enum):
        return "one of " + ", ".join(f'"{one.value}"' for one in kind)
    return _KINDS[kind]


def _unknown(kind: type, path: str, name: str) -> Problem:
    known = [one.name for one in fields(kind)]
    near = difflib.get_close_matches(name[:80], known, 1)
    expected = f"a field of this table, perhaps {near[0]}" if near else "only fields of this table: " + ", ".join(known)
    return Problem(_under(path, name[:80]), "There is no such field.", expected, _example(kind, (near or known)[0]))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
