"""The text put together from what the confined child says, believing nothing."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from hemvist.domain.text import Heading, Hidden, Hiding, Page, Spot, Table, Text, Unit, Word
from hemvist.readers.limits import Limits, weight
from hemvist.readers.messages import (
    LINE,
    LONGEST_NAME,
    MOST_HEADINGS,
    MOST_HIDDEN,
    MOST_HIDDEN_CHARACTERS,
    NOTES,
    Misspoken,
)
from hemvist.readers.tidy import tidy

_WHOLE: Final = 10_000
_MOST_LINES: Final = 1 << 31
_SHOWN_AS: Final = {
    Hiding.WHITE: "in the colour of the paper",
    Hiding.TINY: "too small to be seen",
    Hiding.OFF_PAGE: "off the page",
    Hiding.COVERED: "covered by something else",
    Hiding.INVISIBLE: "drawn invisibly",
    Hiding.FORMATTED: "formatted as hidden",
    Hiding.DELETED: "deleted in tracked changes or struck out",
    Hiding.COMMENT: "in comments",
    Hiding.SHEET: "on hidden sheets",
    Hiding.ROW: "in hidden rows or columns",
    Hiding.SLIDE: "on hidden slides",
    Hiding.NOTES: "in speaker's notes",
    Hiding.CHARACTERS: "in characters without a shape",
    Hiding.DESCRIBED: "in descriptions of pictures",
}
Kind = TypeVar("Kind", Heading, Table, Spot)


class Assembly:
    """A Text put together piece by piece; offsets must run forwards and stay within the text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._unit = Unit.PAGE
        self._pages: list[Page] = []
        self._headings: list[Heading] = []
        self._tables: list[Table] = []
        self._spots: list[Spot] = []
        self._words: list[Word] = []
        self._hidden: list[Hidden] = []
        self._hidden_length = self._rows = 0
        self._notes: list[str] = []
        self._failed: set[int] = set()
        self._scans: set[int] = set()
        self._heard: dict[str, Callable[[Any], None]] = {
            "text": self._text, "unit": self._called, "note": self._note,
            "pages": _each(self._page, int, int),
            "labels": _each(self._label, int, str),
            "confidence": _each(self._confidence, int, int),
            "headings": _each(self._heading, int, int, int),
            "tables": _each(self._table, int, int, int),
            "spots": _each(self._spot, int, int, str),
            "lists": _each(self._list, int, int, list),
            "words": _each(self._word, int, int, int, int, int, int),
            "hidden": _each(self._hide, str, int, str),
            "failed": _each(self._fail, int),
            "scans": _each(self._scan, int),
        }  # fmt: skip

    def add(self, message: dict[str, object]) -> None:
        """Take in one message; raise Misspoken if it is not as it should be."""
        for name, value in message.items():
            if name in self._heard:
                self._heard[name](value)

    def _text(self, text: object) -> None:
        self._length += len(_string(text, self.limits.characters))
        if self._length > self.limits.characters:
            raise Misspoken
        self._pieces.append(str(text))

    def _called(self, unit: object) -> None:
        if not isinstance(unit, str) or unit not in set(Unit):
            raise Misspoken
        self._unit = Unit(str(unit))

    def _page(self, start: int, end: int) -> None:
        least = self._pages[-1].end if self._pages else 0
        if not least <= start <= end <= self._length or len(self._pages) >= self.limits.pages:
            raise Misspoken
        self._pages.append(Page(len(self._pages) + 1, start, end))

    def _known(self, number: int) -> Page:
        if not 1 <= number <= len(self._pages):
            raise Misspoken
        return self._pages[number - 1]

    def _label(self, number: int, label: str) -> None:
        self._pages[number - 1] = replace(self._known(number), label=_name(label))

    def _confidence(self, number: int, percent: int) -> None:
        if not 0 <= percent <= 100:
            raise Misspoken
        self._pages[number - 1] = replace(self._known(number), confidence=percent)

    def _heading(self, start: int, end: int, level: int) -> None:
        self._span(self._headings, start, end)
        if not 1 <= level <= 9 or len(self._headings) >= MOST_HEADINGS:
            raise Misspoken
        self._headings.append(Heading(start, end, level))

    def _table(self, start: int, end: int, until: int) -> None:
        self._span(self._tables, start, end)
        if not end <= until <= self._length:
            raise Misspoken
        self._tables.append(Table(start, end, until))

    def _spot(self, start: int, end: int, name: str) -> None:
        name = _name(name)
        self._span(self._spots, start, end, weight(name))
        self._spots.append(Spot(start, end, name))

    def _list(self, start: int, number: int, lengths: list[object]) -> None:
        """Lines that follow each other, each a spot named by its number."""
        if set(map(type, lengths)) != {int} or not 1 <= number <= _MOST_LINES:
            raise Misspoken
        sizes = cast("list[int]", lengths)
        starts = [*itertools.accumulate((size + 1 for size in sizes), initial=start)]
        self._span(self._spots, start, starts[-1] - 1, len(sizes))
        if min(sizes) < 1:
            raise Misspoken
        self._spots += map(Spot, starts, map(operator.add, starts, sizes), map(LINE.format, itertools.count(number)))

    def _span(self, known: list[Kind], start: int, end: int, counts: int = 1) -> None:
        """One budget for all that is kept of places in the text, so that no child fills this process's memory."""
        least = known[-1].end if known else 0
        self._rows += counts
        if not least <= start < end <= self._length or self._rows > self.limits.rows:
            raise Misspoken

    def _word(self, start: int, end: int, *box: int) -> None:
        least = self._words[-1][1] if self._words else 0
        left, top, right, bottom = box
        inside = 0 <= left <= right <= _WHOLE and 0 <= top <= bottom <= _WHOLE
        self._rows += 1
        if not least <= start < end <= self._length or not inside or self._rows > self.limits.rows:
            raise Misspoken
        self._words.append((start, end, left, top, right, bottom))

    def _hide(self, kind: str, page: int, text: str) -> None:
        self._hidden_length += len(text)
        if len(self._hidden) >= MOST_HIDDEN or self._hidden_length > MOST_HIDDEN_CHARACTERS:
            raise Misspoken
        if kind not in set(Hiding) or not 0 <= page <= self.limits.pages:
            raise Misspoken
        self._hidden.append(Hidden(Hiding(kind), page or None, tidy(_string(text, MOST_HIDDEN_CHARACTERS))))

    def _fail(self, number: int) -> None:
        if not 1 <= number <= self.limits.pages:
            raise Misspoken
        self._failed.add(number)

    def _scan(self, number: int) -> None:
        if not 1 <= number <= self.limits.pages:
            raise Misspoken
        self._scans.add(number)

    def _note(self, note: object) -> None:
        if not isinstance(note, str) or note not in NOTES:
            raise Misspoken
        if NOTES[note] not in self._notes:
            self._notes.append(NOTES[note])

    def failed_pages(self) -> list[int]:
        """The pages that could not be read, in order."""
        return sorted(number for number in self._failed if number <= len(self._pages))

    def text(self, kind: str) -> Text:
        """The whole, with notes on pages that gave nothing and on what is hidden."""
        whole = "".join(self._pieces)
        failed = self.failed_pages()
        scans = [number for number in sorted(self._scans) if number <= len(self._pages) and number not in failed]
        known = {*failed, *scans}
        empty = [page.number for page in self._pages if not whole[page.start : page.end].strip()]
        notes = [
            *pages_note(failed, "could not be read", self._unit),
            *pages_note([number for number in empty if number not in known], "no text found", self._unit),
            *_hidden_notes(self._hidden),
        ]
        return Text(
            whole, tuple(self._pages), tuple(self._headings), (*notes, *self._notes), kind, self._unit,
            tuple(self._tables), tuple(self._spots), tuple(self._hidden), tuple(self._words), tuple(scans),
        )  # fmt: skip


