"""Words that begin alike in two languages: names, numbers, and what Greek and Latin left in all of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = 4
"""Letters that must be the same: "Kolonie" and "colony" share three, "Imperialismus" and "imperialism" eleven."""
_WORD: Final = re.compile(r"[^\W_]{4,}|\d+")
_SPELT: Final = (("ß", "ss"), ("k", "c"), ("z", "c"), ("ph", "f"), ("y", "i"))
"""Letters that one language has where another has others."""


def begins(text: str) -> frozenset[str]:
    """The beginnings of the longer words of a text, without accents, and its numbers whole."""
    return frozenset(word if word.isdigit() else _spelt(word)[:_LETTERS] for word in _WORD.findall(text))


def shared(question: str, sentence: str) -> float:
    """The share of a question's longer words and numbers that begin as one of a sentence's does (0 to 1)."""
    asked = begins(question)
    return len(asked & begins(sentence)) / max(1, len(asked))


def _spelt(word: str) -> str:
    plain = word.lower().replace("ä", "e")
    bare = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    for letters, others in _SPELT:
        bare = bare.replace(letters, others)
    return bare
