"""A question put to every document in view, step by step: what each says, with one checked quotation, and how complete.

A step lasts a few seconds and is the asker's own act: it passes the gate anew, and asks only what they may see then.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from hemvist.assistant import ask, record
from hemvist.assistant.ask import Brief, Overtaken
from hemvist.assistant.listed import listed
from hemvist.assistant.listed_ties import ties
from hemvist.assistant.models import Question, Quoted
from hemvist.assistant.reach import reached, unread
from hemvist.assistant.record import Record, Row
from hemvist.assistant.reply import Asking
from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Version
from hemvist.documents.report import table
from hemvist.domain import survey as rules
from hemvist.domain.answer import QuoteNotFound
from hemvist.domain.condition import Verdict
from hemvist.domain.confidential import Confidential
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.parts import parts
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.survey import Survey
from hemvist.domain.tie_note import noted
from hemvist.domain.twofold import second
from hemvist.index.base import Entry
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

STEP_SECONDS: Final = 3.0
"""How long one step goes on to a next document."""
ORDER: Final = (Verdict.YES, Verdict.READ, Verdict.NO, Verdict.SILENT)


def recognised(question: str, documents: frozenset[str]) -> Survey | None:
    """The survey that a question asks for in its first part; None where it does not, or there is one document only."""
    return rules.survey(parts(question)[0]) if len(documents) > 1 else None


def left(told: Record) -> tuple[str, ...]:
    """The parts of a list's question that the list does not answer: all but the first."""
    return parts(record.asked(told))[1:]


def begin(
    visit: Visit, brief: Brief, asked: Survey, *, all_papers: bool = False, chosen: frozenset[str] = frozenset()
) -> Question:
    """Store the question with all that waits to be asked, and take the first step; ``chosen``: the asker's own documents."""
    entries = reached(brief.permit, brief.documents, brief.as_of)
    missed = unread(brief.permit, brief.documents - {one.document for one in entries})
    kinds = dict(Version.objects.filter(pk__in=[one.version for one in entries]).values_list("pk", "kind"))
    meant = [one for one in entries if all_papers or _meant(asked, one, kinds.get(one.version, ""))]
    told = {
        "question": brief.question.reveal(), "abstained": False, "answer": None, "reason": "",
        "searched": len(entries), "among": len(brief.documents), "citations": [], "nearest": [], "surveyed": [], **missed,
        "understood": brief.leaning.understood, "after": brief.leaning.after, "leaned": list(brief.leaning.rows),
        "as_of": brief.as_of.date().isoformat() if brief.as_of else "",
        "survey": {
            "waiting": [one.document for one in meant], "of": len(meant), "asked": 0, "gone": 0,
            "others": len(entries) - len(meant), "papers": "" if all_papers else asked.papers or ("contract" if asked.contracts else ""),
            "condition": asked.condition is not None, "as_of": brief.as_of.isoformat() if brief.as_of else "",
            "chosen": sorted(chosen), "most": _most(asked), **missed,
        },
        "seconds": 0.0,
    }  # fmt: skip
    question = Question(project=brief.project, person=visit.person, abstained=False, thread=brief.leaning.thread)
    with transaction.atomic():
        ask.keep(brief, question, told)
    return go_on(visit, brief.project, question.pk)


def _most(asked: Survey) -> str:
    return "" if asked.most is None else "greatest" if asked.most.greatest else "least"


def _meant(asked: Survey, entry: Entry, kind: str) -> bool:
    if asked.contracts:
        return rules.is_contract(kind, entry.card.title, entry.card.opening)
    return rules.is_paper(asked.papers, entry.card.title, entry.card.opening)


