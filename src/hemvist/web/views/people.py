"""Who belongs to a project: listed, removed, let in again, by its owner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemvist.documents.nobody import only_for
from hemvist.projects import leaving
from hemvist.web.page import Room, show, within


@require_GET
@within
def people(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Who belongs to the project now, as what, since when; and who has left it."""
    told = leaving.people(room.visit, room.project)
    most = room.project.agreement.access.most_people
    return show(request, "web/people.html", room, tab="agreement", told=told, most=most)


@require_http_methods(["GET", "POST"])
@within
def remove(request: HttpRequest, room: Room, member: str) -> HttpResponseBase:
    """Ask before somebody is removed, with what it means; then do it."""
    row = leaving.member(room.visit, room.project, member)
    if request.method == "GET":
        alone = only_for(room.visit, room.project, row) if room.has_key else 0
        return show(request, "web/remove_person.html", room, tab="agreement", row=row, alone=alone)
    leaving.remove(room.visit, room.project, member)
    if row.person_id == room.visit.person.pk:
        messages.success(request, _("You do not belong to that project any more."))
        return redirect("home")
    messages.success(request, _("%(name)s does not belong to this project any more.") % {"name": row.person.name})
    return redirect("people", room.id)


@require_POST
@within
def again(request: HttpRequest, room: Room, member: str) -> HttpResponseBase:
    """Let somebody in again who left."""
    leaving.let_in_again(room.visit, room.project, member)
    messages.success(request, _("They belong to this project again, as before."))
    return redirect("people", room.id)
