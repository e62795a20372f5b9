"""A browser for the tests: signed in as somebody, with the second factor that the test says."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client
from django.test.client import ClientHandler

from hemvist.people.models import Person

_METHODS, _WHOSE = "account_authentication_methods", "account_authentication_methods_user"


@cache
def _server(strict: bool) -> ClientHandler:
    server = ClientHandler(enforce_csrf_checks=strict)
    server.load_middleware()
    return server


class Browser(Client):
    """Django's test client, over TLS. All share one server, as browsers do."""

    def __init__(self, *, enforce_csrf_checks: bool = False) -> None:
        super().__init__(enforce_csrf_checks=enforce_csrf_checks)
        self.handler = _server(enforce_csrf_checks)

    def request(self, **request: Any) -> Any:
        return super().request(**{**request, "wsgi.url_scheme": "https", "SERVER_NAME": "localhost"})


def browser(person: Person | None = None, factor: str | None = "totp", *, strict: bool = False) -> Browser:
    """A browser, signed in as this person; ``strict`` checks forms' tokens, as the server does."""
    client = Browser(enforce_csrf_checks=strict)
    if person is None:
        return client
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    assert BACKEND_SESSION_KEY in session
    now = time.time()
    told: list[dict[str, object]] = [{"method": "link", "at": now}]
    if factor is not None:
        told.append({"method": "mfa", "type": factor, "at": now, "reauthenticated": True})
    session[_METHODS], session[_WHOSE] = told, str(person.pk)
    session.save()
    return client


def words(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
