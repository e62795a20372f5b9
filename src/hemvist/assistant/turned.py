"""A kept question gets a new answer: which one it is compared with from now on, and which ones go.

It is compared with the answer of before the last change: asking again where nothing changed takes nothing away.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from hemvist.assistant.models import KeptQuestion, Question
from hemvist.domain.expected import Outcome
from hemvist.domain.permit import Permit


@dataclass(frozen=True)
class _Turned:
    """What a kept question holds after the turn: outcomes, and the id of the answer of before; ``None`` for none."""

    outcome: str
    before: str
    earlier: str | None


def turn(permit: Permit, key: str, stamp: str, found: Outcome | None, answer: Question | None) -> list[str]:
    """Let ``answer`` be a kept question's, in the caller's transaction; the ids of answers that went.

    Without ``found`` it is under way. ``stamp`` tells what it rests on. Questions are locked, then the kept question.
    """
    told = answer.pk if answer is not None else None
    seen = KeptQuestion.objects.filter(pk=key).first()
    stays = {told, _turned(seen, stamp, found, told).earlier} if seen is not None else set()
    linked = Question.objects.of(permit).filter(Q(kept=key) | Q(kept_before=key))
    gone = linked.exclude(pk__in=stays - {None}).forget(permit)
    there = {row.pk for row in Question.objects.filter(pk__in=stays - {None}).select_for_update().order_by("pk")}
    row = KeptQuestion.objects.select_for_update().filter(pk=key).first()
    if row is None:
        return gone + unkept(permit, answer)
    now = _turned(row, stamp, found, told)  # it may have been changed before it was held
    row.outcome, row.before, row.rests = now.outcome, now.before, stamp
    row.answer = answer
    row.earlier_id = now.earlier if now.earlier in there else None
    row.save(update_fields=["outcome", "before", "answer", "earlier", "rests"])
    return gone


def unkept(permit: Permit, answer: Question | None) -> list[str]:
    """Delete an answer that no kept question holds: somebody was first, or keeps it no more. Its id."""
    told = answer.pk if answer is not None else None
    return Question.objects.filter(pk=told, kept=None, kept_before=None).forget(permit)


def _turned(row: KeptQuestion, stamp: str, found: Outcome | None, answer: str | None) -> _Turned:
    other = row.rests != stamp or found not in (None, row.outcome)
    before, earlier = row.before, row.earlier_id
    if row.outcome and other:
        before, earlier = row.outcome, None if row.answer_id == answer else row.answer_id
    outcome = found.value if found is not None else "" if other else row.outcome
    return _Turned(outcome, before, None if found is Outcome.LOST else earlier)
