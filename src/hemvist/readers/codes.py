"""The codes of a Word document's fields: what stands in one is never shown, only what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hemvist.readers.styles import attribute, tag


@dataclass
class _Field:
    """A field that has begun: what stands in its code so far, and whether its result has begun, too."""

    code: list[Any] = field(default_factory=list)
    separated: bool = False


def in_codes(root: Any) -> set[Any]:
    """The texts, and the beginnings of fields, that stand in the code of a field; one that never ends is none."""
    if next(root.iter("{*}fldChar"), None) is None:
        return set()
    found: set[Any] = set()
    begun: list[_Field] = []
    open_: list[_Field] = []
    for element in root.iter("{*}fldChar", "{*}t", "{*}sym"):
        kind = attribute(element, "fldCharType") if tag(element) == "fldChar" else ""
        if kind in ("", "begin") and open_:
            open_[-1].code.append(element)
        if kind == "begin":
            begun.append(_Field())
            open_.append(begun[-1])
        elif kind and begun:
            _end(kind, begun, open_, found)
    return found


def _end(kind: str, begun: list[_Field], open_: list[_Field], found: set[Any]) -> None:
    """The code of the field begun last is at its end, or all of it is."""
    last = begun[-1]
    if not last.separated:
        last.separated = True
        open_.pop()
    if kind == "end":
        found.update(begun.pop().code)


def is_changed(root: Any) -> bool:
    """Whether anything below ``root`` is marked as inserted, deleted or moved."""
    marks = root.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
    return any(tag(one.getparent()) != "path" for one in marks)  # a drawn path has a moveTo of its own
