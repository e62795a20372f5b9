"""Finding personal details of every kind in one text, in time that grows with its length and not faster."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from hemvist.domain.personal.broken import mails_over_lines, over_cells, over_lines
from hemvist.domain.personal.contact import cards, ibans, mails, phones
from hemvist.domain.personal.cues import Cues
from hemvist.domain.personal.found import Found, Kind
from hemvist.domain.personal.identity import identity_numbers
from hemvist.domain.personal.words import special_categories
from hemvist.domain.text import Table, Text, Unit

TOLD_OF: Final[Mapping[str, Callable[[str, Cues], Iterator[Found]]]] = MappingProxyType(
    {
        "mail": lambda text, _: mails(text),
        "iban": lambda text, _: ibans(text),
        "identity-number": identity_numbers,
        "card": lambda text, _: cards(text),
        "phone": phones,
        "special": lambda text, _: special_categories(text),
    }
)
"""What looks for what, in the order in which a span that two could claim is given to the first."""


def find_all(text: Text) -> list[Found]:
    """Everything found in what was read of a file; a number that the end of a page cuts is one, too."""
    pages = [page.end for page in text.pages[:-1]] if text.unit is Unit.PAGE else []
    return find(text.text, text.tables, pages)


def find_in_name(name: str) -> list[Found]:
    """Everything found in the name of a file, where a low line may stand for a dash."""
    return _joined(find(name), find(name.replace("_", "-")))


def find(text: str, tables: Sequence[Table] = (), pages: Sequence[int] = ()) -> list[Found]:
    """Everything found, in order; spans of numbers do not overlap. ``tables`` are the text's, for words in their headers.

    ``pages`` are the places where its pages end.
    """
    plain = written_plainly(text)
    cues, found = Cues(plain, tables), list[Found]()
    for name, look in TOLD_OF.items():
        for more in _cut(name, plain, cues, tables, pages):
            found = _joined(found, more)
        found = _joined(found, list(look(plain, cues)))
    return found


def _cut(name: str, text: str, cues: Cues, tables: Sequence[Table], pages: Sequence[int]) -> Iterator[list[Found]]:
    """What has to be found before the kind of this name, because half of it may look like one."""
    if name == "mail":
        yield list(mails_over_lines(text, tables))
    elif name == "phone":
        yield from over_lines(text, cues, tables, pages)
        yield from over_cells(text, cues, tables)


def _joined(first: list[Found], more: list[Found]) -> list[Found]:
    """Both in order, without what overlaps with one of the first; words may stand in a number's span, and none does."""
    kept, at = list[Found](), 0
    for one in more:
        while at < len(first) and first[at].end <= one.start:
            at += 1
        if at == len(first) or first[at].start >= one.end:
            kept.append(one)
    return sorted([*first, *kept])


def written_plainly(text: str) -> str:
    """The text with every digit, dash and space in its plainest form, character for character, so that offsets stay."""
    return text if text.isascii() else text.translate(_plainest())


@cache
def _plainest() -> Mapping[int, str]:
    table = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-") | dict.fromkeys(
        map(ord, "\u00a0\u2007\u2009\u202f\u2002\u2003"), " "
    )
    for code in range(128, sys.maxunicode + 1):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    table |= {0xFF0B: "+", 0xFF20: "@", 0xFF0E: ".", 0xFF0F: "/"}
    return MappingProxyType(table)


def kinds_of(found: Sequence[Found]) -> dict[Kind, int]:
    """How many of each kind."""
    counts = dict.fromkeys(Kind, 0)
    for one in found:
        counts[one.kind] += 1
    return {kind: count for kind, count in counts.items() if count}
