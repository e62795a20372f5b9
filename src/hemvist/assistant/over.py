"""Questions whose agreed days are over: deleted with their answers, whoever asked them.

It needs the project's key only where a younger question leans on one of them, and holds words of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hemvist.assistant.models import KeptQuestion, Question, QuestionQuerySet
from hemvist.audit import log
from hemvist.domain.agreement import AfterRetention, Agreement
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit
from hemvist.domain.retention import CLAUSE, questions_rule
from hemvist.vault.errors import VaultLocked


def forget(permit: Permit, agreement: Agreement, today: date, go_on: Callable[[], None] = lambda: None) -> bool:
    """Delete what is over its days, a conversation's in one commit with their lines; nothing where they are to be returned.

    Whether all of it is gone: of a conversation that goes on, nothing is while the project is locked. A kept question
    counts from the day on which it was kept or last asked, whichever is later.
    """
    if questions_rule(agreement).then is not AfterRetention.DELETE:
        return True
    whole, threads = True, defaultdict[str, list[str]](list)
    for question, thread in asked_by(permit.act.project, agreement, today).values_list("pk", "thread"):
        threads[thread or question].append(question)
    for questions in threads.values():
        go_on()
        whole = _questions(permit, questions) and whole
    for one in list(kept_by(permit.act.project, agreement, today).values_list("pk", flat=True)):
        go_on()
        _kept(permit.act.project, one)
    return whole


def asked_by(project: str, agreement: Agreement, day: date) -> QuestionQuerySet:
    """The questions of a project, everybody's, whose days are over on that day."""
    latest = _latest(agreement, day)
    rows = Question.objects.filter(project=project).order_by("asked", "pk")
    return rows.none() if latest is None else rows.filter(asked__lt=latest)


def kept_by(project: str, agreement: Agreement, day: date) -> QuerySet[KeptQuestion]:
    """The kept questions that were neither kept nor asked within the agreed days before that day."""
    latest = _latest(agreement, day)
    rows = KeptQuestion.objects.filter(project=project).order_by("since", "pk")
    fresh = Q(answer__asked__gte=latest)
    return rows.none() if latest is None else rows.filter(since__lt=latest).exclude(fresh)


def _latest(agreement: Agreement, day: date) -> datetime | None:
    """Before this moment asked is over on that day."""
    days = questions_rule(agreement).days
    if days is None or days >= (day - date.min).days:
        return None
    return datetime.combine(day - timedelta(days=days) + timedelta(days=1), time.min, tzinfo=UTC)


def _questions(permit: Permit, questions: Sequence[str]) -> bool:
    try:
        with transaction.atomic():
            for one in Question.objects.filter(pk__in=questions).order_by("pk").forget(permit):
                log.write(permit.act.project, EventName.QUESTION_DELETED, None, question=one, clause=CLAUSE)
    except VaultLocked:
        return False
    return True


def _kept(project: str, kept: str) -> None:
    with transaction.atomic():
        if KeptQuestion.objects.filter(pk=kept).delete()[0]:
            log.write(project, EventName.KEPT_QUESTION_REMOVED, None, kept=kept, clause=CLAUSE)
