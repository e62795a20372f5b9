"""Conversations: what a question takes from the one before it, and the questions that stand in one thread."""

from __future__ import annotations

from hemvist.assistant import ask, record
from hemvist.assistant.ask import Leaning
from hemvist.assistant.models import Question
from hemvist.assistant.record import Record, Row
from hemvist.domain.condition import Verdict
from hemvist.domain.errors import NotFound
from hemvist.domain.followup import Followed, follow
from hemvist.domain.inforce import Part as Stands
from hemvist.domain.permit import Deed
from hemvist.domain.question import split
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

_LEANED = ("document_id", "version", "document", "title")
_MAY_BE = (Verdict.YES, Verdict.READ)
_FEWEST_LISTED = 2
_KIN = (Stands.REPLACED, Stands.LATER, Stands.UNCONFIRMED)


def lean(
    visit: Visit, project: Project, question: str, after: str, *, alone: bool = False, narrowed: bool = False
) -> Leaning:
    """What a question leans on, where it does. ``after`` is the id of the asker's own question before it; "" for none.

    Only what the asker may still see counts: a document that was deleted, or left their view, is not leaned on.
    ``narrowed``: the asker chose the documents, so none is carried over. A question that is gone, or is somebody
    else's, counts as none: what is asked is not lost with it. "Which of those …?" asked ``alone`` is asked of all papers.
    """
    before, told = _before(visit, project, after)
    if before is None:
        return Leaning()
    thread = before.thread or before.pk
    words = record.asked(told)
    followed = follow(question, words)
    if followed is None or (alone and not followed.listed):
        return Leaning(thread)
    rows = [] if alone or narrowed else _rows(followed, told)
    if followed.perhaps:
        leaning = Leaning(thread, before.pk, followed.question, tuple(rows), words)
        return Leaning(thread, perhaps=leaning if rows else None)
    understood = _understood(followed, told, leant=bool(rows), narrowed=narrowed)
    return Leaning(thread, before.pk, understood, tuple(rows), words)


def _before(visit: Visit, project: Project, question: str) -> tuple[Question | None, Record]:
    try:
        return ask.reopen(visit, project, question) if question else (None, {})
    except NotFound:
        return None, {}


def _understood(followed: Followed, told: Record, *, leant: bool, narrowed: bool) -> str:
    """How a question is put to its documents: it names its own, unless it is asked of them alone."""
    if leant and followed.same_document:
        return followed.within or followed.question
    return followed.question if leant or narrowed or not followed.same_document else _named(followed.question, told)


def _rows(followed: Followed, told: Record) -> list[Row]:
    """The documents that a question is asked of because of the one before; none where it is asked of all."""
    if "survey" in told and not followed.same_document:
        return _listed(told, of_those=followed.listed)
    return _documents(told) if followed.same_document else []


def _listed(told: Record, *, of_those: bool) -> list[Row]:
    """Of a list's documents those that it did not say no of, or ``of_those`` false those it asked, if not all.

    None where it goes on, or names one alone: what is asked of a single document would be no list.
    """
    rows = told["surveyed"] if of_those else told.get("leaned", [])
    there = [row for row in rows if not row.get("removed") and row.get("verdict", Verdict.YES) in _MAY_BE]
    if told["survey"]["waiting"] or len(there) < _FEWEST_LISTED:
        return []
    return [{name: row[name] for name in _LEANED} for row in there]


def _documents(told: Record) -> list[Row]:
    """The document that the answer before came from, or leaned on itself, and what changes it; none where one is gone.

    Of several the one quoted first, if most of what answers is quoted from it.
    """
    rows = told["citations"] or told.get("leaned", [])
    if "survey" in told or any(row.get("removed") for row in rows):
        return []
    answering = [row["document_id"] for row in rows if row.get("stands", Stands.ANSWER) == Stands.ANSWER]
    if not answering or 2 * answering.count(answering[0]) <= len(answering):
        return []
    kin = [row for row in rows if row["document_id"] == answering[0] or row.get("stands") in _KIN]
    each = {row["document_id"]: {name: row[name] for name in _LEANED} for row in reversed(kin)}
    return [each[answering[0]], *(row for one, row in each.items() if one != answering[0])]


def _named(question: str, told: Record) -> str:
    """The question with the document that the one before names, unless that one's words are gone."""
    if any(row.get("removed") for rows in record.lists(told).values() for row in rows):
        return question
    reference = split(record.asked(told)).reference
    return f"{reference}; {question}" if reference else question


def thread(visit: Visit, project: Project, question: Question) -> list[tuple[Question, Record]]:
    """The asker's own questions of the conversation that a question stands in, oldest first, itself included."""
    permit = gate.enter(visit, project, Deed.SHOW)
    first = question.thread or question.pk
    own = Question.objects.of(permit)
    rows = (own.filter(pk=first) | own.filter(thread=first)).order_by("asked", "id")
    return [ask.reopen(visit, project, row.pk) for row in rows]
