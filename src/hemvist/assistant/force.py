"""An answer through time: the clause in force on a day, what it replaced or what comes later, and who says otherwise.

Every row is a citation checked against the stored text like any other. ``stands`` says what it is to the answer, ``beside``
the number of the row that it stands beside (0: it stands for itself), ``since`` and ``until`` the days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from hemvist.assistant.reply import Asking
from hemvist.assistant.rivals import rivals
from hemvist.documents.abouts import about_of
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.relations import between
from hemvist.documents.stored import stored_text
from hemvist.domain.about import Tie
from hemvist.domain.answer import Citation, cite
from hemvist.domain.inforce import Beside, Bond, Held, Part, Stand, history, shown
from hemvist.domain.permit import Permit

Row = dict[str, Any]
Tell = Callable[[Citation], Row]
PLAIN: Final[Row] = {
    "stands": Part.ANSWER.value, "beside": 0, "since": "", "until": "", "whole": False, "drops": False, "brought": False,
}  # fmt: skip
"""What a row says of itself where nothing stands beside it; ``brought``: it was not found by searching."""


@dataclass(frozen=True)
class _Run:
    """A part of a version's text, from which a citation can be cut."""

    document: str
    version: str
    start: int
    text: str
    page: int | None = None
    heading: str = ""


@dataclass
class _Documents:
    """The documents in the permit's view, opened when they are needed; a cited version stands for its document."""

    permit: Permit
    versions: dict[str, Version]
    _held: dict[str, Held | None] = field(default_factory=dict)

    def __call__(self, document: str) -> Held | None:
        if document not in self._held:
            self._held[document] = self._open(document)
        return self._held[document]

    def _open(self, document: str) -> Held | None:
        version = self.versions.get(document) or self._current(document)
        if version is None or version.state not in (Reading.SEARCHABLE, Reading.REPLACED):
            return None
        self.versions[document] = version
        card = version.card(self.permit)
        text = stored_text(self.permit, version).text
        return Held(document, text, about_of(self.permit, version, card), str(card["name"]))

    def _current(self, document: str) -> Version | None:
        row = next(iter(Document.objects.filter(pk=document).seen_with(self.permit)), None)
        return row.current if row else None

    def citation(self, stand: Stand) -> Citation:
        """The words at a stand, as a citation of the version that was looked at."""
        held = self(stand.document)
        assert held is not None  # a stand was found in its words
        run = _Run(stand.document, self.versions[stand.document].pk, stand.start, held.text[stand.start : stand.end])
        return cite(run, stand.start, stand.end)


def beside(asking: Asking, told: list[Row], day: date, tell: Tell, *, answered: bool) -> list[Row]:
    """The rows of an answer as of a day, each followed by what stands beside it; of near misses the states alone.

    A clause that a later document replaced is never left alone: the one in force goes first. Documents and relations
    of which the permit's audience does not see both ends take no part.
    """
    if not told:
        return []
    shelf = _Documents(asking.permit, _cited(told))
    bonds = _bonds(asking.permit, told)
    rows: list[Row] = []
    for group in _open_last([_through_time(shelf, bonds, row, day, tell) for row in told]):
        if not any(_overlap(group.asked, one) for one in rows):
            rows += _new(rows, group.rows)
    return _with_rivals(asking, shelf, bonds, rows, day, tell) if answered else rows


def _cited(told: Iterable[Row]) -> dict[str, Version]:
    rows = Version.objects.select_related("document").in_bulk({row["version"] for row in told})
    return {row.document_id: row for row in rows.values()}


def _bonds(permit: Permit, told: Iterable[Row]) -> list[Bond]:
    rows = between(permit, {row["document_id"] for row in told})
    bonds = [Bond(row.document_id, str(row.of_id), Tie(row.tie), row.since, row.standing == "set") for row in rows]
    return sorted(bonds, key=lambda one: (not one.confirmed, one.since or date.min))  # equal ones as they came


@dataclass(frozen=True)
class _Group:
    """What was cited, and it or the clause in force in its place with the other wordings beside it."""

    asked: Row
    rows: list[Row]


def _open_last(groups: list[_Group]) -> list[_Group]:
    """What may change another sentence that is cited, and has to be read with it, comes after that."""
    read = [row for group in groups for row in group.rows if row["stands"] == Part.READ]
    return sorted(groups, key=lambda group: any(_overlap(group.asked, one) for one in read))


