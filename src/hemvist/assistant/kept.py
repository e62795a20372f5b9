"""The questions that a person keeps for a project, each with what they expect of it; seen by that person only.

What is expected is a document, perhaps with the words that should be quoted, or that the documents do not say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest

from django.db import transaction
from django.db.models import Q

from hemvist.assistant import ask, record
from hemvist.assistant.models import KeptQuestion, KeptQuestionQuerySet, Question
from hemvist.audit import log
from hemvist.documents.models import OUT, Document, Version
from hemvist.documents.progress import newest_of
from hemvist.documents.stored import stored_text
from hemvist.domain.answer import LONGEST_QUOTE
from hemvist.domain.errors import HemvistError, NotFound, Outdated
from hemvist.domain.events import EventName
from hemvist.domain.expected import Change, Expects, Outcome, change
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

MOST = 500
"""Questions that one person may keep for a project."""


class ExpectationUnusable(HemvistError):
    """This cannot be kept: {reason} Nothing was changed."""

    exit_code = 5
    remedy = "Say what should come: a document, with words of it if you like, or that the documents do not say."


@dataclass(frozen=True)
class Wanted:
    """A question to keep. ``only``: it is asked of ``document`` alone; ``as_of`` is a day, 2024-03-01, or empty."""

    question: str
    expects: Expects
    document: str = ""
    quote: str = ""
    only: bool = False
    as_of: str = ""


def asks(one: Wanted | Shown) -> tuple[str, str, str]:
    """What is asked, of which day and of which document alone: of those that are the same, one is kept."""
    printed = "".join(char if char.isprintable() else " " for char in one.question)
    day = one.as_of
    with suppress(ValueError):  # however it is said
        day = date.fromisoformat(day).isoformat()
    return " ".join(printed.split()), day, one.document if one.only else ""


@dataclass(frozen=True)
class Shown:
    """A kept question as its person sees it. ``name`` and ``title`` are its document's; ``lost`` where that is not there.

    ``outcome`` is of the last time it was asked, ``before`` of before the last change; ``answer`` and ``earlier`` are the
    ids of these answers, or empty.
    """

    id: str
    question: str
    expects: Expects
    document: str
    name: str
    title: str
    quote: str
    only: bool
    as_of: str
    outcome: str
    before: str
    answer: str
    earlier: str
    asked: datetime | None
    lost: bool
    mark: str
    """What a form sends back, so that a change that came between is noticed."""

    @property
    def change(self) -> Change:
        """What became of it from one run to the next."""
        return change(self.before, self.outcome)


def listed(visit: Visit, project: Project) -> list[Shown]:
    """The person's own kept questions, in the order in which they were kept."""
    return shown(gate.enter(visit, project, Deed.KEEP_QUESTIONS))


def one(visit: Visit, project: Project, kept: str) -> Shown:
    """One of the person's own; NotFound for anybody else's."""
    found = next((row for row in listed(visit, project) if row.id == kept), None)
    if found is None:
        raise NotFound(thing="question")
    return found


def shown(permit: Permit) -> list[Shown]:
    """The same, for whoever has the permit; words of documents that the person may not see any more are left out."""
    rows = list(KeptQuestion.objects.of(permit).select_related("answer"))
    named = {row.document for row in rows if row.document}
    newest = newest_of(Document.objects.filter(pk__in=named).seen_with(permit))
    cards = {key: version.card(permit) for key, version in newest.items()}
    return [_shown(row, row.words(permit), cards.get(row.document)) for row in rows]


