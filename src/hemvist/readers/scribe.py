"""What the readers in the child write to: text and what is known of it, sent on in pieces as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from hemvist.domain.text import Hiding, Unit, Word
from hemvist.readers.limits import Limits, weight
from hemvist.readers.messages import (
    DATA,
    LONGEST_NAME,
    MOST_HEADINGS,
    MOST_HIDDEN,
    MOST_HIDDEN_CHARACTERS,
    SEPARATOR,
    frame,
    said,
    told,
)
from hemvist.readers.tidy import tidy
from hemvist.readers.unseen import paired

_PIECE: Final = 1 << 17
_ROWS: Final = 1 << 13


class Unreadable(Exception):
    """Raised by a reader: the name of an error of ours, and the cause as a word of ``errors.CAUSES``."""

    def __init__(self, error: str, cause: str = "") -> None:
        self.error, self.cause = error, cause
        super().__init__(error)


class Scribe:
    """Keeps count of offsets, so that readers only say what comes next."""

    def __init__(self, send: Callable[[bytes], None], limits: Limits) -> None:
        self._send, self.limits = send, limits
        self.at = 0
        self.pages = 0
        self._held: list[str] = []
        self._held_length = 0
        self._rows: dict[str, list[Any]] = {}
        self._spans = 0
        self._headings_count = 0
        self._hidden_count = self._hidden_length = 0
        self._members = self._unpacked = 0
        self._noted: set[str] = set()

    def unit(self, unit: Unit) -> None:
        """What the pages are called; pages, unless said."""
        self._send(said(unit=unit.value))

    def write(self, text: str) -> int:
        """Add ``text`` as it is; return where it starts."""
        start = self.at
        self.at += len(text)
        if self.at > self.limits.characters:
            raise Unreadable("TooLarge", "characters")
        self._held.append(text)
        self._held_length += len(text)
        if self._held_length >= _PIECE:
            self.flush()
        return start

    def page(self, text: str, goes_on: bool = False) -> int:
        """Add one whole page and, before it, what separates it from the last; return where it starts.

        ``goes_on`` is whether it begins within a sentence of the last one: then only a line ends between them.
        """
        start = self.begin_page(goes_on)
        self.write(text)
        self.end_page(start)
        return start

    def begin_page(self, goes_on: bool = False) -> int:
        """Begin a page that is written piece by piece; return where it starts."""
        if self.pages or self.at:
            self.write("\n" if goes_on else SEPARATOR)
        self.pages += 1
        if self.pages > self.limits.pages:
            raise Unreadable("TooLarge", "pages")
        return self.at

    def end_page(self, start: int, label: str = "") -> None:
        """End the page that began at ``start``; ``label`` is its own name, where it has one."""
        self._row("pages", (start, self.at))
        if label:
            self._row("labels", (self.pages, label[:LONGEST_NAME]))

    def recognised(self, confidence: int, words: Iterable[Word]) -> None:
        """The page begun last was recognised: how sure (per cent), and its words' boxes, offsets in the whole text."""
        self._row("confidence", (self.pages, confidence))
        for word in words:
            self._span("words", word)

    def failed(self, number: int) -> None:
        """Page ``number`` could not be read."""
        self._send(said(failed=[[number]]))

    def scan(self, number: int) -> None:
        """Page ``number`` shows pictures and no text that could be read: its text is to be recognised."""
        self._row("scans", (number,))

    def heading(self, start: int, end: int, level: int) -> None:
        """Add a heading's span; what has too many headings has none that help, so the rest are not kept."""
        self._headings_count += 1
        if self._headings_count <= MOST_HEADINGS:
            self._span("headings", (start, end, min(level, 9)))

    def table(self, start: int, end: int, until: int) -> None:
        """The span of a table's header row, and where its last row ends. Tables come in order."""
        self._span("tables", (start, end, until))

    def spot(self, start: int, end: int, name: str) -> None:
        """A span with a name of its own, such as the cells of a row ("A12:D12"). Spots come in order."""
        name = name[:LONGEST_NAME]
        self._span("spots", (start, end, name), weight(name))

    def listed(self, number: int, lines: Sequence[str]) -> int:
        """Add lines that are spots, each named by its number, the first ``number``; return where the first starts.

        What is written so has no other spots: they are told in one message, by their lengths.
        """
        text = "\n".join(lines)
        start = self.write(f"\n{text}") + 1 if self.at else self.write(text)
        self._span("lists", (start, number, [*map(len, lines)]), len(lines))
        return start

    def hidden(self, kind: Hiding, text: str, page: int | None = None) -> None:
        """A text that the file does not show: kept apart. What is too much of it is counted, not kept."""
        text = paired(text.strip())
        if not text:
            return
        self._hidden_count += 1
        self._hidden_length += len(text)
        if self._hidden_count <= MOST_HIDDEN and self._hidden_length <= MOST_HIDDEN_CHARACTERS:
            self._row("hidden", (kind.value, page or 0, text))
        else:
            self.note("hidden-more")

    def note(self, note: str) -> None:
        """Add a word of ``messages.NOTES``."""
        if note not in self._noted:
            self._noted.add(note)
            self._send(said(note=note))

    def member(self, name: str, data: bytes | Sequence[bytes], size: int | None = None) -> None:
        """Hand over a file that lies inside this one: an attachment, or a member of an archive.

        ``data`` is whole, or in pieces of ``size`` bytes together.
        """
        pieces = [data] if isinstance(data, bytes) else data
        size = len(data) if isinstance(data, bytes) else size or 0
        self._members, self._unpacked = self._members + 1, self._unpacked + size
        if self._members > self.limits.members:
            raise Unreadable("TooLarge", "members")
        if self._unpacked > self.limits.unpacked:
            raise Unreadable("TooLarge", "unpacks")
        seen = "".join(char for char in tidy(name) if char.isprintable())
        if seen != name:
            self.note("names")
        self._send(said(member=[seen[: 4 * LONGEST_NAME], size]))
        for piece in pieces:
            for at in range(0, len(piece), _PIECE):
                self._send(frame(DATA, piece[at : at + _PIECE]))

    def _span(self, of: str, row: Sequence[Any], counts: int = 1) -> None:
        """A row of which the listener takes no more than so many, of all kinds together."""
        self._spans += counts
        if self._spans > self.limits.rows:
            raise Unreadable("TooLarge", "rows")
        self._row(of, row)

    def _row(self, of: str, row: Sequence[Any]) -> None:
        rows = self._rows.setdefault(of, [])
        rows.append(row)
        if len(rows) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Send what is held, in pieces that fit a frame: the text before what is said of it."""
        text = "".join(self._held)
        self._held, self._held_length = [], 0
        for at in range(0, len(text), _PIECE):
            self._send(told(text[at : at + _PIECE]))
        rows, self._rows = self._rows, {}
        for of, found in rows.items():
            step = 64 if of == "hidden" else _ROWS
            for at in range(0, len(found), step):
                self._send(said(**{of: found[at : at + step]}))
