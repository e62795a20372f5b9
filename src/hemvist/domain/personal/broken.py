"""Details that the end of a line, or the border between two cells, cuts: found where joining them proves enough.

What has a check digit is looked for in a text whose lines, or cells, run together; the more borders are crossed, the more
a word beside it has to say what it is. What has none must be incomplete without what follows.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from hemvist.domain.personal.contact import begun, cards, host_at, ibans, phones
from hemvist.domain.personal.cues import Cues, table_of
from hemvist.domain.personal.found import Found, Kind
from hemvist.domain.personal.identity import identity_numbers, names_of
from hemvist.domain.text import Table

_LOOKS: Final[tuple[Callable[[str, Cues], Iterator[Found]], ...]] = (
    lambda text, _: ibans(text), identity_numbers, lambda text, _: cards(text),
)  # fmt: skip
"""In the order in which a span that two could claim is given to the first."""
_LINE: Final = re.compile(r"(?<=[0-9A-Za-z)/-])[ \t]*\n[ \t]*(?=[0-9A-Za-z(/-])")
_PAGE: Final = re.compile(r"(?<=[0-9A-Za-z)/-])[ \t\n]{1,20}(?=[0-9A-Za-z(/-])")
"""The end of a page between what stands last on it and first on the next."""
_BREAK: Final = re.compile(r"\n[ \t\n]*")
_CELL: Final = re.compile(r"(?<=[0-9A-Za-z)-]) \| (?=[0-9A-Za-z(-])")
_AROUND: Final = 80
"""Characters around a border that are looked at: more than the longest number has."""
_APART: Final = " .. "
_MOST_LINES, _MOST_OF_IBAN = 2, 6
"""How many ends of lines may lie in a number that a word says something of, and in an account number."""


class Joined:
    """What stands around some borders of a text, and where each character stands in the text.

    The borders are a space in it; between digits they are ``gap``, beside a dash or a stroke nothing.
    """

    def __init__(self, text: str, borders: Sequence[re.Match[str]], gap: str) -> None:
        self._text, self._gap = text, gap
        self._pieces, self._places = list[str](), array("q")
        at = 0
        for number, one in enumerate(borders):
            self._take(max(at, one.start() - _AROUND), one.start(), apart=at < one.start() - _AROUND)
            self._border(one)
            follows = borders[number + 1].start() if number + 1 < len(borders) else len(text)
            at = min(one.end() + _AROUND, follows)
            self._take(one.end(), at)
        self.text = "".join(self._pieces)

    def _take(self, start: int, end: int, *, apart: bool = False) -> None:
        if apart:
            self._pieces.append(_APART)
            self._places.extend([start] * len(_APART))
        self._pieces.append(self._text[start:end])
        self._places.extend(range(start, end))

    def _border(self, one: re.Match[str]) -> None:
        sides = self._text[one.start() - 1] + self._text[one.end()]
        told = "" if "-" in sides or "/" in sides else self._gap if sides.isdigit() else " "
        self._pieces.append(told)
        self._places.extend([one.start()] * len(told))

    def of(self, one: Found) -> Found:
        """A find in the text that this was made of."""
        return replace(one, start=self._places[one.start], end=self._places[one.end - 1] + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same for a place."""
        return self._places[start], self._places[end - 1] + 1


class _Moved(Cues):
    """The words of the text that another was made of, asked with places in that one: so headers speak for their tables."""

    def __init__(self, joined: Joined, cues: Cues) -> None:
        super().__init__(joined.text)
        self._joined, self._cues = joined, cues

    def beside(self, names: frozenset[str], start: int, end: int) -> str:
        return self._cues.beside(names, *self._joined.span(start, end))

    def phone(self, start: int, end: int) -> bool:
        return self._cues.phone(*self._joined.span(start, end))


