"""NUL characters, which no text has and PostgreSQL stores in none: refused here, before anything looks at a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from hemvist.domain.errors import NUL, NulInside


class NulMiddleware:
    """Looks at addresses, queries, cookies and forms. What the API takes as JSON is looked at where it is read.

    Files are bytes and may hold what they like; their names are cleaned where they are received.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = (request.path_info, *_pairs(request.GET.lists()), *request.COOKIES.values())
        return _refused(request) if any(NUL in one for one in told) else self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponseBase | None:
        """Forms; views that look for the token themselves take them as streams, and use none of their fields."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            told = _pairs(request.POST.lists())
        except UnreadablePostError:  # it broke off: whoever reads on says so
            return None
        return _refused(request) if any(NUL in one for one in told) else None


def _pairs(rows: Any) -> list[str]:
    return [str(word) for name, words in rows for word in (name, *words)]


def _refused(request: HttpRequest) -> HttpResponseBase:
    """Without session or database: neither was looked at yet."""
    error = NulInside()
    if request.path.startswith("/api/") or "application/json" in request.headers.get("accept", ""):
        answer: HttpResponse = JsonResponse(error.told, status=error.status)
    else:
        answer = HttpResponse(render_to_string("400.html"), status=error.status)
    answer["Cache-Control"] = "no-store"
    return answer
