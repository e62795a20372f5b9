"""A question with its answer, sealed as shown; and which documents it quotes, so that a deletion reaches it."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils import timezone

from hemvist.domain.permit import Permit
from hemvist.people.models import Person, new_id
from hemvist.projects.models import Project
from hemvist.vault import opened


class QuestionQuerySet(models.QuerySet["Question"]):
    """Rules about many questions."""

    def of(self, permit: Permit) -> QuestionQuerySet:
        """The person's own questions in the permit's project, newest first."""
        return self.filter(project_id=permit.act.project, person_id=permit.person).order_by("-asked", "-id")


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
