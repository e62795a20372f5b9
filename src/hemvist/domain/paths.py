"""Names and paths of files as they are told, compared and shown: never opened, and none of them misleads."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_PATH: Final = 1000
DIRECTIONS: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
"""Characters that turn the direction in which others are read."""


def plain(words: str) -> str:
    """A name without control and direction characters, in one normal form."""
    shown = "".join(char for char in words if char.isprintable() and char not in DIRECTIONS)
    return unicodedata.normalize("NFC", shown).strip()


def clean_path(path: str) -> str:
    """Where a file lies in its folder, ``/`` between the parts, as it is sealed, shown and compared; never opened.

    Parts that are nothing or that lead elsewhere (``.``, ``..``) are left out; of too long a path its end is kept.
    """
    parts = [plain(part) for part in path.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part.strip(". "))[-LONGEST_PATH:].lstrip("/")
