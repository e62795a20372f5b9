"""What the page of the intake shows: its questions as answered so far, and all that is wrong with the answers at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from hemvist.domain.agreement import Agreement, Location
from hemvist.domain.errors import HemvistError
from hemvist.domain.intake import ASKED, AnswerUnusable, Question, where
from hemvist.domain.keepable import must_say, say_where, stands_line
from hemvist.domain.levels import STRICT, Place


def unsaid(agreement: Agreement) -> list[str]:
    """What this installation would have to say of itself before it could keep the agreement; empty where it does."""
    return [say_where(agreement.locations.storage)] if must_say(agreement) and not settings.STANDS.strip() else []


def stands_unsaid(answers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """For the page of questions: the line by which an installation that does not say where it stands says so."""
    if settings.STANDS.strip():
        return {}
    try:
        agreed = where(answers or {}, STRICT, "")
    except AnswerUnusable:
        agreed = Location(Place.EU)
    return {"stands_line": stands_line(agreed)}


def questions(answers: Mapping[str, str], wrong: Sequence[HemvistError] = ()) -> list[tuple[Question, str, str]]:
    """Each question, what stands in its field, and what is wrong with that."""
    said = {str(one.facts["name"]): one.words for one in wrong if isinstance(one, AnswerUnusable)}
    return [(one, answers.get(one.name) or ("" if answers else one.proposed), said.get(one.name, "")) for one in ASKED]


def wrongs(wrong: Sequence[HemvistError]) -> dict[str, Any]:
    """All that is wrong, each with the field that it stands in, and the first of these, where the page is looked at first."""
    fields = [(_field(one), one) for one in wrong]
    return {"wrongs": fields, "first": fields[0][0], "problems": getattr(wrong[0], "problems", ())}


def _field(one: HemvistError) -> str:
    if isinstance(one, AnswerUnusable):
        return str(one.facts["name"])
    return "file" if hasattr(one, "problems") else "title"
