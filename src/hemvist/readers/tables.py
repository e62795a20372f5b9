"""Tables on a page: found by the lines that rule them, or by cells that stand in columns; what is in doubt stays lines.

A wrong table is worse than none. So contents, forms, signatures, columns of prose and numbered clauses are none, and a
table is only taken where every line of the page lies wholly in it or wholly outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from hemvist.readers.calls import Box
from hemvist.readers.layout import Segment, around, in_rows

_FEWEST: Final = 3
_BETWEEN: Final = 2
"""Rows of one segment that may stand between two of several."""
_GUTTER: Final = 6.0
_ALIGNED: Final = 3.0
_MOST_ALIGNED: Final = 0.7
_FILLED: Final = 0.5
_FIGURED: Final = 0.7
_APART: Final = 2.2
"""Heights of a line that may lie free between two rows of a table without lines."""
_LONGEST: Final = 400
_MOST_LINES: Final = 8
_USUAL: Final = 45
_DEEPEST: Final = 4
_STEP: Final = 1.3
_CLOSER: Final = 0.92
_LETTER: Final = 0.7
"""How wide a letter is, in heights of its line as it is drawn."""
_MOST: Final = 4_000
_MOST_COLUMNS: Final = 40
_MOST_RULES: Final = 600
_MOST_LOOKS: Final = 10_000_000
_FIGURE: Final = re.compile(
    r"[(\[]?(?:[-–—+±]|[^\W\d_]{1,4}\.?[ ]?|[$€£¥%])?[(]?[-–—]?[\d][\d.,:/'’ \xa0-]*(?:[%€$£]|[^\W\d_]{1,4}\.?)?[)\]*]{0,2}(?:\r\n\w{1,3})?"
    r"|[-–—]+|n/?a|[%€$£]"
)
"""A figure, and perhaps on a line of its own, as pdfium has it, the mark of a note."""
_NO_CELL: Final = re.compile(r"\.{4,}|(?:\. ){3,}|_{3,}|…{2}|-{5,}|={5,}")
_NUMBER: Final = re.compile(r"\d{1,4}")
_MARKER: Final = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})[)\]]?[.:]?|[•·▪●○■*–—-]")

Cell = list[Segment]
Row = list[Cell]


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, each of segments in reading order; ``columns`` are their left and right edges."""

    rows: list[Row]
    columns: tuple[tuple[float, float], ...]
    box: Box


class Rules(NamedTuple):
    """The straight lines drawn on a page: (y, left, right) and (x, bottom, top)."""

    across: list[tuple[float, float, float]]
    down: list[tuple[float, float, float]]


def grids(found: Sequence[Segment], rules: Rules) -> list[Grid]:
    """The tables that these segments make up, from the top down; none of them shares a segment with another."""
    if len(found) > _MOST:
        return []
    taken = [grid for grid in _ruled(found, rules) if _holds(grid)]
    used = {one.start for grid in taken for row in grid.rows for cell in row for one in cell}
    rest = [one for one in found if one.start not in used]
    taken += [grid for run in _runs(rest) for grid in _within(run, rules) if _holds(grid)]
    return sorted(taken, key=lambda grid: -grid.box[3])


def may_hold(found: Sequence[Segment]) -> bool:
    """Whether segments whose texts are not known may make up a table, by where they stand."""
    return len(found) <= _MOST and any(any(_within(run, Rules([], []))) for run in _runs(found))


def texts(grid: Grid) -> list[list[str]]:
    """The cells' texts."""
    return [[" ".join(one.text for one in cell) for cell in row] for row in grid.rows]


def _holds(grid: Grid) -> bool:
    """Whether this is a table rather than a frame around prose: short cells, in two rows and two columns at least."""
    rows = [row for row in texts(grid) if any(row)]
    columns = sum(any(row[at] for row in rows) for at in range(len(grid.columns)))
    if len(rows) < 2 or columns < 2 or sum(sum(map(bool, row)) >= 2 for row in rows) < 2:
        return False
    cells = [cell for row in grid.rows for cell in row if cell]
    long = any(sum(len(one.text) for one in cell) > _LONGEST or len(in_rows(cell)) > _MOST_LINES for cell in cells)
    return not long


