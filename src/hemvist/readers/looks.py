"""Whether a web page shows a text: what its styles and attributes say, from the root down to where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike, colour

_TINY: Final = 1.0
_STRUCK: Final = frozenset({"del", "s", "strike"})
_TOLD: Final = _STRUCK | {"dialog"}
"""Elements whose name says that they are not shown, or not shown as valid."""
_MOST_KNOWN: Final = 1_000
_AWAY: Final = -500.0
_NUMBER: Final = re.compile(r"(-?\d{0,6}\.?\d{1,6})\s*(px|pt|em|rem|%|ex|ch|pc|in|cm|mm|vw|vh)?$")
_SIZES: Final = {"px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "": 0.75}
_FUNCTION: Final = re.compile(r"([a-z]{3,20})(?:3d)?\(([^()]{1,60})\)")
_FONT: Final = re.compile(r"(?:^|\s)(\d{0,6}\.?\d{1,6}(?:px|pt|em|rem|%|ex|ch|pc|in|cm|mm|vw|vh)|0)(?:/\S{1,20})?\s+\S")
_CLEAR: Final = re.compile(
    r"(?:rgb|hsl)a?\([^)]{0,60}[,/]\s{0,9}0?\.?0{0,9}%?\s{0,9}\)$|#[0-9a-f]{3}0$|#[0-9a-f]{6}0[0-9a-f]$"
)
_CLIPPED: Final = re.compile(
    r"(?:rect\(\s*(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)\s*\)|inset\((?:50|100)%.*\)|circle\(0.*\))$"
)
WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)


@dataclass(frozen=True)
class Looks:
    """How text looks at one place: why all of it is unseen, if so; whether made invisible; size in points; colours.

    ``paper`` is None where the background is a picture or is not understood.
    """

    hiding: Hiding | None = None
    invisible: bool = False
    size: float = 12.0
    ink: Colour | None = BLACK
    paper: Colour | None = WHITE
    block: bool = False
    raised: bool = False


def hiding(looks: Looks) -> Hiding | None:
    """Why a text that looks so is not seen; None if it is."""
    if looks.hiding is not None:
        return looks.hiding
    if looks.invisible:
        return Hiding.INVISIBLE
    if looks.size <= _TINY:
        return Hiding.TINY
    if looks.ink is not None and looks.paper is not None and alike(looks.ink, looks.paper):
        return Hiding.WHITE
    return None


Known = dict[tuple[Looks, float, tuple[tuple[str, str], ...]], Looks]
"""What became of looks and styles met before on a page."""


def seen(above: Looks, element: Any, style: Mapping[str, str], known: Known) -> Looks:
    """How text looks in ``element``, which stands where it looks like ``above`` and is told ``style``."""
    if not style and not above.block and not element.attrib and element.tag not in _TOLD:
        return above
    block = style.get("display") in ("block", "flex", "grid", "table", "list-item")
    looks = above if above.block == block else replace(above, block=block)
    looks = _attributes(looks, element)
    if not style:
        return looks
    key = looks, above.size, tuple(style.items())
    if key not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[key] = _styled(looks, above.size, style)
    return known[key]


def _styled(looks: Looks, above: float, style: Mapping[str, str]) -> Looks:
    looks = _visible(looks, style)
    size = style.get("font-size", "")
    if not size and (found := _FONT.search(style.get("font", ""))):
        size = found[1]
    looks = replace(looks, size=_size(size, above), raised=looks.raised or style.get("vertical-align") == "super")
    return _coloured(looks, style)


def _attributes(looks: Looks, element: Any) -> Looks:
    get = element.get
    if looks.hiding is None and (reason := _said(element)):
        looks = replace(looks, hiding=reason)
    if not element.attrib:
        return looks
    if get("bgcolor"):
        looks = replace(looks, paper=colour(get("bgcolor")))
    if get("background"):
        looks = replace(looks, paper=None)
    if element.tag == "font" and get("color"):
        looks = replace(looks, ink=colour(get("color")))
    if element.tag == "body" and get("text"):
        looks = replace(looks, ink=colour(get("text")))
    return looks


def _said(element: Any) -> Hiding | None:
    """Why an element is not shown by what it is; None if it is shown."""
    get = element.get
    if element.tag in _STRUCK:
        return Hiding.DELETED
    closed = (element.tag == "dialog" and get("open") is None) or get("popover") is not None
    return Hiding.FORMATTED if closed or get("hidden", "until-found") != "until-found" else None


def _visible(looks: Looks, style: Mapping[str, str]) -> Looks:
    if looks.hiding is None and (reason := _reason(style)):
        looks = replace(looks, hiding=reason)
    if "visibility" in style:
        looks = replace(looks, invisible=style["visibility"] in ("hidden", "collapse"))
    return looks


def _reason(style: Mapping[str, str]) -> Hiding | None:
    """Why all that stands below is unseen, whatever it says of itself."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden" or style.get("mso-hide") == "all":
        return Hiding.FORMATTED
    if any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return Hiding.DELETED
    faint = [_points(style.get("opacity", ""), "number"), *_called(style.get("filter", ""), "opacity")]
    if any(one is not None and one <= 0.05 for one in faint):
        return Hiding.INVISIBLE
    if any(one <= 0.05 for one in _called(style.get("transform", ""), "scale")):
        return Hiding.TINY
    if _away(style):
        return Hiding.OFF_PAGE
    return Hiding.INVISIBLE if _clipped(style) else None


