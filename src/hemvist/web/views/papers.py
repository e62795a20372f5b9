"""The papers: an agreement's plain sheet, annexes and records, to read, and to take along as HTML or PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from hemvist.domain.errors import NotFound
from hemvist.papers.fill import fill
from hemvist.papers.page import html
from hemvist.papers.paper import Kind
from hemvist.papers.press import pdf
from hemvist.papers.wording import Language
from hemvist.web.page import Room, show, unkept, within
from hemvist.web.views.agreement import language_of, version_within

_FORMS = {"pdf": (pdf, "application/pdf"), "html": (html, "text/html; charset=utf-8")}


@require_GET
@within
def papers(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """Every paper of one version, with what is missing in it."""
    agreement, language = version_within(room, number).agreement, language_of(request)
    filled = [fill(agreement, kind, language) for kind in Kind]
    return show(
        request, "web/papers.html", room, tab="agreement", number=number, filled=filled, languages=list(Language),
        language=language,
    )  # fmt: skip


@require_GET
@within
def paper(request: HttpRequest, room: Room, number: int, kind: str) -> HttpResponseBase:
    """One paper on a page."""
    filled = fill(version_within(room, number).agreement, _kind(kind), language_of(request))
    return show(
        request, "web/paper.html", room, tab="agreement", number=number, languages=list(Language), paper=filled,
        missing_title=filled.words.say("page.missing"), object_title=filled.words.say("page.object"),
    )  # fmt: skip


@require_GET
@within
def paper_file(request: HttpRequest, room: Room, number: int, kind: str, language: str, form: str) -> HttpResponseBase:
    """One paper as a file."""
    agreement = version_within(room, number).agreement
    if language not in list(Language) or form not in _FORMS:
        raise NotFound(thing="paper")
    make, content_type = _FORMS[form]
    response = HttpResponse(make(fill(agreement, _kind(kind), Language(language))), content_type=content_type)
    name = f"{kind}-{number}-{agreement.hash[:8]}-{language}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return unkept(response)


def _kind(kind: str) -> Kind:
    if kind not in list(Kind):
        raise NotFound(thing="paper")
    return Kind(kind)
