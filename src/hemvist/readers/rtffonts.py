"""The fonts of an RTF file: in which code page the letters of each are kept, and which hold symbols."""

from __future__ import annotations

from typing import Final

from hemvist.readers.charsets import numbered
from hemvist.readers.controls import CHARSETS
from hemvist.readers.forms import symbol_of

_MOST: Final = 10_000
_SYMBOLS: Final = "wingdings"


class Fonts:
    """The table of fonts, told one by one; -1 is what no font is told of."""

    def __init__(self) -> None:
        self.code = 1252
        """The code page of the whole file."""
        self._pages, self._told = {-1: 1252}, -1
        self._symbols: dict[int, str] = {}

    def known(self, font: int) -> int:
        """The font itself, if it has a code page of its own."""
        return font if font in self._pages else -1

    def begin(self, font: int) -> None:
        """What follows is told of this font."""
        self._told = font

    def page(self, page: int) -> None:
        """The font told of last has this code page."""
        if len(self._pages) < _MOST:
            self._pages[self._told] = page

    def charset(self, charset: int) -> None:
        """The same, by the number of its character set."""
        if charset in CHARSETS:
            self.page(CHARSETS[charset])

    def name(self, name: str) -> None:
        """The font told of last is called so."""
        if name.lower().startswith(_SYMBOLS):
            self.page(self._pages.get(self._told, 1252))
            self._symbols[self._told] = name

    def text(self, raw: bytes, font: int) -> str:
        """Letters as they read in a font; boxes to be ticked as such."""
        text = numbered(raw, self._pages.get(font, self.code))
        if font not in self._symbols:
            return text
        return "".join(self.symbol(ord(letter), font) or letter for letter in text)

    def symbol(self, code: int, font: int) -> str:
        """A box to be ticked; empty for any other symbol."""
        return symbol_of(self._symbols.get(font, ""), code)
