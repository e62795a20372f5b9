"""Exact search: every sum is exact, so a passage's score cannot depend on what lies beside it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.index.dense import passage_nearness, unit
from hemvist.index.view import Row, View


def view_of(vectors: np.ndarray) -> View:
    row = Row(1, "d", "v", frozenset({"everyone"}), 0, None, len(vectors), 0)
    view = View(1, [row], vectors.shape[1])
    view.vectors[:] = vectors
    return view


@given(st.integers(1, 900), st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_nearness_is_the_exact_greatest_cosine_wherever_a_passage_lies(count: int, asked: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.integers(-127, 128, (count, 384), dtype=np.int8)
    questions = chance.integers(-127, 128, (asked, 384), dtype=np.int8)
    exact = (vectors.astype(np.int64) @ questions.astype(np.int64).T).max(axis=1) / 127**2
    positions = np.arange(count)
    assert (passage_nearness(view_of(vectors), positions, questions) == exact).all()
    some = np.flatnonzero(chance.random(count) < 0.4)
    assert (passage_nearness(view_of(vectors), some, questions) == exact[some]).all()


def test_a_direction_becomes_a_vector_of_length_127() -> None:
    chance = np.random.default_rng(1)
    for scale in (1e-6, 1.0, 1e6):
        vector = unit(scale * chance.standard_normal(384))
        assert abs(np.linalg.norm(vector.astype(float)) - 127) < 4
    assert (unit(np.zeros(384)) == 0).all()
