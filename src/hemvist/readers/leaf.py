"""A page's text as it is read and cited, and for every character of it where it stands on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Hiding
from hemvist.readers import tables
from hemvist.readers.beside import with_fields
from hemvist.readers.calls import Box, Calls
from hemvist.readers.drawn import Drawn, drawn
from hemvist.readers.fields import TICKS, Note, notes
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.ink import Unseen, unseen
from hemvist.readers.lines import looks_like_header
from hemvist.readers.pieces import Block, Piece, arrange
from hemvist.readers.powers import rejoined, with_powers
from hemvist.readers.running import Margin, margins, middle
from hemvist.readers.struck import struck
from hemvist.readers.tidy import JOINT, origins, tidy
from hemvist.readers.unseen import spelled

_JUNK: Final = 20
_MOST_STAMPED: Final = 200
_MARGIN: Final = 0.1
_PICTURE: Final = 0.03
_WORTH_NOTING: Final = 0.15
STROKES: Final = 60
_GARBLED: Final = 0.3
_SAMPLE: Final = 16
_FEW: Final = 5
_LITTLE: Final = 0.02
_LOOKED_AT: Final = 400
"""Pages of the longest file whose recognised text is compared with its pictures: drawing each takes a tenth of a second."""
# A word's hyphen at the end of a line that pdfium has not taken for one.
_HYPHEN: Final = re.compile(r"[-\u2010\xad](?<=[^\W\d_]{2}.) ?\r?\n(?=[^\W\d_]{2})")
_NO_LETTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")
_SHAPELESS: Final = re.compile("[\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")


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
    plain: bool = False
    """Whether nothing in ``raw`` is to be changed but line ends and spaces that keep words together."""
    ends: Callable[[], list[Margin]] = list
    """What tells its first and last lines: asked when many pages are looked through, which keeps it in the cache."""

    @cached_property
    def margins(self) -> list[Margin]:
        """The first and last lines of the page that may be running."""
        found, self.ends = self.ends(), list  # the lines and boxes it was told by are not kept
        return found


class File(NamedTuple):
    """What must be known of a file to read one page of it."""

    pages: int
    layers: bool
    form: Any
    calls: Calls


def draft(page: Any, file: File, glyphs: Glyphs, look: Drawn | None = None, plainly: bool = False) -> Draft:
    """What is known of ``page``, whose characters are ``glyphs``, by itself; ``plainly`` without tables.

    ``look`` is what is drawn on it, if that was looked at before.
    """
    lines = list(glyphs.lines())
    seen_on = look or drawn(page, glyphs.paper, file.layers, glyphs.calls)
    gone, layer = unseen(glyphs, lines, seen_on, file.pages <= _LOOKED_AT)
    result = Leaf(hidden=list(_hidden(glyphs.text, gone)))
    if _is_scan(glyphs, lines, gone, seen_on, layer):
        result.scan = True
        return Draft(result)
    remarks = notes(page, file.form)
    gone |= (deleted := {at: why for at, why in struck(glyphs, lines, remarks).items() if at not in gone})
    result.hidden += _hidden(glyphs.text, deleted)
    result.hidden += [(note.hiding, note.text) for note in remarks if note.hiding is not None and note.text]
    _say(result, glyphs, seen_on, layer, remarks)
    shown = [note for note in remarks if note.hiding is None and note.text]
    lines, joints = rejoined(glyphs, lines)
    found = arrange(glyphs, lines, gone, seen_on, plainly or any(note.text != TICKS[0] for note in shown))
    blocks = with_powers(glyphs, lines, joints, found.blocks)
    made = Draft(result, glyphs.text, blocks, found.tables, plain=glyphs.is_plain)
    if shown:
        made.blocks, result.boxes = with_fields(glyphs, lines, made.blocks, shown)
    if not layer:
        page = glyphs.upright(glyphs.paper)
        made.ends = partial(_margins, glyphs.text, page, lines, found.boxes, gone, found.tables)
    return made


def written(made: Draft, apart: Sequence[Margin] = (), places: bool = False) -> Leaf:
    """The page without the lines ``apart``, or with those that stay at its end; with ``places``, also where each character stands."""
    made.leaf.running = [(one.words, tidy(made.raw[one.start : one.end]).strip()) for one in apart if not one.stays]
    if apart:
        made.blocks = [block._replace(pieces=_without(block.pieces, apart)) for block in made.blocks]
        made.blocks += _at_the_end(sorted(one for one in apart if one.stays))
    _write(made, places)
    return made.leaf


def _say(result: Leaf, glyphs: Glyphs, seen_on: Drawn, layer: bool, remarks: Sequence[Note]) -> None:
    if layer:
        result.notes.add("layer")
    elif seen_on.pictures >= _WORTH_NOTING:
        result.notes.add("pictures")
    if not glyphs.is_plain and len(_NO_LETTER.findall(glyphs.text)) > max(_FEW, _LITTLE * glyphs.count):
        result.notes.add("letters")
    result.notes.update(note.lacks for note in remarks if note.lacks)
    if _SHAPELESS.search(glyphs.unusual):
        result.hidden += [(Hiding.CHARACTERS, told) for told in spelled(glyphs.text)]


def _is_scan(glyphs: Glyphs, lines: Sequence[Line], gone: Unseen, seen_on: Drawn, layer: bool) -> bool:
    """Whether the page shows more than can be read of it: a picture with hardly any text, or letters without a meaning."""
    shows = seen_on.pictures >= _PICTURE or seen_on.paths >= STROKES
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
    sample = [len(text) * at // _SAMPLE for at in range(_SAMPLE if text else 0)]
    if (glyphs.is_plain or len(_NO_LETTER.findall(text)) <= _FEW) and not glyphs.any_unmapped(sample):
        return False
    shown = [at for at, char in enumerate(text) if not char.isspace()]
    bad = sum(bool(_NO_LETTER.match(text[at])) or glyphs.any_unmapped([at]) for at in shown)
    return bad > _FEW and bad > _GARBLED * len(shown)


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


def _margins(
    text: str,
    page: Box,
    lines: Sequence[Line],
    boxes: Sequence[Box | None],
    gone: Unseen,
    grids: Sequence[tables.Grid],
) -> list[Margin]:
    """The first and last lines of the page, but for those of tables and those that are not seen."""
    apart = {one.start for grid in grids for row in grid.rows for cell in row for one in cell}.union(gone)
    lowest, highest = middle(page)
    kept = [
        (start, end, box)
        for (start, end, _), box in zip(lines, boxes, strict=True)
        if box is not None
        and (box[3] < lowest or box[1] > highest)
        and not (apart and any(at in apart for at in range(start, end)))
    ]
    return margins(text, kept, page)


def _at_the_end(lines: Sequence[Margin]) -> Iterator[Block]:
    """These lines, after an empty one."""
    if lines:
        between = Piece(lines[0].start, lines[0].start, "\n")
        yield Block([part for one in lines for part in (between, Piece(one.start, one.end))], apart=True)


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


def _write(made: Draft, places: bool) -> None:
    """Put the blocks together, each table's row on a line of its own, and tell where tables begin and end."""
    result, text = made.leaf, ""
    back: list[int] = []
    rows: dict[int, list[tuple[int, int]]] = {}
    for block in made.blocks:
        if not any(piece.new is None or piece.box for piece in block.pieces):
            continue
        plain, origin = _plain(made, block, places)
        if text and plain and (block.row is not None or rows or block.apart):
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


