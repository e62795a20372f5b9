"""What the closer look learns from, as pairs of token ids: general questions, and those put to made-up organisations."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer

from hemvist.domain.passage import sentences
from hemvist.providers.here import ASKED, SAID

SETS: Final = Path("tests/data/pairs")
OTHERS: Final = 7
LOOKED_AT: Final = 80
HARDEST: Final = 40
"""Of so many sentences of the same papers so many hardest ones are learned from."""
_SPACED: Final = ((r" ([.,;:?!%)\]])", r"\1"), (r"([(\[$£€]) ", r"\1"), (r" ('s|n't|'re|'ve|'ll|'d|'m)\b", r"\1"))
_MARKS: Final = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}
_TOKENS: Final = Tokenizer.from_file("var/models/multilingual-e5-small/tokenizer.json")


@dataclass(frozen=True)
class Group:
    """Token ids of one question's pairs; where it is ``answered``, the first pair answers it."""

    pairs: list[list[int]]
    answered: bool


Drawn = Callable[[random.Random], Group]


def pair(question: str, passage: str) -> list[int]:
    """As ``hemvist.providers.here.Engine.pair`` has it."""
    asked, said = (_TOKENS.encode(text).ids[1:-1] for text in (question, passage))
    return [0, *asked[:ASKED], 2, 2, *said[:SAID], 2]


def general(folder: Path) -> list[Drawn]:
    """Each question with its sentence, and others from its neighbourhood: of the same article, mostly."""
    told, asked = (
        [_spaced(line) for line in (folder / name).read_text("utf-8").splitlines()]
        for name in ("src-test.txt", "tgt-test.txt")
    )
    every = list(dict.fromkeys(told))
    place = {text: at for at, text in enumerate(every)}
    return [
        _general(question, place[text], every) for text, question in zip(told, asked, strict=True) if text and question
    ]


def _general(question: str, at: int, every: Sequence[str]) -> Drawn:
    def drawn(rng: random.Random) -> Group:
        near = [other for other in range(max(0, at - 30), min(len(every), at + 30)) if other != at]
        texts = [every[at], *(every[other] for other in rng.sample(near, OTHERS))]
        return Group([pair(question, text) for text in texts], answered=True)

    return drawn


def _spaced(line: str) -> str:
    """A line of tokens in lower case as a sentence."""
    text = " ".join(_MARKS.get(word, word) for word in line.split())
    for found, put in _SPACED:
        text = re.sub(found, put, text)
    return text[:1].upper() + text[1:]


def own(folder: Path, score: Callable[[Sequence[Sequence[int]]], list[float]]) -> list[Drawn]:
    """Each question of :data:`SETS` four times, and of the general ones as many as there are questions."""
    mine = [_own(question, lines, score) for question, lines in _asked()]
    return [*mine * 4, *random.Random(5).sample(general(folder), len(mine))]


def _asked() -> Iterator[tuple[dict[str, Any], list[tuple[str, str, str]]]]:
    for file in sorted(SETS.glob("*.json")):
        told = json.loads(file.read_text("utf-8"))
        lines = [(name, *line) for name, text in told["papers"].items() for line in _lines(text)]
        yield from ((question, lines) for question in told["questions"])


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Title and sentence; the title is the paper's first line."""
    title = text.strip().splitlines()[0]
    for span in sentences(text):
        if any(letter.isalpha() for letter in text[span.start : span.end]):
            yield title, text[span.start : span.end].strip()


def _answers(right: set[tuple[str, str]], name: str, said: str) -> bool:
    return any(name == file and (said in quote or quote in said) for file, quote in right)


def _own(question: dict[str, Any], lines: Sequence[tuple[str, str, str]], score: Callable[..., list[float]]) -> Drawn:
    asked = question["query"]
    right = {(one["file"], one["quote"]) for one in question["answers"]}
    answers = [(title, said) for name, title, said in lines if _answers(right, name, said)]
    others = [(title, said) for name, title, said in lines if not _answers(right, name, said)]
    rest = random.Random(asked).sample(others, LOOKED_AT)
    odds = score([pair(asked, f"{title[:70]}: {said}") for title, said in rest])
    hard = [rest[at] for at in sorted(range(len(rest)), key=lambda at: -odds[at])][:HARDEST]

    def drawn(rng: random.Random) -> Group:
        titled = rng.random() > 0.15
        first = [rng.choice(answers)] if answers else []
        texts = [*first, *rng.sample(hard[:10], 4), *rng.sample(hard[10:], 3)]
        return Group([pair(asked, f"{title[:70]}: {said}" if titled else said) for title, said in texts], bool(answers))

    return drawn
