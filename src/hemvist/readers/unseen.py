"""Characters without a shape: they leave the text, and where they spell something, that is told as hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LEAST: Final = 4
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BITS: Final = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"
_DROPPED: Final = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff0-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SIGN: Final = re.compile("[\u200b-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
# Letters spelled as tags; bytes spelled as selectors of a shape; bits spelled as joiners and spaces without width.
_SPELLED: Final = re.compile(
    rf"(?P<tags>[\U000e0000-\U000e007f]{{{_LEAST},}})|(?P<bytes>[\ufe00-\ufe0f\U000e0100-\U000e01ef]{{{_LEAST},}})"
    rf"|(?P<bits>[{_BITS}]{{{2 * _LEAST},}})"
)


def dropped(raw: str) -> str:
    """``raw`` without control characters and without those that have no shape or turn the reading direction round."""
    return _DROPPED.sub("", raw)


def spelled(raw: str) -> Iterator[str]:
    """What runs of characters without a shape spell in ``raw``, as far as it is told by a scheme that is known."""
    if raw.isascii() or not _SIGN.search(raw):
        return
    for run in _SPELLED.finditer(raw):
        if run["tags"]:
            yield "".join(chr(ord(char) - 0xE0000) for char in run[0] if 0x20 <= ord(char) - 0xE0000 < 0x7F)
        elif run["bytes"]:
            yield bytes(_selected(ord(char)) for char in run[0]).decode("utf-8", "replace")
        elif len(set(run[0])) > 1:
            yield f"({len(run[0])} characters without width, in {len(set(run[0]))} sorts)"


def paired(text: str) -> str:
    """``text`` with pairs of surrogates made one character, as formats that count in UTF-16 leave them."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _selected(code: int) -> int:
    """The byte that a variation selector stands for: the 16 first ones lie apart from the others."""
    return code - 0xFE00 if code < 0xFFFF else code - 0xE0100 + 16
