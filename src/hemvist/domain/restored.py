"""A clause's wordings where a later paper cancels an amendment: what applied before it does so again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hemvist.domain import effect
from hemvist.domain.about import CHANGING, Tie
from hemvist.domain.stands import Bond, Held, Shelf, Stand
from hemvist.domain.undone import Cancelled


def restored(shelf: Shelf, bonds: Sequence[Bond], found: list[Stand]) -> list[Stand]:
    """The wordings, in order, with what a cancellation makes of them: the words that say so stand beside, to be read."""
    for later in dict.fromkeys(one.document for one in bonds if one.tie is Tie.AMENDS):
        held = shelf(later)
        for one in held.cancels if held is not None else ():
            gone = [each for each in found if each.document != later and _is_meant(shelf, one, each.document, bonds)]
            if held is not None and gone:
                whole = one.whole and not _day_open(shelf, one, held, gone)
                mine = [each for each in bonds if each.document == later]
                found = found + _after(found, gone, replace(one, whole=whole), held, mine)
    return found


def _is_meant(shelf: Shelf, one: Cancelled, document: str, bonds: Sequence[Bond]) -> bool:
    """Whether a document is the amendment that is cancelled: by its number, its day, or as the only one there is."""
    held = shelf(document)
    if held is None or held.about.paper not in CHANGING:
        return False
    if one.number is not None:
        return held.about.number == one.number
    if one.dated is not None:
        return one.dated in (held.about.dated, held.about.effective)
    return len({each.document for each in bonds if each.tie is Tie.AMENDS}) <= _TWO


_TWO: Final = 2
"""The paper that cancels, and the one that it can mean."""


def _day_open(shelf: Shelf, one: Cancelled, held: Held, gone: Sequence[Stand]) -> bool:
    """Whether a sentence names a day that may be the one on which it is undone, and does not say that it is."""
    if one.dated is None or one.number is None or effect.begun(held.text, one.start, one.end) is not None:
        return False
    papers = (shelf(each.document) for each in gone)
    return not any(one.dated in paper.about.days or one.dated == paper.about.effective for paper in papers if paper)


def _after(
    found: Sequence[Stand], gone: Sequence[Stand], one: Cancelled, held: Held, bonds: Sequence[Bond]
) -> list[Stand]:
    """What comes after: the words that cancel, and before them what applied until the amendment changed it."""
    bond = min(bonds, key=lambda each: not each.confirmed)
    since = effect.begun(held.text, one.start, one.end) or bond.since or held.about.effective
    note = Stand(held.document, one.start, one.end, since, bond.confirmed, part=True, open=True)
    if not one.whole or since is None or any(each.document == held.document and not each.part for each in found):
        return [note]
    if len(gone) == len(found):  # nothing stood there before the amendment
        return [replace(note, part=False, open=False, drops=True)]
    known = [each for each in found[: found.index(gone[0])] if each.confirmed and not each.part]
    return [replace(known[-1], since=since, confirmed=bond.confirmed), note] if known else [note]
