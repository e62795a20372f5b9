"""What a document says of itself, kept sealed in its card when it is read, and found out anew where a card lacks it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from hemvist.documents.models import Version
from hemvist.documents.stored import stored_text
from hemvist.domain.about import About, Paper, Reference, Tie, about
from hemvist.domain.changes import Change
from hemvist.domain.permit import Permit
from hemvist.domain.text import Text
from hemvist.index.base import Card
from hemvist.index.cards import card

SAID: Final = "about"
"""Where a card keeps it."""
RULES: Final = 5
"""Counted up when the rules change, so that what older ones read is read anew."""
_SHEETS: Final = frozenset({"xlsx", "xls", "ods", "csv"})


def of_text(text: Text, told: Card) -> About:
    """What a text says of itself."""
    return about(text.text, told.title, told.parties, sheet=text.kind in _SHEETS)


def said(text: Text, told: Card) -> dict[str, Any]:
    """The same as the part of a card that keeps it."""
    return {SAID: plain(of_text(text, told)) | {"rules": RULES}}


def about_of(permit: Permit, version: Version, card_: dict[str, Any] | None = None) -> About:
    """What a version that was read says of itself; from its text where its card keeps nothing, or what older rules read."""
    kept = (card_ or version.card(permit)).get(SAID)
    if kept is not None and not _outdated(kept):
        return parsed(kept)
    text = stored_text(permit, version)
    return of_text(text, card(text))


def _outdated(kept: dict[str, Any]) -> bool:
    """Whether older rules read it: of a paper that changes another, and of one that another changes, they knew less."""
    return bool(kept.get("rules") != RULES)


def plain(told: About) -> dict[str, Any]:
    """As JSON has it: days as ISO 8601."""
    return {name: _plain(value) for name, value in asdict(told).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return sorted(map(_plain, value)) if isinstance(value, frozenset) else [_plain(one) for one in value]
    return value


def parsed(kept: dict[str, Any]) -> About:
    """What :func:`plain` made of it."""
    references = tuple(
        Reference(**(row | {"tie": Tie(row["tie"]), "dated": _day(row["dated"]), "since": _day(row.get("since"))}))
        for row in kept["references"]
    )
    changes = tuple(
        Change(**(row | {"label": tuple(row["label"]), "since": _day(row["since"])})) for row in kept["changes"]
    )
    return About(
        Paper(kept["paper"]), kept["number"], kept["title"], tuple(kept["parties"]), _day(kept["dated"]),
        _day(kept["since"]), frozenset(map(date.fromisoformat, kept["days"])), references, changes,
        frozenset(kept.get("numbers", ())),
    )  # fmt: skip


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
