"""What became of each file, and the report of it: for a program, for a spreadsheet, or for reading."""

from __future__ import annotations

import csv
import html
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from hemvist.cli.errors import ReportUnusable
from hemvist.cli.written import write_whole
from hemvist.domain.cells import inert
from hemvist.domain.errors import HemvistError

REFUSED, SKIPPED = "refused", "skipped"
FLAGGED: Final = {"flagged": ": it waits until a curator confirms it (hemvist project confirm, or on the page)"}
"""What is said of a file in that state, besides its name."""
WAITING: Final = ("received", "reading")


@dataclass
class Outcome:
    """What became of one file. ``verdict`` is what it was to the project; ``state`` is its document's, ``refused`` or
    ``skipped``; ``like`` is the file name of the document that it looks like or belongs to; ``data_class`` is empty where
    nobody named one of several: the strictest of all applies then."""

    path: str
    name: str
    size: int = 0
    verdict: str = ""
    state: str = ""
    document: str = ""
    version: str = ""
    number: int = 0
    like: str = ""
    code: str = ""
    refusal: str = ""
    remedy: str = ""
    data_class: str = ""

    def refuse(self, error: HemvistError) -> Outcome:
        """This file was not taken in, and why."""
        self.state, self.code, self.refusal, self.remedy = REFUSED, error.code, error.message, error.help
        return self

    def words(self) -> str:
        """One line for a person."""
        said = {
            "same": " (was there already)", "changed": " (a new version)", "joined": f" (a new version of {self.like})",
            "like": f" (looks like a new version of {self.like})",
        }.get(self.verdict, "")  # fmt: skip
        why = f": {self.refusal} {self.remedy}" if self.refusal else FLAGGED.get(self.state, "")
        return f"{self.state:<10}  {self.path}{said}{why}"


def summary(rows: Sequence[Outcome], left_out: Mapping[str, int]) -> dict[str, Any]:
    """The figures: how many files by state and by verdict, their bytes, and what was left out of the folders."""
    return {
        "files": len(rows), "bytes": sum(row.size for row in rows), "states": dict(Counter(row.state for row in rows)),
        "verdicts": dict(Counter(row.verdict for row in rows if row.verdict)), "left_out": dict(left_out),
    }  # fmt: skip


def words(rows: Sequence[Outcome], left_out: Mapping[str, int]) -> str:
    """The last line for a person."""
    told = summary(rows, left_out)
    parts = [f"{count} {state}" for state, count in sorted(told["states"].items())]
    parts += [f"{count} left out ({why})" for why, count in sorted(left_out.items())]
    return f"{told['files']} files: {', '.join(parts) or 'nothing to send'}."


def kind_of(path: str) -> str:
    """``csv``, ``json`` or ``html``; ReportUnusable for any other ending, before anything is sent."""
    ending = Path(path).suffix.removeprefix(".").casefold()
    if ending not in _WRITERS:
        raise ReportUnusable(path=path, why="its ending says no kind of report")
    return ending


def check(path: str) -> None:
    """Return if a report can be written there, as far as can be told before anything is sent. ReportUnusable if not."""
    kind_of(path)
    folder = Path(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ReportUnusable(path=path, why="there is no such folder, or you may not write into it")


def write(path: str, rows: Sequence[Outcome], left_out: Mapping[str, int]) -> None:
    """Write the report whole or not at all, readable by oneself only: it holds names of files."""
    text = _WRITERS[kind_of(path)](rows, left_out)
    target = Path(path)
    try:
        write_whole(target, text)
    except OSError as error:
        raise ReportUnusable(path=path, why=error.strerror) from error


def _json(rows: Sequence[Outcome], left_out: Mapping[str, int]) -> str:
    return json.dumps(summary(rows, left_out) | {"rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)


def _csv(rows: Sequence[Outcome], left_out: Mapping[str, int]) -> str:
    told = io.StringIO()
    told.write("\ufeff")  # without this mark spreadsheets take UTF-8 for something else
    writer = csv.writer(told, quoting=csv.QUOTE_ALL)  # a formula after a semicolon stays inside its cell, too
    writer.writerow(_HEAD)
    writer.writerows([inert(str(value)) for value in asdict(row).values()] for row in rows)
    return told.getvalue()


def _html(rows: Sequence[Outcome], left_out: Mapping[str, int]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _HEAD)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in asdict(row).values()) + "</tr>"
        for row in rows
    )
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Files sent to Hemvist</title>'
        "<style>body{font:14px sans-serif;margin:2em}td,th{text-align:left;padding:.2em .6em;border-bottom:1px solid #ccc}"
        f"</style>\n<h1>Files sent to Hemvist</h1>\n<p>{html.escape(words(rows, left_out))}</p>\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></html>\n"
    )


_HEAD: Final = tuple(Outcome.__dataclass_fields__)
_WRITERS: Final[Mapping[str, Callable[[Sequence[Outcome], Mapping[str, int]], str]]] = {
    "csv": _csv, "json": _json, "html": _html,
}  # fmt: skip
