"""Documents: the list with its states, adding, replacing and deleting, and looking at pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemvist.closing.forget import forget_document
from hemvist.closing.outlook import outlook
from hemvist.documents import compare, retained
from hemvist.documents import show as showing
from hemvist.documents.admit import LONGEST_REASON, waiting
from hemvist.documents.arriving import StandsOtherwise
from hemvist.documents.audience import Audience, audience
from hemvist.documents.likeness import likely
from hemvist.documents.models import Reading, Version
from hemvist.documents.nobody import seen_by_nobody
from hemvist.documents.progress import BUSY, progress
from hemvist.documents.relations import Shown, relations
from hemvist.documents.show import Details, Row
from hemvist.domain.errors import NotFound
from hemvist.domain.kept import tables
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.readers.errors import CAN_READ
from hemvist.readers.kinds import ENDINGS
from hemvist.web.page import Room, show, unkept, unlocked, within
from hemvist.web.uploads import SealingHandler, Told

PICTURE_WIDTHS = (480, 900, 1400)
AT_ONCE = 100
"""Documents in one part of the list."""
_DIGITS = 9


@require_GET
@within
@unlocked
def documents(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Every document with how far it has come, and the place to add more."""
    return _list(request, room)


def _list(request: HttpRequest, room: Room, status: int = 200, **facts: object) -> HttpResponseBase:
    return show(
        request, "web/documents.html", room, status, tab="documents", relations=_proposed(room), page="",
        outlook=outlook(room.visit, room.project), nobody=seen_by_nobody(room.visit, room.project), today=retained.today(),
        **_part(request, room), **dropping(), **classes(request, room), **facts,
    )  # fmt: skip


def _proposed(room: Room) -> list[Shown]:
    """What is proposed between documents, for whoever may decide it."""
    return [row for row in relations(room.visit, room.project) if row.standing == "proposed"] if room.may_keep else []


