"""The first passages looked at again: whether they say what contracts say when they settle what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hemvist.domain import clauses
from hemvist.index.base import Found
from hemvist.index.ranking import Ranked

MOST: Final = 64
"""Passages looked at again."""
_WORTH: Final = 0.007
"""What a point of evidence (log-odds by rule of thumb, mostly 0 to 6) is worth beside a cosine of 1."""

_SAYS: Final = 1.0
"""Evidence below which a passage does not speak of what was asked."""

_PLAIN: Final = str.maketrans("’‘´“”„«»–—\u00ad", '\'\'\'"""""---')
_JOINED: Final = re.compile(r"(?<=\w)- (?=\w)")

Fetch = Callable[[Sequence[Ranked]], list[Found]]


def judged(ranked: list[Ranked], kinds: tuple[clauses.Kind, ...], fetch: Fetch, k: int) -> list[Found] | None:
    """The first ``k``, after the first ``MOST`` were put in order anew by how they fit the kinds of clause asked for.

    None when none of them says anything of the kind: then the words of the question only seemed to ask for a clause.
    """
    first = fetch(ranked[:MOST])
    evidence = [_evidence(found, kinds) for found in first]
    if max(evidence, default=0.0) < _SAYS:
        return None
    anew = [replace(found, score=found.score + _WORTH * worth) for found, worth in zip(first, evidence, strict=True)]
    # Sorting is stable: equal scores stay in the order of positions.
    anew.sort(key=lambda found: -found.score)
    return [*anew[:k], *fetch(ranked[len(anew) : k])]


def _evidence(found: Found, kinds: tuple[clauses.Kind, ...]) -> float:
    shown = shown_plain(f"{found.heading}\n{found.text}")
    fits = [fit.score for kind in kinds if (fit := clauses.fit(kind, shown)) is not None]
    return max([0.0, *fits])


def shown_plain(text: str) -> str:
    """The text as :func:`hemvist.domain.clauses.plain` has it, without the way back to offsets: ten times as fast."""
    return _JOINED.sub("-", " ".join(text.translate(_PLAIN).lower().split()))
