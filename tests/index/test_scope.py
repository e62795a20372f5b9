"""What is searched of what is seen: the same passages with the same values, however many versions there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hemvist.index import scope as scopes
from hemvist.index.scope import Scope
from hemvist.index.view import Row, Sight, View

SIZES = some.lists(some.integers(0, 5), min_size=1, max_size=12)


def view(sizes: list[int]) -> View:
    rows = [Row(at, f"d{at}", f"v{at}", frozenset({"everyone"}), 0, None, size, 1) for at, size in enumerate(sizes, 1)]
    return View(1, rows, 4)


@pytest.mark.parametrize("few", [0, 32])
@given(SIZES, some.data())
def test_a_passage_keeps_its_value_under_its_number_among_those_searched(
    few: int, sizes: list[int], data: some.DataObject
) -> None:
    here = view(sizes)
    searched = np.array([data.draw(some.booleans()) for _ in sizes], np.bool_)
    standing = np.array(sorted(data.draw(some.sets(some.integers(0, max(0, here.size - 1))))), np.int32)
    standing = standing[standing < here.size]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scopes, "_FEW", few)
        scope = Scope(here, Sight(here, np.ones(len(sizes), np.bool_)), searched)
        numbers, values = scope.within(standing, standing.astype(np.float32))
        wanted = here.positions(searched)
        assert scope.positions.tolist() == wanted.tolist()
        assert scope.size == len(wanted)
        assert [int(wanted[number]) for number in numbers] == values.astype(int).tolist()
        assert set(values.astype(int)) == set(standing.tolist()) & set(wanted.tolist())
        assert scope.marked(searched).all()


def test_who_sees_the_same_has_the_same_sight() -> None:
    here = view([2, 3])
    seen = [here.sight(frozenset({"everyone", extra}), None) for extra in ("role:owner", "person:1")]
    assert seen[0].key == seen[1].key
    assert (seen[0].passages, seen[0].cards) == (5, 2)
    assert here.sight(frozenset({"nobody"}), None).passages == 0
