"""The embedder's half of the page of models: which one, how far each project is, and what changing costs."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hemvist.documents import choose, names
from hemvist.documents.choose import Standing
from hemvist.domain.errors import NotFound
from hemvist.projects import whole
from hemvist.providers.base import WeightsMissing
from hemvist.providers.sources import Table, table, tables
from hemvist.web.page import show, visitor


@dataclass(frozen=True)
class EmbedderCard:
    """One embedder as the page shows it: whether its weights are here, and whether it is chosen."""

    one: Table
    here: bool
    chosen: bool


@dataclass(frozen=True)
class Embedders:
    """The cards, how it stands in each project, and whether any is on its way to another embedder."""

    cards: list[EmbedderCard]
    standings: list[Standing]

    @property
    def turning(self) -> list[Standing]:
        """The projects that are being embedded anew."""
        return [one for one in self.standings if one.coming]

    @property
    def staying(self) -> list[Standing]:
        """The projects that another embedder answers for than the chosen one, and that are not on their way to it."""
        return [one for one in self.standings if not one.coming and one.embedder != self.chosen.name]

    @property
    def chosen(self) -> Table:
        return next(card.one for card in self.cards if card.chosen)

    @property
    def before(self) -> Table | None:
        """What those that are on their way can go back to."""
        return table(self.turning[0].embedder) if self.turning else None


def embedders() -> Embedders:
    """All of it, for a person who may decide."""
    chosen = names.chosen(settings.EMBEDDER_CHOICE)
    cards = [EmbedderCard(one, choose.is_here(one), one == chosen) for one in tables()]
    return Embedders(cards, choose.standings())


@require_http_methods(["GET", "POST"])
def choose_embedder(request: HttpRequest, name: str) -> HttpResponseBase:
    """Say what a change costs, and have it begin once it is confirmed."""
    visit = visitor(request)
    if not whole.may_decide(visit):
        raise NotFound(thing="page")
    one = table(name)
    if request.method == "GET":
        if not choose.is_here(one):
            return redirect("models")
        return show(
            request,
            "web/choose_embedder.html",
            tab="models",
            one=one,
            cost=choose.cost(one),
            turning=embedders().turning,
        )
    try:
        messages.success(request, _begun(choose.choose(visit, one)))
    except WeightsMissing:
        messages.error(request, _("Its weights are not on this machine. Nothing was changed."))
    return redirect("models")


def _begun(projects: int) -> str:
    if not projects:
        return _("Chosen. No project has to be embedded anew.")
    return ngettext(
        "Chosen. One project is being embedded anew; until that is whole, the present index answers.",
        "Chosen. %(many)s projects are being embedded anew; until each is whole, its present index answers.",
        projects,
    ) % {"many": projects}
