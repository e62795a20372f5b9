"""The bytes of a table of kept questions as rows with their lines: CSV, or JSON with one object for each question."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hemvist.domain.cells import bare
from hemvist.domain.errors import HemvistError

COLUMNS: Final = ("question", "expects", "document", "quotation", "only this document", "as of", "last result")
"""``document`` is a file's name or path; ``last result`` is not read."""
LARGEST: Final = 5_000_000
"""Bytes of a table that is read: enough for as many questions as may be kept, each as long as may be."""
FORMATS: Final = ("csv", "json")
_YES: Final = frozenset({"yes", "1", "true", "x"})
_BLANK: Final = " \t\r\n"
_BLANKS: Final = re.compile(f"[{_BLANK}]*")

Row = tuple[int, dict[str, str]]
"""A row with its line, counted from 1."""


class TableUnusable(HemvistError):
    """This table cannot be used, in line {line}: {reason} Nothing of it was kept."""

    exit_code = 5
    remedy = "Save the questions you keep as a table, and write yours in the same columns: the first line names them."


def rows(data: bytes, most: int) -> list[Row]:
    """The questions of a table, ``most`` of them at most. Raises :class:`TableUnusable` with the line."""
    if not data:
        raise TableUnusable(line=1, reason="no file came, or it is empty.")
    if len(data) > LARGEST:
        raise TableUnusable(line=1, reason=f"it is larger than {LARGEST // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableUnusable(
            line=line, reason="it is not written in UTF-8: a spreadsheet saves it as “CSV UTF-8”."
        ) from error
    found: list[Row] = []
    for row in _objects(text) if text.lstrip(_BLANK)[:1] in ("[", "{") else _lines(text):
        found.append(row)
        if len(found) > most:
            raise TableUnusable(line=most, reason=f"more than {most} questions are not kept.")
    if not found:
        raise TableUnusable(line=1, reason="there is no question in it.")
    return found


def said_yes(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().casefold() in _YES


def _lines(text: str) -> Iterator[Row]:
    """The lines of CSV below the one of names; cells without the apostrophe that keeps them inert."""
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_parted(first), strict=True)
    try:
        _require_columns(reader.fieldnames or ())
        for row in reader:
            yield reader.line_num, {name: _cell(cell) for name, cell in row.items() if name}
    except csv.Error as error:
        raise TableUnusable(line=max(reader.reader.line_num, 1), reason="it is no CSV from here on.") from error


def _parted(first: str) -> str:
    """What parts the cells: spreadsheets of some countries write semicolons, and some tabs."""
    return next((sign for sign in (";", "\t") if sign in first), ",")


def _cell(cell: object) -> str:
    return bare(cell) if isinstance(cell, str) else ""


def _require_columns(names: Iterable[str], line: int = 1) -> None:
    if not {"question", "expects"} <= {*names}:
        raise TableUnusable(line=line, reason="it has no columns question and expects.")


def _objects(text: str) -> Iterator[Row]:
    """The objects of a JSON list, one after another: so each has a line, and nothing is read after what is wrong."""
    reader, at, line = json.JSONDecoder(), _past(text, 0), 1
    if text[at] != "[":
        raise TableUnusable(line=1, reason="JSON has to be a list of objects.")
    mark, last = "[", 0
    while mark != "]":
        at = _past(text, at + 1)
        line, last = line + text.count("\n", last, at), at
        if mark == "[" and text[at : at + 1] == "]":
            break
        try:
            told, at = reader.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise TableUnusable(line=line, reason="it is no JSON from here on.") from error
        yield line, _object(told, line)
        at = _past(text, at)
        mark = text[at : at + 1]
        if mark not in (",", "]") or not mark:
            raise TableUnusable(line=line, reason="it is no JSON list after this object.")
    if _past(text, at + 1) < len(text):
        raise TableUnusable(line=line, reason="something stands after the list.")


def _past(text: str, at: int) -> int:
    """The place of the next character that is not blank."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _object(told: object, line: int) -> dict[str, str]:
    if not isinstance(told, dict):
        raise TableUnusable(line=line, reason="JSON has to be a list of objects.")
    _require_columns(told, line)
    return {name: _word(told[name], name, line) for name in COLUMNS if told.get(name) is not None}


def _word(told: object, name: str, line: int) -> str:
    """A string, or a yes or no; JSON can spell halves of characters, which nothing can hold."""
    if isinstance(told, bool):
        return "yes" if told else ""
    if not isinstance(told, str) or any("\ud800" <= char <= "\udfff" for char in told):
        raise TableUnusable(line=line, reason=f"{name} has to be words.")
    return told


def as_json(told: Iterable[Mapping[str, Any]]) -> str:
    """Objects as a JSON list, each on a line of its own."""
    lines = (json.dumps(row, ensure_ascii=False) for row in told)
    return "[\n" + ",\n".join(lines) + "\n]\n"
