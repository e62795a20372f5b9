"""A page's text as it is read and cited, and for every character of it where it stands on the page."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Hiding
from hemvist.readers import calls, layout, ruled, tables
from hemvist.readers.calls import Box, Calls
from hemvist.readers.drawn import Drawn, drawn
from hemvist.readers.fields import Note, notes
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.ink import Unseen, unseen
from hemvist.readers.lines import looks_like_header
from hemvist.readers.running import Margin, margins
from hemvist.readers.tidy import JOINT, origins, tidy
from hemvist.readers.unseen import spelled

_JUNK: Final = 20
_MOST_STAMPED: Final = 200
_MARGIN: Final = 0.1
_PICTURE: Final = 0.03
_WORTH_NOTING: Final = 0.15
_STROKES: Final = 60
_GARBLED: Final = 0.3
_SAMPLE: Final = 16
_FEW: Final = 5
_LITTLE: Final = 0.02
_RULED: Final = 3
_LOOKED_AT: Final = 400
"""Pages of the longest file whose recognised text is compared with its pictures: drawing each takes a tenth of a second."""
# A word's hyphen at the end of a line that pdfium has not taken for one.
_HYPHEN: Final = re.compile(r"[-\u2010\xad](?<=[^\W\d_]{2}.) ?\r?\n(?=[^\W\d_]{2})")
_NO_LETTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")
_SHAPELESS: Final = re.compile("[\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")


class Piece(NamedTuple):
    """``start`` to ``end`` of the raw text, or ``new`` in its place; ``box`` is where a text not of the page's stands."""

    start: int
    end: int
    new: str | None = None
    box: int = 0


class Block(NamedTuple):
    """Pieces that are read together; ``row`` is the number of the table's row they are, None for anything else."""

    pieces: list[Piece]
    row: int | None = None
    table: int = 0


class Span(NamedTuple):
    """A table on a page: the offsets of its first row and of its end, its columns, and whether the row is a header."""

    start: int
    end: int
    until: int
    columns: tuple[tuple[float, float], ...]
    header: bool


@dataclass
class Leaf:
    """One page: its text, what is hidden on it, and words of ``messages.NOTES``."""

    text: str = ""
    hidden: list[tuple[Hiding, str]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    scan: bool = False
    tables: list[Span] = field(default_factory=list)
    running: list[tuple[str, str]] = field(default_factory=list)
    """The lines at its head and foot that were set apart: their words with ``#`` for each number, and as they stand."""
    origins: list[int] | None = None
    """For every character its place in pdfium's raw text, or below zero that of ``boxes`` counted from -1 down."""
    boxes: list[Box] = field(default_factory=list)


@dataclass
class Draft:
    """A page looked through but not written yet: what runs on it is known once the pages around it are looked through."""

    leaf: Leaf = field(default_factory=Leaf)
    raw: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[tables.Grid] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)


class File(NamedTuple):
    """What must be known of a file to read one page of it."""

    pages: int
    layers: bool
    form: Any
    calls: Calls


def draft(page: Any, file: File, glyphs: Glyphs, plainly: bool = False) -> Draft:
    """What is known of ``page``, whose characters are ``glyphs``, by itself; ``plainly`` without tables."""
    lines = list(glyphs.lines())
    seen_on = drawn(page, glyphs.paper, file.layers, glyphs.calls)
    gone, layer = unseen(glyphs, lines, seen_on, file.pages <= _LOOKED_AT)
    result = Leaf(hidden=list(_hidden(glyphs.text, gone)))
    if _is_scan(glyphs, lines, gone, seen_on, layer):
        result.scan = True
        return Draft(result)
    remarks = notes(page, file.form)
    result.hidden += [(note.hiding, note.text) for note in remarks if note.hiding is not None]
    _say(result, glyphs, seen_on, layer, remarks)
    shown = [note for note in remarks if note.hiding is None]
    made = Draft(result, glyphs.text)
    boxes = _arrange(made, glyphs, lines, gone, seen_on, plainly or bool(shown))
    if shown:
        made.blocks = [Block(_with_fields(glyphs, lines, [*_all(made.blocks)], shown, result))]
    if not layer:
        made.margins = _margins(glyphs, lines, boxes, gone, made)
    return made


