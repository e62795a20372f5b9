"""How long finding takes at 100,000 passages, beside the floor of the same run: a bare vector scan and a bare read.

Real text, recombined (the excerpt in tests/data, or ``--texts FOLDER``), vectors made up in clusters. Run:

    .venv/bin/python bench/scale.py [--passages 100000] [--weights var/models/multilingual-e5-small] [--json]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.agreement import Party, one_party
from hemvist.domain.levels import Factor, Role, RootKey
from hemvist.domain.passage import Passage, sentences
from hemvist.domain.permit import Act, Deed, Facts, Permit, Session, State, decide
from hemvist.index.base import Card, Entry, Index
from hemvist.index.sqlite import EncryptedIndex, open_index
from hemvist.index.store import SPREAD

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "data" / "cuad-tiny" / "corpus"
PER_DOCUMENT, CLUSTERS, DIMENSIONS, K = 50, 2_000, 384, 8
SOME, REST = frozenset({"some"}), frozenset({"rest"})
EVERYONE = SOME | REST
SHARE_SEEN = 0.3
QUESTIONS = [
    "Which law governs this contract?", "When does this contract expire?", "Is liability capped, and at what?",
    "What audit rights are there?", "May this contract be assigned without consent?", "What licenses are granted?",
    "What happens to the equipment when the service ends?", "How many days after the invoice is payment due?",
    "Who keeps the books and records of the programme?", "What does the supplier warrant about the software?",
    "Vilken uppsägningstid gäller?", "Welche Kosten trägt der Kunde?", "Quelles sont les obligations du prestataire ?",
]  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """Which vectors these are: made up."""

    id: str = "made-up/1"
    dimensions: int = DIMENSIONS


class MadeUp:
    """Vectors near cluster centres; a question is also embedded for real where weights are given, for its time."""

    def __init__(self, weights: Path | None) -> None:
        self.identity = Identity()
        self._random = np.random.default_rng(7)
        self._centres = self._random.standard_normal((CLUSTERS, DIMENSIONS))
        self._real = _real(weights) if weights else None

    def some(self, count: int) -> NDArray[np.int8]:
        near = self._centres[self._random.integers(CLUSTERS, size=count)]
        return _int8(near + 0.7 * self._random.standard_normal((count, DIMENSIONS)))

    def question(self, permit: Permit, text: str) -> NDArray[np.int8]:
        if self._real is not None:
            self._real.question(permit, text)
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        return _int8(self._centres[seed % CLUSTERS])


def _real(weights: Path) -> Any:
    from hemvist.providers.here import LocalEmbedder

    return LocalEmbedder(weights, 1)


def _int8(vectors: NDArray[np.float64]) -> NDArray[np.int8]:
    found: NDArray[np.int8] = np.rint(127 * vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.int8)
    return found


def permit(deed: Deed) -> Permit:
    """A permit over the made-up project."""
    now = datetime.now(UTC)
    agreement = one_party("scale", Party("nobody"), now.date() - timedelta(days=1))
    session = Session("scale", Factor.PASSKEY, now, now)
    facts = Facts(
        now, State.LIVE, agreement.hash, RootKey.PASSPHRASE,
        person="nobody", role=Role.OWNER, session=session, audience=EVERYONE,
    )  # fmt: skip
    decided = decide(agreement, Act(deed, "scale"), facts)
    if not isinstance(decided, Permit):
        raise SystemExit(decided.reason)
    return decided


def material(folder: Path) -> list[str]:
    """Sentences of real contracts."""
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    found = [" ".join(text[one.start : one.end].split()) for text in texts for one in sentences(text)]
    return [one for one in found if 40 <= len(one) <= 600]


def document(said: list[str], chance: random.Random) -> Iterator[Passage]:
    """Fifty passages of about 900 characters."""
    at = 0
    for ordinal in range(PER_DOCUMENT):
        text = chance.choice(said)
        while len(text) < 850:
            text += " " + chance.choice(said)
        text = text[:1_100]
        yield Passage(ordinal, at, at + len(text), ordinal // 3 + 1, f"{ordinal + 1}. Section", text)
        at += len(text) + 2


def names(chance: random.Random) -> tuple[str, str]:
    """Two made-up parties."""
    return tuple(f"{''.join(chance.choices('bdfgklmnprst', k=3))}a{chance.choice('klmnr')}or AB".title() for _ in "ab")  # type: ignore[return-value]


def fill(index: Index, made_up: MadeUp, said: list[str], count: int) -> list[tuple[str, str]]:
    """Add documents; the parties of each."""
    chance, parties = random.Random(7), []
    for number in range(count // PER_DOCUMENT):
        pieces, pair = list(document(said, chance)), names(chance)
        card = Card("Supply Agreement", pair, f"Supply Agreement between {pair[0]} and {pair[1]}. " + pieces[0].text)
        audience = SOME if chance.random() < SHARE_SEEN else REST
        entry = Entry(f"{chance.getrandbits(64):016x}", f"v{number}", card, audience, datetime(2026, 1, 1, tzinfo=UTC))
        index.add(permit(Deed.INGEST), entry, pieces, made_up.some(len(pieces)))
        parties.append(pair)
        if number % 100 == 99 and sys.stderr.isatty():
            print(f"\r{(number + 1) * PER_DOCUMENT} of {count} passages", end="", file=sys.stderr)
    return parties


def spread(run: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Milliseconds of wall time, and of the processor at the median."""
    wall, own = [], []
    for turn in range(rounds):
        began, began_own = time.perf_counter(), time.thread_time()
        run(turn)
        wall.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.thread_time() - began_own))
    cuts = quantiles(wall, n=20, method="inclusive")
    return {"p50": round(median(wall), 2), "p95": round(cuts[18], 2), "cpu_p50": round(median(own), 2)}