def _new(rows: list[Row], group: list[Row]) -> list[Row]:
    """Of a clause and what stands beside it what is not shown yet, beside its clause in force, wherever that is shown."""
    shown_at = next((number for number, one in enumerate(rows, 1) if _overlap(group[0], one)), None)
    fresh = [one for one in group if not any(_overlap(one, other) for other in rows)]
    if shown_at is None:
        return [one | {"beside": (len(rows) + 1) * one["beside"]} for one in fresh]
    lead = rows[shown_at - 1]["beside"] or shown_at
    return [one | {"beside": lead} for one in fresh]


def _overlap(row: Row, other: Row) -> bool:
    return bool(row["version"] == other["version"] and row["start"] < other["end"] and other["start"] < row["end"])


def _through_time(shelf: _Documents, bonds: list[Bond], row: Row, day: date, tell: Tell) -> _Group:
    """One citation, or the clause in force in its place, and the other wordings beside it: these have ``beside`` 1."""
    touched = any(row["document_id"] in (one.document, one.of) for one in bonds)
    if not touched or shelf(row["document_id"]) is None:
        return _Group(row, [row | PLAIN])
    document = row["document_id"]
    asked = Stand(document, row["start"], row["end"], None, confirmed=_confirmed(bonds, document))
    found = shown(history(shelf, bonds, asked), asked, day)
    if len(found) == 1:
        return _Group(row, [row | PLAIN | {"stands": found[0].part.value} | _days(found[0])])
    return _Group(row, [_row(shelf, one, row, tell) | {"beside": int(number > 0)} for number, one in enumerate(found)])


def _confirmed(bonds: Iterable[Bond], document: str) -> bool:
    """Whether a document counts on its own: only what merely seems to change another one does not."""
    mine = [one.confirmed for one in bonds if one.document == document]
    return not mine or any(mine)


def _row(shelf: _Documents, one: Beside, row: Row, tell: Tell) -> Row:
    same = one.stand.document == row["document_id"] and one.stand.start < row["end"] and row["start"] < one.stand.end
    told = row if same else tell(shelf.citation(one.stand))
    what = {"stands": one.part.value, "whole": one.stand.whole, "drops": one.stand.drops, "brought": not same}
    return told | PLAIN | _days(one) | what


def _days(one: Beside) -> Row:
    return {"since": _iso(one.stand.since), "until": _iso(one.until)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _with_rivals(
    asking: Asking, shelf: _Documents, bonds: list[Bond], rows: list[Row], day: date, tell: Tell
) -> list[Row]:
    """The rows, and clauses that answer what one of them does with another number: marked.

    Beside the first row they are brought where they are not shown; of the others only what is shown is compared.
    """
    rows = _marked(asking, shelf, bonds, rows, 0, day, tell)
    for at in range(1, len(rows)):
        others = frozenset(row["document_id"] for row in rows[at + 1 :] if _leads(row)) - {rows[at]["document_id"]}
        if others and _leads(rows[at]):
            rows = _marked(asking.of(others), shelf, bonds, rows, at, day, tell)[: len(rows)]
    return rows


def _leads(row: Row) -> bool:
    """Whether a row answers by itself, beside no other."""
    return bool(row["stands"] == Part.ANSWER and not row["beside"])


def _marked(
    asking: Asking, shelf: _Documents, bonds: list[Bond], rows: list[Row], at: int, day: date, tell: Tell
) -> list[Row]:
    lead = rows[at]
    stand = Stand(lead["document_id"], lead["start"], lead["end"], None)
    told, mark = list(rows), {"stands": Part.DISAGREES.value, "beside": at + 1}
    for one in rivals(asking, shelf, _family(bonds, stand.document), stand):
        if _is_in_force(asking.permit, shelf, one, day):
            row = tell(shelf.citation(one)) | PLAIN | {"since": _iso(one.since), "brought": True}
            known = [place for place, other in enumerate(rows) if _overlap(row, other)]
            for place in known:
                told[place] = told[place] | mark if _leads(told[place]) else told[place]
            told += [] if known else [row | mark]
    return told


def _family(bonds: Iterable[Bond], document: str) -> set[str]:
    """The document and all that stands to it, directly or over others."""
    known, pairs = {document}, [{one.document, one.of} for one in bonds]
    while more := {end for pair in pairs if pair & known for end in pair} - known:
        known |= more
    return known


def _is_in_force(permit: Permit, shelf: _Documents, stand: Stand, day: date) -> bool:
    """Whether no later document has replaced the clause by that day; what is no longer in force contradicts nothing."""
    bonds = _bonds(permit, [{"document_id": stand.document}])
    lead = shown(history(shelf, bonds, stand), stand, day)[0].stand if bonds else stand
    return lead.document == stand.document and lead.start < stand.end and stand.start < lead.end
