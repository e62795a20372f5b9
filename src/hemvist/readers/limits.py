"""What one file may cost before its reader is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Bytes in; characters, pages and bytes of picture out; wall-clock seconds; megabytes of memory.

    ``rows`` of tables, headings and words together: what is known of places in the text. ``members`` files inside a file are handed on, of ``unpacked`` bytes together.
    """

    bytes: int = 200 << 20
    characters: int = 50_000_000
    pages: int = 20_000
    rows: int = 500_000
    picture: int = 32 << 20
    seconds: float = 120.0
    megabytes: int = 1536
    members: int = 10_000
    unpacked: int = 2 << 30


DEFAULT: Final = Limits()
_NAME: Final = 20


def weight(name: str = "") -> int:
    """What a row with this name counts against ``Limits.rows``: a long name costs as much memory as rows do."""
    return 1 + len(name) // _NAME
