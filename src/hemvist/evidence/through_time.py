"""How well an answer is shown through time on the made-up archive: in force, replaced, and who says otherwise.

Asked twice: from the clause that the key names (what is done with a clause once it is found), and from what answering
found (end to end). Every relation that is proposed counts as set, as if a person had said yes to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from hemvist.assistant.reply import Asking
from hemvist.assistant.rivals import rivals
from hemvist.documents.made.archive.facts import TODAY
from hemvist.domain.answer import LONGEST_QUOTE, Answer, NoAnswer
from hemvist.domain.inforce import Part, Stand, history, shown
from hemvist.domain.permit import Deed
from hemvist.domain.quantities import differ, quantities
from hemvist.evidence.legalbench import EVERYONE
from hemvist.projects.gate import throw_away
from hemvist.providers.base import Embedder

if TYPE_CHECKING:
    from hemvist.evidence.archive import Clause, Question, Shelf

Shown = tuple[Part, Stand]
_NOTHING: Final[list[Shown]] = []


@dataclass(frozen=True)
class ThroughTime:
    """What of one question was shown.

    ``led``: the clause in force goes first. ``changed``: another document changed it, and ``whole``: all its other
    wordings stand beside it. ``stale``: a replaced wording is shown as if in force. ``rivals``: clauses of the key that
    say otherwise with another number, of which ``told`` are shown as disagreeing; ``alike``: its others, which give the
    same number. ``false``: shown as disagreeing, and not in the key.
    """

    led: bool
    changed: bool
    whole: bool
    stale: bool
    rivals: int
    told: int
    alike: int
    false: int


def of_answer(shelf: Shelf, embedder: Embedder, one: Question, given: Answer | NoAnswer) -> ThroughTime | None:
    """From what answering found; None where it showed nothing."""
    if not isinstance(given, Answer) or not one.sources:
        return None
    stands = [Stand(each.document, each.start, each.end, None) for each in given.citations]
    return _judged(shelf, one, _shown(shelf, embedder, one, stands))


def of_source(shelf: Shelf, embedder: Embedder, one: Question) -> ThroughTime | None:
    """From the clause that was first: the oldest wording that the key names, as if that were all that was found."""
    oldest = _spans(shelf, (one.superseded or one.sources)[:1])
    if not oldest:
        return None
    name, start, end = oldest[0]
    return _judged(
        shelf, one, _shown(shelf, embedder, one, [Stand(name, start, min(end, start + LONGEST_QUOTE), None)])
    )


def _shown(shelf: Shelf, embedder: Embedder, one: Question, stands: Iterable[Stand]) -> list[Shown]:
    """As an answer shows it, see ``assistant/force.py``."""
    day = one.as_of.date() if one.as_of else TODAY
    rows = list(_NOTHING)
    for stand in stands:
        if not any(_same(stand, other) for _, other in rows):
            found = shown(history(shelf.held.get, shelf.bonds, stand), stand, day)
            rows += [(each.part, each.stand) for each in found]
    asking = Asking(throw_away(Deed.ASK), shelf.index, embedder, EVERYONE, None, one.as_of)
    lead = rows[0][1]
    for rival in rivals(asking, shelf.held.get, _family(shelf, lead.document), lead):
        if _lasts(shelf, rival, day):
            rows = [row for row in rows if not _same(row[1], rival)] + [(Part.DISAGREES, rival)]
    return rows


def _family(shelf: Shelf, document: str) -> set[str]:
    known = {document}
    while (
        more := {end for one in shelf.bonds for end in (one.document, one.of) if {one.document, one.of} & known} - known
    ):
        known |= more
    return known


def _lasts(shelf: Shelf, stand: Stand, day: date) -> bool:
    lead = shown(history(shelf.held.get, shelf.bonds, stand), stand, day)[0].stand
    return _same(lead, stand)


def _same(one: Stand, other: Stand) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _judged(shelf: Shelf, one: Question, rows: Sequence[Shown]) -> ThroughTime:
    source, others = _spans(shelf, one.sources), [_spans(shelf, [each]) for each in (*one.superseded, *one.later)]
    telling, alike = _rivals(shelf, one)
    told = [stand for part, stand in rows if part is Part.DISAGREES]
    known = [*telling, *alike]
    return ThroughTime(
        led=_hits(source, [rows[0][1]]), changed=bool(others),
        whole=all(_hits(spans, [stand for _, stand in rows]) for spans in others),
        stale=any(_hits(_spans(shelf, [each]), [s for p, s in rows if p is Part.ANSWER]) for each in one.superseded),
        rivals=len(telling), told=sum(_hits(spans, told) for spans in telling), alike=len(alike),
        false=sum(not any(_hits(spans, [stand]) for spans in known) for stand in told),
    )  # fmt: skip


def _rivals(shelf: Shelf, one: Question) -> tuple[list[list[tuple[str, int, int]]], list[list[tuple[str, int, int]]]]:
    """The key's conflicting clauses that were read: those with another number, and those that give the same."""
    said = quantities(one.sources[0].text)
    spans = [(each, _spans(shelf, [each])) for each in one.conflicting]
    read = [(differ(said, quantities(each.text)), found) for each, found in spans if found]
    return [found for other, found in read if other], [found for other, found in read if not other]


def _spans(shelf: Shelf, clauses: Sequence[Clause]) -> list[tuple[str, int, int]]:
    found = [(name, shelf.span(name, each.text)) for each in clauses for name in shelf.names(each.document)]
    return [(name, *span) for name, span in found if span is not None]


def _hits(spans: Sequence[tuple[str, int, int]], stands: Iterable[Stand]) -> bool:
    return any(s.document == name and s.start < end and start < s.end for name, start, end in spans for s in stands)


def figures(found: Sequence[ThroughTime | None]) -> dict[str, Any]:
    """Counts: ``asked`` (something was shown), how many led with the clause in force, and so on.

    ``conflicts``: questions whose key names clauses with another number and whose clause in force was shown, and of them
    ``both``: those of which all such clauses are shown as disagreeing. ``same_number``: the key's conflicting clauses
    that give the same number, which are none to us; ``false``: shown as disagreeing though the key does not say so.
    """
    there = [one for one in found if one is not None]
    changed = [one for one in there if one.changed]
    conflicts = [one for one in there if one.rivals and one.led]
    return {
        "asked": len(there), "led": sum(one.led for one in there), "changed": len(changed),
        "changed_led": sum(one.led for one in changed), "changed_whole": sum(one.led and one.whole for one in changed),
        "stale": sum(one.stale for one in there), "conflicts": len(conflicts),
        "both": sum(one.told == one.rivals for one in conflicts), "same_number": sum(one.alike for one in there),
        "false": sum(one.false for one in there),
    }  # fmt: skip
