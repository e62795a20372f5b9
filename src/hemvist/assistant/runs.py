"""Runs: a person's kept questions asked one after another, in steps, and how the answers compare with what is expected.

A step lasts a few seconds and is the person's own act: it passes the gate anew, and asks only what they may see then.
Nobody asks in a person's absence: see decision 0023.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from hemvist.assistant import ask, rests, survey
from hemvist.assistant.ask import Overtaken
from hemvist.assistant.kept_results import quotations
from hemvist.assistant.models import KeptQuestion, Question, Run
from hemvist.assistant.record import Record
from hemvist.assistant.turned import turn, unkept
from hemvist.audit import log
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.expected import Change, Expects, Outcome, Said, change, outcome
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Membership, Project

STEP_SECONDS: Final = 3.0
"""How long one step goes on to a next question."""
HISTORY: Final = 20
"""Runs that are kept."""


class NothingKept(HemvistError):
    """No question is kept for this project, so there is nothing to ask. Nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Keep a question with what you expect of it first."


@dataclass(frozen=True)
class Stand:
    """How it stands: the run that goes on, if one does, the finished ones, and what changed since the last of these.

    ``unasked`` counts the questions that were kept or changed since they were last asked.
    """

    going: Run | None
    history: list[Run]
    changed: tuple[str, ...]
    unasked: int


def standing(visit: Visit, project: Project) -> Stand:
    """How it stands with the person's runs. ``changed`` names what: see ``assistant/rests.py``."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    rows = list(Run.objects.of(permit))
    going = next((row for row in rows if row.finished is None), None)
    finished = [row for row in rows if row.finished is not None]
    changed = rests.differing(finished[0].rests_on, rests.rests_on(permit, project)) if finished else ()
    return Stand(going, finished, changed, KeptQuestion.objects.of(permit).filter(outcome="").count())


def begin(visit: Visit, project: Project) -> Run:
    """Begin a run, and take its first step. One that was not finished is dropped."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    waiting = list(KeptQuestion.objects.of(permit).values_list("pk", flat=True))
    if not waiting:
        raise NothingKept
    with transaction.atomic():
        # Held, so that of two that begin in one moment one is dropped: each question belongs to one run only.
        Membership.objects.select_for_update(no_key=True).filter(
            project=project, person=visit.person, ended=None
        ).first()
        Run.objects.of(permit).filter(finished=None).delete()
        found = rests.rests_on(permit, project)
        run = Run.objects.create(project=project, person=visit.person, of=len(waiting), waiting=waiting, rests_on=found)
        log.write(project.pk, EventName.RUN_BEGUN, visit.person.pk, run=run.pk, questions=len(waiting))
    return go_on(visit, project, run.pk)


def go_on(visit: Visit, project: Project, run: str) -> Run:
    """Take one step: ask as many of the questions that wait as a few seconds allow. NotFound for anybody else's run."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    row = Run.objects.of(permit).filter(pk=run).first()
    if row is None:
        raise NotFound(thing="run")
    began = time.monotonic()
    while row.waiting and time.monotonic() - began <= STEP_SECONDS:
        _ask_next(visit, project, row)
        row = Run.objects.of(permit).filter(pk=run).first()
        if row is None:
            raise NotFound(thing="run")
    return row if row.finished else _finished(visit, project, permit, row)


def stop(visit: Visit, project: Project, run: str) -> None:
    """Ask no further in a run: what came of the questions asked so far stays, the run goes. NotFound for anybody else's."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    with transaction.atomic():
        row = Run.objects.of(permit).select_for_update().filter(pk=run, finished=None).first()
        if row is None:
            raise NotFound(thing="run")
        log.write(project.pk, EventName.RUN_STOPPED, visit.person.pk, run=row.pk, unasked=len(row.waiting))
        row.delete()


