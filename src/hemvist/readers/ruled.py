"""The straight lines on a page that may rule a table: those drawn as such, and the sides of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pypdfium2 import raw as pdfium

from hemvist.readers import calls
from hemvist.readers.calls import Box, Calls, Matrix
from hemvist.readers.drawn import Drawn, joined
from hemvist.readers.tables import Rules

_MOST: Final = 2_000
_STRAIGHT: Final = 1.0
_SHORTEST: Final = 6.0
_THICKEST: Final = 3.0

Point = tuple[float, float]


def rules(drawn: Drawn, upright: Callable[[Box], Box]) -> Rules:
    """The lines across and down a page, as they lie when its text stands upright."""
    boxes = [*drawn.rules, *_sides(drawn.outlines)][:_MOST]
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for left, bottom, right, top in map(upright, boxes):
        if right - left >= _SHORTEST and top - bottom <= _THICKEST:
            across.append(((bottom + top) / 2, left, right))
        elif top - bottom >= _SHORTEST and right - left <= _THICKEST:
            down.append(((left + right) / 2, bottom, top))
    return Rules(_joined(across), _joined(down))


def _joined(lines: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines with those that go on from each other made one, as borders drawn cell by cell are."""
    found: list[tuple[float, float, float]] = []
    for at, start, end in sorted(lines):
        if found and at - found[-1][0] <= _STRAIGHT and start <= found[-1][2] + _THICKEST:
            found[-1] = (found[-1][0], found[-1][1], max(found[-1][2], end))
        else:
            found.append((at, start, end))
    return found


def _sides(outlines: Sequence[tuple[int, Matrix | None]]) -> Iterator[Box]:
    """The straight sides of drawn paths."""
    asked, left = Calls(), _MOST
    for path, matrix in outlines:
        count = min(left, calls.path_count(path))
        left -= count
        placed = joined(asked.matrix(path), matrix)
        for one, other in _segments(asked, path, count):
            (x, y), (p, q) = _moved(one, placed), _moved(other, placed)
            if abs(x - p) <= _STRAIGHT or abs(y - q) <= _STRAIGHT:
                yield min(x, p), min(y, q), max(x, p), max(y, q)
        if left <= 0:
            return


def _segments(asked: Calls, path: int, count: int) -> Iterator[tuple[Point, Point]]:
    first: Point | None = None
    last: Point | None = None
    for at in range(count):
        segment = calls.path_segment(path, at)
        here = asked.point(segment)
        if here is None:
            return
        kind = calls.segment_kind(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield last, here
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        last = here
        if first is not None and calls.segment_closes(segment):
            yield here, first


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f
