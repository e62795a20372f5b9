"""Learns what the closer look knows, and writes it: src/hemvist/providers/pairs_e5.npz. By hand; it takes an hour.

    PYTHONPATH=src:. PYTHON bench/learn_pairs.py e5-small-q4.bin --general FOLDER --minutes 18 --keep general.pt
    PYTHONPATH=src:. PYTHON bench/learn_pairs.py e5-small-q4.bin --general FOLDER --archive MADE-UP --start general.pt --minutes 60

PYTHON is an environment of its own with torch 2.13.0 (BSD-3) besides requirements.txt. ``e5-small-q4.bin`` is the member
of the weights' package (docs/models.md). FOLDER holds ``src-test.txt`` and ``tgt-test.txt``, the sentences and questions
of SQuAD 1.1's training part (Rajpurkar et al. 2016, CC BY-SA 4.0) as the repository xinyadu/nqg carries them in
``data/processed``: articles that none of the sets here is from. MADE-UP is what ``hemvist makeup`` writes with seed 14. The
first run learns from the general questions alone, the second from ``tests/data/pairs``, ``tests/data/situations``, the made-up archive's and some general ones. Learning is bounded by the clock, so that no two runs give the same numbers.

Method: small changes of low rank (LoRA, Hu et al. 2021, arXiv 2106.09685) to the upper eight layers, and a head; loss
softmax over one answering sentence and seven others, plus logistic loss of each. The others are the hardest of the same
papers for the model at hand; a question that nothing answers has none but others.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from bench.pairs_data import Group, general, own
from torch import nn
from torch.nn import functional

from hemvist.providers.packed import Packed

RANK: Final = 16
FIRST: Final = 4
"""The lowest layer that changes."""
TOGETHER: Final = 8
"""Questions of one step."""
_MATRICES: Final = ("qkv", "ao", "fi", "fo")


class Changed(nn.Module):
    """A matrix that stays, and its change of low rank."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray) -> None:
        super().__init__()
        outputs, inputs = weight.shape
        self.register_buffer("weight", torch.from_numpy(weight.copy()), persistent=False)
        self.register_buffer("bias", torch.from_numpy(bias.copy()), persistent=False)
        self.A = nn.Parameter(torch.randn(RANK, inputs) / math.sqrt(inputs))
        self.B = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, self.weight, self.bias) + 2.0 * functional.linear(
            functional.linear(x, self.A), self.B
        )


class Layer(nn.Module):
    def __init__(self, packed: Packed, number: int) -> None:
        super().__init__()
        shape, name = packed.shape, f"l{number}."
        hidden, inner = shape.hidden, shape.inner
        sizes = {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden), "ao": (hidden, hidden)}
        sizes |= {"fi": (inner, hidden), "fo": (hidden, inner)}
        for made in _MATRICES:
            parts = ["q", "k", "v"] if made == "qkv" else [made]
            weight = np.concatenate([packed.weights(f"{name}{part}.w", *sizes[part]) for part in parts])
            bias = np.concatenate([packed.floats(f"{name}{part}.b", sizes[part][0]) for part in parts])
            setattr(self, made, Changed(weight, bias))
        for norm in ("aln", "oln"):
            for end in "wb":
                values = torch.from_numpy(packed.floats(f"{name}{norm}.{end}", hidden).copy())
                self.register_buffer(f"{norm}_{end}", values, persistent=False)
        self.heads, self.epsilon, self.drop = shape.heads, packed.epsilon, nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, tokens, hidden = x.shape
        query, key, value = self.qkv(x).view(rows, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask.to(query.dtype))
        seen = self.ao(seen.transpose(1, 2).reshape(rows, tokens, hidden))
        x = functional.layer_norm(x + self.drop(seen), (hidden,), self.aln_w, self.aln_b, self.epsilon)
        x = x + self.drop(self.fo(functional.gelu(self.fi(x))))
        return functional.layer_norm(x, (hidden,), self.oln_w, self.oln_b, self.epsilon)


