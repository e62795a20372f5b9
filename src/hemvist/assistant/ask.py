"""Asking: prepare (agreement, documents in view), complete (find and pick), conclude (quotes checked, sealed, logged)."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hemvist.assistant import defined, force, parts, phrased, reach, record
from hemvist.assistant.models import Question, Quoted
from hemvist.assistant.parts import Part
from hemvist.assistant.record import Record
from hemvist.assistant.reply import Asking, reply
from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.stored import stored_text
from hemvist.domain.answer import Answer, Citation, NoAnswer, QuoteNotFound
from hemvist.domain.asked_day import asked_as_of
from hemvist.domain.clauses import telling
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
class Leaning:
    """What a question takes from the conversation it stands in: its thread, how it is understood, which documents.

    ``rows`` are those documents as an earlier answer named them: ``document_id``, ``version``, ``document``, ``title``.
    """

    thread: str = ""
    after: str = ""
    understood: str = ""
    rows: tuple[dict[str, Any], ...] = ()
    words: str = field(default="", repr=False)
    """Of the question before it, as it was looked for."""
    perhaps: Leaning | None = None
    """What it leans on where it points at nothing, and all documents give no one answer."""


@dataclass(frozen=True)
class Brief:
    """What is needed to answer, with no database connection held after it.

    ``asked`` is the question as it is looked for; it differs from the person's own words where it leans on one before.
    """

    permit: Permit
    project: Project
    question: Confidential[str]
    documents: frozenset[str]
    as_of: datetime | None
    leaning: Leaning = field(default_factory=Leaning)

    @property
    def asked(self) -> str:
        return self.leaning.understood or self.question.reveal()


def ask(
    visit: Visit, project: Project, question: str, documents: Iterable[str] = (), as_of: datetime | None = None,
    leaning: Leaning | None = None, wait: bool = True,
) -> Question:  # fmt: skip
    """Ask the project's documents, or only some of them; the answer is stored as it will be shown."""
    return answer(visit, prepare(visit, project, question, documents, as_of, leaning), wait)


def answer(visit: Visit, brief: Brief, wait: bool = True) -> Question:
    """Complete and conclude what was prepared.

    Where the project has its answers phrased, that follows: before this returns, or with ``wait`` false after it.
    """
    began = time.monotonic()
    brief, answered = _leant(brief, complete(brief))
    row = conclude(visit, brief, answered, time.monotonic() - began)
    phrased.follow(brief.permit, brief.project, row, wait)
    return row


def _leant(brief: Brief, answered: tuple[Part, ...]) -> tuple[Brief, tuple[Part, ...]]:
    """The answer of the document that the question before was about, where all of them give none, or several do."""
    leaning = brief.leaning.perhaps
    rows = leaning.rows if leaning else ()
    before = frozenset(row["document_id"] for row in rows)
    if not rows or not before <= brief.documents or not _open(brief, answered, rows[0]["document_id"]):
        return brief, answered
    there = replace(brief, documents=before, leaning=leaning or brief.leaning)
    again = complete(there)
    return (there, again) if any(part.answered for part in again) else (brief, answered)


def _open(brief: Brief, answered: tuple[Part, ...], before: str) -> bool:
    """Whether no document answers, or several do, the one before among them, and none says more of the question's words."""
    asked = telling(brief.asked)
    said: dict[str, int] = {}
    for one in (one for part in answered if part.answered for one in part.citations):
        said[one.document] = max(said.get(one.document, 0), len(asked & telling(one.quote)))
    return not said or (len(said) > 1 and said.get(before, -1) == max(said.values()))


def prepare(
    visit: Visit, project: Project, question: str, documents: Iterable[str] = (), as_of: datetime | None = None,
    leaning: Leaning | None = None,
) -> Brief:  # fmt: skip
    """The permit, the documents in view, and the line in the log that a question was asked; ``as_of`` may be in its words."""
    permit = gate.enter(visit, project, Deed.ASK)
    question = usable(question)
    seen = in_view(permit, documents)
    with transaction.atomic():
        log.write(project.pk, EventName.QUESTION_ASKED, visit.person.pk, documents=len(seen))
    leaning = leaning or Leaning()
    as_of = as_of or asked_as_of(leaning.understood or question, timezone.now().date())
    return Brief(permit, project, Confidential(question), seen, as_of, leaning)


def usable(question: str) -> str:
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


