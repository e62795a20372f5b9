"""A TIFF written anew, page by page, with the tags that make its pictures. Strips and tiles are taken over as they are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hemvist.readers.strip.whole import Taken, Whole

_KEPT: Final = frozenset(
    [
        *(254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 290, 291),
        *(292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 338, 339, 340, 341, 342),
        *(347, 529, 530, 531, 532),
    ]
)
"""Tags of TIFF 6.0 that say how a picture is laid out and coded, and none that says who made it."""
_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES, _PAGE, _TABLES, _CODED = 273, 279, 324, 325, 297, 347, 259
_TOLD: Final = {
    270: "title", 269: "title", 285: "title", 271: "camera", 272: "camera", 305: "program", 306: "dates", 315: "author",
    316: "paths", 33432: "author", 700: "xmp", 33723: "title", 34377: "private", 34665: "camera", 34853: "place",
    34675: "profile",
}  # fmt: skip
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_OLD_JPEG, _JPEG = 6, 7
_MOST_PAGES, _MOST_VALUE = 20_000, 32 << 20


@dataclass
class _Tag:
    kind: int
    count: int
    value: bytes


def tiff(data: bytes, taken: Taken) -> bytes:
    """The same pages. ``Whole`` for what is no plain TIFF."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        raise Whole("failed")
    return _Copy(data, order, taken).made()


class _Copy:
    def __init__(self, data: bytes, order: str, taken: Taken) -> None:
        self._data, self._order, self._taken = data, order, taken
        self._out = bytearray(data[:4] + b"\0\0\0\0")

    def made(self) -> bytes:
        link = 4
        for place in self._directories():
            tags = self._tags(place)
            self._move(tags)
            link = self._write(tags, link)
        if link == 4:
            raise Whole("failed")
        return bytes(self._out)

    def _number(self, form: str, at: int) -> int:
        return int(struct.unpack_from(self._order + form, self._data, at)[0])

    def _directories(self) -> Iterator[int]:
        seen, at = set[int](), self._number("I", 4)
        while at:
            if at in seen or len(seen) >= _MOST_PAGES:
                raise Whole("failed")
            seen.add(at)
            yield at
            at = self._number("I", at + 2 + 12 * self._number("H", at))

    def _tags(self, at: int) -> dict[int, _Tag]:
        tags = dict[int, _Tag]()
        for place in range(at + 2, at + 2 + 12 * self._number("H", at), 12):
            number, kind, count = struct.unpack_from(self._order + "HHI", self._data, place)
            if number not in _KEPT:
                self._taken.note(_TOLD.get(number, "private"))
                continue
            size = _SIZES.get(kind, 0) * count
            if not 0 < size <= _MOST_VALUE or (kind in (2, 7) and number != _TABLES):
                raise Whole("failed")
            start = place + 8 if size <= 4 else self._number("I", place + 8)
            value = self._data[start : start + size]
            if len(value) < size:
                raise Whole("failed")
            tags[number] = _Tag(kind, count, value)
        return tags

    def _move(self, tags: dict[int, _Tag]) -> None:
        """Strips or tiles behind what is written, and their places into the tags."""
        coded = self._values(tags[_CODED])[0] if _CODED in tags else 1
        if coded == _OLD_JPEG:
            raise Whole("kind")
        if coded == _JPEG and _TABLES in tags:
            tags[_TABLES].value = self._clean(tags[_TABLES].value)
            tags[_TABLES].count = len(tags[_TABLES].value)
        for where, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES)):
            if where in tags:
                self._move_one(tags, where, sizes, coded == _JPEG)

    def _move_one(self, tags: dict[int, _Tag], where: int, sizes: int, is_jpeg: bool) -> None:
        if sizes not in tags or tags[sizes].count != tags[where].count:
            raise Whole("failed")
        places, lengths = list[int](), list[int]()
        for at, length in zip(self._values(tags[where]), self._values(tags[sizes]), strict=True):
            piece = self._data[at : at + length]
            if len(piece) < length or len(self._out) + length > 2 * len(self._data) + 4096:
                raise Whole("failed")
            piece = self._clean(piece) if is_jpeg and piece else piece
            places.append(self._put(piece))
            lengths.append(len(piece))
        for number, values in ((where, places), (sizes, lengths)):
            tags[number] = _Tag(4, len(values), struct.pack(f"{self._order}{len(values)}I", *values))

    def _clean(self, piece: bytes) -> bytes:
        from hemvist.readers.strip.pictures import jpeg

        return jpeg(piece, self._taken, turns=False)

    def _values(self, tag: _Tag) -> tuple[int, ...]:
        form = {1: "B", 3: "H", 4: "I"}.get(tag.kind)
        if form is None:
            raise Whole("failed")
        told: tuple[Any, ...] = struct.unpack(f"{self._order}{tag.count}{form}", tag.value)
        return told

    def _put(self, piece: bytes) -> int:
        if len(self._out) % 2:
            self._out += b"\0"
        at = len(self._out)
        self._out += piece
        return at

    def _write(self, tags: dict[int, _Tag], link: int) -> int:
        """The directory of a page, reached from ``link``; where the next one is to be reached from."""
        rows = []
        for number, tag in sorted(tags.items()):
            value = tag.value if len(tag.value) <= 4 else struct.pack(self._order + "I", self._put(tag.value))
            rows.append(struct.pack(self._order + "HHI", number, tag.kind, tag.count) + value.ljust(4, b"\0"))
        at = self._put(struct.pack(self._order + "H", len(rows)) + b"".join(rows) + b"\0\0\0\0")
        struct.pack_into(self._order + "I", self._out, link, at)
        return len(self._out) - 4
