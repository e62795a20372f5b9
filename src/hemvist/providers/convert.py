"""Turns the packed weights into the two files that are used: a tokeniser and a graph, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from onnx import ModelProto
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from hemvist.providers import graph, pooled
from hemvist.providers.base import Report
from hemvist.providers.packed import Packed
from hemvist.providers.sources import TOKENIZER, Table, table


def convert(parts: Mapping[str, bytes], folder: Path, report: Report, facts: Table | None = None) -> None:
    """Write the two files into ``folder``, which exists and is empty. ``parts``, by source, were checked by the caller."""
    facts = facts or table()
    made = _FORMS[facts.form]
    report(0, 2, "converting weights")
    graph_, words = made(facts, *(parts[source.name] for source in facts.sources))
    (folder / facts.graph).write_bytes(graph_.SerializeToString(deterministic=True))
    report(1, 2, "converting weights")
    (folder / TOKENIZER).write_text(words, "utf-8")
    report(2, 2, "converting weights")


def _packed(facts: Table, data: bytes) -> tuple[ModelProto, str]:
    packed = Packed(data)
    return graph.write(packed), tokenizer(packed)


def _pooled(facts: Table, data: bytes, words: bytes) -> tuple[ModelProto, str]:
    return pooled.write(data, facts.dimensions), pooled.tokenizer(words)


_FORMS: Final[Mapping[str, Callable[..., tuple[ModelProto, str]]]] = {"packed": _packed, "pooled": _pooled}


def tokenizer(packed: Packed) -> str:
    """The tokeniser as JSON: unigram pieces over NFKC text, between ``<s>`` and ``</s>``."""
    made = Tokenizer(models.Unigram(packed.vocabulary, unk_id=packed.unknown, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    ends = [("<s>", packed.first), ("</s>", packed.last)]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return str(made.to_str())
