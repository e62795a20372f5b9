"""Kinds of clause that say one matter: which of them a sentence is depends on the paper that it stands in."""

from __future__ import annotations

from typing import Final

from hemvist.domain.clauses import Kind

# Only those that gained more than they lost on six organisations' questions and two archives: ending "for convenience"
# is not of the notice's length, since "how do we get out early?" was then answered by any lease's notice.
_MATTERS: Final = (
    frozenset({"expiry", "lease end"}),
    frozenset({"notice period", "lease notice", "employment notice"}),
    frozenset({"warranty duration", "warranty period"}),
    frozenset({"payment terms", "payment time"}),
    frozenset({"confidentiality", "confidentiality period"}),
    frozenset({"liability cap", "liability amount"}),
    frozenset({"minimum commitment", "minimum volume"}),
    frozenset({"liquidated damages", "delay penalty"}),
)


def one_matter(one: Kind, other: Kind) -> bool:
    """Whether two kinds are the same, or say one matter."""
    return one is other or any({one.name, other.name} <= matter for matter in _MATTERS)
