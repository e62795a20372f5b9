"""What the closer look learns from, as pairs of token ids: general questions, and those put to made-up papers."""

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
from hemvist.readers.base import read

SETS: Final = Path("tests/data/pairs")
SITUATIONS: Final = Path("tests/data/situations")
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


def own(folder: Path, made_up: Path, score: Callable[[Sequence[Sequence[int]]], list[float]]) -> list[Drawn]:
    """Each question of :data:`SETS` twice, of :data:`SITUATIONS` and half of a made-up archive's once, and some general ones."""
    sets = [_own(question, lines, score) for question, lines in _asked()]
    archive = random.Random(5).sample(list(_archive(made_up)), 250)
    mine = [*sets * 2, *_situations(), *(_own(question, lines, score) for question, lines in archive)]
    return [*mine, *random.Random(5).sample(general(folder), 400)]


def _situations() -> Iterator[Drawn]:
    """Questions to six sentences that look alike: each is told from all the others."""
    for file in sorted(SITUATIONS.glob("*.json")):
        for one in json.loads(file.read_text("utf-8")):
            yield from (situated(one["title"], one["sentences"], told["q"], told["a"]) for told in one["questions"])


def situated(title: str, lines: Sequence[str], question: str, right: Sequence[int]) -> Drawn:
    def drawn(rng: random.Random) -> Group:
        above, asked = f"{title}: " if rng.random() > 0.3 else "", sloppy(question, rng)
        first = [rng.choice(right)] if right else []
        order = [*first, *(at for at in range(len(lines)) if at not in right)]
        return Group([pair(asked, above + lines[at]) for at in order], bool(right))

    return drawn


def sloppy(question: str, rng: random.Random) -> str:
    """One question of four as people type them: in small letters, or without its mark."""
    odds = rng.random()
    if odds < 0.12:
        return question.lower().rstrip("?.! ")
    if odds < 0.2:
        return question.rstrip("?.! ")
    return question[:1].lower() + question[1:] if odds < 0.26 else question


def _archive(folder: Path) -> Iterator[tuple[dict[str, Any], list[tuple[str, str, str]]]]:
    """The questions of ``hemvist makeup``'s key, as those of the sets; the lines of the papers that have a text."""
    told = json.loads((folder / "key.json").read_text("utf-8"))
    papers = {
        one.name: read(one.read_bytes(), one.name).text
        for one in sorted((folder / "documents").rglob("*"))
        if one.is_file()
    }
    lines = [(name, *line) for name, text in papers.items() if text.strip() for line in _lines(text)]
    for one in told["questions"]:
        answers = [
            {"file": source["document"].rpartition("/")[2], "quote": source["text"]} for source in one["sources"]
        ]
        if not answers or any(
            _answers({(each["file"], each["quote"])}, *line[::2]) for each in answers for line in lines
        ):
            yield {"query": one["question"], "answers": answers}, lines


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
        titled, typed = rng.random() > 0.15, sloppy(asked, rng)
        first = [rng.choice(answers)] if answers else []
        texts = [*first, *rng.sample(hard[:10], 4), *rng.sample(hard[10:], 3)]
        return Group([pair(typed, f"{title[:70]}: {said}" if titled else said) for title, said in texts], bool(answers))

    return drawn
