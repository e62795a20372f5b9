"""A clause through time: where it first stood, what later documents put in its place, and which of them was in force when.

Everything here is found in the documents' own words and in relations that people set; what is only proposed is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from hemvist.domain import effect, inpart, outline
from hemvist.domain.about import About, Paper, Tie
from hemvist.domain.alike import counted, dice, likest, matching, no_sentence
from hemvist.domain.answer import LONGEST_QUOTE
from hemvist.domain.changes import Change
from hemvist.domain.sentence import sentences
from hemvist.domain.weigh import window


@dataclass(frozen=True)
class Bond:
    """A relation between two documents in view, by their ids; ``confirmed`` where a person set it."""

    document: str
    of: str
    tie: Tie
    since: date | None
    confirmed: bool


@dataclass(frozen=True)
class Held:
    """A document as far as it is needed here: its words, what it says of itself, and its file name."""

    document: str
    text: str
    about: About
    name: str = ""

    @cached_property
    def clauses(self) -> list[outline.Clause]:
        return outline.clauses(self.text)


@dataclass(frozen=True)
class Stand:
    """One wording of a clause: where it stands, and from when it applies (``None``: nobody says).

    ``drops``: from then on the clause is gone, and the span is the words that say so. ``whole``: the document around it
    took the place of the earlier one as a whole. ``part``: the clause is said to change, and the new words say nothing of
    the sentence that was asked about: it has to be read.
    """

    document: str
    start: int
    end: int
    since: date | None
    confirmed: bool = True
    drops: bool = False
    whole: bool = False
    part: bool = False


Shelf = Callable[[str], Held | None]
"""Gives a document by its id; ``None`` where it cannot be read."""


def history(shelf: Shelf, bonds: Sequence[Bond], stand: Stand) -> list[Stand]:
    """All wordings of a clause, by the days from which they apply; the clause itself is one of them."""
    first = _first(shelf, bonds, stand)
    found = _onward(shelf, bonds, first, {first.document})
    if stand.document not in {one.document for one in found}:  # what it seemed to replace is of another matter
        return [replace(stand, since=_since(shelf, stand))]
    if not any(_same(one, stand) for one in found):
        found = [_joined(stand, one) for one in found]
    order = sorted(range(len(found)), key=lambda at: (found[at].since or date.min, at))
    return [found[at] for at in order]


def _same(one: Stand, other: Stand) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _joined(stand: Stand, one: Stand) -> Stand:
    """What was asked for, with the day of what was found in the same document."""
    return replace(one, start=stand.start, end=stand.end) if one.document == stand.document else one


def _first(shelf: Shelf, bonds: Sequence[Bond], stand: Stand) -> Stand:
    """The oldest document in which the clause stands, going back from what replaced to what was replaced."""
    seen = {stand.document}
    while True:
        earlier = next((one for one in bonds if one.document == stand.document and one.of not in seen), None)
        before = _before(shelf, earlier, stand) if earlier else None
        if before is None:
            return replace(stand, since=_since(shelf, stand))
        seen.add(before.document)
        stand = before


def _since(shelf: Shelf, stand: Stand) -> date | None:
    """From when a wording applies; of what mails and minutes say, only what itself begins on a day does."""
    held = shelf(stand.document)
    if held is None:
        return None
    if held.about.paper is Paper.OTHER and held.about.since is None:
        return effect.begun(held.text, stand.start, stand.end)
    return held.about.effective


def _from(bond: Bond, later: Held, span: tuple[int, int]) -> date | None:
    """The day of a sentence that changes another: its own, unless a person set one that the paper does not give."""
    given = bond.since in (None, later.about.effective, later.about.dated)
    return (effect.begun(later.text, *span) if given else None) or bond.since


def _before(shelf: Shelf, bond: Bond, stand: Stand) -> Stand | None:
    """Where the clause stands in the earlier document: at the number that the change names, else by likeness."""
    later, earlier = shelf(bond.document), shelf(bond.of)
    if later is None or earlier is None:
        return None
    change = next((one for one in later.about.changes if one.start <= stand.start < max(one.last, one.end)), None)
    if bond.tie is Tie.AMENDS and change is not None:
        clause = outline.find(earlier.clauses, change.label, change.heading)
        if clause is not None:
            return _earlier(bond, earlier, later, stand, clause, change)
    if bond.tie is Tie.AMENDS and change is None and _numbers(later):
        return None  # what it says besides its changes replaces nothing
    span = _like(bond.tie, later.text, stand, earlier.text)
    return Stand(bond.of, *span, None) if span else None


def _earlier(
    bond: Bond, earlier: Held, later: Held, stand: Stand, clause: outline.Clause, change: Change
) -> Stand | None:
    """The words of a clause in whose place these stand: of one that changes in part the sentence that they speak of."""
    named = inpart.named(earlier.text, clause, later.text, change)
    part = window(earlier.text, *named[0], *named[0]) if named else _touched(earlier.text, clause, later, change)
    if part is None and inpart.amends(later.text, change):
        spoken = inpart.spoken_of(earlier.text, clause, later.text, change, dice)
        if not spoken and not change.partly:
            return None
        said = _said(later.text, stand)
        part = max(spoken, key=lambda one: dice(said, earlier.text[slice(*one)]), default=None)
        part = window(earlier.text, *part, *part) if part else None
    begin = next((first for first, _ in inpart.told(earlier.text, clause)), clause.start)  # without its heading
    return Stand(bond.of, *(part or _cut(earlier.text, begin, clause.end, _said(later.text, stand))), None)


def _onward(shelf: Shelf, bonds: Sequence[Bond], stand: Stand, seen: set[str]) -> list[Stand]:
    """The clause, and what later documents made of it, and of that."""
    found = [stand]
    for bond in bonds:
        if bond.of == stand.document and bond.document not in seen:
            seen.add(bond.document)
            after = _after(shelf, bond, stand)
            if after is not None:
                found += [after] if after.part else _onward(shelf, bonds, after, seen)
    return found


def _after(shelf: Shelf, bond: Bond, stand: Stand) -> Stand | None:
    earlier, later = shelf(bond.of), shelf(bond.document)
    if earlier is None or later is None:
        return None
    if bond.tie is not Tie.AMENDS:
        return _replaced(bond, earlier, later, stand)
    clause = outline.at(earlier.clauses, stand.start)
    change = _changing(later, clause, earlier.text, stand)
    if change is not None:
        if clause is not None and (
            inpart.spares(earlier.text, clause, later.text, change, (stand.start, stand.end))
            or _stays(earlier.text, clause, stand, later, change)
        ):
            return None
        left = inpart.awhile(later.text, change) or (
            clause is not None and _untold(earlier.text, clause, stand, later, change)
        )
        return replace(_changed(bond, earlier, later, stand, change), part=left)
    if no_sentence(_said(earlier.text, stand)):
        return None
    # What names its clauses changes no others; a letter that names none is compared by its words.
    if _numbers(later):
        span = _restated(later, clause, _said(earlier.text, stand)) if clause else None
    else:
        span = _like(bond.tie, earlier.text, stand, later.text)
    return Stand(bond.document, *span, _from(bond, later, span), bond.confirmed) if span else None


def _like(tie: Tie, text: str, stand: Stand, other: str) -> tuple[int, int] | None:
    """The sentence of the other paper that says the same: where one only amends, by more than a few words in common."""
    return matching(text, (stand.start, stand.end), other) if tie is Tie.AMENDS else likest(_said(text, stand), other)


def _restated(later: Held, clause: outline.Clause, said: str) -> tuple[int, int] | None:
    """Where a document that names other clauses to be changed has this one anew, under its number and its heading."""
    one = outline.find(later.clauses, clause.label, clause.heading)
    if one is None or not clause.heading or one.heading.casefold() != clause.heading.casefold():
        return None
    if any(one.start <= change.start < one.end for change in later.about.changes):
        return None
    return likest(said, later.text, one.start, one.end)


def _numbers(later: Held) -> bool:
    """Whether a document names the clauses that it changes by their numbers."""
    return any(one.label for one in later.about.changes)


def _changing(later: Held, clause: outline.Clause | None, text: str, stand: Stand) -> Change | None:
    """The change of this clause: by its number, or where the document has none, by the heading it stands under.

    Of several of one clause ("the first paragraph …", "the second …") the one whose words are the most like it.
    """
    changes = later.about.changes
    if clause is not None:
        numbered = [one for one in changes if outline.concerns(one.label, one.heading, clause)]
        exact = [one for one in numbered if one.label == clause.label]
        said, here = _said(text, stand), (stand.start, stand.end)
        of_it = [one for one in exact or numbered if not inpart.spares(text, clause, later.text, one, here)]
        return max(
            of_it or exact or numbered, key=lambda one: dice(said, later.text[one.first : one.last]), default=None
        )
    above = text[max(0, stand.start - 1_500) : stand.end].casefold()
    named = [one for one in changes if len(one.heading) > 5 and one.heading.casefold() in above]
    return named[0] if len(named) == 1 else None


def _touched(text: str, clause: outline.Clause, later: Held, change: Change) -> tuple[int, int] | None:
    """Of a clause that changes in part the sentence that does: the most like among those that count in the same units."""
    said = later.text[change.start : change.end] if change.partly else ""
    wanted = counted(said)
    spans = [(clause.start + one.start, clause.start + one.end) for one in sentences(text[clause.start : clause.end])]
    same = [one for one in spans if wanted & counted(text[slice(*one)])]
    best = max(same, key=lambda one: dice(said, text[slice(*one)]), default=None)
    return window(text, *best, *best) if best else None


def _stays(text: str, clause: outline.Clause, stand: Stand, later: Held, change: Change) -> bool:
    """Whether a clause changes in a part that this is not: its number stands in another sentence, and this counts otherwise."""
    part = _touched(text, clause, later, change)
    if part is None or (part[0] < stand.end and stand.start < part[1]):
        return False
    return not counted(_said(text, stand)) & counted(later.text[change.start : change.end])


def _untold(text: str, clause: outline.Clause, stand: Stand, later: Held, change: Change) -> bool:
    """Whether a clause is said to change, in words that speak of other sentences of it than this one."""
    if not inpart.amends(later.text, change) or inpart.named(text, clause, later.text, change):
        return False
    spoken = inpart.spoken_of(text, clause, later.text, change, dice)
    return not any(first < stand.end and stand.start < last for first, last in spoken)


def _changed(bond: Bond, earlier: Held, later: Held, stand: Stand, change: Change) -> Stand:
    """The new words, as many as are quoted. A day that a person set for the relation goes before the document's own."""
    since = change.since if change.since and bond.since == later.about.effective else bond.since or change.since
    if change.drops:
        span = _cut(later.text, change.start, change.end, "")
        return Stand(bond.document, *span, since, bond.confirmed, drops=True)
    span = _cut(later.text, change.first, change.last, _said(earlier.text, stand))
    return Stand(bond.document, *span, since, bond.confirmed)


