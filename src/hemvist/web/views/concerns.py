"""Incidents and requests of people on the agreement's page: recording one, and settling it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hemvist.projects import concerns
from hemvist.projects.concerns import ConcernUnusable
from hemvist.web.page import Room, within


@require_POST
@within
def record(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Record that something became known: at the moment told, in UTC, or now."""
    row = concerns.record(room.visit, room.project, request.POST.get("kind", ""), _moment(request))
    told = f"{row.due:%Y-%m-%d %H:%M}"
    messages.success(request, _("Recorded. By the agreement it is due on %(due)s UTC.") % {"due": told})
    return redirect("agreement", room.id)


@require_POST
@within
def settle(request: HttpRequest, room: Room, concern: str) -> HttpResponseBase:
    """Say that whoever is agreed was told, or the person answered."""
    row = concerns.settle(room.visit, room.project, concern)
    messages.success(request, _("Settled, after its time.") if row.late else _("Settled within its time."))
    return redirect("agreement", room.id)


def _moment(request: HttpRequest) -> datetime | None:
    told = request.POST.get("known", "").strip()
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC) if told else None
    except ValueError as error:
        raise ConcernUnusable from error