# Ruled tables.


def _ruled(found: Sequence[Segment], rules: Rules) -> Iterator[Grid]:
    for across, down in _frames(rules):
        ys, xs = _steps([line[0] for line in across]), _steps([line[0] for line in down])
        if not (3 <= len(ys) <= 400 and 3 <= len(xs) <= _MOST_COLUMNS):
            continue
        inside = [one for one in found if xs[0] < _middle(one)[0] < xs[-1] and ys[0] < _middle(one)[1] < ys[-1]]
        grid = _in_cells(inside, xs, ys, Rules(across, down)) if inside else None
        if grid is not None:
            yield grid


def _in_cells(inside: Sequence[Segment], xs: list[float], ys: list[float], rules: Rules) -> Grid | None:
    """The segments by the cells that the lines make; None where one runs through a line."""
    if len(inside) * len(ys) * len(rules.across) > _MOST_LOOKS:
        return None
    tops = ys[::-1]
    rows: list[Row] = [[[] for _ in xs[1:]] for _ in tops[1:]]
    for one in inside:
        x, y = _middle(one)
        column = sum(x > edge for edge in xs) - 1
        row = sum(y < edge for edge in tops) - 1
        if any(one.box[0] + 2 < edge < one.box[2] - 2 and _is_drawn(rules.down, edge, y) for edge in xs):
            return None
        while row and not _is_drawn(rules.across, tops[row], x):
            row -= 1
        while column and not _is_drawn(rules.down, xs[column], y):
            column -= 1
        rows[row][column].append(one)
    rows = [[_ordered(cell) for cell in row] for row in rows if any(row)]
    kept = [at for at in range(len(xs) - 1) if any(row[at] for row in rows)]
    edges = tuple((xs[at], xs[at + 1]) for at in kept)
    return Grid([[row[at] for at in kept] for row in rows], edges, (xs[0], ys[0], xs[-1], ys[-1]))


def _is_drawn(lines: Sequence[tuple[float, float, float]], at: float, along: float) -> bool:
    return any(abs(line[0] - at) <= 2.5 and line[1] - 2 <= along <= line[2] + 2 for line in lines)


