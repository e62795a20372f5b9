"""The first page: one's projects; opening one for one's own documents, unlocking and locking it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemvist.closing.outlook import Outlook
from hemvist.closing.retain import overdue_in
from hemvist.documents.models import Document
from hemvist.domain.errors import HemvistError, Refused
from hemvist.domain.levels import RootKey
from hemvist.domain.permit import Deed
from hemvist.projects import gate, whole
from hemvist.projects import open as opening
from hemvist.projects.guard import put_behind_passphrase
from hemvist.projects.models import AgreementAltered, Project
from hemvist.vault.errors import WeakPassphrase, WrongPassphrase
from hemvist.web.page import Room, room_of, show, visitor, within


@dataclass(frozen=True)
class Card:
    """A project on the first page; ``documents`` is ``None`` to whom they are not shown."""

    room: Room
    documents: int | None


@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """The person's projects."""
    visit = visitor(request)
    cards, altered = list[Card](), list[tuple[Project, AgreementAltered]]()
    for row in Project.objects.of(visit.person):
        try:
            room = room_of(visit, row)
        except AgreementAltered as error:  # it keeps nobody from the others
            altered.append((row, error))
        else:
            cards.append(Card(room, _count(room)))
    return show(request, "web/home.html", cards=cards, altered=altered, decides=whole.may_decide(visit))


def _count(room: Room) -> int | None:
    if not room.may_list:
        return None
    try:
        return len(Document.objects.seen_with(gate.enter(room.visit, room.project, Deed.LIST)))
    except Refused:
        return None


@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "POST"])
def new_project(request: HttpRequest) -> HttpResponseBase:
    """Open a one-party project under level 3's rules, its key behind a passphrase."""
    visit = visitor(request)
    name, passphrase = request.POST.get("name", ""), request.POST.get("passphrase", "")
    if request.method == "GET":
        return show(request, "web/new_project.html")
    if passphrase != request.POST.get("again", ""):
        return _asked_again(request, name, again=_("The two passphrases are not the same."))
    try:
        project = opening.open_one_party(visit.person, name, passphrase)
    except opening.NameMissing as error:
        return _asked_again(request, name, name_wrong=error.message)
    except WeakPassphrase as error:
        return _asked_again(request, name, passphrase=f"{error.message} {error.help}")
    messages.success(request, _("Your project is open. Now add your documents."))
    return redirect("documents", project.pk)


def _asked_again(request: HttpRequest, name: str, **wrong: str) -> HttpResponseBase:
    return show(request, "web/new_project.html", status=400, name=name, wrong=wrong)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@within
def unlock(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Ask for the passphrase, and go on to where the person was going."""
    onward = _onward(request, room)
    if not room.locked:
        return redirect(onward)
    wrong: HemvistError | None = None
    if request.method == "POST":
        try:
            opening.unlock(room.visit, room.project, request.POST.get("passphrase", ""))
            return redirect(onward)
        except (WrongPassphrase, WeakPassphrase) as error:
            wrong = error
    status = 403 if wrong else 200
    over = Outlook(since=overdue_in(room.project))
    return show(request, "web/unlock.html", room, status, wrong=wrong, onward=onward, over=over)


@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "POST"])
@within
def guard(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Put the project's key behind a passphrase, where it is not yet: the owner's."""
    gate.enter(room.visit, room.project, Deed.GUARD)
    if room.project.root_key == RootKey.PASSPHRASE:
        return redirect("agreement", room.id)
    if request.method == "GET":
        return show(request, "web/guard.html", room, tab="agreement")
    passphrase, wrong = request.POST.get("passphrase", ""), ""
    if passphrase != request.POST.get("again", ""):
        wrong = _("The two passphrases are not the same.")
    else:
        try:
            put_behind_passphrase(room.visit, room.project, passphrase)
        except (WeakPassphrase, WrongPassphrase) as error:
            wrong = f"{error.message} {error.help}"
    if wrong:
        return show(request, "web/guard.html", room, status=400, tab="agreement", wrong=wrong)
    messages.success(request, _("The key is behind your passphrase now. It is asked for after every start."))
    return redirect("agreement", room.id)


@require_POST
@within
def lock(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Forget the key until the passphrase is given again."""
    opening.lock(room.visit, room.project)
    messages.success(request, _("The project is locked. Its contents stay sealed until the passphrase is given again."))
    return redirect("/")


def _onward(request: HttpRequest, room: Room) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = wanted.startswith(f"/p/{room.id}/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else room.front
