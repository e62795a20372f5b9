"""The command line talking to the real API in the same process: everything but the wire."""

from __future__ import annotations

import threading
from argparse import Namespace
from typing import Any

import httpx
from django.db import connections
from django.test import Client as Browser

from hemvist.cli.client import Client
from hemvist.people import devices
from hemvist.people.models import Person
from tests.house import visit


class Inside(httpx.BaseTransport):
    """Hands each request to Django, one at a time, on the connection of the test."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._database = connections["default"]
        self.calls: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = b"".join(request.stream)  # type: ignore[arg-type]
        with self._guard:
            self.calls.append(f"{request.method} {request.url.path}")
            before, connections["default"] = connections["default"], self._database
            self._database.inc_thread_sharing()
            try:
                answer = self._asked(request, body)
            finally:
                self._database.dec_thread_sharing()
                connections["default"] = before
        return httpx.Response(answer.status_code, headers=dict(answer.items()), content=answer.content)

    def _asked(self, request: httpx.Request, body: bytes) -> Any:
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        kind = headers.pop("content-type", "application/octet-stream")
        where = request.url.raw_path.decode("ascii")
        return Browser(SERVER_NAME="localhost").generic(request.method, where, body, kind, secure=True, headers=headers)

    def sent(self) -> int:
        """How many files were sent."""
        return sum(call.startswith("PUT") for call in self.calls)


class Line(Client):
    """A command line that this person has admitted."""

    def __init__(self, person: Person) -> None:
        waiting = devices.ask_admission()
        devices.admit(visit(person), waiting.user_code)
        secret, _ = devices.collect(waiting.secret)
        self.inside = Inside()
        self._http = httpx.Client(base_url="https://localhost/api/", transport=self.inside)
        self._http.headers["authorization"] = f"Bearer {secret}"


def args(**more: Any) -> Namespace:
    """Arguments as the parser gives them."""
    usual = {
        "project": "Heron", "json": False, "no_wait": True, "versions": None, "report": None, "every": "1s", "once": True,
        "mirror": False, "mirror_all": False, "join": None, "apart": None, "separate": None, "data_class": "", "called": "",
        "same": False,
    }  # fmt: skip
    return Namespace(**usual | more)
