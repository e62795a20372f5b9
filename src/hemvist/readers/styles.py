"""What a Word document's styles say of a paragraph: its heading level and its numbering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

_HEADING: Final = re.compile(r"(?:heading|överskrift|rubrik|überschrift|titre)\s*([1-9])$", re.IGNORECASE)
_DEEP: Final = 20


def heading_level(name: str) -> int:
    """The level of the heading style with this name, as Word calls it in the four languages; 0 if it is none."""
    named = _HEADING.match(name.strip())
    return int(named[1]) if named else 0


def tag(element: Any) -> str:
    """The local name of an element, whichever of the two WordprocessingML namespaces it is in; empty for a comment."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def child(element: Any | None, *path: str) -> Any | None:
    """The element found by going down ``path``, or None."""
    for name in path:
        if element is None:
            return None
        element = _child(element, name)
    return element


def _child(element: Any, name: str) -> Any | None:
    for below in element:
        told = below.tag
        if isinstance(told, str) and told.rpartition("}")[2] == name:
            return below
    return None


def attribute(element: Any | None, name: str, default: str = "") -> str:
    """The attribute with the local name ``name``."""
    if element is not None:
        for key, value in element.items():
            if key.rpartition("}")[2] == name:
                return str(value)
    return default


def attributes(element: Any) -> dict[str, str]:
    """All attributes by their local names; of several called alike, the first."""
    return {str(key).rpartition("}")[2]: str(value) for key, value in reversed(element.items())}


def switched_on(properties: Any | None, name: str) -> bool:
    """Whether a yes-or-no property such as ``vanish`` is there and not switched off."""
    element = child(properties, name)
    return element is not None and attribute(element, "val", "true") not in ("0", "false", "off")


def number(text: str, default: int) -> int:
    """``text`` as a whole number of ordinary size, else ``default``."""
    return int(text) if len(text) < 10 and text.isdecimal() else default


@dataclass(frozen=True)
class Style:
    """One style, with what it inherits: level 0 is no heading; numbering is a list's id and depth, or None."""

    level: int = 0
    numbering: tuple[str, int] | None = None


PLAIN: Final = Style()


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Any | None) -> None:
        found = () if root is None else (element for element in root if tag(element) == "style")
        self._elements = {attribute(element, "styleId"): element for element in found}
        self._known: dict[str, Style] = {}

    def get(self, name: str, depth: int = 0) -> Style:
        """The style with the id ``name``; the plain style if there is none."""
        element = self._elements.get(name)
        if element is None or depth > _DEEP:
            return PLAIN
        if name not in self._known:
            based_on = attribute(child(element, "basedOn"), "val")
            self._known[name] = _style(element, self.get(based_on, depth + 1))
        return self._known[name]


def _style(element: Any, parent: Style) -> Style:
    level = heading_level(attribute(child(element, "name"), "val")) or outline(child(element, "pPr"), parent.level)
    return Style(level, numbering(child(element, "pPr"), parent.numbering))


def outline(properties: Any | None, default: int) -> int:
    """The heading level of a paragraph's properties: outline levels 0 to 8 are headings 1 to 9, 9 is body text."""
    element = child(properties, "outlineLvl")
    if element is None:
        return default
    return (number(attribute(element, "val"), 9) + 1) % 10 if number(attribute(element, "val"), 9) < 10 else 0


def numbering(properties: Any | None, default: tuple[str, int] | None) -> tuple[str, int] | None:
    """The list and depth that a paragraph's properties put it in; list 0 takes it out of any."""
    found = child(properties, "numPr")
    if found is None:
        return default
    list_id = attribute(child(found, "numId"), "val", default[0] if default else "0")
    depth = number(attribute(child(found, "ilvl"), "val"), default[1] if default else 0)
    return None if list_id == "0" else (list_id, min(depth, 8))
