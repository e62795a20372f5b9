"""The numbered clauses of a text: which number stands above an offset, and where a clause of a number stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Label = tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """A numbered clause: its number in parts, as ``about.label`` makes it, its own span, and the heading it stands under."""

    label: Label
    start: int
    end: int
    heading: str


_MARK: Final = re.compile(
    r"^[ \t]*(?:"
    r"(?:(?i:article|artikel|section|clause|punkt|ziffer|avsnitt|abschnitt|(?:art|sec|cl|ziff)\.)[ \t]{1,3}|§[ \t]{0,3})(?P<lead>\d{1,3}(?:\.\d{1,2}){0,4})\b[.:)]?"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,2}){1,4})\.?(?=[ \t]+[\"“„«(]?[^\W\d_a-zåäöüéèàâêîôûç])"
    r"|(?P<plain>\d{1,2})[.)]?(?=[ \t]+[\"“„«]?[^\W\d_a-zåäöüéèàâêîôûç])"
    r"|\((?P<inner>\d{1,2}|[a-z]{1,3})\)(?=[ \t]+\S)"
    r"|(?P<letter>[a-z])\)(?=[ \t]+\S))"
    r"(?P<rest>[^\n]{0,120})",
    re.MULTILINE,
)
_LEADERS: Final = re.compile(r"\.{4,}")


def clauses(text: str) -> list[Clause]:
    """The clauses that the beginnings of its lines number, in order; lines of a table of contents are none.

    A bare "4" counts only where it follows on 3, so that a wrapped line that begins with a number does not. Takes time
    linear in the text's length.
    """
    marks = list(_marks(text))
    ends = [*(start for _, start, _ in marks[1:]), len(text)]
    return [Clause(label, start, end, heading) for (label, start, heading), end in zip(marks, ends, strict=False)]


def _marks(text: str) -> Iterator[tuple[Label, int, str]]:
    top: Label = ()
    heading = ""
    for found in _MARK.finditer(text):
        if _LEADERS.search(found["rest"]):
            continue
        inner = found["inner"] or found["letter"]
        if inner:
            yield (*top, inner.lower()), found.start(), heading
            continue
        label = tuple((found["lead"] or found["dotted"] or found["plain"]).split("."))
        if found["plain"] and not _follows(label, top):
            continue
        if len(label) == 1:
            heading = " ".join(found["rest"].split())
        top = label
        yield label, found.start(), heading


def _follows(label: Label, top: Label) -> bool:
    return int(label[0]) == (int(top[0]) + 1 if top else 1)


def at(known: list[Clause], offset: int) -> Clause | None:
    """The clause that an offset lies in."""
    return next((one for one in reversed(known) if one.start <= offset), None)


def find(known: list[Clause], label: Label, heading: str = "") -> Clause | None:
    """The clause with this number; where several have it, the one under a heading of these words, else the first.

    Without a number, the clause that this heading itself stands over.
    """
    same = [one for one in known if (one.label == label if label else len(one.label) == 1)]
    under = [one for one in same if heading and _bare(heading) == _bare(one.heading)]
    return next(iter(under or (same if label else [])), None)


def _bare(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))


def concerns(changed: Label, heading: str, clause: Clause) -> bool:
    """Whether a change of the clause with a number, under a heading where one is given, is one of this clause.

    A change of 3 is one of 3.2; a change of 3.2 is none of 3. Without a number the heading alone tells.
    """
    if not changed and heading:
        return bool(_bare(clause.heading)) and _bare(heading) == _bare(clause.heading)
    if not changed or clause.label[: len(changed)] != changed:
        return False
    return not heading or not clause.heading or _like(_bare(heading), _bare(clause.heading))


def _like(one: str, other: str) -> bool:
    """The same words, as far as both go: recognition and wrapped lines may have cut one short."""
    return one.startswith(other) or other.startswith(one)
