"""The rows of a sheet, set down in blocks: what empty rows part are tables of their own, each under its header."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from hemvist.readers.lines import Lines, header_rows, is_figure

_JOINT: Final = "\x1f"
_MOST_TITLES: Final = 5
MOST_COLUMNS: Final = 16_384


class Box(NamedTuple):
    """A rectangle of cells: rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class _Row(NamedTuple):
    first: int
    last: int
    columns: array[int]
    texts: str

    def cells(self, places: dict[int, int]) -> list[str]:
        """The cells in the block's own columns, so that they stand under each other; nothing where there are none."""
        found = [""] * len(places)
        for column, text in zip(self.columns, self.texts.split(_JOINT), strict=True):
            found[places[column]] = text
        return found[: places[self.columns[-1]] + 1]

    @property
    def figures(self) -> set[int]:
        """The columns in which there are figures alone."""
        return {column for column, text in zip(self.columns, self.texts.split(_JOINT), strict=True) if is_figure(text)}

    @property
    def name(self) -> str:
        start, end = f"{letters(self.columns[0])}{self.first}", f"{letters(self.columns[-1])}{self.last}"
        return start if start == end else f"{start}:{end}"


class _Headed(NamedTuple):
    """A header found by its looks: its span, where its table ends so far, its columns, those with figures below it."""

    span: tuple[int, int]
    until: int
    columns: list[int]
    figures: set[int]

    def names(self, block: list[_Row], used: list[int]) -> bool:
        """Whether it names the columns of a block below its own, too: the same columns, with figures in the same."""
        alike = used[0] == self.columns[0] and set(used) <= set(self.columns)
        return alike and len(block[0].columns) > 1 and bool(block[0].figures & self.figures)


class Grid:
    """Takes the rows of one sheet in order. ``tables`` are the rectangles that the file itself calls tables."""

    def __init__(self, lines: Lines, tables: Iterable[Box] = ()) -> None:
        self._lines = lines
        self._tables = {table.top: table for table in tables}
        self._block: list[_Row] = []
        self._last = 0
        self._written = False
        self._open: _Headed | None = None

    def row(self, first: int, cells: Sequence[tuple[int, str]], last: int = 0) -> None:
        """Add a row: its number, and (column, text) in order, columns from 1; the same down to row ``last`` if given.

        Texts are plain already: one line, nothing invisible.
        """
        if not cells:
            return
        if self._block and first > self._last + 1 and not self._inside(self._last, first):
            self._set_down()
        self._last = max(first, last)
        columns = array("H", (column for column, _ in cells))
        self._block.append(_Row(first, self._last, columns, _JOINT.join(text for _, text in cells)))

    def passed(self, number: int) -> None:
        """Row ``number`` is not empty but has nothing to show: it parts no blocks."""
        self._last = number

    def _inside(self, above: int, below: int) -> bool:
        """Whether two rows are of the same told table."""
        return any(table.top <= above and below <= table.bottom for table in self._tables.values())

    def end(self) -> None:
        """Write what has come: the sheet is over."""
        self._set_down()
        self._tell()

    def _set_down(self) -> None:
        """Write the block that has come."""
        block, self._block = self._block, []
        if not block:
            return
        if self._written:
            self._lines.gap()
        self._written = True
        used = sorted(set().union(*(row.columns for row in block)))
        places = {column: at for at, column in enumerate(used)}
        spans = [self._lines.row(row.cells(places), row.name) for row in block]
        headed = self._headed(block, places)
        if not headed and self._open is not None and self._open.names(block, used):
            self._open = self._open._replace(until=spans[-1][1])
            return
        for first, head, until in headed:
            self._tell()
            self._open = _Headed((spans[first][0], spans[head][1]), spans[until][1], used, block[head + 1].figures)
        if not headed or block[headed[-1][1]].first in self._tables:
            self._tell()

    def _tell(self) -> None:
        """Tell the last header; what comes from here on is not under it."""
        if self._open is not None:
            self._lines.headed(self._open.span, self._open.until)
        self._open = None

    def _headed(self, block: list[_Row], places: dict[int, int]) -> list[tuple[int, int, int]]:
        """The places in ``block`` of each header's first and last row, and of the last row of its table."""
        told: list[tuple[int, int, int]] = []
        for at, row in enumerate(block):
            table = self._tables.get(row.first)
            if table is not None and not (told and at <= told[-1][2]):
                told.append(
                    (at, at, max(n for n, one in enumerate(block) if one.first <= max(table.bottom, row.first)))
                )
        found = told or _guessed(block, places)
        return [one for one in found if one[1] < one[2]]


def _guessed(block: list[_Row], places: dict[int, int]) -> list[tuple[int, int, int]]:
    """The header by its looks, below lines of one cell each that may stand above it as a title."""
    head = 0
    while head < min(_MOST_TITLES, len(block) - 1) and len(block[head].columns) == 1 and len(places) > 1:
        head += 1
    rows = [row.cells(places) for row in block[head : head + 3]]
    count = header_rows(rows)
    return [(head, head + count - 1, len(block) - 1)] if count else []


def marked(columns: bytearray, first: int, last: int) -> bytearray:
    """``columns``, one byte for each from 0 up to the last marked, with these marked as well; empty while none are."""
    first, last = max(first, 0), min(last, MOST_COLUMNS)
    if first <= last:
        columns = columns or bytearray(MOST_COLUMNS + 1)
        columns[first : last + 1] = b"\1" * (last + 1 - first)
    return columns


def letters(column: int) -> str:
    """The name of a column from 1: A, B, … Z, AA."""
    name = ""
    while column > 0:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name


@lru_cache(maxsize=1_000)
def column(name: str) -> int:
    """The number of the column that the letters of ``name`` say; 0 if it has none or too many."""
    number = 0
    for char in name:
        if not "A" <= char <= "Z" or number > MOST_COLUMNS:
            break
        number = number * 26 + ord(char) - 64
    return number if number <= MOST_COLUMNS else 0
