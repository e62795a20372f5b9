"""Asking: prepare (agreement, documents in view), complete (find and pick), conclude (quotes checked, sealed, logged)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hemvist.assistant.models import Question, Quoted
from hemvist.assistant.reply import reply
from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, Version
from hemvist.documents.stored import stored_text
from hemvist.domain.answer import Answer, Citation, NoAnswer, QuoteNotFound
from hemvist.domain.confidential import Confidential
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.passage import place
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Found
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

LONGEST_QUESTION = 2000


class QuestionUnusable(HemvistError):
    """A question has 1 to {longest} characters."""

    exit_code = 5
    remedy = "Write it in one or two sentences; nothing was asked yet."


class Overtaken(HemvistError):
    """A document was deleted or moved while the answer was being made. Nothing of the answer was kept."""

    exit_code = 1
    status = 409
    remedy = "Ask again: the answer then comes from what is still there."


@dataclass(frozen=True)
class Brief:
    """What is needed to answer, with no database connection held after it."""

    permit: Permit
    project: Project
    question: Confidential[str]
    documents: frozenset[str]
    as_of: datetime | None


def ask(
    visit: Visit, project: Project, question: str, documents: Iterable[str] = (), as_of: datetime | None = None
) -> Question:
    """Ask the project's documents, or only some of them; the answer is stored as it will be shown."""
    brief = prepare(visit, project, question, documents, as_of)
    began = time.monotonic()
    answer = complete(brief)
    return conclude(visit, brief, answer, time.monotonic() - began)


def prepare(
    visit: Visit, project: Project, question: str, documents: Iterable[str] = (), as_of: datetime | None = None
) -> Brief:
    """The permit, the documents in view, and the line in the log that a question was asked."""
    permit = gate.enter(visit, project, Deed.ASK)
    question = _usable(question)
    seen = in_view(permit, documents)
    with transaction.atomic():
        log.write(project.pk, EventName.QUESTION_ASKED, visit.person.pk, documents=len(seen))
    return Brief(permit, project, Confidential(question), seen, as_of)


def _usable(question: str) -> str:
    """The question on one line, without characters that cannot be printed."""
    question = " ".join("".join(char if char.isprintable() else " " for char in question).split())
    if not 1 <= len(question) <= LONGEST_QUESTION:
        raise QuestionUnusable(longest=LONGEST_QUESTION)
    return question


def in_view(permit: Permit, wanted: Iterable[str] = ()) -> frozenset[str]:
    """The documents that may be searched: those wanted, or all; :class:`NotFound` when one is not in view."""
    seen = frozenset(row.pk for row in Document.objects.seen_with(permit))
    asked = frozenset(wanted)
    if not asked <= seen:
        raise NotFound(thing="document")
    return asked or seen


def complete(brief: Brief) -> Answer | NoAnswer:
    """Find and pick: the index and the embedder only."""
    index = places.index_of(brief.permit)
    embedder = places.embedder(places.indexed(brief.project.pk).embedder)  # for the vocabulary: the index has its own
    return reply(
        brief.permit, index, embedder, brief.question.reveal(),
        brief.permit.audience, brief.documents, brief.as_of,
    )  # fmt: skip


def conclude(visit: Visit, brief: Brief, answer: Answer | NoAnswer, seconds: float) -> Question:
    """Check every quote against the stored text, then seal the record and log what was shown, in one commit.

    :class:`Overtaken`, with nothing stored, where the deletion of a quoted document has begun before that commit. A
    version that was moved meanwhile, by joining documents or taking them apart, is quoted as its present document's.
    """
    citations = answer.citations if isinstance(answer, Answer) else answer.nearest
    try:
        told = [_told(brief.permit, citation) for citation in citations]
    except (Version.DoesNotExist, FileNotFoundError) as error:
        raise Overtaken from error
    record = _record(brief, answer, told, seconds)
    question = Question(project=brief.project, person=visit.person, abstained=record["abstained"])
    with transaction.atomic():
        homes = _homes(brief, told)
        question.set_record(brief.permit, _at_home(record, homes))
        question.save(force_insert=True)
        Quoted.objects.bulk_create(Quoted(question=question, document=one) for one in sorted({*homes.values()}))
        log.write(
            brief.project.pk, EventName.ANSWER_SHOWN, visit.person.pk, question=question.pk,
            abstained=int(question.abstained), quotes=len(told), documents=len(brief.documents),
            **{f"version-{number}": row["version"] for number, row in enumerate(told, 1)},
        )  # fmt: skip
    return question


def _homes(brief: Brief, told: list[dict[str, Any]]) -> dict[str, str]:
    """The document that each quoted version belongs to, by the version's id; both stay so until the transaction ends.

    Whoever moves a version holds its documents first (``documents/succession.py``), so what is read under the hold is
    settled. Raises Overtaken where one of them is being deleted, or is not in view.
    """
    rows = Version.objects.filter(pk__in={row["version"] for row in told})
    before = dict(rows.values_list("pk", "document_id"))
    held = Document.objects.held(before.values())
    homes = dict(rows.values_list("pk", "document_id"))
    whole = homes == before and homes.keys() == {row["version"] for row in told} and held.keys() == {*before.values()}
    in_view = brief.documents.issuperset(row["document_id"] for row in told)
    if not whole or not in_view or not all(brief.permit.audience & frozenset(one.audience) for one in held.values()):
        raise Overtaken
    return homes


def _at_home(record: dict[str, Any], homes: dict[str, str]) -> dict[str, Any]:
    """The record with every quote under the document that its version belongs to."""
    return record | {
        part: [row | {"document_id": homes[row["version"]]} for row in record[part]]
        for part in ("citations", "nearest")
    }