def _frames(rules: Rules) -> Iterator[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """The lines that meet each other, frame by frame."""
    left = [(at, one, (one[1], one[0], one[2], one[0])) for at, one in enumerate(rules.across)]
    downs = [(-1 - at, one, (one[0], one[1], one[0], one[2])) for at, one in enumerate(rules.down)]
    if len(left) + len(downs) > _MOST_RULES:
        return
    while downs:
        frame, rest = [downs.pop()], left + downs
        box, grown = frame[0][2], True
        while grown:
            met = [one for one in rest if _meets(box, one[2])]
            rest = [one for one in rest if not _meets(box, one[2])]
            frame, grown = frame + met, bool(met)
            box = around([box, *(one[2] for one in met)])
        left, downs = [one for one in rest if one[0] >= 0], [one for one in rest if one[0] < 0]
        yield [one[1] for one in frame if one[0] >= 0], [one[1] for one in frame if one[0] < 0]


def _meets(one: Box, other: Box) -> bool:
    across = other[0] <= one[2] + 3 and other[2] >= one[0] - 3
    return across and other[1] <= one[3] + 3 and other[3] >= one[1] - 3


def _steps(places: Sequence[float]) -> list[float]:
    """Places in order, those that are one line's two edges once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2.5:
            found.append(place)
    return found


# Tables without lines, or with a few only.


def _runs(found: Sequence[Segment]) -> Iterator[list[list[Segment]]]:
    """Rows that follow each other closely, most of them of several segments."""
    run: list[list[Segment]] = []
    rows = in_rows(found)
    if not _may_run(rows):
        return
    lowest = 0.0
    for row in rows:
        box = row[0].box if len(row) == 1 else around([one.box for one in row])
        high = max(1.0, box[3] - box[1])
        broken = any(one.text and _NO_CELL.search(one.text) for one in row)
        if broken or (run and lowest - box[3] > _APART * high):
            yield from _trimmed(run)
            run = []
        if not broken:
            run.append(row)
            lowest = box[1]
    yield from _trimmed(run)


def _may_run(rows: Sequence[Sequence[Segment]]) -> bool:
    """Whether rows of several segments follow each other as closely as ``_trimmed`` wants them, wherever they stand."""
    several = single = 0
    for row in rows:
        if len(row) > 1:
            several, single = several + 1, 0
            if several == _FEWEST:
                return True
        else:
            single += 1
            several = several if single <= _BETWEEN else 0
    return False


def _trimmed(run: list[list[Segment]]) -> Iterator[list[list[Segment]]]:
    """The parts of a run that begin and end with a row of several segments and have no two rows of one segment between."""
    part: list[list[Segment]] = []
    single = 0
    for row in run:
        single = single + 1 if len(row) < 2 else 0
        if single > _BETWEEN or (single and not part):
            yield from _whole(part)
            part = []
        else:
            part.append(row)
    yield from _whole(part)


def _whole(part: list[list[Segment]]) -> Iterator[list[list[Segment]]]:
    last = part
    while last and len(last[-1]) < 2:
        # The last row's wrapped text may go on below it.
        if len(last) > 1 and len(last[-2]) >= 2 and _goes_on(last[-2], last[-1]):
            break
        last = last[:-1]
    if sum(len(row) >= 2 for row in last) >= _FEWEST:
        yield last


def _goes_on(above: list[Segment], row: list[Segment]) -> bool:
    """Whether a row of one segment stands under a cell of the row above that is not its first."""
    return len(row) == 1 and any(abs(row[0].box[0] - one.box[0]) <= _ALIGNED for one in above[1:])


def _within(run: list[list[Segment]], rules: Rules, depth: int = 0) -> Iterator[Grid]:
    """The table that a run is; if it is none, those of its parts above and below its widest gaps."""
    run = _without_strays(run)
    grid = _aligned(run, rules)
    if grid is not None:
        yield grid
        return
    steps = [_height(above) - _height(below) for above, below in pairwise(run)]
    if depth >= _DEEPEST or not steps or max(steps) < _STEP * median(steps):
        return
    at = steps.index(max(steps)) + 1
    for part in (run[:at], run[at:]):
        for whole in _trimmed(part):
            yield from _within(whole, rules, depth + 1)


def _without_strays(run: list[list[Segment]]) -> list[list[Segment]]:
    """A run without a first or last row that stands further off than any other: a page's header or footer."""
    while len(run) > _FEWEST:
        steps = [_height(above) - _height(below) for above, below in pairwise(run)]
        if steps[0] > _STEP * max(steps[1:]) or 2 * len(run[0]) <= max(map(len, run)):
            run = run[1:]
        elif steps[-1] > _STEP * max(steps[:-1]):
            run = run[:-1]
        else:
            break
    return run


def _height(row: Sequence[Segment]) -> float:
    """The middle of a line."""
    return (row[0].box[1] + row[0].box[3]) / 2


def _aligned(run: list[list[Segment]], rules: Rules) -> Grid | None:
    columns = _columns([row for row in run if len(row) >= 2])
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    placed: list[Row] = []
    for line in run:
        row: Row = [[] for _ in columns]
        for one in line:
            at = next(
                (n for n, (left, right) in enumerate(columns) if left - 1 <= one.box[0] and one.box[2] <= right + 1),
                None,
            )
            if at is None:
                return None
            row[at].append(one)
        placed.append(row)
    full = [row for row in placed if sum(map(bool, row)) >= 2]
    if len(full) < _FEWEST or not _is_table(full, columns, rules, around([one.box for line in run for one in line])):
        return None
    return Grid(_wrapped(placed), tuple(columns), around([one.box for line in run for one in line]))


def _columns(rows: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """The columns: what the segments of these rows cover, from left to right, cut where all leave room for a gutter."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((one.box[0], one.box[2]) for row in rows for one in row):
        if found and left - found[-1][1] < _GUTTER:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _is_table(full: Sequence[Row], columns: Sequence[tuple[float, float]], rules: Rules, box: Box) -> bool:
    """Whether rows that fit columns are a table's: their cells line up, are short, and some column is of figures."""
    for at in range(len(columns)):
        column = [row[at] for row in full if row[at]]
        if len(column) < _FILLED * len(full) or _is_long(column) or not _lines_up(column):
            return False
    cells = [[" ".join(one.text for one in row[at]) for row in full] for at in range(len(columns))]
    if not any(map(any, cells)):
        return True
    if _is_contents(cells) or (all(_MARKER.fullmatch(text) for text in cells[0] if text) and len(columns) == 2):
        return False
    figured = [_is_figured(column) for column in cells]
    if len(columns) == 2:
        return figured[1] and not figured[0] and len(full) >= 3
    return any(figured[1:]) or _is_framed(rules, box)


def _is_long(column: Sequence[Cell]) -> bool:
    """Whether most cells of a column hold more words than a table's do."""
    return median(around([one.box for one in cell])[2] - cell[0].box[0] for cell in column) > _USUAL * _LETTER * median(
        cell[0].box[3] - cell[0].box[1] for cell in column
    )


def _is_figured(column: Sequence[str]) -> bool:
    """Whether what stands below the first cell is figures, most of it."""
    body = [text for text in column[1:] if text]
    return len(body) >= 2 and sum(bool(_FIGURE.fullmatch(text)) for text in body) >= _FIGURED * len(body)


def _is_contents(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the last column is of pages that only grow, as in a table of contents."""
    last = [text for text in cells[-1] if text]
    if len(cells) > 3 or not all(_NUMBER.fullmatch(text) for text in last[1:]):
        return False
    numbers = [int(text) for text in last[1:]]
    return all(one <= other for one, other in pairwise(numbers))


def _lines_up(column: Sequence[Cell]) -> bool:
    """Whether most cells of a column begin, end or have their middle at the same place."""
    boxes = [around([one.box for one in cell]) for cell in column]
    for places in ([b[0] for b in boxes], [b[2] for b in boxes], [(b[0] + b[2]) / 2 for b in boxes]):
        usual = median(places)
        if sum(abs(place - usual) <= _ALIGNED for place in places) >= _MOST_ALIGNED * len(places):
            return True
    return False


def _is_framed(rules: Rules, box: Box) -> bool:
    """Whether lines run across these rows: two of them at least, about as long as the rows are wide."""
    wide = 0.8 * (box[2] - box[0])
    across = [one for one in rules.across if box[1] - 12 <= one[0] <= box[3] + 12]
    long = [one for one in across if min(one[2], box[2] + 20) - max(one[1], box[0] - 20) >= wide]
    return len(_steps([one[0] for one in long])) >= 2


def _wrapped(placed: Sequence[Row]) -> list[Row]:
    """Rows with what goes on below them put into their cells.

    A line goes on if it has no figures and stands closer to the line above than rows do, or says nothing in the first
    column.
    """
    places = [_height([one for cell in row for one in cell]) for row in placed]
    steps = [above - below for above, below in pairwise(places)]
    most = max(sum(map(bool, row)) for row in placed)
    usual = median([step for step, row in zip(steps, placed[1:], strict=True) if sum(map(bool, row)) == most] or [0.0])
    found: list[Row] = []
    for at, row in enumerate(placed):
        words = not any(_FIGURE.fullmatch(one.text) for cell in row for one in cell)
        closer = at > 0 and (not row[0] or steps[at - 1] < _CLOSER * usual)
        if found and words and closer and sum(map(bool, row)) < most and _under(found[-1], row):
            found[-1] = [[*above, *below] for above, below in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def _under(above: Row, row: Row) -> bool:
    """Whether every cell of ``row`` has something above it to go on from."""
    return all(over for over, cell in zip(above, row, strict=True) if cell)


def _ordered(cell: Cell) -> Cell:
    return [one for row in in_rows(cell) for one in row]


def _middle(one: Segment) -> tuple[float, float]:
    return (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
