"""Which sentences answer a question in another language: its words hardly tell there, so what stands around them does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Final

from hemvist.domain import clauses, cognates, wanted, weigh
from hemvist.domain.weigh import Evidence

# Worth beside a cosine of 1. Sizes chosen on german-to-english by whether the first and the first three sentences answer,
# in two halves of its articles; fitted weights (softmax over a question's sentences) come out alike: decision 0015.
AROUND: Final = 0.2
"""How near the sentences before and after are to the question, on average."""
ALIKE: Final = 0.05
"""The share of the question's words that begin as words of the sentence do."""
LONG: Final = 0.02
"""The natural logarithm of a sentence's characters: a longer one says more."""
VALUE: Final = 0.02
"""That it holds a value of the sort asked for."""
_ALONE: Final = 0.03
"""A sentence without neighbours counts as if these were so much further off than itself."""


def anew(question: str, compared: Sequence[Evidence]) -> list[Evidence]:
    """Sentences that were compared with the question, in the order of their text: ranked, by these four signs as well."""
    sorts = wanted.wanted(clauses.plain(question).text)
    told = [
        replace(one, score=one.score + AROUND * near + _by_itself(question, one, sorts))
        for one, near in zip(compared, _around(compared), strict=True)
    ]
    return weigh.ranked(told, lambda one: one)


def _by_itself(question: str, one: Evidence, sorts: frozenset[wanted.Sort]) -> float:
    value = VALUE if sorts and wanted.holds(clauses.plain(one.text).text, sorts) else 0.0
    return ALIKE * cognates.shared(question, one.text) + LONG * math.log(len(one.text)) + value


def _around(compared: Sequence[Evidence]) -> list[float]:
    """For each sentence how near its neighbours in the same passage are, on average."""
    near = []
    for at, one in enumerate(compared):
        beside = [
            other.near
            for other in (*compared[max(0, at - 1) : at], *compared[at + 1 : at + 2])
            if _together(one, other)
        ]
        near.append(fmean(beside) if beside else one.near - _ALONE)
    return near


def _together(one: Evidence, other: Evidence) -> bool:
    return (one.passage.version, one.passage.start) == (other.passage.version, other.passage.start)
