"""The language model of this installation: what runs, what could, and what changing costs. For who operates all of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hemvist.domain.errors import NotFound
from hemvist.people.visit import Visit
from hemvist.projects import whole
from hemvist.providers.catalogue import Entry, catalogue, entry
from hemvist.providers.fits import Machine, machine
from hemvist.providers.model import ModelUnreachable
from hemvist.providers.shelf import Shelf
from hemvist.providers.speaking import SharedModel
from hemvist.providers.speech import Hello
from hemvist.web.page import show, visitor

NONE = "none"


@dataclass(frozen=True)
class Card:
    """One model as the page shows it: whether its weights are here, whether it is chosen, and whether it fits."""

    entry: Entry
    here: bool
    chosen: bool
    fits: bool


@dataclass(frozen=True)
class Now:
    """What was chosen and what runs: nothing yet while a chosen one is loading."""

    chosen: Entry | None
    running: Hello | None
    memory: int

    @property
    def runs(self) -> bool:
        return self.chosen is not None and self.running is not None and self.running.identity == self.chosen.identity


@require_GET
def models(request: HttpRequest) -> HttpResponseBase:
    """What runs now, and the catalogue."""
    _deciding(request)
    now = _now()
    cards = [_card(one, now) for one in catalogue()]
    return show(request, "web/models.html", tab="models", now=now, cards=cards, machine=_room(now))


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, name: str) -> HttpResponseBase:
    """Say what a change costs, and make it once it is confirmed."""
    visit = _deciding(request)
    one = None if name == NONE else entry(name)
    now, card = _now(), None
    if one is not None:
        card = _card(one, now)
        if not (card.here and card.fits):
            return redirect("models")
    if request.method == "GET":
        return show(request, "web/choose_model.html", tab="models", now=now, card=card)
    whole.choose(visit, _shelf(), one)
    messages.success(request, _started() if one else _("No language model runs any more. Answers are quotations."))
    return redirect("models")


def _started() -> str:
    return _("Chosen. It is being checked and loaded; until then answers are made without it.")


def _deciding(request: HttpRequest) -> Visit:
    """The person, who may decide; for anybody else there is no such page."""
    visit = visitor(request)
    if not whole.may_decide(visit):
        raise NotFound(thing="page")
    return visit


def _shelf() -> Shelf:
    return Shelf(settings.MODEL_FOLDER, settings.MODEL_CHOICE)


def _now() -> Now:
    model = SharedModel(settings.MODEL_SOCKET)
    try:
        return Now(_shelf().chosen(), model.hello, model.memory)
    except ModelUnreachable:
        return Now(_shelf().chosen(), None, 0)


def _room(now: Now) -> Machine:
    """What there would be for another model: what runs now gives its memory back."""
    here = machine()
    return Machine(here.memory + now.memory, here.processors)


def _card(one: Entry, now: Now) -> Card:
    return Card(one, _shelf().has(one), one == now.chosen, _room(now).fits(one))