def _replaced(bond: Bond, earlier: Held, later: Held, stand: Stand) -> Stand:
    """Where the later document says the same thing; else the words by which it takes the earlier one's place."""
    span = likest(_said(earlier.text, stand), later.text)
    if span is None:
        told = next((one for one in later.about.references if one.tie is not Tie.AMENDS), None)
        span = _cut(later.text, told.start, told.end, "") if told else _cut(later.text, 0, LONGEST_QUOTE, "")
    return Stand(bond.document, *span, bond.since, bond.confirmed, whole=True)


def _said(text: str, stand: Stand) -> str:
    return text[stand.start : stand.end]


def _cut(text: str, start: int, end: int, like: str) -> tuple[int, int]:
    """A part of a text as it is quoted: whole where it is short enough, else the sentence of it that is most like."""
    end = min(end, len(text))
    if end - start > LONGEST_QUOTE and like:
        start, end = likest(like, text, start, end, least=0.0) or (start, end)
    return window(text, start, end, start, min(end, start + 1))


def in_force(found: Sequence[Stand], day: date) -> Stand | None:
    """Of a clause's wordings the one in force on a day; what nobody has confirmed does not count."""
    known = [one for one in found if one.confirmed and not one.part and (one.since is None or one.since <= day)]
    return known[-1] if known else None


