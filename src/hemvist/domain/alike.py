"""How alike two sentences are, and which sentence of another paper speaks of the same matter: by words, units and kind of clause."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

from hemvist.domain import clauses as kinds
from hemvist.domain.quantities import quantities, units
from hemvist.domain.sentence import sentences
from hemvist.domain.weigh import window

LIKE: Final = 0.34
"""From this likeness on, a sentence of another document is taken for the same clause in other words."""
_UNIT: Final = 0.12
_KIND: Final = 0.15
_MOST: Final = 4_000
"""Sentences of one document that are compared."""


def matching(text: str, here: tuple[int, int], other: str) -> tuple[int, int] | None:
    """The sentence of the other paper that speaks of the same matter as the one ``here``, where one of the two amends the other.

    A paper that amends speaks of some sentences only. What it says is of the one that is in its turn the most like it:
    of all others it says nothing, whatever words they share. Headings and what stands above signatures say nothing.
    """
    said = text[slice(*here)]
    span = None if no_sentence(said) else likest(said, other)
    if span is None or no_sentence(other[slice(*span)]) or _counts_otherwise(said, other[slice(*span)]):
        return None
    if _same_number(said, other[slice(*span)]):  # "raised from 50,000 to 100,000"
        return span
    back = likest(other[slice(*span)], text)
    return span if back and back[0] < here[1] and here[0] < back[1] else None


def _same_number(said: str, other: str) -> bool:
    """Whether one number of a unit stands in both; a sentence that raises something often says from what."""
    mine, theirs = (
        {(one.unit, one.number) for one in quantities(each) if one.unit != "date"} for each in (said, other)
    )
    return bool(mine & theirs)


def _counts_otherwise(said: str, other: str) -> bool:
    """Whether both state numbers, and none of one unit."""
    mine, theirs = counted(said), counted(other)
    return bool(mine) and bool(theirs) and not mine & theirs


_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_NAMES: Final = 0.6
"""From this share of words with capitals on, a line that ends no sentence is a heading, a name or a signature."""


def no_sentence(said: str) -> bool:
    """Whether it is a heading, a name or what stands above signatures; what counts something is none of these."""
    if counted(said):
        return False
    words = _WORD.findall(said)
    capitals = sum(one[0].isupper() for one in words)
    return said.rstrip()[-1:] not in tuple(".;:") and capitals >= _NAMES * len(words)


def counted(said: str) -> set[str]:
    """The units in which something is counted there; days of the calendar are none."""
    return set(units(quantities(said))) - {"date"}


def likest(said: str, text: str, start: int = 0, end: int | None = None, least: float = LIKE) -> tuple[int, int] | None:
    """The sentence of a text that is most like what is said, if it is enough so: by rare words, units and kind of clause."""
    spans = [(start + one.start, start + one.end) for one in sentences(text[start:end])][:_MOST]
    words = [_stems(text[first:last]) for first, last in spans]
    common = Counter(stem for one in words for stem in one)
    wanted = _stems(said)
    rarity = {stem: math.log((len(spans) + 1) / (common[stem] + 0.5)) for stem in wanted}
    if not spans or not sum(rarity.values()):
        return None
    scored = [(_shared(rarity, one), span) for one, span in zip(words, spans, strict=True)]
    near = sorted(scored, key=lambda one: -one[0])[:12]
    best, span = max(
        ((score + _bonus(said, text[one[0] : one[1]]), one) for score, one in near), key=lambda one: one[0]
    )
    if best < least:
        return None
    return window(text, *span, *span)


def dice(said: str, other: str) -> float:
    """The share of word beginnings that two sentences have in common (Dice's coefficient), 0 to 1."""
    mine, theirs = _stems(said), _stems(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _shared(rarity: dict[str, float], said: set[str]) -> float:
    """The share of the wanted words, by rarity; a little less for what says much else besides."""
    hit = sum(value for stem, value in rarity.items() if stem in said)
    return hit / sum(rarity.values()) * (0.8 + 0.2 * min(1.0, len(rarity) / max(1, len(said))))


def _bonus(said: str, other: str) -> float:
    same = units(quantities(said)) & units(quantities(other))
    return (_UNIT if same else 0.0) + (_KIND if kind(said) and kind(said) == kind(other) else 0.0)


def kind(said: str) -> str:
    """The kind of clause that a sentence fits best; empty where it fits none."""
    plain, tongue = kinds.plain(said).text, kinds.language(said)
    fits = [(fit.score, one.name) for one in kinds.kinds() if (fit := kinds.fit(one, plain, tongue)) is not None]
    return max(fits)[1] if fits else ""


_STEM: Final = re.compile(r"[^\W_]{3,}")


def _stems(said: str) -> set[str]:
    return {word[:6] for word in _STEM.findall(said.casefold())}