def _away(style: Mapping[str, str]) -> bool:
    """Whether it is moved off the page."""
    moved = [_points(style.get("text-indent", ""))]
    moved += [
        _points(style.get(side, "%")) for side in ("margin-left", "margin-top") if "%" not in style.get(side, "%")
    ]
    moved += _called(style.get("transform", ""), "translate")
    if style.get("position") in ("absolute", "fixed", "relative"):
        moved += [_points(style.get(side, "")) for side in ("left", "top")]
    return any(one is not None and one <= _AWAY for one in moved)


def _called(value: str, name: str) -> list[float]:
    """What a function such as ``scale`` is given in a list of functions: numbers, or lengths in points; no shares."""
    found = _FUNCTION.findall(value[:500])
    told = (one for called, inside in found if called.startswith(name) for one in inside.split(",")[:2])
    unit = "" if name == "translate" else "number"
    return [one for one in (_points(part.strip(), unit) for part in told if "%" not in part) if one is not None]


def _clipped(style: Mapping[str, str]) -> bool:
    """Whether nothing of it is left: cut to nothing, or in a box of no size that shows nothing beyond it."""
    if any(_CLIPPED.match(style.get(name, "")) for name in ("clip", "clip-path")):
        return True
    sizes = [_points(style.get(name, "")) for name in ("width", "height", "max-width", "max-height")]
    small = any(size is not None and size <= _TINY for size in sizes)
    return small and style.get("overflow", "").startswith(("hidden", "clip"))


def _size(value: str, above: float) -> float:
    found = _NUMBER.match(value)
    if found is None:
        return 12.0 if value in ("medium", "small", "large", "initial") else above
    number, unit = float(found[1]), found[2] or ""
    if unit in ("em", "ex", "ch"):
        return number * above
    if unit == "%":
        return number * above / 100
    return number * (12.0 if unit in ("rem", "vw", "vh") else _SIZES[unit])


def _points(value: str, unit: str = "") -> float | None:
    """A length in points (a bare number as it is), or None."""
    found = _NUMBER.match(value)
    if found is None:
        return None
    number = float(found[1])
    if unit == "number":
        return number / 100 if found[2] == "%" else number
    return number * _SIZES.get(found[2] or "", 12.0)


def _coloured(looks: Looks, style: Mapping[str, str]) -> Looks:
    ink = style.get("-webkit-text-fill-color", "currentcolor")
    ink = style.get("color", "inherit") if ink == "currentcolor" else ink
    if ink not in ("inherit", "currentcolor"):
        looks = replace(looks, ink=colour(ink))
    for name in ("background", "background-color"):
        value = style.get(name, "")
        if "url(" in value or "gradient" in value:
            looks = replace(looks, paper=None)
        elif value and value not in ("transparent", "none", "inherit", "initial", "unset"):
            found = colour(value) or next(filter(None, map(colour, value.split())), None)
            looks = replace(looks, paper=found or looks.paper)
    return replace(looks, hiding=looks.hiding or _clear(style))


def _clear(style: Mapping[str, str]) -> Hiding | None:
    """An ink that lets everything through shows nothing."""
    ink = style.get("-webkit-text-fill-color", "") or style.get("color", "")
    clear = ink == "transparent" or _is_clear(ink)
    return Hiding.INVISIBLE if clear else None


def _is_clear(ink: str) -> bool:
    """Whether a colour says of itself that hardly anything of it is seen."""
    return _CLEAR.match(ink) is not None and ink.count(",") != 2
