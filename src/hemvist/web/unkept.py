"""Nothing that is answered here is kept by a browser or anything between: pages, files, refusals and ways on alike."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NO_STORE = "no-store"


class UnkeptMiddleware:
    """Says so in every answer that does not say it itself. Our own scripts and styles are answered before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if NO_STORE not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = NO_STORE
        return response