def go_on(visit: Visit, project: Project, question: str) -> Question:
    """Take one step: ask as many of the documents that wait as a few seconds allow, and store what they say."""
    permit = gate.enter(visit, project, Deed.ASK)
    row, told = ask.opened(permit, question)
    first = parts(record.asked(told))[0]
    asked = rules.survey(first)
    waiting = told.get("survey", {}).get("waiting")
    if not waiting:
        return row
    as_of = told["survey"]["as_of"]
    seen = frozenset(waiting) & ask.in_view(permit)
    words = Confidential(told["question"])
    brief = Brief(permit, project, words, seen, datetime.fromisoformat(as_of) if as_of else None)
    began = time.monotonic()
    try:
        # A question that another version of Hemvist took for a survey is not asked further: what waits counts as gone.
        found = _asked(brief, asked, [one for one in waiting if one in seen], began) if asked else []
        if asked and (demand := second(first)):
            found = [_half(row, demand, asked.denied) for row in found]
        return _kept(visit, brief, question, found, began)
    except Overtaken:
        return row  # what went meanwhile is not in view at the next step


def _half(row: Row, demand: str, denied: bool) -> Row:
    """A row of a list with two demands of which one was looked at: what the other might turn round has to be read."""
    settles = Verdict.NO if demand == "and" and not denied else Verdict.YES if demand == "or" and not denied else None
    row = row | {"measure": None} if row.get("measure") else row
    sure = row["verdict"] in (settles, Verdict.READ, Verdict.SILENT)
    return row if sure else row | {"verdict": Verdict.READ.value}


def _asked(brief: Brief, asked: Survey, waiting: list[str], began: float) -> list[Row]:
    """What the next documents say, until the step's time is over: at least one.

    One whose text is not there, or is not what the index has, keeps no other from being asked: it waits to the end,
    and then counts as gone.
    """
    entries = {one.document: one for one in reached(brief.permit, frozenset(waiting), brief.as_of)}
    found: list[Row] = []
    watch = gate.Watch(brief.permit)
    for document in waiting:
        watch.look()
        if document not in entries:
            continue
        with suppress(Version.DoesNotExist, FileNotFoundError, QuoteNotFound):
            found.append(_row(brief, asked, entries[document]))
        if time.monotonic() - began > STEP_SECONDS:
            break
    return found


def _row(brief: Brief, asked: Survey, entry: Entry) -> Row:
    """What one document says, with its quotation where it says something."""
    permit = brief.permit
    index, embedder = places.index_of(permit), places.embedder_of(brief.project.pk)
    asking = Asking(permit, index, embedder, permit.audience, frozenset({entry.document}), brief.as_of)
    said = listed(asking, asked)
    if said.citation is None:
        return _named(permit, entry) | {"verdict": said.verdict.value, "value": ""}
    told: Row = {"verdict": said.verdict.value, "value": said.value, "sure": said.sure}
    if asked.most is not None:
        told |= {"measure": (said.measure.unit, said.measure.number, said.measure.per) if said.measure else None}
    row = ask.checked(permit, said.citation)
    day = (brief.as_of or timezone.now()).date()
    return row | told | {"ties": ties(asking, row, day)}


def _named(permit: Permit, entry: Entry) -> Row:
    card = Version.objects.get(pk=entry.version, document__project_id=permit.act.project).card(permit)
    return {
        "document": card["name"], "title": card.get("title", ""), "document_id": entry.document, "version": entry.version,
    }  # fmt: skip


def _kept(visit: Visit, brief: Brief, question: str, found: list[Row], began: float) -> Question:
    """The rows added to the record as it is by now; two pages may go on at once, and each document counts once.

    Documents are held before the question, see decision 0012.
    """
    gate.still(brief.permit)
    with transaction.atomic():
        pointed = [tie for one in found for tie in one.get("ties", ())]
        plain = [{name: said for name, said in one.items() if name != "ties"} for one in found]
        home = ask.at_home(brief, {"surveyed": plain, "ties": pointed})
        settled = home["surveyed"]
        row = Question.objects.select_for_update().filter(pk=question).first()
        if row is None:
            raise NotFound(thing="question")
        told = row.record(brief.permit)
        waiting = told["survey"]["waiting"]
        fresh = [now for now, one in zip(settled, found, strict=True) if one["document_id"] in waiting]
        told["ties"] = told.get("ties", []) + [
            one for one in home["ties"] if one["of"] in {row["version"] for row in fresh}
        ]
        told = _with(told, fresh, brief.documents, found, time.monotonic() - began)
        row.set_record(brief.permit, told)
        row.abstained = told["abstained"]
        row.save(update_fields=["sealed", "abstained"])
        named = [
            Quoted(question=row, document=one)
            for one in sorted({one["document_id"] for one in [*fresh, *told["ties"]]})
        ]
        Quoted.objects.bulk_create(named, ignore_conflicts=True)
        quoted = [one for one in fresh if one.get("quote")]
        log.write(
            brief.project.pk, EventName.ANSWER_SHOWN, visit.person.pk, question=row.pk, abstained=int(row.abstained),
            quotes=len(quoted), documents=len(fresh), **{f"version-{number}": one["version"] for number, one in enumerate(quoted, 1)},
        )  # fmt: skip
    return row


