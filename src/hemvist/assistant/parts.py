"""Answering a question part by part: each part is answered, or not, by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hemvist.domain.answer import Answer, Citation, NoAnswer, Reason
from hemvist.domain.parts import MOST_PARTS, parts, understood
from hemvist.domain.survey import survey


@dataclass(frozen=True)
class Part:
    """A part in the person's own words, as it was understood, and what came of it."""

    question: str
    understood: str
    answer: Answer | NoAnswer

    @property
    def answered(self) -> bool:
        return isinstance(self.answer, Answer)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What answers it, or else what came closest."""
        return self.answer.citations if isinstance(self.answer, Answer) else self.answer.nearest


def by_parts(question: str, reply: Callable[[str], Answer | NoAnswer], *, lists: bool = False) -> tuple[Part, ...]:
    """Every part of a question answered with ``reply``; those beyond the fourth are not looked for, and say so.

    ``lists``: there are documents to list, so a part that asks of many is not answered from one, and says so too.
    """
    pieces = parts(question)
    if len(pieces) == 1:
        return (Part(question, question, reply(question)),)
    told = zip(pieces, understood(pieces), strict=True)
    return tuple(
        Part(piece, meant, NoAnswer(why, 0, ()) if (why := _unasked(number, meant, lists)) else reply(meant))
        for number, (piece, meant) in enumerate(told)
    )


def _unasked(number: int, meant: str, lists: bool) -> Reason | None:
    """Why a part is not looked for."""
    if number >= MOST_PARTS:
        return Reason.TOO_MANY_PARTS
    return Reason.A_LIST if lists and survey(meant) else None


def rows(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """What the record says of each part; nothing where there is one only."""
    if len(parts) == 1:
        return []
    return [
        {
            "question": part.question, "understood": part.understood, "abstained": isinstance(part.answer, NoAnswer),
            "reason": part.answer.reason.value if isinstance(part.answer, NoAnswer) else "",
        }
        for part in parts
    ]  # fmt: skip


def reason(parts: tuple[Part, ...]) -> str:
    """Why nothing was answered: the first part's reason; empty where a part was answered."""
    answers = [part.answer for part in parts]
    if any(isinstance(one, Answer) for one in answers):
        return ""
    return next(one.reason.value for one in answers if isinstance(one, NoAnswer))