def until(found: Sequence[Stand], one: Stand) -> date | None:
    """Until when a wording applied, or will: the day from which the next that is confirmed does."""
    after = found[found.index(one) + 1 :]
    return next((each.since for each in after if each.confirmed and not each.part), None)


class Part(StrEnum):
    """What a wording that is shown is to the answer."""

    ANSWER = "answer"
    PART = "part"
    REPLACED = "replaced"
    LATER = "later"
    UNCONFIRMED = "unconfirmed"
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class Beside:
    """A wording as it is shown: what it is to the answer, and until when it applied."""

    part: Part
    stand: Stand
    until: date | None


BESIDE: Final = 4
"""Wordings that are shown beside the one that answers."""


def shown(found: Sequence[Stand], asked: Stand, day: date) -> list[Beside]:
    """A clause's wordings as they are shown on a day: the one in force first, what it replaced, what comes later.

    Where none is in force yet, or only what was cited is known, that one leads. What nobody has confirmed is marked, and
    takes nothing's place.
    """
    mine = next((one for one in found if _same(one, asked)), asked)
    coming = mine.since is not None and mine.since > day
    first = in_force(found, day) if mine.confirmed or coming else mine
    lead = first or next((one for one in found if one.confirmed and not one.part), mine)
    rest = [one for one in found if one is not lead]
    told = [
        Beside(_part(one, lead, day), one, until(found, one) if one.confirmed and not one.part else None)
        for one in rest
    ]
    told.sort(key=lambda one: (list(Part).index(one.part), -(one.stand.since or date.min).toordinal()))
    leads = Part.LATER if lead.confirmed and lead.since and lead.since > day else Part.ANSWER
    return [Beside(leads, lead, until(found, lead) if lead in found else None), *told[:BESIDE]]


def _part(one: Stand, lead: Stand, day: date) -> Part:
    if not one.confirmed or not lead.confirmed:
        return Part.UNCONFIRMED
    if one.part:
        return Part.PART
    return Part.LATER if one.since is not None and one.since > day else Part.REPLACED
