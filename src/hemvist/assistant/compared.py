"""The last run beside the one of before the last change: what was right and is not, what got right, with both answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hemvist.assistant import ask, kept
from hemvist.assistant.kept import Shown
from hemvist.assistant.kept_results import quotations
from hemvist.assistant.models import KeptQuestion, Run
from hemvist.assistant.rests import differing
from hemvist.domain.errors import NotFound
from hemvist.domain.expected import AS_EXPECTED, Change, Outcome
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

MOST: Final = 20
"""Questions that are set side by side, of those that became worse, and of those that became better."""
_QUOTES: Final = 3
"""Quotations that are shown of an answer."""


@dataclass(frozen=True)
class Side:
    """What came of a question in one of the two runs: its first quotations, how many more there are, the answer's id."""

    outcome: str
    quotes: Sequence[dict[str, Any]]
    more: int
    answer: str


@dataclass(frozen=True)
class Pair:
    """A kept question with what came of it before the last change, and since."""

    kept: Shown
    before: Side
    now: Side


@dataclass(frozen=True)
class Compared:
    """Two runs beside each other. ``left`` counts those that changed, and are not shown here.

    ``run`` is the one of before; ``between`` names what changed between the two.
    """

    worse: Sequence[Pair]
    better: Sequence[Pair]
    left: int
    run: Run | None
    between: Sequence[str]


def compared(visit: Visit, project: Project) -> Compared | None:
    """The person's last two runs beside each other, or ``None`` where no question came out otherwise."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    rows = kept.shown(permit)
    changed = [[row for row in rows if row.change is one] for one in (Change.WORSE, Change.BETTER)]
    if not any(changed):
        return None
    worse, better = ([_pair(permit, row) for row in some[:MOST]] for some in changed)
    run, between = _between(list(Run.objects.of(permit).exclude(finished=None)))
    left = sum(len(some) for some in changed) - len(worse) - len(better)
    return Compared(worse, better, left, run, between)


def _between(runs: list[Run]) -> tuple[Run | None, tuple[str, ...]]:
    """The run of before the last change, and what changed since; of runs that nothing lies between, the one before."""
    for run in runs[1:]:
        if between := differing(run.rests_on, runs[0].rests_on):
            return run, between
    return (runs[1] if len(runs) > 1 else None), ()


def _pair(permit: Permit, row: Shown) -> Pair:
    return Pair(row, _side(permit, row.before, row.earlier), _side(permit, row.outcome, row.answer))


def _side(permit: Permit, outcome: str, answer: str) -> Side:
    try:
        found = quotations(ask.opened(permit, answer)[1]) if answer and outcome != Outcome.LOST else []
    except NotFound:  # deleted at this moment
        return Side(outcome, [], 0, "")
    return Side(outcome, found[:_QUOTES], max(0, len(found) - _QUOTES), answer)


def worse(visit: Visit, project: Project) -> int:
    """How many of the person's kept questions came out as expected before the last change, and do not since."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    right = [one.value for one in AS_EXPECTED]
    rows = KeptQuestion.objects.of(permit).filter(before__in=right)
    return rows.exclude(outcome__in=[*right, ""]).count()
