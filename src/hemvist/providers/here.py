"""The embedder in this process: one text at a time on each of a few threads, so that a vector has no neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from hemvist.domain.permit import Permit
from hemvist.providers import weights
from hemvist.providers.base import (
    LONGEST,
    EmbedderIdentity,
    Scores,
    Vectors,
    may_embed_passages,
    may_embed_question,
)
from hemvist.providers.sources import TOKENIZER, Table, table


class Engine:
    """Tokeniser and network. It knows no permits: what is around it asks for them. Safe to use from many threads."""

    def __init__(self, folder: Path, facts: Table | None = None) -> None:
        """Load the weights of ``folder``; raises WeightsMissing or WeightsAltered."""
        self._facts = facts or table()
        self.identity = weights.identity(self._facts)
        self._tokenizer = Tokenizer.from_file(str(weights.checked(folder, TOKENIZER, self._facts)))
        self._tokenizer.enable_truncation(self._facts.tokens)
        self._session = _session(weights.checked(folder, self._facts.graph, self._facts))
        pairs = self._facts.pairs_graph
        self._pairs: Any = _session(weights.checked(folder, pairs, self._facts)) if pairs else None

    def passage(self, text: str) -> Vectors:
        """The vector of a passage, (dimensions,)."""
        return self._vector(self._facts.passage + text[:LONGEST])

    def question(self, text: str) -> Vectors:
        """The vector of a question, (dimensions,)."""
        return self._vector(self._facts.question + text[:LONGEST])

    def pair(self, question: str, passage: str) -> float:
        """How much speaks for the passage answering the question, in log-odds; only where ``identity.pairs`` names how."""
        asked, said = self._ids(question[:LONGEST])[1:-1], self._ids(passage[:LONGEST])[1:-1]
        ids = [_FIRST, *asked[:ASKED], _LAST, _LAST, *said[:SAID], _LAST]
        (score,) = self._pairs.run(None, {"ids": np.array([ids], np.int64)})
        return float(score[0, 0])

    def _vector(self, text: str) -> Vectors:
        (unit,) = self._session.run(None, {"ids": np.array([self._ids(text)], np.int64)})
        return np.asarray(np.rint(unit[0] * 127), dtype=np.int8)

    def _ids(self, text: str) -> list[int]:
        # A lone surrogate is no character and has no UTF-8; it becomes a question mark.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(clean).ids
        return ids


ASKED: Final = 40
"""Tokens of a question that are read beside a passage, as the pairs were learned."""
SAID: Final = 72
"""Tokens of a passage that are read beside a question."""
_FIRST, _LAST = 0, 2
"""What begins and ends a text, in XLM-RoBERTa's vocabulary; between the two texts of a pair it stands twice."""


def _session(graph: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the threads are ours: two texts at once are faster than one text on two
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # gives memory back after a long text
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class LocalEmbedder:
    """An :class:`~hemvist.providers.base.Embedder` in this process. It takes about 570 MB of memory."""

    def __init__(self, folder: Path, threads: int = 2, facts: Table | None = None) -> None:
        """Load the weights of ``folder``, which :func:`hemvist.providers.weights.ensure` made."""
        self._engine = Engine(folder, facts)
        self._threads = ThreadPoolExecutor(threads, "embedder")

    @property
    def identity(self) -> EmbedderIdentity:
        """Which embedder this is."""
        return self._engine.identity

    def passages(self, permit: Permit, texts: Sequence[str]) -> Vectors:
        """One vector for each passage, (n, dimensions)."""
        may_embed_passages(permit)
        vectors = np.empty((len(texts), self.identity.dimensions), np.int8)
        for row, vector in enumerate(self._threads.map(self._engine.passage, texts)):
            vectors[row] = vector
        return vectors

    def question(self, permit: Permit, text: str) -> Vectors:
        """The vector of one question, (dimensions,), computed in the caller's thread: it waits for no passage."""
        may_embed_question(permit)
        return self._engine.question(text)

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> Scores:
        """How much speaks for each passage answering the question, (n,) log-odds; (0,) where pairs are not read."""
        may_embed_question(permit)
        if not self.identity.pairs:
            return np.empty(0, np.float32)
        return np.array([*self._threads.map(partial(self._engine.pair, question), passages)], np.float32)

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown()
