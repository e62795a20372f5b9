"""Which characters of a page a mark that strikes text out lies over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers.fields import Note
from hemvist.readers.glyphs import Glyphs, Line
from hemvist.readers.heights import Heights
from hemvist.readers.ink import Unseen

_NEAR: Final = 2
"""Points by which the middle of such a mark may miss the letters it strikes."""

Stretch = tuple[float, float]
"""From left to right."""


def struck(glyphs: Glyphs, lines: Sequence[Line], remarks: Sequence[Note]) -> Unseen:
    """The characters under the marks among ``remarks``."""
    boxes = [glyphs.upright(box) for note in remarks for box in note.strikes]
    if not boxes:
        return {}
    heights = Heights(glyphs, lines)
    stretches: dict[int, set[Stretch]] = {}
    rows: dict[float, set[int]] = {}
    for left, bottom, right, top in boxes:
        middle = round((bottom + top) / 2, 1)
        if middle not in rows:
            rows[middle] = {number for _, number in heights.at(middle, _NEAR)}
        for number in rows[middle]:
            stretches.setdefault(number, set()).add((left, right))
    return {at: Hiding.DELETED for number, found in stretches.items() for at in _under(glyphs, lines[number], found)}


def _under(glyphs: Glyphs, line: Line, stretches: set[Stretch]) -> Iterator[int]:
    """The characters of a line whose middle lies within one of ``stretches``."""
    boxes = ((at, glyphs.box(at)) for at in range(line[0], line[1]))
    middles = sorted((sum(glyphs.upright(box)[::2]) / 2, at) for at, box in boxes if box)
    for left, right in _joined(stretches):
        first, last = bisect_left(middles, (left, -1)), bisect_right(middles, (right, line[1]))
        yield from (at for _, at in middles[first:last])


def _joined(stretches: set[Stretch]) -> Iterator[Stretch]:
    """``stretches`` without those that lie within others, from left to right; what two have in common is told once."""
    reached = float("-inf")
    for left, right in sorted(stretches):
        if right > reached:
            yield max(left, reached), right
            reached = right