@require_GET
@within
@unlocked
def states(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The list alone, for the script that keeps it current."""
    return show(request, "web/_states.html", room, **_part(request, room), **classes(request, room))


def _part(request: HttpRequest, room: Room) -> dict[str, Any]:
    """One part of the list: which it is, of how many, and how far all documents are."""
    far = progress(room.visit, room.project)
    pages = max(1, -(-far.documents // AT_ONCE))
    part = min(pages, max(1, _number(request, "from") or 1))
    rows = showing.listing(room.visit, room.project, (part - 1) * AT_ONCE, AT_ONCE)
    return {
        "rows": rows, "far": far, "busy": far.waiting, "part": part, "pages": pages,
        "before": part - 1 if part > 1 else None, "after": part + 1 if part < pages else None,
        "flagged": waiting(room.visit, room.project) if far.flagged else (),
    }  # fmt: skip


def classes(request: HttpRequest, room: Room) -> dict[str, Any]:
    """The classes that files may belong to, where there are several; those of tables; and the one that is chosen."""
    agreement = room.project.agreement
    names, wanted = [row.name for row in agreement.data], request.GET.get("class", "")
    return {
        "classes": names if len(names) > 1 else (), "chosen": wanted if wanted in names else "",
        "of_tables": [row.name for row in tables(agreement)],
    }  # fmt: skip


def dropping() -> dict[str, Any]:
    """What the place to drop files tells of them."""
    return {"megabytes": settings.UPLOAD_BYTES // 1_000_000, "read_endings": ",".join(ENDINGS), "can_read": CAN_READ}


# The handler must stand before the form is read, and checking the form's token reads it: so the check comes inside.
@csrf_exempt
@require_POST
@within
@unlocked
def add(request: HttpRequest, room: Room, document: str | None = None) -> HttpResponseBase:
    """Receive the files of a form, as new documents or as the next version of one."""
    gate.enter(room.visit, room.project, Deed.REPLACE if document else Deed.INGEST)
    handler = SealingHandler(request, room.visit, room.project, document)
    request.upload_handlers = [handler]
    kept: list[Told] = []

    @csrf_protect
    def received(request: HttpRequest) -> HttpResponseBase:
        request.FILES  # noqa: B018  # whoever checks no token has not read the form yet
        kept.extend(handler.keep())
        return _told(request, room, kept, document)

    try:
        return received(request)
    finally:
        if not kept:
            handler.drop()


@require_POST
@within
@unlocked
def standing(request: HttpRequest, room: Room) -> HttpResponseBase:
    """At which of these paths documents stand, for the script that asks before it takes anything of another folder."""
    return JsonResponse({"stand": compare.standing(room.visit, room.project, request.POST.getlist("path"))})


def _told(request: HttpRequest, room: Room, files: list[Told], document: str | None) -> HttpResponseBase:
    refused = [one for one in files if one.error]
    if "application/json" in request.headers.get("accept", ""):
        return JsonResponse(
            {"files": [_file(one) for one in files]},
            status=refused[0].error.status if refused and refused[0].error else 200,
        )
    if refused or not files:
        return _list(request, room, 422, told=files, nothing=not files)
    messages.success(
        request,
        ngettext("%(count)d file received. It is read now.", "%(count)d files received. They are read now.", len(files))
        % {"count": len(files)},
    )
    return redirect("document", room.id, document) if document else redirect("documents", room.id)


def _file(told: Told) -> dict[str, str | bool | None]:
    if told.error is None:
        return {"name": told.name, "error": None, "remedy": None} | _stood(told)
    stands = isinstance(told.error, StandsOtherwise)  # the page asks what it is to be
    return {"name": told.name, "error": told.error.message, "remedy": told.error.help, "stands": stands}


def _stood(told: Told) -> dict[str, str | bool | None]:
    """Which version a file was known as, or took the place of: what was known as that is sent once more, by itself."""
    if told.version is None:
        return {}
    if told.known:
        return {"known": True, "version": told.version.pk}
    former = Version.objects.filter(document=told.version.document_id, number=told.version.number - 1).first()
    return {"instead": former.pk} if former else {}


@require_GET
@within
@unlocked
def document(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """One document: its versions, what was noted while reading, and its pages one by one."""
    told = showing.details(room.visit, room.project, document)
    page = _page(request, told.current)
    words = showing.page_text(room.visit, room.project, told.current.version, page) if page else ""
    bare = (
        told.current.drawn
        and page > 0
        and not showing.is_pictured(room.visit, room.project, told.current.version, page)
    )
    as_text = bare or not told.current.drawn or request.GET.get("as") == "text"
    proposed = likely(room.visit, room.project, document) if room.may_keep else ()
    return show(
        request, "web/document.html", room, tab="documents", told=told, row=told.current, newest=told.newest,
        relations=relations(room.visit, room.project, document), others=_others(request, room, document),
        page=page, words=words, as_text=as_text, bare=bare, busy=told.newest.state in BUSY, likely=proposed,
        longest=LONGEST_REASON, until=retained.kept_until(room.visit, room.project, document),
        seen_by=_seen_by(room, document), handed=retained.handed_over(room.visit, room.project, document), **dropping(), **classes(request, room),
        before=page - 1 if page > 1 else None, after=page + 1 if page < (told.current.pages or 1) else None,
    )  # fmt: skip


@require_GET
@within
@unlocked
def take_out(request: HttpRequest, room: Room, version: str) -> HttpResponseBase:
    """A file that is due to be returned, or any after the agreement's end, to the owner: as it came, never opened here."""
    name, pieces = retained.take_out(room.visit, room.project, version)
    response = HttpResponse(b"".join(pieces), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return unkept(response)


def _seen_by(room: Room, document: str) -> Audience | None:
    """Who may see it, for whoever may set that."""
    return audience(room.visit, room.project, document) if room.may_keep else None


def _others(request: HttpRequest, room: Room, document: str) -> list[Row]:
    """The documents that this one may change, once somebody wants to set that: the whole list is opened for it."""
    if "relate" not in request.GET or not room.may_keep:
        return []
    return [row for row in showing.listing(room.visit, room.project) if row.id != document]


@require_GET
@within
@unlocked
def state(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """How far one document is, alone, for the script that keeps it current. Nothing of its contents."""
    told = showing.details(room.visit, room.project, document)
    return show(
        request, "web/_reading.html", room, row=told.current, newest=told.newest, busy=told.newest.state in BUSY,
        **classes(request, room),
    )  # fmt: skip


def _page(request: HttpRequest, row: Row) -> int:
    """The page that is shown, from 1; 0 while there is nothing to show, and for what only holds other files."""
    if row.state not in (Reading.SEARCHABLE, Reading.REPLACED) or (row.members and not row.passages):
        return 0
    wanted = _number(request, "page")
    if wanted is None or not 1 <= wanted <= (row.pages or 1):
        raise NotFound(thing="page")
    return wanted


def _number(request: HttpRequest, name: str) -> int | None:
    """A number in the address, 1 where there is none; None for what is no number.

    Python refuses to read numbers of thousands of digits, so one that counts nothing here is as good as any other.
    """
    wanted = request.GET.get(name, "1")
    if not wanted.isdecimal():
        return None
    return int(wanted) if len(wanted) <= _DIGITS else 10**_DIGITS


@require_GET
@within
@unlocked
def page_picture(request: HttpRequest, room: Room, document: str, version: str, page: int) -> HttpResponseBase:
    """One page of a version, as a picture."""
    wanted = request.GET.get("width", "900")
    width = int(wanted) if wanted in map(str, PICTURE_WIDTHS) else 900
    told: Details = showing.details(room.visit, room.project, document)
    if version not in {row.version for row in told.versions}:
        raise NotFound(thing="page")
    data = showing.picture(room.visit, room.project, version, page, width)
    return unkept(HttpResponse(data, content_type="image/png"))


@require_http_methods(["GET", "POST"])
@within
@unlocked
def delete(request: HttpRequest, room: Room, document: str) -> HttpResponseBase:
    """Say what would be deleted, then delete it everywhere."""
    if request.method == "GET":
        gate.enter(room.visit, room.project, Deed.DELETE)
        told = showing.details(room.visit, room.project, document)
        files = sum(not one.text_only for one in told.versions)
        return show(request, "web/delete_document.html", room, tab="documents", told=told, row=told.newest, files=files)
    forget_document(room.visit, room.project, document)
    messages.success(request, _("The document is deleted, with its quotations in answers."))
    return redirect("documents", room.id)
