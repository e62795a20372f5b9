"""The marks of footnotes and endnotes in Word's formats, which count them but do not write their numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hemvist.readers.numbering import written
from hemvist.readers.styles import attribute, tag

REFERENCES: Final = frozenset({"footnoteReference", "endnoteReference"})


class _Counts:
    """Numbers the notes; endnotes are numbered i, ii, iii."""

    def __init__(self) -> None:
        self._now = {False: 0, True: 0}

    def next(self, at_end: bool) -> str:
        self._now[at_end] += 1
        return f"[{written(self._now[at_end], 'lowerRoman' if at_end else 'decimal')}]"


class Marks:
    """The marks of a DOCX file's notes, counted as they are referred to."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts = _Counts()
        self._next = ""

    def refer(self, element: Any) -> str:
        """The mark where a note is referred to; empty if the text brings its own."""
        if attribute(element, "customMarkFollows", "0") not in ("0", "false", "off"):
            return ""
        kind = tag(element).removesuffix("Reference")
        key = kind, attribute(element, "id")
        if key not in self._known:
            self._known[key] = self._counts.next(kind == "endnote")
        return self._known[key]

    def begin(self, note: Any) -> None:
        """A note begins; ``take`` gives its mark."""
        self._next = self._known.get((tag(note), attribute(note, "id")), "")

    def take(self) -> str:
        """The mark of the note that has begun, once; else empty."""
        mark, self._next = self._next, ""
        return mark


class Referred:
    """The marks of a DOC file's notes of one kind: each is known by the place it is referred to at."""

    def __init__(self, places: Mapping[int, tuple[int, bool]], starts: Sequence[int], at_end: bool) -> None:
        self._places, self._starts, self._at_end = places, starts, at_end
        self._counts = _Counts()
        self._known: dict[int, str] = {}

    def refer(self, place: int) -> str:
        """The mark where a note is referred to; empty if none is, or the text brings its own."""
        note, counted = self._places.get(place, (-1, False))
        if counted:
            self._known[note] = self._counts.next(self._at_end)
        return self._known.get(note, "")

    def begins(self, place: int) -> str:
        """The mark of the note whose text is at ``place`` of the notes, to stand before it."""
        return self._known.pop(bisect_right(self._starts, place) - 1, "")


class Placed:
    """The marks of an RTF file's notes, each of which stands whole where it is referred to."""

    def __init__(self) -> None:
        self._counts = _Counts()
        self._counted = self._at_end = False
        self._text: list[str] = []
        self._place = 0

    def count(self) -> None:
        """The note that begins next, or has begun, is one that is counted."""
        self._counted = True

    def begin(self, text: list[str]) -> None:
        """A note begins, and is referred to at the end of ``text``."""
        self._text, self._place = text, len(text)
        text.append("")

    def at_end(self) -> None:
        """The note that has begun is an endnote."""
        self._at_end = True

    def end(self, says: bool) -> str:
        """The note ends: its mark is put where it is referred to, and given; empty if it is not counted, or says nothing."""
        mark = self._counts.next(self._at_end) if self._counted and says else ""
        if self._place < len(self._text):
            self._text[self._place] = mark
        self._counted, self._at_end, self._text = False, False, []
        return mark
