"""Of sentences that say the same of either party the one of the party that is asked about: "What notice must the landlord give?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from hemvist.assistant.weighed import Weighed
from hemvist.domain import weigh
from hemvist.domain.alike import counted, dice
from hemvist.domain.parties import called, first_called
from hemvist.domain.unnumbered import Told
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Found

_ALIKE: Final = 0.4
"""From this share of words in common on, two sentences say the same of two parties, if they count in the same units."""
_PASSAGES: Final = 24


def of_the_party(question: str, weighed: Weighed, found: Sequence[Found]) -> Weighed:
    """The same, with what is said of the party that the question names in place of what is said so of another.

    Nothing changes where the question names no party, or several, or no sentence says the same of the one it names.
    """
    who = _asked(question)
    if not who or not weighed.evidence:
        return weighed
    best = weighed.evidence[0]
    if first_called(best.text) not in ("", who):
        mine = _of(who, best, found)
        if mine is None:
            return weighed
        best = replace(mine, score=best.score, near=best.near)
    rest = [one for one in weighed.evidence if one.start != best.start or one.passage.document != best.passage.document]
    kept = [one for one in rest if first_called(one.text) in ("", who) or not _same(one, best)]
    return replace(weighed, evidence=[best, *kept])


def _asked(question: str) -> str:
    """The one party that a question names, of several the one that is asked to act; "" where that is none."""
    named = called(question)
    acts = _ACTS.search(question) if len(named) > 1 else None
    return first_called(acts["who"]) if acts else next(iter(named)) if len(named) == 1 else ""


_ACTS: Final = re.compile(
    r"\b(?:must|may|can|shall|should|does|muss|kann|darf|soll|måste|får|kan|ska|skall)\s+(?:(?:the|our|der|die|das|unser)\s+)?(?P<who>\w+)",
    re.IGNORECASE,
)


def _of(who: str, best: Evidence, found: Sequence[Found]) -> Evidence | None:
    """The one sentence of the same document that says of this party what the best says of another."""
    said = (one for one in _sentences(best, found) if first_called(one.text) == who and _same(one, best))
    told = {(one.start, one.end): one for one in said}
    return next(iter(told.values())) if len(told) == 1 else None


def _sentences(best: Evidence, found: Sequence[Found]) -> Iterator[Evidence]:
    for passage in found[:_PASSAGES]:
        if passage.document == best.passage.document:
            yield from weigh.spans(passage)


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences of a document say the same kind of thing, in the same units and much the same words."""
    if one.passage.document != other.passage.document or counted(one.text) != counted(other.text):
        return False
    first, second = Told(one.text, 0, 0), Told(other.text, 0, 0)
    if counted(one.text) and first.best_of_kind(second):
        return True
    return dice(one.text, other.text) >= _ALIKE and first.of_kind(second)
