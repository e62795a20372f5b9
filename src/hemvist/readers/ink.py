"""Which characters of a page nobody sees: told by their attributes first, and where those leave a doubt, by drawing it.

Text is seen if the page looks different without it. So a page with text in doubt is drawn twice, once without that text,
and a character is seen if its box has changed. Invisible text over the picture of a page is what text recognition left
there: it counts as text where the picture shows something in its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_int
from itertools import repeat
from typing import Any, Final

from PIL import Image, ImageChops
from pypdfium2 import raw as pdfium

from hemvist.domain.text import Hiding
from hemvist.readers import calls
from hemvist.readers.calls import Box
from hemvist.readers.drawn import Drawn
from hemvist.readers.glyphs import Glyphs, Line

_SCALE: Final = 1.6
_MOST_PIXELS: Final = 4_000_000
_CHANGE: Final = 24
"""Of 255: what must change where a character stands, in one colour at least, for it to be seen."""
_TINY: Final = 1.3
"""Points: the height of a line of text of one point, with its room above and below."""
_THIN: Final = 1.5
_SOME: Final = 0.3
_LAYER: Final = 0.8
_NEARLY: Final = 0.7
_LONG: Final = 4

Unseen = dict[int, Hiding]
"""Places in the raw text, each with the reason why it is not seen."""


def unseen(glyphs: Glyphs, lines: Sequence[Line], drawn: Drawn, look: bool) -> tuple[Unseen, bool]:
    """The characters that are not seen, and whether the page's text is what text recognition left over its picture.

    ``look`` is whether such text is compared with the picture, or taken on trust.
    """
    found = dict(_out_of_sight(glyphs, lines))
    if not drawn.suspects:
        return found, False
    doubtful = {at: why for at, why in _doubtful(glyphs, drawn) if at not in found}
    if not doubtful:
        return found, False
    pictures = _Pictures(glyphs)
    layer = _is_layer(glyphs, drawn, doubtful)
    if layer and not look:
        return found, True
    if layer:
        shown = pictures.whole()
        gone = {at: why for at, why in doubtful.items() if not _changed(shown, pictures.box(at, 2))}
    else:
        changes = pictures.without(drawn.suspects, doubtful)
        gone = {at: why for at, why in doubtful.items() if not _changed(changes, pictures.box(at, 0))}
    found.update(_whole_words(glyphs.text, doubtful, gone))
    return found, layer


def _out_of_sight(glyphs: Glyphs, lines: Sequence[Line]) -> Iterator[tuple[int, Hiding]]:
    """What lies off the page, and what is too small to be read."""
    page = glyphs.paper
    if _all_in_sight(lines, page):
        return
    for start, end, boxes in lines:
        off = thin = False
        for left, bottom, right, top in boxes:
            if right <= page[0] or left >= page[2] or top <= page[1] or bottom >= page[3]:
                off = True
            elif right - left < _THIN or top - bottom < _THIN:
                thin = True
        if off:
            yield from _odd(glyphs, page, range(start, end))
        elif thin:
            yield from _odd(glyphs, page, _maybe_tiny(glyphs, start, end))


def _all_in_sight(lines: Sequence[Line], page: Box) -> bool:
    """Whether nothing of these is even partly such; told at once, as of most pages it is true."""
    far, low, near, high = page[2], page[3], page[0], page[1]
    for _, _, boxes in lines:
        for left, bottom, right, top in boxes:
            if (
                left >= far
                or bottom >= low
                or right <= near
                or top <= high
                or right - left < _THIN
                or top - bottom < _THIN
            ):
                return False
    return True


def _maybe_tiny(glyphs: Glyphs, start: int, end: int) -> Iterator[int]:
    """The places of a line but for those of objects whose font is known to be high enough by one of their letters."""
    high = 0
    places = range(start, end)
    indexes = glyphs.indexes(places)
    for at, index, thing in zip(places, indexes, map(calls.text_object, repeat(glyphs.handle), indexes), strict=True):
        if thing and thing == high:
            continue
        loose = glyphs.calls.loose_box(glyphs.handle, index)
        if thing and min(loose[2] - loose[0], loose[3] - loose[1]) > _TINY:
            high = thing
        else:
            yield at


def _odd(glyphs: Glyphs, page: Box, places: Iterable[int]) -> Iterator[tuple[int, Hiding]]:
    for at in places:
        box = glyphs.box(at)
        if box is None:
            continue
        if _is_off(box, page):
            yield at, Hiding.OFF_PAGE
        elif max(box[2] - box[0], box[3] - box[1]) <= _TINY:
            loose = glyphs.calls.loose_box(glyphs.handle, glyphs.index(at))
            if max(loose[2] - loose[0], loose[3] - loose[1]) <= _TINY:
                yield at, Hiding.TINY


def _is_off(box: Box, page: Box) -> bool:
    return box[2] <= page[0] or box[0] >= page[2] or box[3] <= page[1] or box[1] >= page[3]


def _doubtful(glyphs: Glyphs, drawn: Drawn) -> Iterator[tuple[int, Hiding]]:
    """The characters of the texts in doubt, white space left out."""
    text, suspects = glyphs.text, drawn.suspects
    things = map(calls.text_object, repeat(glyphs.handle), glyphs.indexes(range(len(text))))
    for at, thing in enumerate(things):
        if thing in suspects and not text[at].isspace():
            yield at, suspects[thing]


def _is_layer(glyphs: Glyphs, drawn: Drawn, doubtful: Unseen) -> bool:
    """Whether nearly all text of the page is drawn invisibly over a picture of the page, or under it."""
    if not drawn.behind:
        return False
    under = sum(why in (Hiding.INVISIBLE, Hiding.COVERED) for why in doubtful.values())
    return under >= _LAYER * sum(not char.isspace() for char in glyphs.text)


class _Pictures:
    """A page drawn once or twice."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs, self._page = glyphs, glyphs.page
        wide, high = self._page.get_size()
        self._scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(1e-6, wide * high)))
        self.size = math.ceil(wide * self._scale), math.ceil(high * self._scale)
        self._corner = (0, 0)
        self._cut = (0, 0, 0, 0)

    def whole(self) -> Image.Image:
        """The page as it is; of a page of which only a part counts, that part."""
        # pdfium's binding rounds the part to leave out up to whole pixels.
        cut = tuple(max(0.0, one - 0.5) / self._scale for one in self._cut)
        picture: Image.Image = self._page.render(scale=self._scale, crop=cut).to_pil().convert("RGB")
        return picture

    def _only(self, places: Iterable[int]) -> None:
        """From now on, only the part of the page around these characters counts."""
        boxes = [self.box(at, 2) for at in places]
        left, top = max(0, min(box[0] for box in boxes)), max(0, min(box[1] for box in boxes))
        right, bottom = self.size[0] - max(box[2] for box in boxes), self.size[1] - max(box[3] for box in boxes)
        if left + max(0, right) < self.size[0] and top + max(0, bottom) < self.size[1]:
            self._corner, self._cut = (left, top), (left, max(0, bottom), max(0, right), top)

    def without(self, things: dict[int, Hiding], places: Iterable[int]) -> Image.Image:
        """How the page changes around these characters when these texts are taken away, as grey."""
        self._only(places)
        before = self.whole()
        try:
            for thing in things:
                calls.set_active(thing, 0)
            after = self.whole()
        finally:
            for thing in things:
                calls.set_active(thing, 1)
        red, green, blue = ImageChops.difference(before, after).split()
        return ImageChops.lighter(ImageChops.lighter(red, green), blue)

    def box(self, at: int, room: int) -> tuple[int, int, int, int]:
        """The pixels of a character's box, with ``room`` around it."""
        left, bottom, right, top = self._glyphs.box(at) or (0, 0, 0, 0)
        one, other = self._pixel(left, bottom), self._pixel(right, top)
        across, down = sorted((one[0], other[0])), sorted((one[1], other[1]))
        x, y = self._corner
        return (across[0] - room - x, down[0] - room - y, across[1] + 1 + room - x, down[1] + 1 + room - y)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *self.size, 0, x, y, byref(across), byref(down))
        return across.value, down.value


