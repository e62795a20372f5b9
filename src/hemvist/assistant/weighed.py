"""The best that can be said for an answer."""

from __future__ import annotations

from dataclasses import dataclass

from hemvist.domain import weigh
from hemvist.domain.weigh import Evidence


@dataclass(frozen=True)
class Weighed:
    """What speaks for an answer, best first, how sure it is, and from how sure on it is shown."""

    evidence: list[Evidence]
    confidence: float
    enough: float = weigh.ENOUGH
    of_kind: bool = False
    """Whether the question clearly asks for a kind of clause."""

    @property
    def margin(self) -> float:
        """How far its confidence is above what it needs; shown from 0 on."""
        return self.confidence - self.enough

    @property
    def by_words(self) -> bool:
        """Whether it was found by the question's own words, of which less is asked than of what contracts settle."""
        return self.enough < weigh.ENOUGH_SETTLED
