"""What stands in the elements of a web page that are no text: what was filled in, ticked or chosen, and formulas."""

from __future__ import annotations

from typing import Any, Final

_TICKED: Final = frozenset({"checkbox", "radio"})
_TYPED: Final = frozenset({"", "text", "number", "date", "month", "time", "email", "tel", "url", "search"})
_DEEPEST: Final = 40
_LONGEST: Final = 2_000
_BESIDE: Final = {"mfrac": "({0})/({1})", "msqrt": "√({0})", "mroot": "√({0})", "msub": "{0}_{1}"}


def filled(element: Any) -> str:
    """What an input shows: whether it is ticked, or what was typed into it."""
    kind = (element.get("type") or "").lower()
    if kind in _TICKED:
        mark = "[ ]" if element.get("checked") is None else "[x]"
    else:
        mark = (element.get("value") or "").strip()[:_LONGEST] if kind in _TYPED else ""
    after = (element.tail or "")[:1]
    return f"{mark} " if mark and after and not after.isspace() else mark


def chosen(box: Any) -> Any | None:
    """The choice that is seen before a list is opened: the last one chosen, else the first; None if all of them are seen."""
    if box.get("multiple") is not None or (box.get("size") or "1") != "1":
        return None
    found = None
    for one in box.iter("option"):
        if found is None or one.get("selected") is not None:
            found = one
    return found


def formula(element: Any, depth: int = 0) -> str:
    """MathML in one line: fractions as ``(a)/(b)``, powers as ``x^2``."""
    if element.tag == "annotation" or not isinstance(element.tag, str) or depth > _DEEPEST:
        return ""
    parts = [formula(one, depth + 1) for one in element]
    if element.tag in _BESIDE or element.tag == "msup":
        around = _BESIDE.get(element.tag, "{0}^{1}" if len(parts) == 2 and len(parts[1]) == 1 else "{0}^({1})")
        return around.format(*([*parts, "", ""] if element.tag != "msqrt" else ["".join(parts)]))
    return " ".join((element.text or "").split()) + "".join(parts)
