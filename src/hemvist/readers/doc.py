"""Old Word documents (DOC, Word 97 to 2003): paragraphs, tables and notes; what is hidden or deleted is kept apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers.binary import Face, Run, Shape, Word
from hemvist.readers.colours import Colour, alike
from hemvist.readers.lines import Lines
from hemvist.readers.scribe import Scribe
from hemvist.readers.unseen import paired

_WHITE: Final[Colour] = (255, 255, 255)
_CODE_FROM, _CODE_TO, _FIELD_END = "\x13", "\x14", "\x15"
_SPECIAL: Final = re.compile(r"[\x07\r\x0c\x13\x14\x15]|[^\x07\r\x0c\x13\x14\x15]+")
_CHARACTERS: Final = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x02": None, "\x03": None,
                                    "\x04": None, "\x05": None, "\x06": None, "\x08": None})  # fmt: skip
_STORIES: Final = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_WRITTEN: Final = ("text", "boxes", "footnotes", "endnotes")

Bit = tuple[Face, str]


def read(data: bytes, scribe: Scribe) -> None:
    """Write the text, its boxes and its notes; headings by style or outline level, else by pattern."""
    word = Word(data)
    lines = Lines(scribe)
    stories: dict[str, list[Run]] = {name: [] for name in _STORIES}
    ends = [sum(word.counts[: at + 1]) for at in range(len(_STORIES))]
    for run in word.runs():
        _sort(run, ends, stories)
    for name in _WRITTEN:
        _Writing(word, lines).write(stories[name])
    _apart(stories, lines)
    if word.macros:
        lines.note("macros")
    lines.end()


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
            stories[name].append(Run(start, text, run.place + (start - at) * run.width, run.width, run.face))
        begin = end


def _apart(stories: dict[str, list[Run]], lines: Lines) -> None:
    """Comments, headers and footers are told as hidden."""
    for run in stories["comments"]:
        lines.hide(Hiding.COMMENT, run.text.translate(_CHARACTERS).replace("\r", "\n"))
    edges = stories["headers"] + stories["header boxes"]
    if any(run.text.strip("\r\x07\x03\x04 \x13\x14\x15") for run in edges):
        for run in edges:
            lines.hide(Hiding.RUNNING, run.text.translate(_CHARACTERS).replace("\r", "\n"))


class _Writing:
    """Writes one story: its paragraphs, and its tables row by row."""

    def __init__(self, word: Word, lines: Lines) -> None:
        self._word, self._lines = word, lines
        self._bits: list[Bit] = []
        self._cells: list[list[Bit]] = []
        self._rows: list[list[str]] = []
        self._headers = 0
        self._fields: list[bool] = []

    def write(self, runs: list[Run]) -> None:
        """Write all of it."""
        for run in runs:
            place = run.place
            for part in _SPECIAL.findall(run.text):
                self._part(part, place, run.face)
                place += len(part) * run.width
        self._paragraph(Shape())
        self._end_table()

    def _part(self, part: str, place: int, face: Face) -> None:
        if part in (_CODE_FROM, _CODE_TO, _FIELD_END):
            self._field(part)
        elif any(self._fields):
            return
        elif part in ("\r", "\x07", "\x0c"):
            self._mark(part, self._word.shape(place))
        else:
            self._text(part, face)

    def _field(self, part: str) -> None:
        """A field's code is not shown, its result is."""
        if part == _CODE_FROM:
            self._fields.append(True)
        elif self._fields and part == _CODE_TO:
            self._fields[-1] = False
        elif self._fields:
            self._fields.pop()

    def _text(self, part: str, face: Face) -> None:
        if "\x01" in part:
            self._lines.note("pictures")
        if face.inserted:
            self._lines.note("changes")
        if face.symbol and part == "(":
            part = chr(face.symbol) if 0x20 <= face.symbol < 0xD800 else ""
        self._bits.append((face, part.translate(_CHARACTERS)))

    def _mark(self, part: str, shape: Shape) -> None:
        if shape.listed:
            self._lines.note("numbers")
        if shape.row and shape.depth <= 1:
            self._row(shape)
        elif (shape.inside or part == "\x07") and part != "\x0c":
            if part == "\x07" and shape.depth <= 1:
                self._cells.append(self._bits)
                self._bits = []
            else:
                self._bits.append((Face(), " "))
        else:
            self._end_table()
            self._paragraph(shape)

    def _paragraph(self, shape: Shape) -> None:
        shown = self._shown(self._bits, shape.paper)
        self._bits = []
        self._lines.line(shown, shape.level)

    def _row(self, shape: Shape) -> None:
        shades = shape.shades + (None,) * len(self._cells)
        cells = [self._shown(cell, shade) for cell, shade in zip(self._cells, shades, strict=False)]
        self._cells, self._bits = [], []
        self._rows.append(cells)
        if shape.header and self._headers == len(self._rows) - 1:
            self._headers += 1

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append([self._shown(cell, None) for cell in self._cells])
        if self._rows:
            self._lines.table(self._rows, self._headers or None)
        self._cells, self._rows, self._headers = [], [], 0

    def _shown(self, bits: list[Bit], paper: Colour | None) -> str:
        """What is seen of some text on this paper; the rest is kept apart."""
        shown = []
        for face, text in bits:
            hidden = _hidden(face, paper)
            if hidden is None:
                shown.append(text)
            else:
                self._lines.hide(hidden, text)
        return paired("".join(shown))


def _hidden(face: Face, paper: Colour | None) -> Hiding | None:
    if face.deleted:
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
