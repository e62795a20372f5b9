"""Kept questions as a table: out as CSV of which spreadsheets run nothing or as JSON, and in from both, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from hemvist.assistant import kept
from hemvist.assistant.kept import Shown, Wanted
from hemvist.assistant.kept_rows import COLUMNS, TableUnusable, as_json, rows, said_yes
from hemvist.audit import log
from hemvist.documents import show
from hemvist.documents.report import table
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.expected import Expects
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project


@dataclass(frozen=True)
class Brought:
    """What became of a table: how many were added, were kept already as they are, and got what the table expects.

    ``left`` are the lines whose question is kept already with something else expected, and was left as it is.
    """

    added: int
    same: int
    changed: int
    left: tuple[int, ...]


def export(visit: Visit, project: Project, form: str = "csv") -> str:
    """The person's own kept questions as CSV, or as JSON."""
    permit = gate.enter(visit, project, Deed.EXPORT)
    found = kept.shown(permit)
    with transaction.atomic():
        log.write(project.pk, EventName.KEPT_QUESTIONS_EXPORTED, visit.person.pk, questions=len(found))
    cells = [_cells(row) for row in found]
    return as_json(dict(zip(COLUMNS, row, strict=True)) for row in cells) if form == "json" else table(COLUMNS, cells)


def _cells(row: Shown) -> tuple[str, ...]:
    only = "yes" if row.only else ""
    return row.question, row.expects.value, row.name, row.quote, only, row.as_of, row.outcome


def bring(visit: Visit, project: Project, data: bytes, *, replace: bool = False) -> Brought:
    """Keep the questions of a table beside those kept already, or with ``replace`` in place of what is expected of these.

    Raises :class:`TableUnusable`, and what :func:`kept.keep_all` raises, with the line.
    """
    there = {kept.asks(row): row for row in kept.listed(visit, project)}
    names = _names(visit, project)
    wanted = _once([(line, _wanted(line, row, names)) for line, row in rows(data, kept.MOST)])
    fresh = [(line, one, "") for line, one in wanted if kept.asks(one) not in there]
    known = [(line, one, there[kept.asks(one)]) for line, one in wanted if kept.asks(one) in there]
    other = [(line, one, row.id) for line, one, row in known if not _as_kept(one, row)]
    taken = [*fresh, *(other if replace else ())]
    _keep(visit, project, taken)
    left = () if replace else tuple(line for line, _, _ in other)
    return Brought(len(fresh), len(known) - len(other), len(taken) - len(fresh), left)


def _keep(visit: Visit, project: Project, taken: Sequence[tuple[int, Wanted, str]]) -> None:
    lines, wanted, keys = [line for line, _, _ in taken], [one for _, one, _ in taken], [key for _, _, key in taken]
    try:
        kept.keep_all(visit, project, wanted, keys, lines=lines)
    except NotFound as error:
        raise TableUnusable(line=1, reason="a document that it names was deleted at this moment.") from error


def _once(wanted: Sequence[tuple[int, Wanted]]) -> list[tuple[int, Wanted]]:
    """Each question once; one that stands there twice with different things expected is not guessed."""
    found: dict[tuple[str, str, str], tuple[int, Wanted]] = {}
    for line, one in wanted:
        first, before = found.setdefault(kept.asks(one), (line, one))
        if not _alike(before, one):
            raise TableUnusable(line=line, reason=f"line {first} asks the same and expects something else.")
    return list(found.values())


def _alike(one: Wanted, other: Wanted | Shown) -> bool:
    """Whether of two that ask the same, the same is expected."""
    told = [(row.expects, row.document, " ".join(row.quote.split())) for row in (one, other)]
    return told[0] == told[1] or one.expects is other.expects is Expects.NOTHING


def _as_kept(one: Wanted, row: Shown) -> bool:
    return not row.lost and _alike(one, row)


def _names(visit: Visit, project: Project) -> dict[str, set[str]]:
    """The documents in view by their names, paths and ids."""
    found = defaultdict[str, set[str]](set)
    for row in show.listing(visit, project):
        for name in (row.name, row.path, row.id):
            found[name].add(row.id)
    return found


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
    only = said_yes(row.get("only this document", ""))
    return Wanted(
        row["question"], expects, next(iter(found), ""), row.get("quotation", ""), only, row.get("as of", "").strip()
    )
