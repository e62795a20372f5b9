"""ODP into text: a slide a page under its title, its shapes in the order they are read; what it hides is kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from hemvist.domain.text import Hiding, Unit
from hemvist.readers.colours import Colour, colour
from hemvist.readers.lines import Lines
from hemvist.readers.odf import DRAWN, Story, left_out, opened, packed, text_of
from hemvist.readers.odfstyles import Look, Styles
from hemvist.readers.palette import WHITE
from hemvist.readers.scribe import Scribe
from hemvist.readers.shapes import Box, Shape, Sized, in_order
from hemvist.readers.styles import attribute, attributes, child, tag

_MOST_COMPARED: Final = 500
_LENGTH: Final = re.compile(r"(-?\d{0,6}\.?\d{1,6})(cm|mm|in|pt|pc|px)?$")
_UNITS: Final = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75, None: 1.0}
_RUNNING: Final = frozenset({"page", "header", "footer", "date-time", "page-number"})
_PICTURED: Final = frozenset({"bitmap", "gradient", "hatch"})


def read(data: bytes, scribe: Scribe) -> None:
    """Write the slides in their order, each as a page; hidden ones are empty pages."""
    package = opened(data)
    root, outer = package.xml("content.xml"), package.kept("styles.xml")
    lines = Lines(scribe)
    scribe.unit(Unit.SLIDE)
    slides = _Slides(Story(Styles(outer, root), lines, package), outer)
    listed = child(root, "body", "presentation")
    for page in () if listed is None else listed:
        if tag(page) == "page":
            lines.begin_page()
            lines.end_page(slides.write(page))
    left_out(package, lines)
    lines.end()


class _Slides:
    """Writes one slide after the other."""

    def __init__(self, story: Story, outer: Any | None) -> None:
        self._story, self._styles = story, story.styles
        masters = () if outer is None else outer.iter("{*}master-page")
        self._masters = {attribute(one, "name"): (one, list(islice(_shapes(one), _MOST_COMPARED))) for one in masters}
        self._sized = _sized(outer)

    def write(self, page: Any) -> str:
        """Write a slide and what its speaker is to say; return its title."""
        shown = self._styles.says("drawing-page", attribute(page, "style-name")).get("visibility") != "hidden"
        found = list(_shapes(page))
        titles = [shape for shape in found if shape.placeholder == "title"]
        label = ""
        for shape in [*titles, *in_order([shape for shape in found if shape.placeholder != "title"])]:
            told = self._shape(page, shape, found, shown)
            label = label or (told if shape.placeholder == "title" else "")
        self._story.notes()
        self._around(page)
        return label

    def _shape(self, page: Any, shape: Shape, found: Sequence[Shape], shown: bool) -> str:
        """Write one shape; return what it says, if that is to be seen."""
        away = shape.box is not None and shape.box.outside(self._sized)
        self._story.reason = Hiding.SLIDE if not shown else Hiding.OFF_PAGE if away else None
        look = Look(ink=None, paper=self._behind(page, shape, found))
        self._story.blocks([shape.element], look, int(shape.placeholder == "title"))
        told = text_of(shape.element) if self._story.reason is None else ""
        self._story.reason = None
        return told

    def _around(self, page: Any) -> None:
        """Comments and the speaker's notes."""
        for one in page:
            if tag(one) == "annotation":
                self._story.blocks([one], Look())
            elif tag(one) == "notes":
                self._story.reason = Hiding.NOTES
                frames = [frame for frame in one if attribute(frame, "class") not in _RUNNING]
                self._story.blocks(frames, Look(ink=None, paper=None))
                self._story.reason = None

    def _behind(self, page: Any, shape: Shape, found: Sequence[Shape]) -> Colour | None:
        """The colour behind a shape, if nothing else may lie between it and the slide."""
        master, under = self._masters.get(attribute(page, "master-page-name"), (None, ()))
        for other in chain(under, found[max(0, shape.at - _MOST_COMPARED) : shape.at]):
            if shape.box and other.box and other.box.covers(shape.box) and self._filled(other):
                return None
        return self._background(page, master)

    def _filled(self, shape: Shape) -> bool:
        family = "presentation" if attribute(shape.element, "class") else "graphic"
        fill = self._styles.says(family, attribute(shape.element, "style-name")).get("fill", "solid")
        return fill != "none" or next(shape.element.iter("{*}image", "{*}object"), None) is not None

    def _background(self, *layers: Any | None) -> Colour | None:
        """The colour of the slide itself, or else of its master."""
        for layer in layers:
            says = self._styles.says("drawing-page", attribute(layer, "style-name"))
            if says.get("fill") in _PICTURED:
                return None
            if says.get("fill") == "solid":
                return colour(says.get("fill-color", ""))
        return WHITE


def _shapes(page: Any) -> Iterator[Shape]:
    for at, element in enumerate(one for one in page if tag(one) in DRAWN):
        told = attributes(element)
        left, top, width, height = (_points(told.get(name, "")) for name in ("x", "y", "width", "height"))
        placed = left is not None and top is not None and not told.get("transform")
        box = Box(left or 0, top or 0, width or 0, height or 0) if placed else None
        yield Shape(element, box, told.get("class", ""), False, at)


def _points(told: str) -> float | None:
    found = _LENGTH.match(told)
    return None if found is None else float(found[1]) * _UNITS[found[2]]


def _sized(styles: Any | None) -> Sized:
    """The size of the slides, in points; what is upright is a page of notes."""
    for one in () if styles is None else styles.iter("{*}page-layout-properties"):
        width, height = _points(attribute(one, "page-width")), _points(attribute(one, "page-height"))
        if width and height and width >= height:
            return Sized(round(width), round(height))
    return Sized(10_000, 10_000)


def samples() -> Iterator[bytes]:
    """A presentation of one slide."""
    frame = "<frame x='1cm' y='1cm'><text-box><p>x</p></text-box></frame>"
    yield packed("presentation", f"<presentation><page>{frame}</page></presentation>")
