"""The embedder in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hemvist.providers.base import WeightsAltered, WeightsMissing
from hemvist.providers.here import Engine, LocalEmbedder
from hemvist.providers.sources import TOKENIZER, table
from tests.exams.embedder_exam import READ, EmbedderExam


@pytest.fixture(scope="module")
def local(weights_folder: Path) -> Iterator[LocalEmbedder]:
    made = LocalEmbedder(weights_folder)
    yield made
    made.close()


class TestLocalEmbedder(EmbedderExam):
    @pytest.fixture
    def embedder(self, local: LocalEmbedder) -> LocalEmbedder:
        return local

    def test_threads_do_not_change_vectors(self, local: LocalEmbedder, weights_folder: Path) -> None:
        texts = ["One", "Two parties", "Three parties in a contract"] * 5
        one = LocalEmbedder(weights_folder, threads=1)
        assert np.array_equal(one.passages(READ, texts), local.passages(READ, texts))
        one.close()


@pytest.mark.parametrize("name", [TOKENIZER, table().graph])
def test_an_altered_byte_is_refused_at_start(weights_folder: Path, tmp_path: Path, name: str) -> None:
    for file in weights_folder.iterdir():
        os.link(file, tmp_path / file.name) if file.name != name else None
    data = bytearray((weights_folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WeightsAltered) as refusal:
        Engine(tmp_path)
    assert table().made[name] in refusal.value.message
    assert "Move" in refusal.value.help


def test_missing_weights_are_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing) as refusal:
        Engine(tmp_path / "nowhere")
    assert "--from FILE" in refusal.value.help
