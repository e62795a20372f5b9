"""What an Excel workbook says of its sheets and cells besides their values: names, formats, colours, shared texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike
from hemvist.readers.figures import BUILT_IN, GENERAL
from hemvist.readers.palette import BLACK, WHITE, Palette
from hemvist.readers.scribe import Unreadable
from hemvist.readers.styles import attribute, child, number, switched_on, tag
from hemvist.readers.zipped import Package, elements

_TINY: Final = 1.0
_MOST_LOOKS: Final = 10_000


@dataclass(frozen=True)
class Look:
    """A cell's number format, and how its text looks; a colour is None where it is not known."""

    code: str = GENERAL
    ink: Colour | None = BLACK
    paper: Colour | None = WHITE
    filled: bool = False
    size: float = 11.0
    struck: bool = False

    @cached_property
    def unseen(self) -> Hiding | None:
        """Why a text that looks so is not seen; None if it is."""
        return self.hiding()

    def hiding(self, paper_known: bool = True) -> Hiding | None:
        """The same, where something else may have coloured the paper of cells that are not filled."""
        if self.struck:
            return Hiding.DELETED
        if self.size <= _TINY:
            return Hiding.TINY
        known = self.ink is not None and self.paper is not None and (paper_known or self.filled)
        return Hiding.WHITE if known and alike(self.ink or BLACK, self.paper or WHITE) else None


@dataclass(frozen=True)
class Run:
    """A part of a cell's text; colour and size only where it has its own. ``own`` is whether it has a font of its own."""

    text: str
    ink: Colour | None = None
    size: float | None = None
    own: bool = False
    struck: bool = False
    raised: bool = False

    def in_cell(self, look: Look) -> Look:
        """How it looks in a cell that looks like ``look``."""
        size = look.size if self.size is None else self.size
        return replace(look, ink=self.ink or look.ink, size=size, struck=self.struck if self.own else look.struck)


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, whether it is shown, and the part it lies in."""

    name: str
    shown: bool
    part: str


Words = str | tuple[Run, ...]


class Workbook:
    """The sheets in their order, and what their cells refer to."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._main = package.main("xl/workbook.xml")
        if self._main.endswith(".bin") or "xl/workbook.bin" in package.names:
            raise Unreadable("UnknownKind", "xlsb")
        root = package.xml(self._main)
        if root is None:
            raise Unreadable("BrokenFile", "damaged")
        parts = {relation.kind: relation.target for relation in package.relations(self._main).values()}
        self.from_1904 = attribute(child(root, "workbookPr"), "date1904") in ("1", "true")
        self.sheets = list(self._sheets(root))
        self._palette = Palette(package.xml(parts.get("theme", "")))
        self.looks = _looks(package.xml(parts.get("styles", "")), self._palette)
        self._looks: dict[str | None, Look] = {}
        self.words = list(self._shared(parts.get("sharedStrings", "")))

    def _sheets(self, root: Any) -> Iterator[Sheet]:
        relations = self.package.relations(self._main)
        listed = child(root, "sheets")
        for one in () if listed is None else listed:
            relation = relations.get(_relation_id(one))
            if relation is not None:
                state = attribute(one, "state", "visible")
                yield Sheet(attribute(one, "name"), state == "visible", relation.target)

    def look(self, style: str | None) -> Look:
        """How a cell with the style number ``style`` looks."""
        found = self._looks.get(style)
        if found is None:
            at = int(style) if style and style.isdecimal() and len(style) < 7 else 0
            found = self.looks[at] if at < len(self.looks) else Look()
            if len(self._looks) < _MOST_LOOKS:
                self._looks[style] = found
        return found

    def _shared(self, part: str) -> Iterator[Words]:
        data = self.package.long(part)
        if data:
            for _, one in elements(data, "{*}si"):
                yield self.runs(one)

    def runs(self, parent: Any) -> Words:
        """The text of a shared or inline string: in runs where some of them look different."""
        found = list(self._runs(parent))
        if any(run.own for run in found):
            return tuple(found)
        return "".join(run.text for run in found)

    def _runs(self, parent: Any) -> Iterator[Run]:
        for one in parent:
            if tag(one) == "t":
                yield Run(one.text or "")
            elif tag(one) == "r":
                text = child(one, "t")
                properties = child(one, "rPr")
                ink, size = child(properties, "color"), child(properties, "sz")
                own = None if ink is None else self._palette.cell(ink, BLACK)
                raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
                yield Run(
                    "" if text is None else text.text or "", own, None if size is None else _points(size),
                    properties is not None, switched_on(properties, "strike"), raised,
                )  # fmt: skip


def _relation_id(element: Any) -> str:
    """The id by which an element names another part."""
    found = (value for key, value in element.attrib.items() if key.endswith("}id"))
    return str(next(found, ""))


def _points(size: Any | None) -> float:
    told = attribute(size, "val", "11")
    try:
        return float(told[:20])
    except ValueError:
        return 11.0


def _looks(root: Any | None, palette: Palette) -> list[Look]:
    codes = dict(BUILT_IN)
    codes.update(
        {number(attribute(one, "numFmtId"), 0): attribute(one, "formatCode") for one in _list(root, "numFmts")}
    )
    fonts = [
        (palette.cell(child(one, "color"), BLACK), _points(child(one, "sz")), switched_on(one, "strike"))
        for one in _list(root, "fonts")
    ]
    fills = [_paper(child(one, "patternFill"), one, palette) for one in _list(root, "fills")]
    found = []
    for one in _list(root, "cellXfs"):
        ink, size, struck = _at(fonts, attribute(one, "fontId"), (BLACK, 11.0, False))
        paper, filled = _at(fills, attribute(one, "fillId"), (WHITE, False))
        code = codes.get(number(attribute(one, "numFmtId"), 0), GENERAL)
        found.append(Look(code, ink, paper, filled, size, struck))
    return found


def _list(root: Any | None, name: str) -> list[Any]:
    parent = child(root, name)
    return [] if parent is None else [one for one in parent if isinstance(one.tag, str)]


def _at(found: list[Any], index: str, default: Any) -> Any:
    at = number(index, 0)
    return found[at] if at < len(found) else default


def _paper(pattern: Any | None, fill: Any, palette: Palette) -> tuple[Colour | None, bool]:
    """The colour behind a cell's text, and whether it has one of its own; None for patterns and shades."""
    if pattern is None:
        return (None, True) if child(fill, "gradientFill") is not None else (WHITE, False)
    kind = attribute(pattern, "patternType", "none")
    if kind == "none":
        return WHITE, False
    return (palette.cell(child(pattern, "fgColor"), BLACK), True) if kind == "solid" else (None, True)
