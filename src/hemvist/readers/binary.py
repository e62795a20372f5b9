"""Old Word documents inside ([MS-DOC]): the table of pieces, the properties of characters and paragraphs, and the styles."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hemvist.readers.cfb import Compound
from hemvist.readers.colours import Colour
from hemvist.readers.scribe import Unreadable
from hemvist.readers.styles import heading_level

_MARK, _OLDEST = 0xA5EC, 0xC1
_ENCRYPTED, _WHICH, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_COUNTS, _PLACES = 0x4C, 0x9A
_STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES = 1, 12, 13, 33
_PAGE: Final = 512
_MOST_CHARACTERS: Final = 50_000_000
_COMPRESSED: Final = 0x40000000
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_INDEXED: Final[tuple[Colour | None, ...]] = (
    None, (0, 0, 0), (0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (255, 255, 0), (255, 255, 255),
    (0, 0, 128), (0, 128, 128), (0, 128, 0), (128, 0, 128), (128, 0, 0), (128, 128, 0), (128, 128, 128), (192, 192, 192),
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """How characters look: hidden or deleted, half points, colours (None: left to the reader), a symbol's code."""

    vanished: bool = False
    deleted: bool = False
    inserted: bool = False
    size: int = 24
    ink: Colour | None = None
    paper: Colour | None = None
    patterned: bool = False
    symbol: int = 0


@dataclass(frozen=True)
class Shape:
    """What a paragraph is: its heading level, whether in a table, whether it ends a row, and of what row."""

    style: int = 0
    level: int = 0
    inside: bool = False
    depth: int = 0
    row: bool = False
    header: bool = False
    listed: bool = False
    paper: Colour | None = None
    shades: tuple[Colour | None, ...] = ()


@dataclass(frozen=True)
class Run:
    """Characters that stand together: where they begin, the text, where in the file, bytes each, and how they look."""

    at: int
    text: str
    place: int
    width: int
    face: Face


class Word:
    """A document's text in the order it is counted in, run by run, and what is said of it."""

    def __init__(self, data: bytes) -> None:
        file = Compound(data)
        self._main = file.stream("WordDocument") or b""
        flags = self._checked()
        self._table = file.stream("1Table" if flags & _WHICH else "0Table") or b""
        self.counts = [max(0, count) for count in struct.unpack_from("<8i", self._main, _COUNTS)]
        self.embeds = any(path[0] in ("ObjectPool", "Macros") for path in file.paths)
        self.macros = any(path[0] == "Macros" for path in file.paths)
        self._changes: list[bytes] = []
        self._styles = Styles(self._told(_STYLES))
        self._faces = _Places(self._main, self._told(_CHARACTERS), 1)
        self._shapes = _Places(self._main, self._told(_PARAGRAPHS), 13)
        self._known_faces: dict[tuple[bytes, int, bytes], Face] = {}
        self._known_shapes: dict[bytes, Shape] = {}

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
        start, size = struct.unpack_from("<II", self._main, _PLACES + 8 * number)
        return self._table[start : start + size] if size else b""

    def shape(self, place: int) -> Shape:
        """What the paragraph is whose end mark lies at ``place`` in the file."""
        told, _ = self._shapes.at(place)
        if told not in self._known_shapes:
            style = int.from_bytes(told[:2], "little")
            start = replace(self._styles.shape(style), style=style)
            self._known_shapes[told] = shaped(told[2:], start)
        return self._known_shapes[told]

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
                yield Run(at, text, place, width, self._face(told, place, changes))
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
            told = self._changes[change >> 1] if change & 1 and change >> 1 < len(self._changes) else b""
            yield ends[number], ends[number + 1] - ends[number], place & 0x3FFFFFFF, width, told

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


