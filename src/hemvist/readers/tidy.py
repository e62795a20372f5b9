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
_RUNS: Final = re.compile("  +")
_USUAL: Final = bytes(range(0x20, 0x7F)) + b"\t\n"
# What has a shape for Python and is changed all the same.
_SHAPED: Final = re.compile("[\ufb00-\ufb06\ufe00-\ufe0f\ufffc\ufffd\U000e0000-\U000e0fff]")
_LIGATURES: Final = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)
)
_PREFIXES: Final = re.compile(r"(?i:anti|co|cross|multi|non|post|self|semi|third|vice|well)$")
# "Vermieter-" at the end of a line and "und Mieterpflichten" on the next: a part left out, no word broken.
_SHARED: Final = re.compile(r"(?i:und|oder|bzw|sowie|samt|och|eller|resp|and|or|et|ou|to|bis|till)$")
_ENDINGS: Final = re.compile(
    r"(?i:(?:peut-être|rendez-vous|ci-(?:après|dessus|dessous|joint\w*|contre|inclus\w*)|au-(?:delà|dessus|dessous)"
    r"|(?:elle|elles|lui|eux|soi)-mêmes?|pre-(?!vio|mi[su]|par|sen|ven|fer|scri|sum|ced|dic|ser|sid|cis|tex|vai|dom|cl)\w*|\w+-(?:ils?|elles?))$)"
)
_LOOKED_THROUGH: Final = 50_000
"""Characters of the longest text in which another place is looked for that writes the word whole."""

Change = tuple[int, int, str]


def tidy(raw: str) -> str:
    """``raw`` without control characters, lone surrogates and invisible characters; line ends become ``\\n``."""
    raw = raw.replace("\r\n", "\n").replace("\xa0", " ")
    return raw if is_plain(raw) else _ODD.sub(_instead, raw)


def spaced(raw: str) -> str:
    """``raw`` with every run of spaces, tabs and line ends made one space."""
    if not raw.isprintable():
        raw = raw.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\f", " ")
    return _RUNS.sub(" ", raw) if "  " in raw else raw


def is_plain(raw: str) -> bool:
    """Whether nothing in ``raw`` but line ends and spaces that keep words together is without a shape, or unreadable."""
    rest = unusual(raw)
    return not rest or (rest.replace("\xa0", "").isprintable() and not _SHAPED.search(rest))


def unusual(raw: str) -> str:
    """What is left of ``raw`` without line ends, tabs and what ASCII can print: little, as a rule, and soon looked through."""
    rest = raw.replace("\r\n", "").encode("utf-8", "surrogatepass").translate(None, _USUAL)
    return rest.decode("utf-8", "surrogatepass") if rest else ""


def is_shown(raw: str) -> bool:
    """Whether every character of ``raw`` is one that is seen, or a space, so that nothing in it is to be changed."""
    return raw.isprintable() and (raw.isascii() or not _SHAPED.search(raw))


def is_clean(raw: str) -> bool:
    """Whether ``raw`` is one line of words with one space between them, in which nothing is to be changed."""
    return "  " not in raw and is_shown(raw)


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
    after = re.match(r"\w*", raw[at + 1 : at + 41])
    word, rest = (before[0] if before else ""), (after[0] if after else "")
    if not word or not rest or not rest[0].isalnum():
        return ""
    if _SHARED.match(rest):
        return "- "
    written = not rest[0].islower() or "-" in word or word[-1].isdigit() or _has_hyphen(raw, word, rest)
    return "-" if written else ""


def _has_hyphen(raw: str, word: str, rest: str) -> bool:
    """Whether two parts of a word are written with a hyphen: as elsewhere in the text, else by what they are."""
    if len(raw) <= _LOOKED_THROUGH:
        if word + rest in raw:
            return False
        if f"{word}-{rest}" in raw:
            return True
    return bool(_PREFIXES.match(word) or _ENDINGS.match(f"{word}-{rest}"))
