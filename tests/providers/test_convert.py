"""The converted weights: the tokeniser's ids, and how near the 8-bit graph is to the exact one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from hemvist.providers import graph
from hemvist.providers.packed import Fours, Packed
from hemvist.providers.sources import TOKENIZER, table
from hemvist.providers.weights import fetch

TEXTS = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()

IDS = {
    # As the tokeniser of the original model gives them (XLM-RoBERTa's vocabulary).
    "Hello world!": [0, 35378, 8999, 38, 2],
    "": [0, 2],
}


@pytest.fixture(scope="module")
def tokenizer(weights_folder: Path) -> Any:
    return Tokenizer.from_file(str(weights_folder / TOKENIZER))


@pytest.mark.parametrize("text", IDS)
def test_ids_are_those_of_the_original_vocabulary(tokenizer: Any, text: str) -> None:
    assert tokenizer.encode(text).ids == IDS[text]


def test_every_piece_has_the_place_of_its_row(tokenizer: Any) -> None:
    assert [tokenizer.token_to_id(piece) for piece in ("<s>", "<pad>", "</s>", "<unk>", "▁the")] == [0, 1, 2, 3, 70]


def test_wide_and_composed_letters_are_one(tokenizer: Any) -> None:
    assert tokenizer.encode("ＡＢＣ  a\u0308").ids == tokenizer.encode("ABC ä").ids


def test_four_bits_are_read_and_packed_without_loss() -> None:
    nibbles = np.arange(64, dtype=np.uint8).reshape(2, 32) % 16
    matrix = Fours(nibbles, np.array([[0.5], [2.0]], np.float32))
    assert np.array_equal(matrix.floats(), (nibbles.astype(np.float32) - 8) * [[0.5], [2.0]])
    assert matrix.packed()[:2] == bytes([0x98, 0xBA])  # -8, -7, -6, -5 as signed nibbles


@pytest.mark.slow
def test_eight_bits_are_near_the_exact_graph_in_four_languages(
    weights_folder: Path, tokenizer: Any, tmp_path: Path
) -> None:
    packed = Packed(*fetch(tmp_path, lambda done, total, what: None).values())
    exact = onnxruntime.InferenceSession(graph.write(packed, exact=True).SerializeToString())
    used = onnxruntime.InferenceSession(str(weights_folder / table().graph))
    near = []
    for text in TEXTS:
        ids = np.array([tokenizer.encode("passage: " + text).ids])
        one, other = (session.run(None, {"ids": ids})[0][0] for session in (exact, used))
        near.append(float(one @ other))
    print(f"cosine to the exact graph over {len(near)} texts: mean {np.mean(near):.5f}, least {min(near):.5f}")
    assert len(near) >= 48
    assert np.mean(near) > 0.998
    assert min(near) > 0.997
