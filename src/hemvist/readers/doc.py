"""Old Word documents (DOC, Word 97 to 2003): paragraphs, tables and notes; what is hidden or deleted is kept apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers.binary import Run, Word
from hemvist.readers.colours import Colour, alike
from hemvist.readers.docstyles import Face, Shape
from hemvist.readers.forms import symbol_of
from hemvist.readers.lines import Lines, Nested
from hemvist.readers.notemarks import Referred
from hemvist.readers.raised import Raised
from hemvist.readers.scribe import Scribe
from hemvist.readers.unseen import paired

_WHITE: Final[Colour] = (255, 255, 255)
_CODE_FROM, _CODE_TO, _FIELD_END = "\x13", "\x14", "\x15"
_FIELD: Final = (_CODE_FROM, _CODE_TO, _FIELD_END)
_FIELDS: Final = re.compile(r"[\x13\x15]")
_DEEPEST: Final = 6
"""How many tables stand in one another; what stands deeper is read as if it stood there."""
_SPECIAL: Final = re.compile(r"[\x01\x02\x07\r\x0c\x13\x14\x15]|[^\x01\x02\x07\r\x0c\x13\x14\x15]+")
_CODE: Final = re.compile(r"\x13[^\x13-\x15]*\x14|\x13[^\x13-\x15]*\x15|\x15")
_DRAWN: Final = re.compile(r"[\uf000-\uf0ff]")
_CHARACTERS: Final = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x02": None, "\x03": None,
                                    "\x04": None, "\x05": None, "\x06": None, "\x08": None})  # fmt: skip
_STORIES: Final = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_WRITTEN: Final = ("text", "boxes", "footnotes", "endnotes")

Bit = tuple[Face, str]
Cell = list[tuple[list[Bit], Shape]]
"""The paragraphs of a cell."""


def read(data: bytes, scribe: Scribe) -> None:
    """Write the text, its boxes and its notes; headings by style or outline level, else by pattern."""
    word = Word(data)
    lines = Lines(scribe)
    stories: dict[str, list[Run]] = {name: [] for name in _STORIES}
    ends = [sum(word.counts[: at + 1]) for at in range(len(_STORIES))]
    for run in word.runs():
        _sort(run, ends, stories)
    footnotes, endnotes = (Referred(*told, at_end) for told, at_end in zip(word.marks(), (False, True), strict=True))
    for name, marks in zip(_WRITTEN, (footnotes, None, footnotes, endnotes), strict=True):
        begin = ends[_STORIES.index(name) - 1] if name != "text" else 0
        mark = (lambda at: footnotes.refer(at) or endnotes.refer(at)) if name == "text" else _beginning(marks, begin)
        _Writing(word, lines, mark, leads=name != "text").write(stories[name])
    _apart(stories, lines)
    _left_out(word, lines)
    lines.end()


def _beginning(marks: Referred | None, begin: int) -> Callable[[int], str]:
    """What gives the mark of the note that begins at a place, in a story that begins at ``begin``."""
    return lambda at: marks.begins(at - begin) if marks else ""


def _left_out(word: Word, lines: Lines) -> None:
    """Note what was not read."""
    if word.macros:
        lines.note("macros")
    if word.embeds:
        lines.note("embedded")


def _sort(run: Run, ends: list[int], stories: dict[str, list[Run]]) -> None:
    """Put a run where it belongs, in parts where it lies across."""
    at, until = run.at, run.at + len(run.text)
    story = bisect_right(ends, at)
    if story < len(ends) and until <= ends[story]:
        stories[_STORIES[story]].append(run)
        return
    begin = 0
    for name, end in zip(_STORIES, ends, strict=True):
        start, stop = max(at, begin), min(until, end)
        if start < stop:
            text = run.text[start - at : stop - at]
            place = run.place + (start - at) * run.width
            stories[name].append(replace(run, at=start, text=text, place=place))
        begin = end


def _apart(stories: dict[str, list[Run]], lines: Lines) -> None:
    """Comments, headers and footers are told as hidden; of fields in them, such as the page's number, the result alone."""
    for run in stories["comments"]:
        lines.hide(Hiding.COMMENT, run.text.translate(_CHARACTERS).replace("\r", "\n"))
    for name in ("headers", "header boxes"):
        text = _CODE.sub("", "".join(run.text for run in stories[name])).translate(_CHARACTERS)
        if text.strip("\r\x07 \x13\x14"):
            lines.hide(Hiding.RUNNING, text.replace("\r", "\n"))


