"""How long things take, each beside the floor of the same run: what nothing can do without. Read the ratios."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from hemvist.assistant.reply import learn, reply
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, Progress
from hemvist.evidence.scale import PER_DOCUMENT, Large, large
from hemvist.projects.gate import throw_away
from hemvist.providers.here import LocalEmbedder
from hemvist.providers.sources import TOKENIZER, table

K: Final = 8
QUESTIONS: Final = (
    "Which law governs this contract?", "When does this contract expire?", "Is liability capped, and at what?",
    "What audit rights are there?", "May this contract be assigned without consent?", "What licenses are granted?",
    "What happens to the equipment when the service ends?", "How many days after the invoice is payment due?",
    "Who keeps the books and records of the programme?", "What does the supplier warrant about the software?",
    "Vilken uppsägningstid gäller?", "Welche Kosten trägt der Kunde?", "Quelles sont les obligations du prestataire ?",
)  # fmt: skip
_TEXTS: Final = 96
"""Passages embedded to measure throughput."""


def measure(
    passages: int, rounds: int, weights: Path, threads: int, progress: Progress, texts: int = _TEXTS
) -> dict[str, Any]:
    """The figures: milliseconds unless a name says otherwise; ``ratio`` is to the floor of the same run.

    ``question``: finding K passages among all. ``named``: the same where the question names a document. ``evidence``:
    from a question to checked quotations or an abstention. ``opened``: the first question to a closed index.
    """
    embedder = LocalEmbedder(weights, threads)
    try:
        with large(passages, embedder, progress) as made:
            told = {"passages": passages, "rounds": rounds} | _asked(made, rounds, progress)
        return told | {"embedding": embedding(weights, threads, texts), "peak_mb": _peak()}
    finally:
        embedder.close()


def _asked(made: Large, rounds: int, progress: Progress) -> dict[str, Any]:
    began = time.perf_counter()
    _find(made, "")(0)
    opened = 1000 * (time.perf_counter() - began)
    learn(throw_away(Deed.ASK), made.embedder)
    floor = _spread(_floor(made), rounds)
    told: dict[str, Any] = {"opened": round(opened, 1), "floor": floor}
    for number, (name, run) in enumerate(_runs(made).items()):
        progress("asking", number, 4)
        told[name] = _spread(run, rounds)
        told[name]["ratio"] = round(told[name]["p50"] / floor["p50"], 2)
    progress("asking", 4, 4)
    return told


def _runs(made: Large) -> dict[str, Callable[[int], object]]:
    chance = random.Random(5)  # noqa: S311 - a draw that anybody can repeat
    pairs = [chance.choice(made.parties) for _ in range(101)]

    def named(turn: int) -> object:
        one, other = pairs[turn % len(pairs)]
        return _find(made, f"Consider the Supply Agreement between {one} and {other}; ")(turn)

    def anew(turn: int) -> object:
        made.index.forget()
        return _find(made, "")(turn)

    def evidence(turn: int) -> object:
        question = QUESTIONS[turn % len(QUESTIONS)]
        return reply(throw_away(Deed.ASK), made.index, made.embedder, question, EVERYONE, None, None)

    _spread(_find(made, ""), len(QUESTIONS))
    return {"question": _find(made, ""), "named": named, "evidence": evidence, "no_term_asked_before": anew}


def _find(made: Large, lead: str) -> Callable[[int], object]:
    def run(turn: int) -> object:
        question = lead + QUESTIONS[turn % len(QUESTIONS)]
        return made.index.find(throw_away(Deed.ASK), question, EVERYONE, None, None, K)

    return run


def _floor(made: Large) -> Callable[[int], object]:
    """What nothing can do without: embed the question, and scan all vectors once."""
    vectors = made.embedder.some(len(made.parties) * PER_DOCUMENT).astype(np.float32)

    def run(turn: int) -> None:
        asked = made.embedder.question(throw_away(Deed.ASK), QUESTIONS[turn % len(QUESTIONS)]).astype(np.float32)
        np.argpartition(-(vectors @ asked), K)

    return run


def _spread(run: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Milliseconds of wall time, and of this thread's processor at the median."""
    wall, own = [], []
    for turn in range(rounds):
        began, began_own = time.perf_counter(), time.thread_time()
        run(turn)
        wall.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.thread_time() - began_own))
    cuts = quantiles(wall, n=20, method="inclusive")
    return {"p50": round(median(wall), 2), "p95": round(cuts[18], 2), "cpu_p50": round(median(own), 2)}


def embedding(weights: Path, threads: int, count: int) -> dict[str, float]:
    """Passages a second from texts to vectors, beside the bare runtime on tokens made before: the best of three each."""
    texts = [f"{QUESTIONS[at % len(QUESTIONS)]} " * 16 for at in range(count)]
    embedder, bare = LocalEmbedder(weights, threads), _bare(weights, texts, threads)
    try:
        pairs = [
            (_seconds(lambda: embedder.passages(throw_away(Deed.INGEST), texts)), _seconds(bare)) for _ in range(3)
        ]
    finally:
        embedder.close()
    whole, floor = min(one for one, _ in pairs), min(other for _, other in pairs)
    return {
        "passages_a_second": round(count / whole, 1), "bare": round(count / floor, 1),
        "ratio": round(min(one / other for one, other in pairs), 3),
    }  # fmt: skip


def _bare(weights: Path, texts: Sequence[str], threads: int) -> Callable[[], None]:
    """The same graph on the same number of threads, with nothing around it."""
    tokenizer = Tokenizer.from_file(str(weights / TOKENIZER))
    tokens = [np.array([tokenizer.encode(f"passage: {text}").ids], np.int64) for text in texts]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(weights / table().graph), options, providers=["CPUExecutionProvider"])

    def run() -> None:
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(lambda ids: session.run(None, {"ids": ids}), tokens):
                pass

    return run


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
