"""XLSX into text: a sheet a page, a row a line with its cells as they are shown; what a sheet hides is kept apart."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hemvist.domain.text import Hiding, Unit
from hemvist.readers.drawings import chart_title, descriptions, paragraphs
from hemvist.readers.figures import GENERAL, shown, shown_text
from hemvist.readers.grid import MOST_COLUMNS, Box, Grid, column, letters, marked
from hemvist.readers.lines import Lines
from hemvist.readers.raised import Raised
from hemvist.readers.scribe import Scribe
from hemvist.readers.styles import attribute, child, number, tag
from hemvist.readers.workbook import Look, Sheet, Words, Workbook
from hemvist.readers.zipped import Package, elements

_MOST_ROWS: Final = 1_048_576
_BOX: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_MERGED: Final = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s+ref=[\"']([A-Z0-9:]{5,23})[\"']")
_MOST_MERGED: Final = 200_000
_DIGITS: Final = "0123456789"
_PICTURE: Final = 20_000
_CODE: Final = re.compile(r"&(?:\"[^\"]{0,255}\"|K[0-9A-Fa-f]{6}|[0-9]{1,3}|[A-Za-z])")
"""A code in a header or footer: where it stands, its font, its size, its colour (ECMA-376, 18.3.1.46)."""
_REPLACED: Final = "[Threaded comment]"


def read(data: bytes, scribe: Scribe) -> None:
    """Write the sheets that are shown, each as a page called by its name, and tell apart those that are not."""
    package = Package(data)
    workbook, lines = Workbook(package), Lines(scribe)
    scribe.unit(Unit.SHEET)
    for sheet in workbook.sheets:
        lines.apart()
        if sheet.shown:
            lines.begin_page()
            _Sheet(workbook, sheet, lines).write()
            lines.end_page(sheet.name)
        else:
            lines.hide(Hiding.SHEET, f"{sheet.name}\n")
            _Sheet(workbook, sheet, lines).write()
    lines.end()
    _left_out(package, lines)


_PLAIN: Final = frozenset([GENERAL, "@"])
"""The formats that show a text as it is."""


class _Taken(Grid):
    """Keeps the rows of a sheet instead of writing them."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines)
        self.rows: list[list[tuple[int, str]]] = []

    def row(self, first: int, cells: Sequence[tuple[int, str]], last: int = 0) -> None:
        self.rows.append(list(cells))


def sheets(data: bytes, scribe: Scribe) -> Iterator[tuple[str, list[list[tuple[int, str]]]]]:
    """Of every sheet that is shown: its name, and its rows of (column, text), as they are shown."""
    workbook, lines = Workbook(Package(data)), Lines(scribe)
    for sheet in workbook.sheets:
        taken = _Taken(lines)
        if sheet.shown:
            _Sheet(workbook, sheet, lines, taken).write()
        yield sheet.name, taken.rows


