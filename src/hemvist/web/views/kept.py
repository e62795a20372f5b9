"""The page of kept questions: what is expected of each, what came of it, runs of them, and the set as a table."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemvist.assistant import kept, kept_results, kept_table, runs
from hemvist.assistant.ask import QuestionUnusable
from hemvist.assistant.compared import compared
from hemvist.assistant.kept import ExpectationUnusable, Shown, Wanted
from hemvist.assistant.kept_rows import LARGEST, TableUnusable
from hemvist.assistant.kept_table import Brought
from hemvist.assistant.models import Run
from hemvist.assistant.rests import differing
from hemvist.documents import show as documents
from hemvist.documents.models import Reading
from hemvist.domain.errors import HemvistError, NotFound, Outdated
from hemvist.domain.expected import AS_EXPECTED, Change, Expects, Outcome
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.web.errors import said
from hemvist.web.page import Room, show, unkept, unlocked, within
from hemvist.web.words import OUTCOMES

WAS: dict[str, str | Promise] = {
    Outcome.RIGHT: gettext_lazy("it was right before"), Outcome.DECLINED: gettext_lazy("it was rightly declined before"),
    Outcome.WRONG: gettext_lazy("it was wrong before"), Outcome.UNANSWERED: gettext_lazy("it was not answered before"),
    Outcome.LOST: gettext_lazy("its document was not here before"),
}  # fmt: skip
RESTS_ON: dict[str, str | Promise] = {
    "documents": gettext_lazy("the documents, or what changes what among them"),
    "readings": gettext_lazy("what was read in the documents"),
    "agreement": gettext_lazy("the agreement"), "models": gettext_lazy("the models"),
    "software": gettext_lazy("Hemvist itself"),
    "rules": gettext_lazy("the rules and words that Hemvist answers by"),
    "learned": gettext_lazy("what Hemvist has learned to compare by"),
}  # fmt: skip
FOLLOWED: Final = "hemvist_followed"
"""Where a session keeps the ids of the projects whose questions are asked again after each change."""
_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_LINES: Final = 20
"""Lines of a table that a notice names."""
_ORDER: Final = (Outcome.WRONG, Outcome.UNANSWERED, Outcome.LOST, "", Outcome.RIGHT, Outcome.DECLINED)


@dataclass(frozen=True)
class Line:
    """A kept question as the page shows it."""

    kept: Shown
    says: str | Promise
    was: str | Promise
    good: bool
    worse: bool


@require_GET
@within
@unlocked
def questions(request: HttpRequest, room: Room) -> HttpResponseBase:
    """All that is kept, with what came of it, the worst first; runs, and what changed since the last one."""
    return _page(request, room)


def _page(request: HttpRequest, room: Room, status: int = 200, **facts: object) -> HttpResponseBase:
    rows = kept.listed(room.visit, room.project)
    stand = runs.standing(room.visit, room.project)
    found = None if stand.going else compared(room.visit, room.project)
    return show(
        request, "web/kept.html", room, status, tab="ask", lines=_lines(rows), going=stand.going, asked=_asked(stand.going),
        history=_history(stand.history), compared=found, between=[RESTS_ON[name] for name in found.between] if found else [], changed=[RESTS_ON[name] for name in stand.changed], documents=_ready(room), unasked=stand.unasked,
        follows=room.id in request.session.get(FOLLOWED, []), **facts,
    )  # fmt: skip


def _history(rows: list[Run]) -> list[tuple[Run, int, list[str | Promise]]]:
    """Each run with how many came out as expected, and what had changed since the one before."""
    return [
        (
            run,
            sum(getattr(run, one.value) for one in AS_EXPECTED),
            [RESTS_ON[name] for name in differing(one.rests_on, run.rests_on)] if one else [],
        )
        for run, one in zip_longest(rows, rows[1:])
    ]


def _asked(run: Run | None) -> int:
    return run.of - len(run.waiting) if run else 0


def _lines(rows: list[Shown]) -> list[Line]:
    lines = [
        Line(
            row, _says(row), WAS[row.before] if row.change is not Change.NONE else "", row.outcome in AS_EXPECTED,
            row.change is Change.WORSE,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.worse, _ORDER.index(line.kept.outcome)))


def _says(row: Shown) -> str | Promise:
    if row.outcome == Outcome.UNANSWERED and row.before == Outcome.RIGHT:
        return _("no longer answered")
    if row.outcome == Outcome.WRONG and row.expects is Expects.NOTHING:
        return _("answered, though nothing should come")
    return OUTCOMES[Outcome.LOST if row.lost else row.outcome]


def _ready(room: Room) -> list[documents.Row]:
    rows = documents.listing(room.visit, room.project)
    return [row for row in rows if row.state in (Reading.SEARCHABLE, Reading.REPLACED)]


@require_POST
@within
@unlocked
def add(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Keep a question as the form says."""
    try:
        kept.keep(room.visit, room.project, _wanted(request))
    except (ExpectationUnusable, QuestionUnusable, NotFound) as error:
        return _page(request, room, error.status, wrong=_written(error), told=request.POST)
    messages.success(request, _("The question is kept. It is asked with the next run."))
    return redirect("kept", room.id)


def _written(error: HemvistError) -> HemvistError:
    """The error as the form tells it, beside what was written: its document may have gone while somebody wrote."""
    gone = _("its document was deleted, or you may not see it any more.")
    return ExpectationUnusable(reason=gone) if isinstance(error, NotFound) else error


