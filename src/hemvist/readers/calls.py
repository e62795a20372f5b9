"""The calls into pdfium that are made for every object or character of a page, bound so that each costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ctypes import (
    PYFUNCTYPE,
    Structure,
    byref,
    c_char,
    c_double,
    c_float,
    c_int,
    c_uint,
    c_void_p,
    cast,
    create_string_buffer,
)
from struct import Struct
from typing import Any, Final

from pypdfium2 import raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points of the page as the file has it, whichever way it is turned."""
Matrix = tuple[float, float, float, float, float, float]


class _Matrix(Structure):
    _fields_ = [(name, c_float) for name in "abcdef"]


def _bound(name: str, *arguments: Any, result: Any = c_int) -> Callable[..., Any]:
    """The function; only what may be an address as a number has its type told, as telling costs as much as the call."""
    return PYFUNCTYPE(result, *arguments)(cast(getattr(pdfium, name), c_void_p).value or 0)


_P: Final = c_void_p
_USUAL: Final = 1 << 14
"""Bytes of room for the text of a page, to begin with."""
kind_of: Final = _bound("FPDFPageObj_GetType", _P)
count: Final = _bound("FPDFPage_CountObjects")
item: Final = _bound("FPDFPage_GetObject", result=_P)
form_count: Final = _bound("FPDFFormObj_CountObjects", _P)
form_item: Final = _bound("FPDFFormObj_GetObject", _P, result=_P)
mode: Final = _bound("FPDFTextObj_GetTextRenderMode", _P)
note_count: Final = _bound("FPDFPage_GetAnnotCount")
text_object: Final = _bound("FPDFText_GetTextObject", result=_P)
char_count: Final = _bound("FPDFText_CountChars")
char_at: Final = _bound("FPDFText_GetCharIndexFromTextIndex")
unmapped: Final = _bound("FPDFText_HasUnicodeMapError")
set_active: Final = _bound("FPDFPageObj_SetIsActive", _P)
count_rects: Final = _bound("FPDFText_CountRects")
path_count: Final = _bound("FPDFPath_CountSegments", _P)
path_segment: Final = _bound("FPDFPath_GetPathSegment", _P, result=_P)
segment_kind: Final = _bound("FPDFPathSegment_GetType", _P)
segment_closes: Final = _bound("FPDFPathSegment_GetClose", _P)
_segment_point: Final = _bound("FPDFPathSegment_GetPoint", _P)
angle: Final = _bound("FPDFText_GetCharAngle", result=c_float)
_bounds: Final = _bound("FPDFPageObj_GetBounds", _P)
_fill: Final = _bound("FPDFPageObj_GetFillColor", _P)
_stroke: Final = _bound("FPDFPageObj_GetStrokeColor", _P)
_draw_mode: Final = _bound("FPDFPath_GetDrawMode", _P)
_matrix: Final = _bound("FPDFPageObj_GetMatrix", _P)
_char_box: Final = _bound("FPDFText_GetCharBox")
_loose_box: Final = _bound("FPDFText_GetLooseCharBox")
_rect: Final = _bound("FPDFText_GetRect")
_units: Final = _bound("FPDFText_GetText")


def handle(thing: Any) -> Any:
    """The address behind one of pypdfium2's objects, as an argument that need not be told the type of."""
    return byref(thing.raw.contents)


