"""What a slide's paragraphs show besides their runs: the numbers that PowerPoint counts, and formulas."""

from __future__ import annotations

from typing import Any, Final

from hemvist.readers.formulas import is_built, is_formula
from hemvist.readers.formulas import written as formula
from hemvist.readers.numbering import written
from hemvist.readers.styles import attribute, child, number, tag

_FORMS: Final = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_AROUND: Final = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_DEEPEST: Final = 30
_MOST_LEVELS: Final = 9


class Numbers:
    """Counts the numbered paragraphs of one shape, level by level."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[str, int]] = {}

    def next(self, paragraph: Any) -> str:
        """What PowerPoint writes before the paragraph; empty if it is not numbered."""
        properties = child(paragraph, "pPr")
        level = min(number(attribute(properties, "lvl"), 0), _MOST_LEVELS)
        told = child(properties, "buAutoNum")
        kind, start = attribute(told, "type"), number(attribute(told, "startAt"), 1)
        self._counts = {at: count for at, count in self._counts.items() if at < level + (told is not None)}
        if told is None:
            return ""
        before, count = self._counts.get(level, ("", 0))
        count = count + 1 if before == f"{kind}{start}" else start
        self._counts[level] = f"{kind}{start}", count
        return _numbered(kind, count)


def _numbered(kind: str, count: int) -> str:
    form = next((one for one in _FORMS if kind.startswith(one)), "")
    around = _AROUND.get(kind.removeprefix(form), "{}.")
    return around.format(written(count, _FORMS.get(form, "decimal")))


def said(element: Any, depth: int = 0) -> str:
    """The text of a run, or of a formula in one line."""
    if depth < _DEEPEST and is_built(element):
        return formula(element, lambda part: "".join(said(one, depth + 1) for one in part))
    if tag(element) == "t":
        return element.text or ""
    if depth >= _DEEPEST or not (is_formula(element) or tag(element) in ("r", "fld", "m")):
        return "".join(one.text or "" for one in element.iter("{*}t"))
    return "".join(said(one, depth + 1) for one in element)
