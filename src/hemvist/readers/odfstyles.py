"""What an OpenDocument file's styles say: how text looks, what is hidden, how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike, colour
from hemvist.readers.numbering import written
from hemvist.readers.palette import BLACK, WHITE
from hemvist.readers.styles import attribute, attributes, child, number, tag

_DEEP: Final = 20
_MOST_LOOKS: Final = 10_000
_TINY: Final = 1.0
_SIZE: Final = re.compile(r"(\d{0,4}\.?\d{1,4})(pt|in|cm|mm|%)$")
_POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_FORMS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PROPERTIES: Final = frozenset(["text-properties", "paragraph-properties", "table-cell-properties", "graphic-properties",
                                "table-properties", "table-row-properties", "table-column-properties", "section-properties",
                                "drawing-page-properties"])  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How text looks at one place; a colour is None where it is not known."""

    hidden: bool = False
    ink: Colour | None = BLACK
    paper: Colour | None = WHITE
    size: float = 12.0
    struck: bool = False
    raised: bool = False

    @cached_property
    def hiding(self) -> Hiding | None:
        """Why a text that looks so is not seen; None if it is."""
        if self.hidden:
            return Hiding.FORMATTED
        if self.struck:
            return Hiding.DELETED
        if self.size <= _TINY:
            return Hiding.TINY
        return Hiding.WHITE if self.ink and self.paper and alike(self.ink, self.paper) else None


class Styles:
    """The styles of a document: its own and the automatic ones, by family and name."""

    def __init__(self, *roots: Any | None) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._seen: dict[tuple[Look, str, str], Look] = {}
        self._lists: dict[str, Any] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._outline: Any | None = None
        for root in roots:
            for part in ("styles", "automatic-styles"):
                self._take(child(root, part))

    def _take(self, parent: Any | None) -> None:
        for element in () if parent is None else parent:
            name = tag(element)
            if name == "style":
                told = attributes(element).get
                self._elements[told("family", ""), told("name", "")] = element
            elif name == "list-style":
                self._lists[attribute(element, "name")] = element
            elif name == "outline-style":
                self._outline = element

    def levels(self, name: str) -> dict[int, Level]:
        """The depths of the list style of that name; none if there is no such style."""
        if name not in self._levels:
            self._levels[name] = _levels(self._lists.get(name, ()))
        return self._levels[name]

    @cached_property
    def outline(self) -> dict[int, Level]:
        """How the document's headings are numbered."""
        return _levels(() if self._outline is None else self._outline)

    def says(self, family: str, name: str, depth: int = 0) -> dict[str, str]:
        """The properties of a style with those it inherits, by their local names."""
        key = (family, name)
        element = self._elements.get(key)
        if element is None or depth > _DEEP:
            return {}
        if key not in self._known:
            found = dict(self.says(family, attribute(element, "parent-style-name"), depth + 1))
            for part in element:
                if tag(part) in _PROPERTIES:
                    found.update((str(name).rpartition("}")[2], str(value)) for name, value in part.attrib.items())
            self._known[key] = found | _of(element)
        return self._known[key]

    def look(self, above: Look, family: str, name: str) -> Look:
        """How text looks in a thing of this style, which stands where it looks like ``above``."""
        if not name:
            return above
        key = (above, family, name)
        if key not in self._seen:
            if len(self._seen) >= _MOST_LOOKS:
                self._seen.clear()
            self._seen[key] = _look(above, self.says(family, name))
        return self._seen[key]


def _look(above: Look, says: dict[str, str]) -> Look:
    if not says:
        return above
    hidden = above.hidden or says.get("display") == "none"
    struck = says.get("text-line-through-style", says.get("text-line-through-type"))
    look = replace(
        above,
        hidden=hidden,
        size=_size(says.get("font-size", ""), above.size),
        struck=above.struck if struck is None else struck != "none",
        raised=_raised(says["text-position"]) if "text-position" in says else above.raised,
    )
    return _coloured(look, says)


def _raised(position: str) -> bool:
    """Whether letters stand higher: ``super 58%``, or so many per cent."""
    return re.match(r"super|\+?0*[1-9]", position.strip()) is not None


def _of(element: Any) -> dict[str, str]:
    """What a style says outside its properties: the list style it brings along."""
    name = attribute(element, "list-style-name")
    return {"list-style-name": name} if name else {}


def _coloured(look: Look, says: dict[str, str]) -> Look:
    if says.get("use-window-font-color") == "true":
        look = replace(look, ink=BLACK)
    elif "color" in says:
        look = replace(look, ink=colour(says["color"]))
    fill = says.get("fill", "")
    if fill in ("bitmap", "gradient", "hatch"):
        return replace(look, paper=None)
    paper = says.get("fill-color", "") if fill == "solid" else says.get("background-color", "transparent")
    return look if paper in ("transparent", "") else replace(look, paper=colour(paper))


def _size(told: str, above: float) -> float:
    found = _SIZE.match(told)
    if found is None:
        return above
    return float(found[1]) * above / 100 if found[2] == "%" else float(found[1]) * _POINTS[found[2]]


@dataclass(frozen=True)
class Level:
    """One depth of a list: where it starts, how its number is written, what stands around it, how many are shown."""

    start: int = 1
    form: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1
    bullet: bool = False


def _levels(element: Any) -> dict[int, Level]:
    found = {}
    for one in element:
        told = attributes(one).get
        at = number(told("level", ""), 0)
        if 1 <= at <= 10:
            form = _FORMS.get(told("num-format", ""), "")
            start, many = number(told("start-value", ""), 1), number(told("display-levels", ""), 1)
            around = told("num-prefix", "")[:10], told("num-suffix", "")[:10]
            found[at] = Level(start, form, *around, many, tag(one) == "list-level-style-bullet")
    return found


class Count:
    """The numbers of one list as they go on; ``next`` is called once for each item, in order."""

    def __init__(self) -> None:
        self._now: list[int | None] = [None] * 11

    def next(self, depth: int, levels: dict[int, Level], start: int | None = None) -> str:
        """The number that the next item at ``depth`` (from 1) shows, such as ``4.2`` or ``(a)``; empty if none."""
        depth = min(depth, 10)
        level = levels.get(depth, Level())
        now = self._now[depth]
        self._now[depth] = start if start is not None else level.start if now is None else now + 1
        self._now[depth + 1 :] = [None] * (10 - depth)
        if level.bullet:
            return "•"
        if not level.form:
            return ""
        first = max(1, depth - level.shown + 1)
        return level.before + ".".join(self._shown(first, depth, levels)) + level.after

    def _shown(self, first: int, depth: int, levels: dict[int, Level]) -> Iterator[str]:
        for at in range(first, depth + 1):
            level = levels.get(at, Level())
            now = self._now[at]
            if level.form:
                yield written(level.start if now is None else now, level.form)
