"""What the readers in the child write to: text, pages, headings and notes, sent on in pieces as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hemvist.readers.limits import Limits
from hemvist.readers.messages import MOST_HEADINGS, SEPARATOR, said

_PIECE: Final = 1 << 17


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
        self._held: list[str] = []
        self._held_length = 0
        self._pages: list[tuple[int, int]] = []
        self._headings: list[tuple[int, int, int]] = []
        self._headings_count = 0
        self._noted: set[str] = set()

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

    def page(self, text: str) -> int:
        """Add one page and, before it, what separates it from the last; return where it starts."""
        if self._pages or self.at:
            self.write(SEPARATOR)
        start = self.write(text)
        self._pages.append((start, self.at))
        return start

    def failed(self, number: int) -> None:
        """Page ``number`` could not be read."""
        self._send(said(failed=[[number]]))

    def heading(self, start: int, end: int, level: int) -> None:
        """Add a heading's span; what has too many headings has none that help, so the rest are not kept."""
        self._headings_count += 1
        if self._headings_count <= MOST_HEADINGS:
            self._headings.append((start, end, min(level, 9)))

    def note(self, note: str) -> None:
        """Add a word of ``messages.NOTES``."""
        if note not in self._noted:
            self._noted.add(note)
            self._send(said(note=note))

    def flush(self) -> None:
        """Send what is held, in pieces that fit a frame."""
        text = "".join(self._held)
        for at in range(0, len(text), _PIECE):
            self._send(said(text=text[at : at + _PIECE]))
        for at in range(0, len(self._pages), _PIECE // 16):
            self._send(said(pages=self._pages[at : at + _PIECE // 16]))
        for at in range(0, len(self._headings), _PIECE // 16):
            self._send(said(headings=self._headings[at : at + _PIECE // 16]))
        self._held, self._held_length, self._pages, self._headings = [], 0, [], []
