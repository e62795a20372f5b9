"""Lists of values (CSV): a row a line, its cells in order, under the header that names the columns."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import Final

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Hiding
from hemvist.readers.lines import is_figure, names_columns, names_groups, row_text
from hemvist.readers.scribe import Scribe
from hemvist.readers.tidy import tidy
from hemvist.readers.txt import decoded
from hemvist.readers.unseen import spelled

_DELIMITERS: Final = "\t;|,"
"""What may cut the rows; of several that do so equally well, the first."""
_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
_NEARLY_ALL: Final = 0.9
_SAMPLE: Final = 1 << 16
_SAMPLE_ROWS: Final = 100
_RUN: Final = 500
_OPENING: Final = 30
"""Rows that tell how wide the table is, and so where it begins below a title."""
_LONGEST_FIELD: Final = 1 << 17


def read(data: bytes, scribe: Scribe) -> None:
    """Write one line per row, with a spot named by its number, and tell the header where the first row is one."""
    raw, note = decoded(data)
    if note:
        scribe.note(note)
    for word in spelled(raw):
        scribe.hidden(Hiding.CHARACTERS, word)
    delimiter, text = dialect(tidy(raw))
    opening: list[tuple[int, str]] = []
    for number, lines in _runs(_rows(text, delimiter)):
        at = scribe.listed(number, lines)
        for line in lines[: _OPENING - len(opening)]:
            opening.append((at, line))
            at += len(line) + 1
    if (found := _header([line for _, line in opening])) is not None:
        first, last = found
        scribe.table(opening[first][0], opening[last][0] + len(opening[last][1]), scribe.at)


def _header(lines: list[str]) -> tuple[int, int] | None:
    """The first and last of the rows that name the columns, below what is a title: the first as wide as most rows are.

    Below a title there must be figures under it, since rows of words look like names of columns, too.
    """
    widths = [line.count(CELLS) + 1 for line in lines]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    first = next((at for at, width in enumerate(widths) if width >= usual > 1), len(lines))
    rows = [line.split(CELLS) for line in lines]
    for at in range(max(0, first - 1), min(first + 1, len(lines) - 1)):
        if at == first and names_columns(*lines[at : at + 2]) and (at == 0 or any(map(is_figure, rows[at + 1]))):
            return at, at
        if len(lines) > at + 2 and names_groups(*rows[at : at + 3]):
            return at, at + 1
    return (0, 0) if len(lines) > 1 and names_columns(*lines[:2]) else None


def _runs(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that say anything, as lines: those without a gap together, with the number of the first, from 1."""
    run: list[str] = []
    number = 0
    for number, row in enumerate(rows, 1):
        line = _line(row)
        if line:
            run.append(line)
        if run and (not line or len(run) == _RUN):
            yield number - len(run) + bool(line), run
            run = []
    if run:
        yield number - len(run) + 1, run


def _line(row: list[str]) -> str:
    """The cells of a row on one line, nothing if all are empty."""
    line = CELLS.join(row)
    if line and "  " not in line and line[0] != " " and line[-1] != " " and line.isprintable():
        return line
    return row_text([" ".join(cell.split()) for cell in row])


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; from where a quotation mark never ends or a field is beyond bounds, the lines as they stand."""
    source = io.StringIO(text, newline="")
    count = 0
    try:
        for row in parsed(source, delimiter):
            count += 1
            yield row
    except csv.Error:
        source.seek(0)
        for _ in itertools.islice(parsed(source, delimiter), count):
            pass
        for line in source:
            yield line.rstrip("\r\n").split(delimiter)


def parsed(source: io.StringIO, delimiter: str) -> Iterator[list[str]]:
    """The rows of a list of values; :class:`csv.Error` where it is none."""
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(source, delimiter=delimiter, skipinitialspace=True)


def dialect(text: str) -> tuple[str, str]:
    """The delimiter, and the text without the line that Excel may begin with to tell it."""
    first, end, rest = text.partition("\n")
    told = first.rstrip("\r").lower()
    if len(told) == 5 and told.startswith("sep=") and end:
        return told[4], rest
    sample = text[:_SAMPLE]
    found = {delimiter: _cut(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(found, key=lambda delimiter: found[delimiter])
    return best if found[best][0] else ",", text


def _cut(sample: str, delimiter: str) -> tuple[float, bool, int, int]:
    """How well a delimiter cuts the first rows, the better the greater.

    The share of rows that it cuts alike comes first. Tabs are typed for nothing else; of the others, what a space
    follows may be prose, and a comma between digits is more likely a decimal one.
    """
    sample = _DECIMAL.sub(".", sample) if delimiter == "," else sample
    share, width = _even(sample, delimiter)
    _, tight = _even(sample.replace(f"{delimiter} ", " "), delimiter)
    return (1.0 if share >= _NEARLY_ALL else share), delimiter == "\t" and share > 0, tight, width


def _even(sample: str, delimiter: str) -> tuple[float, int]:
    """The share of rows that are cut into equally many cells, more than one, and how many these are."""
    try:
        rows = parsed(io.StringIO(sample, newline=""), delimiter)
        widths = [len(row) for row in itertools.islice(rows, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)


def samples() -> Iterator[bytes]:
    """Two rows."""
    yield b"Item;Price\nBolt;2\n"
