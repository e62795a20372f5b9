"""The order in which a page is read: columns of prose one after the other, everything else as the file has it.

A page is taken for columns only where its lines show it: a band free of text runs down the page, both sides of it are
filled with lines of words that go on from one line to the next. Rows of tables, forms and signatures are none of this.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from hemvist.readers.calls import Box
from hemvist.readers.glyphs import Line

_SIGNS: Final = 6
_FEWEST: Final = 6
_TABLE: Final = 3
_MARKER: Final = 24.0
"""Points: what stands before a line's only gap and is narrower is a clause's number or a bullet."""
_CELL: Final = 250.0
"""Points: what stands behind a line's only gap and is wider is running text, such as that of a clause behind its number."""
_GUTTER: Final = 6.0
_GAP: Final = 7.0
_CROSSING: Final = 0.25
_FULL: Final = 0.6
_LETTERS: Final = 14
_GOES_ON: Final = 0.3
_WIDE: Final = 1.1
"""Heights of a line that one of its letters may take up on average, if it has no gap that its runs do not tell of."""
_DEEPEST: Final = 3
_MOST: Final = 20_000

Cuts = Sequence[tuple[float, float, float]]
Rough = Callable[[Line], list[Box]]
Rows = list[list["Segment"]]
"""Lines in reading order, each of segments from left to right."""


class Segment(NamedTuple):
    """A run of the raw text from ``start`` to ``end`` without a wide gap in it; its box lies upright."""

    start: int
    end: int
    box: Box
    text: str


class Signs(NamedTuple):
    """Whether a page may have columns that its order of lines mixes, and whether it may have tables."""

    columns: bool
    tables: bool
    boxes: list[Box | None]
    """Each line's box, upright; None for one that has none."""


def signs(lines: Sequence[Line], upright: Callable[[Box], Box], is_upright: bool = False) -> Signs:
    """What gaps one below the other, and lines side by side, say of a page; ``is_upright`` is whether its boxes are."""
    gaps: list[tuple[float, float]] = []
    beside = rows = 0
    above: Box | None = None
    wholes: list[Box | None] = []
    for _, _, boxes in lines:
        if not is_upright:
            boxes = [*map(upright, boxes)]
        if len(boxes) == 1:
            whole = boxes[0]
        elif boxes:
            whole, parted = _whole_and_gaps(boxes)
            if parted:
                gaps += parted
                alone = parted[0][0] - whole[0] < _MARKER or whole[2] - parted[0][1] > _CELL
                rows += len(parted) > 1 or not alone
        else:
            wholes.append(None)
            continue
        wholes.append(whole)
        if above is not None and (whole[0] > above[2] or whole[2] < above[0]):
            beside += _is_beside(above, whole)
        above = whole
    tables = rows + beside >= _TABLE
    if beside < _SIGNS and (len(gaps) < _SIGNS or _most_at_once(gaps) < _SIGNS):
        return Signs(False, tables, wholes)
    return Signs(_columns(roughly(lines, upright, is_upright), 0) is not None, tables, wholes)


def roughly(lines: Sequence[Line], upright: Callable[[Box], Box], is_upright: bool = False) -> list[Segment]:
    """Segments by the boxes of runs alone, which cost little; their texts are not known. ``is_upright`` as for ``signs``."""
    found: list[Segment] = []
    for start, end, boxes in lines:
        if not is_upright:
            boxes = [*map(upright, boxes)]
        if len(boxes) == 1:
            found.append(Segment(start, end, boxes[0], ""))
        elif boxes:
            found += [Segment(start, end, box, "") for box in _run_on(boxes)]
    return found


def _run_on(boxes: list[Box]) -> Iterator[Box]:
    """The boxes of runs, those made one that follow each other without a wide gap."""
    last = boxes[0]
    for box in boxes[1:]:
        room = box[0] - last[2]
        if room >= -1 and (room <= _GAP or room <= 0.8 * (box[3] - box[1])) and _shares_line(last, box):
            last = around((last, box))
        else:
            yield last
            last = box
    yield last


def segments(
    text: str, lines: Sequence[Line], box_of: Callable[[int], Box | None], cuts: Cuts = (), rough: Rough | None = None
) -> list[Segment]:
    """The segments of a page in the order of its raw text; ``box_of`` tells where a character stands, upright.

    ``cuts`` are lines drawn down the page (x, bottom, top), from left to right, at which text ends, too. ``rough`` tells the upright boxes
    of a line's runs where those are enough for one that has no gap.
    """
    found: list[Segment] = []
    for line in lines:
        boxes = rough(line) if rough else []
        whole = _whole(text, line, boxes, cuts) if boxes else None
        found += [whole] if whole else _segments(text, line, box_of, cuts)
    return found


