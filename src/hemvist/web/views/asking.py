"""Asking and answers: the question box, the answer with the page it stands on, history, export."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemvist.assistant import ask as asking
from hemvist.assistant import show as showing
from hemvist.assistant.models import Question
from hemvist.documents import show as documents
from hemvist.documents.made import EXAMPLES
from hemvist.documents.models import Reading, Version
from hemvist.domain.errors import NotFound
from hemvist.web.days import DayUnusable, end_of
from hemvist.web.page import Room, show, unkept, unlocked, within

PICTURE_WIDTHS = (480, 900, 1400)


@require_GET
@within
@unlocked
def ask(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The question box, with one's own earlier questions beneath it."""
    return _box(request, room)


def _box(request: HttpRequest, room: Room, status: int = 200, **facts: object) -> HttpResponseBase:
    rows = documents.listing(room.visit, room.project)
    ready = [row for row in rows if row.state in (Reading.SEARCHABLE, Reading.REPLACED)]
    waiting = sum(row.state in (Reading.RECEIVED, Reading.READING) for row in rows)
    return show(
        request, "web/ask.html", room, status, tab="ask", documents=ready, waiting=waiting, empty=not rows,
        examples=EXAMPLES.get(room.name, ()) if room.project.made_up else (), history=asking.history(room.visit, room.project), **facts,
    )  # fmt: skip


@require_POST
@within
@unlocked
def put(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Ask, and go to the answer."""
    wanted = request.POST.getlist("document")
    try:
        day = end_of(request.POST.get("as_of", ""))
        row = asking.ask(room.visit, room.project, request.POST.get("question", ""), wanted, day)
    except (asking.QuestionUnusable, DayUnusable) as error:
        return _box(request, room, 400, wrong=error, question=request.POST.get("question", ""))
    return redirect("answer", room.id, row.pk)


@require_GET
@within
@unlocked
def answer(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """An answer as it was shown, with one quotation's page beside it."""
    row, record = asking.reopen(room.visit, room.project, question)
    quotes = _numbered(record)
    chosen = _chosen(request, quotes)
    source = showing.source(room.visit, room.project, row.pk, chosen) if chosen else None
    return show(
        request, "web/answer.html", room, tab="ask", row=row, record=record, quotes=quotes, chosen=chosen,
        source=source, picture=_picture(room, row, source, chosen), document_page=_document(room, source),
        step=_step(quotes, chosen),
    )  # fmt: skip


def _numbered(record: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = record["citations"] or record["nearest"]
    return [row | {"number": number} for number, row in enumerate(rows, 1)]


def _chosen(request: HttpRequest, quotes: list[dict[str, Any]]) -> int | None:
    """The quotation whose page is shown: the one asked for, else the first that is still there."""
    there = [row["number"] for row in quotes if not row.get("removed")]
    asked = request.GET.get("c", "")
    if not asked:
        return there[0] if there else None
    if not asked.isdecimal() or int(asked) not in there:
        raise NotFound(thing="quotation")
    return int(asked)


def _picture(room: Room, row: Question, source: showing.Source | None, chosen: int | None) -> str | None:
    """Where the quotation's page is as a picture; None where its kind of document is shown as text."""
    if source is None or source.citation["page"] is None:
        return None
    if not Version.objects.filter(pk=source.citation["version"], kind__in=documents.DRAWN).exists():
        return None
    return reverse("quote-picture", args=[room.id, row.pk, chosen])


def _document(room: Room, source: showing.Source | None) -> str:
    """Where the whole document is read, at the quotation's page."""
    if source is None:
        return ""
    page = f"?page={source.citation['page']}" if source.citation["page"] else ""
    return reverse("document", args=[room.id, source.citation["document_id"]]) + page + "#page"


def _step(quotes: list[dict[str, Any]], chosen: int | None) -> dict[str, int | None]:
    """The quotations before and after the one that is shown."""
    there = [row["number"] for row in quotes if not row.get("removed")]
    before = max((one for one in there if chosen and one < chosen), default=None)
    after = min((one for one in there if chosen and one > chosen), default=None)
    return {"before": before, "after": after}


@require_GET
@within
@unlocked
def page_picture(request: HttpRequest, room: Room, question: str, number: int) -> HttpResponseBase:
    """The page a quotation stands on, as a picture with the quote boxed."""
    wanted = request.GET.get("width", "900")
    width = int(wanted) if wanted in map(str, PICTURE_WIDTHS) else 900
    data = showing.page_picture(room.visit, room.project, question, number, width)
    return unkept(HttpResponse(data, content_type="image/png"))


@require_http_methods(["GET", "POST"])
@within
@unlocked
def delete_question(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """Ask whether to delete a question, then delete it with its answer."""
    if request.method == "GET":
        row, record = asking.reopen(room.visit, room.project, question)
        return show(request, "web/delete_question.html", room, tab="ask", row=row, record=record)
    asking.forget_question(room.visit, room.project, question)
    messages.success(request, _("The question and its answer are deleted."))
    return redirect("ask", room.id)


@require_GET
@within
@unlocked
def export(request: HttpRequest, room: Room) -> HttpResponseBase:
    """One's own questions and answers as a file."""
    rows = asking.export(room.visit, room.project)
    response = HttpResponse(json.dumps(rows, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="questions.json"'
    return unkept(response)
