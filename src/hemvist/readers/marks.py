"""A PDF page as a picture, with spans of its text boxed in ochre, one box a line."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_int
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw as pdfium

from hemvist.readers import calls
from hemvist.readers import image as picture_file
from hemvist.readers.glyphs import Glyphs
from hemvist.readers.kinds import PICTURES, kind_of
from hemvist.readers.leaf import File, Leaf, draft, written
from hemvist.readers.pdf import apart, file_of, looked_at, opened
from hemvist.readers.scribe import Unreadable

FILL: Final = (0xFF, 0xE9, 0xB0)
OUTLINE: Final = (0xC9, 0x8A, 0x16)
_MOST_PIXELS: Final = 12_000_000
WHOLE: Final = 10_000

Box = tuple[int, int, int, int]


def picture(
    data: bytes,
    number: int,
    spans: Sequence[tuple[int, int]],
    width: int,
    words: Sequence[Box] = (),
    length: int | None = None,
) -> bytes:
    """Page ``number`` (from 1) of a PDF or a picture as PNG, ``width`` pixels wide, with spans of its text boxed.

    ``words`` are boxes of recognised words, in 1/10000 of the page's width and height; ``length`` is as for ``boxes``.
    """
    if kind_of(data) in PICTURES:
        return _shown(data, number, width, words)
    with opened(data) as pdf:
        if not 1 <= number <= len(pdf):
            raise Unreadable("BrokenFile", "no-page")
        try:
            page = pdf[number - 1]
            image = page.render(scale=_scale(page, width)).to_pil().convert("RGB")
            _mark_words(image, words)
            for box in boxes(pdf, number - 1, file_of(pdf, data), spans, image.size, length) if spans else ():
                _mark(image, box)
            return _png(image)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("BrokenFile", "damaged") from error


def _shown(data: bytes, number: int, width: int, words: Sequence[Box]) -> bytes:
    """A picture's page, no wider than it is."""
    with picture_file.opened(data) as opened_picture:
        image = picture_file.frame(opened_picture, number).convert("RGB")
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    _mark_words(image, words)
    return _png(image)


def _mark_words(image: Image.Image, words: Sequence[Box]) -> None:
    """Box words given in 1/10000 of the picture, those of a line together."""
    across, down = image.width / WHOLE, image.height / WHOLE
    for box in lines((round(a * across), round(b * down), round(c * across), round(d * down)) for a, b, c, d in words):
        _mark(image, box)


def boxes(
    pdf: Any,
    at: int,
    file: File,
    spans: Sequence[tuple[int, int]],
    size: tuple[int, int],
    length: int | None = None,
) -> list[Box]:
    """The boxes, a line each, that spans of the text of page ``at`` (from 0) have on a picture of it of ``size`` pixels.

    ``length`` is that of the page's text as it was read: a page from before tables and running lines were told apart
    is taken as it was then, and one that is read otherwise has no boxes.
    """
    with looked_at(pdf, at, file) as (page, glyphs, seen_on):
        own = draft(page, file, glyphs, seen_on)
        found = written(own, apart(pdf, at, file, own), places=True)
        if length not in (None, len(found.text)):
            found = written(draft(page, file, glyphs, seen_on, plainly=True), places=True)
        if length not in (None, len(found.text)):
            return []
        return [box for start, end in spans for box in _lines(page, glyphs, found, (start, end), size)]


def _lines(page: Any, glyphs: Glyphs, found: Leaf, span: tuple[int, int], size: tuple[int, int]) -> list[Box]:
    """One span's boxes; parts of the page that are read one after the other but lie apart are kept apart."""
    marked: list[Box] = []
    for first, last in runs(found, *span):
        apart = [found.boxes[-first - 1]] if first < 0 else glyphs.rects(first, last + 1)
        sideways = bool((glyphs.turn - page.get_rotation()) // 90 % 2)
        marked += lines((in_pixels(page, box, size) for box in apart), sideways)
    return marked


def runs(found: Leaf, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span as runs of characters that follow each other on the page, first and last; a box of its own is one run."""
    origins = found.origins or []
    if not 0 <= start < end:
        return
    first = last = None
    for place in origins[start:end]:
        if first is None or last is None:
            first = last = place
        elif place == last or (first >= 0 and last <= place <= last + 2):
            last = place
        else:
            yield first, last
            first = last = place
    if first is not None and last is not None:
        yield first, last


def _scale(page: Any, width: int) -> float:
    """Pixels per point for the wanted width, held back where the page would become a giant picture."""
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        raise Unreadable("BrokenFile", "damaged")
    # A hair less, because the size in pixels is rounded up.
    return float(min(width / wide, math.sqrt(_MOST_PIXELS / (wide * high)))) * (1 - 1e-9)


def in_pixels(page: Any, box: calls.Box, size: tuple[int, int]) -> Box:
    """A box of the page in pixels of a picture of ``size``."""
    one, other = _pixel(page, box[0], box[1], size), _pixel(page, box[2], box[3], size)
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _pixel(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """A point of the page in pixels; pdfium takes rotation and crop box into account."""
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, byref(across), byref(down))
    return across.value, down.value


def lines(boxes: Iterable[Box], sideways: bool = False) -> list[Box]:
    """``boxes`` in reading order, those that follow each other on a line made one; ``sideways`` where lines run down."""
    found: list[Box] = []
    for box in boxes:
        if found and _same_line(found[-1], box, 1 if sideways else 0):
            last = found[-1]
            found[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            found.append(box)
    return found


def _same_line(one: Box, other: Box, along: int) -> bool:
    """Whether two boxes overlap across the line by half of the thinner one, and are near each other along it."""
    across = 1 - along
    shared = min(one[across + 2], other[across + 2]) - max(one[across], other[across])
    thick = sorted((one[across + 2] - one[across], other[across + 2] - other[across]))
    gap = max(one[along], other[along]) - min(one[along + 2], other[along + 2])
    return 2 * shared >= thick[0] and gap <= 3 * thick[1]


def _mark(image: Image.Image, box: Box) -> None:
    """Tint the box as a felt pen would, so that the letters stay as dark as they are, and draw its edge."""
    pad = max(2, round(image.width / 500))
    left, top = max(0, box[0] - pad), max(0, box[1] - pad)
    right, bottom = min(image.width - 1, box[2] + pad), min(image.height - 1, box[3] + pad)
    if left >= right or top >= bottom:
        return
    area = (left, top, right + 1, bottom + 1)
    under = image.crop(area)
    image.paste(ImageChops.multiply(under, Image.new("RGB", under.size, FILL)), area)
    ImageDraw.Draw(image).rectangle((left, top, right, bottom), outline=OUTLINE, width=max(1, round(image.width / 700)))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=2)
    return out.getvalue()
