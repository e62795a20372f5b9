"""When a file looks like a new version of another: by its name, and by how much of their wording two texts share."""

from __future__ import annotations

import base64
import heapq
import re
import struct
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import blake2b
from itertools import combinations
from typing import Final

SHINGLE: Final = 5
"""Words in a row that count as one thing that two texts can share."""
KEPT: Final = 64
"""Hashes of 32 bits that a sketch keeps: the share is estimated to within 0.06 (standard deviation, at one half)."""
FEWEST: Final = 20
"""A text of fewer shingles has no sketch: two such texts are alike by chance."""
ALIKE: Final = 0.6
"""From this share of common wording on, one text looks like a version of the other."""
ALIKE_BY_NAME: Final = 0.3
"""The same, where the names say so too."""
BOILERPLATE: Final = 50
"""Wording that stands in more texts than this says nothing about any two of them."""

_WORD = re.compile(r"\w+")
_DATE = re.compile(
    r"""
    \(\d{1,2}\)                                                         # the second download of it
    | \b(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])[-_. ]?(?:0[1-9]|[12]\d|3[01])\b
    | \b(?:0?[1-9]|[12]\d|3[01])[-_.](?:0?[1-9]|1[0-2])[-_.](?:19|20)\d\d\b
    """,
    re.VERBOSE,
)
_NOISE = re.compile(
    r"""
    \b(?:v|ver|version|rev|revision|r|utg[aå]va|fassung)[\s._]*\d+(?:\.\d+)*\b
    | \b(?:final|finale|endg[uü]ltig|slutlig|d[eé]finitive?)\b
    | \b(?:draft|entwurf|utkast|brouillon|projet)\b
    | \b(?:signed|executed|unterzeichnet|unterschrieben|undertecknad|underskriven|sign[eé]e?)\b
    | \b(?:copy(?:\ of)?|kopie|kopia|copie|clean|redline|new|neu|ny|nouveau|latest)\b
    """,
    re.VERBOSE,
)
_GAPS = re.compile(r"[\s._\-–+,]+")


def stem(name: str) -> str:
    """What a file's name calls it, without its ending and without words that tell versions of one thing apart.

    ``Lease Storgatan v2 (signed).pdf`` and ``lease-storgatan_final.docx`` are both ``lease storgatan``. Numbers that
    are no version and no date stay: annex 1 is not annex 2. Empty where nothing but such words is left.
    """
    plain = unicodedata.normalize("NFC", name).casefold()
    head, dot, ending = plain.rpartition(".")
    plain = head if dot and head and re.fullmatch(r"\w{1,5}", ending) else plain
    before, plain = "", _DATE.sub(" ", plain.replace("_", " "))
    while plain != before:
        before, plain = plain, _NOISE.sub(" ", plain).strip(" -–.+,()[]")
    return _GAPS.sub(" ", re.sub(r"[()\[\]]", " ", plain)).strip()


LOOKED_AT: Final = 1_000_000
"""Characters from its beginning by which a text is compared: some four hundred pages."""


def sketch(text: str) -> str:
    """A text's wording in 256 bytes (base64): enough to estimate what share of it another text has too; "" if too short.

    The 64 smallest of the 32-bit hashes of all its shingles of five words: a bottom-k sketch, from A. Z. Broder,
    "On the resemblance and containment of documents" (1997), section 3. It gives away no word, but whoever has a text
    can tell whether it is this one: keep it sealed.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text[:LOOKED_AT]).casefold())
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    if len(shingles) < FEWEST:
        return ""
    hashes = {
        int.from_bytes(blake2b(one.encode("utf-8", "replace"), digest_size=4).digest(), "big") for one in shingles
    }
    kept = heapq.nsmallest(KEPT, hashes)
    return base64.b64encode(struct.pack(f">{len(kept)}I", *kept)).decode("ascii")


def share(one: str, other: str) -> float:
    """The estimated share of common wording, 0 to 1 (Jaccard's resemblance); 0 where either has no sketch.

    Of the smallest hashes of both together, how many stand in both; Broder, as above.
    """
    first, second = _hashes(one), _hashes(other)
    if not first or not second:
        return 0.0
    together = heapq.nsmallest(min(KEPT, max(len(first), len(second))), first | second)
    return sum(hash_ in first and hash_ in second for hash_ in together) / len(together)


def pairs(sketches: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """The share of common wording of every two that have enough in common to matter, by their names in order.

    Wording that stands in more than :data:`BOILERPLATE` of them brings no two together.
    """
    holders: dict[int, list[str]] = defaultdict(list)
    for name in sorted(sketches):
        for hash_ in _hashes(sketches[name]):
            holders[hash_].append(name)
    together = Counter(
        pair for names in holders.values() if len(names) <= BOILERPLATE for pair in combinations(names, 2)
    )
    near = (pair for pair, count in together.items() if count >= KEPT * ALIKE_BY_NAME / 4)
    shares = {pair: share(sketches[pair[0]], sketches[pair[1]]) for pair in near}
    return {pair: common for pair, common in shares.items() if common >= ALIKE_BY_NAME}


def looks_like_a_version(common: float, *, alike_by_name: bool) -> bool:
    """Whether to ask a person if one is a new version of the other."""
    return common >= (ALIKE_BY_NAME if alike_by_name else ALIKE)


def _hashes(told: str) -> frozenset[int]:
    """The hashes of a sketch; none of what is no sketch."""
    try:
        raw = base64.b64decode(told, validate=True)
    except ValueError:
        return frozenset()
    count = len(raw) // 4
    return frozenset(struct.unpack(f">{count}I", raw[: count * 4]))