class _Sheet:
    """One sheet being written."""

    def __init__(self, workbook: Workbook, sheet: Sheet, lines: Lines, grid: Grid | None = None) -> None:
        self._workbook, self._lines, self._shown = workbook, lines, sheet.shown
        self._package, self._part = workbook.package, sheet.part
        self._relations = list(self._package.relations(sheet.part).values())
        self._tables = list(self._told_tables())
        self._grid = grid or Grid(lines, self._tables if sheet.shown else ())
        self._titled = {table.top: table for table in self._tables}
        self._hidden_columns = bytearray()
        self._under = bytearray()
        self._merged: dict[int, list[tuple[int, int]]] = {}

    def write(self) -> None:
        """The rows, then the texts of drawings; comments are told apart."""
        data = self._package.long(self._part)
        if data:
            self._merged = _merged(data)
            self._rows(data)
        self._grid.end()
        for relation in self._relations:
            if relation.kind == "drawing":
                self._drawing(relation.target)
            elif relation.kind in ("comments", "threadedComment"):
                self._comments(relation.target, relation.kind == "comments")

    def _told_tables(self) -> Iterator[Box]:
        for relation in self._relations:
            root = self._package.xml(relation.target) if relation.kind == "table" else None
            box = _box(attribute(root, "ref"))
            if root is not None and box and attribute(root, "headerRowCount", "1") != "0":
                yield box

    def _rows(self, data: bytes) -> None:
        at = 0
        for _, element in elements(data, "{*}col", "{*}row", "{*}headerFooter"):
            name = tag(element)
            if name == "row":
                at = max(at + 1, min(number(element.get("r") or "", at + 1), _MOST_ROWS))
                if len(element):
                    self._row(at, element)
            elif name == "col":
                self._column(element)
            else:
                self._edges(element)

    def _edges(self, element: Any) -> None:
        """What is printed at the head and foot of the sheet's pages, without the codes for places and fonts in it."""
        for part in element:
            text = _CODE.sub(" ", part.text or "").strip()
            if text:
                self._lines.hide(Hiding.RUNNING, f"{text}\n")

    def _column(self, element: Any) -> None:
        if attribute(element, "hidden") in ("1", "true") or attribute(element, "width") == "0":
            first = number(attribute(element, "min"), 0)
            self._hidden_columns = marked(self._hidden_columns, first, number(attribute(element, "max"), first))

    def _row(self, at: int, row: Any) -> None:
        unseen = row.get("hidden") in ("1", "true") or row.get("ht") == "0"
        self._under = bytearray()
        for first, last in self._merged.get(at, ()):
            self._under = marked(self._under, first, last)
        cells: list[tuple[int, str]] = []
        place, said = 0, False
        for cell in row:
            place = min(max(place + 1, column((cell.get("r") or "")[:4].rstrip(_DIGITS))), MOST_COLUMNS)
            if len(cell):
                said |= self._cell(at, place, cell, cells, unseen)
        if cells:
            self._grid.row(at, cells)
        elif said:
            self._grid.passed(at)

    def _cell(self, at: int, place: int, cell: Any, cells: list[tuple[int, str]], unseen: bool) -> bool:
        """Add a cell to ``cells`` or tell it apart; return whether it says anything."""
        look = self._workbook.look(cell.get("s"))
        words, formatted = self._value(cell, look)
        if not words:
            return False
        reason = self._reason(place, unseen) or (None if formatted else Hiding.FORMATTED)
        if not isinstance(words, str):
            words = self._seen(at, place, words, look, reason) if reason is None else "".join(run.text for run in words)
        elif reason is None:
            reason = look.hiding(paper_known=False) if self._heads(at) else look.unseen
        text = self._lines.plain(words)
        if text and reason is not None:
            self._lines.hide(reason, f"{letters(place)}{at}: {text}\n")
        elif text and (not cells or cells[-1][0] != place):
            cells.append((place, text))
        return True

    def _seen(self, at: int, place: int, runs: Any, look: Look, reason: Hiding | None) -> str:
        """The text of those runs that are seen; the others are told apart."""
        kept: list[str] = []
        raised = Raised()
        for run in runs:
            hiding = run.in_cell(look).hiding(not self._heads(at))
            if hiding is None and run.raised:
                raised.put(kept, run.text)
            elif hiding is None:
                kept.append(run.text)
            else:
                self._lines.hide(hiding, f"{letters(place)}{at}: {self._lines.plain(run.text)}\n")
        return "".join(kept)

    def _heads(self, at: int) -> bool:
        """Whether the row is the header of a table, which its style may colour in any way."""
        return at in self._titled

    def _reason(self, place: int, unseen: bool) -> Hiding | None:
        """Why all of a cell is not seen, whatever it looks like."""
        if not self._shown:
            return Hiding.SHEET
        if unseen or (self._hidden_columns and self._hidden_columns[place] == 1):
            return Hiding.ROW
        return Hiding.COVERED if self._under and self._under[place] == 1 else None

    def _value(self, cell: Any, look: Look) -> tuple[Words, bool]:
        """What a cell says, and whether its format shows it; empty if it says nothing."""
        told = _told(cell)
        kind = cell.get("t") or "n"
        words: Words = ""
        if kind == "s":
            at = number(told, -1)
            words = self._workbook.words[at] if 0 <= at < len(self._workbook.words) else ""
        elif kind == "inlineStr":
            inline = child(cell, "is")
            words = "" if inline is None else self._workbook.runs(inline)
        elif not told:
            if kind == "n" and child(cell, "f") is not None:
                self._lines.note("formulas")
        elif kind == "b":
            words = "TRUE" if told.strip() in ("1", "true") else "FALSE"
        elif kind == "n":
            return _number(told, look.code, self._workbook.from_1904)
        else:
            words = told
        if isinstance(words, str) and words and look.code not in _PLAIN:
            said = shown_text(words, look.code)
            return said or words, bool(said)
        return words, True

    def _drawing(self, part: str) -> None:
        root = self._package.xml(part)
        for body in () if root is None else root.iter("{*}txBody"):
            for text in paragraphs(body):
                self._say(text)
        for text in descriptions(root):
            self._lines.hide(Hiding.DESCRIBED, f"{text}\n")
        for relation in self._package.relations(part).values():
            chart = self._package.xml(relation.target) if relation.kind == "chart" else None
            if chart is not None:
                self._say(chart_title(chart))

    def _say(self, text: str) -> None:
        if self._shown:
            self._lines.line(text)
        elif text.strip():
            self._lines.hide(Hiding.SHEET, f"{text}\n")

    def _comments(self, part: str, old: bool) -> None:
        root = self._package.xml(part)
        for comment in () if root is None else root.iter("{*}comment", "{*}threadedComment"):
            text = "".join(one.text or "" for one in comment.iter("{*}t" if old else "{*}text")).strip()
            if text and not (old and text.startswith(_REPLACED)):
                self._lines.hide(Hiding.COMMENT, f"{attribute(comment, 'ref')}: {text}\n")


