"""Running headers and footers: lines that stand at the same place of page after page, and page numbers that count on.

What is running on a page is told by the four pages before and after it alone, so that a single page can be looked at
again without the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from hemvist.readers.calls import Box

AROUND: Final = 4
"""Pages before and after one that tell what is running on it."""
_ROWS: Final = 4
"""Rows at the foot of a page that may run: a letter's has three, and the page's number. At its head there is one fewer."""
_BESIDE: Final = 3
"""Lines that stand side by side in such a row, at most."""
_MARGIN: Final = 0.16
_LONGEST: Final = 200
_SAME: Final = 4.0
_SHARE: Final = 0.6
_LEAST: Final = 2
_FEW_PAGES: Final = 3
"""A file of no more pages has a page's number, if the first one bears none, on two or only one of them."""
_STAMP: Final = 4
_DIGITS: Final = re.compile(r"\d+")
_ROMAN: Final = re.compile(r"[-–—\s]*([ivxlc]{1,7})[-–—.\s]*")
_ROMANS: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PAGE: Final = re.compile(
    r"\b(?:pages?|pg|p|sidan?|sid|s|seiten?|blatt)\b\.?\s*#|#\s*(?:of|av|von|sur|/)\s*#|#\s?\(#\)$", re.IGNORECASE
)
_PAGE_ALONE: Final = re.compile(
    r"[-–—\s]*(?P<word>(?:page|pg|p|sidan?|sid|s|seite|blatt)\b\.?\s*)?#\s*(?:(?:of|av|von|sur|de|/)\s*#|\(#\))?[-–—.\s]*",
    re.IGNORECASE,
)
"""A line that says which page it stands on, and perhaps of how many, and nothing else."""
_WHOM: Final = re.compile(
    r"\S@\S|\bwww\.|\bhttps?:|\b(?:iban|bic|swift|bankgiro|plusgiro|bankverbindung|vat|moms\w*|ust\W?id\w*|tva|siret|rcs"
    r"|hr[ab]|amtsgericht|handelsregister|org\.?\s?n[ro]|organisationsn\w+|company\s(?:no|number)|phone|telefon|telephone"
    r"|tel|tfn|t[ée]l|fax|säte)\b|\bregistered\s(?:in|office|no|number)\b",
    re.IGNORECASE,
)
"""What the foot of a letter says of who sends it: how to reach them, where they are registered, their account."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_EDGE: Final = 57.0
"""Points, two centimetres: nothing that a page says of its own stands this near to the edge of the paper."""
_COUNTED: Final = re.compile(
    r"\b(?:annex|appendix|exhibit|schedule|part|lot|item|no|option|copy|witness|bilaga|del|nr|anlage|anhang|teil|annexe)\W*#$",
    re.IGNORECASE,
)
"""What is counted and is no page."""
_BLANK: Final = re.compile(r"_{3}|\.{4}|:\s*$")
_FEWEST_WORDS: Final = 2
_ROW: Final = 14.0
_WORDS: Final = attrgetter("words")


class Margin(NamedTuple):
    """A line at the head or foot of a page: its span of the raw text, its words with ``#`` for each number, and where.

    ``place`` is the middle of the line from the page's upper (``at_top``) or lower edge, ``left`` to ``right`` where it
    stands across it, in points. ``stays`` is whether it is not set apart but read after all else on the page.
    """

    start: int
    end: int
    words: str
    numbers: tuple[int, ...]
    at_top: bool
    place: float
    left: float
    right: float
    stays: bool = False


def margins(text: str, lines: Sequence[tuple[int, int, Box]], page: Box) -> list[Margin]:
    """The first and last lines of a page, as (start, end, upright box); what stands in its middle is none."""
    lowest, highest = middle(page)
    head = sorted((one for one in lines if one[2][1] > highest), key=lambda one: -one[2][3])[: _BESIDE * (_ROWS - 1)]
    foot = sorted((one for one in lines if one[2][3] < lowest), key=lambda one: one[2][1])[: _BESIDE * _ROWS]
    found = [_margin(text, one, True, page[3]) for one in _few(head, _ROWS - 1)]
    return found + [_margin(text, one, False, page[1]) for one in _few(foot, _ROWS)]


def middle(page: Box) -> tuple[float, float]:
    """How far up the foot of a page reaches, and how far down its head."""
    room = _MARGIN * (page[3] - page[1])
    return page[1] + room, page[3] - room


def _few(lines: Sequence[tuple[int, int, Box]], most: int) -> list[tuple[int, int, Box]]:
    """Those of the outermost lines that stand in so many rows."""
    rows: list[float] = []
    kept = []
    for one in lines:
        start, end, (_, low, _, high) = one
        middle = (low + high) / 2
        for row in rows:
            if -_SAME <= middle - row <= _SAME:
                break
        else:
            rows.append(middle)
        if len(rows) > most:
            break
        if end - start <= _LONGEST:
            kept.append(one)
    return kept


def _margin(text: str, line: tuple[int, int, Box], at_top: bool, edge: float) -> Margin:
    start, end, box = line
    words = " ".join(text[start:end].split())
    roman = _ROMAN.fullmatch(words) if end - start < 16 else None
    numbers: tuple[int, ...] = ()
    if roman:
        numbers, words = (_value(roman[1]),), words.replace(roman[1], "#", 1)
    elif digits := _DIGITS.findall(words):
        numbers, words = tuple([int(found[-9:]) for found in digits]), _DIGITS.sub("#", words)
    return Margin(start, end, words, numbers, at_top, abs(edge - (box[1] + box[3]) / 2), box[0], box[2])


def _value(roman: str) -> int:
    """The number that a Roman numeral means."""
    values = [_ROMANS[letter] for letter in roman]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def running(pages: Mapping[int, Sequence[Margin]], at: int, count: int) -> list[Margin]:
    """The running lines of page ``at`` of ``count``, both counted from 0; ``pages`` are the first and last lines of those around it.

    The first page's first lines are its title, whatever stands on the pages after it. What the foot of the last page says
    of whom a letter comes from stays, so that it can be found: no sentence goes on after it.
    """
    sure = {one for one in pages.get(at, ()) if _is_its_number(one, at, count)}
    own = [one for one in pages.get(at, ()) if one in sure or not (one.at_top and at == 0)]
    if not own:
        return []
    around = (*range(at - AROUND, at), *range(at + 1, at + AROUND + 1))
    near = {other: pages[other] for other in around if pages.get(other)}
    least = 1 if count <= _FEW_PAGES else _LEAST
    here = {*map(_WORDS, own)}
    met = [*chain.from_iterable(here.intersection(map(_WORDS, found)) for found in near.values())]
    often = {words for words in here if met.count(words) >= least}
    if not often and not sure:
        return []
    told = _Told(near, at, count, often, sure, _named(own, near) if count == _LEAST else 0.0)
    found = [one for at_top in (True, False) for one in _outermost([one for one in own if one.at_top == at_top], told)]
    found += sure.difference(found)
    return _staying(found) if at == count - 1 else found


class _Told(NamedTuple):
    """What tells the running lines of page ``at`` of ``total``: the pages ``near`` it, the words that stand ``often`` on these.

    ``sure`` are the lines that are its number, ``named`` is how far up the foot of both of two pages names whom they come from.
    """

    near: Mapping[int, Sequence[Margin]]
    at: int
    total: int
    often: Set[str]
    sure: Set[Margin]
    named: float


def _staying(found: list[Margin]) -> list[Margin]:
    """Running lines of the last page, of which the foot of a letter stays."""
    foot = [one for one in found if not one.at_top and not _counts_pages(one)]
    if not any(_WHOM.search(one.words) for one in foot):
        return found
    return [one._replace(stays=True) if one in foot else one for one in found]


def _is_its_number(one: Margin, at: int, count: int) -> bool:
    """Whether the line is the number of page ``at``, counted from 0, in words or near the edge, or says of how many pages it is."""
    if not one.numbers or one.numbers[0] != at + 1 or one.numbers[1:] not in ((), (count,)):
        return False
    match = _PAGE_ALONE.fullmatch(one.words)
    return match is not None and (match["word"] is not None or (len(one.numbers) > 1 and one.place <= 1.5 * _EDGE))


def _named(own: Sequence[Margin], near: Mapping[int, Sequence[Margin]]) -> float:
    """How far up the foot of this page and of the other one says the same of whom they come from; 0 if it does not."""
    whom = [one for one in own if not one.at_top and _WHOM.search(one.words) and _stands_again(one, near)]
    return max((one.place + _ROW for one in whom), default=0.0)


def _outermost(side: Sequence[Margin], told: _Told) -> Iterator[Margin]:
    """The running lines of the head or foot of a page, up to the first row that none of it is running in."""
    rows: list[list[Margin]] = []
    for one in sorted(side, key=lambda one: one.place):
        if rows and one.place - rows[-1][0].place <= _SAME:
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        found = [one for one in row if one in told.sure or (one.words in told.often and _is_running(one, told))]
        if not found:
            return
        yield from found


def _is_running(one: Margin, told: _Told) -> bool:
    if not one.words.strip("#-–—_.|/ \t") and not one.numbers:
        return False
    at, there = told.at, _there(one, told)
    if told.total == _LEAST:
        return any(there.values()) and (_counts_pages(one) or _names_paper(one, at + 1) or _runs_on_two(one, told))
    if any(there.values()) and one.place <= _EDGE and one.numbers == (at + 1,) and not _LETTER.search(one.words):
        return True
    every_second = {other: same for other, same in there.items() if (other - at) % 2 == 0}
    return _mostly(there) or _mostly(every_second)


def _there(one: Margin, told: _Told) -> dict[int, bool]:
    """For each page that has a line at this place whether it is the same."""
    there: dict[int, bool] = {}
    at_top, place = one.at_top, one.place
    for other, found in told.near.items():
        for each in found:
            if each.at_top == at_top and -_SAME <= each.place - place <= _SAME:
                there[other] = _is_alike(one, each, told.at, other)
                if there[other]:
                    break
    return there


def _runs_on_two(one: Margin, told: _Told) -> bool:
    """Whether a line that both of two pages have, number by number, is their header, or of what is at the foot of a letter."""
    if _BLANK.search(one.words) or not _stands_again(one, told.near):
        return False
    return one.place <= _EDGE if one.at_top else one.place <= told.named


def _stands_again(one: Margin, near: Mapping[int, Sequence[Margin]]) -> bool:
    """Whether a page nearby has the very line at the same place."""
    return any(
        (each.words, each.numbers, each.at_top) == (one.words, one.numbers, one.at_top)
        and abs(each.place - one.place) <= _SAME
        and _stands_alike(one, each)
        for found in near.values()
        for each in found
    )


def _names_paper(one: Margin, page: int) -> bool:
    """Whether a line that page after page has says what paper this is: words and, last, the page's own number.

    Two pages that have a line without a number may be signed under it.
    """
    if one.place > _EDGE or not one.numbers or one.numbers[-1] != page or not one.words.endswith("#"):
        return False
    enough = len(re.findall(r"[^\W\d_]{2,}", one.words)) >= _FEWEST_WORDS
    return enough and not _COUNTED.search(one.words) and not _BLANK.search(one.words)


def _mostly(there: Mapping[int, bool]) -> bool:
    alike = sum(there.values())
    return alike >= _LEAST and alike >= _SHARE * len(there)


def _is_alike(one: Margin, other: Margin, at: int, there: int) -> bool:
    """Whether page ``there`` has the line of page ``at``, both counted from 0, or has it with its page number counted on."""
    if one.words != other.words or not _stands_alike(one, other):
        return False
    if one.numbers == other.numbers:
        return True
    steps = {after - before for before, after in zip(one.numbers, other.numbers, strict=True)}
    return steps <= {0, there - at} and (_may_count(one) or _names_paper(one, at + 1))


def _stands_alike(one: Margin, other: Margin) -> bool:
    centres = abs(one.left + one.right - other.left - other.right) / 2
    return min(abs(one.left - other.left), abs(one.right - other.right), centres) <= 2 * _SAME


def _may_count(one: Margin) -> bool:
    """Whether a number that counts on with the pages is a page's, not that of an annex which begins on every page."""
    return not one.at_top or _counts_pages(one) or any(number >= 10 ** (_STAMP - 1) for number in one.numbers)


def _counts_pages(one: Margin) -> bool:
    return bool(one.numbers) and (not _LETTER.search(one.words) or bool(_PAGE.search(one.words)))
