"""Lists of values (CSV): a row a line, its cells in order, under the header that names the columns."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from typing import Final

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Hiding
from hemvist.readers.lines import looks_like_header, row_text
from hemvist.readers.scribe import Scribe
from hemvist.readers.tidy import tidy
from hemvist.readers.txt import decoded
from hemvist.readers.unseen import spelled

_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 1 << 16
_SAMPLE_ROWS: Final = 100
_LONGEST_FIELD: Final = 1 << 17


def read(data: bytes, scribe: Scribe) -> None:
    """Write one line per row, with a spot named by its number, and tell the header where the first row is one."""
    raw, note = decoded(data)
    if note:
        scribe.note(note)
    for word in spelled(raw):
        scribe.hidden(Hiding.CHARACTERS, word)
    delimiter, text = dialect(tidy(raw))
    rows = _numbered(_rows(text, delimiter))
    first = list(itertools.islice(rows, 2))
    head = _write(first[:1], scribe)
    until = _write(itertools.chain(first[1:], rows), scribe)[1]
    if looks_like_header([cells for _, cells in first]):
        scribe.table(*head, until)


def _write(rows: Iterator[tuple[int, list[str]]] | list[tuple[int, list[str]]], scribe: Scribe) -> tuple[int, int]:
    """Write rows; return where the first of them starts and the last ends."""
    begin = None
    for number, cells in rows:
        start = scribe.spotted(CELLS.join(cells) if cells[-1] else row_text(cells), f"row {number}")
        begin = start if begin is None else begin
    return begin or 0, scribe.at


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that say anything, with their numbers from 1."""
    for number, row in enumerate(rows, 1):
        line = CELLS.join(row)
        if line and "  " not in line and line[0] != " " and line[-1] != " " and line.isprintable():
            yield number, row
            continue
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield number, cells


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
    return max(_DELIMITERS, key=lambda delimiter: _even(sample, delimiter)), text


def _even(sample: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter cuts the first rows into equally many cells: the share of rows that agree, and how many."""
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
