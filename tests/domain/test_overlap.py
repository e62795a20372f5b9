"""Which kinds of clause say one matter."""

from __future__ import annotations

from itertools import combinations

import pytest

from hemvist.domain import clauses, overlap
from hemvist.domain.overlap import one_matter

KINDS = {kind.name: kind for kind in clauses.kinds()}


@pytest.mark.parametrize(
    ("one", "other"), [("expiry", "lease end"), ("lease notice", "employment notice"), ("rent", "rent")]
)
def test_kinds_of_one_matter_are_told_in_either_order(one: str, other: str) -> None:
    assert one_matter(KINDS[one], KINDS[other])
    assert one_matter(KINDS[other], KINDS[one])


@pytest.mark.parametrize(
    ("one", "other"),
    [("expiry", "lease notice"), ("termination for convenience", "notice period"), ("rent", "deposit")],
)
def test_others_are_not(one: str, other: str) -> None:
    assert not one_matter(KINDS[one], KINDS[other])


def test_every_kind_named_is_one_and_stands_in_one_matter_only() -> None:
    assert all(name in KINDS for matter in overlap._MATTERS for name in matter)
    assert not any(one & other for one, other in combinations(overlap._MATTERS, 2))
