"""Raw text made plain, with a way back: every change is listed, so that offsets can be mapped to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# pdfium puts U+FFFE where a line ends in a hyphen and its word goes on; elsewhere it stands for no character at all.
JOINT: Final = "\ufffe"
# Control characters, lone surrogates, non-characters, and the invisible ones that hide or reorder text.
_UNSEEN: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff0-\ufffc"
    r"\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
_SPACES: Final = r"\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD: Final = re.compile(
    rf"(?P<line>\r\n|\r)|(?P<ligature>[\ufb00-\ufb06])|(?P<joint>{JOINT})|(?P<space>[{_SPACES}])|[{_UNSEEN}]"
)
_ANY: Final = re.compile(rf"[\ufb00-\ufb06{_SPACES}{_UNSEEN}]")
_LIGATURES: Final = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
_PREFIXES: Final = re.compile(r"(?i:anti|co|cross|ex|inter|multi|non|post|pre|self|semi|sub|third|vice|well)$")

Change = tuple[int, int, str]


def tidy(raw: str) -> str:
    """``raw`` without control characters, lone surrogates and invisible characters; line ends become ``\\n``."""
    raw = raw.replace("\r\n", "\n")
    return _ODD.sub(_instead, raw) if _ANY.search(raw) else raw


def origins(raw: str) -> list[int]:
    """For every character of ``tidy(raw)``, the index in ``raw`` that it comes from."""
    found: list[int] = []
    at = 0
    for start, end, new in _changes(raw):
        found += range(at, start)
        found += [start] * len(new)
        at = end
    return [*found, *range(at, len(raw))]


def _changes(raw: str) -> Iterator[Change]:
    for odd in _ODD.finditer(raw):
        yield odd.start(), odd.end(), _instead(odd)


def _instead(odd: re.Match[str]) -> str:
    if odd["line"]:
        return "\n"
    if odd["space"]:
        return " "
    if odd["ligature"]:
        return _LIGATURES[odd[0]]
    return _hyphen(odd.string, odd.start()) if odd["joint"] else ""


def _hyphen(raw: str, at: int) -> str:
    """The hyphen of a word broken at a line's end: kept where the word is written with one anyway."""
    before = re.search(r"[\w-]*$", raw[max(0, at - 40) : at])
    word, after = (before[0] if before else ""), raw[at + 1 : at + 2]
    if not word or not after.isalnum():
        return ""
    keep = not after.islower() or "-" in word or _PREFIXES.match(word) or word[-1].isdigit()
    return "-" if keep else ""
