"""Reads the markup of the made-up contracts: one block a line, told apart by how the line begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = {"# ": "title", "## ": "heading", "! ": "label", "~ ": "subtitle", "@sign ": "place"}
ROWS = {"| ": "table", "= ": "signatures"}
NUMBER = re.compile(r"(\d+\.\d+|\([0-9A-Za-z]\)) ")


@dataclass(frozen=True)
class Block:
    """One piece of a contract: a text, or rows of cells (tables and signatures)."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A contract as written: its format (pdf, docx, txt), language, footer, page wording with two `{}`, and blocks."""

    format: str
    language: str
    footer: str
    page: str
    blocks: tuple[Block, ...]


def parse(text: str) -> Source:
    """The contract that the text describes; raises KeyError if one of the four settings is missing."""
    lines = [line for line in text.splitlines() if line]
    settings = dict(line[1:].split(" ", 1) for line in lines[:4])
    blocks: list[Block] = []
    for line in lines[4:]:
        _append(blocks, _block(line))
    return Source(settings["format"], settings["language"], settings["footer"], settings["page"], tuple(blocks))


def _block(line: str) -> Block:
    for mark, kind in ROWS.items():
        if line.startswith(mark):
            return Block(kind, rows=(tuple(cell.strip() for cell in line[len(mark) :].split("|")),))
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Block(kind, line[len(mark) :])
    return Block("clause" if NUMBER.match(line) else "plain", line)


def _append(blocks: list[Block], block: Block) -> None:
    """Adds the block, joining rows of one table or signature field."""
    if block.rows and blocks and blocks[-1].kind == block.kind:
        block = Block(block.kind, rows=blocks.pop().rows + block.rows)
    blocks.append(block)
