"""A page as a picture on which places are black: made of pixels alone, for when the file itself is not kept."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import pypdfium2
from PIL import Image

from hemvist.domain.personal import Kind, find
from hemvist.readers import image as picture_file
from hemvist.readers.calls import Box as Points
from hemvist.readers.glyphs import Glyphs
from hemvist.readers.kinds import PICTURES, kind_of
from hemvist.readers.leaf import STROKES, Leaf, draft, written
from hemvist.readers.marks import WHOLE, Box, in_pixels, lines
from hemvist.readers.pdf import apart, file_of, looked_at, opened
from hemvist.readers.scribe import Unreadable
from hemvist.readers.tidy import origins, tidy

PIXELS: Final = 2_200_000
"""Of a kept picture: A4 at 150 dots per inch."""
MOST_BYTES: Final = 400_000
"""Of a kept picture; one that needs more gets fewer greys, and then fewer pixels."""
_DPI, _POINTS = 150, 72
_GREYS: Final = ((16, 4), (4, 2))
"""How many greys, and the bits of each pixel that they take."""
_SMALLER: Final = 0.8
_MARGIN: Final = 0.2
"""Of a line's thickness, added around what is blacked out."""
_LEAST: Final = 3
PLACES, SHOWS = "places", "shows"
"""Why there is no picture: a place is not known, or the page shows what its text does not say and nobody has read."""


@dataclass(frozen=True)
class Shown:
    """A picture (PNG, grey, at most ``MOST_BYTES`` or nearly), and the boxes of the words of the page's text as ``Word``."""

    png: bytes
    words: list[list[int]]


class _NotKnown(Exception):
    """Why a page gets no picture: ``PLACES`` or ``SHOWS``."""


def blacked(data: bytes, orders: Sequence[dict[str, Any]]) -> Iterator[tuple[int, Shown | str]]:
    """For each order the page's number with its picture, or why there is none.

    An order: ``page`` from 1; ``spans`` of its text, which is ``length`` long, to be black; ``boxes`` in 1/10000 that
    are to be black as well; ``seen``, whether recognition has read all that the page shows, and these boxes are all
    it found; ``scan``, whether the text is recognition's own; ``kinds`` of details that are looked for once more.
    """
    if kind_of(data) in PICTURES:
        with picture_file.opened(data) as picture:
            yield from ((order["page"], _of_picture(picture, order)) for order in orders)
        return
    with opened(data) as pdf:
        yield from ((order["page"], _of_pdf(pdf, data, order)) for order in orders)


def _of_picture(picture: Image.Image, order: dict[str, Any]) -> Shown | str:
    try:
        image = picture_file.frame(picture, order["page"])
    except Unreadable:
        return PLACES
    share = (PIXELS / (image.width * image.height)) ** 0.5
    if share < 1:
        image = image.resize(_times(image.size, share), Image.Resampling.BOX)
    return Shown(_png(_black(image, _scaled(order["boxes"], image.size))), [])


def _of_pdf(pdf: Any, data: bytes, order: dict[str, Any]) -> Shown | str:
    try:
        image = _drawn(pdf, order["page"])
        black = _scaled(order["boxes"], image.size)
        words: list[list[int]] = []
        if not order["scan"]:
            more, words = _told(pdf, data, order, image.size)
            black += more
        return Shown(_png(_black(image, black)), words)
    except _NotKnown as error:
        return str(error)
    except (pypdfium2.PdfiumError, Unreadable):
        return PLACES


def _drawn(pdf: Any, number: int) -> Image.Image:
    if not 1 <= number <= len(pdf):
        raise _NotKnown(PLACES)
    page = pdf[number - 1]
    try:
        wide, high = page.get_size()
        if wide <= 0 or high <= 0:
            raise _NotKnown(PLACES)
        scale = min(_DPI / _POINTS, (PIXELS / (wide * high)) ** 0.5)
        shown: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return shown.convert("L")
    finally:
        page.close()


def _told(pdf: Any, data: bytes, order: dict[str, Any], size: tuple[int, int]) -> tuple[list[Box], list[list[int]]]:
    """The boxes of what is to be black in the text that the file tells, and those of all words of the page's text."""
    at, file = order["page"] - 1, file_of(pdf, data)
    with looked_at(pdf, at, file) as (page, glyphs, seen_on):
        own = draft(page, file, glyphs, seen_on)
        shows = seen_on.pictures > 0 or seen_on.paths >= STROKES or "layer" in own.leaf.notes
        if shows and not order["seen"]:
            raise _NotKnown(SHOWS)
        found = written(own, apart(pdf, at, file, own), places=True)
        if len(found.text) != order["length"]:
            raise _NotKnown(PLACES)
        where = _Where(page, glyphs, found, size)
        raw = (where.raw(places) for places in _again(glyphs.text, {Kind(kind) for kind in order["kinds"]}))
        spans = (where.span(start, end) for start, end in order["spans"])
        return [*chain.from_iterable(spans), *chain.from_iterable(raw)], list(where.words())