def over_lines(text: str, cues: Cues, tables: Sequence[Table], pages: Sequence[int] = ()) -> Iterator[list[Found]]:
    """Numbers, and telephones, that ends of lines or pages outside tables cut; of each kind in order."""
    ends = {one.start(): one for one in (*_LINE.finditer(text), *_ends(text, pages))}
    told = (ends[at] for at in sorted(ends))
    borders = [one for one in told if _numeric(text, one) and table_of(tables, one.start()) < 0]
    for gap in (" ", "") if borders else ():
        joined = Joined(text, borders, gap)
        moved = _Moved(joined, cues)
        for look in _LOOKS:
            yield [one for found in look(joined.text, moved) if _proven(text, one := joined.of(found), cues)]
        if gap:
            yield [one for found in phones(joined.text, moved) if _goes_on(text, one := joined.of(found), cues)]


def _ends(text: str, pages: Sequence[int]) -> Iterator[re.Match[str]]:
    """The ends of pages, from behind what stands last on each."""
    for end in pages:
        at = end
        while at > 0 and text[at - 1] in " \t\n":
            at -= 1
        border = _PAGE.match(text, at)
        if border and border.end() >= end:
            yield border


def _lines(text: str, start: int, end: int) -> int:
    """How many ends of lines, or of pages, lie in a span."""
    return sum(1 for _ in _BREAK.finditer(text, start, end))


def _numeric(text: str, border: re.Match[str]) -> bool:
    return text[border.start() - 1].isdigit() or text[border.end() : border.end() + 1].isdigit()


def _proven(text: str, one: Found, cues: Cues) -> bool:
    """Whether a number with a check digit, or what looks like one, counts over so many lines."""
    lines = _lines(text, one.start, one.end)
    if one.kind is Kind.IBAN:
        return 1 <= lines <= _MOST_OF_IBAN
    return lines == 1 or (1 < lines <= _MOST_LINES and _told(one, cues))


def _told(one: Found, cues: Cues) -> bool:
    """Whether a word beside it, or in the header of its table, says what it is."""
    if one.kind is Kind.CARD:
        return cues.card(one.start, one.end)
    return bool(cues.beside(names_of(one.what), one.start, one.end))


def over_cells(text: str, cues: Cues, tables: Sequence[Table]) -> Iterator[list[Found]]:
    """Numbers that cells of one row cut: accounts by their check digits, all others where a word says what they are."""
    cuts = (one for table in tables for one in _CELL.finditer(text, table.start, table.until) if _numeric(text, one))
    borders = [one for _, one in sorted({one.start(): one for one in cuts}.items())]  # once, in tables in tables, too
    for gap in (" ", "") if borders else ():
        joined = Joined(text, borders, gap)
        for look in _LOOKS:
            found = (joined.of(one) for one in look(joined.text, _Moved(joined, cues)))
            yield [one for one in found if _in_a_row(text, one) and (one.kind is Kind.IBAN or _told(one, cues))]


def _in_a_row(text: str, one: Found) -> bool:
    return " | " in text[one.start : one.end] and "\n" not in text[one.start : one.end]


# Digits after the country's code, of countries in which every number has as many. Source: ITU, National Numbering Plans.
_AS_LONG: Final = {
    "1": 10, "30": 10, "31": 9, "33": 9, "34": 9, "40": 9, "41": 9, "44": 10, "45": 8, "47": 8, "48": 9, "351": 9,
    "420": 9, "421": 9,
}  # fmt: skip
_FEWEST: Final = 7
_MARK: Final = re.compile(r"[0-9]{1,2}[.)](?:\s|\Z)")


def _goes_on(text: str, one: Found, cues: Cues) -> bool:
    """Whether a telephone number goes on in the next line: it is none without, or ends in a way that says so."""
    line = text.find("\n", one.start, one.end)
    if line < 0 or _lines(text, one.start, one.end) > 1:
        return False
    after = line + 1 + len(text[line + 1 : one.end]) - len(text[line + 1 : one.end].lstrip())
    if _MARK.match(text, after):
        return False
    first, whole = _digits(text[one.start : line]), _digits(text[one.start : one.end])
    abroad = text[one.start] == "+" or text.startswith("00", one.start)
    if len(first) >= _FEWEST:
        return abroad and _is_whole(whole) and not _is_whole(first)
    return (abroad and len(first) > 1) or text[line - 1] in "-/" or cues.phone(one.start, one.end)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_whole(digits: str) -> bool:
    """Whether a number from abroad is as long as its country's are; not known for most."""
    plain = digits.removeprefix("00")
    return any(plain.startswith(code) and len(plain) == len(code) + length for code, length in _AS_LONG.items())


