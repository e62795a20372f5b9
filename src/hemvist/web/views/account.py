"""One's account: what one signs in with, where one is signed in, and how to leave."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hemvist.people import devices
from hemvist.people.models import Token
from hemvist.people.visit import factor_of
from hemvist.web.page import show, visitor


@require_GET
def account(request: HttpRequest) -> HttpResponseBase:
    """Second factors, sessions and devices on one page."""
    person = visitor(request).person
    kinds = Authenticator.Type
    keys = Authenticator.objects.filter(user=person)
    codes = keys.filter(type=kinds.RECOVERY_CODES).first()
    return show(
        request, "web/account.html", tab="account", person=person, factor=factor_of(request),
        totp=keys.filter(type=kinds.TOTP).first(), passkeys=keys.filter(type=kinds.WEBAUTHN),
        codes=len(codes.wrap().get_unused_codes()) if codes else None,
        sessions=UserSession.objects.filter(user=person).count(),
        devices=Token.objects.filter(person=person, ended=None, expires__gt=timezone.now()).order_by("-used"),
    )  # fmt: skip


@require_POST
def sign_out_device(request: HttpRequest, device: int) -> HttpResponseBase:
    """End a device's sign-in at once."""
    devices.sign_out(get_object_or_404(Token, pk=device, person=visitor(request).person, ended=None))
    messages.success(request, _("The device is signed out."))
    return redirect("account")


@require_GET
def to_account(request: HttpRequest) -> HttpResponseBase:
    """The library's own overviews: everything in them stands on the account page."""
    return redirect("account")


@login_not_required
def closed(request: HttpRequest, **_names: str) -> HttpResponseBase:
    """Pages of the sign-in library that are not offered here: people are invited, and no mail is sent."""
    raise Http404
