"""Following defined terms: beside a quotation that uses one, the sentence of the same document that defines it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hemvist.domain.answer import Citation, cite
from hemvist.domain.definitions import Definition, definitions, used
from hemvist.domain.text import Text
from hemvist.domain.weigh import window

MOST: Final = 4
"""Definitions shown with one answer. A definition's own terms are not followed."""


@dataclass(frozen=True)
class Whole:
    """A version's whole text as a place to quote from."""

    document: str
    version: str
    text: str
    start: int = 0
    page: int | None = None
    heading: str = ""


@dataclass(frozen=True)
class Defined:
    """A term, the number of the clause that defines it, the sentence that does, and which part's quotation uses it."""

    part: int
    term: str
    number: str
    citation: Citation


Quoted = tuple[int, Citation, Text]
"""A part's number, what it quotes, and the whole text that this stands in."""


def follow(quoted: Iterable[Quoted]) -> list[Defined]:
    """The definitions that these quotations need, each once, at most ``MOST``; none that a quotation already shows."""
    rows = list(quoted)
    known = {citation.version: definitions(text.text) for _, citation, text in rows}
    found: dict[tuple[str, str], Defined] = {}
    for part, citation, text in rows:
        for one in used(citation.quote, known[citation.version]):
            if not _shown(one, citation.version, rows):
                found.setdefault((citation.version, one.term), _cited(part, one, citation, text.text))
    return list(found.values())[:MOST]


def _shown(one: Definition, version: str, rows: list[Quoted]) -> bool:
    return any(said.version == version and said.start < one.end and one.start < said.end for _, said, _ in rows)


def _cited(part: int, one: Definition, citation: Citation, text: str) -> Defined:
    """The sentence around its term, no longer than a quotation may be."""
    at = max(text.find(one.term, one.start, one.end), one.start)
    start, end = window(text, one.start, one.end, at, at + len(one.term))
    return Defined(part, one.term, one.number, cite(Whole(citation.document, citation.version, text), start, end))
