"""Tables with fewer fields: a file written anew with the columns or keys that are to be kept, and nothing else of it.

Runs in the confined child. What stands beside tables (comments, drawings, hidden sheets, names of authors) is not taken
over; cells are taken over as they are shown.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from hemvist.readers import values, xlsx
from hemvist.readers.grid import letters
from hemvist.readers.limits import Limits
from hemvist.readers.messages import LONGEST_NAME
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.tidy import tidy
from hemvist.readers.txt import decoded

MOST_NAMES: Final = 1_000
NAMELESS: Final = "(no name)"
_HEADER_WITHIN: Final = 20
"""The rows among which a sheet's header is looked for."""
_OPENS: Final = ("[", "{")


@dataclass
class Counted:
    """What was kept and dropped, by name, in the order met; how many rows or records were written."""

    kept: dict[str, None] = field(default_factory=dict)
    dropped: dict[str, None] = field(default_factory=dict)
    rows: int = 0

    def drop(self, name: str) -> None:
        self.dropped.setdefault(name.strip()[:LONGEST_NAME] or NAMELESS)

    def keep(self, name: str) -> None:
        self.kept.setdefault(name.strip()[:LONGEST_NAME])


class _Fields:
    """The names to keep; case and white space make no difference."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = {_plain(name) for name in names}

    def __contains__(self, name: object) -> bool:
        return _plain(str(name)) in self._names


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def fewer(kind: str, data: bytes, names: Collection[str]) -> tuple[bytes, Counted]:
    """``data`` of this kind (csv, xlsx, json) with these fields only. ``Unreadable`` where none of them is in it."""
    counted = Counted()
    out = _KINDS[kind](data, _Fields(names), counted)
    if not counted.kept:
        raise Unreadable("NoSuchFields")
    return out, counted


def _csv(data: bytes, fields: _Fields, counted: Counted) -> bytes:
    delimiter, text = values.dialect(tidy(decoded(data)[0]))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    try:
        rows = values.parsed(io.StringIO(text, newline=""), delimiter)
        head, rest = _headed(iter(rows), fields)
        for row in _kept(head, rest, fields, counted):
            writer.writerow(row)
    except csv.Error as error:
        raise Unreadable("BrokenFile", "damaged") from error
    return out.getvalue().encode()


def _headed(rows: Iterator[Sequence[str]], fields: _Fields) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """The header, which is the first row with one of the fields in it, and the rows below; what stands above goes."""
    for row in itertools.islice(rows, _HEADER_WITHIN):
        if any(cell in fields for cell in row):
            return row, rows
    return (), iter(())


def _kept(head: Sequence[str], rows: Iterable[Sequence[str]], fields: _Fields, counted: Counted) -> Iterator[list[str]]:
    """The header and the rows, in the columns that are kept; cells beyond the header have no name and go."""
    places = [at for at, name in enumerate(head) if name in fields]
    for name in head:
        (counted.keep if name in fields else counted.drop)(name)
    if places:
        yield [head[at] for at in places]
    width = len(head)
    for row in rows:
        if len(row) > width and any(row[width:]):
            counted.drop(NAMELESS)
        cells = [row[at] if at < len(row) else "" for at in places]
        if any(cells):
            counted.rows += 1
            yield cells


def _xlsx(data: bytes, fields: _Fields, counted: Counted) -> bytes:
    """Every sheet that is shown and has one of the fields; the others go whole, and are told by their names."""
    sheets = []
    for name, cells in xlsx.sheets(data, Scribe(lambda message: None, Limits())):
        head, rest = _headed(iter(_wide(cells)), fields)
        rows = list(_kept(head, rest, fields, counted))
        if rows:
            sheets.append((name, rows))
        else:
            counted.drop(name)
    return _workbook(sheets) if sheets else b""


def _wide(rows: Iterable[Sequence[tuple[int, str]]]) -> Iterator[list[str]]:
    """Rows with their cells in their places."""
    for row in rows:
        cells = [""] * (row[-1][0] if row else 0)
        for column, text in row:
            cells[column - 1] = text
        yield cells


def _workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook with these sheets, every cell a text: the least that ECMA-376 asks for, and no properties at all."""
    out, numbers = io.BytesIO(), range(1, len(sheets) + 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, part in _frame(sheets, numbers):
            packed.writestr(zipfile.ZipInfo(path), part, zipfile.ZIP_DEFLATED)
        for number, (_, rows) in zip(numbers, sheets, strict=True):
            packed.writestr(zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml"), _sheet(rows), zipfile.ZIP_DEFLATED)
    return out.getvalue()


_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _frame(sheets: Sequence[tuple[str, Any]], numbers: range) -> Iterator[tuple[str, str]]:
    """The parts around the sheets, by their paths."""
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{_TYPES}.sheet.main+xml"/>{types}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(name[:31] or str(n))} sheetId="{n}" r:id="r{n}"/>'
        for n, (name, _) in zip(numbers, sheets, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{n}.xml") for n in numbers])


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    lines = (f'<row r="{at}">{"".join(_cells(at, row))}</row>' for at, row in enumerate(rows, 1))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cells(at: int, row: Sequence[str]) -> Iterator[str]:
    for column, text in enumerate(row, 1):
        if text:
            yield f'<c r="{letters(column)}{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _json(data: bytes, fields: _Fields, counted: Counted) -> bytes:
    """Values whose own key, or whose path from the top with dots, is to be kept; lists count for nothing in a path.

    One document, or one a line.
    """
    text = decoded(data)[0].strip()
    try:
        try:
            return _told(_pruned(json.loads(text), "", "", fields, counted))
        except json.JSONDecodeError:
            lines = [_pruned(json.loads(line), "", "", fields, counted) for line in text.splitlines() if line.strip()]
            return b"\n".join(_told(line) for line in lines if line is not _NOTHING)
    except (ValueError, RecursionError) as error:
        raise Unreadable("BrokenFile", "damaged") from error


_NOTHING: Final = object()


def _told(value: Any) -> bytes:
    return json.dumps(None if value is _NOTHING else value, ensure_ascii=False, indent=1).encode()


def _pruned(value: Any, path: str, key: str, fields: _Fields, counted: Counted) -> Any:
    if isinstance(value, dict):
        below = (
            (name, _pruned(one, f"{path}.{name}".lstrip("."), name, fields, counted)) for name, one in value.items()
        )
        kept = {name: one for name, one in below if one is not _NOTHING}
        counted.rows += bool(kept)
        return kept or _NOTHING
    if isinstance(value, list):
        ones = [one for one in (_pruned(one, path, key, fields, counted) for one in value) if one is not _NOTHING]
        return ones or _NOTHING
    if key in fields or path in fields:
        counted.keep(path)
        return value
    counted.drop(path)
    return _NOTHING


_KINDS: Final[dict[str, Callable[[bytes, _Fields, Counted], bytes]]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def kind_by_contents(data: bytes, promised: str, looks: str) -> str:
    """What a file that promises to be one of these is: ``looks`` as :func:`kinds.kind_of` has it, JSON by its opening."""
    if promised == "json" and looks == "txt" and decoded(data[:100])[0].lstrip().startswith(_OPENS):
        return "json"
    return looks if looks in ("csv", "xlsx") else ""


def warm() -> None:
    """Write each kind once, so that nothing is left to be loaded once the fences stand."""
    book = _workbook([("x", [["Item", "Price"], ["Bolt", "2"]])])
    for kind, data in (("csv", b"Item;Price\nBolt;2\n"), ("xlsx", book), ("json", b'[{"Item": "Bolt", "Price": 2}]')):
        fewer(kind, data, ["item"])
