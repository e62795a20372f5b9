"""Reads the packed 4-bit form of multilingual-e5-small: its shape, vocabulary and matrices. It runs nothing."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 32
"""Weights that share one scale."""
_BLOCK_BYTES: Final = 2 + BLOCK // 2


class Shape(NamedTuple):
    """The sizes of the network, in the order in which the file states them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    kinds: int


@dataclass(frozen=True)
class Fours:
    """A matrix of 4-bit weights, kept as it is: weight = (nibble - 8) * scale of its block."""

    nibbles: NDArray[np.uint8]
    """(rows, columns), each 0..15."""
    scales: NDArray[np.float32]
    """(rows, columns / 32)."""

    def floats(self) -> NDArray[np.float32]:
        """The weights themselves, (rows, columns)."""
        rows, columns = self.nibbles.shape
        blocks = (self.nibbles.astype(np.float32) - 8).reshape(rows, -1, BLOCK) * self.scales[:, :, None]
        return np.asarray(blocks.reshape(rows, columns), dtype=np.float32)

    def packed(self) -> bytes:
        """Two signed 4-bit integers a byte, the earlier one in the low half, as ONNX stores INT4."""
        pairs = self.nibbles[:, 0::2] | (self.nibbles[:, 1::2] << 4)
        return (pairs ^ 0x88).tobytes()


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 4  # the first four bytes are the file's mark

    def take(self, format_: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + format_, self.data, self.at)
        self.at += struct.calcsize("<" + format_)
        return values

    def array(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> int:
        start, self.at = self.at, self.at + count
        return start


class Packed:
    """The packed file, opened. The caller has checked its SHA-256: nothing here guards against a hostile file."""

    def __init__(self, data: bytes) -> None:
        cursor = _Cursor(data)
        cursor.take("I")
        self._data = data
        self.shape = Shape(*cursor.take("7i"))
        self.epsilon = float(cursor.take("f")[0])
        cursor.take("i")
        self._read_vocabulary(cursor)
        _, size = cursor.take("iI")  # the map of a normaliser, which NFKC stands in for
        cursor.skip(size)
        self._places = dict(_place(cursor) for _ in range(cursor.take("i")[0]))

    def _read_vocabulary(self, cursor: _Cursor) -> None:
        count, self.first, self.last, _, self.unknown, size = cursor.take("5iQ")
        bounds = cursor.array(np.uint32, count + 1)
        scores = cursor.array(np.float32, count)
        start = cursor.skip(size)
        pieces = (self._data[start + a : start + b] for a, b in pairwise(bounds.tolist()))
        self.vocabulary = [(p.decode("utf-8", "replace"), float(s)) for p, s in zip(pieces, scores, strict=True)]

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor that is stored in full precision."""
        return np.frombuffer(self._data, np.float32, int(np.prod(shape)), self._places[name]).reshape(shape)

    def fours(self, name: str, rows: int, columns: int) -> Fours:
        """A matrix that is stored in 4 bits."""
        count = rows * columns // BLOCK * _BLOCK_BYTES
        blocks = np.frombuffer(self._data, np.uint8, count, self._places[name]).reshape(-1, _BLOCK_BYTES)
        scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
        nibbles = np.empty((len(blocks), BLOCK), np.uint8)
        np.bitwise_and(blocks[:, 2:], 15, out=nibbles[:, : BLOCK // 2])
        np.right_shift(blocks[:, 2:], 4, out=nibbles[:, BLOCK // 2 :])
        return Fours(nibbles.reshape(rows, columns), scales.reshape(rows, columns // BLOCK))

    def weights(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """The weights of a layer's matrix, (rows, columns)."""
        return self.fours(name, rows, columns).floats()


def _place(cursor: _Cursor) -> tuple[str, int]:
    (length,) = cursor.take("H")
    start = cursor.skip(length)
    name = cursor.data[start : start + length].decode("ascii")
    _, _, offset, _ = cursor.take("BIQQ")
    return name, int(offset)