def written(made: Draft, apart: Sequence[Margin] = (), places: bool = False) -> Leaf:
    """The page without the lines ``apart``; with ``places``, also where each character stands."""
    made.leaf.running = [(one.words, tidy(made.raw[one.start : one.end]).strip()) for one in apart]
    if apart:
        made.blocks = [block._replace(pieces=_without(block.pieces, apart)) for block in made.blocks]
    _write(made, places)
    return made.leaf


def _say(result: Leaf, glyphs: Glyphs, seen_on: Drawn, layer: bool, remarks: Sequence[Note]) -> None:
    if layer:
        result.notes.add("layer")
    elif seen_on.pictures >= _WORTH_NOTING:
        result.notes.add("pictures")
    if not glyphs.is_plain and len(_NO_LETTER.findall(glyphs.text)) > max(_FEW, _LITTLE * glyphs.count):
        result.notes.add("letters")
    if any(not note.is_read for note in remarks):
        result.notes.add("form")
    if not glyphs.text.isascii() and _SHAPELESS.search(glyphs.text):
        result.hidden += [(Hiding.CHARACTERS, told) for told in spelled(glyphs.text)]


def _is_scan(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn, layer: bool) -> bool:
    """Whether the page shows more than can be read of it: a picture with hardly any text, or letters without a meaning."""
    shows = seen_on.pictures >= _PICTURE or seen_on.paths >= _STROKES
    if shows and (gone or glyphs.count < _MOST_STAMPED or (seen_on.behind and not layer)):
        letters = [at for at, char in enumerate(glyphs.text) if char.isalnum() and at not in gone]
        if len(letters) < _JUNK or (seen_on.behind and not layer and _are_stamps(glyphs, letters)):
            return True
    return _is_garbled(glyphs)


def _are_stamps(glyphs: Glyphs, letters: Sequence[int]) -> bool:
    """Whether these few characters stand only at the head or the foot of a page: a number or a stamp put on a scan."""
    if len(letters) > _MOST_STAMPED:
        return False
    left, bottom, right, top = glyphs.paper
    room_up, room_across = _MARGIN * (top - bottom), _MARGIN * (right - left)
    boxes = [box for box in map(glyphs.box, letters) if box is not None]
    upright = all(box[3] < bottom + room_up or box[1] > top - room_up for box in boxes)
    return upright or all(box[2] < left + room_across or box[0] > right - room_across for box in boxes)