def forgetful(index: EncryptedIndex, run: Callable[[int], object]) -> Callable[[int], object]:
    """The same with no term decoded yet."""

    def anew(turn: int) -> object:
        index._shelf.forget()
        return run(turn)

    return anew


def floor(index: EncryptedIndex, made_up: MadeUp, rounds: int) -> dict[str, float]:
    """What nothing can do without: embed the question, scan all vectors once, read eight passages by number."""
    store, view = index._store, index._view
    assert view is not None
    numbers = [row.number * SPREAD + 7 for row in view.rows]
    chance, whole = random.Random(3), view.vectors.astype(np.float32)

    def run(turn: int) -> None:
        asked = made_up.question(permit(Deed.ASK), QUESTIONS[turn % len(QUESTIONS)]).astype(np.float32)
        np.argpartition(-(whole @ asked), K)[:K]
        for number in chance.sample(numbers, K):
            store.rows("select start, stop, page, heading, text from passage where id = ?", (number,))

    return spread(run, rounds)


def measure(passages: int, folder: Path, weights: Path | None, rounds: int) -> dict[str, Any]:
    """Build, open, ask: everything in a throw-away folder."""
    made_up, said = MadeUp(weights), material(folder)
    with tempfile.TemporaryDirectory(prefix="hemvist-scale-") as place:
        path, key = Path(place) / "index.sqlite", secrets.token_bytes(32)
        began = time.perf_counter()
        index = open_index(path, "scale", key, made_up)
        parties = fill(index, made_up, said, passages)
        built = time.perf_counter() - began
        index.close()
        index = open_index(path, "scale", key, made_up)
        assert isinstance(index, EncryptedIndex)
        return {"passages": passages, "build_seconds": round(built, 1), "file_mb": path.stat().st_size >> 20} | _asked(
            index, made_up, parties, rounds
        )


def _asked(index: EncryptedIndex, made_up: MadeUp, parties: list[tuple[str, str]], rounds: int) -> dict[str, Any]:
    chance = random.Random(5)
    pairs = [chance.choice(parties) for _ in range(rounds)]

    def ask(audience: frozenset[str], named: bool) -> Callable[[int], object]:
        def run(turn: int) -> object:
            lead = f"Consider the Supply Agreement between {pairs[turn][0]} and {pairs[turn][1]}; " if named else ""
            question = lead + QUESTIONS[turn % len(QUESTIONS)]
            return index.find(permit(Deed.ASK), question, audience, None, None, K)

        return run

    began = time.perf_counter()
    ask(EVERYONE, False)(0)
    first = 1000 * (time.perf_counter() - began)
    cold = spread(forgetful(index, ask(EVERYONE, False)), len(QUESTIONS))
    return {
        "first_ms": round(first, 1),
        "all_ms": spread(ask(EVERYONE, False), rounds),
        "audience_ms": spread(ask(SOME, False), rounds),
        "named_ms": spread(ask(EVERYONE, True), rounds),
        "no_cached_terms_ms": cold,
        "floor_ms": floor(index, made_up, rounds),
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument(
        "--weights", type=Path, help="folder of the embedding weights; without, questions cost nothing to embed"
    )
    parser.add_argument("--rounds", type=int, default=130)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    told = measure(chosen.passages, chosen.texts, chosen.weights, chosen.rounds)
    print(json.dumps(told) if chosen.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
