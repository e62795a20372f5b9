"""Old Word documents inside ([MS-DOC]): the table of pieces, and where the properties of characters and paragraphs lie."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hemvist.readers.cfb import Compound
from hemvist.readers.docforms import filled, fonts
from hemvist.readers.doclists import Lists
from hemvist.readers.docstyles import Face, Shape, Styles, faced, orders, shaped
from hemvist.readers.scribe import Unreadable

_MARK, _OLDEST = 0xA5EC, 0xC1
_ENCRYPTED, _WHICH, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_COUNTS, _PLACES = 0x4C, 0x9A
_STYLES, _CHARACTERS, _PARAGRAPHS, _FONTS, _PIECES, _DRAWINGS = 1, 12, 13, 15, 33, 50
_FOOTNOTES, _ENDNOTES = (2, 3), (46, 47)
_LISTS, _LISTED = 73, 74
_PAGE: Final = 512
_MOST_CHARACTERS: Final = 50_000_000
_COMPRESSED: Final = 0x40000000
_ELSEWHERE: Final = frozenset([0x6645, 0x6646])
"""Says where in the data stream the properties of a paragraph lie that are too many, such as those of a wide row."""
_STYLED: Final = 0x4600
_SHORT: Final = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x42: 0x0801, 0x57: 0x0837, 0x5C: 0x083C, 0x62: 0x2A42, 0x68: 0x2A48,
                 0x73: 0x2A53, 0x78: 0x2640}  # fmt: skip
"""The properties that a piece may change without a list of changes, by the numbers they have there."""
_MOST_MARKS: Final = 100_000


@dataclass(frozen=True)
class Run:
    """Characters that stand together: where they begin, the text, where in the file, bytes each, and how they look."""

    at: int
    text: str
    place: int
    width: int
    face: Face
    changes: bytes = b""
    """What was changed in this piece when it was saved last."""


Marks = tuple[dict[int, tuple[int, bool]], tuple[int, ...]]
"""Of the notes of one kind: the number of the one referred to at a place and whether it is counted, and where the texts begin."""


class Word:
    """A document's text in the order it is counted in, run by run, and what is said of it."""

    def __init__(self, data: bytes) -> None:
        file = Compound(data)
        self._main = file.stream("WordDocument") or b""
        flags = self._checked()
        self._table = file.stream("1Table" if flags & _WHICH else "0Table") or b""
        self.counts = [max(0, count) for count in struct.unpack_from("<8i", self._main, _COUNTS)]
        self._data = file.stream("Data") or b""
        self.embeds = any(path[0] == "ObjectPool" for path in file.paths)
        self.macros = any(path[0] == "Macros" for path in file.paths)
        self._changes: list[bytes] = []
        self.pictures = _pictures(self._told(_DRAWINGS))
        self.fonts = fonts(self._told(_FONTS))
        self.lists = self._told_lists()
        self._styles = Styles(self._told(_STYLES))
        self._faces = _Places(self._main, self._told(_CHARACTERS), 1)
        self._shapes = _Places(self._main, self._told(_PARAGRAPHS), 13)
        self._known_faces: dict[tuple[bytes, int, bytes], Face] = {}
        self._known_shapes: dict[tuple[bytes, bytes], Shape] = {}

    def _checked(self) -> int:
        """The document's flags, if it is one that can be read."""
        if len(self._main) < _PLACES + 8 * 34:
            raise Unreadable("BrokenFile", "damaged")
        mark, version = struct.unpack_from("<HH", self._main)
        flags: int = struct.unpack_from("<H", self._main, 0x0A)[0]
        if version < _OLDEST and mark & 0xFF00 == _MARK & 0xFF00:
            raise Unreadable("UnknownKind", "word95")
        if mark != _MARK:
            raise Unreadable("BrokenFile", "damaged")
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise Unreadable("PasswordProtected")
        return flags

    def _told(self, number: int) -> bytes:
        """The bytes of the table's part with this number."""
        start, size = self._place(number)
        return self._table[start : start + size]

    def _place(self, number: int) -> tuple[int, int]:
        """Where in the table stream a part lies, and its size; none where the document does not know of it."""
        at = _PLACES + 8 * number
        start, size = struct.unpack_from("<II", self._main, at) if at + 8 <= len(self._main) else (0, 0)
        return start, size

    def _told_lists(self) -> Lists:
        """The lists; their levels stand behind the part that tells of them."""
        start, size = self._place(_LISTS)
        return Lists(self._table[start:] if size else b"", size, self._told(_LISTED))

    def shape(self, place: int, changes: bytes = b"") -> Shape:
        """What the paragraph is whose end mark lies at ``place`` in the file, in a piece with these ``changes``."""
        told, _ = self._shapes.at(place)
        if (told, changes) not in self._known_shapes:
            style = int.from_bytes(told[:2], "little")
            style = next((_value(operand) for order, operand in orders(changes) if order == _STYLED), style)
            start = replace(self._styles.shape(style), style=style)
            self._known_shapes[told, changes] = shaped(changes, shaped(self._whole(told[2:]), start))
        return self._known_shapes[told, changes]

    def _whole(self, told: bytes) -> bytes:
        """The properties of a paragraph, wherever they lie."""
        for order, operand in orders(told):
            if order in _ELSEWHERE:
                at = _value(operand)
                return self._data[at + 2 : at + 2 + _value(self._data[at : at + 2])]
        return told

    def marks(self) -> tuple[Marks, Marks]:
        """The marks of footnotes, and of endnotes."""
        return self._marks(*_FOOTNOTES), self._marks(*_ENDNOTES)

    def _marks(self, references: int, texts: int) -> Marks:
        """Where notes are referred to, whether each is counted, and where in their story their texts begin."""
        told, begun = self._told(references), self._told(texts)
        count = min(max(0, (len(told) - 4) // 6), _MOST_MARKS)
        counted = struct.unpack_from(f"<{count}H", told, 4 * (count + 1)) if count else ()
        places = struct.unpack_from(f"<{count}I", told) if count else ()
        starts = struct.unpack_from(f"<{min(count, len(begun) // 4)}I", begun)
        return {place: (at, bool(kind)) for at, (place, kind) in enumerate(zip(places, counted, strict=True))}, starts

    def form(self, place: int) -> str | None:
        """What the field of a form says that is told of at ``place`` in the data stream; None for one whose text does."""
        return filled(self._data, place)

    def runs(self) -> Iterator[Run]:
        """All runs of characters, piece by piece; a piece that points outside the file is damage."""
        for at, count, place, width, changes in self._pieces():
            end = place + count * width
            if end > len(self._main):
                raise Unreadable("BrokenFile", "damaged")
            while place < end:
                told, until = self._faces.at(place)
                shape_until = self._shapes.at(place)[1]
                until = min(end, max(place + width, until), max(place + width, shape_until))
                until = place + (until - place + width - 1) // width * width
                text = self._main[place:until].decode(
                    "cp1252" if width == 1 else "utf-16-le", "replace" if width == 1 else "surrogatepass"
                )
                yield Run(at, text, place, width, self._face(told, place, changes), changes)
                at, place = at + (until - place) // width, until

    def _face(self, told: bytes, place: int, changes: bytes) -> Face:
        style = int.from_bytes(self._shapes.at(place)[0][:2], "little")
        key = (told, style, changes)
        if key not in self._known_faces:
            start = self._styles.face(style)
            self._known_faces[key] = faced(changes, faced(told, start, self._styles), self._styles)
        return self._known_faces[key]

    def _pieces(self) -> Iterator[tuple[int, int, int, int, bytes]]:
        """First character, count, place in the file, bytes a character, and what is changed in it, of each piece."""
        table = self._piece_table()
        count = (len(table) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", table) if count > 0 else (0,)
        for number in range(count):
            place, change = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * number + 2)
            if ends[number + 1] < ends[number]:
                raise Unreadable("BrokenFile", "damaged")
            if ends[number + 1] - ends[0] > _MOST_CHARACTERS:
                raise Unreadable("TooLarge", "characters")
            width = 1 if place & _COMPRESSED else 2
            place = (place & ~_COMPRESSED) // 2 if width == 1 else place
            yield ends[number], ends[number + 1] - ends[number], place & 0x3FFFFFFF, width, self._changed(change)

    def _changed(self, change: int) -> bytes:
        """What is changed in a piece: one property told at once, or the list with this number."""
        if change & 1:
            return self._changes[change >> 1] if change >> 1 < len(self._changes) else b""
        order = _SHORT.get(change >> 1 & 0x7F)
        return struct.pack("<HB", order, change >> 8) if order else b""

    def _piece_table(self) -> bytes:
        told, at = self._told(_PIECES), 0
        while at + 5 <= len(told):
            if told[at] == 2:
                size = int.from_bytes(told[at + 1 : at + 5], "little")
                return told[at + 5 : at + 5 + size]
            if told[at] != 1:
                break
            size = int.from_bytes(told[at + 1 : at + 3], "little")
            self._changes.append(told[at + 3 : at + 3 + size])
            at += 3 + size
        raise Unreadable("BrokenFile", "damaged")


class _Places:
    """What is said of the bytes of the main stream: runs of places in pages of 512 bytes, found by place."""

    def __init__(self, main: bytes, told: bytes, each: int) -> None:
        self._main, self._each = main, each
        count = max(0, (len(told) - 4) // 8)
        self._starts = list(struct.unpack_from(f"<{count + 1}I", told)) if count else [0]
        self._pages = struct.unpack_from(f"<{count}I", told, 4 * (count + 1)) if count else ()
        self._runs: dict[int, tuple[list[int], list[bytes]]] = {}
        self._last: tuple[int, int, bytes] = (0, 0, b"")

    def at(self, place: int) -> tuple[bytes, int]:
        """What is said of ``place``, and up to where that holds."""
        start, end, told = self._last
        if not start <= place < end:
            start, end, told = self._last = self._found(place)
        return told, end

    def _found(self, place: int) -> tuple[int, int, bytes]:
        number = bisect_right(self._starts, place) - 1
        if not 0 <= number < len(self._pages):
            return place, 1 << 32, b""
        starts, said = self._page(self._pages[number] & 0x3FFFFF)
        run = bisect_right(starts, place) - 1
        if not 0 <= run < len(said):
            later = starts[0] if starts and place < starts[0] else self._starts[number + 1]
            return place, max(place + 1, later), b""
        return starts[run], starts[run + 1], said[run]

    def _page(self, number: int) -> tuple[list[int], list[bytes]]:
        if number not in self._runs:
            page = self._main[number * _PAGE : (number + 1) * _PAGE].ljust(_PAGE, b"\0")
            count = min(page[-1], (_PAGE - 5) // (4 + self._each))
            starts = list(struct.unpack_from(f"<{count + 1}I", page))
            offsets = [page[4 * (count + 1) + self._each * run] * 2 for run in range(count)]
            self._runs[number] = starts, [self._said(page, offset) for offset in offsets]
        return self._runs[number]

    def _said(self, page: bytes, offset: int) -> bytes:
        if not offset:
            return b""
        size = page[offset]
        if self._each == 1:
            return page[offset + 1 : offset + 1 + size]
        if size:
            return page[offset + 1 : offset + 2 * size]
        return page[offset + 2 : offset + 2 + 2 * page[offset + 1]] if offset + 1 < _PAGE else b""


def _value(operand: bytes) -> int:
    return int.from_bytes(operand, "little")


def _pictures(drawings: bytes) -> bool:
    """Whether there are pictures among what floats on the pages: whether the list of them has entries."""
    at = 8
    while at + 8 <= len(drawings):
        kind, number, size = struct.unpack_from("<HHI", drawings, at)
        if number == 0xF001:
            return bool(kind >> 4)
        at += 8 + size
    return False
