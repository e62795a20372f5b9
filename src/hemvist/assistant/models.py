"""A question with its answer, sealed as shown; and which documents it quotes, so that a deletion reaches it."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils import timezone

from hemvist.assistant import record
from hemvist.domain.expected import Expects
from hemvist.domain.permit import Permit
from hemvist.people.models import Person, new_id
from hemvist.projects.models import Project
from hemvist.vault import opened


class QuestionQuerySet(models.QuerySet["Question"]):
    """Rules about many questions."""

    def of(self, permit: Permit) -> QuestionQuerySet:
        """The person's own questions in the permit's project, newest first."""
        return self.filter(project_id=permit.act.project, person_id=permit.person).order_by("-asked", "-id")

    def forget(self, permit: Permit) -> list[str]:
        """Delete these, and their words where questions that lean on them are restated; their ids.

        In the caller's transaction. What leans on a question is in its thread, and is locked with it.
        """
        gone = list(self.values_list("pk", "thread"))
        threads = {thread or key for key, thread in gone}
        known = [key for key, _ in gone]
        told = Question.objects.filter(project_id=permit.act.project)
        list(told.filter(models.Q(pk__in=known) | models.Q(thread__in=threads)).select_for_update().order_by("pk"))
        # Asked anew: a follow-up that was being stored holds the question it leans on, and is there by now.
        later = told.filter(thread__in=threads).exclude(pk__in=known).select_for_update().order_by("asked", "pk")
        _unrestate(permit, list(later), {*known})
        Question.objects.filter(pk__in=known).delete()
        return known


def _unrestate(permit: Permit, later: list[Question], gone: set[str]) -> None:
    """Take the restatement out of those that lean on what goes, also by way of another."""
    for row in later:
        told = row.record(permit)
        if told.get("after") in gone:
            gone.add(row.pk)
            row.set_record(permit, record.unrestated(told))
            row.save(update_fields=["sealed"])


class Question(models.Model):
    """One question and its answer exactly as shown, in one sealed record. Seen by who asked it.

    ``thread`` is the id of the conversation's first question; empty for a question that began one.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    asked = models.DateTimeField(default=timezone.now)
    abstained = models.BooleanField()
    thread = models.CharField(max_length=32, default="", blank=True, db_index=True)
    sealed = models.BinaryField()

    objects = QuestionQuerySet.as_manager()

    def record(self, permit: Permit) -> dict[str, Any]:
        """What was shown: see ``assistant/record.py``."""
        vault = opened.project(permit.act.project)
        record: dict[str, Any] = json.loads(vault.open_bytes(permit, bytes(self.sealed), self._about))
        return record

    def set_record(self, permit: Permit, record: dict[str, Any]) -> None:
        """Seal what is shown; the caller saves."""
        plain = json.dumps(record, ensure_ascii=False).encode()
        self.sealed = opened.project(permit.act.project).seal_bytes(permit, plain, self._about)

    @property
    def _about(self) -> bytes:
        return f"question:{self.pk}".encode()


class PhrasingChoice(models.Model):
    """That a project's owner lets one model phrase its answers: the model's identity. No row, no phrasing."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE)
    model = models.CharField(max_length=120)


class Quoted(models.Model):
    """That an answer quotes a document: ids only."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    document = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "document"], name="quoted_once")]


class KeptQuestionQuerySet(models.QuerySet["KeptQuestion"]):
    """Rules about many kept questions."""

    def of(self, permit: Permit) -> KeptQuestionQuerySet:
        """The person's own in the permit's project, in the order in which they were kept."""
        return self.filter(project_id=permit.act.project, person_id=permit.person).order_by("since", "id")


class KeptQuestion(models.Model):
    """A question that a person keeps with what they expect of it, and what came of it before the last change and since.

    ``document`` is what is expected, or asked alone where ``only``; empty where there is none, or none any more.
    ``answer`` is the last run's, ``earlier`` the one that it is compared with; ``rests`` tells what the last one rests on.
    The question's words and those expected are sealed.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    since = models.DateTimeField(default=timezone.now)
    expects = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Expects])
    document = models.CharField(max_length=32, default="", blank=True, db_index=True)
    only = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, default="", blank=True)
    before = models.CharField(max_length=10, default="", blank=True)
    answer = models.OneToOneField(Question, on_delete=models.SET_NULL, null=True, related_name="kept")
    earlier = models.OneToOneField(Question, on_delete=models.SET_NULL, null=True, related_name="kept_before")
    rests = models.CharField(max_length=16, default="", blank=True)
    sealed = models.BinaryField()

    objects = KeptQuestionQuerySet.as_manager()

    @property
    def needs_document(self) -> bool:
        """Whether it is about one document, and cannot be asked without it."""
        return self.only or self.expects == Expects.DOCUMENT

    def words(self, permit: Permit) -> dict[str, str]:
        """What is sealed: ``question``, ``quote`` (expected, or empty) and ``as_of`` (a day, or empty)."""
        vault = opened.project(permit.act.project)
        told: dict[str, str] = json.loads(vault.open_bytes(permit, bytes(self.sealed), self._about))
        return told

    def set_words(self, permit: Permit, told: dict[str, str]) -> None:
        """Seal the words; the caller saves."""
        plain = json.dumps(told, ensure_ascii=False).encode()
        self.sealed = opened.project(permit.act.project).seal_bytes(permit, plain, self._about)

    @property
    def _about(self) -> bytes:
        return f"kept-question:{self.pk}".encode()


class RunQuerySet(models.QuerySet["Run"]):
    """Rules about many runs."""

    def of(self, permit: Permit) -> RunQuerySet:
        """The person's own in the permit's project, newest first."""
        return self.filter(project_id=permit.act.project, person_id=permit.person).order_by("-began", "-id")


class Run(models.Model):
    """The kept questions of a person asked once: which still wait, on what the answers rest, and how many came out how.

    ``rests_on`` holds digests of the documents, the agreement, the models, the software and more: see ``assistant/rests.py``.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    began = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True)
    of = models.PositiveIntegerField()
    waiting = models.JSONField(default=list)
    rests_on = models.JSONField(default=dict)
    right = models.PositiveIntegerField(default=0)
    declined = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    worse = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()
