"""A question about many documents on the page: the list as far as it goes, its next step, and the list as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hemvist.assistant import survey
from hemvist.assistant.record import Record
from hemvist.web.page import Room, unkept, unlocked, within

SAYS: dict[str, str | Promise] = {
    "yes": _("yes"), "no": _("no"), "read": _("read it yourself"), "silent": _("nothing found"),
}  # fmt: skip
PAPERS: dict[str, str | Promise] = {
    "lease": _("leases"), "nda": _("confidentiality agreements"), "employment": _("employment contracts"),
    "licence": _("licences"), "service": _("service agreements"), "supply": _("supply agreements"),
    "insurance": _("insurance policies"), "loan": _("loans"), "distribution": _("distribution agreements"),
}  # fmt: skip
"""How the kinds of document of ``domain/survey.py`` are called."""


def surveyed(room: Room, record: Record, by: str) -> dict[str, Any] | None:
    """What the page shows of a question about many documents; None for any other."""
    if "survey" not in record:
        return None
    rows = [row | {"says": SAYS.get(row["verdict"], "")} for row in survey.ordered(survey.numbered(record), by)]
    told: dict[str, Any] = record["survey"]
    return told | {
        "rows": rows, "waits": len(told["waiting"]), "counts": survey.counts(record), "sort": by, "left": survey.left(record),
        "papers": PAPERS.get(told["papers"], ""), "valued": any(row["value"] for row in rows),
        "again": survey.again(room.visit, room.project, record) if told["others"] else None,
        "uncompared": sum(not row.get("compared", True) for row in rows if not row.get("removed")),
        "missed": told["reading"] + told["unreadable"] + told["gone"],
    }  # fmt: skip


@require_POST
@within
@unlocked
def go_on(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """Ask the next documents."""
    survey.go_on(room.visit, room.project, question)
    return redirect("answer", room.id, question)


@require_GET
@within
@unlocked
def as_table(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """The list as a file."""
    table = survey.export(room.visit, room.project, question)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="documents.csv"'
    return unkept(response)
