"""Colours as documents name them, and which of them cannot be told apart."""

from __future__ import annotations

import re
from typing import Final

from PIL import ImageColor

Colour = tuple[int, int, int]

_NEAR: Final = 24
_NAMED: Final = re.compile(r"#?[0-9a-f]{3,8}$|[a-z]{3,20}$|(?:rgb|hsl)a?\([\d.,%\s/-]{3,60}\)$")


def colour(text: str) -> Colour | None:
    """The colour a style or attribute names, in parts of 255; None if it is not understood."""
    text = text.strip().lower()
    if not _NAMED.match(text):
        return None
    if re.fullmatch(r"[0-9a-f]{6}", text):
        text = f"#{text}"
    if text.startswith(("rgb", "hsl")):
        text = _spaced(text)
    try:
        found = ImageColor.getrgb(text)
    except (ValueError, OverflowError):
        return None
    return (_part(found[0]), _part(found[1]), _part(found[2]))


def alike(one: Colour, other: Colour) -> bool:
    """Whether text in one colour on the other cannot be read: no part of them differs by a tenth."""
    (red, green, blue), (red_, green_, blue_) = one, other
    return abs(red - red_) <= _NEAR and abs(green - green_) <= _NEAR and abs(blue - blue_) <= _NEAR


def _part(value: int) -> int:
    return max(0, min(255, value))


def _spaced(text: str) -> str:
    """A colour function in the older form with commas and without its transparency."""
    name = text.partition("(")[0].removesuffix("a")
    parts = re.findall(r"-?[\d.]+%?", text)[:3]
    if name == "rgb":
        parts = [part if part.endswith("%") else str(round(float(part))) if _is_number(part) else "0" for part in parts]
    return f"{name}({','.join(parts)})"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{0,6}\.?\d{1,6}", text) is not None
