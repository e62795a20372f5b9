"""Coming to an agreement on the page: intake, draft, invitation, passkey, proposal, signature, going live."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hemvist.domain.agreement import Side, toml
from hemvist.domain.agreement.problems import Problem, Unsound
from hemvist.domain.called import placeholder
from hemvist.domain.errors import HemvistError, Outdated
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
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people import visit as visits
from hemvist.people.models import Person
from hemvist.projects import agreeing, discarding, gate, inviting
from hemvist.projects import named as naming
from hemvist.projects.live import go_live
from hemvist.projects.open import NameMissing, checked_name
from hemvist.vault.errors import WeakPassphrase, WrongPassphrase
from hemvist.web.intake import questions, stands_unsaid, unsaid, wrongs
from hemvist.web.page import Room, show, visitor, within

MOST_FILE = toml.MOST_BYTES
MOST_REQUEST = 2_400_000
"""Bytes of a form, above which its files are not taken in."""


@require_http_methods(["GET", "POST"])
def new_agreement(request: HttpRequest) -> HttpResponseBase:
    """The intake, on one page: ten questions at most, or an agreement's file; a draft comes of it, and nothing binds yet."""
    visit = visitor(request)
    if request.method == "GET":
        return show(request, "web/intake.html", questions=questions({}), tab="home", **stands_unsaid())
    answers = {one.name: request.POST.get(one.name, "") for one in ASKED}
    if paper := request.FILES.get("paper_file"):
        answers["paper"] = f"{answers['paper']}; {_sum(paper)}"
    title, from_file = request.POST.get("title", ""), _from_file(request)
    wrong = [] if from_file else unusable(answers, datetime.now(UTC).date())
    try:
        drawn = _drawn_up(request, answers) if from_file else None  # with one too large, no name came either
        name = checked_name(title)
        if wrong:
            return _asked_again(request, answers, wrong)
        text, why = drawn or _drawn_up(request, answers)
        project = agreeing.draw_up(visit, name, text, _side(request))
    except NameMissing as error:
        return _asked_again(request, answers, [error, *wrong])
    except (AnswerUnusable, Unsound) as error:
        return _asked_again(request, answers, [error])
    messages.success(request, " ".join([_("The draft stands; nothing binds yet."), *why]))
    return redirect("agreement", project.pk)


def _asked_again(request: HttpRequest, answers: dict[str, str], wrong: Sequence[HemvistError]) -> HttpResponseBase:
    """The page as it was filled in, with all that does not serve marked at once."""
    return show(
        request, "web/intake.html", status=wrong[0].status, questions=questions(answers, wrong), tab="home",
        title=request.POST.get("title", ""), acts_for=_side(request).value, **wrongs(wrong), **stands_unsaid(answers),
    )  # fmt: skip


def _from_file(request: HttpRequest) -> bool:
    """Whether a file was sent in place of answers; one too large was not even taken in."""
    return "file" in request.FILES or int(request.headers.get("content-length") or 0) > MOST_REQUEST


def _drawn_up(request: HttpRequest, answers: dict[str, str]) -> tuple[str, list[str]]:
    """The draft's text; why it has its level, and what it waits for."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(MOST_FILE + 1).decode("utf-8", "replace"), []
    if _from_file(request):
        sent = int(request.headers["content-length"])
        raise Unsound([Problem("", f"About {sent:,} bytes were sent.", f"a file of at most {MOST_FILE:,}")])
    agreement = agreement_of(answers, datetime.now(UTC).date())
    waits = [UNSIGNED] if unsigned(agreement) else []
    return draft_of(agreement), [proposed_level(answers)[1], *waits, *unsaid(agreement)]


def _sum(file: UploadedFile[Any]) -> str:
    """The SHA-256 of a document that is not kept."""
    total = hashlib.sha256()
    for chunk in file.chunks():
        total.update(chunk)
    return total.hexdigest()


def _side(request: HttpRequest) -> Side:
    return Side.CLIENT if request.POST.get("side") == Side.CLIENT else Side.OPERATOR


@require_http_methods(["GET", "POST"])
@within
def draft(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The draft as TOML, to be changed; what stands between it and a proposal is said at the line."""
    gate.enter(room.visit, room.project, Deed.DRAW_UP)
    if request.method == "GET":
        return _draft(request, room, agreeing.draft_text(room.project))
    text, seen = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("seen", "")
    try:
        problems = agreeing.change_draft(room.visit, room.project, text, seen)
    except Unsound as error:
        return _draft(request, room, text, error.status, wrong=error, seen=seen)
    except Outdated as error:
        return _draft(request, room, text, error.status, outdated=error, stands=agreeing.draft_text(room.project))
    if problems:
        return _draft(request, room, text, kept=True, problems=problems)
    messages.success(request, _("The draft is kept, and nothing stands in the way of proposing it."))
    return redirect("agreement", room.id)


