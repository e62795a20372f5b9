"""The rows of a list that asks which document has the most of something, in order of value, and which is the first.

One is named only when all were asked and every one's value can be compared; until then, and otherwise, all have to be read.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hemvist.domain.condition import Verdict
from hemvist.domain.superlative import Measure, placed

Row = dict[str, Any]


def in_order(rows: list[Row], changed: Collection[str], *, greatest: bool, complete: bool) -> list[Row]:
    """The rows with their places, whether each could be compared, and what they say; ``changed``: by another document."""
    there = [at for at, row in enumerate(rows) if not row.get("removed")]
    measures = [_measure(rows[at], changed) for at in there]
    told = placed(measures, greatest=greatest)
    decided = complete and bool(told.firsts)
    told_rows = list(rows)
    for rank, place in enumerate(told.order):
        row, first = rows[there[place]], place in told.firsts
        said = {"rank": rank, "compared": place in told.compared, "verdict": _verdict(row, first, decided)}
        told_rows[there[place]] = row | said
    return told_rows


def _measure(row: Row, changed: Collection[str]) -> Measure | None:
    known = row.get("measure")
    return Measure(*known) if known and row["version"] not in changed else None


def _verdict(row: Row, first: bool, decided: bool) -> str:
    if row["verdict"] == Verdict.SILENT:
        return Verdict.SILENT.value
    return (Verdict.YES if first else Verdict.NO).value if decided else Verdict.READ.value