def _whole(text: str, line: Line, boxes: list[Box], cuts: Cuts) -> Segment | None:
    """The line as one segment, if the boxes of its runs say that there is no gap in it."""
    start, end, _ = line
    (box, gaps), words = _whole_and_gaps(boxes), text[start:end].strip()
    wide = box[2] - box[0] > _WIDE * len(words) * (box[3] - box[1])
    if not words or wide or "  " in words or gaps or any(_shifts(boxes)):
        return None
    if any(box[0] < x < box[2] and bottom < (box[1] + box[3]) / 2 < top for x, bottom, top in cuts):
        return None
    start = text.index(words, start, end)
    return Segment(start, start + len(words), box, words)


def _shifts(boxes: list[Box]) -> Iterator[bool]:
    """Whether a run stands before the one it follows, or not on its line."""
    return (other[2] < one[0] or not _shares_line(one, other) for one, other in pairwise(boxes))


def in_columns(found: Sequence[Segment], depth: int = 0) -> Rows | None:
    """The rows of a page that is set in columns, in reading order; None if it is not, or stands in that order already."""
    rows = _columns(found, depth) if len(found) <= _MOST else None
    if rows is None:
        return None
    starts = [segment.start for row in rows for segment in row]
    return rows if any(one > other for one, other in pairwise(starts)) else None


def _columns(found: Sequence[Segment], depth: int) -> Rows | None:
    gutter = _gutter(found) if depth < _DEEPEST and len(found) >= 2 * _FEWEST else None
    if gutter is None:
        return None
    rows: Rows = []
    any_columns = False
    for band in _bands(found, gutter):
        left = [one for one in band if one.box[2] <= gutter[1]]
        right = [one for one in band if one.box[2] > gutter[1]]
        if len(band) > 1 and _is_prose(left) and _is_prose(right):
            any_columns = True
            rows += _columns(left, depth + 1) or in_rows(left)
            rows += _columns(right, depth + 1) or in_rows(right)
        else:
            rows += [[one] for one in sorted(band, key=lambda one: one.start)]
    return rows if any_columns else None


def _gutter(found: Sequence[Segment]) -> tuple[float, float] | None:
    """The band, from left to right, that fewest segments cross, with enough of them on both sides."""
    best: tuple[int, float, float, float] | None = None
    lefts = sorted(one.box[0] for one in found)
    least, most = lefts[0], max(one.box[2] for one in found)
    for left, right in _bands_of_white(found, least, most):
        crossing = sum(one.box[0] < left and one.box[2] > right for one in found)
        before = sum(one.box[2] <= right for one in found)
        after = len(found) - before - crossing
        fits = min(before, after) >= _FEWEST and crossing <= _CROSSING * len(found)
        rank = (crossing, left - right, left, right)
        if fits and (best is None or rank < best):
            best = rank
    return (best[2], best[3]) if best else None


def _bands_of_white(found: Sequence[Segment], least: float, most: float) -> Iterator[tuple[float, float]]:
    """Bands that hardly a segment crosses, in the middle of what is written."""
    wide = int(most - least) + 3
    if wide > _MOST:
        return
    changes: dict[int, int] = {}
    for one in found:
        start, end = int(one.box[0] - least), int(one.box[2] - least) + 1
        changes[start] = changes.get(start, 0) + 1
        changes[end] = changes.get(end, 0) - 1
    cover, begun, few = 0, None, _CROSSING * len(found)
    for at in sorted(changes):
        cover += changes[at]
        if cover <= few:
            begun = at if begun is None else begun
        elif begun is not None:
            if at - begun >= _GUTTER and 0.12 * wide < (begun + at) / 2 < 0.88 * wide:
                yield from _narrowed(found, least + begun, least + at)
            begun = None


def _narrowed(found: Sequence[Segment], left: float, right: float) -> Iterator[tuple[float, float]]:
    """The band without the segments that only reach into it."""
    crossing = [one for one in found if one.box[0] < left and one.box[2] > right]
    inside = [one for one in found if one not in crossing and one.box[2] > left and one.box[0] < right]
    middle = (left + right) / 2
    left = max([left, *(one.box[2] for one in inside if one.box[2] <= middle)])
    right = min([right, *(one.box[0] for one in inside if one.box[0] >= middle)])
    if right - left >= _GUTTER:
        yield left, right