def _draft(request: HttpRequest, room: Room, text: str, status: int = 200, **facts: object) -> HttpResponseBase:
    """The form, with what tells whether the draft is still the one that it was opened with."""
    told = {"seen": agreeing.mark(room.project), "text": text, "strangers": _strangers(room, text), **facts}
    return show(request, "web/draft.html", room, status, tab="agreement", **told)


def _strangers(room: Room, text: str) -> list[Refusal]:
    """Approvers in this text whom nobody here knows; of a text that is no agreement yet, none."""
    agreement, _problems = toml.read(text.encode())
    return naming.strangers(room.project, agreement) if agreement else []


@require_http_methods(["GET", "POST"])
@within
def discard(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Ask before the draft is discarded, with what goes; then do it."""
    if request.method == "GET":
        whole, others = discarding.goes(room.visit, room.project), discarding.others(room.visit, room.project)
        return show(request, "web/discard.html", room, tab="agreement", whole=whole, others=others)
    if discarding.discard(room.visit, room.project):
        messages.success(request, _("The draft is discarded, and its project with it."))
        return redirect("home")
    messages.success(request, _("The draft is discarded. What is in force stays as it is."))
    return redirect("agreement", room.id)


@require_POST
@within
def invite(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The link for the other side's signatory, shown once."""
    secret = inviting.invite(room.visit, room.project, request.POST.get("name", ""), request.POST.get("email", ""))
    link = request.build_absolute_uri(f"/join/{secret}/")
    return show(request, "web/invited.html", room, tab="agreement", link=link, name=request.POST.get("name", ""))


@require_POST
@within
def choose_passkey(request: HttpRequest, room: Room) -> HttpResponseBase:
    """The passkey that this person signs with."""
    agreeing.choose_passkey(room.visit, room.project, request.POST.get("key", ""), request.POST.get("name"))
    messages.success(request, _("You sign with this passkey. Its fingerprint and your name stand in the agreement."))
    return redirect("agreement", room.id)


@require_POST
@within
def propose(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Put the draft forward for signing."""
    host = request.get_host().partition(":")[0]
    try:
        version = agreeing.propose(room.visit, room.project, host, request.POST.get("seen", ""))
    except Unsound as error:
        return _draft(request, room, agreeing.draft_text(room.project), error.status, wrong=error)
    return redirect("version", room.id, version.number)


@require_POST
@within
def withdraw(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """Take a proposal back."""
    agreeing.withdraw(room.visit, room.project, number)
    messages.info(request, _("The proposal is withdrawn. Its text stays as the draft."))
    return redirect("agreement", room.id)


@require_POST
@within
def sign(request: HttpRequest, room: Room, number: int) -> HttpResponseBase:
    """Sign a version with the passkey's assertion over its hash."""
    try:
        told: object = json.loads(request.POST.get("credential", "")[:20_000])
    except (ValueError, RecursionError):
        told = None
    if agreeing.sign(room.visit, room.project, number, told):
        messages.success(request, _("Signed by all sides: it is agreed."))
    else:
        messages.success(request, _("You have signed. The other side signs next."))
    return redirect("agreement", room.id)


@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "POST"])
@within
def live(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Make the project's key and bring it live."""
    gate.enter(room.visit, room.project, Deed.GO_LIVE)
    wrong: HemvistError | str = ""
    if request.method == "POST":
        passphrase = request.POST.get("passphrase", "")
        try:
            if passphrase == request.POST.get("again", ""):
                go_live(room.visit, room.project, passphrase)
                messages.success(request, _("The project is live. Documents can come in now."))
                return redirect(room.front)
            wrong = _("The two passphrases are not the same.")
        except (WeakPassphrase, WrongPassphrase) as error:
            wrong = f"{error.message} {error.help}"
    return show(request, "web/live.html", room, 400 if wrong else 200, tab="agreement", wrong=wrong)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponseBase:
    """An invitation: looked at first, spent by a button; then a passkey is added, and the agreement waits to be read."""
    limited: HttpResponseBase | None = ratelimit.consume_or_429(request, action="login")
    if limited is not None:
        return limited
    invited = inviting.waiting(secret)
    here = visits.of_request(request)
    signed_in = here.person if here and visits.factor_of(request) else None
    known = invited.known
    if request.method == "GET":
        return show(
            request, "web/join.html", invited=invited, side=Side(invited.row.side), known=known, mine=known == signed_in,
            signed_in=signed_in, called=_called(known.name if known else invited.name),
        )  # fmt: skip
    person = inviting.accept(invited, signed_in, request.POST.get("name"))
    if known is None:
        _come_in(request, person)
        return redirect("mfa_add_webauthn")
    return redirect("agreement", invited.row.project_id)


def _called(name: str) -> str:
    """What stands in the field for a name at first: nothing where it is nobody's."""
    return "" if placeholder(name) else name


def _come_in(request: HttpRequest, person: Person) -> None:
    """Sign in whoever was admitted a moment ago; a second factor is asked for before anything else is shown."""
    logout(request)
    record_authentication(request, person, method="link")
    perform_login(request, Login(user=person, email_verification="none"))
