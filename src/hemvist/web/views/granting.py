"""Granting the operator sight of contents: asking, giving, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hemvist.projects import granting
from hemvist.web.page import Room, within

_DIGITS = 6


@require_POST
@within
def ask(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Ask to see contents for some minutes: what is no number asks for none, and is refused."""
    told = request.POST.get("minutes", "")
    granting.ask(room.visit, room.project, int(told) if told.isdecimal() and len(told) <= _DIGITS else 0)
    messages.success(request, _("You have asked. Whoever the agreement names sees it on this page."))
    return redirect("agreement", room.id)


@require_POST
@within
def answer(request: HttpRequest, room: Room, grant: str) -> HttpResponseBase:
    """Give what was asked for; decline it, or end it."""
    if request.POST.get("do") == "give":
        granting.give(room.visit, room.project, grant)
        messages.success(request, _("Granted, from now on. You can end it here at any time."))
    else:
        granting.end(room.visit, room.project, grant)
        messages.success(request, _("The operator sees no contents by this any more."))
    return redirect("agreement", room.id)
