"""A clause through time: where it first stood, what later documents put in its place, and which of them was in force when.

Everything here is found in the documents' own words and in relations that people set; what is only proposed is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from hemvist.domain import effect, inpart, outline, unnumbered
from hemvist.domain.about import CHANGING, Paper, Tie
from hemvist.domain.alike import counted, dice, likest, matching, no_sentence
from hemvist.domain.answer import LONGEST_QUOTE
from hemvist.domain.changes import Change
from hemvist.domain.itself import speaks_of_itself
from hemvist.domain.restored import restored
from hemvist.domain.sentence import sentences
from hemvist.domain.stands import Bond, Held, Shelf, Stand
from hemvist.domain.undone import of_an_amendment
from hemvist.domain.weigh import window

__all__ = ["Beside", "Bond", "Held", "Part", "Shelf", "Stand", "history", "in_force", "shown", "until"]


def history(shelf: Shelf, bonds: Sequence[Bond], stand: Stand) -> list[Stand]:
    """All wordings of a clause, by the days from which they apply; the clause itself is one of them."""
    first = _first(shelf, bonds, stand)
    found = _onward(shelf, bonds, first, {first.document})
    if stand.document not in {one.document for one in found}:  # what it seemed to replace is of another matter
        return restored(shelf, bonds, [replace(stand, since=_since(shelf, stand))])
    if not any(_same(one, stand) for one in found):
        found = [_joined(stand, one) for one in found]
    return _ordered(restored(shelf, bonds, _ordered(found)))


def _ordered(found: list[Stand]) -> list[Stand]:
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
    if bond.tie is Tie.AMENDS and change is None:
        pair = unnumbered.old(earlier.said, later.loose, (stand.start, stand.end))
        if pair is not None:
            return Stand(bond.of, *_cut(earlier.text, pair.told.start, pair.told.end, ""), None)
        if _numbers(later):
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
            for after in _after(shelf, bond, stand):
                found += [after] if after.part else _onward(shelf, bonds, after, seen)
    return found


def _after(shelf: Shelf, bond: Bond, stand: Stand) -> list[Stand]:
    earlier, later = shelf(bond.of), shelf(bond.document)
    if earlier is None or later is None:
        return []
    if bond.tie is not Tie.AMENDS:
        return [_replaced(bond, earlier, later, stand)]
    clause = outline.at(earlier.clauses, stand.start)
    change = _changing(later, clause, earlier, stand)
    if change is not None and not (clause is not None and _spared(earlier.text, clause, stand, later, change)):
        left = inpart.awhile(later.text, change) or (
            clause is not None and _untold(earlier.text, clause, stand, later, change)
        )
        over = left and inpart.overrides(later.text, change)
        return [replace(_changed(bond, earlier, later, stand, change), part=left, open=over)]
    return [] if no_sentence(_said(earlier.text, stand)) else _unnumbered(bond, earlier, later, stand, clause)


def _spared(text: str, clause: outline.Clause, stand: Stand, later: Held, change: Change) -> bool:
    """Whether a clause changes, and this sentence of it stays as it is."""
    named = inpart.spares(text, clause, later.text, change, (stand.start, stand.end))
    return named or _stays(text, clause, stand, later, change)


def _unnumbered(bond: Bond, earlier: Held, later: Held, stand: Stand, clause: outline.Clause | None) -> list[Stand]:
    """What an amendment says of a clause that it does not name; what it may say of it is to be read."""
    pairs = unnumbered.new(earlier.said, later.loose, (stand.start, stand.end))
    if pairs and pairs[0].sure:
        return [_loose(bond, later, one.told) for one in pairs]
    if any(one.doubtful for one in pairs):
        return [replace(_loose(bond, later, one.told), part=True, open=True) for one in pairs]
    # What names its clauses changes no others; a letter that names none is compared by its words.
    if _numbers(later):
        span = _restated(later, clause, _said(earlier.text, stand)) if clause else None
    else:
        span = _like(bond.tie, earlier.text, stand, later.text)
    if span is not None:
        return [Stand(bond.document, *span, _from(bond, later, span), bond.confirmed)]
    return [replace(_loose(bond, later, one.told), part=True, open=True) for one in pairs]


def _loose(bond: Bond, later: Held, told: unnumbered.Told) -> Stand:
    span = _cut(later.text, told.start, told.end, "")
    return Stand(bond.document, *span, _from(bond, later, span), bond.confirmed)


def _like(tie: Tie, text: str, stand: Stand, other: str) -> tuple[int, int] | None:
    """The sentence of the other paper that says the same: where one only amends, by more than a few words in common."""
    if tie is not Tie.AMENDS:
        return likest(_said(text, stand), other)
    span = None if speaks_of_itself(_said(text, stand)) else matching(text, (stand.start, stand.end), other)
    return None if span and speaks_of_itself(other[slice(*span)]) else span


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


def _changing(later: Held, clause: outline.Clause | None, earlier: Held, stand: Stand) -> Change | None:
    """The change of this clause: by its number, or where the document has none, by the heading it stands under.

    Of several of one clause ("the first paragraph …", "the second …") the one whose words are the most like it.
    """
    text, changes = earlier.text, _of(earlier, later)
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


def _of(earlier: Held, later: Held) -> list[Change]:
    """What a paper changes in an earlier one: "clause 2 of Amendment No. 1" is none of the contract's."""
    amended = earlier.about.paper in CHANGING
    return [one for one in later.about.changes if amended or not of_an_amendment(later.text[one.start : one.end])]


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
    if inpart.overrides(later.text, change):
        said, old = later.text[change.start : change.end], _said(text, stand)
        none = unnumbered.of_none(said, old)
        if unnumbered.holds_open(said) or none or not counted(said) & counted(old):
            return unnumbered.holds_open(said) or not none
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
    READ = "read"
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
    told = _each_once(lead, told)
    leads = Part.LATER if lead.confirmed and lead.since and lead.since > day else Part.ANSWER
    return [Beside(leads, lead, until(found, lead) if lead in found else None), *told[:BESIDE]]


def _each_once(lead: Stand, told: Iterable[Beside]) -> list[Beside]:
    """Without words that are shown already: what applies again stood there before."""
    kept: list[Beside] = []
    for one in told:
        if not any(_same(one.stand, other) for other in (lead, *(each.stand for each in kept))):
            kept.append(one)
    return kept


def _part(one: Stand, lead: Stand, day: date) -> Part:
    if not one.confirmed or not lead.confirmed:
        return Part.UNCONFIRMED
    if one.part and not (one.open and one.since and one.since > day):
        return Part.READ if one.open else Part.PART
    return Part.LATER if one.since is not None and one.since > day else Part.REPLACED