class Calls:
    """The same for functions that answer through pointers: the room they write to is kept, so not for two threads."""

    def __init__(self) -> None:
        self._floats, self._doubles, self._whole = (c_float * 4)(), (c_double * 4)(), (c_uint * 4)()
        self._matrix = _Matrix()
        self._text = create_string_buffer(_USUAL)
        self._four_doubles, self._four_floats = Struct("4d").unpack_from, Struct("4f").unpack_from
        self._four_whole = Struct("4I").unpack_from
        self._ink = (c_char * 16).from_buffer(self._whole)
        self._f = [byref(self._floats, 4 * at) for at in range(4)]
        self._d = [byref(self._doubles, 8 * at) for at in range(4)]
        self._w = [byref(self._whole, 4 * at) for at in range(4)]
        self._red, self._green, self._blue, self._alpha = self._w
        self._placed = byref(self._matrix)

    def units(self, characters: Any, count: int) -> bytes:
        """The text of a page of so many characters, in UTF-16."""
        # pdfium counts UTF-16 units and adds a NUL; twice the room costs nothing and cannot be overrun.
        if len(self._text) < 4 * count + 4:
            self._text = create_string_buffer(4 * count + 4)
        units = _units(characters, 0, count, byref(self._text)) if count else 0
        return bytes(memoryview(self._text)[: 2 * max(0, units - 1)])

    def bounds(self, thing: int) -> Box:
        """Where an object lies, in the terms of the form it is in; nowhere if pdfium cannot tell."""
        left, bottom, right, top = self._f
        done = _bounds(thing, left, bottom, right, top)
        return self._four_floats(self._floats) if done else (0, 0, 0, 0)

    def fill(self, thing: int) -> tuple[int, int, int, int] | None:
        """Red, green, blue and how opaque, to 255 each; None if it is a pattern."""
        done = _fill(thing, self._red, self._green, self._blue, self._alpha)
        return self._four_whole(self._whole) if done else None

    def ink(self, thing: int) -> bytes | None:
        """The same as bytes that are only to be compared, which costs less."""
        return self._ink.raw if _fill(thing, self._red, self._green, self._blue, self._alpha) else None

    def inked(self) -> tuple[Callable[..., int], Sequence[Any], Any]:
        """``ink`` in its parts, for who asks it of every object: the call, where it writes to, and the room that has it then."""
        return _fill, self._w, self._ink

    def stroke(self, thing: int) -> tuple[int, int, int, int] | None:
        """The same of its outline."""
        return tuple(self._whole) if _stroke(thing, *self._w) else None

    def is_filled(self, path: int) -> bool:
        """Whether a path is more than an outline."""
        self._whole[0] = 0
        return bool(_draw_mode(path, self._w[0], self._w[1])) and self._whole[0] != 0

    def matrix(self, thing: int) -> Matrix:
        """How a form lies in what it is in."""
        if not _matrix(thing, self._placed):
            return (1, 0, 0, 1, 0, 0)
        found = self._matrix
        return (found.a, found.b, found.c, found.d, found.e, found.f)

    def point(self, segment: int) -> tuple[float, float] | None:
        """Where a part of a path ends, in the path's own terms."""
        done = segment and _segment_point(segment, self._f[0], self._f[1])
        return (self._floats[0], self._floats[1]) if done else None

    def char_box(self, characters: int, at: int) -> Box | None:
        """The box of a character's shape; None where it has none."""
        if not _char_box(characters, at, self._d[0], self._d[2], self._d[1], self._d[3]):
            return None
        box: Box = self._four_doubles(self._doubles)
        return box if box[2] > box[0] or box[3] > box[1] else None

    def loose_box(self, characters: int, at: int) -> Box:
        """The box of a character's place on the line, as high as its font."""
        left, top, right, bottom = self._floats if _loose_box(characters, at, self._f[0]) else (0, 0, 0, 0)
        return (left, bottom, right, top)

    def rects(self, characters: Any, start: int, end: int) -> list[Box]:
        """The boxes of the characters from ``start`` to ``end``, one for each run of letters that one object draws."""
        return self.runs(characters, ((start, end),))[0][2]

    def runs(self, characters: Any, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, list[Box]]]:
        """Many spans, each with such boxes."""
        left, bottom, right, top = self._d
        box, room, ask, many = self._four_doubles, self._doubles, _rect, count_rects
        every = []
        for start, end in spans:
            number = many(characters, start, end - start)
            if number == 1 and ask(characters, 0, left, top, right, bottom):  # as of most lines
                every.append((start, end, [box(room)]))
                continue
            found: list[Box] = []
            for at in range(number):
                done = ask(characters, at, left, top, right, bottom)
                found.append(box(room) if done else (0.0, 0.0, 0.0, 0.0))
            every.append((start, end, found))
        return every
