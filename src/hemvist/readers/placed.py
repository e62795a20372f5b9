"""Tables of a web page: cells in the columns where spans put them, and tables that only place others on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

_WIDEST: Final = 100
"""Columns up to which a span moves what stands beside or below it."""
_LONGEST: Final = 65_534


class Piece(NamedTuple):
    """A paragraph, one row of one cell with the level of its heading, or rows of a table, the first of them its header.

    ``headers`` is None where no row is marked as one.
    """

    rows: list[list[str]]
    headers: int | None = None
    level: int = 0

    @property
    def is_table(self) -> bool:
        """Whether it has rows that would be torn by being put into a cell."""
        return len(self.rows) > 1

    @property
    def flat(self) -> str:
        """All of it on one line."""
        return "; ".join(" ".join(filter(None, row)) for row in self.rows)


class Cell(NamedTuple):
    """What stands in a cell, and its column from 0."""

    column: int
    pieces: list[Piece]

    @property
    def flat(self) -> str:
        """All of it on one line."""
        return " ".join(piece.flat for piece in self.pieces)


@dataclass
class Grid:
    """A table being read: its rows so far, how many at its head are its header, and what spans reach into."""

    rows: list[list[Cell]] = field(default_factory=list)
    headers: int = 0
    titled: bool = True
    head: bool = False
    _next: int = 0
    _spans: dict[int, int] = field(default_factory=dict)

    def begin_row(self) -> None:
        """Begin a row below those so far."""
        self._spans = {column: left - 1 for column, left in self._spans.items() if left > 1}
        self.rows.append([])
        self.titled, self._next = True, 0

    def begin_cell(self, is_title: bool, columns: str, rows: str) -> None:
        """Begin a cell where the row has room for it; it spans so many columns and rows as its attributes say."""
        if not self.rows:
            self.begin_row()
        while self._next in self._spans:
            self._next += 1
        self.rows[-1].append(Cell(self._next, []))
        self.titled = self.titled and is_title
        after = min(self._next + _number(columns, 1), max(_WIDEST, self._next + 1))
        if (height := _number(rows, _LONGEST)) > 1 and after <= _WIDEST:
            self._spans |= dict.fromkeys(range(self._next, after), height)
        self._next = after

    def end_row(self) -> None:
        """A row of titles below no other rows is of the header."""
        if self.rows and self.rows[-1] and self.headers == len(self.rows) - 1 and (self.titled or self.head):
            self.headers += 1

    def end_group(self) -> None:
        """The rows of a head, body or foot are over: no cell spans beyond."""
        self._spans.clear()
        self.head = False

    @property
    def cell(self) -> Cell | None:
        """The cell that is being read."""
        return self.rows[-1][-1] if self.rows and self.rows[-1] else None

    def taken(self) -> list[Piece]:
        """All that was read: one table, or else what it only places on the page. Then it is empty but for one cell."""
        rows, headers = [row for row in self.rows if any(cell.pieces for cell in row)], self.headers
        self.rows, self.headers = [[Cell(self._next, [])]], 0
        if all(sum(map(bool, (cell.pieces for cell in row))) == 1 for row in rows):
            return [piece for row in rows for cell in row for piece in cell.pieces]
        named = 0 < headers < len(rows) and len(rows[0]) > 1
        if named or not any(_holds_tables(row) for row in rows):
            return [Piece([_line(row) for row in rows], headers or None)]
        return list(_laid_out(rows))


def _laid_out(rows: Sequence[list[Cell]]) -> Iterator[Piece]:
    """What rows hold one after the other; those without tables stay rows."""
    for torn, group in groupby(rows, _holds_tables):
        if torn:
            yield from (piece for row in group for cell in row for piece in cell.pieces)
        else:
            yield Piece([_line(row) for row in group])


def _holds_tables(row: list[Cell]) -> bool:
    return any(piece.is_table for cell in row for piece in cell.pieces)


def _line(row: list[Cell]) -> list[str]:
    """The cells of a row, nothing where a span leaves room."""
    line: list[str] = []
    for cell in row:
        if cell.pieces:
            line += [""] * (cell.column - len(line))
            line.append(cell.flat)
    return line


def _number(told: str, nothing: int) -> int:
    """How far a cell spans; ``nothing`` where it says 0, which is as far as there are rows."""
    number = int(told[:5]) if told[:5].isdecimal() else 1
    return min(number or nothing, _LONGEST)