def _again(raw: str, kinds: set[Kind]) -> Iterator[list[int]]:
    """Places of the page's raw characters that are such details, looked for on the whole page and in each line of it.

    For what is not in the text: running lines, and what is not seen and might be made visible on a picture.
    """
    plain, came, at = tidy(raw), origins(raw), 0
    for text in (plain, *plain.splitlines(keepends=True)):
        first = 0 if text is plain else at
        yield from (came[first + one.start : first + one.end] for one in find(text) if one.kind in kinds)
        at += 0 if text is plain else len(text)


class _Where:
    """Where the characters of one page stand on a picture of it, in pixels."""

    def __init__(self, page: Any, glyphs: Glyphs, found: Leaf, size: tuple[int, int]) -> None:
        self._page, self._glyphs, self._found, self._size = page, glyphs, found, size
        self._sideways = bool((glyphs.turn - page.get_rotation()) // 90 % 2)

    def span(self, start: int, end: int) -> list[Box]:
        """The boxes of a span of the page's text, a line each."""
        return self.raw((self._found.origins or [])[start:end], self._found.text[start:end])

    def raw(self, places: Sequence[int], text: str = "") -> list[Box]:
        """The same for places of raw characters; ``_NotKnown`` where a letter or a digit stands nowhere."""
        if text and len(places) != len(text):
            raise _NotKnown(PLACES)
        return self._lines(box for at in places for box in self._box(at, needed=True))

    def words(self) -> Iterator[list[int]]:
        """Every word of the page's text: its start and end, and a box in 1/10000 for each line that it stands on."""
        text, at = self._found.text, 0
        for word in text.split():
            at = text.index(word, at)
            places = (self._found.origins or [])[at : at + len(word)]
            boxes = self._lines(box for place in places for box in self._box(place, needed=False))[: len(word)]
            for part, box in enumerate(boxes):  # a word on two lines is two, of about half its letters each
                start, end = (at + len(word) * one // len(boxes) for one in (part, part + 1))
                yield [start, end, *_shares(box, self._size)]
            at += len(word)

    def _lines(self, boxes: Iterable[Points]) -> list[Box]:
        return lines((in_pixels(self._page, box, self._size) for box in boxes), self._sideways)

    def _box(self, at: int, needed: bool) -> Iterator[Points]:
        """The box of one character's shape and of its place on the line, whichever goes further."""
        if at < 0:
            yield self._found.boxes[-at - 1]
            return
        shape, index = self._glyphs.box(at), self._glyphs.index(at)
        if shape is None:
            if needed and self._glyphs.text[at].isalnum():
                raise _NotKnown(PLACES)
            return
        loose = self._glyphs.calls.loose_box(self._glyphs.handle, index)
        if not any(loose) or not needed:
            yield shape
        else:
            yield min(shape[0], loose[0]), min(shape[1], loose[1]), max(shape[2], loose[2]), max(shape[3], loose[3])


def _shares(box: Box, size: tuple[int, int]) -> list[int]:
    wide, high = size
    shares = (box[0] / wide, box[1] / high, box[2] / wide, box[3] / high)
    return [max(0, min(WHOLE, round(share * WHOLE))) for share in shares]


def _scaled(boxes: Sequence[Sequence[int]], size: tuple[int, int]) -> list[Box]:
    """Boxes in 1/10000 in pixels, those of a line together."""
    across, down = size[0] / WHOLE, size[1] / WHOLE
    return lines((round(a * across), round(b * down), round(c * across), round(d * down)) for a, b, c, d in boxes)


def _black(image: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """The picture with these boxes black, each with a margin, so that no edge of a letter is left."""
    for left, top, right, bottom in boxes:
        pad = max(_LEAST, round(_MARGIN * min(right - left, bottom - top)))
        area = max(0, left - pad), max(0, top - pad), min(image.width, right + pad), min(image.height, bottom + pad)
        if area[0] < area[2] and area[1] < area[3]:
            image.paste(0, area)
    return image


def _png(image: Image.Image) -> bytes:
    """The picture in few greys: pixels and a palette, nothing of the file it came from."""
    for greys, bits in _GREYS:
        made = _packed(image, greys, bits)
        if len(made) <= MOST_BYTES:
            return made
    while len(made) > MOST_BYTES and min(image.size) > 1:
        image = image.resize(_times(image.size, _SMALLER), Image.Resampling.BOX)
        made = _packed(image, *_GREYS[-1])
    return made


def _packed(image: Image.Image, greys: int, bits: int) -> bytes:
    steps = greys - 1
    few = image.point([(shade * steps + 127) // 255 for shade in range(256)])
    flat = Image.frombytes("P", few.size, few.tobytes())
    flat.putpalette([round(at * 255 / steps) for at in range(greys) for _ in "rgb"])
    out = io.BytesIO()
    flat.save(out, "PNG", bits=bits, optimize=True)
    return out.getvalue()


def _times(size: tuple[int, int], share: float) -> tuple[int, int]:
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))
