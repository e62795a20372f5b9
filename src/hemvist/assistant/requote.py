"""Keeping stored answers true to their documents when versions move from one document to another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hemvist.assistant import record
from hemvist.assistant.models import Question, Quoted
from hemvist.domain.permit import Permit


def requote(permit: Permit, document: str, to: str, versions: Collection[str]) -> int:
    """Let every stored answer that quotes these versions name the document they belong to now; how many answers.

    Deleting that document then takes their words out too. In the caller's transaction.
    """
    questions = Question.objects.select_for_update().filter(quoted__document=document).order_by("pk")
    return sum(_requoted(permit, row, document, to, frozenset(versions)) for row in list(questions))


def _requoted(permit: Permit, question: Question, document: str, to: str, versions: Collection[str]) -> bool:
    before = question.record(permit)
    after = record.changed(before, lambda row: _moved(row, document, to, versions))
    if after == before:
        return False
    question.set_record(permit, after)
    question.save(update_fields=["sealed"])
    Quoted.objects.get_or_create(question=question, document=to)
    if document not in record.documents(after):
        Quoted.objects.filter(question=question, document=document).delete()
    return True


def _moved(row: dict[str, Any], document: str, to: str, versions: Collection[str]) -> dict[str, Any]:
    here = row["document_id"] == document and row["version"] in versions
    return row | {"document_id": to} if here else row
