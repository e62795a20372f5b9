"""The one door of the API: who calls, in which method, and errors as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hemvist.domain.errors import NUL, HemvistError, NulInside
from hemvist.people import devices, visit
from hemvist.people.visit import Visit

Told = dict[str, Any] | list[Any]
Open = Callable[..., Told]
LARGEST_BODY = 1_000_000
RETRY_AFTER = 10
"""Seconds after which a caller may try again what was too much at once."""


class BodyUnusable(HemvistError):
    """The body of this call is not the JSON object that is expected."""

    exit_code = 2
    remedy = "See docs/api.md for what each call takes."


class BodyTooLarge(BodyUnusable):
    """The body of this call is longer than {bytes:,} bytes, and no more of it was read. Nothing was changed."""

    status = 413
    remedy = "Send less at once; an agreement has about 12,000 bytes, and files go by PUT, as docs/api.md says."


def open_to_all(view: Open) -> Callable[..., HttpResponseBase]:
    """An endpoint for callers that are not signed in yet; by POST only."""

    @wraps(view)
    def called(request: HttpRequest, **names: str) -> HttpResponseBase:
        if request.method != "POST":
            return _no_method("POST")
        return _told(lambda: view(request, **names))

    return login_not_required(csrf_exempt(called))


def endpoint(**views: Open) -> Callable[..., HttpResponseBase]:
    """One address with a view per method (``get=…, post=…``), each called with the visit behind the bearer token."""

    def called(request: HttpRequest, **names: str) -> HttpResponseBase:
        view = views.get((request.method or "").lower())
        if view is None:
            return _no_method(*views)
        return _told(lambda: view(request, _visit(request), **names))

    return login_not_required(csrf_exempt(called))


def _no_method(*methods: str) -> HttpResponseBase:
    told = {"error": "MethodUnknown", "message": "This address has no such method."}
    return JsonResponse(told, status=405, headers={"Allow": ", ".join(methods).upper()})


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; :class:`BodyUnusable` for anything else, :class:`BodyTooLarge` for what is too long.

    Of a body that is too long, whatever length it declares, no more is read than shows that it is.
    """
    try:
        declared = int(request.headers.get("content-length") or 0)
        read = b"" if declared > LARGEST_BODY else request.read(LARGEST_BODY + 1)
        if max(declared, len(read)) > LARGEST_BODY:
            raise BodyTooLarge(bytes=LARGEST_BODY)
        told = json.loads(read)
        if has_nul(told):
            raise NulInside
    except (ValueError, RecursionError) as error:
        raise BodyUnusable from error
    if not isinstance(told, dict):
        raise BodyUnusable
    return told


def has_nul(told: object) -> bool:
    """Whether any string in a JSON value holds a NUL character."""
    left = [told]
    while left:
        one = left.pop()
        if isinstance(one, str) and NUL in one:
            return True
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
    return False


def word(told: dict[str, Any], name: str, default: str = "") -> str:
    """A string of the body; :class:`BodyUnusable` when it is something else."""
    value = told.get(name, default)
    if not isinstance(value, str) or not _whole(value):
        raise BodyUnusable
    return value


def _whole(value: str) -> bool:
    """Whether it holds whole characters only; JSON can spell halves of one."""
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _visit(request: HttpRequest) -> Visit:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise devices.NotSignedIn
    return visit.of_token(devices.token_of(secret), visit.address_of(request))


def _told(call: Callable[[], Told]) -> HttpResponseBase:
    try:
        told = call()
    except HemvistError as error:
        return _unkept(_with_patience(JsonResponse(error.told, status=error.status)))
    return _unkept(JsonResponse(told, safe=False, json_dumps_params={"ensure_ascii": False}))


def _with_patience(response: JsonResponse) -> JsonResponse:
    """The response, with the word when to try again where it is only too much at once."""
    if response.status_code in (429, 503):
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _unkept(response: JsonResponse) -> JsonResponse:
    """The response, with the word that nothing may keep it."""
    response["Cache-Control"] = "no-store"
    return response
