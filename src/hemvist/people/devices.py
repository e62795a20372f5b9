"""Admitting a command line: it shows a code, a signed-in person admits it, and it acts as that person (RFC 8628)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.people.models import CODE_LASTS, DeviceCode, Token, digest
from hemvist.people.visit import Visit

TOKEN_LASTS = timedelta(hours=12)
INTERVAL = 2
"""Seconds a waiting command line leaves between two questions."""
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628, 6.1: no vowels, so that no words come up
MOST_WAITING = 100


class DeviceUnknown(HemvistError):
    """This code is not waiting to be admitted: it was used, denied or is older than ten minutes."""

    exit_code: ClassVar[int] = 10
    status: ClassVar[int] = 404
    remedy: ClassVar[str] = "Run 'hemvist sign-in' again for a new code."


class DevicePending(HemvistError):
    """Nobody has admitted this device yet."""

    exit_code: ClassVar[int] = 10
    status: ClassVar[int] = 428
    remedy: ClassVar[str] = "Open the address that was shown, and admit the device there."


class TooManyWaiting(HemvistError):
    """Too many devices wait to be admitted."""

    exit_code: ClassVar[int] = 10
    status: ClassVar[int] = 429
    remedy: ClassVar[str] = "Wait ten minutes and try again."


class NotSignedIn(HemvistError):
    """This device is not signed in, or its sign-in has ended."""

    exit_code: ClassVar[int] = 10
    status: ClassVar[int] = 401
    remedy: ClassVar[str] = "Run 'hemvist sign-in'."


@dataclass(frozen=True)
class Waiting:
    """A device that waits: the secret it polls with, and the code that a person admits it by."""

    secret: str
    user_code: str


def ask_admission() -> Waiting:
    """A new code; those that have expired are removed first."""
    DeviceCode.objects.filter(expires__lt=timezone.now()).delete()
    if DeviceCode.objects.filter(token=None).count() >= MOST_WAITING:
        raise TooManyWaiting
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    waiting = Waiting(secrets.token_urlsafe(32), f"{letters[:4]}-{letters[4:]}")
    DeviceCode.objects.create(
        digest=digest(waiting.secret), user_code=waiting.user_code, expires=timezone.now() + CODE_LASTS
    )
    return waiting


def waiting(user_code: str) -> DeviceCode:
    """The device that waits under a code as a person types it; :class:`DeviceUnknown` when none does."""
    letters = "".join(char for char in user_code.upper() if char in _ALPHABET)
    row = DeviceCode.objects.filter(
        user_code=f"{letters[:4]}-{letters[4:]}", expires__gt=timezone.now(), token=None, denied=False
    ).first()
    if row is None:
        raise DeviceUnknown
    return row


def admit(visit: Visit, user_code: str) -> None:
    """Admit the device as this person, with the second factor of this sign-in."""
    row = waiting(user_code)
    if visit.session is None or visit.session.factor is None:
        raise NotSignedIn
    with transaction.atomic():
        token = Token.objects.create(
            person=visit.person, factor=visit.session.factor, expires=timezone.now() + TOKEN_LASTS
        )
        if not DeviceCode.objects.filter(pk=row.pk, token=None, denied=False).update(token=token):
            raise DeviceUnknown  # somebody else was faster
        log.write(INSTALLATION, EventName.DEVICE_ADMITTED, visit.person.pk, device=token.pk)


def deny(user_code: str) -> None:
    """Send the device away; :class:`DeviceUnknown` where somebody admitted it in this moment."""
    row = waiting(user_code)
    if not DeviceCode.objects.filter(pk=row.pk, token=None, denied=False).update(denied=True):
        raise DeviceUnknown


def collect(secret: str) -> tuple[str, Token]:
    """The token's secret, given out once to the device that was admitted."""
    row = DeviceCode.objects.filter(digest=digest(secret), denied=False, expires__gt=timezone.now()).first()
    if row is None:
        raise DeviceUnknown
    if row.token is None:
        raise DevicePending
    given = secrets.token_urlsafe(32)
    with transaction.atomic():
        if not DeviceCode.objects.filter(pk=row.pk).delete()[0]:
            raise DeviceUnknown  # it was given out in this moment
        token = row.token
        token.digest = digest(given)
        token.save(update_fields=["digest"])
    return given, token


def token_of(secret: str) -> Token:
    """The living token of this secret; :class:`NotSignedIn` otherwise."""
    token = Token.objects.select_related("person").filter(digest=digest(secret)).first()
    if token is None or not token.alive:
        raise NotSignedIn
    token.touch(timezone.now())
    return token


def sign_out(token: Token) -> None:
    """End a device's sign-in at once."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, ended=None).update(ended=timezone.now()):
            log.write(INSTALLATION, EventName.DEVICE_SIGNED_OUT, token.person_id, device=token.pk)
