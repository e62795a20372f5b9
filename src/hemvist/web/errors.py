"""Errors as calm pages: what happened, that nothing was lost, what to do. Nothing of it reaches a log."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hemvist.domain.errors import HemvistError, NotFound, Refused
from hemvist.domain.permit import BY_PASSKEY
from hemvist.web.page import passkey_wanted, show

API = "/api/"
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class TooMuchAtOnce(HemvistError):
    """That is more than one form may hold. Nothing of it was kept."""

    exit_code = 6
    status = 413
    remedy = (
        "Go back, where what you wrote still stands, and send less at once: fewer files or ticks, or a shorter text."
    )


class RequestUnreadable(HemvistError):
    """This request was not sent the way a page of Hemvist sends it, and cannot be read. Nothing was done."""

    exit_code = 2
    remedy = "Load the page again, and send it from there."


def said(request: HttpRequest, name: str, *answers: str) -> str:
    """What a form says by its buttons; :class:`RequestUnreadable` for anything else, so that nothing is done by default."""
    answer = request.POST.get(name, "")
    if answer not in answers:
        raise RequestUnreadable
    return answer


class ErrorMiddleware:
    """Turns our errors into pages; the API tells its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        wordless = response.status_code == 405 and not getattr(response, "content", b"-")
        return _forms_only(request, response) if wordless else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, HemvistError) or request.path.startswith(API):
            return None
        return told(request, exception)


def told(request: HttpRequest, error: HemvistError) -> HttpResponseBase:
    """The page, or for our scripts the JSON, that tells of an error."""
    if "application/json" in request.headers.get("accept", ""):
        return JsonResponse(error.told, status=error.status)
    if isinstance(error, NotFound):
        return not_found(request, error)
    again = isinstance(error, Refused) and error.clause == "sign_in"
    key = passkey_wanted(request) if again and error.help == BY_PASSKEY else None
    refusal = error.told if isinstance(error, Refused) else None
    title = _("Please sign in again") if again else _("This is not allowed here") if refusal else _("That did not work")
    return show(
        request,
        "web/error.html",
        status=error.status,
        title=title,
        error=error,
        refusal=refusal,
        again=again,
        passkey=key,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what is missing and for what may not be seen."""
    if request.path.startswith(API):
        return JsonResponse({"error": "NotFound", "message": "There is no such address."}, status=404)
    return show(request, "web/not_found.html", status=404)


def _forms_only(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """The page for an address that takes another method, such as a form's that was loaded again."""
    told = show(request, "web/forms_only.html", status=405)
    told["Allow"] = response.headers["Allow"]
    return told


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is too much at once, or no request of ours. It asks neither the database nor the session."""
    error = TooMuchAtOnce() if isinstance(exception, _TOO_MUCH) else RequestUnreadable()
    if request.path.startswith(API) or "application/json" in request.headers.get("accept", ""):
        return JsonResponse(error.told, status=error.status)
    return HttpResponse(render_to_string("400.html", {"error": error}), status=error.status)


def failed(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It asks neither the database nor the session: either may be what failed."""
    if request.path.startswith(API):
        return JsonResponse({"error": "Failed", "message": "This is a fault of the software."}, status=500)
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from an old page or from elsewhere; signing in twice in two tabs is the usual cause."""
    if request.path.startswith(API):
        return JsonResponse({"error": "Forbidden", "message": "This call came from another site."}, status=403)
    return show(request, "web/form_expired.html", status=403)
