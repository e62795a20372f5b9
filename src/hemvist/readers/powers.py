"""Figures on a page that stand higher than what they follow, such as powers and the marks of notes: a ``^`` parts them from it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from hemvist.readers.calls import Box
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.pieces import Block, Piece

_HIGHER: Final = 0.3
"""By how much of the height of what stands before it such a run is raised, at least."""
_LOWER_TOP: Final = 0.25
_SMALLER: Final = 0.8
_APART: Final = 0.25
_LONGEST: Final = 4.0
_SLIGHT: Final = 0.5
_MOST: Final = 2_000


def with_powers(glyphs: Glyphs, lines: Sequence[Line], blocks: list[Block]) -> list[Block]:
    """``blocks`` with a mark before every figure that is raised. Characters are looked at in lines that may have one."""
    places = [
        at
        for line in lines
        if len(line[2]) > 1 and (runs := _raised(glyphs, line[2]))
        for at in _in(glyphs, line, runs)
    ]
    if not places:
        return blocks
    places.sort()
    return [block._replace(pieces=[*_marked(block.pieces, places[:_MOST])]) for block in blocks]


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


def _marked(pieces: Sequence[Piece], places: Sequence[int]) -> Iterator[Piece]:
    for piece in pieces:
        start = piece.start
        inside = places[bisect_right(places, start) : bisect_left(places, piece.end)] if piece.new is None else ()
        for at in inside:
            yield Piece(start, at)
            yield Piece(at, at, "^")
            start = at
        yield piece._replace(start=start)
