"""How near passages are in meaning: exact search over int8 vectors, in blocks, so that memory stays bounded."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.index.view import View

_BLOCK: Final = 256
"""Vectors at a time: they stay in the processor's cache, and the product is too small for a library to start threads."""
_UNIT: Final = 127 * 127


def passage_nearness(view: View, positions: NDArray[np.int64], vectors: NDArray[np.int8]) -> NDArray[np.float64]:
    """For each of these passages the greatest cosine with any of ``vectors`` (m, dimensions).

    The sums are of whole numbers below 2**24, which float32 holds exactly: a passage's result depends on nothing else,
    not even on where it lies in memory.
    """
    products = np.empty((len(vectors), len(positions)), np.float32)
    asked = vectors.astype(np.float32)
    wide = np.empty((_BLOCK, vectors.shape[1]), np.float32)
    for start in range(0, len(positions), _BLOCK):
        block = positions[start : start + _BLOCK]
        rows = wide[: len(block)]
        np.copyto(rows, _rows(view, block))
        np.matmul(asked, rows.T, out=products[:, start : start + _BLOCK])
    nearness: NDArray[np.float64] = products.max(axis=0).astype(np.float64)
    nearness /= _UNIT
    return nearness


def _rows(view: View, positions: NDArray[np.int64]) -> NDArray[np.int8]:
    first, last = int(positions[0]), int(positions[-1])
    if last - first == len(positions) - 1:
        return view.vectors[first : last + 1]
    taken: NDArray[np.int8] = view.vectors[positions]
    return taken


def unit(total: NDArray[np.float64]) -> NDArray[np.int8]:
    """A direction as an int8 vector of length about 127."""
    length = float(np.linalg.norm(total)) or 1.0
    return np.round(127 * total / length).astype(np.int8)
