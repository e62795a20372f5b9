"""The page where a signed-in person admits a command line by the code it shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hemvist.people import devices
from hemvist.web.page import show, visitor


@require_http_methods(["GET", "POST"])
def device(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code, show what admitting means, and admit or send away. Nothing is admitted by a link alone."""
    visit = visitor(request)
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    try:
        waiting = devices.waiting(code) if code else None
        answer = request.POST.get("answer")
        if waiting is None or answer not in ("admit", "deny"):
            return show(request, "web/device.html", code=waiting.user_code if waiting else "", tab="account")
        if answer == "admit":
            devices.admit(visit, code)
            messages.success(request, _("Admitted. The command line now acts as you, for at most twelve hours."))
        else:
            devices.deny(code)
            messages.info(request, _("It was sent away. Nothing was admitted."))
    except devices.DeviceUnknown as error:
        return show(request, "web/device.html", status=404, typed=code, wrong=error, tab="account")
    return redirect("account")
