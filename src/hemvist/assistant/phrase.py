"""Phrasing: a model restates the quotations of an answer, and only sentences that agree with them are released.

Whatever goes wrong, no model, a model that is away, a prompt too long, time over, nonsense, ends in fewer sentences or
none, never in an error: the quotations stand without them.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Final

from hemvist.assistant.prompts import MOST_SENTENCES, MOST_TOKENS, grammar, prompt
from hemvist.domain.agree import LONGEST, Quote, Reason, disagreements
from hemvist.domain.clauses import language
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Permit
from hemvist.providers.model import LanguageModel, ModelUnreachable

SECONDS: Final = 45.0
"""How long a model may speak about one answer."""
_LONGEST_LINE: Final = LONGEST + 40
_LINE: Final = re.compile(r"\[(\d{1,2}(?:, ?\d{1,2}){0,3})\] (\S[^\n]*)")
_model: list[LanguageModel] = []


def use_model(model: LanguageModel | None) -> None:
    """Phrase with this model from now on, or with none; set by whoever composes the process or chooses the model."""
    _model[:] = [model] if model is not None else []


def model() -> LanguageModel | None:
    """The model in use, if one answers now: the one that was chosen may still be starting, or be gone."""
    for one in _model:
        with suppress(ModelUnreachable):
            return one if one.identity else None
    return None


@dataclass(frozen=True)
class Said:
    """A sentence that agrees with the quotes it cites, by their numbers from 1."""

    text: str
    cites: tuple[int, ...]


@dataclass
class Phrasing:
    """What became of one answer's phrasing: what was released, and how many sentences were withheld, by reason."""

    model: str = "none"
    said: list[Said] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)

    @property
    def reasons(self) -> dict[str, int]:
        """Counts by code, of sentences (``sentences``) and of each reason they were withheld for."""
        return dict(sorted(self.withheld.items()))


def phrase(
    permit: Permit,
    speaking: LanguageModel,
    question: str,
    quotes: Sequence[str],
    released: Callable[[Said], bool] = lambda said: True,
    seconds: float = SECONDS,
) -> Phrasing:
    """Have the model restate the quotes, and hand each sentence that agrees to ``released`` as it comes.

    Stops as soon as ``released`` says no, when the time is over, or when the model fails; raises nothing of the model's.
    """
    told = Phrasing()
    tongue = language(question)
    try:
        told.model = speaking.identity.id
        with closing(_lines(permit, speaking, question, quotes, tongue, seconds, told)) as lines:
            for line in lines:
                said = check(line, tongue, quotes, told.withheld)
                if said is not None and said not in told.said:
                    if not released(said):
                        break
                    told.said.append(said)
                if len(told.said) + told.withheld["sentences"] >= MOST_SENTENCES:
                    break
    except HemvistError as error:
        told.withheld[_plain(error.code)] += 1
    return told


def _plain(code: str) -> str:
    """An error's name as a reason: ``ModelUnreachable`` as ``model-unreachable``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code).lower()


def _lines(
    permit: Permit, speaking: LanguageModel, question: str, quotes: Sequence[str], tongue: str, seconds: float,
    told: Phrasing,
) -> Generator[str]:  # fmt: skip
    """What the model says, line by line as each ends; a line that runs on too long, or past the time, is the last."""
    began, line = time.monotonic(), ""
    pieces = speaking.complete(permit, prompt(question, quotes, tongue), MOST_TOKENS, grammar(len(quotes)))
    try:
        for piece in pieces:
            line += piece
            while "\n" in line:
                whole, _, line = line.partition("\n")
                yield whole
            if time.monotonic() - began > seconds or len(line) > _LONGEST_LINE:
                told.withheld["time" if len(line) <= _LONGEST_LINE else Reason.LENGTH.value] += 1
                return
    finally:
        _close(pieces)
    yield line


def _close(pieces: Iterator[str]) -> None:
    close = getattr(pieces, "close", None)
    if close is not None:
        close()


def check(line: str, tongue: str, quotes: Sequence[str], withheld: Counter[str]) -> Said | None:
    """The sentence of a line, if it has the form and agrees with exactly the quotes it names; else it is counted."""
    if not line.strip() or line.strip() == "-":
        return None
    match = _LINE.fullmatch(line.strip(" "))
    cites = tuple(dict.fromkeys(int(one) for one in match[1].split(","))) if match else ()
    if match is None or not all(1 <= one <= len(quotes) for one in cites):
        withheld.update(["sentences", "form"])
        return None
    named = [Quote(quotes[one - 1], language(quotes[one - 1])) for one in cites]
    reasons = disagreements(match[2], tongue, named)
    if reasons:
        withheld.update(["sentences", *(one.value for one in reasons)])
        return None
    return Said(match[2].strip(), cites)