def _bands(found: Sequence[Segment], gutter: tuple[float, float]) -> Iterator[list[Segment]]:
    """What stands above, between and below the lines that cross the gutter, and each of these, from the top down."""
    middle = (gutter[0] + gutter[1]) / 2
    band: list[Segment] = []
    for row in in_rows(found):
        if any(one.box[0] < middle < one.box[2] for one in row):
            if band:
                yield band
            yield row
            band = []
        else:
            band += row
    if band:
        yield band


def _is_prose(side: Sequence[Segment]) -> bool:
    """Whether these segments are lines of running text that fill their column."""
    rows = in_rows(side)
    if len(rows) < _FEWEST:
        return False
    left, right = min(one.box[0] for one in side), max(one.box[2] for one in side)
    if median(row[-1].box[2] - row[0].box[0] for row in rows) < _FULL * (right - left):
        return False
    texts = [" ".join(one.text for one in row) for row in rows]
    if not any(texts):
        return True
    goes_on = sum(text[:1].islower() for text in texts)
    return median(len(text) for text in texts) >= _LETTERS and goes_on >= _GOES_ON * len(texts)


def in_rows(found: Sequence[Segment]) -> Rows:
    """Segments by line from the top down, and from left to right."""
    rows: Rows = []
    first: Box | None = None
    for one in sorted(found, key=_falling):
        if first is not None and _shares_line(first, one.box):
            rows[-1].append(one)
        else:
            rows.append([one])
            first = one.box
    return [sorted(row, key=_from_left) if len(row) > 1 else row for row in rows]


def _from_left(one: Segment) -> float:
    return one.box[0]


def _falling(one: Segment) -> float:
    _, bottom, _, top = one.box
    return -(bottom + top)


def _shares_line(one: Box, other: Box) -> bool:
    _, low, _, high = one
    _, bottom, _, top = other
    shared = (high if high < top else top) - (low if low > bottom else bottom)
    tall, other_tall = high - low, top - bottom
    return shared > 0.5 * (other_tall if other_tall < tall else tall)


def _segments(text: str, line: Line, box_of: Callable[[int], Box | None], cuts: Cuts = ()) -> Iterator[Segment]:
    """A line cut where there is room for a gutter."""
    start, last, _ = line
    end, box = start, None
    for at in range(start, last):
        here = box_of(at) if not text[at].isspace() else None
        if here is None:
            continue
        if box is None:
            box = here
        elif _parts(box, here) or (cuts and _is_cut(box, here, cuts)):
            yield Segment(start, end, box, text[start:end].strip())
            start, box = at, here
        else:
            (a, b, c, d), (e, f, g, h) = box, here
            box = (a if a < e else e, b if b < f else f, c if c > g else g, d if d > h else h)
        end = at + 1
    if box is not None:
        yield Segment(start, end, box, text[start:end].strip())


def _parts(box: Box, here: Box) -> bool:
    left, bottom, right, top = box
    room = here[0] - right
    return (room > _GAP and room > max(_GAP, 0.8 * (top - bottom))) or here[2] < left


def _is_cut(box: Box, here: Box, cuts: Cuts) -> bool:
    middle = (here[1] + here[3]) / 2
    at, last = bisect_left(cuts, (box[2] - 0.5,)), here[0] + 0.5
    while at < len(cuts) and cuts[at][0] <= last:
        if cuts[at][1] < middle < cuts[at][2]:
            return True
        at += 1
    return False


def around(boxes: Sequence[Box]) -> Box:
    if len(boxes) == 1:
        return boxes[0]
    if len(boxes) == 2:
        (a, b, c, d), (e, f, g, h) = boxes
        return (a if a < e else e, b if b < f else f, c if c > g else g, d if d > h else h)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _whole_and_gaps(boxes: list[Box]) -> tuple[Box, list[tuple[float, float]]]:
    """The box around a line's runs, and where it has room for a gutter, from left to right."""
    left, bottom, right, top = boxes[0]
    end, gaps = right, []
    for one, low, other, high in boxes[1:]:
        room = one - end
        if room > _GAP and room > 0.8 * (high - low):
            gaps.append((end, one))
        end = other
        left, right = left if left < one else one, right if right > other else other
        bottom, top = bottom if bottom < low else low, top if top > high else high
    return (left, bottom, right, top), gaps


def _most_at_once(gaps: list[tuple[float, float]]) -> int:
    """How many gaps have a place across the page in common."""
    most = open_now = 0
    for _, change in sorted([(left, 1) for left, _ in gaps] + [(right, -1) for _, right in gaps]):
        open_now += change
        most = max(most, open_now)
    return most


def _is_beside(above: Box, below: Box) -> bool:
    """Whether the second line stands wholly to one side of the first, rather than under it."""
    return (below[0] > above[2] or below[2] < above[0]) and below[3] > above[1] - 3 * (above[3] - above[1])
