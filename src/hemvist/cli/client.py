"""Talking to the server: over TLS that must prove itself, with the token that a person admitted."""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from hemvist.cli import say
from hemvist.cli.errors import ServerRefused, ServerUnknown, ServerUnreachable, SignInNeeded, SignInNotAdmitted
from hemvist.config import options

TIMEOUT = httpx.Timeout(120, connect=5)
CHUNK = 1 << 16


def authority() -> Path:
    """The certificate authority that the server must prove itself by."""
    return options.AUTHORITY.path if options.AUTHORITY.value else options.tls_folder() / "authority.pem"


def token_file() -> Path:
    """Where this person's sign-in is kept, mode 600."""
    if options.TOKEN.value:
        return options.TOKEN.path
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "hemvist" / "token"


class Client:
    """Calls of the API as one person. Errors are :class:`HemvistError`s with the server's own words."""

    def __init__(self, *, signed_in: bool = True) -> None:
        self._http = httpx.Client(
            base_url=options.address() + "/api/", verify=_trust(), timeout=TIMEOUT, trust_env=False
        )
        if signed_in:
            self._http.headers["authorization"] = f"Bearer {_token()}"

    def call(
        self,
        method: str,
        path: str,
        told: dict[str, Any] | None = None,
        content: Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """One call; ``told`` goes as JSON, ``content`` as raw bytes."""
        try:
            answer = self._http.request(method, path, json=told, content=content, headers=headers)
        except httpx.ConnectError as error:
            if "CERTIFICATE" in str(error).upper():
                raise ServerUnknown(
                    url=options.address(), why="its certificate is not from the authority we trust"
                ) from error
            raise ServerUnreachable(url=options.address()) from error
        except httpx.TransportError as error:
            raise ServerUnreachable(url=options.address()) from error
        return _checked(answer)


def path(*parts: str) -> str:
    """A path of the API from names that people choose."""
    return "/".join(quote(part, safe="") for part in parts)


def sign_in() -> str:
    """Have this command line admitted on the page; the person's name."""
    client = Client(signed_in=False)
    waiting = client.call("POST", "device/code")
    say.note(f"Open {waiting['verification_uri_complete']}")
    say.note(f"and admit the device with the code {waiting['user_code']}. Waiting …")
    until = time.monotonic() + waiting["expires_in"]
    while time.monotonic() < until:
        time.sleep(waiting["interval"])
        told = _collected(client, waiting["device_code"])
        if told is not None:
            _keep(told["token"])
            return str(told["person"])
    raise SignInNotAdmitted


def sign_out() -> None:
    """End this sign-in on the server, and forget it here."""
    try:
        Client().call("DELETE", "me")
    finally:
        token_file().unlink(missing_ok=True)


def _collected(client: Client, secret: str) -> dict[str, str] | None:
    try:
        told: dict[str, str] = client.call("POST", "device/token", {"device_code": secret})
    except ServerRefused as error:
        if error.code == "DevicePending":
            return None
        raise
    return told


def _checked(answer: httpx.Response) -> Any:
    try:
        told = answer.json()
    except json.JSONDecodeError as error:
        raise ServerUnreachable(url=options.address()) from error
    if answer.is_success:
        return told
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise SignInNeeded
    raise ServerRefused(told, answer.status_code, _seconds(answer.headers.get("retry-after", "")))


def _seconds(told: str) -> int | None:
    """How long ``Retry-After`` asks to wait (RFC 9110, 10.2.3), where it says so in seconds."""
    return int(told) if told.isdecimal() and len(told) < 6 else None


def _trust() -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(authority()))
    except FileNotFoundError:
        return ssl.create_default_context()
    except OSError as error:
        raise ServerUnknown(url=options.address(), why="you may not read its authority's file") from error


def _token() -> str:
    try:
        return token_file().read_text().strip()
    except OSError as error:
        raise SignInNeeded from error


def _keep(token: str) -> None:
    file = token_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(token + "\n")