def _plain(made: Draft, block: Block, places: bool) -> tuple[str, list[int]]:
    """The text of a block, words broken at a line's end put together, and where each of its characters comes from."""
    raw, whole = made.raw, all(piece.new is None for piece in block.pieces)
    text = "".join(raw[piece.start : piece.end] if piece.new is None else piece.new for piece in block.pieces)
    joints = [(found.start(), found.end()) for found in _HYPHEN.finditer(text)] if _may_break(text) else []
    joined = _HYPHEN.sub(JOINT, text) if joints else text
    plain = joined.replace("\r\n", "\n").replace("\xa0", " ")
    if joints or not whole or not made.plain or "\r" in plain:
        plain = tidy(joined)
    if not places:
        return plain, []
    back = list(_places(block.pieces))
    for start, end in reversed(joints):
        back[start:end] = [back[start]]
    return plain, [back[at] for at in origins(joined)]


def _may_break(text: str) -> bool:
    """Whether a word may be broken at a line's end: what costs little to tell of most pages."""
    if "-" in text and any(sign in text for sign in ("-\r\n", "- \r\n", "-\n", "- \n")):
        return True
    return not text.isascii() and ("\u2010" in text or "\xad" in text)


def _places(pieces: Sequence[Piece]) -> Iterator[int]:
    for piece in pieces:
        if piece.new is None:
            yield from range(piece.start, piece.end)
        else:
            yield from [piece.box or piece.start] * len(piece.new)
