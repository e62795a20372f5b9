"""The pieces of a page in the order they are read: columns one after the other, tables row by row, else as the file has it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from hemvist.domain.sentence import CELLS
from hemvist.readers import layout, ruled, tables
from hemvist.readers.calls import Box
from hemvist.readers.drawn import Drawn
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.ink import Unseen

_RULED: Final = 3


class Piece(NamedTuple):
    """``start`` to ``end`` of the raw text, or ``new`` in its place; ``box`` is where a text not of the page's stands."""

    start: int
    end: int
    new: str | None = None
    box: int = 0


class Block(NamedTuple):
    """Pieces that are read together; ``row`` is the number of the table's row they are, None for anything else.

    One that stands ``apart`` begins on a line of its own.
    """

    pieces: list[Piece]
    row: int | None = None
    table: int = 0
    apart: bool = False


class Arranged(NamedTuple):
    """The blocks of a page in reading order, the tables among them, and each line's box."""

    blocks: list[Block]
    tables: list[tables.Grid]
    boxes: Sequence[Box | None]


def arrange(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn, plainly: bool) -> Arranged:
    """What is seen in reading order: columns, tables (unless ``plainly``), else as the file has it."""
    text = glyphs.text
    signs = layout.signs(lines, glyphs.upright, glyphs.turn == 0)
    rows = layout.in_columns(_segments(glyphs, lines, gone)) if signs.columns else None
    if rows is not None:
        return Arranged([Block([*_seen_only(text, _in_rows(rows), gone)])], [], signs.boxes)
    if not plainly and (_may_have_tables(glyphs, lines, gone, signs) or _may_be_ruled(seen_on, glyphs.turn)):
        found = _tables(glyphs, lines, gone, seen_on)
        if found:
            return Arranged([*_with_tables(text, lines, gone, found)], found, signs.boxes)
    if gone:
        whole: Iterable[Piece] = (Piece(start, _with_break(text, end)) for start, end, _ in lines)
        return Arranged([Block([*_seen_only(text, whole, gone)])], [], signs.boxes)
    return Arranged([Block([Piece(0, len(text))])] if text else [], [], signs.boxes)


def _may_have_tables(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, signs: layout.Signs) -> bool:
    """Whether the boxes of runs allow a table; what is not seen counts among them, and then they tell nothing."""
    return signs.tables and (bool(gone) or tables.may_hold(layout.roughly(lines, glyphs.upright, glyphs.turn == 0)))


def _segments(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, cuts: layout.Cuts = ()) -> list[layout.Segment]:
    """The segments of what is seen."""

    def rough(line: Line) -> list[Box]:
        start, end, boxes = line
        hidden = gone and any(at in gone for at in range(start, end))
        return [] if hidden else [glyphs.upright(box) for box in boxes]

    box_of = partial(_upright_box, glyphs, gone) if gone or glyphs.turn else glyphs.box_of()
    return layout.segments(glyphs.text, lines, box_of, cuts, rough)


def _may_be_ruled(seen_on: Drawn, turn: int) -> bool:
    """Whether lines enough to part columns are drawn down the page, as its text stands."""
    sideways = turn in (90, 270)
    rules, frames = seen_on.rules, 2 * len(seen_on.outlines)
    if len(rules) + frames < _RULED:
        return False
    down = [(right - left > top - bottom) == sideways for left, bottom, right, top in rules]
    return sum(down) + frames >= _RULED


def _tables(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn) -> list[tables.Grid]:
    """The tables of a page whose rows take up whole lines of it."""
    rules = ruled.rules(seen_on, glyphs.upright)
    found = _segments(glyphs, lines, gone, rules.down)
    line_of = {}
    on_line: dict[int, set[int]] = {}
    at = 0
    for segment in found:
        while at < len(lines) and lines[at][1] <= segment.start:
            at += 1
        line_of[segment.start] = at
        on_line.setdefault(at, set()).add(segment.start)
    kept = []
    for grid in tables.grids(found, rules):
        starts = {one.start for row in grid.rows for cell in row for one in cell}
        if all(on_line[line_of[start]] <= starts for start in starts):
            kept.append(grid)
    return kept


def _with_tables(text: str, lines: Sequence[Line], gone: Unseen, found: Sequence[tables.Grid]) -> Iterator[Block]:
    """The page line by line, each table in the place of its first line."""
    grid_of = {one.start: at for at, grid in enumerate(found) for row in grid.rows for cell in row for one in cell}
    starts = sorted(grid_of)
    told: set[int] = set()
    prose: list[Piece] = []
    for start, end, _ in lines:
        at = bisect.bisect_left(starts, start)
        if at == len(starts) or starts[at] >= end:
            prose.append(Piece(start, _with_break(text, end)))
            continue
        number = grid_of[starts[at]]
        if number not in told:
            told.add(number)
            yield Block([*_seen_only(text, prose, gone)])
            prose = []
            for row, cells in enumerate(found[number].rows):
                yield Block([*_seen_only(text, _row(cells), gone)], row, number)
    yield Block([*_seen_only(text, prose, gone)])


def _row(cells: tables.Row) -> Iterator[Piece]:
    """The cells of a row with bars between them, up to the last that says something."""
    last = max(at for at, cell in enumerate(cells) if cell)
    place = next(cell for cell in cells if cell)[0].start
    for at, cell in enumerate(cells[: last + 1]):
        place = cell[0].start if cell else place
        if at:
            yield Piece(place, place, CELLS)
        for number, segment in enumerate(cell):
            if number:
                yield Piece(segment.start, segment.start, " ")
            yield Piece(segment.start, segment.end)


def _upright_box(glyphs: Glyphs, gone: Unseen, at: int) -> Box | None:
    box = None if at in gone else glyphs.box(at)
    return glyphs.upright(box) if box else None


def _with_break(text: str, end: int) -> int:
    return end + 2 if text.startswith("\r\n", end) else end


def _in_rows(rows: layout.Rows) -> Iterator[Piece]:
    for row in rows:
        for at, segment in enumerate(row):
            if at:
                yield Piece(segment.start, segment.start, " ")
            yield Piece(segment.start, segment.end)
        yield Piece(row[-1].end - 1, row[-1].end - 1, "\r\n")


def _seen_only(text: str, pieces: Iterable[Piece], gone: Unseen) -> Iterator[Piece]:
    """``pieces`` without what is not seen; of a line that is not seen at all, its break goes too."""
    if not gone:
        yield from pieces
        return
    for piece in pieces:
        hidden = [at for at in range(piece.start, piece.end) if at in gone]
        if not hidden or piece.new is not None:
            yield piece
        elif any(not text[at].isspace() and at not in gone for at in range(piece.start, piece.end)):
            yield from _runs(text, piece, gone)


def _runs(text: str, piece: Piece, gone: Unseen) -> Iterator[Piece]:
    start: int | None = None
    after_gap = piece.start in gone
    for at in range(piece.start, piece.end):
        # The space before what is gone is enough.
        drop = at in gone or (after_gap and text[at] == " ")
        after_gap = after_gap and drop if at not in gone else True
        if drop and start is not None:
            yield Piece(start, at)
            start = None
        elif not drop and start is None:
            start = at
    if start is not None:
        yield Piece(start, piece.end)
