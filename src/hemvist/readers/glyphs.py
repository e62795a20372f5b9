"""A page's characters as pdfium gives them, line by line with their boxes; the page is read the way its text stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import repeat
from typing import Any, Final

from hemvist.readers import calls
from hemvist.readers.calls import Box, Calls
from hemvist.readers.sheets import Characters
from hemvist.readers.tidy import is_plain, unusual

_BREAK: Final = "\r\n"

Line = tuple[int, int, list[Box]]
"""A line of the raw text: its start, its end without its break, and the boxes of its runs of letters."""


class Glyphs:
    """The raw text of a page, in pdfium's order, and where each of its characters stands.

    pdfium puts lines of text that does not stand upright in odd order, so such a page is turned upright for reading;
    ``turn`` is by how many degrees clockwise. Boxes are in points of the page as the file has it.
    """

    def __init__(self, page: Any, asked: Calls | None = None, paper: Box | None = None) -> None:
        self.page = page
        self.paper: Box = paper or page.get_bbox()
        self.calls = asked or Calls()
        self.characters, self.turn = _characters(page)
        self.handle = calls.handle(self.characters)
        self.count = calls.char_count(self.handle)
        units = self.calls.units(self.handle, self.count)
        self.text = units.decode("utf-16-le", "surrogatepass")  # lone surrogates are kept so that the index stays
        plain = len(self.text) == self.count == len(units) // 2
        self._units = None if plain else _units(self.text)
        self.unusual = unusual(self.text)
        self.is_plain = not self.unusual or is_plain(self.unusual)

    def close(self) -> None:
        """Give the memory back."""
        self.characters.close()

    def index(self, at: int) -> int:
        """Which of pdfium's characters stands at ``at`` of the text."""
        return int(calls.char_at(self.handle, self._units[at])) if self._units is not None else at

    def indexes(self, places: Sequence[int]) -> Sequence[int]:
        """The same for many places."""
        return places if self._units is None else [*map(self.index, places)]

    def any_unmapped(self, places: Sequence[int]) -> bool:
        """Whether the font of one of these characters does not say what it means."""
        return 1 in map(calls.unmapped, repeat(self.handle), self.indexes(places))

    def box(self, at: int) -> Box | None:
        """The box of the character at ``at``; None where nothing is drawn, such as a space that pdfium put in."""
        return self.calls.char_box(self.handle, self.index(at))

    def box_of(self) -> Callable[[int], Box | None]:
        """The same as ``box``, to be asked of many characters one after the other."""
        return self.box if self._units is not None else partial(self.calls.char_box, self.handle)

    def rects(self, start: int, end: int) -> list[Box]:
        """The boxes of ``start`` to ``end``, a run of letters each."""
        first, last = self.index(start), self.index(end - 1)
        return self.calls.rects(self.handle, first, last + 1) if 0 <= first <= last else []

    def lines(self) -> list[Line]:
        """The lines of the text in its order, those left out that are empty."""
        spans = self._spans()
        if self._units is None:
            return self.calls.runs(self.handle, spans)
        return [(start, end, self.rects(start, end)) for start, end in spans]

    def _spans(self) -> list[tuple[int, int]]:
        """Where each line that is not empty starts and ends."""
        at, found = 0, []
        for line in self.text.split(_BREAK):
            end = at + len(line)
            if end > at:
                found.append((at, end))
            at = end + 2
        return found

    def upright(self, box: Box) -> Box:
        """``box`` as it lies when the text stands upright."""
        if not self.turn:
            return box
        left, bottom, right, top = box
        match self.turn:
            case 90:
                return bottom, -right, top, -left
            case 180:
                return -right, -top, -left, -bottom
            case 270:
                return -top, left, -bottom, right
        return box


def _characters(page: Any) -> tuple[Any, int]:
    characters, turned = Characters(page), page.get_rotation()
    upright = _upright(characters, turned)
    if upright == turned:
        return characters, upright
    characters.close()
    page.set_rotation(upright)
    characters = Characters(page)
    page.set_rotation(turned)
    return characters, upright


def _upright(characters: Any, turned: int) -> int:
    """The rotation of the page, in degrees clockwise, with which most of five characters would stand upright."""
    handle = calls.handle(characters)
    count = calls.char_count(handle)
    angles = [calls.angle(handle, count * at // 6) for at in range(1, 6)] if count else []
    if not any(angles):
        return 0 if angles else turned % 360
    turns = [round(math.degrees(angle) / 90) * 90 for angle in angles]
    return -max(turns, key=turns.count) % 360


def _units(text: str) -> list[int]:
    """For every character of ``text``, how many UTF-16 units come before it."""
    places, unit = [], 0
    for char in text:
        places.append(unit)
        unit += 2 if char > "\uffff" else 1
    return places
