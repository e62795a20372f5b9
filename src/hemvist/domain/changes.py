"""Statements in a document that a clause of an earlier one reads otherwise from now on: "Section 4.2 is replaced by …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from hemvist.domain.quantities import days

LOOKED_AT: Final = 200_000
"""Characters from its beginning in which statements about clauses are looked for."""
_PLACES: Final = 3_000
"""Numbers of clauses that are looked at: a paper that changes clauses is short, whatever else somebody sends."""
MOST: Final = 200
"""Statements about clauses that are kept of one document."""


@dataclass(frozen=True)
class Change:
    """A clause that a document says it changes: by number and heading, from when, and where its new words stand.

    ``start`` to ``end`` is the statement, ``first`` to ``last`` the new words; both the same place where nothing stands
    in the clause's stead.
    """

    label: tuple[str, ...]
    heading: str
    since: date | None
    start: int
    end: int
    first: int
    last: int

    @property
    def drops(self) -> bool:
        """Whether nothing stands in the clause's place."""
        return self.first == self.last


_LEAD: Final = r"(?:(?:sub-?)?(?:section|clause|article|paragraph|item)s?|§§?|punkt(?:en)?|ziffer|nummer|artikel|absatz|avsnitt|l['’]\s?article|de\s+l['’]\s?article)"
_PLACE: Final = re.compile(
    rf"\b{_LEAD}\s*(?:(?:article|artikel|punkt|§)\s*)?(?P<label>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[IVX]{{1,6}}\b)\.?"
    r"(?P<inner>(?:\s?\(\w{1,4}\)|\s[a-z]\)|,?\s(?:abs(?:atz)?|st(?:ycket)?|al(?:inéa)?)\.?\s\d{1,2}){0,3})"
    r"(?:\s*[(\"“”„«]\s*(?P<heading>[^)\"“”„«»\n]{3,80}?)\s*[)\"“”»])?".replace(r"\b(?:", "(?:", 1),
    re.IGNORECASE,
)
_HEADED: Final = re.compile(
    r"(?:under\s+the\s+heading|under\s+rubriken|unter\s+der\s+überschrift|sous\s+le\s+titre)\s*[\"“”„«]\s*(?P<heading>[^\"“”„«»\n]{3,80}?)\s*[\"“”»]",
    re.IGNORECASE,
)
_NEW: Final = re.compile(
    r"(?:is|are|be|shall\s+be)\s+(?:hereby\s+)?(?:deleted|replaced|amended|restated|substituted|modified)|shall\s+(?:now\s+)?read|is\s+substituted"
    r"|applies\s+as\s+from|following\s+applies|erhält\b.{0,60}fassung|wird\b.{0,120}(?:ersetzt|geändert|gefasst|aufgehoben|gestrichen)|tritt\b.{0,80}regelung"
    r"|\b(?:aufgehoben|gestrichen|ersetzt|neu\s+gefasst)\b|(?:cancelled|replaced|substituted)\b|\blautet\b|\bentfällt\b|upphör\b|ersätts\b|\bändras\b|\butgår\b|ska\b.{0,80}lydelse|\bgäller\b.{0,60}följande|(?:est|sont)\b.{0,60}(?:supprimé|remplacé|modifié"
    r"|rédigé|abrogé|substitué)e?s?|deletes?\b|replaces?\b",
    re.IGNORECASE | re.DOTALL,
)
_STEAD: Final = re.compile(
    r"in\s+place\s+of|instead\s+of|an\s+die\s+stelle\s+von|i\s+stället\s+för|aux\s+stipulations\s+de"
    r"|\b(?:ersätts|ändras|upphävs|replaces|deletes|amends)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_GIVEN: Final = re.compile(
    r"follow|read|as\s+below|ersetzt|fassung|lautet|regelung|wortlaut|ersätts|lydelse|följande|remplac|rédigé|substitu|ci-après|suit|celles?\s+qui"
    r"|\bby\b|\bto\b|\bwith\b",
    re.IGNORECASE,
)
_STATED: Final = 420
_NEXT: Final = re.compile(
    r"\n\s*(?:\d{1,2}|[A-Z]|\(?[a-z]\))[.)]\s+\S|\n\s*(?:section|article|§|artikel|punkt)\s+\d|\n\s*\n\s*\n",
    re.IGNORECASE,
)
_LONGEST: Final = 3_000


