"""Where the texts of fields and text boxes belong among a page's own: on the line they stand on, before what follows them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from hemvist.readers.calls import Box
from hemvist.readers.fields import TICKS, Note
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.heights import Heights, Run
from hemvist.readers.pieces import Block, Piece

_NEAR: Final = 2
"""Points by which the middle of a field may miss the line it stands on."""
_SLIGHT: Final = 1
"""Points by which a letter that follows a field may begin before its left edge."""
_ENDLESS: Final = 1 << 60
_RULE: Final = "._\u2026"
_WORD: Final = re.compile(r"[^\W_]+")


class _Place(NamedTuple):
    """A place in the raw text, and whether what is put there stands on the line there, else below what ends there."""

    at: int
    on_line: bool = True


def with_fields(
    glyphs: Glyphs, lines: Sequence[Line], blocks: list[Block], shown: Sequence[Note]
) -> tuple[list[Block], list[Box]]:
    """``blocks`` with the texts of ``shown`` put in, from left to right where many belong in one place; and their boxes."""
    rows = _Rows(glyphs, lines)
    placed = [(rows.place(note), note, glyphs.upright(note.box)) for note in shown]
    placed.sort(key=lambda one: (one[0].at, not one[0].on_line, 0 if one[0].on_line else -one[2][3], one[2][0]))
    added = [
        Piece(place.at, place.at, _spaced(note.text, place, glyphs.text), -number)
        for number, (place, note, _) in enumerate(placed, 1)
    ]
    return _inserted(blocks, added), [note.box for _, note, _ in placed]


def _spaced(new: str, place: _Place, text: str) -> str:
    """``new`` with what parts it from the text around it."""
    at = place.at
    if not place.on_line:
        return f"\r\n{new}" if at else f"{new}\r\n"
    before = "" if at == 0 or text[at - 1].isspace() else " "
    return f"{before}{new}" if at == len(text) or text[at].isspace() else f"{before}{new} "


class _Rows:
    """A page's lines, asked for the place of every field."""

    def __init__(self, glyphs: Glyphs, lines: Sequence[Line]) -> None:
        self._glyphs, self._lines = glyphs, lines
        self._heights = Heights(glyphs, lines)
        self._edges: dict[int, list[float]] = {}
        self._rows: dict[float, list[Run]] = {}

    def place(self, note: Note) -> _Place:
        """Before the letter that follows a field on its line, else at that line's end, else below the last line above."""
        box = self._glyphs.upright(note.box)
        middle = (box[1] + box[3]) / 2
        row = self._row(round(middle, 1))
        if not row:
            return self._below(middle)
        return _Place(self._before(_beside(row, box, note.text in TICKS), box[0]))

    def _row(self, middle: float) -> list[Run]:
        """The runs of the line nearest to this height, and of others at the same height, from the left; looked for once."""
        if middle not in self._rows:
            self._rows[middle] = sorted(self._runs(middle))
        return self._rows[middle]

    def _runs(self, middle: float) -> Iterator[Run]:
        found = [*self._heights.at(middle, _NEAR)]
        if found:
            best = min(found, key=lambda run: abs((run[0][1] + run[0][3]) / 2 - middle))[0]
            yield from (run for run in found if run[0][1] <= (best[1] + best[3]) / 2 <= run[0][3])

    def _below(self, middle: float) -> _Place:
        """The end of the last line above, or the page's beginning."""
        above = self._heights.above(middle)
        return _Place(self._lines[above[1]][1] if above else 0, on_line=False)

    def _before(self, number: int, left: float) -> int:
        """The place in a line of the first letter that begins right of ``left``, else the line's end; no word is cut."""
        start, end, _ = self._lines[number]
        if number not in self._edges:
            boxes = (self._glyphs.box(at) for at in range(start, end))
            lefts = (self._glyphs.upright(box)[0] if box else float("-inf") for box in boxes)
            self._edges[number] = [*accumulate(lefts, max)]
        return _uncut(self._glyphs.text, start, start + bisect_left(self._edges[number], left - _SLIGHT), end)


def _uncut(text: str, start: int, at: int, end: int) -> int:
    """The place ``at`` of a line, or behind the word it would cut, or before the dots or rule to write on."""
    if not start < at < end:
        return at
    if text[at] in _RULE and text[at - 1] == text[at]:
        return start + len(text[start:at].rstrip(text[at]))
    word = _WORD.match(text, at, end) if text[at - 1].isalnum() else None
    return word.end() if word else at


def _beside(row: Sequence[Run], box: Box, is_tick: bool) -> int:
    """The number of the line that a field belongs to: a tick to what is nearest, others to what stands left of them."""
    at = bisect_right(row, box[0], key=_left)
    if not 0 < at < len(row):
        return row[at - 1 if at else 0][1]
    left, right = row[at - 1], row[at]
    nearer = is_tick and right[0][0] - box[2] < box[0] - left[0][2]
    return (right if nearer else left)[1]


def _left(run: Run) -> float:
    return run[0][0]


def _inserted(blocks: list[Block], added: Sequence[Piece]) -> list[Block]:
    """``blocks`` with each of ``added`` where the raw text's place is, at the end if that is not there."""
    known = sorted(
        (piece.start, piece.end, number, at)
        for number, block in enumerate(blocks)
        for at, piece in enumerate(block.pieces)
        if piece.new is None and piece.start < piece.end
    )
    into: dict[int, dict[int, list[Piece]]] = {}
    rest: list[Block] = []
    for new in added:
        after = bisect_right(known, (new.start, _ENDLESS))
        holding = [one[2:] for one in known[max(0, after - 2) : after] if new.start <= one[1]]
        if holding:
            number, at = min(holding)
            into.setdefault(number, {}).setdefault(at, []).append(new)
        else:
            rest.append(Block([new]))
    filled = (_filled(block, into[number]) if number in into else block for number, block in enumerate(blocks))
    return [*filled, *rest]


def _filled(block: Block, into: Mapping[int, Sequence[Piece]]) -> Block:
    """A block with pieces put into its own, by their numbers. A table's row stays one line."""
    pieces: list[Piece] = []
    for at, piece in enumerate(block.pieces):
        for new in into.get(at, ()):
            if piece.start < new.start:
                pieces.append(piece._replace(end=new.start))
            pieces.append(new if block.row is None else _in_one_line(new))
            piece = piece._replace(start=new.start)
        if piece.start < piece.end or piece.new is not None or at not in into:
            pieces.append(piece)
    return block._replace(pieces=pieces)


def _in_one_line(new: Piece) -> Piece:
    return new._replace(new=re.sub(r"\s+", " ", new.new or ""))
