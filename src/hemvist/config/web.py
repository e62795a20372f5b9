"""The web server's process: granian with our certificate. ``python -m hemvist.config.web [--log-requests]``."""

from __future__ import annotations

import copy
import logging
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LOGGING_CONFIG, LogLevels
from granian.server import Server

from hemvist.config import options, process
from hemvist.config.outward import fence
from hemvist.config.parts import working
from hemvist.config.within import stay_in

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

TARGET = "hemvist.config.asgi:application"
LINE = "%(time)s %(method)s %(path)s %(status)d %(dt_ms).0f ms"
# Words of our own addresses. Anything else in a path may be an id, a name or a one-time secret.
_WORD = re.compile(r"[a-z][a-z-]{0,15}")
# After these comes a name that somebody chose or an id, however plain a word it is; except for our own pages.
_NAMED: dict[str, set[str]] = {
    "projects": {"new"},
    "p": set(),
    "documents": {"add", "states"},
    "enter": set(),
    "q": set(),
}


class NoSecrets(logging.Filter):
    """Takes out of a request's path what is not a plain word, before it becomes a line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "path" in record.args:
            record.args = {**record.args, "path": plain(str(record.args["path"]))}
        return True


def plain(path: str) -> str:
    """``/projects/8f3a/ask`` as ``/projects/*/ask``."""
    parts = path.split("/")
    return "/".join(part if _ours(before, part) else "*" for before, part in zip(["", *parts], parts, strict=False))


def _ours(before: str, part: str) -> bool:
    if part and before in _NAMED:
        return part in _NAMED[before]
    return not part or _WORD.fullmatch(part) is not None


class Handed(Server):  # type: ignore[misc,valid-type]
    """A server whose workers are handed the socket that listens, instead of each making one: they may make none."""

    def _init_shared_socket(self) -> None:
        super()._init_shared_socket()
        self._ssp, self._shd = None, self._ssp.build()  # type: ignore[attr-defined]


def server(*, log_requests: bool) -> Any:
    """The server, not yet started: TLS 1.3 only, HTTP/1.1 and 2, no WebSockets, requests logged without contents."""
    folder = options.tls_folder()
    return Handed(
        TARGET,
        address=options.ADDRESS.value,
        port=options.PORT.number,
        interface=Interfaces.ASGINL,  # Django knows no lifespan
        websockets=False,
        ssl_cert=folder / "server.pem",
        ssl_key=folder / "server.key",
        log_level=LogLevels.warning,
        log_dictconfig=_logging(),
        log_access=log_requests,
        log_access_format=LINE,
        workers_kill_timeout=5,
    )


def _logging() -> dict[str, Any]:
    told: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    told["filters"] = {"no secrets": {"()": "hemvist.config.web.NoSecrets"}}
    told["loggers"]["granian.access"]["filters"] = ["no secrets"]
    return told


def wordless(app: App) -> App:
    """The same application, except that what it fails with is told and answered without words of its own.

    Django answers nearly every fault itself. The server would write the rest into its log, message and all.
    """

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        begun = False

        async def noticed(message: dict[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await app(scope, receive, noticed)
        except Exception as error:
            process.tell_quietly(type(error), error, error.__traceback__)
            if begun:
                raise BrokenOff from None
            await _fault(send)

    return guarded


class BrokenOff(Exception):  # what the server's log then says
    """The answer had begun when the application failed; the line above says where."""


async def _fault(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": b"Something went wrong here. Nothing was lost.\n"})


def loader(parent: int) -> Callable[[str], Any]:
    """Loads the application in the process that serves it, which ends with the one that started it.

    That process was handed the socket it serves, and needs to make none.
    """

    def load(target: str) -> Any:
        process.end_with(parent)
        fence(working())()
        from hemvist.config.asgi import application
        from hemvist.projects.kept import connects

        stay_in(connects())

        for name in ("_granian", "granian.access"):
            logging.getLogger(name).disabled = False  # Django's own set-up silences whoever was there before it.
        return wordless(application)

    return load


def main() -> None:
    """Serve until SIGTERM."""
    process.harden()
    server(log_requests="--log-requests" in sys.argv[1:]).serve(target_loader=loader(os.getpid()))


if __name__ == "__main__":
    main()