def _ask_next(visit: Visit, project: Project, run: Run) -> None:
    permit = gate.enter(visit, project, Deed.ASK)
    row = KeptQuestion.objects.of(permit).filter(pk=run.waiting[0]).select_related("answer").first()
    if row is None:
        return _settle(permit, run, run.waiting[0], None, None)
    if row.needs_document and row.document not in ask.in_view(permit):
        return _settle(permit, run, row.pk, Outcome.LOST, None)
    with suppress(Overtaken, NotFound):  # what went meanwhile is not in view the next time
        answer = _answered(visit, project, permit, run, row)
        shown = ask.reopen(visit, project, answer.pk)[1]
        if not shown.get("survey", {}).get("waiting"):
            quote = row.words(permit)["quote"]
            found = outcome(Expects(row.expects), row.document, quote, _said(shown))
            return _settle(permit, run, row.pk, found, answer)
        _link(permit, run, row.pk, answer)
    return None


def _answered(visit: Visit, project: Project, permit: Permit, run: Run, row: KeptQuestion) -> Question:
    """The answer to a kept question; of one to many documents, as far as its next step goes."""
    if row.answer is not None and row.answer.asked >= run.began:
        return survey.go_on(visit, project, row.answer.pk)
    words = row.words(permit)
    as_of = datetime.combine(date.fromisoformat(words["as_of"]), clock.max, UTC) if words["as_of"] else None
    began = time.monotonic()
    brief = ask.prepare(visit, project, words["question"], [row.document] if row.only else [], as_of)
    if found := survey.recognised(words["question"], brief.documents):
        return survey.begin(visit, brief, found)
    return ask.conclude(visit, brief, ask.complete(brief), time.monotonic() - began)


def _said(shown: Record) -> list[Said]:
    return [Said(row["document_id"], row["quote"]) for row in quotations(shown)]


def _settle(permit: Permit, run: Run, key: str, found: Outcome | None, answer: Question | None) -> None:
    """Note what came of a question, once: two pages may go on with the same run. See ``assistant/turned.py`` for what goes.

    The run is locked first, then questions, then kept questions.
    """
    with transaction.atomic():
        held = Run.objects.select_for_update().filter(pk=run.pk).first()
        if held is not None and key in held.waiting:
            held.waiting.remove(key)
            held.save(update_fields=["waiting"])
            gone = turn(permit, key, rests.stamp(run.rests_on), found, answer) if found is not None else []
        else:  # somebody was first
            gone = unkept(permit, answer)
        _tell(permit, gone)


def _link(permit: Permit, run: Run, key: str, answer: Question) -> None:
    """Let a question's answer be the one that is under way. Locks as :func:`_settle` does."""
    with transaction.atomic():
        Run.objects.select_for_update().filter(pk=run.pk).first()
        _tell(permit, turn(permit, key, rests.stamp(run.rests_on), None, answer))


def _tell(permit: Permit, gone: Iterable[str]) -> None:
    for one in gone:
        log.write(permit.act.project, EventName.QUESTION_DELETED, permit.person, question=one)


def _finished(visit: Visit, project: Project, permit: Permit, run: Run) -> Run:
    """The run with its counts, if nothing waits any more; older runs than are kept go."""
    if run.waiting:
        return run
    rows = list(KeptQuestion.objects.of(permit).exclude(outcome="").values_list("before", "outcome"))
    counts = Counter(now for _, now in rows)
    worse = sum(change(before, now) is Change.WORSE for before, now in rows)
    with transaction.atomic():
        told = {one.value: counts[one.value] for one in Outcome} | {"worse": worse}
        done = Run.objects.filter(pk=run.pk, finished=None).update(finished=timezone.now(), **told)
        old = Run.objects.of(permit).exclude(finished=None).values_list("pk", flat=True)[HISTORY:]
        Run.objects.filter(pk__in=list(old)).delete()
        if done:
            log.write(
                project.pk, EventName.RUN_FINISHED, visit.person.pk, run=run.pk, right=told["right"], lost=told["lost"],
                declined=told["declined"], wrong=told["wrong"], unanswered=told["unanswered"], worse=worse,
            )  # fmt: skip
    run.refresh_from_db()
    return run


def counts(run: Run) -> dict[str, Any]:
    """A run's counts by outcome."""
    return {one.value: getattr(run, one.value) for one in Outcome}