def _with(told: Record, fresh: list[Row], seen: frozenset[str], found: list[Row], seconds: float) -> Record:
    survey = told["survey"]
    done = {one["document_id"] for one in found}
    left = [one for one in survey["waiting"] if one not in done and one in seen]
    if not done:  # nothing of what is in view is in the index any more
        left = []
    return record.tallied(
        told
        | {
            "surveyed": told["surveyed"] + fresh,
            "survey": survey | {"waiting": left},
            "seconds": round(told["seconds"] + seconds, 3),
        }
    )


def again(visit: Visit, project: Project, told: Record) -> list[str] | None:
    """Of which documents to ask a list's question once more: those chosen for it that are still in view, [] for all.

    None where documents were chosen and none of them is left: all the others are not what was meant.
    """
    chosen = told["survey"].get("chosen", [])
    seen = ask.in_view(gate.enter(visit, project, Deed.SHOW))
    return [one for one in chosen if one in seen] or (None if chosen else [])


def ordered(rows: Iterable[Row], by: str = "") -> list[Row]:
    """The rows by document, by value, or by what they say: first those that do, and last what was removed.

    Of a list that asks for the most or least of something, that is in the order of its values.
    """
    keys: dict[str, Any] = {
        "document": lambda row: (row["title"] or row["document"]).casefold(),
        "value": lambda row: (not row["value"], _value(row), row["value"].casefold()),
    }
    order = [verdict.value for verdict in ORDER]
    key = keys.get(by, lambda row: row.get("rank", order.index(row["verdict"])))
    told = list(rows)
    there = [row for row in told if not row.get("removed")]
    return [*sorted(there, key=key), *(row for row in told if row.get("removed"))]


def _value(row: Row) -> float:
    found = rules.sized(row["value"])
    return found[0].value if found else 0.0


def counts(told: Record) -> dict[str, int]:
    """How many documents say what."""
    return {verdict.value: sum(row["verdict"] == verdict.value for row in told["surveyed"]) for verdict in ORDER}


def export(visit: Visit, project: Project, question: str) -> str:
    """The list of one of the person's own questions as CSV; NotFound where it has none."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    row, told = ask.opened(permit, question)
    if "survey" not in told:
        raise NotFound(thing="list")
    with transaction.atomic():
        log.write(
            project.pk, EventName.LIST_EXPORTED, visit.person.pk, question=row.pk, documents=len(record.present(told))
        )
    return table(COLUMNS, cells(told))


COLUMNS: Final = ("document", "file", "says", "value", "quotation", "page", "heading", "changes")


def cells(told: Record) -> list[tuple[object, ...]]:
    """The list as a table's rows, below ``COLUMNS``."""
    return [
        (row["title"] or row["document"], row["document"], row["verdict"], row["value"], row.get("quote", ""),
         row.get("page") or "", row.get("heading", ""), "; ".join(map(noted, pointing(told, row))))
        for row in ordered(record.present(told))
    ]  # fmt: skip


def pointing(told: Record, row: Row) -> list[Row]:
    """What points from a row of the list to other documents."""
    return [one for one in told.get("ties", ()) if one["of"] == row["version"]]


def numbered(told: Record) -> list[Row]:
    """The list's rows, each with its quotation's number where it has one."""
    numbers = {row["version"]: row["number"] for row in record.quotes(told) if "verdict" in row}
    return [
        row | {
            "number": numbers.get(row["version"]),
            "pointing": [one | {"number": numbers.get(one["version"])} for one in pointing(told, row)],
        }
        for row in told["surveyed"]
    ]  # fmt: skip
