"""Coming in by a one-time link: looked at first, spent by a button, and never enough without a second factor."""

from __future__ import annotations

from allauth.account import views as library
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemvist.people.models import SignInLink
from hemvist.web.page import show
from hemvist.web.signed_in import note_failed


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The page of a one-time link. Looking at it spends nothing: mail scanners and previews look too."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if limited is not None:
        return limited
    link = SignInLink.waiting(secret)
    if link is None or not link.person.is_active:
        return _spent(request)
    if request.method == "GET":
        return show(request, "web/enter.html", name=link.person.name or link.person.email)
    return _use(request, link)


def _use(request: HttpRequest, link: SignInLink) -> HttpResponseBase:
    """Spend the link and go on to the second factor; whoever was signed in here before is signed out."""
    if not link.use():
        return _spent(request)
    logout(request)
    record_authentication(request, link.person, method="link")
    onward: HttpResponseBase = perform_login(request, Login(user=link.person, email_verification="none"))
    return onward


def _spent(request: HttpRequest) -> HttpResponse:
    note_failed(None, "link")
    return show(request, "web/link_spent.html", status=410)


sign_in = library.login
"""The library's own view under our address: its template tells of the one-time link first."""
