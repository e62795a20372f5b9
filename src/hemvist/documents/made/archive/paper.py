"""A document before it is a file: its blocks, its look, and the text as written with the span of every fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """One piece: ``kind`` is title, subtitle, heading, clause, para, bullet, table, signatures or break.

    ``label`` is its number. ``topic`` names the fact that it tells; of a table's rows, ``topics`` does.
    """

    kind: str
    text: str = ""
    label: str = ""
    rows: Rows = ()
    topic: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part with a page of its own in the reader's sense: a slide, a sheet. Elsewhere a paper has just one part."""

    blocks: tuple[Block, ...]
    name: str = ""


@dataclass(frozen=True)
class Mail:
    """The head of a mail, and the papers attached to it."""

    sender: str
    to: str
    subject: str
    attached: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A document: ``form`` says look and file ("classic.scan.pdf"), ``since`` when it took effect."""

    name: str
    kind: str
    language: str
    form: str
    since: date
    parts: tuple[Part, ...]
    footer: str = ""
    mail: Mail | None = None
    cover: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for part in self.parts for block in part.blocks)


@dataclass(frozen=True)
class Span:
    """Where a fact's wording stands in the text as written, and in which part (from 1)."""

    start: int
    end: int
    part: int


@dataclass
class Written:
    """The text as written: a block a line, rows joined by " | "; ``spans`` by topic."""

    text: str = ""
    spans: dict[str, Span] = field(default_factory=dict)


def written(paper: Paper) -> Written:
    """The whole text of a paper. What stands on every page (header, footer, numbers) is no part of it."""
    told = Written()
    for number, part in enumerate(paper.parts, 1):
        for text, topic, offset in _lines(part):
            if topic:
                start = len(told.text) + offset
                told.spans[topic] = Span(start, len(told.text) + len(text), number)
            told.text += text + "\n"
    return told


def _lines(part: Part) -> Iterator[tuple[str, str, int]]:
    """Each line with its topic, and where after its label the wording begins."""
    for block in part.blocks:
        if block.rows:
            topics = block.topics or ("",) * len(block.rows)
            yield from ((" | ".join(row), topic, 0) for row, topic in zip(block.rows, topics, strict=True))
        elif block.text:
            label = f"{block.label} " if block.label else ""
            yield label + block.text, block.topic, len(label)
