"""How characters and paragraphs of old Word documents look ([MS-DOC]): their properties, and the styles they inherit from."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from hemvist.readers.colours import Colour
from hemvist.readers.styles import heading_level

_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_INDEXED: Final[tuple[Colour | None, ...]] = (
    None, (0, 0, 0), (0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (255, 255, 0), (255, 255, 255),
    (0, 0, 128), (0, 128, 128), (0, 128, 0), (128, 0, 128), (128, 0, 0), (128, 128, 0), (128, 128, 128), (192, 192, 192),
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """How characters look: hidden or deleted, half points, colours (None: left to the reader), fonts by number.

    ``symbol`` is a symbol's code and ``drawn`` its font; ``data`` is where the data stream tells of what the character
    stands for, -1 if it does not.
    """

    vanished: bool = False
    deleted: bool = False
    inserted: bool = False
    struck: bool = False
    struck_twice: bool = False
    raised: bool = False
    size: int = 24
    ink: Colour | None = None
    paper: Colour | None = None
    patterned: bool = False
    font: int = -1
    symbol: int = 0
    drawn: int = -1
    data: int = -1
    filled: bool = False
    """Whether that is a form's field."""


@dataclass(frozen=True)
class Shape:
    """What a paragraph is: its heading level, whether in a table, whether it ends a cell or a row in another, and of what row."""

    style: int = 0
    level: int = 0
    inside: bool = False
    depth: int = 0
    row: bool = False
    cell: bool = False
    header: bool = False
    listed: int = 0
    """The number of the list it is in; 0 for none."""
    list_level: int = 0
    paper: Colour | None = None
    shades: tuple[Colour | None, ...] = ()
    old_shades: tuple[Colour | None, ...] = ()
    """The shades of a row's cells as Word 97 tells them; what later versions tell besides is more exact."""

    @property
    def papers(self) -> tuple[Colour | None, ...]:
        """What the cells of a row stand on."""
        return self.shades or self.old_shades


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
    changes: dict[str, Any] = {}
    for order, operand in orders(told):
        value = int.from_bytes(operand, "little")
        if order == 0x4A30 and styles is not None:
            if value:
                face = base = styles.face(value)
                changes = {}
        elif order == 0x2A33:
            face, changes = base, {}
        elif order in _TOGGLED:
            name = _TOGGLED[order]
            changes[name] = _toggled(value, getattr(base, name))
        elif order in _TELLS:
            changes |= _TELLS[order](value, operand)
    return replace(face, **changes) if changes else face


_TOGGLED: Final = {0x083C: "vanished", 0x0837: "struck", 0x2A53: "struck_twice"}
# What else is told of characters, by the number of the property.
_TELLS: Final[dict[int, Callable[[int, bytes], dict[str, Any]]]] = {
    0x0800: lambda value, operand: {"deleted": bool(value)},
    0x0801: lambda value, operand: {"inserted": bool(value)},
    0x4A43: lambda value, operand: {"size": value},
    0x2A42: lambda value, operand: {"ink": _indexed(value)},
    0x6870: lambda value, operand: {"ink": _rgb(operand)},
    0x2A0C: lambda value, operand: {"paper": _indexed(value)},
    0xCA71: lambda value, operand: {"paper": _shade(operand), "patterned": _is_patterned(operand)},
    0x4866: lambda value, operand: {"paper": _old_shade(value), "patterned": value >> 10 > 1},
    0x6A09: lambda value, operand: {"symbol": value >> 16, "drawn": value & 0xFFFF},
    0x2A48: lambda value, operand: {"raised": value == 1},
    0x4A4F: lambda value, operand: {"font": value},
    0x6A03: lambda value, operand: {"data": value},
    0x0806: lambda value, operand: {"filled": bool(value)},
}


def shaped(told: bytes, shape: Shape) -> Shape:
    """``shape`` with the changes ``told``."""
    for order, operand in orders(told):
        value = int.from_bytes(operand, "little")
        if order in (0xD612, 0xD616, 0xD60C):
            shades = tuple(_shade(operand[at : at + 10]) for at in range(0, len(operand) - 9, 10))
            shape = replace(shape, shades=shape.shades + shades)
        elif order == 0xC64D:
            shape = replace(shape, paper=_shade(operand))
        elif order == 0xD609:
            values = struct.unpack(f"<{len(operand) // 2}H", operand[: len(operand) // 2 * 2])
            shape = replace(shape, old_shades=tuple(map(_old_shade, values)))
        else:
            shape = _placed(order, value, shape)
    return shape


def _placed(order: int, value: int, shape: Shape) -> Shape:
    if order == 0x2416:
        return replace(shape, inside=bool(value), depth=max(shape.depth, int(bool(value))))
    return replace(shape, **told(value)) if (told := _SAYS.get(order)) else shape


# What is told of paragraphs, by the number of the property.
_SAYS: Final[dict[int, Callable[[int], dict[str, Any]]]] = {
    0x2640: lambda value: {"level": value + 1 if value < 9 else 0},
    0x6649: lambda value: {"depth": min(value, 100)},
    0x2417: lambda value: {"row": bool(value)},
    0x244C: lambda value: {"row": bool(value)},
    0x244B: lambda value: {"cell": bool(value)},
    0x3404: lambda value: {"header": bool(value)},
    0x442D: lambda value: {"paper": _old_shade(value)},
    0x260A: lambda value: {"list_level": value},
    0x460B: lambda value: {"listed": value if value < 0xF801 else 0},
}


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


def _old_shade(value: int) -> Colour | None:
    """The same of a shade as Word 97 tells it: two colours of sixteen, and a pattern."""
    return _indexed(value & 31) or (0, 0, 0) if value >> 10 == 1 else _indexed(value >> 5 & 31)


def _is_patterned(operand: bytes) -> bool:
    return len(operand) >= 10 and int.from_bytes(operand[8:10], "little") > 1
