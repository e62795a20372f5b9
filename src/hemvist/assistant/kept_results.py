"""What came of the kept questions, as a file to take along: each with what was expected, what was answered, and when."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from hemvist.assistant import ask, kept, record
from hemvist.assistant.kept import Shown
from hemvist.assistant.kept_rows import COLUMNS as TABLE
from hemvist.assistant.kept_rows import as_json
from hemvist.assistant.record import Record
from hemvist.audit import log
from hemvist.documents.report import table
from hemvist.domain.condition import Verdict
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

COLUMNS: Final = (*TABLE, "result before", "asked", "answer", "stands in")


def export(visit: Visit, project: Project, form: str = "csv") -> str:
    """The last results of the person's own kept questions, as CSV of which spreadsheets run nothing, or as JSON."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    found = kept.shown(permit)
    with transaction.atomic():
        log.write(project.pk, EventName.RESULTS_EXPORTED, visit.person.pk, questions=len(found))
    cells = [_cells(permit, row) for row in found]
    return as_json(dict(zip(COLUMNS, row, strict=True)) for row in cells) if form == "json" else table(COLUMNS, cells)


def _cells(permit: Permit, row: Shown) -> tuple[str, ...]:
    said = [] if row.lost or not row.answer else quotations(ask.opened(permit, row.answer)[1])
    words = "\n".join(str(one["quote"]) for one in said)
    places = "\n".join(_place(one) for one in said)
    asked = row.asked.isoformat() if row.asked else ""
    only = "yes" if row.only else ""
    wanted = (row.question, row.expects.value, row.name, row.quote, only, row.as_of, row.outcome)
    return (*wanted, row.before, asked, words, places)


def quotations(told: Record) -> list[dict[str, Any]]:
    """The quotations that answer; of a question to many documents, those that say yes. Without what was removed."""
    if "survey" in told:
        rows = [row for row in told["surveyed"] if row["verdict"] == Verdict.YES.value and row.get("quote")]
    else:
        rows = record.answering(told)
    return [row for row in rows if row["quote"]]


def _place(row: dict[str, Any]) -> str:
    page = f", page {row['page']}" if row.get("page") else ""
    return f"{row.get('document') or row.get('title')}{page}"
