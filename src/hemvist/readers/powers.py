"""Figures on a page that stand higher than what they follow, such as powers and the marks of notes: a ``^`` parts them from it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

from hemvist.readers.calls import Box
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.pieces import Block, Piece
from hemvist.readers.raised import is_apart

_HIGHER: Final = 0.3
"""By how much of the height of what stands before it such a run is raised, at least."""
_LOWER_TOP: Final = 0.25
_SMALLER: Final = 0.8
_APART: Final = 0.25
_LONGEST: Final = 4.0
_SLIGHT: Final = 0.5
_BREAK: Final = "\r\n"
_MARK: Final = re.compile(r"\w{1,8}")
_MOST: Final = 2_000

Change = tuple[int, int, str]
"""From where to where the raw text is written otherwise, and how."""


def rejoined(glyphs: Glyphs, lines: Sequence[Line]) -> tuple[list[Line], list[Change]]:
    """The lines, those made one that pdfium cut before or after what is raised, and what their line's ends then are."""
    found: list[Line] = []
    joints: list[Change] = []
    alone = True
    for line in lines:
        joint = _joint(glyphs, found[-1], line) if found and _may_go_on(found[-1], line, glyphs.turn) else None
        if joint is None:
            found.append(line)
            alone = True
            continue
        start, _, boxes = found[-1]
        boxes = [*boxes] if alone else boxes
        boxes += line[2]
        found[-1], alone = (start, line[1], boxes), False
        joints.append(joint)
    return found, joints


def _may_go_on(line: Line, after: Line, turn: int) -> bool:
    """Whether ``after`` begins to the right of where the line before it ends, as far as that is soon told."""
    return bool(line[2] and after[2]) and (turn != 0 or after[2][0][0] >= line[2][-1][2] - _SLIGHT)


def _joint(glyphs: Glyphs, line: Line, after: Line) -> Change | None:
    """What stands where ``after`` goes on in the line before it; None if it does not."""
    last, start, upright = line[1], after[0], glyphs.upright
    base, first = upright(line[2][-1]), upright(after[2][0])
    if start != last + len(_BREAK) or first[0] < base[2] - _SLIGHT or not _overlap(base, first):
        return None
    text = glyphs.text
    if _is_raised(base, first):
        mark = _MARK.match(text, start, after[1])
        apart = text[last - 1].isalnum() and mark is not None and is_apart(mark[0])
        return last, start, "^" if apart else ""
    if len(line[2]) > 1 and _is_raised(below := upright(line[2][-2]), base) and _shares_line(below, first):
        near = first[0] - base[2] <= _APART * (below[3] - below[1]) / 2
        return last, start, "" if near or text[start].isspace() else " "
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[1] < other[3] and other[1] < one[3]


def _shares_line(one: Box, other: Box) -> bool:
    return min(one[3], other[3]) - max(one[1], other[1]) > 0.5 * min(one[3] - one[1], other[3] - other[1])


def with_powers(glyphs: Glyphs, lines: Sequence[Line], joints: Sequence[Change], blocks: list[Block]) -> list[Block]:
    """``blocks`` with a mark before every figure that is raised, and ``joints``. Characters are looked at in lines that may have one."""
    places = (
        (at, at, "^")
        for line in lines
        if len(line[2]) > 1 and (runs := _raised(glyphs, line[2]))
        for at in _in(glyphs, line, runs)
    )
    changes = sorted([*islice(places, _MOST), *joints])[:_MOST]
    if not changes:
        return blocks
    return [block._replace(pieces=[*_changed(block.pieces, changes)]) for block in blocks]


def _raised(glyphs: Glyphs, boxes: Sequence[Box]) -> list[Box]:
    """The runs that stand higher than the one before them, are smaller, and follow it at once."""
    told = [*map(glyphs.upright, boxes)] if glyphs.turn else boxes
    return [other for one, other in pairwise(told) if other[1] > one[1] and _is_raised(one, other)]


def _is_raised(one: Box, other: Box) -> bool:
    high, small = one[3] - one[1], other[3] - other[1]
    if other[1] - one[1] < _HIGHER * high or small > _SMALLER * high or other[3] < one[3] - _LOWER_TOP * high:
        return False
    return -_SLIGHT <= other[0] - one[2] <= _APART * high and other[2] - other[0] <= _LONGEST * small


def _in(glyphs: Glyphs, line: Line, runs: Sequence[Box]) -> Iterator[int]:
    """Where in a line the first figure of each of these runs stands, if it would be read as one with what is before it."""
    text, (start, end, _) = glyphs.text, line
    lefts = sorted(run[0] for run in runs)
    bottom, right = min(run[1] for run in runs), max(run[2] for run in runs)
    for at in range(start + 1, end):
        if text[at].isdigit() and text[at - 1].isalnum() and (box := glyphs.box(at)):
            left, low, _, _ = glyphs.upright(box)
            near = bisect_right(lefts, left + _SLIGHT) > bisect_left(lefts, left - _SLIGHT)
            if near and low >= bottom - _SLIGHT and left <= right:
                yield at


def _changed(pieces: Sequence[Piece], changes: Sequence[Change]) -> Iterator[Piece]:
    """The pieces with these changes, as far as each lies within one of them."""
    for piece in pieces:
        start = piece.start
        inside = (
            changes[bisect_right(changes, (start, piece.end)) : bisect_left(changes, (piece.end,))]
            if piece.new is None
            else ()
        )
        for at, until, new in inside:
            if until > piece.end:
                continue
            yield Piece(start, at)
            yield Piece(at, until, new)
            start = until
        yield piece._replace(start=start)
