"""What would become of a file, before anything of it is stored: kept, dropped, blacked out, flagged or refused, and where."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from hemvist.documents.looking import MOST_PLACES
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.web.page import Room, show, unlocked, within
from hemvist.web.uploads import LookingHandler, Told
from hemvist.web.views.documents import classes, dropping


# The handler must stand before the form is read, and checking the form's token reads it: so the check comes inside.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@within
@unlocked
def preview(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The form, and what became of the file that it was sent with."""
    gate.enter(room.visit, room.project, Deed.INGEST)
    if request.method == "GET":
        return _page(request, room)
    handler = LookingHandler(request, room.visit, room.project)
    request.upload_handlers = [handler]

    @csrf_protect
    def looked(request: HttpRequest) -> HttpResponseBase:
        request.FILES  # noqa: B018  # whoever checks no token has not read the form yet
        return _page(request, room, next(iter(handler.keep()), None), answering=True)

    try:
        return looked(request)
    finally:
        handler.drop()


def _page(request: HttpRequest, room: Room, told: Told | None = None, *, answering: bool = False) -> HttpResponseBase:
    unusable = answering and (told is None or told.error is not None)
    found = told.preview.found if told and told.preview else ()
    return show(
        request, "web/preview.html", room, 422 if unusable else 200, tab="documents", told=told,
        nothing=answering and told is None, places=found[:MOST_PLACES], more=max(0, len(found) - MOST_PLACES),
        **dropping(), **classes(request, room),
    )  # fmt: skip
