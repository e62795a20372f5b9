"""What the modules of this package share: what was taken out, and that a file cannot be kept without its properties."""

from __future__ import annotations

from typing import Final

from hemvist.readers.properties import PROPERTIES, WHOLE


class Whole(Exception):
    """A file that cannot be written anew without its properties; ``why`` is a word of ``properties.WHOLE``."""

    def __init__(self, why: str) -> None:
        assert why in WHOLE
        self.why = why
        super().__init__(why)


class Taken:
    """Words of ``properties.PROPERTIES`` for what was taken out."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def note(self, *words: str) -> None:
        """Note that these were in the file."""
        assert PROPERTIES.keys() >= set(words)
        self._words.update(words)

    @property
    def words(self) -> list[str]:
        """In the order in which they are told."""
        return [word for word in PROPERTIES if word in self._words]


MOST_DEEP: Final = 3
"""How many files may lie in one another and still be looked into."""
