"""What people do about reading: stop it, have it done again, look at what was hidden, take the report, join versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hemvist.closing import succeed
from hemvist.documents import admit, again, nobody
from hemvist.documents import show as showing
from hemvist.documents.audience import AudienceUnusable, set_audience
from hemvist.documents.report import export
from hemvist.domain.text import Hiding
from hemvist.web.errors import said
from hemvist.web.page import Room, show, unkept, unlocked, within
from hemvist.web.words import HIDING


@require_GET
@within
@unlocked
def report(request: HttpRequest, room: Room) -> HttpResponseBase:
    """What became of every file, as a table for a spreadsheet."""
    table = export(room.visit, room.project)
    told = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8")  # the mark makes Excel read UTF-8
    told["Content-Disposition"] = 'attachment; filename="documents.csv"'
    return unkept(told)


@require_GET
@within
@unlocked
def hidden(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """The text that a file holds and does not show, and apart from it the lines that repeat on its pages."""
    row = showing.details(room.visit, room.project, document).current
    found = showing.hidden_text(room.visit, room.project, row.version)
    told = [
        {"why": HIDING[one.kind], "page": one.page, "text": one.text} for one in found if one.kind != Hiding.RUNNING
    ]
    repeated = [one for one in found if one.kind == Hiding.RUNNING]
    return show(request, "web/hidden.html", room, tab="documents", row=row, hidden=told, repeated=repeated)


@require_POST
@within
@unlocked
def reading(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Stop the reading of a document, or have it read again."""
    if said(request, "do", "stop", "again") == "stop":
        again.stop(room.visit, room.project, document)
        messages.success(request, _("It is not read any further. The file is kept."))
    else:
        again.read_again(room.visit, room.project, document)
        messages.success(request, _("It is read again."))
    return redirect("document", room.id, document)


@require_POST
@within
@unlocked
def confirm(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Confirm all documents in which something was flagged."""
    count = admit.confirm(room.visit, room.project)
    told = ngettext(
        "%(count)d document is confirmed; it is read on now.",
        "%(count)d documents are confirmed; they are read on now.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect("documents", room.id)


@require_POST
@within
@unlocked
def allow(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Call what a document was refused for a false alarm."""
    admit.allow(room.visit, room.project, document, request.POST.get("reason", ""))
    messages.success(request, _("It is noted as a false alarm. Send the same file again now: it is taken."))
    return redirect("document", room.id, document)


@require_POST
@within
@unlocked
def seen_by(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Set who may see a document."""
    people = request.POST.getlist("person") if said(request, "who", "everyone", "named") == "named" else None
    try:
        set_audience(room.visit, room.project, document, people)
    except AudienceUnusable as error:
        messages.error(request, f"{error.message} {error.help}")
        return redirect("document", room.id, document)
    if people is None:
        messages.success(request, _("Everybody in the project may see it."))
    else:
        messages.success(request, _("Only the people named may see it. For all others it is not there."))
    return redirect("document", room.id, document)


@require_POST
@within
@unlocked
def show_again(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Say who may see a document that nobody may see any more: the owner's."""
    nobody.show_again(room.visit, room.project, document, request.POST.getlist("person"))
    messages.success(request, _("Those who were named may see it from now on."))
    return redirect("documents", room.id)


@require_POST
@within
@unlocked
def join(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Make a document the next version of another one, or remember that it is none."""
    of = request.POST.get("of", "")
    if said(request, "is", "version", "apart") == "apart":
        succeed.tell_apart(room.visit, room.project, document, of)
        messages.success(request, _("They stay two documents."))
        return redirect("document", room.id, document)
    joined = succeed.succeed(room.visit, room.project, document, of)
    messages.success(request, _("It is the next version now; it is read again."))
    return redirect("document", room.id, joined)
