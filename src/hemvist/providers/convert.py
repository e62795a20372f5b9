"""Turns the packed weights into the two files that are used: a tokeniser and a graph, the same bytes on every run."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from hemvist.providers import graph
from hemvist.providers.base import Report
from hemvist.providers.packed import Packed
from hemvist.providers.sources import TOKENIZER, table


def convert(data: bytes, folder: Path, report: Report) -> None:
    """Write the two files into ``folder``, which exists and is empty. ``data`` was checked by the caller."""
    report(0, 2, "converting weights")
    packed = Packed(data)
    (folder / table().graph).write_bytes(graph.write(packed).SerializeToString(deterministic=True))
    report(1, 2, "converting weights")
    (folder / TOKENIZER).write_text(tokenizer(packed), "utf-8")
    report(2, 2, "converting weights")


def tokenizer(packed: Packed) -> str:
    """The tokeniser as JSON: unigram pieces over NFKC text, between ``<s>`` and ``</s>``."""
    made = Tokenizer(models.Unigram(packed.vocabulary, unk_id=packed.unknown, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    ends = [("<s>", packed.first), ("</s>", packed.last)]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return str(made.to_str())