class Pairs(nn.Module):
    """Token ids of pairs and their mask, (pairs, tokens), to log-odds, (pairs,)."""

    def __init__(self, packed: Packed) -> None:
        super().__init__()
        shape = packed.shape
        words = packed.fours("emb.word", shape.words, shape.hidden).floats()
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(words), freeze=True)
        places = (
            packed.floats("emb.pos", shape.positions, shape.hidden)
            + packed.floats("emb.type", shape.kinds, shape.hidden)[0]
        )
        self.places = torch.from_numpy(places)
        self.norm = [torch.from_numpy(packed.floats("emb.ln" + end, shape.hidden).copy()) for end in (".w", ".b")]
        self.layers = nn.ModuleList(Layer(packed, number) for number in range(shape.layers))
        self.h1, self.h2, self.drop = (
            nn.Linear(2 * shape.hidden, shape.hidden),
            nn.Linear(shape.hidden, 1),
            nn.Dropout(0.1),
        )
        for layer in self.layers[:FIRST]:
            layer.requires_grad_(False)
        self.epsilon = packed.epsilon

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.words(ids) + self.places[: ids.shape[1]]
        x = functional.layer_norm(x, (x.shape[-1],), *self.norm, self.epsilon)
        outside = (1 - mask[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = layer(x, outside)
        x = x.float()
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.h2(torch.tanh(self.h1(self.drop(torch.cat([x[:, 0], mean], -1))))).squeeze(-1)

    def learned(self) -> dict[str, torch.Tensor]:
        """What has changed, by name."""
        return {name: each.detach() for name, each in self.named_parameters() if each.requires_grad}


def scores(model: Pairs, pairs: Sequence[Sequence[int]]) -> torch.Tensor:
    """The log-odds of each pair, in parts of like length."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at]))
    out = []
    for start in range(0, len(order), 16):
        ids, mask = _padded([pairs[at] for at in order[start : start + 16]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out.append(model(ids, mask).float())
    return torch.cat(out)[torch.argsort(torch.tensor(order))]


def _padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    tokens = -(-max(map(len, rows)) // 16) * 16
    ids, mask = torch.ones(len(rows), tokens, dtype=torch.long), torch.zeros(len(rows), tokens)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def learn(model: Pairs, groups: Sequence[Callable[[random.Random], Group]], minutes: float) -> None:
    """Steps of :data:`TOGETHER` questions, drawn without repeating before all were seen, until the time is over."""
    changing = [each for each in model.parameters() if each.requires_grad]
    adam, rng = torch.optim.AdamW(changing, lr=5e-4, weight_decay=0.01), random.Random(1)
    model.train()
    for part, drawn in _drawn(groups, rng, minutes * 60):
        for settings in adam.param_groups:
            settings["lr"] = 5e-4 * min(1.0, part * 20) * max(0.02, 1 - part)
        loss = _loss(model, [group(rng) for group in drawn])
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(changing, 1.0)
        adam.step()


def _drawn(groups: Sequence[Any], rng: random.Random, seconds: float) -> Iterator[tuple[float, list[Any]]]:
    """The share of the time that is over, and the next questions."""
    began, left = time.monotonic(), list[Any]()
    while (part := (time.monotonic() - began) / seconds) < 1:
        if len(left) < TOGETHER:
            left = rng.sample(list(groups), len(groups))
        yield part, [left.pop() for _ in range(TOGETHER)]


def _loss(model: Pairs, groups: Sequence[Group]) -> torch.Tensor:
    """Softmax over each question's sentences, where one answers (it comes first), and logistic loss of all."""
    told = scores(model, [pair for group in groups for pair in group.pairs])
    labels = torch.tensor([float(group.answered and not at) for group in groups for at in range(len(group.pairs))])
    loss, start = functional.binary_cross_entropy_with_logits(told, labels), 0
    firsts = []
    for group in groups:
        row = told[start : start + len(group.pairs)]
        start += len(group.pairs)
        if group.answered:
            firsts.append(functional.cross_entropy(row[None], torch.tensor([0])))
    return loss + torch.stack(firsts).mean() if firsts else loss


def written(model: Pairs) -> dict[str, np.ndarray]:
    """What ``hemvist.providers.pairs`` reads: 16-bit integers, and the scale of each matrix."""
    out, scales = {}, {}
    for name, values in model.learned().items():
        exact = values.double().numpy() * (2.0 if name.endswith(".B") else 1.0)
        named = name.replace("layers.", "l", 1)
        scales[named] = float(np.abs(exact).max() / 32767)
        out[named] = np.rint(exact / scales[named]).astype(np.int16)
    return out | {"scales": np.array(json.dumps(scales))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--general", type=Path, required=True)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    model = Pairs(Packed(chosen.weights.read_bytes()))
    if chosen.start:
        model.load_state_dict(torch.load(chosen.start), strict=False)
    if chosen.keep:
        groups = general(chosen.general)
    else:
        groups = own(chosen.general, chosen.archive, lambda pairs: _still(model, pairs))
    learn(model, groups, chosen.minutes)
    if chosen.keep:
        torch.save(model.learned(), chosen.keep)
    else:
        np.savez(Path("src/hemvist/providers/pairs_e5.npz"), **written(model))


def _still(model: Pairs, pairs: Sequence[Sequence[int]]) -> list[float]:
    model.eval()
    with torch.no_grad():
        parts = [scores(model, pairs[at : at + 512]) for at in range(0, len(pairs), 512)]
    return [float(one) for one in torch.cat(parts)]


if __name__ == "__main__":
    main()
