"""The numbers that old Word documents show but do not write ([MS-DOC]): the lists that are told of, counted as Word counts them."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Final

from hemvist.readers.numbering import Counts, Level, Listed

_MOST_LISTS: Final = 4_000
_MOST_LEVELS: Final = 9
_LIST, _LEVEL, _CHANGED = 28, 28, 16
FORMS: Final = {
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    22: "decimalZero",
    23: "bullet",
    255: "none",
}
"""How numbers are written, by Word's own numbers for that."""
LARGEST: Final = 1_000_000

Levels = dict[int, Level]


class Lists:
    """Counts the paragraphs of every list; call ``next`` once for each, in order."""

    def __init__(self, told: bytes, size: int, changed: bytes) -> None:
        self._kinds = _kinds(told, size)
        self._lists = _lists(changed, self._kinds)
        self._counts = Counts()

    def next(self, number: int, depth: int) -> str | None:
        """The number that the next paragraph of a list shows; None if the list is not told of."""
        if not 0 < number <= len(self._lists) or not self._lists[number - 1].levels:
            return None
        return self._counts.next(number, self._lists[number - 1], depth)


def _kinds(told: bytes, size: int) -> dict[int, Levels]:
    """The levels of each list by its number; they stand behind the ``size`` bytes that tell of the lists."""
    found: dict[int, Levels] = {}
    at = size = min(size, len(told))
    for number in range(min(int.from_bytes(told[:2], "little"), _MOST_LISTS, max(0, size - 2) // _LIST)):
        entry = told[2 + _LIST * number : 2 + _LIST * (number + 1)]
        levels: Levels = {}
        for depth in range(1 if entry[26] & 1 else _MOST_LEVELS):
            levels[depth], at = _level(told, at)
        found[int.from_bytes(entry[:4], "little")] = levels
    return found


def _level(told: bytes, at: int) -> tuple[Level, int]:
    """The level that stands at a place, and where the next one does."""
    head = told[at : at + _LEVEL].ljust(_LEVEL, b"\0")
    start, form, flags = struct.unpack_from("<iBB", head)
    at += _LEVEL + head[24] + head[25]
    length = int.from_bytes(told[at : at + 2], "little")
    text = told[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < _MOST_LEVELS else char for char in text)
    bounded = max(0, min(start, LARGEST))
    return Level(bounded, FORMS.get(form, "decimal"), text, plain=bool(flags & 4)), at + 2 + 2 * length


def _lists(told: bytes, kinds: dict[int, Levels]) -> list[Listed]:
    """What paragraphs refer to by number: the list's kind, its levels, and the starts of those that begin anew."""
    count = min(int.from_bytes(told[:4], "little"), _MOST_LISTS, max(0, len(told) - 4) // _CHANGED)
    found = []
    at = 4 + _CHANGED * count
    for number in range(count):
        entry = told[4 + _CHANGED * number : 4 + _CHANGED * (number + 1)]
        kind = int.from_bytes(entry[:4], "little")
        levels, starts = dict(kinds.get(kind, {})), dict[int, int]()
        at += 4
        for _ in range(min(entry[12], _MOST_LEVELS)):
            start, bits = struct.unpack_from("<iI", told[at : at + 8].ljust(8, b"\0"))
            depth, at = min(bits & 15, _MOST_LEVELS - 1), at + 8
            if bits & 32:
                levels[depth], at = _level(told, at)
            elif bits & 16:
                starts[depth] = max(0, min(start, LARGEST))
                levels[depth] = replace(levels.get(depth, Level()), start=starts[depth])
        found.append(Listed(kind, levels, starts))
    return found
