"""The pages of a PDF written one after the other: what goes on from one to the next, and what repeats on them."""

from __future__ import annotations

from typing import Final

from hemvist.domain.sentence import leads_on
from hemvist.domain.text import Hiding
from hemvist.readers.headings import headings
from hemvist.readers.leaf import Leaf, Span
from hemvist.readers.scribe import Scribe

_SAME: Final = 5.0
_MOST: Final = 100
"""Different running lines of a file that are told; a file with more of them has none worth reading."""
_ENDS: Final = frozenset('.!?:;…"”»')


class Book:
    """Tells the scribe page after page."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._last = ""
        self._number = 0
        self._open: tuple[int, int, int, Span, str] | None = None
        self._running: set[str] = set()

    def add(self, page: Leaf | None) -> None:
        """Write the next page; None is one that could not be read."""
        self._number += 1
        if page is None:
            self._scribe.failed(self._number)
            page = Leaf()
        start = self._scribe.page(page.text, _goes_on(self._last, page.text))
        self._last = page.text
        if page.scan:
            self._scribe.scan(self._number)
        self._titles(page, start)
        self._tables(page, start)
        for hiding, text in page.hidden:
            self._scribe.hidden(hiding, text, self._number)
        for note in sorted(page.notes):
            self._scribe.note(note)
        self._repeated(page)

    def close(self) -> None:
        """Tell what was kept until the last page was written."""
        self._end_table()

    def _titles(self, page: Leaf, start: int) -> None:
        for heading in headings(page.text, start):
            if not any(start + table.start <= heading.start < start + table.until for table in page.tables):
                self._scribe.heading(heading.start, heading.end, heading.level)

    def _tables(self, page: Leaf, start: int) -> None:
        """Tell tables with a header; one that goes on at the head of the next page stands under the same header."""
        if self._open is not None and not (page.tables and self._goes_on(page)):
            self._end_table()
        for table in page.tables:
            if self._open is not None:
                header, end, _, first, words = self._open
                self._open = (header, end, start + table.until, first, words)
            elif table.header:
                words = page.text[table.start : table.end]
                self._open = (start + table.start, start + table.end, start + table.until, table, words)
            if table.until < len(page.text):
                self._end_table()

    def _goes_on(self, page: Leaf) -> bool:
        """Whether the page begins with rows of the table that the last one ended with."""
        assert self._open is not None
        *_, last, words = self._open
        table = page.tables[0]
        if table.start or page.text[table.start : table.end] == words or len(table.columns) != len(last.columns):
            return False
        pairs = zip(table.columns, last.columns, strict=True)
        return all(abs(one[0] - other[0]) <= _SAME or abs(one[1] - other[1]) <= _SAME for one, other in pairs)

    def _end_table(self) -> None:
        if self._open is not None and self._open[1] < self._open[2]:
            self._scribe.table(*self._open[:3])
        self._open = None

    def _repeated(self, page: Leaf) -> None:
        """Tell what was set apart at the head and foot of pages, each wording once."""
        for words, text in page.running:
            if words not in self._running and len(self._running) < _MOST:
                self._running.add(words)
                self._scribe.hidden(Hiding.RUNNING, text, self._number)


def _goes_on(last: str, text: str) -> bool:
    """Whether a page begins within a sentence of the one before it."""
    return bool(last) and last[-1] not in _ENDS and (text[:1].islower() or leads_on(last))