def _wanted(request: HttpRequest) -> Wanted:
    told = request.POST
    expects = Expects.NOTHING if told.get("expects") == Expects.NOTHING else Expects.DOCUMENT
    return Wanted(
        told.get("question", ""), expects, told.get("document", ""), told.get("quote", ""), "only" in told,
        told.get("as_of", ""),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@within
@unlocked
def change(request: HttpRequest, room: Room, kept_question: str) -> HttpResponseBase:
    """Change a kept question, or what is expected of it."""
    row = kept.one(room.visit, room.project, kept_question)
    facts: dict[str, Any] = {"tab": "ask", "row": row, "documents": _ready(room), "told": row.__dict__}
    if request.method == "GET":
        return show(request, "web/change_kept.html", room, **facts)
    try:
        kept.keep(room.visit, room.project, _wanted(request), kept_question, request.POST.get("seen", ""))
    except Outdated as error:
        now = kept.one(room.visit, room.project, kept_question)
        told = facts | {"outdated": True, "stands": now, "row": now, "told": request.POST}
        return show(request, "web/change_kept.html", room, error.status, **told)
    except (ExpectationUnusable, QuestionUnusable, NotFound) as error:
        told = facts | {
            "wrong": _written(error),
            "told": request.POST,
            "row": replace(row, mark=request.POST.get("seen", "")),
        }
        return show(request, "web/change_kept.html", room, error.status, **told)
    messages.success(request, _("The question is changed. It is asked with the next run."))
    return redirect("kept", room.id)


@require_http_methods(["GET", "POST"])
@within
@unlocked
def remove(request: HttpRequest, room: Room, kept_question: str) -> HttpResponseBase:
    """Ask whether to keep a question no more, then remove it."""
    row = kept.one(room.visit, room.project, kept_question)
    if request.method == "GET":
        return show(request, "web/remove_kept.html", room, tab="ask", row=row)
    kept.remove(room.visit, room.project, kept_question)
    messages.success(request, _("The question is no longer kept."))
    return redirect("kept", room.id)


@require_POST
@within
@unlocked
def keep_answer(request: HttpRequest, room: Room, question: str) -> HttpResponseBase:
    """Keep an answer's question, with the quotation chosen as what should come, or with 0 that nothing should."""
    number = request.POST.get("number", "")
    kept.keep_answer(room.visit, room.project, question, int(number) if number.isdecimal() and len(number) < 5 else -1)
    messages.success(request, _("The question is kept with what you expect of it: see “Questions you keep”."))
    return redirect("answer", room.id, question)


@require_POST
@within
@unlocked
def run(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Begin to ask all of them once more; the page goes on with it."""
    runs.begin(room.visit, room.project)
    return redirect("kept", room.id)


@require_POST
@within
@unlocked
def follow(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Have them asked again after each change while the page is open, or no more; for as long as one is signed in."""
    gate.enter(room.visit, room.project, Deed.KEEP_QUESTIONS)
    others = [one for one in request.session.get(FOLLOWED, []) if one != room.id]
    request.session[FOLLOWED] = [*others, room.id] if said(request, "on", "1", "0") == "1" else others
    return redirect("kept", room.id)


@require_POST
@within
@unlocked
def go_on(request: HttpRequest, room: Room, run: str) -> HttpResponseBase:
    """Take the next step of a run, and show how far it is."""
    with suppress(NotFound):  # another page has begun a new one: that one is shown
        runs.go_on(room.visit, room.project, run)
    return redirect("kept", room.id)


@require_POST
@within
@unlocked
def stop(request: HttpRequest, room: Room, run: str) -> HttpResponseBase:
    """Ask no further in a run that goes on."""
    with suppress(NotFound):  # it has come to its end meanwhile
        runs.stop(room.visit, room.project, run)
    return redirect("kept", room.id)


@require_GET
@within
@unlocked
def as_table(request: HttpRequest, room: Room, what: str, form: str) -> HttpResponseBase:
    """The kept questions, or what came of them, as a file."""
    give = kept_results.export if what == "results" else kept_table.export
    response = HttpResponse(give(room.visit, room.project, form), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="kept-{what}.{form}"'
    return unkept(response)


@require_POST
@within
@unlocked
def bring(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Keep the questions of a table."""
    file = request.FILES.get("table")
    data = b"" if file is None else file.read(LARGEST + 1)
    try:
        brought = kept_table.bring(room.visit, room.project, data, replace="replace" in request.POST)
    except (TableUnusable, ExpectationUnusable, QuestionUnusable) as error:
        return _page(request, room, 400, table_wrong=error)
    messages.success(request, " ".join(_brought(brought)))
    if brought.left:
        messages.warning(request, _left(brought.left))
    return redirect("kept", room.id)


def _brought(told: Brought) -> list[str]:
    said = [
        ngettext("%(count)s question was added.", "%(count)s questions were added.", told.added) % {"count": told.added}
    ]
    if told.changed:
        words = ngettext("%(count)s was changed.", "%(count)s were changed.", told.changed)
        said.append(words % {"count": told.changed})
    if told.same:
        words = ngettext("%(count)s is kept already.", "%(count)s are kept already.", told.same)
        said.append(words % {"count": told.same})
    return said


def _left(lines: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, lines[:_LINES])) + (" …" if len(lines) > _LINES else "")
    words = ngettext(
        "%(count)s is kept with something else expected, and was left as it is: line %(lines)s.",
        "%(count)s are kept with something else expected, and were left as they are: lines %(lines)s.",
        len(lines),
    )
    return words % {"count": len(lines), "lines": shown}
