"""Where a slide's shapes lie, in which order they are read, and what their texts are seen against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike
from hemvist.readers.palette import WHITE, Palette
from hemvist.readers.styles import attribute, child, tag
from hemvist.readers.zipped import Package

_DEEP: Final = 40
_FARTHEST: Final = 10**9
_MOST_SHAPES: Final = 20_000
_MOST_COMPARED: Final = 500
_TINY: Final = 100
_FILLS: Final = frozenset(["solidFill", "gradFill", "blipFill", "pattFill", "noFill", "grpFill"])
_MERGED: Final = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "": "body"}


@dataclass(frozen=True)
class Sized:
    """A slide's width and height, in EMU."""

    width: int
    height: int


@dataclass(frozen=True)
class Box:
    """Where something lies, in the units and from the corner of the slide."""

    left: float
    top: float
    width: float
    height: float

    def outside(self, sized: Sized) -> bool:
        """Whether no part of it lies on the slide."""
        beyond = self.left >= sized.width or self.top >= sized.height
        return beyond or self.left + self.width <= 0 or self.top + self.height <= 0

    def covers(self, other: Box) -> bool:
        """Whether the middle of ``other`` lies in it."""
        across, down = other.left + other.width / 2, other.top + other.height / 2
        return self.left <= across <= self.left + self.width and self.top <= down <= self.top + self.height


@dataclass(frozen=True)
class Shape:
    """A shape with its place on the slide (None if it tells none) and the word for its role, if it has one."""

    element: Any
    box: Box | None
    placeholder: str
    hidden: bool
    at: int


@dataclass(frozen=True)
class _Frame:
    """How the places in a group are to be moved and scaled to be places on the slide."""

    left: float = 0.0
    top: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def placed(self, box: Box) -> Box:
        return Box(
            self.left + box.left * self.across,
            self.top + box.top * self.down,
            box.width * self.across,
            box.height * self.down,
        )


class Surface:
    """What a slide inherits: places and fills of placeholders, its background, its theme's colours."""

    def __init__(self, package: Package, part: str, root: Any | None) -> None:
        self._layers = [root, *_layers(package, part)]
        master = next((layer for layer in self._layers if layer is not None and tag(layer) == "sldMaster"), None)
        names = child(master, "clrMap")
        self._names = {} if names is None else {str(key): str(value) for key, value in names.attrib.items()}
        self._palette = Palette(_theme(package, part))
        self._inherited = [_placeholders(layer) for layer in self._layers[1:]]

    def inherited(self, role: tuple[str, str]) -> Iterator[Any]:
        """The placeholders that one on the slide takes after, nearest first."""
        kind, index = role
        for known in self._inherited:
            found = known.get((kind, index))
            if found is None:
                found = known.get((_MERGED.get(kind, kind), ""))
            if found is not None:
                yield found

    def hiding(self, properties: Any | None, paper: Colour | None) -> Hiding | None:
        """Why a run with these properties is not seen on ``paper``; None if it is, or nobody can tell."""
        if properties is None:
            return None
        if attribute(properties, "strike", "noStrike") != "noStrike":
            return Hiding.DELETED
        size = attribute(properties, "sz")
        if size.isdecimal() and len(size) < 9 and int(size) <= _TINY:
            return Hiding.TINY
        fill = child(properties, "solidFill")
        if child(properties, "noFill") is not None or _clear(fill):
            return None if child(properties, "ln", "solidFill") is not None else Hiding.INVISIBLE
        ink = self._palette.drawn(fill, self._names)
        marked = child(properties, "highlight")
        paper = paper if marked is None else self._palette.drawn(marked, self._names)
        return Hiding.WHITE if ink is not None and paper is not None and alike(ink, paper) else None

    def around(self) -> Iterator[Any]:
        """The layout and the master, as far as the slide shows what stands on them."""
        for above, layer in pairwise(self._layers):
            if attribute(above, "showMasterSp", "1") in ("0", "false"):
                return
            if layer is not None:
                yield layer

    def in_cell(self, cell: Any, styled: bool) -> Colour | None:
        """The colour that a cell's text is seen against; None where the table's style may have coloured it."""
        for one in () if (properties := child(cell, "tcPr")) is None else properties:
            if tag(one) in _FILLS:
                return self._palette.drawn(one, self._names) if tag(one) == "solidFill" and not _clear(one) else None
        return None if styled else self._background()

    def behind(self, shape: Shape, found: Sequence[Shape]) -> Colour | None:
        """The colour that a shape's text is seen against; None if it is not known."""
        known, paper = self._fill(shape)
        if known:
            return paper
        for other in reversed(found[max(0, shape.at - _MOST_COMPARED) : shape.at]):
            if shape.box is None or other.box is None or not other.box.covers(shape.box):
                continue
            known, paper = self._fill(other)
            if known or tag(other.element) != "sp":
                return paper
        return self._background()

    def _fill(self, shape: Shape) -> tuple[bool, Colour | None]:
        """Whether a shape has a fill, its own or one it takes after another, and its colour if that is known."""
        role = _role(shape.element)
        for element in (shape.element, *(self.inherited(role) if role else ())):
            properties = child(element, "spPr")
            for one in () if properties is None else properties:
                if tag(one) == "solidFill" and not _clear(one):
                    return True, self._palette.drawn(one, self._names)
                if tag(one) in _FILLS:
                    return tag(one) not in ("noFill", "solidFill"), None
            style = child(element, "style", "fillRef")
            if attribute(style, "idx", "0") != "0":
                return True, self._palette.drawn(style, self._names)
        return False, None

    def _background(self) -> Colour | None:
        for layer in self._layers:
            background = child(layer, "cSld", "bg")
            if background is not None:
                solid = child(background, "bgPr", "solidFill")
                return self._palette.drawn(solid if solid is not None else child(background, "bgRef"), self._names)
        return self._palette.named("bg1", self._names) or WHITE