def _mark(row: KeptQuestion, words: dict[str, str]) -> str:
    told = json.dumps([row.pk, row.expects, row.document, row.only, words], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _shown(row: KeptQuestion, words: dict[str, str], card: dict[str, str] | None) -> Shown:
    lost = row.needs_document and card is None
    now, before = row.outcome, row.before
    if lost and now and now != Outcome.LOST:  # it went after it was asked
        now, before = Outcome.LOST.value, now
    return Shown(
        row.pk, words["question"], Expects(row.expects), "" if card is None else row.document,
        card["name"] if card else "", card.get("title", "") if card else "", "" if lost else words["quote"], row.only,
        words["as_of"], now, before,
        row.answer_id or "", row.earlier_id or "", row.answer.asked if row.answer else None, lost, _mark(row, words),
    )  # fmt: skip


def keep(visit: Visit, project: Project, wanted: Wanted, kept: str = "", seen: str | None = None) -> str:
    """Keep a question, or change the one of that id; its id. What came of it before is forgotten.

    Raises :class:`ExpectationUnusable`, QuestionUnusable, NotFound where the document or ``kept`` is not in view, and
    :class:`Outdated` where it is not any more as its mark ``seen`` says.
    """
    return keep_all(visit, project, [wanted], [kept], seen)[0]


def keep_all(
    visit: Visit, project: Project, wanted: Sequence[Wanted], kept: Sequence[str] = (), seen: str | None = None,
    lines: Sequence[int] = (),
) -> list[str]:  # fmt: skip
    """Keep several, or none of them where one is unusable: new ones, or in place of those whose ids ``kept`` names.

    ``lines`` are theirs in a table: the one that is unusable is named.
    """
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    view = _View(permit, ask.in_view(permit), {})
    usable = [_usable_in(view, one, line) for one, line in zip_longest(wanted, lines)]
    with transaction.atomic():
        named = {each.document for each in usable if each.document}
        if Document.objects.held(named).keys() != named:
            raise NotFound(thing="document")
        _require_room(permit, len(usable) - sum(map(bool, kept)))
        return [_kept(permit, each, key or "", seen) for each, key in zip_longest(usable, kept)]


def _require_room(permit: Permit, more: int) -> None:
    if more and KeptQuestion.objects.of(permit).count() + more > MOST:
        raise ExpectationUnusable(reason=f"you keep {MOST} questions at most.")


@dataclass(frozen=True)
class _View:
    """What a person may see, and the texts of it that were opened so far."""

    permit: Permit
    seen: frozenset[str]
    texts: dict[str, str]


def _usable_in(view: _View, wanted: Wanted, line: int | None) -> Wanted:
    """:func:`_usable`, which names the line of a table."""
    try:
        return _usable(view, wanted)
    except (ExpectationUnusable, ask.QuestionUnusable) as error:
        if line is None:
            raise
        reason = str(error.facts.get("reason") or error.message)
        raise ExpectationUnusable(reason=f"in line {line}, {reason[:1].lower()}{reason[1:]}") from error


def _usable(view: _View, wanted: Wanted) -> Wanted:
    """The same, on one line each, and checked against what is there."""
    needed = wanted.only or wanted.expects is Expects.DOCUMENT
    quote = " ".join(wanted.quote.split()) if wanted.expects is Expects.DOCUMENT else ""
    told = replace(
        wanted, question=ask.usable(wanted.question), quote=quote, document=wanted.document if needed else "",
        as_of=_day(wanted.as_of),
    )  # fmt: skip
    if needed and not told.document:
        raise ExpectationUnusable(reason="no document was named.")
    if needed and told.document not in view.seen:
        raise NotFound(thing="document")
    if quote and (len(quote) > LONGEST_QUOTE or quote not in _text(view, told.document)):
        raise ExpectationUnusable(reason="these words do not stand in the document, or are longer than a quotation.")
    return told


def _day(said: str) -> str:
    """The day as forms write it, however ISO 8601 lets one say it; empty for none."""
    try:
        return date.fromisoformat(said).isoformat() if said else ""
    except ValueError as error:
        raise ExpectationUnusable(reason="the day is none of the calendar: write it as 2024-03-01.") from error


def _text(view: _View, document: str) -> str:
    """A document's text on one line, as its current version has it; each is opened once."""
    if document not in view.texts:
        try:
            text = stored_text(view.permit, Document.objects.get(pk=document).current)
        except (FileNotFoundError, Document.DoesNotExist):
            raise ExpectationUnusable(reason="the document is not read yet.") from None
        view.texts[document] = " ".join(text.text.split())
    return view.texts[document]


def _kept(permit: Permit, wanted: Wanted, kept: str, seen: str | None) -> str:
    """Write one, in the caller's transaction, which holds its document."""
    if kept:
        _forget_answers(permit, KeptQuestion.objects.of(permit).filter(pk=kept))
    rows = KeptQuestion.objects.of(permit).select_for_update()
    row = (
        rows.filter(pk=kept).first()
        if kept
        else KeptQuestion(project_id=permit.act.project, person_id=permit.person or "")
    )
    if row is None:
        raise NotFound(thing="question")
    if kept and seen not in (None, _mark(row, row.words(permit))):
        raise Outdated(thing="question")
    row.expects, row.document, row.only = wanted.expects, wanted.document, wanted.only
    row.outcome = row.before = row.rests = ""
    row.answer = row.earlier = None
    row.set_words(permit, {"question": wanted.question, "quote": wanted.quote, "as_of": wanted.as_of})
    row.save()
    log.write(
        permit.act.project, EventName.KEPT_QUESTION_SET, permit.person, kept=row.pk, expects=row.expects,
        document=row.document or "none",
    )  # fmt: skip
    return row.pk


def keep_answer(visit: Visit, project: Project, question: str, number: int) -> str:
    """Keep a question that was asked: with the quotation of that number as expected, or with 0 that nothing should come.

    A question that is kept already is changed; one that is asked of another document alone stays. NotFound where no such quotation is there.
    """
    _row, told = ask.reopen(visit, project, question)
    words = record.asked(told)
    as_of = told.get("as_of") or told.get("survey", {}).get("as_of", "")[:10]
    wanted = Wanted(words, Expects.NOTHING, as_of=as_of)
    if number:
        found = next((row for row in record.quotes(told) if row["number"] == number and row.get("quote")), None)
        if found is None:
            raise NotFound(thing="quotation")
        alone = told.get("among", told["searched"]) == 1 and len(listed_documents(visit, project)) > 1
        wanted = Wanted(words, Expects.DOCUMENT, found["document_id"], found["quote"], alone, as_of)
    same = [row.id for row in listed(visit, project) if asks(row) == asks(wanted)]
    return keep(visit, project, wanted, same[0] if same else "")


def listed_documents(visit: Visit, project: Project) -> frozenset[str]:
    """The ids of the documents that may be expected."""
    return ask.in_view(gate.enter(visit, project, Deed.LIST))


def remove(visit: Visit, project: Project, kept: str) -> None:
    """Keep a question no more; the answers of runs go with it."""
    permit = gate.enter(visit, project, Deed.KEEP_QUESTIONS)
    mine = KeptQuestion.objects.of(permit).filter(pk=kept)
    if not mine.exists():
        raise NotFound(thing="question")
    with transaction.atomic():
        _forget_answers(permit, mine)
        mine.delete()
        log.write(project.pk, EventName.KEPT_QUESTION_REMOVED, visit.person.pk, kept=kept)


def _forget_answers(permit: Permit, rows: KeptQuestionQuerySet) -> None:
    """Delete what runs have answered to kept questions, in the caller's transaction."""
    Question.objects.filter(Q(kept__in=rows) | Q(kept_before__in=rows)).forget(permit)


def forget_document(permit: Permit, document: str) -> int:
    """Take a document and its words out of every expectation; how many. The questions stay, and say so."""
    with transaction.atomic():
        rows = KeptQuestion.objects.select_for_update().filter(document=document).order_by("pk")
        for row in (found := list(rows)):
            row.set_words(permit, row.words(permit) | {"quote": ""})
            row.document = ""
            row.save(update_fields=["document", "sealed"])
        return len(found)


def forget_versions(permit: Permit, document: str) -> int:
    """Take words that stand in no version of a document that is still in view out of what is expected of it; how many."""
    with transaction.atomic():
        rows = list(KeptQuestion.objects.select_for_update().filter(document=document).order_by("pk"))
        quoting = [(row, words) for row in rows if (words := row.words(permit))["quote"]]
        there = "\n".join(_all_texts(permit, document)) if quoting else ""
        gone = [(row, words) for row, words in quoting if words["quote"] not in there]
        for row, words in gone:
            row.set_words(permit, words | {"quote": ""})
            row.save(update_fields=["sealed"])
        return len(gone)


def _all_texts(permit: Permit, document: str) -> list[str]:
    read = Version.objects.filter(document=document, read__isnull=False).exclude(state__in=OUT)
    return [" ".join(stored_text(permit, one).text.split()) for one in read]


def move(document: str, to: str) -> None:
    """Let what is expected of a document be expected of the one that it becomes a version of. In the caller's transaction."""
    held = KeptQuestion.objects.select_for_update().filter(document=document).order_by("pk")
    KeptQuestion.objects.filter(pk__in=[row.pk for row in held]).update(document=to)
