"""What is drawn on a page, object by object: which text may not be seen, and how much of the page pictures take up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from math import isfinite
from typing import Any, Final, NamedTuple

from pypdfium2 import raw as pdfium

from hemvist.domain.text import Hiding
from hemvist.readers import calls
from hemvist.readers.calls import Box, Calls, Matrix

_DEEPEST: Final = 8
_MOST: Final = 300_000
_MOST_PAIRS: Final = 300_000
_PALE: Final = 0xD0
_NEAR: Final = 24
_CLEAR: Final = 24
_SMALL: Final = 3.0
_EDGE: Final = 0.25
_TEXT: Final = pdfium.FPDF_PAGEOBJ_TEXT
_PATH: Final = pdfium.FPDF_PAGEOBJ_PATH
_PICTURES: Final = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
_FORM: Final = pdfium.FPDF_PAGEOBJ_FORM
_OUTLINED: Final = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_UNDRAWN: Final = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_AS_IT_IS: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_COVERS: Final = (
    pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_REDACT, pdfium.FPDF_ANNOT_INK,
)  # fmt: skip

Colour = tuple[int, int, int, int]


class _Ground(NamedTuple):
    """A picture or a filled shape: how many texts were drawn before it, where it lies, and its colour if it has one."""

    after: int
    box: Box
    colour: Colour | None


@dataclass
class Drawn:
    """What was found: ``suspects`` are text objects that may not be seen, by their address, with the likely reason."""

    suspects: dict[int, Hiding] = field(default_factory=dict)
    pictures: float = 0.0
    """The share of the page that pictures take up, from 0 to 1."""
    behind: bool = False
    """Whether a picture takes up most of the page."""
    paths: int = 0
    rules: list[Box] = field(default_factory=list)
    """The boxes of straight lines, and of shapes too thin to be more."""
    outlines: list[tuple[int, Matrix | None]] = field(default_factory=list)
    """Paths that may be made of straight lines, by their address, with how they lie on the page."""


def drawn(page: Any, paper: Box, wary: bool, asked: Calls) -> Drawn:
    """Look through the objects of a page; with ``wary``, every text is suspected (a file with layers).

    ``paper`` is the part of the page that is seen.
    """
    return _Look(page, paper, wary, asked).found()


class _Look:
    """One look through a page."""

    def __init__(self, page: Any, paper: Box, wary: bool, asked: Calls) -> None:
        self._page, self._wary = page, wary
        self._calls, self._left = asked, _MOST
        self._box = paper
        self._result = Drawn()
        self._texts: list[tuple[int, Matrix | None]] = []
        self._grounds: list[_Ground] = []
        self._colours: set[Colour] = set()
        self._near: dict[Colour, bool] = {}
        self._plain: set[bytes | None] = set()
        """The colours, filled, that are seen on whatever was drawn before, as ``Calls.ink`` tells them."""
        self._pairs = _MOST_PAIRS

    def found(self) -> Drawn:
        page = calls.handle(self._page)
        self._all(calls.item, page, calls.count(page), None, 0)
        self._grounds += [_Ground(len(self._texts), box, None) for box in _notes(self._page)]
        if self._grounds and self._texts:
            self._compare()
        return self._result

    def _all(self, item: Callable[[int, int], int], inside: int, count: int, matrix: Matrix | None, depth: int) -> None:
        """Every object in the order it is drawn in, those in forms too; ``matrix`` is how its form lies on the page."""
        if depth:
            count = min(count, self._left)
            self._left -= count
        things = [*map(item, repeat(inside), range(count))]
        fill, (red, green, blue, alpha), room = self._calls.inked()
        texts, plain = self._texts, self._plain
        for thing, style in zip(things, map(calls.mode, things), strict=True):
            if style >= 0:
                texts.append((thing, matrix))
                if style or not fill(thing, red, green, blue, alpha) or room.raw not in plain:
                    self._text(thing, style)
            elif (kind := calls.kind_of(thing)) == _PATH:
                self._path(thing, matrix)
            else:
                self._other(thing, kind, matrix, depth)

    def _other(self, thing: int, kind: int, matrix: Matrix | None, depth: int) -> None:
        """What no way of drawing letters is told of: no text, unless pdfium does not know it."""
        if kind in _PICTURES:
            self._picture(thing, matrix)
        elif kind == _FORM:
            self._form(thing, matrix, depth + 1)
        elif kind == _TEXT:
            self._texts.append((thing, matrix))
            self._text(thing, pdfium.FPDF_TEXTRENDERMODE_UNKNOWN)

    def _form(self, form: int, matrix: Matrix | None, depth: int) -> None:
        if depth <= _DEEPEST:
            within = joined(self._calls.matrix(form), matrix)
            self._all(calls.form_item, form, calls.form_count(form), None if within == _AS_IT_IS else within, depth)

    def _text(self, thing: int, style: int) -> None:
        colour = self._calls.stroke(thing) if style in _OUTLINED else self._calls.fill(thing)
        if style in _UNDRAWN or (colour and colour[3] < _CLEAR):
            self._result.suspects[thing] = Hiding.INVISIBLE
        elif colour is None or min(colour[:3]) >= _PALE or self._is_on_its_colour(colour):
            self._result.suspects[thing] = Hiding.WHITE
        elif self._wary:
            self._result.suspects[thing] = Hiding.INVISIBLE
        elif not style:
            self._plain.add(self._calls.ink(thing))

    def _is_on_its_colour(self, colour: Colour) -> bool:
        """Whether something of nearly this colour was drawn before, wherever it lies."""
        if colour not in self._near:
            self._near[colour] = any(
                all(abs(a - b) <= _NEAR for a, b in zip(colour[:3], other[:3], strict=True)) for other in self._colours
            )
        return self._near[colour]

    def _path(self, thing: int, matrix: Matrix | None) -> None:
        self._result.paths += 1
        box = left, bottom, right, top = _moved(self._calls.bounds(thing), matrix)
        wide, high = right - left, top - bottom
        if wide < _SMALL or high < _SMALL:
            if wide >= _SMALL or high >= _SMALL:
                self._result.rules.append(box)
            return
        if not self._calls.is_filled(thing):
            self._result.outlines.append((thing, matrix))
            return
        colour = self._calls.fill(thing)
        self._grounds.append(_Ground(len(self._texts), box, colour))
        if colour is not None and colour[3] >= _CLEAR and colour not in self._colours and len(self._colours) < 64:
            self._colours.add(colour)
            self._near.clear()
            self._plain.clear()

    def _picture(self, thing: int, matrix: Matrix | None) -> None:
        box = _moved(self._calls.bounds(thing), matrix)
        self._grounds.append(_Ground(len(self._texts), box, None))
        left, bottom, right, top = self._box
        whole = max(1e-6, (right - left) * (top - bottom))
        wide, high = min(right, box[2]) - max(left, box[0]), min(top, box[3]) - max(bottom, box[1])
        if wide > 0 and high > 0:
            self._result.pictures = min(1.0, self._result.pictures + wide * high / whole)
            self._result.behind = self._result.pictures >= 0.6

    def _compare(self) -> None:
        """Suspect what lies under a shape or a picture, and what is written on a picture."""
        last = max(ground.after for ground in self._grounds)
        first = min((ground.after for ground in self._grounds if ground.colour is None), default=len(self._texts))
        if not last and first >= len(self._texts):
            return
        for at, (thing, matrix) in enumerate(self._texts):
            if thing not in self._result.suspects and (at < last or at >= first):
                reason = self._met(at, thing, matrix)
                if reason is not None:
                    self._result.suspects[thing] = reason

    def _met(self, at: int, thing: int, matrix: Matrix | None) -> Hiding | None:
        """How a ground may hide the text; where there is too much to compare, it may."""
        self._pairs -= len(self._grounds)
        if self._pairs < 0:
            return Hiding.COVERED
        box = _moved(self._calls.bounds(thing), matrix)
        met = [ground for ground in self._grounds if _meet(box, ground.box)]
        if any(at < ground.after for ground in met):
            return Hiding.COVERED
        return Hiding.WHITE if any(ground.colour is None for ground in met) else None


def _notes(page: Any) -> Iterator[Box]:
    """The boxes of annotations that are drawn over the page and may cover it."""
    count = min(calls.note_count(calls.handle(page)), _MOST)
    rect: Any = pdfium.FS_RECTF() if count else None
    for at in range(count):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        if pdfium.FPDFAnnot_GetSubtype(note) in _COVERS and pdfium.FPDFAnnot_GetRect(note, rect):
            yield (rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
        pdfium.FPDFPage_CloseAnnot(note)


def joined(inner: Matrix, outer: Matrix | None) -> Matrix:
    """What ``inner`` is within ``outer``."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(box: Box, matrix: Matrix | None) -> Box:
    """``box`` as it lies on the page."""
    if matrix is None:
        return box
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    if b == c == 0 and isfinite(left + bottom + right + top):  # neither turned nor leaning
        one, other, low, high = a * left + e, a * right + e, d * bottom + f, d * top + f
        least, lowest = other if other < one else one, high if high < low else low
        return least, lowest, other if other > one else one, high if high > low else low
    across = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    up = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(across), min(up), max(across), max(up)


def _meet(text: Box, ground: Box) -> bool:
    """Whether a ground reaches into a text by more than the edge that lines set close have in common."""
    wide = min(text[2], ground[2]) - max(text[0], ground[0])
    high = min(text[3], ground[3]) - max(text[1], ground[1])
    return wide > 0 and high > 0 and high > _EDGE * (text[3] - text[1])
