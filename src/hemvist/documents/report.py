"""The report on a project's documents: what became of each file, as a table to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from hemvist.audit import log
from hemvist.documents.show import Row, listed
from hemvist.domain.cells import inert
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

COLUMNS: Final = (
    "path",
    "title",
    "state",
    "version",
    "pages",
    "passages",
    "hidden",
    "notes",
    "found",
    "class",
    "fields dropped",
    "properties",
    "why",
    "what to do",
    "received",
)


def export(visit: Visit, project: Project) -> str:
    """The report on all documents that the person may see."""
    rows = listed(gate.enter(visit, project, Deed.EXPORT))
    with transaction.atomic():
        log.write(project.pk, EventName.DOCUMENTS_EXPORTED, visit.person.pk, documents=len(rows))
    return as_csv(rows)


def as_csv(rows: Iterable[Row]) -> str:
    """One line for each document, after a line of column names."""
    return table(COLUMNS, (_cells(row) for row in rows))


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows below a line of column names, as CSV of which spreadsheets run nothing.

    Every cell is quoted: a formula after a semicolon stays inside its cell where semicolons part cells. Source for that
    and for the leading apostrophe: OWASP, "CSV Injection".
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(inert(str(cell)) for cell in row)
    return out.getvalue()


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.path or row.name, row.title, row.state.value, row.number, row.pages or "", row.passages, row.hidden or "",
        "; ".join(row.notes), "; ".join(map(str, row.found)), row.data_class, len(row.dropped) or "", _properties(row), row.refusal, row.remedy, row.received.isoformat(timespec="seconds"),
    )  # fmt: skip


def _properties(row: Row) -> str:
    """What became of the file's properties."""
    if row.text_only:
        return f"file not kept: {row.properties.whole}" if row.properties.whole else "file not kept"
    return f"taken out: {', '.join(row.properties.taken)}" if row.properties.taken else ""
