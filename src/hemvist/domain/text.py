"""What a reader makes of a file: its text, and what is known of every span of it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import Final, NamedTuple, TypeVar

Word = tuple[int, int, int, int, int, int]
"""Start and end in the document's text; left, top, right and bottom in 1/10000 of the page's width and height."""


class Unit(StrEnum):
    """What a document's pages are called."""

    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"


class Hiding(StrEnum):
    """Why a text is set apart: it is not seen by whoever opens the file, runs at the head or foot of its pages, or tells what a picture shows."""

    WHITE = "white"
    TINY = "tiny"
    OFF_PAGE = "off-page"
    COVERED = "covered"
    INVISIBLE = "invisible"
    FORMATTED = "formatted"
    DELETED = "deleted"
    COMMENT = "comment"
    SHEET = "sheet"
    ROW = "row"
    SLIDE = "slide"
    NOTES = "notes"
    CHARACTERS = "characters"
    RUNNING = "running"
    DESCRIBED = "described"


@dataclass(frozen=True)
class Page:
    """One page, slide or sheet: its number from 1, and its span of the document's text.

    ``label`` is a sheet's own name. ``confidence`` is how sure text recognition was of its words, in per cent; None
    where the file itself told the text.
    """

    number: int
    start: int
    end: int
    label: str = ""
    confidence: int | None = None


@dataclass(frozen=True)
class Heading:
    """A heading's own span of the document's text, and its level from 1."""

    start: int
    end: int
    level: int


@dataclass(frozen=True)
class Table:
    """The span of a table's header row, and where its last row ends. One that stands in another comes after it."""

    start: int
    end: int
    until: int


MOST_INSIDE: Final = 50
"""How many tables in one are passed over to find the header of what comes after them."""


class Spot(NamedTuple):
    """A span with a name of its own: the cells of a row ("A12:D12")."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Hidden:
    """A text that is set apart; ``page`` is None where there are no pages. One that runs over pages is told once."""

    kind: Hiding
    page: int | None
    text: str


@dataclass(frozen=True)
class Text:
    """What a reader makes of a file. ``pages`` is empty where there are none; ``kind`` is a key of ``readers.kinds``.

    ``hidden`` is kept apart: nothing of it stands in ``text`` where it was taken from. ``words`` has the boxes of recognised words, in order.
    ``scans`` are the numbers of pages that show pictures only, whose text is not recognised yet.
    """

    text: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    notes: tuple[str, ...]
    kind: str
    unit: Unit = Unit.PAGE
    tables: tuple[Table, ...] = ()
    spots: tuple[Spot, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    words: tuple[Word, ...] = ()
    scans: tuple[int, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """The text of one page's picture: offsets of ``words`` from the page's start, ``confidence`` in per cent."""

    text: str
    words: tuple[Word, ...]
    confidence: int


LOW_CONFIDENCE: Final = 75
"""Per cent below which a page's recognised text is said to be doubtful."""


def with_recognised(text: Text, found: Mapping[int, Recognised]) -> Text:
    """``text`` with the recognised text of its scans put in, every offset moved along; the scans are none any more.

    Only pages without text take any: what the file itself tells is never replaced.
    """
    put = [page for page in text.pages if page.number in found and page.start == page.end]
    moved = _Moved([page.start for page in put], [len(found[page.number].text) for page in put])
    pages = tuple(_grown(page, moved, found) if page in put else moved.all(page) for page in text.pages)
    words = [word for page in pages if page.number in found for word in _words(page, found[page.number])]
    return replace(
        text, text=_joined(text.text, put, found), pages=pages, headings=tuple(map(moved.all, text.headings)),
        tables=tuple(replace(moved.all(table), until=moved.at(table.until)) for table in text.tables),
        spots=tuple(map(moved.spot, text.spots)), words=tuple(sorted([*map(moved.word, text.words), *words])), scans=(),
    )  # fmt: skip


Spanned = TypeVar("Spanned", Page, Heading, Table)


class _Moved:
    """Where offsets come to lie once texts of these lengths are put in at these places."""

    def __init__(self, places: list[int], lengths: list[int]) -> None:
        self._places = places
        self._sums = [0, *accumulate(lengths)]

    def at(self, offset: int) -> int:
        return offset + self._sums[bisect.bisect_left(self._places, offset)]

    def all(self, one: Spanned) -> Spanned:
        return replace(one, start=self.at(one.start), end=self.at(one.end))

    def spot(self, spot: Spot) -> Spot:
        return Spot(self.at(spot.start), self.at(spot.end), spot.name)

    def word(self, word: Word) -> Word:
        return (self.at(word[0]), self.at(word[1]), *word[2:])


def _grown(page: Page, moved: _Moved, found: Mapping[int, Recognised]) -> Page:
    start, one = moved.at(page.start), found[page.number]
    return replace(page, start=start, end=start + len(one.text), confidence=one.confidence)


def _words(page: Page, found: Recognised) -> Iterator[Word]:
    return ((page.start + start, page.start + end, *box) for start, end, *box in found.words)  # type: ignore[misc]


def _joined(text: str, put: list[Page], found: Mapping[int, Recognised]) -> str:
    pieces, at = [], 0
    for page in put:
        pieces += [text[at : page.start], found[page.number].text]
        at = page.start
    return "".join([*pieces, text[at:]])
