"""Every page is behind a named person with a second factor, unless its view says that it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode

from hemvist.people import visit
from hemvist.people.models import Person

_SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_ADDING = ("/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/reauthenticate/", "/account/logout/")
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
            return redirect(f"/sign-in/?{urlencode({'next': _back(request)})}")
        if visit.factor_of(request) is None:
            return self._without_factor(request, here.person)
        visit.note_use(request)
        return None

    def _without_factor(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        """Whoever has no second factor yet may only add one or leave; whoever has one by now signs in with it."""
        if Authenticator.objects.filter(user=person, type__in=_SECOND).exists():
            logout(request)
            return redirect("/sign-in/")
        return None if request.path.startswith(_ADDING) else redirect("/account/2fa/totp/activate/")


def _back(request: HttpRequest) -> str:
    """Where to go on after signing in: the page that was asked for, or the one that a form was sent from."""
    if request.method == "GET":
        return request.get_full_path()
    page = urlsplit(request.headers.get("referer", ""))
    here = page.netloc == request.get_host() and page.path.startswith("/")
    return f"{page.path}?{page.query}" if here and page.query else page.path if here else "/"
