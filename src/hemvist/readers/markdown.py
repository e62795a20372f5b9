"""Markdown: what a reader of the rendered page sees; comments and what its HTML hides are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt

from hemvist.readers import html
from hemvist.readers.lines import Lines
from hemvist.readers.scribe import Scribe
from hemvist.readers.txt import decoded

_FRONT: Final = re.compile(r"\A---[ \t]*\r?\n(?P<fields>(?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_PARSER: Final = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable(["table", "strikethrough"])


def read(data: bytes, scribe: Scribe) -> None:
    """Write the rendered text: the fields at its head as lines, then blocks, headings, lists and tables."""
    text, note = decoded(data)
    lines = Lines(scribe)
    if note:
        lines.note(note)
    front = _FRONT.match(text)
    for line in front["fields"].splitlines() if front else ():
        lines.line(line)
    html.write(_PARSER.render(text[front.end() :] if front else text), lines)
    lines.end()


def samples() -> Iterator[bytes]:
    """One of each thing it knows."""
    yield b"---\nt: x\n---\n# x\n\n* a\n* b\n\n1. c\n\n|a|b|\n|-|-|\n|1|2|\n\n> q\n\n```\ncode\n```\n\n    e\n\n<b>x</b> [l](http://x) ![i](y) ~~d~~ `c` &amp; **s** *e* \\* <http://a.b>\n\n[r]: /u\n"