def _record(brief: Brief, answer: Answer | NoAnswer, told: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    found = isinstance(answer, Answer)
    return {
        "question": brief.question.reveal(),
        "abstained": not found,
        "answer": "\n".join(row["quote"] for row in told) if found else None,
        "reason": "" if isinstance(answer, Answer) else answer.reason.value,
        "searched": len(brief.documents),
        "citations": told if found else [],
        "nearest": [] if found else told,
        "seconds": round(seconds, 3),
    }


def _told(permit: Permit, citation: Citation) -> dict[str, Any]:
    """A citation as it is shown: checked against the text the reader stored, with its own page and heading in it.

    A passage may run over a page's end or a heading; what counts is where the quotation begins.
    """
    version = Version.objects.get(pk=citation.version, document__project_id=permit.act.project)
    text = stored_text(permit, version)
    card = version.card(permit)
    if text.text[citation.start : citation.end] != citation.quote:
        raise QuoteNotFound(document=card["name"], page=citation.page)
    row = {"document": card["name"], "title": card.get("title", ""), "document_id": citation.document}
    fields = asdict(citation) | place(text, citation.start)._asdict() | {"unit": text.unit.value}
    del fields["document"]
    return row | fields


def find(visit: Visit, project: Project, query: str, k: int, documents: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The passages nearest to a query, in the terms of a citation, with their scores."""
    permit = gate.enter(visit, project, Deed.ASK)
    query, seen = _usable(query), in_view(permit, documents)
    with transaction.atomic():
        log.write(project.pk, EventName.PASSAGES_FOUND, visit.person.pk, documents=len(seen), most=k)
    found = places.index_of(permit).find(permit, query, permit.audience, seen, None, k)
    there = Version.objects.filter(document__project=project, document__deleting=None)
    versions = there.in_bulk([one.version for one in found])
    return [_passage(permit, versions[one.version], one) for one in found if one.version in versions]


def _passage(permit: Permit, version: Version, found: Found) -> dict[str, Any]:
    card = version.card(permit)
    return {
        "document": card["name"], "document_id": found.document, "version": found.version, "page": found.page,
        "heading": found.heading, "start": found.start, "end": found.end, "quote": found.text,
        "score": round(found.score, 6),
    }  # fmt: skip


def history(visit: Visit, project: Project, most: int = 50) -> list[tuple[Question, dict[str, Any]]]:
    """The person's own questions with what was shown, newest first."""
    permit = gate.enter(visit, project, Deed.ASK)
    return [(row, _shown(permit, row)) for row in Question.objects.of(permit)[:most]]


def reopen(visit: Visit, project: Project, question: str) -> tuple[Question, dict[str, Any]]:
    """One of the person's own questions again, as it was shown; :class:`NotFound` for anybody else's.

    Quotations of documents that the person may not see any more, or whose deletion has begun, are blanked.
    """
    permit = gate.enter(visit, project, Deed.SHOW)
    row = Question.objects.of(permit).filter(pk=question).first()
    if row is None:
        raise NotFound(thing="question")
    return row, _shown(permit, row)


def _shown(permit: Permit, question: Question) -> dict[str, Any]:
    record = question.record(permit)
    quoted = {row["document_id"] for part in ("citations", "nearest") for row in record[part]}
    seen = {row.pk for row in Document.objects.filter(pk__in=quoted).seen_with(permit)}
    for document in sorted(quoted - seen):
        record = _without(record, document)
    return record


def export(visit: Visit, project: Project) -> list[dict[str, Any]]:
    """All of the person's own questions and answers as they were shown, oldest first."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    rows = list(Question.objects.of(permit).order_by("asked", "id"))
    with transaction.atomic():
        log.write(project.pk, EventName.QUESTIONS_EXPORTED, visit.person.pk, questions=len(rows))
    return [{"id": row.pk, "asked": row.asked.isoformat()} | _shown(permit, row) for row in rows]


def forget_question(visit: Visit, project: Project, question: str) -> None:
    """Delete one of the person's own questions with its answer."""
    row, _ = reopen(visit, project, question)
    with transaction.atomic():
        Question.objects.select_for_update().filter(pk=row.pk).first()  # before its quotations, as all others do
        Question.objects.filter(pk=row.pk).delete()
        log.write(project.pk, EventName.QUESTION_DELETED, visit.person.pk, question=row.pk)


def forget_quotes(permit: Permit, document: str) -> int:
    """Take a document's words out of every stored answer that quotes it; how many answers that were."""
    questions = Quoted.objects.filter(document=document).values_list("question_id", flat=True)
    return sum(_forget_in(permit, question, document) for question in list(questions))


def _forget_in(permit: Permit, question: str, document: str) -> bool:
    """Read and write in one transaction: two deletions may reach the same answer at once."""
    with transaction.atomic():
        row = Question.objects.select_for_update().filter(pk=question).first()
        if row is None:
            return False
        row.set_record(permit, _without(row.record(permit), document))
        row.save(update_fields=["sealed"])
        Quoted.objects.filter(question=row, document=document).delete()
    return True


def _without(record: dict[str, Any], document: str) -> dict[str, Any]:
    """The record with the quotes of one document blanked; that something stood there stays visible."""
    blank = {"document": "", "title": "", "quote": "", "heading": "", "removed": True}
    rows = {
        part: [row | blank if row["document_id"] == document else row for row in record[part]]
        for part in ("citations", "nearest")
    }
    answer = "\n".join(row["quote"] for row in rows["citations"] if row["quote"]) or None
    return record | rows | {"answer": answer}