def _changed(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether the picture is not of one colour in the box; a grey one, that of changes, whether it is not black."""
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(picture.width, box[2]), min(picture.height, box[3])
    if left >= right or top >= bottom:
        return False
    found: Any = picture.crop((left, top, right, bottom)).getextrema()
    if picture.mode == "L":
        return bool(found[1] >= _CHANGE)
    return any(most - least >= _CHANGE for least, most in found)


def _whole_words(text: str, doubtful: Unseen, gone: Unseen) -> Iterator[tuple[int, Hiding]]:
    """Words of which only a little is not seen count as seen: a thin letter may leave no trace.

    And a line in the colour of the paper that is seen only where it crosses other letters counts as not seen.
    """
    word: list[int] = []
    pale = _pale_lines(text, doubtful, gone)
    for at in [*doubtful, len(text) + 2]:
        if word and at != word[-1] + 1:
            lost = [one for one in word if one in gone]
            if word[0] in pale:
                yield from ((one, doubtful[one]) for one in word)
            elif len(lost) > _SOME * len(word) or len(lost) > _LONG:
                yield from ((one, gone[one]) for one in lost)
            word = []
        word.append(at)


def _pale_lines(text: str, doubtful: Unseen, gone: Unseen) -> set[int]:
    """The places on lines of which nearly all that is in the colour of the paper is not seen."""
    found: set[int] = set()
    line: list[int] = []
    for at in [*doubtful, len(text)]:
        if line and (at == len(text) or text.find("\n", line[-1], at) >= 0):
            if sum(one in gone for one in line) >= _NEARLY * len(line):
                found.update(line)
            line = []
        if at < len(text) and doubtful[at] == Hiding.WHITE:
            line.append(at)
    return found
