"""The marks of a web page's lists: figures, letters or Roman numerals, upwards or downwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hemvist.readers.grid import letters
from hemvist.readers.numbering import written

_TYPES: Final = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_ROMAN: Final = {"lower-roman": "lowerRoman", "upper-roman": "upperRoman"}
_UNMARKED: Final = "none"
_TASKS: Final = "inline-task-list"
"""The class of Confluence's lists of tasks, whose boxes are drawn by its style sheet."""
_LETTERS: Final = frozenset({"lower-alpha", "lower-latin", "upper-alpha", "upper-latin"})


@dataclass
class List:
    """A list being read: the number of its next item, None where it has bullets; how it is written; what is added."""

    number: int | None = None
    form: str = ""
    step: int = 1
    tasks: bool = False

    def mark(self, item: Any) -> str:
        """The mark before the next item, with a space after it."""
        if self.tasks:
            return "[x] " if "checked" in (item.get("class") or "").split() else "[ ] "
        if self.number is None:
            return "• "
        number = _number(item.get("value"), self.number)
        self.number = number + self.step
        return f"{_shown(number, self.form)}. " if self.form != _UNMARKED else ""


def listed(tag: str, element: Any, style: Mapping[str, str]) -> List:
    """The list that ``element`` begins, which is told ``style``."""
    if tag != "ol":
        return List(tasks=_TASKS in (element.get("class") or ""))
    told = style.get("list-style-type") or style.get("list-style") or ""
    form = next(
        (word for word in told.split() if word in _ROMAN or word in _LETTERS or word in ("decimal", _UNMARKED)), ""
    )
    form = form or _TYPES.get(element.get("type") or "", "")
    down = element.get("reversed") is not None
    first = sum(child.tag == "li" for child in element) if down else 1
    return List(_number(element.get("start"), first), form, -1 if down else 1)


def _shown(number: int, form: str) -> str:
    if number < 1:
        return str(number)
    if form in _LETTERS:
        return letters(number) if form.startswith("upper") else letters(number).lower()
    return written(number, _ROMAN[form]) if form in _ROMAN and number < 4_000 else str(number)


def _number(told: str | None, otherwise: int) -> int:
    return int(told[:6]) if told and told[:6].isdecimal() else otherwise
