"""Letters that stand higher: set apart by ``^``, so that a power or the mark of a note is not taken for a part of the figure before it."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = "+-−–("
_ORDINAL: Final = "eoè"


class Raised:
    """Adds letters that stand higher to the text before them; one for each thing that is read."""

    def __init__(self) -> None:
        self._text: list[str] | None = None
        self._pieces = 0

    def put(self, said: list[str], text: str) -> None:
        """Add ``text``, which stands higher, to the pieces ``said``."""
        if not text:
            return
        goes_on = self._text is said and self._pieces == len(said)
        before = next((piece[-1] for piece in reversed(said) if piece), "")
        said.append(f"^{text}" if not goes_on and before.isalnum() and is_apart(text) else text)
        self._text, self._pieces = said, len(said)


def is_apart(text: str) -> bool:
    """Whether letters that stand higher would be read as one with what stands before it; the end of a word or of an ordinal is one (1st, 2e, Mme)."""
    if text.isalpha():
        return len(text) == 1 and text not in _ORDINAL
    return text[0].isalnum() or text[0] in _SIGNS