# The last parts of addresses that are taken for one where a line ends in the middle of it.
_ENDINGS: Final = frozenset(
    ["com", "org", "net", "eu", "info", "biz", "edu", "gov", "int", "io", "co", "example", "at", "be", "bg", "ch", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gb", "gr", "hr", "hu", "ie", "is", "it", "li", "lt", "lu", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se", "si", "sk", "uk", "us"]
)  # fmt: skip
_PART: Final = re.compile(r"[\w.-]{0,255}")
_BEFORE: Final = re.compile(r"[\w.%+'-]{1,64}\Z")
_GAP: Final = re.compile(r"[ \t]*\n[ \t]*")
_MAIL_WORD: Final = re.compile(
    r"(?<!\w)(?:e-?mail|e-?post|mail|courriel|correo|adresse|address|skriv till|write to)\b\W{0,3}\Z", re.IGNORECASE
)


def mails_over_lines(text: str, tables: Sequence[Table]) -> Iterator[Found]:
    """Mail addresses that one end of a line, outside tables, cuts before or after the at sign, or further on."""
    at = text.find("@")
    until = 0
    while at >= 0:
        one = _mail(text, at)
        if one and one.start >= until and table_of(tables, one.start) < 0:
            until = one.end
            yield one
        at = text.find("@", at + 1)


def _mail(text: str, at: int) -> Found | None:
    start, end = begun(text, at), host_at(text, at + 1)
    if start < at:
        end = _host_over(text, at + 1) or end
        first = _begun_above(text, start) if end else start
        found = Found(first, end, Kind.MAIL) if end else None
    else:
        first = _local_above(text, at)
        found = Found(first, end, Kind.MAIL) if end and first < at else None
    return found if found and "\n" in text[found.start : found.end] else None


def _host_over(text: str, start: int) -> int:
    """Where the host that begins at ``start`` and goes on in the next line ends; 0 where it does not."""
    part = _PART.match(text, start)
    gap = _GAP.match(text, part.end()) if part else None
    if part is None or gap is None:
        return 0
    here, there = part[0], _PART.match(text, gap.end())
    below = there[0] if there else ""
    host = host_at(here + below, 0)
    if (
        host <= len(here)
        or not below[:1]
        or below != below.lower()
        or not _may_go_on(here, below, (here + below)[:host])
    ):
        return 0
    return gap.end() + host - len(here)


def _may_go_on(here: str, below: str, host: str) -> bool:
    if not here or here.endswith("-"):
        return not here or here[:1].isalnum()
    if host.rpartition(".")[2] not in _ENDINGS:
        return False
    return below.startswith(".") or host_at(here.rstrip("."), 0) != len(here.rstrip("."))


def _local_above(text: str, at: int) -> int:
    """Where the part before an at sign that begins a line begins in the line above; ``at`` where it does not."""
    line = at
    while line > 0 and text[line - 1] in " \t":
        line -= 1
    if line == 0 or text[line - 1] != "\n":
        return at
    end = line - 1
    while end > 0 and text[end - 1] in " \t":
        end -= 1
    start = begun(text, end)
    return start if start < end and text[end - 1].isalnum() else at


def _begun_above(text: str, start: int) -> int:
    """Where an address begins that the line above ends in the middle of; ``start`` where it does not."""
    if start < 2 or text[start - 1] != "\n" or text[start - 2] not in "_-+.":
        return start
    above = _BEFORE.search(text, max(0, start - 65), start - 1)
    if above is None or not above[0][0].isalnum() or above[0] != above[0].lower():
        return start
    told = text[start - 2] == "_" or _MAIL_WORD.search(text, max(0, above.start() - 20), above.start())
    return above.start() if told else start
