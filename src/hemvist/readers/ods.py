"""ODS into text: a sheet a page, a row a line with its cells as they are shown; what a sheet hides is kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hemvist.domain.text import Hiding, Unit
from hemvist.readers.grid import MOST_COLUMNS, Grid, letters, marked
from hemvist.readers.lines import Lines
from hemvist.readers.odf import Story, left_out, opened, packed
from hemvist.readers.odfstyles import Look, Styles
from hemvist.readers.scribe import Scribe
from hemvist.readers.styles import attribute, number, tag
from hemvist.readers.zipped import Package, elements

_MOST_ROWS: Final = 1_048_576
_MOST_REPEATED: Final = 100


def read(data: bytes, scribe: Scribe) -> None:
    """Write the sheets that are shown, each as a page called by its name, and tell apart those that are not."""
    one = opened(data)
    lines = Lines(scribe)
    scribe.unit(Unit.SHEET)
    _Sheets(lines, one).write(one.long("content.xml"))
    left_out(one, lines)
    lines.end()


class _Sheets:
    """The sheets of one file, as they go by."""

    def __init__(self, lines: Lines, package: Package) -> None:
        styles = package.kept("styles.xml")
        self._package, self._lines, self._outer = package, lines, styles
        self._styles = Styles(styles)
        self._story = Story(self._styles, lines, package)
        self._depth = 0
        self._label, self._shown = "", True
        self._grid = Grid(lines)
        self._at = self._column = 0
        self._unseen = bytearray()

    def write(self, data: bytes) -> None:
        """Write every sheet."""
        tags = ("{*}automatic-styles", "{*}table", "{*}table-row", "{*}table-column", "{*}tracked-changes", "{*}shapes")
        for event, element in elements(data, *tags, starts=True):
            name = tag(element)
            if name == "table":
                self._begin(element) if event == "start" else self._end()
            elif event == "end":
                self._take(name, element)

    def _take(self, name: str, element: Any) -> None:
        if name == "automatic-styles":
            self._styles = Styles(self._outer, element.getparent())
            self._story = Story(self._styles, self._lines, self._package)
        elif name == "tracked-changes":
            self._lines.note("changes")
        elif name == "shapes":
            self._shapes(element)
        elif self._depth == 1:
            self._columns(element) if name == "table-column" else self._row(element)

    def _begin(self, element: Any) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        self._label = attribute(element, "name")
        self._shown = self._styles.says("table", attribute(element, "style-name")).get("display") != "false"
        self._grid, self._at, self._column = Grid(self._lines), 0, 0
        self._unseen = bytearray()
        self._lines.apart()
        if self._shown:
            self._lines.begin_page()
        else:
            self._lines.hide(Hiding.SHEET, f"{self._label}\n")

    def _end(self) -> None:
        self._depth -= 1
        if self._depth:
            return
        self._grid.end()
        if self._shown:
            self._lines.end_page(self._label)
        self._lines.apart()

    def _columns(self, element: Any) -> None:
        repeated = min(number(attribute(element, "number-columns-repeated"), 1), MOST_COLUMNS)
        if attribute(element, "visibility") in ("collapse", "filter"):
            self._unseen = marked(self._unseen, self._column + 1, self._column + repeated)
        self._column += repeated

    def _row(self, row: Any) -> None:
        first = self._at + 1
        repeated = number(attribute(row, "number-rows-repeated"), 1)
        self._at = min(self._at + max(repeated, 1), _MOST_ROWS)
        unseen = attribute(row, "visibility") in ("collapse", "filter")
        cells: list[tuple[int, str]] = []
        place, said = 1, False
        for cell in row:
            if tag(cell) not in ("table-cell", "covered-table-cell"):
                continue
            times = max(1, min(number(attribute(cell, "number-columns-repeated"), 1), MOST_COLUMNS))
            if place <= MOST_COLUMNS and (len(cell) or _says(cell)):
                said |= self._cell(first, place, times, cell, cells, unseen)
            place += times
        if cells:
            self._same(first, min(repeated, _MOST_ROWS), cells)
        elif said:
            self._grid.passed(first)

    def _same(self, first: int, repeated: int, cells: list[tuple[int, str]]) -> None:
        """Equal rows: each for itself while they are few, else once with all their numbers."""
        if repeated > _MOST_REPEATED:
            self._grid.row(first, cells, self._at)
            return
        for number_ in range(first, first + max(1, repeated)):
            self._grid.row(number_, cells)

    def _cell(self, at: int, place: int, times: int, cell: Any, cells: list[tuple[int, str]], unseen: bool) -> bool:
        """Add a cell to ``cells`` or tell it apart; return whether it says anything."""
        text = self._lines.plain(self._story.cell(cell, Look()) or _bare(cell))
        if not text:
            if attribute(cell, "formula") and not attribute(cell, "value-type"):
                self._lines.note("formulas")
            return len(cell) > 0
        reason = self._reason(place, tag(cell), unseen)
        for column in range(place, min(place + (times if times <= _MOST_REPEATED else 1), MOST_COLUMNS + 1)):
            if reason is None:
                cells.append((column, text))
            else:
                self._lines.hide(reason, f"{letters(column)}{at}: {text}\n")
        return True

    def _reason(self, place: int, name: str, unseen: bool) -> Hiding | None:
        if not self._shown:
            return Hiding.SHEET
        if unseen or self._unseen[place : place + 1] == b"\1":
            return Hiding.ROW
        return Hiding.COVERED if name == "covered-table-cell" else None

    def _shapes(self, element: Any) -> None:
        """The texts of what is drawn on the sheet; they come before its rows in the file."""
        self._story.reason = None if self._shown else Hiding.SHEET
        self._story.blocks(element, Look(ink=None, paper=None))
        self._story.reason = None


def _says(cell: Any) -> bool:
    """Whether an empty cell may have a value or a formula all the same."""
    return any(attribute(cell, name) for name in ("value-type", "formula"))


def _bare(cell: Any) -> str:
    """A value that is kept without the text that shows it."""
    if len(cell):
        return ""
    named = ("string-value", "date-value", "time-value", "boolean-value", "value")
    return next((attribute(cell, name) for name in named if attribute(cell, name)), "")


def samples() -> Iterator[bytes]:
    """A sheet of one cell."""
    yield packed(
        "spreadsheet",
        "<spreadsheet><table name='x'><table-row><table-cell><p>x</p></table-cell></table-row></table></spreadsheet>",
    )
