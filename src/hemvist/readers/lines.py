"""Paragraphs and tables set down line by line, with their headings, as readers of formats without pages find them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Hiding
from hemvist.readers.headings import heading
from hemvist.readers.messages import MOST_HEADINGS
from hemvist.readers.scribe import Scribe
from hemvist.readers.tidy import is_clean, is_plain, is_shown, tidy
from hemvist.readers.unseen import spelled

_LONGEST_HEADING: Final = 300
_LONGEST_TITLE: Final = 60
_EMPTY: Final = re.compile("\n{3,}")
_FIGURES: Final = re.compile(r"[\W\d_]+")
_PERIOD: Final = re.compile(r"(?:19|20)\d\d(?:[-/–](?:\d\d|(?:19|20)\d\d))?|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d")
"""A year, two as one, or a month, in figures."""
_ENOUGH: Final = 100_000

Row = Sequence[str]


class Nested(NamedTuple):
    """A table in a cell of another: its rows, how many of them are its header, and by their row those in its own cells."""

    rows: Sequence[Row]
    headers: int | None = None
    inner: Inner = MappingProxyType({})


Inner = Mapping[int, Sequence[Nested]]


class Lines:
    """Writes what comes next on a line of its own; ``end`` tells the headings, marked ones or else guessed ones.

    Where a heading ``stands_apart``, an empty line parts a marked one from what stands around it.
    """

    def __init__(self, scribe: Scribe, stands_apart: bool = True) -> None:
        self._scribe = scribe
        self._marked: list[tuple[int, int, int]] = []
        self._guessed: list[tuple[int, int, int]] = []
        self._hiding: Hiding | None = None
        self._hidden: list[str] = []
        self._hidden_length = 0
        self._page: int | None = None
        self._first = 0
        self._parted = 0
        self._stands_apart = stands_apart
        self._at_title = False

    def begin_page(self) -> None:
        """Begin a page, sheet or slide; from now on hidden text is told with the page it is on."""
        self._tell_hidden()
        self._first = self._scribe.begin_page()
        self._page = self._scribe.pages

    def end_page(self, label: str = "") -> None:
        """End the page begun last; ``label`` is its own name, where it has one."""
        self._tell_hidden()
        self._scribe.end_page(self._first, label)
        self._page = None

    def apart(self) -> None:
        """What is hidden from here on is told on its own."""
        self._tell_hidden()

    def line(self, raw: str, level: int = 0) -> tuple[int, int] | None:
        """Write a paragraph, a heading of ``level`` from 1 if it is one; return its span, or None if it says nothing."""
        if self._hiding is not None:
            self._tell_hidden()
        text = self._plain(raw)
        if not text:
            return None
        self._at_title = self._at_title or level > 0
        start = self._begin(text)
        self._title(text, start, level)
        self._at_title = level > 0
        return start, self._scribe.at

    def block(self, raw: str) -> None:
        """Write plain text line by line as it stands; empty lines become one, before what follows them."""
        self._tell_hidden()
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
        plain = str.strip if is_plain(raw) and "\xa0" not in raw else self._plain
        text = "\n".join(map(plain, raw.split("\n")))
        if "\n\n\n" in text:
            text = _EMPTY.sub("\n\n", text)
        if shown := text.strip("\n"):
            if text.startswith("\n"):
                self.gap()
            self._titles(shown, self._begin(shown))

    def table(self, rows: Iterable[Row], headers: int | None = None, inner: Inner = MappingProxyType({})) -> None:
        """Write rows of cells; the first ``headers`` of them are its header, or what looks like one if None.

        The tables in its cells, ``inner`` by the place of their row, come below that row, as rows of their own.
        """
        for told in self._set_down(rows, headers, inner):
            self._scribe.table(*told)

    def _set_down(self, rows: Iterable[Row], headers: int | None, inner: Inner) -> list[tuple[int, int, int]]:
        """Write a table and those in it; return the spans of their headers and where they end, in order."""
        kept = [(at, row) for at, row in enumerate([self.plain(cell) for cell in row] for row in rows)]
        said = [row for _, row in kept if any(row)]
        count = header_rows(said) if headers is None else min(headers, len(said))
        self._tell_hidden()
        spans: list[tuple[int, int]] = []
        within: list[tuple[int, int, int]] = []
        waiting: list[Nested] = []
        for at, row in kept:
            if any(row):
                spans.append(self.row(row))
            waiting += inner.get(at, ())
            if len(spans) >= count:  # what stands in a header comes below all of it
                within += [told for one in waiting for told in self._set_down(*one)]
                waiting = []
        waiting += [one for at, tables in inner.items() if at >= len(kept) for one in tables]
        within += [told for one in waiting for told in self._set_down(*one)]
        if count and len(said) > count:
            within.insert(0, (spans[0][0], spans[count - 1][1], self._scribe.at))
        return within

    def row(self, cells: Row, name: str = "") -> tuple[int, int]:
        """Write one row of cells that are plain already, as a spot if it has a name; return its span."""
        start = self._begin(row_text(cells))
        if name:
            self._scribe.spot(start, self._scribe.at, name)
        return start, self._scribe.at

    def headed(self, header: tuple[int, int], until: int) -> None:
        """Tell that the row with the span ``header`` names the columns of all that follows up to ``until``."""
        self._scribe.table(*header, until)

    def plain(self, raw: str) -> str:
        """A text as one line without anything invisible, as a cell of ``row`` has to be."""
        if (raw.isascii() and raw.isprintable() and "  " not in raw) or is_clean(raw):
            return raw.strip()
        return " ".join(self._plain(raw).split())

    def gap(self) -> None:
        """Leave an empty line before what comes next, unless nothing came yet."""
        self._tell_hidden()
        if self._scribe.at:
            self._scribe.write("\n")
            self._parted = self._scribe.at

    def hide(self, kind: Hiding, text: str) -> None:
        """Keep apart a text that is not seen; what follows it in the same paragraph is told together with it."""
        if self._hiding is not kind:
            self._tell_hidden()
        self._hiding = kind
        self._hidden_length += len(text)
        if self._hidden_length <= _ENOUGH or not self._hidden:
            self._hidden.append(text)
        else:
            self._tell_hidden()
            self._hiding, self._hidden, self._hidden_length = kind, [text], len(text)

    def note(self, note: str) -> None:
        """Add a word of ``messages.NOTES``."""
        self._scribe.note(note)

    def end(self) -> None:
        """Tell the headings: those the file marks, or what looks like one where it marks none."""
        self._tell_hidden()
        for span in self._marked or self._guessed:
            self._scribe.heading(*span)

    def _begin(self, text: str) -> int:
        parts = self._stands_apart and self._at_title and self._parted < self._scribe.at
        self._at_title = False
        if self._scribe.at > self._first:
            end = "\n\n" if parts else "\n"
            return self._scribe.write(f"{end}{text}") + len(end)
        return self._scribe.write(text)

    def _titles(self, text: str, start: int) -> None:
        for line in () if self._marked else text.split("\n"):
            self._title(line, start, 0)
            start += len(line) + 1

    def _title(self, text: str, start: int, level: int) -> None:
        if level > 0 and len(text) <= _LONGEST_HEADING and len(self._marked) <= MOST_HEADINGS:
            self._marked.append((start, start + len(text), level))
        elif not self._marked and len(self._guessed) <= MOST_HEADINGS and (found := heading(text)):
            self._guessed.append((start, start + found[0], found[1]))

    def _plain(self, raw: str) -> str:
        if is_shown(raw):
            return raw.strip()
        for word in spelled(raw):
            self._scribe.hidden(Hiding.CHARACTERS, word)
        return tidy(raw).strip()

    def _tell_hidden(self) -> None:
        if self._hiding is None:
            return
        self._scribe.hidden(self._hiding, "".join(self._hidden), self._page)
        self._hiding, self._hidden, self._hidden_length = None, [], 0


def flat(table: Nested) -> Iterator[str]:
    """The rows of a table and of those in it as lines, the latter below their rows."""
    for at, row in enumerate(table.rows):
        yield row_text(row)
        yield from (line for one in table.inner.get(at, ()) for line in flat(one))
    yield from (
        line for at, tables in table.inner.items() if at >= len(table.rows) for one in tables for line in flat(one)
    )


def row_text(cells: Row) -> str:
    """The cells of a row on one line; empty ones at its end are dropped."""
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    return CELLS.join(cells[: last + 1])


def looks_like_header(rows: Sequence[Row]) -> bool:
    """Whether the first of several rows names the columns: short words in every cell, years or months, no figures.

    The corner above the names of the rows may be empty.
    """
    return len(rows) > 1 and names_columns(row_text(rows[0]), row_text(rows[1]))


def header_rows(rows: Sequence[Row]) -> int:
    """How many of the first rows name the columns by their looks: one, two where the first names groups, or none."""
    return 1 if looks_like_header(rows) else 2 if len(rows) > 2 and names_groups(*rows[:3]) else 0


def names_columns(line: str, below: str) -> bool:
    """The same of a row that is a line already, and of the one below it."""
    cells = line.split(CELLS)
    names = cells if cells[0] else cells[1:]
    periods = {at: cell for at, cell in enumerate(cells) if cell and is_figure(cell)}
    if len(names) < 2 or not all(name and len(name) <= _LONGEST_TITLE for name in names):
        return False
    return not periods or (len(periods) < len(cells) and _names_periods(periods, below.split(CELLS)))


def _names_periods(periods: dict[int, str], below: Row) -> bool:
    """Whether figures are different years or months, and do not stand above others in every one of these columns."""
    if len(set(periods.values())) < len(periods) or not all(map(_PERIOD.fullmatch, periods.values())):
        return False
    return any(at >= len(below) or not _PERIOD.fullmatch(below[at]) for at in periods)


def names_groups(above: Row, line: Row, below: Row) -> bool:
    """Whether the first of three rows names groups of columns, and the second the columns in them, above figures.

    The first has gaps between its names, since each stands over several columns; no two columns have both names alike.
    """
    width = max(len(above), len(line))
    above, line, below = ([*row, *[""] * (width - len(row))] for row in (above, line, below))
    told = [at for at, cell in enumerate(above) if cell]
    gaps = len(told) > 1 and "" in above[told[0] : told[-1]]
    if not gaps or not all(map(_names, [*above, *line])) or not all(above[at] or line[at] for at in range(1, width)):
        return False
    groups = [next((above[one] for one in reversed(told) if one <= at), "") for at in range(width)]
    columns = [at for at in range(width) if line[at]]
    figures = any(below[at] and is_figure(below[at]) and not _PERIOD.fullmatch(below[at]) for at in columns)
    return figures and len({(groups[at], line[at]) for at in columns}) == len(columns) > len(told) - 1


def _names(cell: str) -> bool:
    """Whether a cell may name columns: short words, a year or a month, or nothing."""
    return len(cell) <= _LONGEST_TITLE and (not cell or not is_figure(cell) or _PERIOD.fullmatch(cell) is not None)


def is_figure(cell: str) -> bool:
    """Whether a cell has no letter in it."""
    return _FIGURES.fullmatch(cell) is not None
