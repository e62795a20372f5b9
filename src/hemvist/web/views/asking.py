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
from hemvist.assistant import phrased
from hemvist.assistant import show as showing
from hemvist.assistant.compared import worse
from hemvist.assistant.conversation import thread
from hemvist.assistant.models import Question
from hemvist.assistant.put import put as put_question
from hemvist.assistant.record import Record, quotes
from hemvist.documents import show as documents
from hemvist.documents.made import EXAMPLES
from hemvist.documents.models import Reading
from hemvist.domain.days import DayUnusable, end_of
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.web.errors import said
from hemvist.web.page import Room, show, unkept, unlocked, within
from hemvist.web.views.surveys import surveyed

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
        examples=EXAMPLES.get(room.name, ()) if room.project.made_up else (), history=asking.history(room.visit, room.project),
        may_phrase=room.may_choose, worse=worse(room.visit, room.project) if room.may_keep_questions else 0, **facts,
    )  # fmt: skip


@require_POST
@within
@unlocked
def put(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Ask, in the conversation that an answer's page begins or goes on with, and go to the answer."""
    told = request.POST
    try:
        row = put_question(
            room.visit, room.project, told.get("question", ""), told.getlist("document"),
            end_of(told.get("as_of", "")), told.get("after", ""),
            alone="alone" in told, all_papers="all" in told, wait=False,
        )  # fmt: skip
    except (asking.QuestionUnusable, DayUnusable) as error:
        return _box(request, room, 400, wrong=error, question=request.POST.get("question", ""))
    return redirect("answer", room.id, row.pk)


@require_GET
@within
@unlocked
def answer(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """An answer as it was shown, with one quotation's page beside it."""
    row, record = asking.reopen(room.visit, room.project, question)
    rows = quotes(record)
    chosen = _chosen(request, rows)
    source = showing.source(room.visit, room.project, row.pk, chosen) if chosen else None
    return show(
        request, "web/answer.html", room, tab="ask", row=row, record=record, said=_said(record), chosen=chosen,
        source=source, picture=_picture(room, row, source, chosen), document_page=_document(room, source),
        step=_step(rows, chosen), survey=surveyed(room, record, request.GET.get("sort", "")),
        thread=thread(room.visit, room.project, row), quoted=any(not one.get("removed") for one in rows), waits=phrased.waits(row, record),
    )  # fmt: skip


def _said(record: Record) -> list[dict[str, Any]]:
    """What is said of each part of the question, with its quotations; definitions stand below the part that uses them."""
    rows = quotes(record)
    told = record.get("parts") or [{"abstained": record["abstained"], "reason": record["reason"]}]
    defined = [row for row in rows if "term" in row]
    other = [row for row in rows if "term" not in row and "verdict" not in row]
    return [
        part
        | {
            "quotes": [row for row in other if row.get("part", 0) == number],
            "defined": [row for row in defined if row.get("part", 0) == number],
        }
        for number, part in enumerate(told)
    ]


@require_GET
@within
@unlocked
def sentences(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """An answer's phrasing so far, alone, for the script that keeps it current."""
    row, record = asking.reopen(room.visit, room.project, question)
    waits = phrased.waits(row, record)
    return show(request, "web/_phrased.html", room, row=row, record=record, waits=waits)


@require_http_methods(["GET", "POST"])
@within
def phrasing(request: HttpRequest, room: Room) -> HttpResponseBase:
    """What phrasing is, which model would do it and how it was measured; the owner's switch."""
    if request.method == "GET":
        gate.enter(room.visit, room.project, Deed.SET_PHRASING)
        return show(request, "web/phrasing.html", room, tab="ask", **phrased.standing(room.project))
    on = said(request, "on", "1", "0") == "1"
    phrased.choose(room.visit, room.project, on)
    messages.success(request, _("Answers are phrased from now on.") if on else _("Answers are quotations alone again."))
    return redirect("phrasing", room.id)


def _chosen(request: HttpRequest, rows: list[dict[str, Any]]) -> int | None:
    """The quotation whose page is shown: the one asked for, else the first that is still there."""
    there = [row["number"] for row in rows if not row.get("removed")]
    asked = request.GET.get("c", "")
    if not asked:
        return there[0] if there else None
    if asked not in map(str, there):  # compared as words: Python reads no number of thousands of digits
        raise NotFound(thing="quotation")
    return int(asked)


def _picture(room: Room, row: Question, source: showing.Source | None, chosen: int | None) -> str | None:
    """Where the quotation's page is as a picture; None where its kind of document is shown as text."""
    if source is None or source.citation["page"] is None:
        return None
    if not documents.is_pictured(room.visit, room.project, source.citation["version"], source.citation["page"]):
        return None
    return reverse("quote-picture", args=[room.id, row.pk, chosen])


def _document(room: Room, source: showing.Source | None) -> str:
    """Where the whole document is read, at the quotation's page."""
    if source is None:
        return ""
    page = f"?page={source.citation['page']}" if source.citation["page"] else ""
    return reverse("document", args=[room.id, source.citation["document_id"]]) + page + "#page"


def _step(rows: list[dict[str, Any]], chosen: int | None) -> dict[str, int | None]:
    """The quotations before and after the one that is shown."""
    there = [row["number"] for row in rows if not row.get("removed")]
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
