"""What somebody expects of a question, and whether an answer is that: right, wrong, rightly declined or not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final


class Expects(StrEnum):
    """What should come: a quotation of one document, or that the documents do not say."""

    DOCUMENT = "document"
    NOTHING = "nothing"


class Outcome(StrEnum):
    """What came. ``LOST``: the document that it is about is not there, so the question is not asked."""

    RIGHT = "right"
    DECLINED = "declined"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    LOST = "lost"


AS_EXPECTED: Final = frozenset({Outcome.RIGHT, Outcome.DECLINED})
_SHARE: Final = 0.5
"""Of the shorter of two wordings, how much must stand in one run of the other, by words."""


class Change(StrEnum):
    """What became of a question from one run to the next."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    NONE = ""


@dataclass(frozen=True)
class Said:
    """A quotation that answers, and its document."""

    document: str
    quote: str


def outcome(expects: Expects, document: str, quote: str, said: Sequence[Said]) -> Outcome:
    """What an answer is to what was expected; nothing said means that the documents were said not to say.

    With a quotation expected, one of that document that shares a wording with it is right; without one, any of it.
    """
    if expects is Expects.NOTHING:
        return Outcome.WRONG if said else Outcome.DECLINED
    if not said:
        return Outcome.UNANSWERED
    there = [one for one in said if one.document == document]
    return Outcome.RIGHT if any(not quote or alike(quote, one.quote) for one in there) else Outcome.WRONG


def alike(one: str, other: str) -> bool:
    """Whether half of the shorter wording, by words, stands in one run of the other; case and spaces do not count."""
    mine, theirs = one.casefold().split(), other.casefold().split()
    run = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match().size
    return run > 0 and run >= _SHARE * min(len(mine), len(theirs))


def change(before: str, now: str) -> Change:
    """From one outcome to another, by their values; an empty one is of a question that was not asked then."""
    if not before or not now or before == now:
        return Change.NONE
    was, is_ = (Outcome(one) in AS_EXPECTED for one in (before, now))
    return Change.OTHER if was == is_ else Change.BETTER if is_ else Change.WORSE
