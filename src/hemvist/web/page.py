"""The frame of every page: whose project it stands in, as what the person is there, and that no browser keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hemvist.domain.deeds import STATES
from hemvist.domain.ending import Ending, ending
from hemvist.domain.errors import NotFound
from hemvist.domain.levels import Factor, Role, RootKey
from hemvist.domain.permit import ROLES, Deed
from hemvist.people import visit as visits
from hemvist.people.visit import Visit
from hemvist.projects import gate, kept, passkeys
from hemvist.projects.models import Grant, Membership, Project
from hemvist.projects.open import BEFORE_LIVE, is_locked

LEVEL_WORDS: dict[int, str | Promise] = {
    0: _("harmless documents only"),
    1: _("nothing sensitive"),
    2: _("everything stays in the EU"),
    3: _("nothing leaves this machine"),
}


@dataclass(frozen=True)
class Room:
    """A project as its pages frame it, for one person."""

    visit: Visit
    project: Project
    role: Role
    name: str
    level: int
    one_party: bool
    locked: bool
    ends: Ending
    purposes: tuple[str, ...] = ()
    granted: bool = False

    @property
    def id(self) -> str:
        return self.project.pk

    @property
    def words(self) -> str | Promise:
        """What the level means, in a few words."""
        return LEVEL_WORDS[self.level]

    @property
    def may_ask(self) -> bool:
        return self.role in ROLES[Deed.ASK] and self.has_key and not self.ends.over

    @property
    def may_list(self) -> bool:
        """Whether the person sees documents: after the agreement's end, its owner alone; the operator under a grant."""
        return (self.role in ROLES[Deed.LIST] or self.granted) and self.has_key and self._in_time

    @property
    def may_delete(self) -> bool:
        return self.role in ROLES[Deed.DELETE] and self._in_time

    @property
    def _in_time(self) -> bool:
        return self.role is Role.OWNER or not self.ends.over

    @property
    def has_key(self) -> bool:
        """Whether it has come as far as to have a key."""
        return self.project.state not in BEFORE_LIVE

    @property
    def may_lock(self) -> bool:
        """Whether the person may shut everybody out until the passphrase is given."""
        return self.role in ROLES[Deed.LOCK] and self.has_key and self.project.root_key == RootKey.PASSPHRASE

    @property
    def may_keep(self) -> bool:
        """Whether the person may add and replace documents, and set what belongs to them."""
        return self.role in ROLES[Deed.INGEST] and not self.ends.over

    @property
    def may_choose(self) -> bool:
        """Whether the person decides if a model phrases the answers."""
        return self.role in ROLES[Deed.SET_PHRASING]

    @property
    def may_keep_questions(self) -> bool:
        """Whether the person may keep questions with what is expected of them."""
        return self.role in ROLES[Deed.KEEP_QUESTIONS] and self.has_key and not self.ends.over

    @property
    def may_keep_people(self) -> bool:
        """Whether the person keeps the list of who belongs to the project."""
        return self.role in ROLES[Deed.SHUT_OUT] and self.project.state in STATES[Deed.SHUT_OUT]

    @property
    def may_allow(self) -> bool:
        """Whether the person may call a find a false alarm."""
        return self.role in ROLES[Deed.ALLOW]

    @property
    def may_read_log(self) -> bool:
        return self.role in ROLES[Deed.READ_AUDIT]

    @property
    def front(self) -> str:
        """The page of the project this person begins at."""
        return reverse("ask" if self.may_ask else "agreement", args=[self.id])


def passkey_wanted(request: HttpRequest) -> dict[str, str | Promise] | None:
    """The way to a sign-in with a passkey, for whoever signed in with something else: what it is called, and its address."""
    here = visits.of_request(request)
    if here is None or visits.factor_of(request) is Factor.PASSKEY:
        return None
    back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
    if passkeys.of(here.person):
        return {"words": _("Sign in with your passkey now"), "at": f"{reverse('mfa_reauthenticate_webauthn')}?{back}"}
    return {"words": _("Make a passkey now"), "at": f"{reverse('mfa_add_webauthn')}?{back}"}


def visitor(request: HttpRequest) -> Visit:
    """The person at the page; the middleware lets nobody else come this far."""
    visit = visits.of_request(request)
    if visit is None:
        raise NotFound(thing="page")
    return visit


def room_of(visit: Visit, project: Project) -> Room:
    """The project's frame for this person; :class:`NotFound` for whoever does not belong to it, with a line in its log."""
    membership = Membership.objects.filter(project=project, person=visit.person, ended=None).first()
    if membership is None:
        gate.enter(visit, project, Deed.LIST)
        raise NotFound(thing="project")
    agreement = kept.agreement_of(project)
    return Room(
        visit, project, Role(membership.role), project.name, agreement.level, agreement.one_party, is_locked(project),
        ending(agreement, datetime.now(UTC).date()), agreement.purposes, _granted(membership),
    )  # fmt: skip


def _granted(membership: Membership) -> bool:
    """Whether it is the operator's, with a grant. What it opens is the gate's to decide."""
    operates = membership.role == Role.OPERATOR
    return operates and Grant.living(membership.project, membership.person_id) is not None


View = Callable[..., HttpResponseBase]


def within(view: View) -> View:
    """A page of a project, for people who belong to it."""

    @wraps(view)
    def entered(request: HttpRequest, project: str, **names: str | int) -> HttpResponseBase:
        row = Project.objects.filter(pk=project).first()
        if row is None:
            raise NotFound(thing="project")
        return view(request, room_of(visitor(request), row), **names)

    return entered


def unlocked(view: View) -> View:
    """A page that shows contents: while the project is locked, its passphrase is asked for first."""

    @wraps(view)
    def opened(request: HttpRequest, room: Room, **names: str | int) -> HttpResponseBase:
        if room.locked:
            back = request.get_full_path() if request.method == "GET" else room.front
            return redirect(f"{reverse('unlock', args=[room.id])}?{urlencode({'next': back})}")
        return view(request, room, **names)

    return opened


def show(
    request: HttpRequest, template: str, room: Room | None = None, status: int = 200, **facts: object
) -> HttpResponse:
    """A page that is not kept by browsers or anything between."""
    return unkept(render(request, template, {"room": room, **facts}, status=status))


def unkept(response: HttpResponse) -> HttpResponse:
    """The response, with the word that nothing may keep it."""
    response["Cache-Control"] = "no-store"
    return response
