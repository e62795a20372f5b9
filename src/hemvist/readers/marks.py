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

from hemvist.readers import image as picture_file
from hemvist.readers.kinds import PICTURES, kind_of
from hemvist.readers.pdf import Places, characters_of, opened
from hemvist.readers.scribe import Unreadable

FILL: Final = (0xFF, 0xE9, 0xB0)
OUTLINE: Final = (0xC9, 0x8A, 0x16)
_MOST_PIXELS: Final = 12_000_000
WHOLE: Final = 10_000

Box = tuple[int, int, int, int]


def picture(data: bytes, number: int, spans: Sequence[tuple[int, int]], width: int, boxes: Sequence[Box] = ()) -> bytes:
    """Page ``number`` (from 1) of a PDF or a picture as PNG, ``width`` pixels wide, with spans of its text boxed.

    ``boxes`` are of recognised words, in 1/10000 of the page's width and height.
    """
    if kind_of(data) in PICTURES:
        return _shown(data, number, width, boxes)
    with opened(data) as pdf:
        if not 1 <= number <= len(pdf):
            raise Unreadable("BrokenFile", "no-page")
        try:
            return _drawn(pdf[number - 1], spans, width, boxes)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("BrokenFile", "damaged") from error


def _shown(data: bytes, number: int, width: int, boxes: Sequence[Box]) -> bytes:
    """A picture's page, no wider than it is."""
    with picture_file.opened(data) as opened_picture:
        image = picture_file.frame(opened_picture, number).convert("RGB")
    if image.width > width:
        image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    _mark_words(image, boxes)
    return _png(image)


def _mark_words(image: Image.Image, boxes: Sequence[Box]) -> None:
    """Box words given in 1/10000 of the picture, those of a line together."""
    across, down = image.width / WHOLE, image.height / WHOLE
    for box in lines((round(a * across), round(b * down), round(c * across), round(d * down)) for a, b, c, d in boxes):
        _mark(image, box)


def _drawn(page: Any, spans: Sequence[tuple[int, int]], width: int, words: Sequence[Box]) -> bytes:
    image = page.render(scale=_scale(page, width)).to_pil().convert("RGB")
    _mark_words(image, words)
    characters = characters_of(page)
    places = Places(characters)
    for span in filter(None, (places.span(start, end) for start, end in spans)):
        boxes = _boxes(page, characters, span, image.size)
        for box in lines(boxes, _sideways(page, characters, span[0])):
            _mark(image, box)
    return _png(image)


def _scale(page: Any, width: int) -> float:
    """Pixels per point for the wanted width, held back where the page would become a giant picture."""
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        raise Unreadable("BrokenFile", "damaged")
    # A hair less, because the size in pixels is rounded up.
    return float(min(width / wide, math.sqrt(_MOST_PIXELS / (wide * high)))) * (1 - 1e-9)


def _boxes(page: Any, characters: Any, span: tuple[int, int], size: tuple[int, int]) -> Iterator[Box]:
    """The boxes of pdfium's characters, in pixels of a picture of ``size``."""
    for at in range(characters.count_rects(*span)):
        left, bottom, right, top = characters.get_rect(at)
        one, other = _pixel(page, left, bottom, size), _pixel(page, right, top, size)
        yield min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


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


def _sideways(page: Any, characters: Any, first: int) -> bool:
    """Whether the text at pdfium's character ``first`` runs up or down the picture."""
    angle = math.degrees(pdfium.FPDFText_GetCharAngle(characters, first)) + page.get_rotation()
    return bool(round(angle / 90) % 2)


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
