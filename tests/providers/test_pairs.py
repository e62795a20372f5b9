"""The graph that reads pairs: what was learned is added exactly, and 8 bits are near the exact graph."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from hemvist.providers import pairs
from hemvist.providers.here import Engine
from hemvist.providers.packed import Packed
from hemvist.providers.sources import table
from hemvist.providers.weights import fetch
from tests.exams.embedder_exam import MEANINGS, PAIRED


def test_the_changes_that_ship_are_whole() -> None:
    learned = pairs.changes()
    for layer in range(4, 12):
        for part, shape in {"qkv": (1152, 384), "ao": (384, 384), "fi": (1536, 384), "fo": (384, 1536)}.items():
            change = learned.product(f"l{layer}.{part}")
            assert change is not None
            assert change.shape == shape
            assert 0 < np.abs(change).max() < 1
    assert learned.product("l3.qkv") is None
    assert learned.floats("h2.weight").shape == (1, 384)


def test_a_product_of_integers_is_the_same_in_any_order() -> None:
    rng = np.random.default_rng(1)
    one, other = (rng.integers(-32767, 32768, size).astype(np.int16) for size in ((6, 16), (16, 5)))
    scales = np.array(json.dumps({"l4.ao.B": 0.25, "l4.ao.A": 0.5}))
    told = pairs.Changes({"l4.ao.B": one, "l4.ao.A": other, "scales": scales}).product("l4.ao")
    turned = (one[:, ::-1].astype(np.int64) @ other[::-1].astype(np.int64)) * 0.125
    assert told is not None
    assert told.tobytes() == turned.tobytes()


def test_a_change_of_query_key_and_value_is_split_among_them() -> None:
    class Nothing(Packed):
        def __init__(self) -> None:
            """No weights: what is added is seen by itself."""

        def weights(self, name: str, rows: int, columns: int) -> np.ndarray:
            return np.zeros((rows, columns), np.float32)

    class Tuned(pairs.Tuned, Nothing):
        def __init__(self) -> None:
            ones = {"l4.qkv.B": np.array([[1], [2], [3]], np.int16), "l4.qkv.A": np.array([[1]], np.int16)}
            self.learned = pairs.Changes(ones | {"scales": np.array(json.dumps({"l4.qkv.B": 1.0, "l4.qkv.A": 1.0}))})

    told = [float(Tuned().weights(f"l4.{part}.w", 1, 1)[0, 0]) for part in "qkv"]
    assert told == [1.0, 2.0, 3.0]
    assert float(Tuned().weights("l3.q.w", 1, 1)[0, 0]) == 0.0


@pytest.mark.slow
def test_eight_bits_are_near_the_exact_graph(weights_folder: Path, tmp_path: Path) -> None:
    (data,) = fetch(tmp_path, lambda done, total, what: None).values()
    exact = onnxruntime.InferenceSession(
        pairs.write(pairs.Tuned(data, pairs.changes()), exact=True).SerializeToString()
    )
    used = Engine(weights_folder)
    engine = Engine(weights_folder)
    engine._pairs = exact
    both = [
        (used.pair(question, meaning[language]), engine.pair(question, meaning[language]))
        for question, _ in PAIRED for meaning in MEANINGS for language in range(3)
    ]  # fmt: skip
    here, there = np.array(both).T
    print(f"8 bits beside exact over {len(both)} pairs: correlation {np.corrcoef(here, there)[0, 1]:.4f}")
    assert np.corrcoef(here, there)[0, 1] > 0.99
    assert table().pairs_graph in {path.name for path in weights_folder.iterdir()}
