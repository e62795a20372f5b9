"""Answers and what they rest on: a quote counts only if its passage contains it, and only ``cite`` makes a citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass
from enum import StrEnum
from typing import Final, Protocol

from hemvist.domain.errors import HemvistError

LONGEST_QUOTE: Final = 400
"""Characters of one quote."""
MOST_CITATIONS: Final = 3
_MINT: Final = object()


class QuoteNotFound(HemvistError):
    """A quote does not stand in the passage that it was said to stand in, so it is not shown."""

    exit_code = 70
    status = 500
    remedy = "Ask again. If it happens again, have the document read anew, and report it with the event's number."


class Located(Protocol):
    """A run of a version's text that knows where it stands: ``text`` begins at offset ``start`` of the document's text."""

    @property
    def document(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def page(self) -> int | None: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...


class Reason(StrEnum):
    """Why there is no answer, in the words that are shown."""

    NO_DOCUMENTS = "There is nothing to search yet: there are no documents, or they are still being read."
    NOTHING_NEAR = "Your documents do not say."
    UNSURE = "Possibly relevant passages were found, but none that surely answers."
    TOO_MANY_PARTS = "This part was not looked for: a question may have four parts. Ask it by itself."
    A_LIST = "This part asks of many documents and was not looked for. Ask it by itself."


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands: offsets into the text of that version of the document. Made by :func:`cite` only."""

    document: str
    version: str
    page: int | None
    heading: str
    start: int
    end: int
    quote: str
    mint: InitVar[object] = None

    def __post_init__(self, mint: object) -> None:
        if mint is not _MINT:
            raise TypeError("A Citation is made by cite() only.")


def cite(passage: Located, start: int, end: int) -> Citation:
    """The citation of the document's text from ``start`` to ``end``, which must stand in ``passage``.

    Raises :class:`QuoteNotFound` when it does not, or is empty or longer than ``LONGEST_QUOTE``.
    """
    quote = passage.text[max(0, start - passage.start) : max(0, end - passage.start)]
    if start < passage.start or not quote.strip() or len(quote) != end - start or len(quote) > LONGEST_QUOTE:
        raise QuoteNotFound(document=passage.document, page=passage.page)
    return Citation(passage.document, passage.version, passage.page, passage.heading, start, end, quote, _MINT)


@dataclass(frozen=True)
class Answer:
    """One to three citations, the surest first, and how sure: the share of such answers that are right (0 to 1)."""

    citations: tuple[Citation, ...]
    confidence: float

    def __post_init__(self) -> None:
        if not 1 <= len(self.citations) <= MOST_CITATIONS:
            raise ValueError(f"An answer has 1 to {MOST_CITATIONS} citations.")


@dataclass(frozen=True)
class NoAnswer:
    """Why there is none, how many documents were searched, and what came nearest."""

    reason: Reason
    searched: int
    nearest: tuple[Citation, ...]


def apart(citations: Iterable[Citation], most: int = MOST_CITATIONS) -> tuple[Citation, ...]:
    """The first ``most`` citations of which none overlaps one before it."""
    kept: list[Citation] = []
    for one in citations:
        if len(kept) < most and not any(overlap(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def overlap(one: Citation, other: Citation) -> bool:
    """Whether two citations share a character of the same version."""
    return one.version == other.version and one.start < other.end and other.start < one.end
