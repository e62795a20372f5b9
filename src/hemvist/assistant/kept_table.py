"""Kept questions as a table: out as CSV of which spreadsheets run nothing, and in from CSV, all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from hemvist.assistant import kept
from hemvist.assistant.kept import Shown, Wanted
from hemvist.audit import log
from hemvist.documents import show
from hemvist.documents.report import table
from hemvist.domain.cells import bare
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.expected import Expects
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

COLUMNS: Final = ("question", "expects", "document", "quotation", "only this document", "as of", "last result")
"""``document`` is a file's name or path; ``last result`` is not read."""
LARGEST: Final = 1_000_000
"""Bytes of a table that is read."""
_YES: Final = frozenset({"yes", "1", "true", "x"})


class TableUnusable(HemvistError):
    """This table cannot be used, in line {line}: {reason} Nothing of it was kept."""

    exit_code = 5
    remedy = "Save the questions you keep as a table, and write yours in the same columns: the first line names them."


def export(visit: Visit, project: Project) -> str:
    """The person's own kept questions as CSV."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    rows = kept.shown(permit)
    with transaction.atomic():
        log.write(project.pk, EventName.KEPT_QUESTIONS_EXPORTED, visit.person.pk, questions=len(rows))
    return table(COLUMNS, (_cells(row) for row in rows))


def _cells(row: Shown) -> tuple[str, ...]:
    only = "yes" if row.only else ""
    return row.question, row.expects.value, row.name, row.quote, only, row.as_of, row.outcome


def bring(visit: Visit, project: Project, data: bytes) -> int:
    """Keep the questions of a table beside those kept already, without those that are kept word for word; how many.

    Raises :class:`TableUnusable`, and what :func:`kept.keep_all` raises, with the line.
    """
    same = {kept.asks(row) for row in kept.listed(visit, project)}
    names = _names(visit, project)
    wanted = [(line, _wanted(line, row, names)) for line, row in _rows(data)]
    fresh = [(line, one) for line, one in wanted if kept.asks(one) not in same]
    kept.check(visit, project, fresh)
    return len(kept.keep_all(visit, project, list(dict.fromkeys(one for _, one in fresh))))


def _names(visit: Visit, project: Project) -> dict[str, set[str]]:
    """The documents in view by their names, paths and ids."""
    found = defaultdict[str, set[str]](set)
    for row in show.listing(visit, project):
        for name in (row.name, row.path, row.id):
            found[name].add(row.id)
    return found


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The lines below the one of names, with their numbers; cells without the apostrophe that keeps them inert."""
    if not data:
        raise TableUnusable(line=1, reason="no file came, or it is empty, or larger than 1 MB.")
    if len(data) > LARGEST:
        raise TableUnusable(line=1, reason="it is larger than 1 MB.")
    try:
        text = data.decode("utf-8-sig")
        first = text.split("\n", 1)[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
        rows = [(reader.line_num, {name: _bare(cell) for name, cell in row.items() if name}) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableUnusable(line=1, reason="it is no CSV in UTF-8.") from error
    if not rows or not {"question", "expects"} <= rows[0][1].keys():
        raise TableUnusable(line=1, reason="it has no columns question and expects, or no question.")
    if len(rows) > kept.MOST:
        raise TableUnusable(line=kept.MOST, reason=f"more than {kept.MOST} questions are not kept.")
    return rows


def _bare(cell: object) -> str:
    return bare(cell) if isinstance(cell, str) else ""


def _wanted(line: int, row: Mapping[str, str], names: Mapping[str, set[str]]) -> Wanted:
    name = row.get("document", "").strip()
    found = names.get(name, set()) if name else set()
    if name and len(found) != 1:
        many = "more than one document is called that: write its path." if found else "no document is called that."
        raise TableUnusable(line=line, reason=many)
    try:
        expects = Expects(row["expects"].strip().casefold())
    except ValueError:
        raise TableUnusable(line=line, reason="expects is document or nothing.") from None
    only = row.get("only this document", "").strip().casefold() in _YES
    return Wanted(
        row["question"], expects, next(iter(found), ""), row.get("quotation", ""), only, row.get("as of", "").strip()
    )
