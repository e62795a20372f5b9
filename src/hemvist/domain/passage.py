"""Text into passages, each with its offsets, page and heading; nothing is changed, only cut."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from hemvist.domain.sentence import CELLS, Sentence, sentences
from hemvist.domain.text import MOST_INSIDE, Heading, Page, Spot, Table, Text

__all__ = ["Heading", "Page", "Passage", "Sentence", "Text", "Where", "headings", "passages", "place", "sentences"]

TARGET: Final = 900
"""Characters a passage aims for; about 200 tokens."""
MOST: Final = 1_200
"""Characters a passage never exceeds."""
LEAST: Final = 240
"""Characters below which a section is joined with the next."""
_RUNNING: Final = 3
_HEADER: Final = 200
"""Characters of a table's header row that its passages carry."""


@dataclass(frozen=True)
class Passage:
    """The unit that is found and cited: ``text`` is exactly the document's text from ``start`` to ``end``."""

    ordinal: int
    start: int
    end: int
    page: int | None
    heading: str
    text: str


class Where(NamedTuple):
    """Where a span stands: its page (None where there are none) with its label, its cells, the headings above it.

    ``confidence`` is how sure recognition was of the page, in per cent; None where the file itself told the text.
    """

    page: int | None
    label: str
    spot: str
    heading: str
    confidence: int | None


@dataclass(frozen=True)
class _Piece:
    """A sentence, or a part of one that alone is too long; ``level`` is set where a section begins."""

    start: int
    end: int
    level: int
    paragraph: bool


_NUMBERED: Final = re.compile(
    r"(?P<word>article|section|artikel|avsnitt|kapitel|abschnitt|chapitre|exhibit|schedule|annex|appendix|bilaga|anlage|annexe|§)"
    r"\s*(?P<n1>\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,7}|[A-Z])\b[.:]?"
    r"|(?P<n2>\d{1,3}(?:\.\d{1,3}){1,4})\.?(?=\s+[\"“„«]?[^\W\d_])"
    r"|(?P<n3>\d{1,3}|[IVXLC]{1,6})\.(?=\s+[\"“„«]?[A-ZÅÄÖÜÉÈ])",
    re.IGNORECASE,
)
_RUN_IN: Final = re.compile(r"\s*(?P<title>[\"“]?[A-ZÅÄÖÜÉÈ][^.:;\n]{2,70}?)\s*(?:[.:]\s|\n|$)")
_CUT: Final = (re.compile(r";\s"), re.compile(r",\s"), re.compile(r"\s"))


def passages(text: Text) -> list[Passage]:
    """The passages of a document, in order; only white space lies between one and the next.

    A passage begins where a section begins when it can, ends where a sentence ends (unless that sentence alone is
    longer than ``MOST``), carries the page it starts on and the headings it stands under, and is at most ``MOST``
    characters. Takes time linear in the text's length.
    """
    found = headings(text)
    pieces = _pieces(text, found)
    spans = [span for section in _sections(pieces) for span in _spans(section)]
    pages, titles = _Pages(text.pages), _Titles(text.text, found, text.tables)
    return [
        Passage(n, start, end, pages.at(start), titles.at(start, end), text.text[start:end])
        for n, (start, end) in enumerate(spans)
    ]


def place(text: Text, offset: int) -> Where:
    """Where an offset lies.

    Only the headings that ``text`` already tells count (see ``headings``), and of those numbered only the ones whose
    clause has not ended before: what begins with 4.2 no longer stands under 4.1.
    """
    open_at = tuple(one for one in text.headings if not _ended(text.text, one, offset))
    page = _Pages(text.pages).page(offset)
    number, label, confidence = (page.number, page.label, page.confidence) if page else (None, "", None)
    titles = _Titles(text.text, open_at, text.tables).at(offset, offset)
    return Where(number, label, _spot(text.spots, offset), titles, confidence)


def _spot(spots: tuple[Spot, ...], offset: int) -> str:
    """The name of the span that an offset lies in, if it has one."""
    at = bisect.bisect_right(spots, offset, key=lambda spot: spot.start) - 1
    return spots[at].name if at >= 0 and offset < spots[at].end else ""


_CLAUSE_NUMBER: Final = re.compile(r"\s*(?P<outer>(?:\d{1,3}\.)+)\d{1,3}\b")


def _ended(text: str, heading: Heading, offset: int) -> bool:
    """Whether a clause of the same depth begins between a numbered heading ("4.1 …") and an offset, or right at it."""
    number = _CLAUSE_NUMBER.match(text, heading.start, heading.end)
    if number is None or heading.end > offset:
        return False
    following = re.compile(rf"^[ \t]*{re.escape(number['outer'])}\d{{1,3}}\b", re.MULTILINE)
    return following.search(text, heading.end, offset + len(number[0])) is not None


def headings(text: Text) -> tuple[Heading, ...]:
    """The headings of a document: the reader's, and where the file marks none, also those that the wording shows."""
    told = {heading.start: heading for heading in text.headings}
    if text.kind != "docx" or not told:
        for sentence in sentences(text.text):
            heading = _guess(text.text, sentence)
            if heading is not None:
                told.setdefault(heading.start, heading)
    often = Counter(text.text[heading.start : heading.end] for heading in told.values())
    # What stands there again and again is a running title, a footer or a signature block.
    kept = (heading for heading in told.values() if often[text.text[heading.start : heading.end]] < _RUNNING)
    return tuple(sorted(kept, key=lambda heading: heading.start))


