"""The API's calls about the questions that a person keeps, and their runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from hemvist.api.door import BodyUnusable, Told, body, word
from hemvist.assistant import kept as door
from hemvist.assistant import kept_results, kept_table, runs
from hemvist.assistant.kept import Shown, Wanted
from hemvist.assistant.kept_rows import FORMATS, LARGEST
from hemvist.assistant.models import Run
from hemvist.domain.expected import Expects
from hemvist.people.visit import Visit
from hemvist.projects import gate


def kept(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The person's kept questions with what came of them, their runs, and what changed since the last one."""
    row = gate.find(visit, project)
    stand = runs.standing(visit, row)
    return {
        "questions": [_question(one) for one in door.listed(visit, row)], "changed": list(stand.changed),
        "going": _run(stand.going) if stand.going else None, "runs": [_run(one) for one in stand.history],
    }  # fmt: skip


def keep(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Keep a question with what is expected of it."""
    row = gate.find(visit, project)
    return _question(door.one(visit, row, door.keep(visit, row, _wanted(request))))


def change(request: HttpRequest, visit: Visit, project: str, kept: str) -> Told:
    """Change a kept question, or what is expected of it."""
    row = gate.find(visit, project)
    return _question(door.one(visit, row, door.keep(visit, row, _wanted(request), kept)))


def remove(request: HttpRequest, visit: Visit, project: str, kept: str) -> Told:
    """Keep a question no more."""
    door.remove(visit, gate.find(visit, project), kept)
    return {"removed": kept}


def run(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Begin to ask all kept questions once more; the run as far as its first step went."""
    return _run(runs.begin(visit, gate.find(visit, project)))


def go_on(request: HttpRequest, visit: Visit, project: str, run: str) -> Told:
    """Ask the next of the kept questions that wait; the run as far as it goes."""
    return _run(runs.go_on(visit, gate.find(visit, project), run))


def save(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The kept questions as a table, or with what came of each."""
    row, told = gate.find(visit, project), request.GET
    form = told.get("as", "csv")
    if form not in FORMATS:
        raise BodyUnusable
    give = kept_results.export if told.get("results") == "yes" else kept_table.export
    return {"table": give(visit, row, form)}


def bring(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Keep the questions of a table, all of them or none."""
    row = gate.find(visit, project)
    data = request.read(LARGEST + 1)
    return asdict(kept_table.bring(visit, row, data, replace=request.GET.get("replace") == "yes"))


def _wanted(request: HttpRequest) -> Wanted:
    told = body(request)
    only = told.get("only", False)
    try:
        expects = Expects(word(told, "expects", Expects.DOCUMENT))
    except ValueError as error:
        raise BodyUnusable from error
    if not isinstance(only, bool):
        raise BodyUnusable
    return Wanted(
        word(told, "question"), expects, word(told, "document"), word(told, "quote"), only, word(told, "as_of")
    )


def _question(row: Shown) -> dict[str, Any]:
    asked = row.asked.isoformat() if row.asked else None
    told = {name: value for name, value in row.__dict__.items() if name != "mark"}
    return told | {"expects": row.expects.value, "change": row.change.value, "asked": asked}


def _run(row: Run) -> dict[str, Any]:
    return {
        "id": row.pk, "began": row.began.isoformat(), "finished": row.finished and row.finished.isoformat(),
        "of": row.of, "asked": row.of - len(row.waiting), **runs.counts(row), "worse": row.worse,
    }  # fmt: skip
