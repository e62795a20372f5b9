"""How well personal details are found: precision and recall per kind on labelled lines, speed, and hits in a folder."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hemvist.domain.errors import HemvistError
from hemvist.domain.personal import TOLD_OF, Found, Kind, find
from hemvist.domain.personal.cues import Cues
from hemvist.domain.text import Table

_MARKED: Final = re.compile(r"\{\{([a-z-]+):(.*?)\}\}", re.DOTALL)
_TABLE: Final = "TABLE "
_SPEED_BYTES: Final = 1_000_000


class NothingToMeasure(HemvistError):
    """There is no text file in {folder}."""

    exit_code = 4
    remedy = "Give a folder with .txt files in it."


@dataclass(frozen=True)
class Line:
    """A line as it is looked at, and what is to be found in it."""

    text: str
    marked: tuple[Found, ...]
    tables: tuple[Table, ...] = ()


def labelled() -> list[Line]:
    """The lines of ``personal.txt`` that are no remarks."""
    told = resources.files(__package__).joinpath("personal.txt").read_text("utf-8")
    return [_line(row) for row in told.splitlines() if row and not row.startswith("#")]


def _line(row: str) -> Line:
    """A row of the file: ``\\n`` in it ends a line, and a row that begins with TABLE is a table below its header."""
    is_table = row.startswith(_TABLE)
    row = row.removeprefix(_TABLE).replace("\\n", "\n")
    text, marked, at = "", list[Found](), 0
    for match in _MARKED.finditer(row):
        text += row[at : match.start()]
        marked.append(Found(len(text), len(text) + len(match.group(2)), Kind(match.group(1))))
        text, at = text + match.group(2), match.end()
    text += row[at:]
    return Line(text, tuple(marked), (Table(0, text.find("\n") + 1, len(text)),) if is_table else ())


def measure(folder: Path | None) -> dict[str, Any]:
    """For each kind: how many are marked, precision and recall; then speed; then how many files of a folder have it."""
    counted = {"folder": _folder(folder)} if folder else {}
    lines = labelled()
    return {"lines": len(lines), "kinds": _kinds(lines), "kb_per_second": _speed(lines)} | counted


def _kinds(lines: Sequence[Line]) -> dict[str, dict[str, float | int | None]]:
    right, found, marked = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for line in lines:
        for one in find(line.text, line.tables):
            found[one.kind] += 1
            right[one.kind] += any(_same(one, other) for other in line.marked)
        marked.update(one.kind for one in line.marked)
    return {
        kind.value: {
            "marked": marked[kind], "found": found[kind], "right": right[kind],
            "precision": _share(right[kind], found[kind]), "recall": _share(right[kind], marked[kind]),
        }
        for kind in Kind
    }  # fmt: skip


def missed(lines: Sequence[Line]) -> list[tuple[str, Found]]:
    """What is marked and not found, and what is found and not marked: for whoever works on the rules."""
    wrong = []
    for line in lines:
        found = find(line.text, line.tables)
        wrong += [(line.text, one) for one in found if not any(_same(one, other) for other in line.marked)]
        wrong += [(line.text, one) for one in line.marked if not any(_same(one, other) for other in found)]
    return wrong


def _same(one: Found, other: Found) -> bool:
    """The same kind, where they overlap: a number must be found whole to be masked, words need not."""
    overlap = one.start < other.end and other.start < one.end
    words = one.kind in (Kind.SPECIAL, Kind.WORD)
    return one.kind is other.kind and overlap and (words or (one.start, one.end) == (other.start, other.end))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _speed(lines: Sequence[Line]) -> dict[str, int]:
    """KB of text a second of processor time, for each look alone and for all of it, on the labelled lines over and over."""
    text = "\n".join(line.text for line in lines)
    text = (text + "\n") * max(1, _SPEED_BYTES // len(text))
    told = {}
    for name, look in TOLD_OF.items():
        began = time.process_time()
        for _ in look(text, Cues(text)):
            pass
        told[name] = round(len(text) / 1000 / max(1e-6, time.process_time() - began))
    began = time.process_time()
    find(text)
    return told | {"all": round(len(text) / 1000 / max(1e-6, time.process_time() - began))}


def _folder(folder: Path) -> dict[str, Any]:
    """How many files there are, how many hold each kind, and how often."""
    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise NothingToMeasure(folder=folder)
    within, often = Counter[str](), Counter[str]()
    for path in files:
        kinds = Counter(one.kind.value for one in find(path.read_text("utf-8", "replace")))
        often.update(kinds)
        within.update(kinds.keys())
    return {"files": len(files), "files_with": dict(sorted(within.items())), "finds": dict(sorted(often.items()))}