def complete(brief: Brief) -> tuple[Part, ...]:
    """Find and pick, part by part: the index and the embedder only."""
    index, audience = places.index_of(brief.permit), brief.permit.audience
    embedder = places.embedder_of(brief.project.pk)

    watch = gate.Watch(brief.permit)

    def replied(question: str) -> Answer | NoAnswer:
        watch.look()
        return reply(brief.permit, index, embedder, question, audience, brief.documents, brief.as_of)

    return parts.by_parts(brief.asked, replied, lists=len(brief.documents) > 1)


def conclude(visit: Visit, brief: Brief, answered: tuple[Part, ...], seconds: float) -> Question:
    """Check every quote against the stored text, then seal the record and log what was shown, in one commit.

    :class:`Refused`, with nothing stored, where what is in force now does not permit it, or is another agreement.
    :class:`Overtaken`, with nothing stored, where the deletion of a quoted document has begun before that commit. A
    version that was moved meanwhile, by joining documents or taking them apart, is quoted as its present document's.
    """
    told = _record(brief, answered, seconds)
    gate.still(brief.permit)
    question = Question(
        project=brief.project, person=visit.person, abstained=told["abstained"], thread=brief.leaning.thread
    )
    with transaction.atomic():
        keep(brief, question, told)
        log.write(
            brief.project.pk, EventName.ANSWER_SHOWN, visit.person.pk, question=question.pk,
            abstained=int(question.abstained), quotes=len(record.quotes(told)), documents=len(brief.documents),
            **{f"version-{number}": row["version"] for number, row in enumerate(record.quotes(told), 1)},
        )  # fmt: skip
    return question


def keep(brief: Brief, question: Question, told: Record) -> None:
    """Seal a question's record and note which documents it names, in the caller's transaction."""
    settled = at_home(brief, told)
    if brief.leaning.after and not _stands(brief):
        settled = record.unrestated(settled)
    question.set_record(brief.permit, settled)
    question.save()
    named = [Quoted(question=question, document=one) for one in sorted(record.documents(settled))]
    Quoted.objects.bulk_create(named, ignore_conflicts=True)


def _stands(brief: Brief) -> bool:
    """Whether the question that this one leans on is there, as it was, and stays so until the transaction ends."""
    before = Question.objects.of(brief.permit).select_for_update().filter(pk=brief.leaning.after).first()
    return before is not None and record.asked(before.record(brief.permit)) == brief.leaning.words


def at_home(brief: Brief, told: Record) -> Record:
    """The record with every row under the document that its version belongs to until the transaction ends."""
    homes = _homes(brief, told)
    return record.changed(told, lambda row: row | {"document_id": homes[row["version"]]})


def _homes(brief: Brief, told: Record) -> dict[str, str]:
    """The document that each version named belongs to, by the version's id; both stay so until the transaction ends.

    Whoever moves a version holds its documents first (``documents/succession.py``), so what is read under the hold is
    settled. Raises Overtaken where one of them is being deleted, or is not in view.
    """
    named = {row["version"] for rows in record.lists(told).values() for row in rows}
    rows = Version.objects.filter(pk__in=named).exclude(state=Reading.DUE)
    before = dict(rows.values_list("pk", "document_id"))
    held = Document.objects.held(before.values())
    homes = dict(rows.values_list("pk", "document_id"))
    whole = homes == before and homes.keys() == named and held.keys() == {*before.values()}
    in_view = brief.documents.issuperset(
        row["document_id"] for rows in record.lists(told).values() for row in rows if not row.get("brought")
    )
    if not whole or not in_view or not all(brief.permit.audience & frozenset(one.audience) for one in held.values()):
        raise Overtaken
    return homes


def _record(brief: Brief, answered: tuple[Part, ...], seconds: float) -> Record:
    try:
        rows = [row for number, part in enumerate(answered) for row in _told(brief, number, part)]
        terms = _defined(brief.permit, answered)
    except (Version.DoesNotExist, FileNotFoundError) as error:
        raise Overtaken from error
    answering = {number for number, part in enumerate(answered) if part.answered}
    told: Record = {
        "question": brief.question.reveal(),
        "abstained": not answering,
        "as_of": brief.as_of.date().isoformat() if brief.as_of else "",
        "reason": parts.reason(answered),
        **reach.counted(brief.permit, brief.documents, brief.as_of),
        "citations": [row for row in rows if row["part"] in answering],
        "nearest": [row for row in rows if row["part"] not in answering],
        "defined": terms,
        "parts": parts.rows(answered),
        "understood": brief.leaning.understood,
        "after": brief.leaning.after,
        "leaned": list(brief.leaning.rows),
        "seconds": round(seconds, 3),
        **phrased.empty(),
    }
    return told | {"answer": record.words(told)}