def _each(take: Callable[..., None], *kinds: type) -> Callable[[object], None]:
    """Takes a list of rows, each of values of these kinds, one by one."""

    def rows(value: object) -> None:
        if not isinstance(value, list) or not all(type(row) is list and len(row) == len(kinds) for row in value):
            raise Misspoken
        if value and any(
            set(map(type, column)) != {kind} for column, kind in zip(zip(*value, strict=True), kinds, strict=True)
        ):
            raise Misspoken
        for row in value:
            take(*row)

    return rows


def _string(text: object, most: int) -> str:
    """``text``, if it is one that can be written as UTF-8; JSON can smuggle in lone surrogates."""
    if not isinstance(text, str) or len(text) > most:
        raise Misspoken
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Misspoken from error
    return text


def _name(text: str) -> str:
    if len(text) <= LONGEST_NAME and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(tidy(_string(text, LONGEST_NAME)).split())


def _hidden_notes(hidden: list[Hidden]) -> list[str]:
    counts: dict[Hiding, int] = {}
    for one in hidden:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return [_set_apart(kind, count) for kind, count in counts.items()]


def _set_apart(kind: Hiding, count: int) -> str:
    return NOTES["headers"] if kind is Hiding.RUNNING else f"Text {_SHOWN_AS[kind]} was set apart ({count})."


def pages_note(numbers: list[int], what: str, unit: Unit = Unit.PAGE) -> list[str]:
    """For example ``pages 3, 5 to 9: no text found``; nothing if there are none."""
    if not numbers:
        return []
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in runs)
    return [f"{unit.value if len(numbers) == 1 else f'{unit.value}s'} {shown}: {what}"]


def member_of(message: dict[str, object], limits: Limits) -> tuple[str, int] | None:
    """The name and size of the file inside this one that follows, if ``message`` announces one."""
    told = message.get("member")
    if told is None:
        return None
    if not isinstance(told, list) or [type(one) for one in told] != [str, int] or not 0 <= told[1] <= limits.unpacked:
        raise Misspoken
    return _string(told[0], 4 * LONGEST_NAME), told[1]
