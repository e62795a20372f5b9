"""The runs of a page's lines by the height they stand at: sorted once, then asked for many heights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from hemvist.readers.calls import Box
from hemvist.readers.glyphs import Glyphs, Line

Run = tuple[Box, int]
"""The box of a run as the text stands, and the number of its line."""


class Heights:
    """The runs of ``lines``."""

    def __init__(self, glyphs: Glyphs, lines: Sequence[Line]) -> None:
        runs = ((glyphs.upright(box), number) for number, line in enumerate(lines) for box in line[2])
        self._runs: list[Run] = sorted(runs, key=lambda run: run[0][1])
        self._bottoms = [box[1] for box, _ in self._runs]
        self._tops = [*accumulate((box[3] for box, _ in self._runs), max)]
        """For every run the highest top up to it: where that is too low, no run before can stand higher."""

    def at(self, height: float, near: float) -> Iterator[Run]:
        """The runs that stand at this height, or miss it by at most ``near`` points."""
        at = bisect_right(self._bottoms, height + near)
        while at and self._tops[at - 1] >= height - near:
            at -= 1
            if self._runs[at][0][3] >= height - near:
                yield self._runs[at]

    def above(self, height: float) -> Run | None:
        """The lowest run that stands above this height."""
        at = bisect_right(self._bottoms, height)
        return self._runs[at] if at < len(self._runs) else None
