"""Turns the packed weights into the files that are used: a tokeniser and graphs, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from onnx import ModelProto
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from hemvist.providers import graph, pairs, pooled
from hemvist.providers.base import Report
from hemvist.providers.packed import Packed
from hemvist.providers.sources import TOKENIZER, Table, table


def convert(parts: Mapping[str, bytes], folder: Path, report: Report, facts: Table | None = None) -> None:
    """Write the files into ``folder``, which exists and is empty. ``parts``, by source, were checked by the caller."""
    facts = facts or table()
    made = _FORMS[facts.form](facts, *(parts[source.name] for source in facts.sources))
    for done, (name, data) in enumerate(made):
        report(done, len(facts.made), "converting weights")
        (folder / name).write_bytes(data)
    report(len(facts.made), len(facts.made), "converting weights")


_Made = Iterator[tuple[str, bytes]]
"""Files by name, one at a time: a graph is large."""


def _packed(facts: Table, data: bytes) -> _Made:
    packed = Packed(data)
    yield facts.graph, _bytes(graph.write(packed))
    yield TOKENIZER, tokenizer(packed).encode()
    yield facts.pairs_graph, _bytes(pairs.write(pairs.Tuned(data, pairs.changes())))


def _pooled(facts: Table, data: bytes, words: bytes) -> _Made:
    yield facts.graph, _bytes(pooled.write(data, facts.dimensions))
    yield TOKENIZER, pooled.tokenizer(words).encode()


def _bytes(made: ModelProto) -> bytes:
    return bytes(made.SerializeToString(deterministic=True))


_FORMS: Final[Mapping[str, Callable[..., _Made]]] = {"packed": _packed, "pooled": _pooled}


def tokenizer(packed: Packed) -> str:
    """The tokeniser as JSON: unigram pieces over NFKC text, between ``<s>`` and ``</s>``."""
    made = Tokenizer(models.Unigram(packed.vocabulary, unk_id=packed.unknown, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    ends = [("<s>", packed.first), ("</s>", packed.last)]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return str(made.to_str())
