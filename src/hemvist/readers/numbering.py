"""The numbers that Word shows but does not write: clause 4.2 is counted here as Word counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from hemvist.readers.styles import attribute, child, number, tag

_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class Level:
    """A level of a list: where it starts, how its numbers are written, and the text they stand in (``%1.%2``)."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    plain: bool = False


class Listed(NamedTuple):
    """What the number that a paragraph refers to means: its kind of list, the levels of this, and those that begin anew, where."""

    kind: int
    levels: dict[int, Level]
    starts: dict[int, int]


class Counts:
    """Counts the paragraphs of lists that go by a number; those of one kind are counted together."""

    def __init__(self) -> None:
        self._counts: dict[int, list[int | None]] = {}
        self._begun: set[int] = set()

    def next(self, number: int, listed: Listed, depth: int) -> str:
        """The number that the next paragraph of list ``number`` shows."""
        counts = self._counts.setdefault(listed.kind, [None] * 9)
        if number not in self._begun:
            self._begun.add(number)
            for at, start in listed.starts.items():
                counts[at] = start - 1
        depth = max(0, min(depth, 8))
        counted(counts, depth, listed.levels)
        return shown(listed.levels, depth, counts)


class Numbering:
    """Counts the paragraphs of every list of a document; call ``next`` once for each, in order."""

    def __init__(self, root: Any | None) -> None:
        elements = [] if root is None else list(root)
        self._kinds = {attribute(one, "abstractNumId"): _levels(one) for one in elements if tag(one) == "abstractNum"}
        self._lists = {attribute(one, "numId"): one for one in elements if tag(one) == "num"}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def next(self, list_id: str, depth: int, style: str) -> str:
        """The number that the next paragraph of a list shows, such as ``4.2``, ``(a)`` or ``•``; empty if none."""
        kind = attribute(child(self._lists.get(list_id), "abstractNumId"), "val")
        levels = self._kinds.get(kind)
        if levels is None:
            return ""
        depth = next((at for at, level in levels.items() if style and level.style == style), depth)
        counts = self._counts.setdefault(kind, [None] * 9)
        self._begin(list_id, counts)
        counted(counts, depth, levels)
        return shown(levels, depth, counts)

    def _begin(self, list_id: str, counts: list[int | None]) -> None:
        """Where a list is used for the first time and says so, its count starts anew."""
        if list_id in self._begun:
            return
        self._begun.add(list_id)
        for change in self._lists[list_id]:
            override = child(change, "startOverride")
            depth = number(attribute(change, "ilvl"), 9)
            if tag(change) == "lvlOverride" and override is not None and depth < 9:
                counts[depth] = number(attribute(override, "val"), 1) - 1


def _levels(kind: Any) -> dict[int, Level]:
    found = (one for one in kind if tag(one) == "lvl")
    return {number(attribute(one, "ilvl"), 0): _level(one) for one in found if number(attribute(one, "ilvl"), 0) < 9}


def _level(element: Any) -> Level:
    def said(name: str, default: str = "") -> str:
        return attribute(child(element, name), "val", default)

    plain = child(element, "isLgl") is not None
    return Level(number(said("start"), 1), said("numFmt", "decimal"), said("lvlText"), said("pStyle"), plain)


def counted(counts: list[int | None], depth: int, levels: dict[int, Level]) -> None:
    """One more at ``depth``; what lies deeper starts anew, what lies above has at least begun."""
    for at in range(depth + 1):
        now = counts[at]
        begun = levels.get(at, Level()).start
        counts[at] = (begun if now is None else now + 1) if at == depth else (begun if now is None else now)
    counts[depth + 1 :] = [None] * (8 - depth)


def shown(levels: dict[int, Level], depth: int, counts: list[int | None]) -> str:
    """What stands before a paragraph at ``depth``."""
    level = levels.get(depth, Level())
    if level.form == "bullet":
        return "•"
    if level.form == "none":
        return ""

    def put(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        form = "decimal" if level.plain else levels.get(at, Level()).form
        return written(counts[at] or 0, form) if at <= depth else ""

    return re.sub(r"%([1-9])", put, level.text)[:40].strip()


def written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (count - 1) % 26) * min(5, 1 + (count - 1) // 26) if count > 0 else ""
    elif form in ("lowerRoman", "upperRoman"):
        text = _roman(min(count, 5000))
    else:
        return f"{count:02d}" if form == "decimalZero" else str(count)
    return text.upper() if form.startswith("upper") else text


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text
