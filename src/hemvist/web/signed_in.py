"""What the sign-in library tells of: sign-ins and failed ones become lines of the installation's log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db import transaction
from django.http import HttpRequest

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.domain.events import EventName
from hemvist.people.models import Person
from hemvist.people.visit import factor_of

_RAISES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def listen() -> None:
    """Hear the library's signals from now on."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="hemvist-signed-in")
    auth.user_login_failed.connect(_failed, dispatch_uid="hemvist-sign-in-failed")
    second_factor.authentication_failed.connect(_factor_failed, dispatch_uid="hemvist-factor-failed")
    second_factor.authenticator_added.connect(_added, dispatch_uid="hemvist-factor-added")


def note_failed(person: str | None, why: str) -> None:
    """A line that somebody tried to sign in and could not; ``worker`` stands where it is not known who."""
    log.write_alone(INSTALLATION, EventName.PERSON_SIGN_IN_FAILED, person, why=why)


def _signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    with transaction.atomic():
        factor = factor_of(request)
        log.write(INSTALLATION, EventName.PERSON_SIGNED_IN, user.pk, factor=factor.value if factor else "none")


def _failed(**_: Any) -> None:
    note_failed(None, "password")


def _factor_failed(user: Person, **_: Any) -> None:
    note_failed(user.pk, "second-factor")


def _added(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Whoever had no second factor has just proven the new one: the session counts it from now on.

    A session that has one already keeps what it was opened with; a stronger factor counts at the next sign-in.
    """
    if authenticator.type in _RAISES and factor_of(request) is None:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
