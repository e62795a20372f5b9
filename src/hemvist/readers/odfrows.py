"""The rows of an OpenDocument table, and what gathers the texts of one of its cells."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from hemvist.domain.text import Hiding
from hemvist.readers.lines import Inner, Lines, Nested
from hemvist.readers.styles import tag


class Cell:
    """Stands in for ``Lines`` inside a cell: texts are gathered, all else is handed on."""

    def __init__(self, lines: Lines | Cell) -> None:
        self._lines = lines
        self.texts: list[str] = []
        self.tables: list[Nested] = []

    def line(self, raw: str, level: int = 0) -> None:
        self.texts.append(raw)

    def table(self, rows: list[list[str]], headers: int | None = None, inner: Inner = MappingProxyType({})) -> None:
        if rows:
            self.tables.append(Nested(rows, headers, inner))

    def hide(self, kind: Hiding, text: str) -> None:
        self._lines.hide(kind, text)

    def note(self, note: str) -> None:
        self._lines.note(note)


def rows_of(table: Any) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, and whether each is in its header."""
    for part in table:
        name = tag(part)
        if name == "table-row":
            yield part, False
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            for row, _ in rows_of(part):
                yield row, name == "table-header-rows"