def _is_garbled(glyphs: Glyphs) -> bool:
    """Whether many of the letters are only numbers of shapes, because their font does not say what they mean."""
    text = glyphs.text
    sample = (len(text) * at // _SAMPLE for at in range(_SAMPLE if text else 0))
    if (glyphs.is_plain or len(_NO_LETTER.findall(text)) <= _FEW) and not any(
        _is_unmapped(glyphs, at) for at in sample
    ):
        return False
    shown = [at for at, char in enumerate(text) if not char.isspace()]
    bad = sum(bool(_NO_LETTER.match(text[at])) or _is_unmapped(glyphs, at) for at in shown)
    return bad > _FEW and bad > _GARBLED * len(shown)


def _is_unmapped(glyphs: Glyphs, at: int) -> bool:
    return bool(calls.unmapped(glyphs.handle, glyphs.index(at)) == 1)


def _hidden(text: str, gone: Unseen) -> Iterator[tuple[Hiding, str]]:
    """What is hidden, run by run; only white space may lie between the parts of a run."""
    run: list[int] = []
    for at in sorted(gone):
        if run and (gone[at] != gone[run[-1]] or text[run[-1] + 1 : at].strip()):
            yield gone[run[0]], tidy(text[run[0] : run[-1] + 1])
            run = []
        run.append(at)
    if run:
        yield gone[run[0]], tidy(text[run[0] : run[-1] + 1])


def _arrange(
    made: Draft, glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn, plainly: bool
) -> Sequence[Box | None]:
    """Set down what is seen in reading order: columns, tables (unless ``plainly``), else as the file has it.

    Returns each line's box.
    """
    text = glyphs.text
    signs = layout.signs(lines, glyphs.upright, glyphs.turn == 0)
    if signs.columns:
        rows = layout.in_columns(_segments(glyphs, lines, gone))
        if rows is not None:
            made.blocks = [Block([*_seen_only(text, _in_rows(rows), gone)])]
            return signs.boxes
    maybe = signs.tables and (gone or tables.may_hold(layout.roughly(lines, glyphs.upright)))
    if not plainly and (maybe or _may_be_ruled(seen_on, glyphs.turn)):
        found = _tables(glyphs, lines, gone, seen_on)
        if found:
            made.tables, made.blocks = found, [*_with_tables(text, lines, gone, found)]
            return signs.boxes
    if gone:
        whole: Iterable[Piece] = (Piece(line.start, _with_break(text, line.end)) for line in lines)
        made.blocks = [Block([*_seen_only(text, whole, gone)])]
    elif text:
        made.blocks = [Block([Piece(0, len(text))])]
    return signs.boxes


def _segments(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, cuts: layout.Cuts = ()) -> list[layout.Segment]:
    """The segments of what is seen."""

    def rough(line: Line) -> list[Box]:
        hidden = gone and any(at in gone for at in range(line.start, line.end))
        return [] if hidden else [glyphs.upright(box) for box in line.boxes]

    return layout.segments(glyphs.text, lines, lambda at: _upright_box(glyphs, gone, at), cuts, rough)


def _may_be_ruled(seen_on: Drawn, turn: int) -> bool:
    """Whether lines enough to part columns are drawn down the page, as its text stands."""
    sideways = turn in (90, 270)
    down = sum((right - left > top - bottom) == sideways for left, bottom, right, top in seen_on.rules)
    return down + 2 * len(seen_on.outlines) >= _RULED


def _tables(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn) -> list[tables.Grid]:
    """The tables of a page whose rows take up whole lines of it."""
    rules = ruled.rules(seen_on, glyphs.upright)
    found = _segments(glyphs, lines, gone, rules.down)
    line_of = {}
    on_line: dict[int, set[int]] = {}
    at = 0
    for segment in found:
        while at < len(lines) and lines[at].end <= segment.start:
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
    for line in lines:
        at = bisect.bisect_left(starts, line.start)
        if at == len(starts) or starts[at] >= line.end:
            prose.append(Piece(line.start, _with_break(text, line.end)))
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


def _margins(
    glyphs: Glyphs, lines: Sequence[Line], boxes: Sequence[Box | None], gone: Unseen, made: Draft
) -> list[Margin]:
    """The first and last lines of the page, but for those of tables and those that are not seen."""
    in_table = {one.start for grid in made.tables for row in grid.rows for cell in row for one in cell}
    kept = [
        (line.start, line.end, box)
        for line, box in zip(lines, boxes, strict=True)
        if box is not None
        and not (in_table and any(at in in_table for at in range(line.start, line.end)))
        and not (gone and any(at in gone for at in range(line.start, line.end)))
    ]
    return margins(glyphs.text, kept, glyphs.upright(glyphs.paper))


def _all(blocks: Iterable[Block]) -> Iterator[Piece]:
    for block in blocks:
        yield from block.pieces


def _without(pieces: Iterable[Piece], apart: Sequence[Margin]) -> list[Piece]:
    """``pieces`` without these lines, their breaks included."""
    for one in apart:
        pieces = [part for piece in pieces for part in _cut(piece, one.start, one.end + 2)]
    return [*pieces]


def _cut(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    if piece.box or piece.end < start or piece.start >= end or (piece.new is None and piece.end == start):
        yield piece
    elif piece.new is None:
        if piece.start < start:
            yield piece._replace(end=start)
        if end < piece.end:
            yield piece._replace(start=end)
    elif not start <= piece.start < end:
        yield piece


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


def _with_fields(
    glyphs: Glyphs, lines: Sequence[Line], pieces: list[Piece], shown: Sequence[Note], result: Leaf
) -> list[Piece]:
    """``pieces`` with the texts of fields and notes put in at the end of the line they stand on, or below the last above."""
    for note in shown:
        result.boxes.append(note.box)
        at, beside = _nearest(glyphs, lines, note.box)
        new = f" {note.text}" if beside else f"\r\n{note.text}"
        pieces = _inserted(pieces, at, Piece(at, at, new, -len(result.boxes)), glyphs.text)
    return pieces


def _nearest(glyphs: Glyphs, lines: Sequence[Line], box: Box) -> tuple[int, bool]:
    """The end of the line on which a box stands, and True; else that of the last line above it, or 0, and False."""
    left, bottom, _, top = glyphs.upright(box)
    middle = (bottom + top) / 2
    above: tuple[float, int] = (float("inf"), 0)
    for line in lines:
        for run in map(glyphs.upright, line.boxes):
            if run[1] - 2 <= middle <= run[3] + 2 and run[0] <= left:
                return line.end, True
            if middle < run[1] < above[0]:
                above = (run[1], line.end)
    return above[1], False


def _inserted(pieces: list[Piece], at: int, new: Piece, text: str) -> list[Piece]:
    """``pieces`` with ``new`` where the raw text's place ``at`` is, at the end if that is not there."""
    for number, piece in enumerate(pieces):
        if (
            piece.new is None
            and piece.start <= at <= piece.end
            and (at < piece.end or at == len(text) or piece.start < at)
        ):
            cut = [one for one in (Piece(piece.start, at), new, Piece(at, piece.end)) if one.new or one.start < one.end]
            # What is put in at one place keeps its order.
            last = number + 1
            if at == piece.end:
                while last < len(pieces) and pieces[last].box and pieces[last].start == at:
                    last += 1
                return [*pieces[:last], new, *pieces[last:]]
            return [*pieces[:number], *cut, *pieces[number + 1 :]]
    return [*pieces, new]


def _write(made: Draft, places: bool) -> None:
    """Put the blocks together, each table's row on a line of its own, and tell where tables begin and end."""
    result, text = made.leaf, ""
    back: list[int] = []
    rows: dict[int, list[tuple[int, int]]] = {}
    for block in made.blocks:
        if not any(piece.new is None or piece.box for piece in block.pieces):
            continue
        plain, origin = _plain(made.raw, block, places)
        if text and plain and (block.row is not None or rows):
            text, back = text.rstrip() + "\n", [*back[: len(text.rstrip())], block.pieces[0].start]
        start = len(text)
        text, back = text + plain, back + origin
        if block.row is not None:
            rows.setdefault(block.table, []).append((start, len(text)))
    result.text = text.rstrip()
    result.tables = [_span(made.tables[at], spans, result.text) for at, spans in rows.items()]
    if places:
        result.origins = back[: len(result.text)]


def _span(grid: tables.Grid, spans: Sequence[tuple[int, int]], text: str) -> Span:
    first = [text[start:end].split(CELLS) for start, end in spans[:2]]
    header = looks_like_header(first) and len(first[0]) == len(grid.columns)
    return Span(*spans[0], spans[-1][1], grid.columns, header)


def _plain(raw: str, block: Block, places: bool) -> tuple[str, list[int]]:
    """The text of a block, words broken at a line's end put together, and where each of its characters comes from."""
    text = "".join(raw[piece.start : piece.end] if piece.new is None else piece.new for piece in block.pieces)
    joints = [(found.start(), found.end()) for found in _HYPHEN.finditer(text)] if _may_break(text) else []
    joined = _HYPHEN.sub(JOINT, text) if joints else text
    plain = tidy(joined)
    if not places:
        return plain, []
    back = list(_places(block.pieces))
    for start, end in reversed(joints):
        back[start:end] = [back[start]]
    return plain, [back[at] for at in origins(joined)]


def _may_break(text: str) -> bool:
    """Whether a word may be broken at a line's end: what costs little to tell of most pages."""
    return any(sign in text for sign in ("-\r\n", "- \r\n", "-\n", "- \n", "\u2010", "\xad"))


def _places(pieces: Sequence[Piece]) -> Iterator[int]:
    for piece in pieces:
        if piece.new is None:
            yield from range(piece.start, piece.end)
        else:
            yield from [piece.box or piece.start] * len(piece.new)
