"""The tables that an RTF file is in: their cells and rows as they come, and the shades of the cells."""

from __future__ import annotations

from typing import Final

from hemvist.readers.lines import Inner, Nested

_MOST_SHADES: Final = 1_000
_MOST_ROWS: Final = 50_000
_DEEPEST: Final = 6
"""How many tables stand in one another; what stands deeper is read as if it stood there."""


Paragraph = tuple[str, int]
"""A text and its heading level."""


class Rows:
    """The rows since the table began; ``take`` ends it."""

    def __init__(self) -> None:
        self.cells: list[list[Paragraph]] = []
        """The cells of the row that has begun."""
        self.header = False
        """Whether this row is one of the header's."""
        self.text: list[Paragraph] = []
        """The paragraphs of the cell that has begun."""
        self._inner: dict[int, list[Nested]] = {}
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
        self._rows.append([" ".join(text for text, _ in cell) for cell in self.cells])
        self.cells = []
        if self.header and self._headers == len(self._rows) - 1:
            self._headers += 1
        return len(self._rows) >= _MOST_ROWS

    def cell(self, text: str, level: int = 0) -> None:
        """The cell ends, whose last paragraph is ``text``, a heading of ``level`` if it is not 0."""
        self.cells.append([*self.text, (text, level)])
        self.text = []

    def framed(self) -> list[Paragraph]:
        """The paragraphs of a row of one cell above all others, which is a frame, or a title across all columns."""
        if self._rows or len(self.cells) != 1:
            return []
        (frame,), self.cells = self.cells, []
        return frame

    def hold(self, table: Nested) -> None:
        """A table stands in the row that has begun."""
        self._inner.setdefault(len(self._rows), []).append(table)

    def take(self) -> tuple[list[list[str]], int | None, Inner]:
        """All rows, how many of them are the header (None where none says so), and the tables in them."""
        taken = self._rows, self._headers or None, self._inner
        self._rows, self._headers, self._inner = [], 0, {}
        return taken


class Tables:
    """The table that is open, and those that are open in its cells, by how deep they stand: 1 for the outermost."""

    def __init__(self) -> None:
        self.outer = Rows()
        self._open = [self.outer]

    def paragraph(self, depth: int, text: str, level: int = 0) -> None:
        """A paragraph ends in a cell of the table at this depth."""
        cell = self._at(depth)
        if text.strip():
            cell.text.append((text, level))

    def cell(self, depth: int, text: str, level: int = 0) -> None:
        """A cell of the table at this depth ends with ``text``."""
        self._at(depth).cell(text, level)

    def row(self, depth: int, header: bool = False) -> None:
        """A row of a table in another ends."""
        rows = self._at(depth)
        rows.header = header
        if rows.cells:
            rows.row()

    def _at(self, depth: int) -> Rows:
        """The table at this depth; those that stand deeper end."""
        if depth <= 1 and len(self._open) == 1:  # as nearly all are
            return self.outer
        depth = max(1, min(depth, _DEEPEST))
        self.close(depth)
        self._open += [Rows() for _ in range(depth - len(self._open))]
        return self._open[-1]

    def close(self, depth: int = 1) -> None:
        """End the tables that stand deeper than ``depth``; each is held by the row it stands in."""
        while len(self._open) > depth:
            ended = self._open.pop()
            if ended.text:
                ended.cell("")
            if ended.cells:
                ended.row()
            rows, headers, inner = ended.take()
            if inner or any(map(any, rows)):
                self._open[-1].hold(Nested(rows, headers, inner))
