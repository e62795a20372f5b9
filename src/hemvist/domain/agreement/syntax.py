"""What is meant by a line that is no TOML: a date, a yes, a quote that is missing; and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from hemvist.domain.days import written

_CURLY: Final = frozenset("“”„‟‘’‚«»")
_YES: Final = frozenset({"true", "yes", "ja", "oui", "on"})
_NO: Final = frozenset({"false", "no", "nej", "nein", "non", "off"})
_NAMED: Final = re.compile(r"\s*([\w.\"'-]{1,80})\s*(=|:)?\s*(.*)", re.DOTALL)
_BEGINS: Final = re.compile(r"[=\[{,]\s*(?=[^=\[{,]*\Z)")
_COMMA: Final = re.compile(r"(\d+),(\d+)\Z")
_COMMA_INSIDE: Final = re.compile(r"=[ \t]{0,9}(\d{1,20},\d{1,20})(?=[\s}])")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+\Z")
_LOOKED_AT: Final = 400
"""Characters of a line; what is meant stands in its beginning."""


@dataclass(frozen=True)
class Meant:
    """What is wrong, what is expected, and how it is written."""

    what: str
    expected: str
    example: str


def meant(line: str, column: int) -> Meant | None:
    """What a line means that the parser stopped at in this column, counted from 1; None where nobody can tell."""
    name, value = _parted(line[:_LOOKED_AT])
    if name and value is None:
        return Meant(f"There is no = after {name}.", "name = value", f"{name} = …")
    for told in _told(line[:_LOOKED_AT], value or "", column):
        if found := _value(told, name or "name"):
            return found
    return None


def _parted(line: str) -> tuple[str, str | None]:
    found = _NAMED.match(line)
    if found is None or line.lstrip()[:1] in "[{\"'":
        return "", line
    inside = not found[2] and (line.strip().endswith((",", "]", "}")) or not re.match(r"\s*\w+[ \t]+\S", line))
    return ("", line) if inside else (found[1], found[3] if found[2] == "=" else None)


def _told(line: str, value: str, column: int) -> Iterator[str]:
    """The whole value, then the part of it that the column stands in, each without its comment."""
    yield _bare(value)
    before, after = line[: column - 1], line[column - 1 :]
    begun = _BEGINS.search(before)
    yield _bare(before[begun.end() if begun else len(before) :] + re.split(r"[,\]}]", after, maxsplit=1)[0])
    yield from (found[1] for found in _COMMA_INSIDE.finditer(line) if found.start() < column <= found.end() + 2)


def _bare(told: str) -> str:
    return told.split(" #", 1)[0].strip().rstrip(",").strip()


def _value(told: str, name: str) -> Meant | None:
    if _CURLY & set(told[:1] + told[-1:]):
        straight = told.strip("".join(_CURLY) + "\"'")[:60]
        return Meant("The quotes are curly ones.", "straight quotes", f'{name} = "{straight}"')
    if told[:1] == '"' or told[-1:] == '"':
        return _quote(told, name)
    if told.casefold() in _YES | _NO:
        plain = "true" if told.casefold() in _YES else "false"
        return Meant(f"{told} is written in another way.", f"write {plain}", f"{name} = {plain}")
    return _number(told, name) or _date(told, name) or _words(told, name)


def _quote(told: str, name: str) -> Meant | None:
    if told[:1] == told[-1:] and len(told) > 1:
        if "\\" not in told:
            return None
        return Meant("A backslash stands alone.", "two of them, or single quotes around it", f"{name} = 'C:\\leases'")
    return Meant(
        "A quote is missing.", "a quote before the text and one after it", f'{name} = "{told.strip(chr(34))[:60]}"'
    )


def _number(told: str, name: str) -> Meant | None:
    if found := _COMMA.match(told):
        point = f"{found[1]}.{found[2]}"[:30]
        return Meant("A comma stands in a number.", f"{point}, or a whole number", f"{name} = {found[1][:30]}")
    if _THOUSANDS.match(told):
        plain = re.sub(r"\D", "", told)[:30]
        return Meant("There is a space in a number.", f"write {plain}", f"{name} = {plain}")
    return None


def _date(told: str, name: str) -> Meant | None:
    """A date in another form; or one that there is not, which says so."""
    day = written(told)
    if isinstance(day, date):
        return Meant("A date is written in another way.", f"write {day}", f"{name} = {day}")
    if day.startswith(("There is no", "It can be read")):
        return Meant(day, "a date that there is, as year-month-day", f"{name} = 2026-11-28")
    return None


def _words(told: str, name: str) -> Meant | None:
    """Text that stands there without quotes."""
    if told[:1].isalpha() and not re.search(r"[\"'=\[\]{}]", told):
        return Meant(
            "A quote is missing: text stands in quotes.",
            "a quote before it and one after it",
            f'{name} = "{told[:60]}"',
        )
    return None
