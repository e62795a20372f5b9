"""Questions whose agreed days are over: deleted with their answers, whoever asked them. It needs no key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hemvist.assistant.models import KeptQuestion, Question
from hemvist.audit import log
from hemvist.domain.agreement import AfterRetention, Agreement
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit
from hemvist.domain.retention import CLAUSE, questions_rule


def forget(permit: Permit, agreement: Agreement, today: date, go_on: Callable[[], None] = lambda: None) -> int:
    """Delete what is over its days, one commit with its line each; how many. Nothing where they are to be returned.

    A kept question counts from the day on which it was kept or last asked, whichever is later.
    """
    if questions_rule(agreement).then is not AfterRetention.DELETE:
        return 0
    done = 0
    for question in list(asked_by(permit.act.project, agreement, today).values_list("pk", flat=True)):
        go_on()
        done += _question(permit.act.project, question)
    for one in list(kept_by(permit.act.project, agreement, today).values_list("pk", flat=True)):
        go_on()
        done += _kept(permit.act.project, one)
    return done


def asked_by(project: str, agreement: Agreement, day: date) -> QuerySet[Question]:
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


def _question(project: str, question: str) -> bool:
    with transaction.atomic():
        Question.objects.select_for_update().filter(pk=question).first()  # before its quotations, as all others do
        if not Question.objects.filter(pk=question).delete()[0]:
            return False
        log.write(project, EventName.QUESTION_DELETED, None, question=question, clause=CLAUSE)
    return True


def _kept(project: str, kept: str) -> bool:
    with transaction.atomic():
        if not KeptQuestion.objects.filter(pk=kept).delete()[0]:
            return False
        log.write(project, EventName.KEPT_QUESTION_REMOVED, None, kept=kept, clause=CLAUSE)
    return True
