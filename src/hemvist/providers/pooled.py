"""Gives an ONNX graph of the sentence-transformers kind our own ends: ids of one text in, one unit vector out.

Its weights are stored in 8 bits and would be widened to 32 before each product: they are multiplied as they are.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

_IDS, _MASK, _KINDS, _STATES = "input_ids", "attention_mask", "token_type_ids", "last_hidden_state"
_IR: Final = 10
_OWN: Final = "com.microsoft"  # operators of onnxruntime beyond the standard


def write(data: bytes, dimensions: int) -> ModelProto:
    """``ids`` (1, tokens) int64 to ``vector`` (1, dimensions) float32 of length 1: the mean over all tokens.

    ``data`` was checked by the caller. One text runs at a time, so nothing is masked and everything is one segment.
    """
    model = onnx.load_from_string(data)
    before = [_node("Identity", ["ids"], _IDS), *_filled(_MASK, 1), *_filled(_KINDS, 0)]
    mean = _node("ReduceMean", [_STATES], "mean", axes=[1], keepdims=0)
    after = [mean, _node("LpNormalization", ["mean"], "vector", axis=-1, p=2)]
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, dimensions])
    narrow = _Narrow(model)
    constants = [numpy_helper.from_array(np.array(one, np.int64), f"whole.{one}") for one in (0, 1)]
    graph = helper.make_graph(
        [*before, *narrow.nodes, *after], "pooled", [ids], [vector], [*narrow.constants.values(), *constants]
    )
    versions = [*model.opset_import, helper.make_opsetid(_OWN, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=_IR, producer_name="hemvist")


class _Narrow:
    """The nodes without those that widen 8-bit weights: what reads a widened weight reads the narrow one itself."""

    def __init__(self, model: ModelProto) -> None:
        self.constants = {one.name: one for one in model.graph.initializer}
        made = {output: node for node in model.graph.node for output in node.output}
        wide = {node.output[0]: node for node in model.graph.node if self._widens(node, made)}
        casts = {node.input[0] for node in wide.values()}
        kept = (node for node in model.graph.node if node.output[0] not in wide and node.output[0] not in casts)
        self.nodes = [new for node in kept for new in self._read(node, wide, made)]

    def _widens(self, node: NodeProto, made: dict[str, NodeProto]) -> bool:
        """Whether it is ``Cast(narrow) * scale``, one scale for each column, or each row."""
        cast = made.get(node.input[0]) if node.op_type == "Mul" else None
        return cast is not None and cast.op_type == "Cast" and cast.input[0] in self.constants

    def _read(self, node: NodeProto, wide: dict[str, NodeProto], made: dict[str, NodeProto]) -> list[NodeProto]:
        by_kind = {"MatMul": (1, self._product), "Gather": (0, self._row)}
        at, read = by_kind.get(node.op_type, (0, None))
        of = wide.get(node.input[at]) if node.input else None
        if of is None:
            return [node]
        if read is None:
            raise ValueError(f"{node.op_type} reads weights in a way that is not known here.")
        return read(node, made[of.input[0]].input[0], of.input[1])

    def _product(self, node: NodeProto, weights: str, scale: str) -> list[NodeProto]:
        size = self.constants[weights].dims[1]
        zero, flat = f"{weights}.zero", f"{scale}.flat"
        self._put(flat, numpy_helper.to_array(self.constants.pop(scale)).reshape(size))
        self._put(zero, np.zeros(size, np.int8))
        inputs = [node.input[0], weights, flat, zero]
        return [_node("DynamicQuantizeMatMul", inputs, node.output[0], domain=_OWN)]

    def _row(self, node: NodeProto, weights: str, scale: str) -> list[NodeProto]:
        """A word's or a place's vector; each has a scale of its own."""
        found, which = node.output[0], node.input[1]
        return [
            _node("Gather", [weights, which], f"{found}.narrow"),
            _node("Gather", [scale, which], f"{found}.scale"),
            _node("Cast", [f"{found}.narrow"], f"{found}.cast", to=TensorProto.FLOAT),
            _node("Mul", [f"{found}.cast", f"{found}.scale"], found),
        ]

    def _put(self, name: str, values: NDArray[Any]) -> None:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)


def _filled(name: str, value: int) -> list[Any]:
    shape = _node("Shape", ["ids"], f"{name}.shape")
    return [shape, _node("Expand", [f"whole.{value}", f"{name}.shape"], name)]


def _node(kind: str, inputs: list[str], output: str, **settings: Any) -> Any:
    return helper.make_node(kind, inputs, [output], name=output, **settings)


def tokenizer(data: bytes) -> str:
    """The tokeniser as JSON, without the padding to a length that it was saved with; where it cuts, the engine says."""
    made = Tokenizer.from_str(data.decode())
    made.no_padding()
    made.no_truncation()
    return str(made.to_str())