def _told(brief: Brief, number: int, part: Part) -> list[dict[str, Any]]:
    """The quotations of one part as of the day asked: what is in force, what it replaced, and who says otherwise."""
    asking = Asking(
        brief.permit, places.index_of(brief.permit), places.embedder_of(brief.project.pk), brief.permit.audience, brief.documents,
        brief.as_of,
    )  # fmt: skip
    day = (brief.as_of or timezone.now()).date()
    rows = [checked(brief.permit, one) for one in part.citations]
    told = force.beside(asking, rows, day, lambda one: checked(brief.permit, one), answered=part.answered)
    return [row | {"part": number} for row in told]


def _defined(permit: Permit, answered: tuple[Part, ...]) -> list[dict[str, Any]]:
    """The definitions of terms that the answering quotations use, each a checked citation with its term and clause."""
    cited = [(number, one) for number, part in enumerate(answered) if part.answered for one in part.citations]
    known = {one.version for _, one in cited}
    versions = Version.objects.filter(document__project_id=permit.act.project).in_bulk(known)
    texts = {key: stored_text(permit, version) for key, version in versions.items()}
    return [
        checked(permit, one.citation) | {"part": one.part, "term": one.term, "clause": one.number}
        for one in defined.follow((number, citation, texts[citation.version]) for number, citation in cited)
    ]


def checked(permit: Permit, citation: Citation) -> dict[str, Any]:
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
    query, seen = usable(query), in_view(permit, documents)
    with transaction.atomic():
        log.write(project.pk, EventName.PASSAGES_FOUND, visit.person.pk, documents=len(seen), most=k)
    found = places.index_of(permit).find(permit, query, permit.audience, seen, None, k)
    there = Version.objects.filter(document__project=project, document__deleting=None).exclude(state=Reading.DUE)
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
    """The person's own questions with what was shown, newest first; without what a run of kept questions asked."""
    permit = gate.enter(visit, project, Deed.ASK)
    return [
        (row, _shown(permit, row)) for row in Question.objects.of(permit).filter(kept=None, kept_before=None)[:most]
    ]


def reopen(visit: Visit, project: Project, question: str) -> tuple[Question, dict[str, Any]]:
    """One of the person's own questions again, as it was shown; :class:`NotFound` for anybody else's.

    Quotations of documents that the person may not see any more, or whose deletion has begun, are blanked.
    """
    return opened(gate.enter(visit, project, Deed.SHOW), question)


def opened(permit: Permit, question: str) -> tuple[Question, Record]:
    """The same for whoever has a permit already."""
    row = Question.objects.of(permit).filter(pk=question).first()
    if row is None:
        raise NotFound(thing="question")
    return row, _shown(permit, row)


def _shown(permit: Permit, question: Question) -> Record:
    told = question.record(permit)
    named = record.documents(told)
    seen = {row.pk for row in Document.objects.filter(pk__in=named).seen_with(permit)}
    for document in sorted(named - seen):
        told = record.without(told, document)
    return told


def export(visit: Visit, project: Project) -> list[dict[str, Any]]:
    """All of the person's own questions and answers as they were shown, oldest first."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    rows = list(Question.objects.of(permit).order_by("asked", "id"))
    with transaction.atomic():
        log.write(project.pk, EventName.QUESTIONS_EXPORTED, visit.person.pk, questions=len(rows))
    return [{"id": row.pk, "asked": row.asked.isoformat()} | _shown(permit, row) for row in rows]


def forget_question(visit: Visit, project: Project, question: str) -> None:
    """Delete one of the person's own questions with its answer, and its words in questions that lean on it."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row, _ = opened(permit, question)
    with transaction.atomic():
        Question.objects.filter(pk=row.pk).forget(permit)
        log.write(project.pk, EventName.QUESTION_DELETED, visit.person.pk, question=row.pk)


def forget_quotes(permit: Permit, document: str, versions: Collection[str] | None = None) -> int:
    """Take the words of a document, or of these versions of it, out of every stored answer that quotes it; how many answers."""
    questions = Quoted.objects.filter(document=document).values_list("question_id", flat=True)
    return sum(_forget_in(permit, question, document, versions) for question in list(questions))


def _forget_in(permit: Permit, question: str, document: str, versions: Collection[str] | None) -> bool:
    """Read and write in one transaction: two deletions may reach the same answer at once."""
    with transaction.atomic():
        row = Question.objects.select_for_update().filter(pk=question).first()
        if row is None:
            return False
        told = record.without(row.record(permit), document, versions)
        row.set_record(permit, told)
        row.abstained = told["abstained"]
        row.save(update_fields=["sealed", "abstained"])
        if versions is None:
            Quoted.objects.filter(question=row, document=document).delete()
    return True