def changes(text: str) -> Iterator[Change]:
    """Statements that a clause reads otherwise from now on, in order; each begins after the one before it ends."""
    told, at = 0, 0
    for place in islice(_PLACE.finditer(text, 0, LOOKED_AT), _PLACES):
        if place.start() < at or told >= MOST:
            continue
        change = _change(text, place)
        if change is not None:
            told, at = told + 1, change.last
            yield change


def _change(text: str, place: re.Match[str]) -> Change | None:
    """What is said at a clause's number, if it is that the clause changes."""
    start = _begin(text, place.start())
    stop = text.find(":", place.end(), place.start() + _STATED)
    end = _stop(text, place.end(), stop)
    said = text[start:end]
    if not (_NEW.search(text, place.end(), end) or _STEAD.search(text, start, place.start())):
        return None
    named = [one.day for one in days(text, start, end)]
    headed = _HEADED.search(text, place.end(), end)
    heading = (headed or place)["heading"] or ""
    first, last = _words(text, end) if _GIVEN.search(said[place.end() - start :]) or _STEAD.search(said) else (end, end)
    return Change(
        label(f"{place['label']} {place['inner'] or ''}"),
        " ".join(heading.split()),
        named[0] if named else None,
        start,
        end,
        first,
        last,
    )


def _begin(text: str, at: int) -> int:
    """Where the sentence that speaks of the clause begins: at most 200 characters before."""
    left = max(0, at - 200)
    cuts = [
        left + one.end()
        for one in re.finditer(
            r"\n\s*\d{1,2}[.)]\s+|(?<!\b\d)(?<!\b\d\d)[.;:]\s+(?=[A-ZÅÄÖÜÉÈÀ])|\n\s*\n", text[left:at]
        )
    ]
    return cuts[-1] if cuts else left if left == 0 else text.find(" ", left, at) + 1


def _stop(text: str, at: int, colon: int) -> int:
    """Where the statement ends: at its colon, else at a full stop."""
    dot = re.compile(r"(?<!\b\d)(?<!\b\d\d)[.;](?=\s+[A-ZÅÄÖÜÉÈ(\"“„]|\s*\n|\s*$)").search(
        text, at, min(len(text), at + _STATED)
    )
    if colon > 0 and (dot is None or colon < dot.start() or not _NEW.search(text, at, dot.start())):
        return colon + 1
    return dot.end() if dot else min(len(text), at + _STATED)


def _words(text: str, start: int) -> tuple[int, int]:
    """The new words: what follows, up to the next numbered point, the next statement or the closing quotation mark."""
    while start < len(text) and text[start] in ' \n\t\r"“”„«':
        start += 1
    most = min(len(text), start + _LONGEST)
    following = _NEXT.search(text, start, most)
    end = following.start() if following else most
    for one in _PLACE.finditer(text, start, end):
        if _NEW.search(text, one.end(), min(end, one.end() + 160)):
            end = _begin(text, one.start())
            break
    end = max(end, start)
    return start, start + len(text[start:end].rstrip())


def label(said: str) -> tuple[str, ...]:
    """A clause's number in parts: "§ 3 (2)", "3.2" and "Article 3.2" are all ("3", "2"); "4 b)" is ("4", "b")."""
    return tuple(one.lower() for one in re.findall(r"\d+|(?<![^\W\d_])(?:[IVX]+|[a-z])(?![^\W\d_])", said))