def _guess(text: str, sentence: Sentence) -> Heading | None:
    if CELLS in text[sentence.start : sentence.end]:
        return None
    number = _NUMBERED.match(text, sentence.start, sentence.end)
    if number is None:
        return _unnumbered(text, sentence)
    title = _RUN_IN.match(text, number.end(), min(sentence.end + 1, number.end() + 90))
    if title is None or not _titled(title["title"]):
        return Heading(sentence.start, number.end(), 1) if number["word"] and _alone(text, sentence) else None
    return Heading(sentence.start, min(title.end("title"), sentence.end), _level(number))


def _unnumbered(text: str, sentence: Sentence) -> Heading | None:
    line = text[sentence.start : min(sentence.end, sentence.start + 81)].rstrip(".:")
    if len(line) > 80 or not _alone(text, sentence) or not line[-1:].isalnum():
        return None
    letters = [letter for letter in line if letter.isalpha()]
    if len(letters) < 4 or not _titled(line):
        return None
    return Heading(sentence.start, sentence.end, 1 if line.isupper() else 2)


def _alone(text: str, sentence: Sentence) -> bool:
    """Whether the sentence has its line to itself and is short; one that begins within a line does not go on below it."""
    before, after = text[max(0, sentence.start - 1) : sentence.start], text[sentence.end : sentence.end + 1]
    if before == " " and "\n" in text[sentence.start : sentence.end]:
        return False
    return sentence.end - sentence.start <= 100 and (before in "\n\f" or before == " ") and after in "\n\f\r"


def _titled(title: str) -> bool:
    """Whether most of the longer words begin with a capital."""
    words = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return bool(words) and capitals * 3 >= len(words) * 2 and len(title.split()) <= 12


def _level(number: re.Match[str]) -> int:
    if number["n2"]:
        return 1 + number["n2"].count(".")
    return 1


def _pieces(text: Text, found: tuple[Heading, ...]) -> list[_Piece]:
    begins = {heading.start: heading.level for heading in found}
    pieces: list[_Piece] = []
    for sentence in sentences(text.text):
        numbered = 3 if _NUMBERED.match(text.text, sentence.start, sentence.end) else 0
        level = begins.get(sentence.start, numbered)
        for start, end in _cut(text.text, sentence):
            pieces.append(_Piece(start, end, level, "\n" in text.text[max(0, start - 2) : start]))
            level = 0
    return pieces


def _cut(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The sentence, or where it is longer than a passage may be, parts of it cut at the gentlest place."""
    start = sentence.start
    while sentence.end - start > MOST:
        end = _gentlest(text, start, start + MOST)
        yield start, end
        start = end
        while text[start].isspace():
            start += 1
    yield start, sentence.end


def _gentlest(text: str, start: int, stop: int) -> int:
    """The end of the part from ``start`` that ends by ``stop``: after a semicolon, a comma or a word, else anywhere."""
    for cut in _CUT:
        places = [match.start() for match in cut.finditer(text, start + MOST // 2, stop)]
        if places:
            end = places[-1] + (0 if cut is _CUT[-1] else 1)
            return end - (len(text[start:end]) - len(text[start:end].rstrip()))
    return stop


def _sections(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Runs of pieces that begin with a section, small ones joined with the next."""
    section: list[_Piece] = []
    for piece in pieces:
        size = section[-1].end - section[0].start if section else 0
        if section and piece.level and size >= LEAST:
            yield section
            section = []
        section.append(piece)
    if section:
        yield section


def _spans(section: list[_Piece]) -> Iterator[tuple[int, int]]:
    """A section in parts of about equal size, none longer than ``MOST``."""
    length = section[-1].end - section[0].start
    aim = length / -(-length // TARGET)
    start, end = section[0].start, section[0].end
    for piece in section[1:]:
        size, grown = end - start, piece.end - start
        if grown > MOST or (size >= LEAST and aim - size <= grown - aim):
            yield start, end
            start = piece.start
        end = piece.end
    yield start, end


class _Pages:
    """The page on which an offset lies."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._pages = sorted(pages, key=lambda page: page.start)
        self._starts = [page.start for page in self._pages]

    def page(self, offset: int) -> Page | None:
        if not self._pages:
            return None
        return self._pages[max(0, bisect.bisect_right(self._starts, offset) - 1)]

    def at(self, offset: int) -> int | None:
        page = self.page(offset)
        return page.number if page else None


class _Titles:
    """The headings that a passage stands under, outermost first, and the header row of the table it is of."""

    def __init__(self, text: str, found: tuple[Heading, ...], tables: tuple[Table, ...]) -> None:
        self._text = text
        self._headings = found
        self._tables = tables
        self._next = 0
        self._open: list[Heading] = []

    def at(self, start: int, end: int) -> str:
        """For passages in order. A heading that opens the passage counts; one further on in it does not."""
        while self._next < len(self._headings) and self._headings[self._next].start <= start:
            heading = self._headings[self._next]
            self._open = [outer for outer in self._open if outer.level < heading.level] + [heading]
            self._next += 1
        titles = [" ".join(self._text[h.start : h.end].split())[:120] for h in self._open[-2:]]
        return " › ".join([*titles, *self._header(start)])

    def _header(self, start: int) -> list[str]:
        """The header row of the table that goes on at ``start``."""
        at = bisect.bisect_right(self._tables, start, key=lambda table: table.end)
        around = (one for one in reversed(self._tables[max(0, at - MOST_INSIDE) : at]) if start < one.until)
        table = next(around, None)
        return [" ".join(self._text[table.start : table.end].split())[:_HEADER]] if table else []
