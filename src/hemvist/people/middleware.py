"""Every page is behind a named person with a second factor, unless its view says that it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode

from hemvist.people import visit

Response = HttpResponse | HttpResponseBase


class SecondFactorMiddleware:
    """Sends whoever has not signed in with a second factor to where they can. A view opts out by ``login_not_required``."""

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Response:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        here = visit.of_request(request)
        if here is None:
            return redirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        if visit.factor_of(request) is None:
            return self._without_factor(request)
        visit.note_use(request)
        return None

    def _without_factor(self, request: HttpRequest) -> HttpResponse | None:
        """A person who has signed in with one factor may only add a second one or leave."""
        if request.path.startswith(("/account/2fa/", "/account/reauthenticate/", "/account/logout/")):
            return None
        return redirect("/account/2fa/totp/activate/")
