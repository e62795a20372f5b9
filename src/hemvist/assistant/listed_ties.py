"""What points from a row of a list over many documents to another document: what changes the clause quoted, and from when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from hemvist.assistant import ask, force
from hemvist.assistant.record import Row
from hemvist.assistant.reply import Asking
from hemvist.domain import absent
from hemvist.domain.inforce import Part
from hemvist.domain.tie_note import Way

_WAYS: Final = {
    Part.ANSWER.value: Way.CHANGED, Part.LATER.value: Way.CHANGED, Part.PART.value: Way.PART, Part.READ.value: Way.READ,
    Part.UNCONFIRMED.value: Way.UNCONFIRMED, Part.REPLACED.value: Way.CHANGES,
}  # fmt: skip


def ties(asking: Asking, row: Row, day: date) -> list[Row]:
    """Rows that name the documents whose wordings of the clause quoted in ``row`` are known, with the days of these.

    ``of`` is the version that the row quotes. Where another wording takes the place of what is quoted, or will, the list
    cannot say yes or no to it (``record.tallied``): that row says ``changed``.
    """
    tell: Callable[..., Row] = partial(ask.checked, asking.permit)
    group = force.beside(asking, [row], day, tell, answered=False)
    mine = next((one for one in group if one["version"] == row["version"]), None)
    if mine is None:
        return []
    return [_tie(one, row, _way(one, mine)) for one in group if one["version"] != row["version"]]


def _way(one: Row, mine: Row) -> Way:
    """What is in force in the place of a clause changes it; what was replaced before, or with it, is none of its changes.

    To a clause that another paper suspends nobody says yes or no.
    """
    way = _WAYS[one["stands"]]
    way = Way.READ if way is Way.PART and absent.rests(one["quote"]) else way
    older = one["since"] < mine["since"] if one["since"] and mine["since"] else not one["since"]
    return Way.CHANGES if way is Way.CHANGED and older else way


def _tie(one: Row, row: Row, way: Way) -> Row:
    named = {name: one[name] for name in ("document", "title", "document_id", "version", "since")}
    return named | {"way": way.value, "of": row["version"], "brought": True}