def _closed(runs: list[Run]) -> set[tuple[int, int]]:
    """Which characters begin fields that end: the number of the run, and of the character in it."""
    open_at: list[tuple[int, int]] = []
    found = set()
    for number, run in enumerate(runs):
        for one in _FIELDS.finditer(run.text):
            if one[0] == _CODE_FROM:
                open_at.append((number, one.start()))
            elif open_at:
                found.add(open_at.pop())
    return found


@dataclass
class _Table:
    """A table that is open, and the cell of it that is."""

    cell: Cell = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    headers: int = 0
    inner: dict[int, list[Nested]] = field(default_factory=dict)


class _Writing:
    """Writes one story: its paragraphs, and its tables row by row.

    ``mark`` gives the mark of the note at a place, which ``leads`` the paragraph or stands where it is referred to.
    """

    def __init__(self, word: Word, lines: Lines, mark: Callable[[int], str], leads: bool) -> None:
        self._word, self._lines, self._note, self._leads = word, lines, mark, leads
        self._mark_before = ""
        self._bits: list[Bit] = []
        self._tables: list[_Table] = []
        self._fields: list[bool] = []
        self._closed: set[tuple[int, int]] = set()
        self._raised = Raised()

    def write(self, runs: list[Run]) -> None:
        """Write all of it."""
        self._closed = _closed(runs)
        for number, run in enumerate(runs):
            at = 0
            for part in _SPECIAL.findall(run.text):
                if part not in _FIELD:
                    self._part(part, run, at)
                elif part != _CODE_FROM or (number, at) in self._closed:
                    self._field(part)
                at += len(part)
        self._end_tables(0)
        self._paragraph(Shape())

    def _part(self, part: str, run: Run, at: int) -> None:
        if part == "\x01":
            self._picture(run.face)
        elif any(self._fields):
            return
        elif part == "\x02":
            self._refer(run.face, run.at + at)
        elif part in ("\r", "\x07", "\x0c"):
            if part != "\r" or not run.face.deleted:  # what follows goes on in the same paragraph
                self._mark(part, self._word.shape(run.place + at * run.width, run.changes))
        else:
            self._text(part, run.face)

    def _field(self, part: str) -> None:
        """A field's code is not shown, its result is."""
        if part == _CODE_FROM:
            self._fields.append(True)
        elif self._fields and part == _CODE_TO:
            self._fields[-1] = False
        elif self._fields:
            self._fields.pop()

    def _refer(self, face: Face, at: int) -> None:
        """A note is referred to, or begins."""
        if _hidden(face, None) is not None:
            return
        if self._leads:
            self._mark_before = self._note(at)
        else:
            self._bits.append((Face(), self._note(at)))

    def _picture(self, face: Face) -> None:
        """A picture, or the box or list of a form's field, which is told of within its code."""
        if not face.filled:
            self._lines.note("pictures")
        elif not any(self._fields[:-1]):
            self._bits.append((face, self._word.form(face.data) or ""))

    def _text(self, part: str, face: Face) -> None:
        if "\x08" in part and self._word.pictures:
            self._lines.note("pictures")
        if face.inserted:
            self._lines.note("changes")
        if face.symbol and part == "(":
            shown = self._symbol(face.drawn, face.symbol)
            part = shown or (chr(face.symbol) if 0x20 <= face.symbol < 0xD800 else "")
        elif _DRAWN.search(part):
            part = _DRAWN.sub(lambda one: self._symbol(face.font, ord(one[0])), part)
        self._bits.append((face, part.translate(_CHARACTERS)))

    def _symbol(self, font: int, code: int) -> str:
        """A box in a font of symbols; empty for all else in such fonts."""
        return symbol_of(self._word.fonts[font], code) if 0 <= font < len(self._word.fonts) else ""

    def _mark(self, part: str, shape: Shape) -> None:
        """A paragraph, a cell or a row ends."""
        self._number(shape)
        if part == "\x0c" or not (shape.inside or shape.row or part == "\x07"):
            self._end_tables(0)
            self._paragraph(shape)
            return
        depth = min(max(shape.depth, 1), _DEEPEST)
        self._end_tables(depth)
        self._tables += [_Table() for _ in range(depth - len(self._tables))]
        table = self._tables[-1]
        table.cell.append((self._bits, shape))
        self._bits = []
        if shape.row:
            self._row(table, shape)
        elif part == "\x07" or (shape.cell and depth > 1):
            table.cells.append(table.cell)
            table.cell = []

    def _number(self, shape: Shape) -> None:
        """Put the number of a list before what the paragraph says."""
        if not shape.listed or not any(text.strip() and _hidden(face, None) is None for face, text in self._bits):
            return
        number = self._word.lists.next(shape.listed, shape.list_level)
        if number is None:
            self._lines.note("numbers")
        elif number:
            self._bits.insert(0, (Face(), f"{number} "))

    def _paragraph(self, shape: Shape) -> None:
        shown = self._shown(self._bits, shape.paper).strip()
        self._bits = []
        if shown and self._mark_before:
            shown, self._mark_before = f"{self._mark_before} {shown}", ""
        self._lines.line(shown, shape.level)

    def _row(self, table: _Table, shape: Shape) -> None:
        cells, table.cells, table.cell = table.cells, [], []
        shades = shape.papers + (None,) * len(cells)
        if len(cells) == 1 and not table.rows and len(self._tables) == 1:
            self._frame(cells[0], shades[0])
            self._lines.table([], None, table.inner)
            table.inner = {}
            return
        table.rows.append([self._cell(cell, shade) for cell, shade in zip(cells, shades, strict=False)])
        if shape.header and table.headers == len(table.rows) - 1:
            table.headers += 1

    def _frame(self, cell: Cell, shade: Colour | None) -> None:
        """A row of one cell above all others: what stands in a frame, or a title across all columns."""
        for bits, shape in cell:
            self._lines.line(self._shown(bits, shape.paper or shade), shape.level)

    def _cell(self, cell: Cell, shade: Colour | None = None) -> str:
        """The paragraphs of a cell on one line."""
        return " ".join(self._shown(bits, shape.paper or shade) for bits, shape in cell)

    def _end_tables(self, depth: int) -> None:
        """End the tables that lie deeper than ``depth``; each is told with the row that it stands in."""
        while len(self._tables) > depth:
            table = self._tables.pop()
            if table.cells:
                table.rows.append([*map(self._cell, table.cells)])
            self._bits[:0] = [bit for bits, _ in table.cell for bit in (*bits, (Face(), " "))]
            if not self._tables:
                self._lines.table(table.rows, table.headers or None, table.inner)
            elif table.inner or any(map(any, table.rows)):
                above = self._tables[-1]
                above.inner.setdefault(len(above.rows), []).append(
                    Nested(table.rows, table.headers or None, table.inner)
                )

    def _shown(self, bits: list[Bit], paper: Colour | None) -> str:
        """What is seen of some text on this paper; the rest is kept apart."""
        shown: list[str] = []
        for face, text in bits:
            hidden = _hidden(face, paper)
            if hidden is None and face.raised:
                self._raised.put(shown, text)
            elif hidden is None:
                shown.append(text)
            else:
                self._lines.hide(hidden, text)
        return paired("".join(shown))


def _hidden(face: Face, paper: Colour | None) -> Hiding | None:
    if face.deleted or face.struck or face.struck_twice:
        return Hiding.DELETED
    if face.vanished:
        return Hiding.FORMATTED
    if 0 < face.size <= 2:
        return Hiding.TINY
    white = face.ink is not None and not face.patterned and alike(face.ink, face.paper or paper or _WHITE)
    return Hiding.WHITE if white else None


def samples() -> Iterator[bytes]:
    """None: what it needs is loaded by its imports, and by the samples of the others."""
    yield from ()
