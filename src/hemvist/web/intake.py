"""What the page of the intake shows: its questions as answered so far, and all that is wrong with the answers at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hemvist.domain.errors import HemvistError
from hemvist.domain.intake import ASKED, AnswerUnusable, Question


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
