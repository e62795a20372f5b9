"""The words that count: lower case, any script, long words cut short so that their forms meet in any language."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_LONG: Final = 5
_KEPT: Final = 40


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeated as often as they occur.

    A word of more than five letters is cut to its beginning (no stemmer, no guess at the language): a fixed length, so
    that "agreement" and "agreements" are one term. Numbers are kept whole; marks on letters (å, ü, é) are kept.
    """
    return [_cut(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def _cut(word: str) -> str:
    if word.isdigit():
        return word[:_KEPT]
    return word[:_LONG]
