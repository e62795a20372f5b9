"""The record of an answer: every list of quotations in it, so that deleting, hiding and moving documents miss none.

Records stored before a list was known have no such list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import MappingProxyType
from typing import Any, Final

from hemvist.assistant.placed import in_order
from hemvist.domain.condition import Verdict
from hemvist.domain.inforce import Part

Record = dict[str, Any]
Row = dict[str, Any]

LISTS: Final = ("citations", "nearest", "defined", "surveyed", "leaned", "ties")
"""Lists of rows that name a document: each row holds ``document_id`` and ``version``, and most a ``quote``."""
_WORDS: Final = ("document", "title", "quote", "heading", "term", "clause", "value", "label", "spot", "since", "until")

_NOTHING_SAID: Final = MappingProxyType(
    {"document": "", "title": "", "verdict": "", "value": "", "quote": "", "page": None, "heading": "", "removed": True}
)


def lists(record: Record) -> dict[str, list[Row]]:
    """The lists that a record holds, by name."""
    return {name: record[name] for name in LISTS if name in record}


def documents(record: Record) -> set[str]:
    """The ids of all documents that a record names."""
    return {row["document_id"] for rows in lists(record).values() for row in rows}


def changed(record: Record, change: Callable[[Row], Row]) -> Record:
    """The record with every row that names a document changed."""
    return record | {name: [change(row) for row in rows] for name, rows in lists(record).items()}


def quotes(record: Record) -> list[Row]:
    """All quotations in the order in which they are numbered from 1.

    Part by part what answers or came closest, then what defines its terms; last what a survey quotes, numbered by its
    place in the list: no number tells, or changes, when a document goes.
    """
    return [row for _, row in _numbered(record)]


def answering(record: Record) -> list[Row]:
    """The quotations that answer, with their numbers: neither what was replaced or comes later, nor who says otherwise."""
    rows = [row for name, row in _numbered(record) if name == "citations"]
    return [row for row in rows if row.get("stands", Part.ANSWER) == Part.ANSWER]


def words(record: Record) -> str | None:
    """What is said in all, in the documents' own words."""
    return "\n".join(row["quote"] for row in answering(record) if row["quote"]) or None


def _numbered(record: Record) -> list[tuple[str, Row]]:
    said = [(name, row) for name in ("citations", "nearest", "defined") for row in record.get(name, ())]
    surveyed = [("surveyed", row) for row in record.get("surveyed", ())]
    rows = [*sorted(said, key=lambda pair: (pair[1].get("part", 0), "term" in pair[1])), *surveyed]
    return [(name, row | {"number": number}) for number, (name, row) in enumerate(rows, 1) if "quote" in row]


def without(record: Record, document: str, versions: Collection[str] | None = None) -> Record:
    """The record with the words of one document, or of these versions of it, blanked, and what a survey found it to say.

    That something stood there stays visible.
    """

    def gone(row: Row) -> bool:
        return row["document_id"] == document and (versions is None or row["version"] in versions)

    if document not in documents(record):
        return record
    told = tallied(changed(record, lambda row: _blank(row) if gone(row) else row))
    if any(gone(row) for row in record.get("leaned", ())):
        told = unrestated(told)
    return told | {"answer": words(told)} | _phrased(told)


def unrestated(record: Record) -> Record:
    """The record without the question as it was understood: that holds words of the question or document before it."""
    if not record.get("understood"):
        return record
    parts = [row | {"question": "", "understood": ""} for row in record.get("parts", ())]
    return record | {"understood": ""} | ({"parts": parts} if "parts" in record else {})


def asked(record: Record) -> str:
    """The question as it was looked for."""
    words: str = record.get("understood") or record["question"]
    return words


def _phrased(record: Record) -> Record:
    """A model's sentences without those that rest on a quotation that was removed."""
    gone = {row["number"] for row in answering(record) if row.get("removed")}
    kept = [row for row in record.get("phrased", ()) if not gone.intersection(row["cites"])]
    return {"phrased": kept} if "phrased" in record else {}


def tallied(record: Record) -> Record:
    """The record of a survey with its counts as its rows now are; any other as it is.

    To a clause that another document changes nobody but the reader says yes or no: so it is while that document is there.
    """
    if "survey" not in record:
        return record
    record, changed = _turned(record)
    survey, rows = record["survey"], present(record)
    left = len(survey["waiting"])
    told = survey | {"asked": len(rows), "gone": survey["of"] - len(rows) - left}
    if most := survey.get("most"):
        complete = not (left or told["gone"] or told["reading"] or told["unreadable"])
        ordered = in_order(record["surveyed"], changed, greatest=most == "greatest", complete=complete)
        record, rows = record | {"surveyed": ordered}, [row for row in ordered if not row.get("removed")]
    nothing = not left and all(row["verdict"] == Verdict.SILENT for row in rows)
    return record | {"survey": told, "abstained": nothing}


def _turned(record: Record) -> tuple[Record, set[str]]:
    """The record with its rows as confirmed changes leave them, and the versions whose clause another document changes."""
    there = {row["version"] for row in record["surveyed"] if not row.get("removed")}
    ties = [row for row in record.get("ties", ()) if not row.get("removed") and row["of"] in there]
    changed = {row["of"] for row in ties if row["way"] in ("changed", "read")}
    return record | {"ties": ties, "surveyed": [_said(row, changed) for row in record["surveyed"]]}, changed


def _said(row: Row, changed: Collection[str]) -> Row:
    own = row.get("own", row["verdict"])
    if own not in (Verdict.YES, Verdict.NO) or "rank" in row:
        return row
    return row | {"own": own, "verdict": Verdict.READ.value if row["version"] in changed else own}


def present(record: Record) -> list[Row]:
    """A survey's rows without those of documents that went since they were asked."""
    return [row for row in record["surveyed"] if not row.get("removed")]


def _blank(row: Row) -> Row:
    """Of a survey's row nothing stays but whose it was: whether a document said something is contents too."""
    if "verdict" in row:
        return {name: row[name] for name in ("document_id", "version")} | _NOTHING_SAID
    return row | {name: "" for name in _WORDS if name in row} | {"removed": True}
