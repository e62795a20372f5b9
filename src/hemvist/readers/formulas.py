"""Word's formulas in one line: a fraction as ``(a)/(b)``, a power as ``x^2``, a root as ``√(x)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hemvist.readers.styles import attribute, child, tag

_MATH: Final = "/math}"
_MOST_PARTS: Final = 10_000

Told = Callable[[Any], str]
"""Tells what an element in a formula says."""


def is_formula(element: Any) -> bool:
    """Whether an element is a part of a formula; properties of one say nothing."""
    name = element.tag
    return isinstance(name, str) and _MATH in name and not name.endswith("Pr")


def is_built(element: Any) -> bool:
    """Whether its parts stand otherwise than one after the other, so that ``written`` has to tell it."""
    return tag(element) in _WRITTEN and is_formula(element)


def written(element: Any, told: Told) -> str:
    """What a built part of a formula says; ``told`` tells of anything what stands below it, one after the other."""
    return _WRITTEN[tag(element)](element, told)


def _part(element: Any, name: str, told: Told) -> str:
    found = child(element, name)
    return "" if found is None else told(found).strip()


def _parts(element: Any, name: str, told: Told) -> list[str]:
    return [told(one).strip() for one in element if tag(one) == name][:_MOST_PARTS]


def _sign(element: Any, properties: str, name: str, default: str) -> str:
    """A character that the properties of an element name, such as its brackets."""
    found = child(element, properties, name)
    return default if found is None else attribute(found, "val")[:1]


def _at(mark: str, text: str) -> str:
    """What stands higher (``^``) or lower (``_``)."""
    return "" if not text else f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _fraction(element: Any, told: Told) -> str:
    above, below = _part(element, "num", told), _part(element, "den", told)
    bare = attribute(child(element, "fPr", "type"), "val") == "noBar"
    if not above and not below:  # what is left of one that was deleted
        return ""
    return f"{above}; {below}" if bare else f"({above})/({below})"


def _scripts(element: Any, told: Told) -> str:
    base = _part(element, "e", told)
    return base + _at("_", _part(element, "sub", told)) + _at("^", _part(element, "sup", told))


def _before(element: Any, told: Told) -> str:
    base = _part(element, "e", told)
    return _at("_", _part(element, "sub", told)) + _at("^", _part(element, "sup", told)) + base


def _limits(element: Any, told: Told) -> str:
    return _part(element, "e", told) + _at("_" if tag(element) == "limLow" else "^", _part(element, "lim", told))


def _root(element: Any, told: Told) -> str:
    return f"{_at('^', _part(element, 'deg', told))}√({_part(element, 'e', told)})"


def _brackets(element: Any, told: Told) -> str:
    begin, end = _sign(element, "dPr", "begChr", "("), _sign(element, "dPr", "endChr", ")")
    return begin + _sign(element, "dPr", "sepChr", "|").join(_parts(element, "e", told)) + end


def _operator(element: Any, told: Told) -> str:
    """A sum, a product, an integral."""
    sign = _sign(element, "naryPr", "chr", "∫")
    around = _at("_", _part(element, "sub", told)) + _at("^", _part(element, "sup", told))
    return f"{sign}{around}({_part(element, 'e', told)})"


def _function(element: Any, told: Told) -> str:
    return f"{_part(element, 'fName', told)} {_part(element, 'e', told)}"


def _lines(element: Any, told: Told) -> str:
    return "; ".join(_parts(element, "e", told))


def _matrix(element: Any, told: Told) -> str:
    rows = [one for one in element if tag(one) == "mr"][:_MOST_PARTS]
    return "; ".join(", ".join(_parts(row, "e", told)) for row in rows)


_WRITTEN: Final[dict[str, Callable[[Any, Told], str]]] = {
    "f": _fraction,
    **dict.fromkeys(("sSub", "sSup", "sSubSup"), _scripts),
    "sPre": _before,
    **dict.fromkeys(("limLow", "limUpp"), _limits),
    "rad": _root,
    "d": _brackets,
    "nary": _operator,
    "func": _function,
    "eqArr": _lines,
    "m": _matrix,
}
