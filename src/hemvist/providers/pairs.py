"""Writes the graph that reads a question and a passage together, and says how much speaks for the one answering the other.

It is multilingual-e5-small with small changes to its upper layers (LoRA, Hu et al. 2021, arXiv 2106.09685) and a head of
its own, which were learned on pairs: docs/decisions/0030-closer-look.md says from what. Only the changes are data here.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto

from hemvist.providers.graph import Graph, mean, states
from hemvist.providers.packed import Packed

CHANGES: Final = "pairs_e5.npz"
_PARTS: Final = {f"{part}.w": "qkv" for part in "qkv"} | {"ao.w": "ao", "fi.w": "fi", "fo.w": "fo"}
"""A matrix of the packed weights to the change that holds it: those of query, key and value are one, one below the other."""


class Changes:
    """What was learned. Every number is a 16-bit integer times the scale of its matrix, so that products are exact."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self._scales: dict[str, float] = json.loads(str(data["scales"]))

    def floats(self, name: str) -> NDArray[np.float32]:
        """A matrix or vector of the head."""
        return np.asarray(self._data[name] * self._scales[name], dtype=np.float32)

    def product(self, name: str) -> NDArray[np.float64] | None:
        """The change of a matrix, (outputs, inputs); None where it has none.

        Integers are multiplied, whose sums stay below 2**53: the same bits on every machine, in whatever order they add.
        """
        if f"{name}.A" not in self._data:
            return None
        one, other = (self._data[f"{name}.{side}"].astype(np.float64) for side in "BA")
        return np.asarray((one @ other) * (self._scales[f"{name}.A"] * self._scales[f"{name}.B"]))


def changes() -> Changes:
    """The changes that ship."""
    with files(__package__).joinpath(CHANGES).open("rb") as stream:
        return Changes(dict(np.load(stream, allow_pickle=False)))


class Tuned(Packed):
    """The packed weights with the changes added."""

    def __init__(self, data: bytes, learned: Changes) -> None:
        super().__init__(data)
        self.learned = learned

    def weights(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """The weights of a layer's matrix, (rows, columns)."""
        before = super().weights(name, rows, columns)
        layer, _, part = name.partition(".")
        change = self.learned.product(f"{layer}.{_PARTS[part]}")
        if change is None:
            return before
        at = rows * "qkv".index(part[0]) if part[0] in "qkv" else 0
        return np.asarray(before + change[at : at + rows], dtype=np.float32)


def write(tuned: Tuned, exact: bool = False) -> ModelProto:
    """The graph: ``ids`` (1, tokens) int64 of question and passage to ``score`` (1, 1) float32, in log-odds.

    ``exact`` keeps the layers in 32-bit floats; it is what the 8-bit graph is measured against.
    """
    graph = Graph()
    at = states(graph, tuned, exact)
    first = graph.node("Gather", [at, graph.constant("at.first", np.array([0]))], "first", axis=1)
    begin = graph.node("Squeeze", [first, graph.constant("over.first", np.array([1]))], "begin")
    both = graph.node("Concat", [begin, mean(graph, at)], "both", axis=-1)
    bent = graph.node("Tanh", [_head(graph, tuned, both, "h1")], "bent")
    graph.node("Identity", [_head(graph, tuned, bent, "h2")], "score")
    return graph.model("score", 1)


def _head(graph: Graph, tuned: Tuned, at: str, name: str) -> str:
    weights = graph.constant(name + ".w", tuned.learned.floats(name + ".weight").T)
    bias = graph.constant(name + ".b", tuned.learned.floats(name + ".bias"))
    return graph.node("Gemm", [at, weights, bias], name + ".out")
