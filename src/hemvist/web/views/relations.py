"""What curators decide about relations between documents: set, correct, decline, undo, look again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hemvist.documents import relating
from hemvist.documents import relations as door
from hemvist.domain.days import DayUnusable, day_of
from hemvist.domain.errors import Outdated
from hemvist.web.errors import said
from hemvist.web.page import Room, unlocked, within


@require_POST
@within
@unlocked
def relations(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Do what the form says, and go back to the page it was on."""
    try:
        messages.success(request, _done(request, room))
    except (door.NotRelatable, DayUnusable, Outdated) as error:
        messages.error(request, f"{error.message} {error.help}")
    page = request.POST.get("page", "")
    return redirect("document", room.id, page) if page.isalnum() else redirect("documents", room.id)


def _done(request: HttpRequest, room: Room) -> str:
    """The decision, done, and the words that say so."""
    deed = said(request, "do", "set", "decline", "undo", "look")
    relation, seen = (request.POST.get(name, "") for name in ("relation", "seen"))
    if deed == "set":
        document, of = request.POST.get("document", ""), request.POST.get("of", "")
        door.relate(
            room.visit,
            room.project,
            document,
            of,
            request.POST.get("tie", ""),
            day_of(request.POST.get("since", "")),
            seen,
        )
        return _("It is set. Answers now show the clause in force and what it replaced.")
    if deed == "decline":
        door.decline(room.visit, room.project, relation, seen)
        return _("It is not proposed again.")
    if deed == "undo":
        door.undo(room.visit, room.project, relation, seen)
        return _("The decision is taken back.")
    count = relating.look_again(room.visit, room.project)
    return _("All documents were looked at. Proposed now: %(count)d.") % {"count": count}
