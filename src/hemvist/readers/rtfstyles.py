"""The style sheet of an RTF file: which of its styles are headings."""

from __future__ import annotations

from hemvist.readers.styles import heading_level


class StyleSheet:
    """The styles, told one by one, each ended by ``end``."""

    def __init__(self) -> None:
        self._levels: dict[int, int] = {}
        self._number = self._outline = 0
        self._name: list[str] = []

    def begin(self, number: int) -> None:
        """What follows is told of the style with this number."""
        self._number, self._outline, self._name = number, 0, []

    def outline(self, level: int) -> None:
        """The style being told of makes headings of this level."""
        self._outline = level

    def name(self, text: str) -> None:
        """A piece of the name of the style being told of."""
        self._name.append(text)

    def end(self) -> None:
        """All is told of a style."""
        if level := heading_level("".join(self._name).strip(" ;")) or self._outline:
            self._levels[self._number] = level
        self.begin(0)

    def level(self, number: int) -> int:
        """The heading level of a style; 0 if it is none."""
        return self._levels.get(number, 0)