class Styles:
    """The styles by number: what they make of characters and paragraphs, with what they inherit."""

    def __init__(self, told: bytes) -> None:
        self._told: list[bytes] = []
        self._base = 10
        if len(told) >= 6:
            size, count, self._base = struct.unpack_from("<HHH", told)
            at = 2 + size
            while at + 2 <= len(told) and len(self._told) < min(count, 4096):
                length = int.from_bytes(told[at : at + 2], "little")
                self._told.append(told[at + 2 : at + 2 + length])
                at += 2 + length
        self._known: dict[int, tuple[Shape, Face]] = {}

    def shape(self, number: int) -> Shape:
        """What paragraphs of the style are."""
        return self._style(number, 0)[0]

    def face(self, number: int) -> Face:
        """How characters of the style look."""
        return self._style(number, 0)[1]

    def _style(self, number: int, depth: int) -> tuple[Shape, Face]:
        if number in self._known:
            return self._known[number]
        told = self._told[number] if number < len(self._told) else b""
        if len(told) < 10 or depth > 20:
            return Shape(), Face()
        first, second, third = struct.unpack_from("<HHH", told)
        above = second >> 4
        shape, face = self._style(above, depth + 1) if above != 0xFFF else (Shape(), Face())
        name, parts = self._parts(told, third & 15)
        self._known[number] = _styled(first & 0xFFF, second & 15, name, parts, (shape, face))
        return self._known[number]

    def _parts(self, told: bytes, count: int) -> tuple[str, list[bytes]]:
        at = self._base
        length = int.from_bytes(told[at : at + 2], "little")
        name = told[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        at += 2 + 2 * length + 2
        parts = []
        for _ in range(count):
            at += at & 1
            size = int.from_bytes(told[at : at + 2], "little")
            parts.append(told[at + 2 : at + 2 + size])
            at += 2 + size
        return name, parts


def _styled(built_in: int, kind: int, name: str, parts: list[bytes], above: tuple[Shape, Face]) -> tuple[Shape, Face]:
    """A style: of paragraphs (1) or of characters (2), on top of what it inherits."""
    shape, face = above
    if kind == 1 and parts:
        shape = shaped(parts[0][2:], shape)
        face = faced(parts[1], face) if len(parts) > 1 else face
    elif kind == 2 and parts:
        face = faced(parts[0], face)
    level = built_in if 1 <= built_in <= 9 else heading_level(name)
    if level:
        shape = replace(shape, level=level)
    return shape, face


def orders(told: bytes) -> Iterator[tuple[int, bytes]]:
    """The changes in a list of properties: what, and its operand."""
    at = 0
    while at + 2 <= len(told):
        order = int.from_bytes(told[at : at + 2], "little")
        at += 2
        size = _SIZES[order >> 13]
        if order == _TABLE_DEFINITION:
            size, at = int.from_bytes(told[at : at + 2], "little") - 1, at + 2
        elif not size:
            if at >= len(told):
                return
            size, at = told[at], at + 1
            if order == _TABS and size == 255:
                return
        if size < 0 or at + size > len(told):
            return
        yield order, told[at : at + size]
        at += size


def faced(told: bytes, face: Face, styles: Styles | None = None) -> Face:
    """``face`` with the changes ``told``."""
    base = face
    for order, operand in orders(told):
        value = int.from_bytes(operand, "little")
        if order == 0x4A30 and styles is not None:
            face = base = styles.face(value) if value else face
        elif order == 0x2A33:
            face = base
        elif order == 0x083C:
            face = replace(face, vanished=_toggled(value, base.vanished))
        elif order == 0x0800:
            face = replace(face, deleted=bool(value))
        elif order == 0x0801:
            face = replace(face, inserted=bool(value))
        else:
            face = _drawn(order, value, operand, face)
    return face


def _drawn(order: int, value: int, operand: bytes, face: Face) -> Face:
    if order == 0x4A43:
        return replace(face, size=value)
    if order == 0x2A42:
        return replace(face, ink=_indexed(value))
    if order == 0x6870:
        return replace(face, ink=_rgb(operand))
    if order == 0x2A0C:
        return replace(face, paper=_indexed(value))
    if order == 0xCA71:
        return replace(face, paper=_shade(operand), patterned=_is_patterned(operand))
    if order == 0x6A09:
        return replace(face, symbol=value >> 16)
    return face


def shaped(told: bytes, shape: Shape) -> Shape:
    """``shape`` with the changes ``told``."""
    for order, operand in orders(told):
        value = int.from_bytes(operand, "little")
        if order in (0xD612, 0xD616, 0xD60C):
            shades = tuple(_shade(operand[at : at + 10]) for at in range(0, len(operand) - 9, 10))
            shape = replace(shape, shades=shape.shades + shades)
        elif order == 0xC64D:
            shape = replace(shape, paper=_shade(operand))
        else:
            shape = _placed(order, value, shape)
    return shape


def _placed(order: int, value: int, shape: Shape) -> Shape:
    if order == 0x2640:
        return replace(shape, level=value + 1 if value < 9 else 0)
    if order == 0x2416:
        return replace(shape, inside=bool(value), depth=max(shape.depth, int(bool(value))))
    if order == 0x6649:
        return replace(shape, depth=min(value, 100))
    if order in (0x2417, 0x244C):
        return replace(shape, row=bool(value))
    if order == 0x3404:
        return replace(shape, header=bool(value))
    return replace(shape, listed=value not in (0, 0xF801)) if order == 0x460B else shape


def _toggled(value: int, base: bool) -> bool:
    if value in (0x80, 0x81):
        return base if value == 0x80 else not base
    return bool(value)


def _indexed(value: int) -> Colour | None:
    return _INDEXED[value] if value < len(_INDEXED) else None


def _rgb(operand: bytes) -> Colour | None:
    return None if len(operand) < 4 or operand[3] else (operand[0], operand[1], operand[2])


def _shade(operand: bytes) -> Colour | None:
    """The colour of a shade: of its background, or, where it is solid, of its foreground."""
    if len(operand) < 10:
        return None
    solid = int.from_bytes(operand[8:10], "little") == 1
    return (_rgb(operand[0:4]) or (0, 0, 0)) if solid else _rgb(operand[4:8])


def _is_patterned(operand: bytes) -> bool:
    return len(operand) >= 10 and int.from_bytes(operand[8:10], "little") > 1
