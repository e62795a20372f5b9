"""The colours of an Office file: its theme, what is named after it, and what is made of that by tints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hemvist.readers.colours import Colour, colour
from hemvist.readers.styles import attribute, child, tag

WHITE: Final = (255, 255, 255)
BLACK: Final = (0, 0, 0)
# The order in which spreadsheets count a theme's colours: ECMA-376 part 1, 18.8.3.
_COUNTED: Final = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_INDEXED: Final = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}
_WORDS: Final = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2", "background1": "lt1", "text1": "dk1",
                 "background2": "lt2", "text2": "dk2", "light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2"}  # fmt: skip


class Palette:
    """A theme's colours by name (``lt1`` is its paper, ``dk1`` its ink)."""

    def __init__(self, theme: Any | None) -> None:
        self._by: dict[str, Colour] = {"lt1": WHITE, "dk1": BLACK}
        scheme = child(theme, "themeElements", "clrScheme")
        for one in () if scheme is None else scheme:
            found = _plain(next(iter(one), None))
            if found is not None:
                self._by[tag(one)] = found

    def named(self, name: str, names: Mapping[str, str] = _WORDS) -> Colour | None:
        """The colour with a theme's name, such as ``bg1`` or ``accent2``; ``names`` maps them to the theme's own."""
        return self._by.get(names.get(name, _WORDS.get(name, name)))

    def cell(self, element: Any | None, default: Colour | None) -> Colour | None:
        """The colour that a spreadsheet's colour element says; None if it is not understood."""
        if element is None or attribute(element, "auto") in ("1", "true"):
            return default
        if attribute(element, "rgb"):
            return colour(attribute(element, "rgb")[-6:])
        if attribute(element, "indexed").isdecimal():
            return _INDEXED.get(int(attribute(element, "indexed")[:6]))
        theme = attribute(element, "theme")
        base = self._by.get(_COUNTED[int(theme)]) if theme.isdecimal() and len(theme) == 1 else None
        return None if base is None else _tinted(base, attribute(element, "tint", "0"))

    def drawn(self, fill: Any | None, names: Mapping[str, str] = _WORDS) -> Colour | None:
        """The colour inside a drawing's fill (``solidFill``, ``bgRef``); None if there is none that is understood."""
        for one in () if fill is None else fill:
            base = self.named(attribute(one, "val"), names) if tag(one) == "schemeClr" else _plain(one)
            return None if base is None else _modified(base, one)
        return None


def _plain(element: Any | None) -> Colour | None:
    """A colour that is told in full."""
    name = "" if element is None else tag(element)
    if name == "srgbClr":
        return colour(attribute(element, "val"))
    if name == "sysClr":
        return colour(attribute(element, "lastClr")) or (WHITE if attribute(element, "val") == "window" else BLACK)
    return colour(attribute(element, "val")) if name == "prstClr" else None


def _modified(base: Colour, element: Any) -> Colour | None:
    """A theme's colour lighter or darker, as far as that is a matter of shares; None where it is more."""
    share, more = 1.0, 0.0
    for change in element:
        name, value = tag(change), attribute(change, "val")
        amount = int(value[:9]) / 100_000 if value.isdecimal() else 1.0
        if name in ("lumMod", "shade"):
            share *= amount
        elif name == "lumOff":
            more += amount
        elif name == "tint":
            share, more = share * amount, more + 1 - amount
        elif name not in ("alpha", "satMod", "satOff"):
            return None
    return _bounded(tuple(part * share + 255 * more for part in base))


def _tinted(base: Colour, told: str) -> Colour:
    """ECMA-376 part 1, 18.8.19: towards black below zero, towards white above."""
    try:
        tint = max(-1.0, min(1.0, float(told[:30])))
    except ValueError:
        tint = 0.0
    if not abs(tint) <= 1:
        tint = 0.0
    return _bounded(tuple(part * (1 + tint) if tint < 0 else part + (255 - part) * tint for part in base))


def _bounded(parts: tuple[float, ...]) -> Colour:
    red, green, blue = (max(0, min(255, round(part))) for part in parts)
    return red, green, blue
