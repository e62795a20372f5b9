"""The intake for whoever has no account: ten questions, and the agreement as a file. Nothing of it is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hemvist.domain.errors import NotFound
from hemvist.domain.intake import (
    ASKED,
    UNSIGNED,
    AnswerUnusable,
    agreement_of,
    draft_of,
    proposed_level,
    unsigned,
    unusable,
)
from hemvist.domain.keepable import must_say, say_where
from hemvist.papers.plain import sentences
from hemvist.papers.wording import Language, review
from hemvist.web.intake import questions, wrongs
from hemvist.web.page import show, unkept
from hemvist.web.views.agreement import language_called

NAMES = tuple(one.name for one in ASKED)
LONGEST = 1000
"""Characters of an answer; the page's own fields take fewer."""


@login_not_required
@sensitive_post_parameters(*NAMES)
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponseBase:
    """The questions; then the agreement that the answers make, to be read; its file. Closed unless it is opened."""
    if not settings.INTAKE:
        raise NotFound(thing="page")
    if request.method == "GET":
        return _asked(request, {})
    limited: HttpResponseBase | None = ratelimit.consume_or_429(request, action="intake")
    if limited is not None:
        return limited
    answers = {name: request.POST.get(name, "")[:LONGEST] for name in NAMES}
    today = datetime.now(UTC).date()
    if wrong := unusable(answers, today):
        return _asked(request, answers, wrong)
    agreement = agreement_of(answers, today)
    if "file" in request.POST:
        return _file(draft_of(agreement))
    if "change" in request.POST:
        return _asked(request, answers)
    language = language_called(request.POST.get("language", ""))
    return show(
        request, "web/tried.html", answers=answers.items(), clauses=sentences(agreement, language), language=language,
        languages=list(Language), reviewed=review(language), level=agreement.level,
        why=proposed_level(answers)[1], waits=UNSIGNED if unsigned(agreement) else "",
        unsaid=say_where(agreement.locations.storage) if must_say(agreement) else "",
    )  # fmt: skip


def _asked(request: HttpRequest, answers: dict[str, str], wrong: Sequence[AnswerUnusable] = ()) -> HttpResponse:
    told = wrongs(wrong) if wrong else {}
    return show(
        request, "web/intake.html", status=wrong[0].status if wrong else 200, questions=questions(answers, wrong),
        trying=True, **told,
    )  # fmt: skip


def _file(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agreement.toml"'
    return unkept(response)
