"""Writes multilingual-e5-small as an ONNX graph for one text at a time: 4-bit words, 8-bit layers, full-size rest.

Every constant is computed here with NumPy from the packed weights, so the graph's bytes do not depend on the
machine that makes it. One text at a time, because the scale of 8-bit activations is taken over everything that
runs together: in a batch, the vector of a text would change with its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from hemvist.providers.packed import BLOCK, Fours, Packed

_OWN: Final = "com.microsoft"  # operators of onnxruntime beyond the standard

_LOUD: Final = {0: (318, 4), 1: (1462, 2), 2: (354, 2), 4: (778, 8), 5: (658, 4)}
"""Layer to the one inner channel that is far louder there than all others, and by how much it is turned down.

Measured on 26 texts in English, German and Swedish: up to 62 where the others stay below 6. All activations share
one 8-bit scale, so one loud channel costs every other one its precision.
"""


_Floats = NDArray[np.float32]


class Graph:
    """Nodes and constants as they are added; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def nibbles(self, name: str, matrix: Fours) -> str:
        tensor = TensorProto(name=name, data_type=TensorProto.INT4, dims=matrix.nibbles.shape)
        tensor.raw_data = matrix.packed()
        self.constants.append(tensor)
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
        return output

    def split(self, whole: str, parts: list[str]) -> list[str]:
        self.nodes.append(
            helper.make_node("Split", [whole], parts, name=whole + ".split", axis=-1, num_outputs=len(parts))
        )
        return parts

    def model(self, output: str, dimensions: int) -> ModelProto:
        """From ``ids`` (1, tokens) int64 to ``output`` (1, dimensions) float32."""
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, dimensions])
        graph = helper.make_graph(self.nodes, "e5", [ids], [vector], self.constants)
        versions = [helper.make_opsetid("", 21), helper.make_opsetid(_OWN, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=10, producer_name="hemvist")


def write(packed: Packed, exact: bool = False) -> ModelProto:
    """The graph: ``ids`` (1, tokens) int64 to ``vector`` (1, hidden) float32 of length 1.

    ``exact`` keeps the layers in 32-bit floats; it is what the 8-bit graph is measured against.
    """
    graph = Graph()
    graph.node("LpNormalization", [mean(graph, states(graph, packed, exact))], "vector", axis=-1, p=2)
    return graph.model("vector", packed.shape.hidden)


def states(graph: Graph, packed: Packed, exact: bool) -> str:
    """All layers, from ``ids`` to what the last one gives, (1, tokens, hidden)."""
    at = _embedding(graph, packed)
    for layer in range(packed.shape.layers):
        at = _layer(graph, packed, f"l{layer}.", at, exact)
    return at


def mean(graph: Graph, at: str) -> str:
    """The mean over all tokens, (1, hidden)."""
    axis = graph.constant("over.tokens", np.array([1]))
    return graph.node("ReduceMean", [at, axis], "mean", keepdims=0)


def _embedding(graph: Graph, packed: Packed) -> str:
    shape = packed.shape
    words = packed.fours("emb.word", shape.words, shape.hidden)
    names = [graph.nibbles("words", words), "ids", graph.constant("words.scale", words.scales)]
    word = graph.node(
        "GatherBlockQuantized", names, "word", domain=_OWN, block_size=BLOCK, gather_axis=0, quantize_axis=1
    )
    places = packed.floats("emb.pos", shape.positions, shape.hidden)
    places = places + packed.floats("emb.type", shape.kinds, shape.hidden)[0]
    length = graph.node("Shape", ["ids"], "length", start=1, end=2)
    zero = graph.constant("zero", np.array([0]))
    place = graph.node("Slice", [graph.constant("places", places), zero, length, zero], "place")
    norm = _norm(graph, packed, "emb.ln")
    return graph.node(
        "LayerNormalization", [graph.node("Add", [word, place], "sum"), *norm], "x", axis=-1, epsilon=packed.epsilon
    )


def _layer(graph: Graph, packed: Packed, name: str, at: str, exact: bool) -> str:
    shape = packed.shape
    square, layer = (shape.hidden, shape.hidden), int(name[1:-1])
    together = _linear(graph, packed, [name + c for c in "qkv"], square, at, exact)
    three = graph.split(together, [name + c for c in "qkv"])
    heads = graph.node("MultiHeadAttention", three, name + "heads", domain=_OWN, num_heads=shape.heads)
    at = _add_norm(graph, packed, at, _linear(graph, packed, [name + "ao"], square, heads, exact), name + "aln")
    calm = None if exact else _loudness(packed, name + "aln")
    wide = _linear(graph, packed, [name + "fi"], (shape.inner, shape.hidden), at, exact, calm)
    bent = graph.node("Gelu", [wide], name + "bent", domain=_OWN)
    calm = None if exact else _inner_loudness(layer, shape.inner)
    narrow = _linear(graph, packed, [name + "fo"], (shape.hidden, shape.inner), bent, exact, calm)
    return _add_norm(graph, packed, at, narrow, name + "oln")


def _loudness(packed: Packed, norm: str) -> _Floats:
    """How loud each channel is after a normalisation, as a power of two from 1 to 8, by its weight and bias alone."""
    weight, bias = (np.abs(packed.floats(norm + part, packed.shape.hidden)) for part in (".w", ".b"))
    usual = 3 * weight + bias  # three standard deviations
    powers = np.clip(np.rint(np.log2(usual / np.percentile(usual, 80))), 0, 3)
    return np.asarray(np.exp2(powers), dtype=np.float32)


def _inner_loudness(layer: int, inner: int) -> _Floats | None:
    if layer not in _LOUD:
        return None
    channel, factor = _LOUD[layer]
    loudness = np.ones(inner, np.float32)
    loudness[channel] = factor
    return loudness


def _linear(
    graph: Graph,
    packed: Packed,
    parts: list[str],
    size: tuple[int, int],
    at: str,
    exact: bool,
    calm: _Floats | None = None,
) -> str:
    """Several matrices of (outputs, inputs) side by side, with their biases: one step instead of several.

    ``calm`` divides the inputs, and multiplies the weights, channel by channel: the same product, less rounding.
    """
    name = "+".join(parts)
    weights = np.concatenate([packed.weights(part + ".w", *size) for part in parts])
    bias = graph.constant(name + ".b", np.concatenate([packed.floats(part + ".b", size[0]) for part in parts]))
    if exact:
        product = graph.node("MatMul", [at, graph.constant(name + ".w", weights.T)], name + ".product")
        return graph.node("Add", [product, bias], name + ".out")
    if calm is not None:
        at = graph.node("Mul", [at, graph.constant(name + ".calm", 1 / calm)], name + ".calmed")
        weights = weights * calm
    inputs = [at, *_eights(graph, name, weights), bias]
    return graph.node("DynamicQuantizeMatMul", inputs, name + ".out", domain=_OWN)


def _eights(graph: Graph, name: str, weights: _Floats) -> list[str]:
    """The weights in 8 bits, symmetric, one scale for each output."""
    scales = (np.abs(weights).max(axis=1) / np.float32(127)).astype(np.float32)
    eights = np.rint(weights / scales[:, None]).astype(np.int8)
    return [
        graph.constant(name + ".w", eights.T),
        graph.constant(name + ".scale", scales),
        graph.constant(name + ".zero", np.zeros(len(scales), np.int8)),
    ]


def _norm(graph: Graph, packed: Packed, name: str) -> list[str]:
    size = packed.shape.hidden
    return [graph.constant(name + part, packed.floats(name + part, size)) for part in (".w", ".b")]


def _add_norm(graph: Graph, packed: Packed, one: str, other: str, name: str) -> str:
    """Their sum, normalised: as two steps, since with the runtime's one step for both a text takes a third longer."""
    added = graph.node("Add", [one, other], name + ".sum")
    return graph.node("LayerNormalization", [added, *_norm(graph, packed, name)], name, axis=-1, epsilon=packed.epsilon)