def shapes(tree: Any | None, surface: Surface) -> Iterator[Shape]:
    """The shapes of a slide and of its groups, from the lowest to the highest."""
    for at, (element, box, hidden) in enumerate(_below(tree, _Frame(), 0, False)):
        if at >= _MOST_SHAPES:
            return
        role = _role(element)
        box = box or (next(filter(None, (_box(one) for one in surface.inherited(role))), None) if role else None)
        yield Shape(element, box, role[0] if role else "", hidden, at)


def _below(parent: Any | None, frame: _Frame, depth: int, hidden: bool) -> Iterator[tuple[Any, Box | None, bool]]:
    for element in () if parent is None or depth > _DEEP else parent:
        name = tag(element)
        if name == "AlternateContent":
            chosen = child(element, "Choice") if child(element, "Choice") is not None else child(element, "Fallback")
            yield from _below(chosen, frame, depth + 1, hidden)
        elif name == "grpSp":
            yield from _below(element, _inside(element, frame), depth + 1, hidden or _is_hidden(element))
        elif name in ("sp", "graphicFrame", "pic", "cxnSp"):
            box = _box(element)
            yield element, frame.placed(box) if box else None, hidden or _is_hidden(element)


def _inside(group: Any, frame: _Frame) -> _Frame:
    """The frame of what lies in a group, whose own places have their own units."""
    transform = child(group, "grpSpPr", "xfrm")
    outer, inner = _rectangle(transform, "off", "ext"), _rectangle(transform, "chOff", "chExt")
    if outer is None or inner is None:
        return frame
    across, down = (
        (outer.width / inner.width if inner.width else 1.0),
        (outer.height / inner.height if inner.height else 1.0),
    )
    moved = frame.placed(Box(outer.left - inner.left * across, outer.top - inner.top * down, 0, 0))
    return _Frame(moved.left, moved.top, frame.across * across, frame.down * down)


def _box(element: Any) -> Box | None:
    transform = child(element, "xfrm") if tag(element) == "graphicFrame" else child(element, "spPr", "xfrm")
    return _rectangle(transform, "off", "ext")


def _rectangle(transform: Any | None, corner: str, extent: str) -> Box | None:
    off, ext = child(transform, corner), child(transform, extent)
    if off is None or ext is None:
        return None
    return Box(_length(off, "x"), _length(off, "y"), _length(ext, "cx"), _length(ext, "cy"))


def _length(element: Any, name: str) -> int:
    told = attribute(element, name)
    return max(-_FARTHEST, min(_FARTHEST, int(told))) if told.removeprefix("-").isdecimal() and len(told) < 15 else 0


def _is_hidden(element: Any) -> bool:
    named = (child(part, "cNvPr") for part in element if tag(part).startswith("nv"))
    return any(attribute(one, "hidden") in ("1", "true") for one in named if one is not None)


def _role(element: Any) -> tuple[str, str] | None:
    """What a placeholder is for, and its number; None for a shape that is none."""
    for part in element:
        place = child(part, "nvPr", "ph") if tag(part).startswith("nv") else None
        if place is not None:
            return attribute(place, "type"), attribute(place, "idx")
    return None


def texts_of(layer: Any) -> Iterator[Any]:
    """The bodies of text on a layout or master that are shown on every slide: those of no placeholder."""
    for element, _, hidden in _below(child(layer, "cSld", "spTree"), _Frame(), 0, False):
        if not hidden and _role(element) is None:
            yield element


def _placeholders(layer: Any | None) -> dict[tuple[str, str], Any]:
    """The placeholders of a layout or master by role and number, and by role alone."""
    found: dict[tuple[str, str], Any] = {}
    tree = child(layer, "cSld", "spTree")
    for element in () if tree is None else tree:
        role = _role(element)
        if role is not None:
            found.setdefault(role, element)
            found.setdefault((_MERGED.get(role[0], role[0]), ""), element)
    return found


def _layers(package: Package, part: str) -> Iterator[Any | None]:
    """The slide's layout, and that one's master."""
    for kind in ("slideLayout", "slideMaster"):
        target = _related(package, part, kind)
        if not target:
            return
        yield package.kept(target)
        part = target


def _theme(package: Package, part: str) -> Any | None:
    for kind in ("slideLayout", "slideMaster", "theme"):
        part = _related(package, part, kind) if part else ""
    return package.kept(part)


def _related(package: Package, part: str, kind: str) -> str:
    return next((one.target for one in package.relations(part).values() if one.kind == kind), "")


def _clear(fill: Any | None) -> bool:
    """Whether a fill lets everything through."""
    return fill is not None and any(attribute(one, "val") == "0" for one in fill.iter("{*}alpha"))


def in_order(found: Sequence[Shape]) -> list[Shape]:
    """Shapes as they are read: rows from the top, each from the left; those without a place come last."""
    placed = sorted(
        ((shape.box.top, shape.at, shape.box, shape) for shape in found if shape.box), key=lambda one: one[:2]
    )
    rows: list[list[tuple[float, int, Box, Shape]]] = []
    for one in placed:
        first = rows[-1][0][2] if rows else None
        if first is not None and one[0] < first.top + min(first.height, one[2].height) / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    ordered = [one[3] for row in rows for one in sorted(row, key=lambda one: (one[2].left, one[1]))]
    return [*ordered, *(shape for shape in found if shape.box is None)]
