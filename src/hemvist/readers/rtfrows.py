"""The table that an RTF file is in: its cells and rows as they come, and the shades of the cells."""

from __future__ import annotations

from typing import Final

_MOST_SHADES: Final = 1_000
_MOST_ROWS: Final = 50_000


class Rows:
    """The rows since the table began; ``take`` ends it."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        """The cells of the row that has begun."""
        self.header = False
        """Whether this row is one of the header's."""
        self._rows: list[list[str]] = []
        self._headers = 0
        self._shades: list[int] = []
        self._shaded = 0

    def begin(self) -> None:
        """A row with nothing said of it yet."""
        self.header, self._shades, self._shaded = False, [], 0

    def shade(self, value: int) -> None:
        """The shade of the cell being told of."""
        self._shaded = value

    def end_definition(self) -> None:
        """All is told of a cell."""
        self._shades = [*self._shades[:_MOST_SHADES], self._shaded]
        self._shaded = 0

    @property
    def shade_here(self) -> int:
        """The shade of the cell that comes next; 0 if it has none."""
        at = len(self.cells)
        return self._shades[at] if at < len(self._shades) else 0

    def row(self) -> bool:
        """The row ends; whether there are so many that they are to be taken."""
        self._rows.append(self.cells)
        self.cells = []
        if self.header and self._headers == len(self._rows) - 1:
            self._headers += 1
        return len(self._rows) >= _MOST_ROWS

    def take(self) -> tuple[list[list[str]], int | None]:
        """All rows, and how many of them are the header; None where none says so."""
        rows, headers = self._rows, self._headers
        self._rows, self._headers = [], 0
        return rows, headers or None