def _told(cell: Any) -> str:
    """The value a cell holds, as it is written."""
    for part in cell:
        if part.tag[-1] == "v":
            return part.text or ""
    return ""


def _number(told: str, code: str, from_1904: bool) -> tuple[str, bool]:
    try:
        value = float(told[:40])
    except ValueError:
        return told, True
    if not math.isfinite(value):
        return told, True
    said = shown(value, code, from_1904)
    return said or told, bool(said.strip())


def _box(words: str) -> Box | None:
    found = _BOX.match(words)
    if found is None:
        return None
    top, left = int(found[2]), column(found[1])
    return Box(top, left, int(found[4] or top), column(found[3] or found[1]))


def _merged(data: bytes) -> dict[int, list[tuple[int, int]]]:
    """For each row, the columns that lie under a merged cell: all of it but its first cell. Rows in use are bounded."""
    found: dict[int, list[tuple[int, int]]] = {}
    count = 0
    for one in _MERGED.finditer(data):
        box = _box(one[1].decode("ascii"))
        if box is None:
            continue
        for row in range(box.top, min(box.bottom, _MOST_ROWS) + 1):
            count += 1
            if count > _MOST_MERGED:
                return found
            found.setdefault(row, []).append((box.left + (row == box.top), box.right))
    return found


def _left_out(package: Package, lines: Lines) -> None:
    """Note which parts hold what was not read."""
    for name in package.names:
        if name.startswith("xl/media/") and package.size(name) >= _PICTURE:
            lines.note("pictures")
        elif name.startswith("xl/embeddings/"):
            lines.note("embedded")
        elif name == "xl/vbaProject.bin":
            lines.note("macros")


def samples() -> Iterator[bytes]:
    """A workbook of a few cells."""
    main = '<workbook><sheets><sheet name="x" xmlns:r="r" r:id="a"/></sheets></workbook>'
    sheet = '<worksheet><sheetData><row><c t="inlineStr"><is><t>x</t></is></c><c><v>1.5</v></c></row></sheetData></worksheet>'
    relation = '<Relationships><Relationship Id="a" Type="/worksheet" Target="sheet.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in (("workbook", main), ("sheet", sheet), ("_rels/workbook.xml.rels", relation)):
            packed.writestr(f"xl/{name}" if name.endswith(".rels") else f"xl/{name}.xml", part)
        packed.writestr("[Content_Types].xml", "<Types/>")
    yield out.getvalue()
