"""Running headers and footers: lines that stand at the same place of page after page, and page numbers that count on.

What is running on a page is told by the four pages before and after it alone, so that a single page can be looked at
again without the rest of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from hemvist.readers.calls import Box

AROUND: Final = 4
"""Pages before and after one that tell what is running on it."""
_ROWS: Final = 3
_MARGIN: Final = 0.16
_LONGEST: Final = 200
_SAME: Final = 4.0
_SHARE: Final = 0.6
_LEAST: Final = 2
_STAMP: Final = 4
_DIGITS: Final = re.compile(r"\d+")
_ROMAN: Final = re.compile(r"[-–—\s]*([ivxlc]{1,7})[-–—.\s]*")
_ROMANS: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PAGE: Final = re.compile(
    r"\b(?:pages?|pg|p|sidan?|sid|s|seiten?|blatt)\b\.?\s*#|#\s*(?:of|av|von|sur|/)\s*#", re.IGNORECASE
)
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
_WORDS: Final = attrgetter("words")


class Margin(NamedTuple):
    """A line at the head or foot of a page: its span of the raw text, its words with ``#`` for each number, and where.

    ``place`` is the middle of the line from the page's upper (``at_top``) or lower edge, ``box`` from left to right, in
    points.
    """

    start: int
    end: int
    words: str
    numbers: tuple[int, ...]
    at_top: bool
    place: float
    left: float
    right: float


def margins(text: str, lines: Sequence[tuple[int, int, Box]], page: Box) -> list[Margin]:
    """The first and last lines of a page, as (start, end, upright box); what stands in its middle is none."""
    lowest, highest = middle(page)
    head = sorted((one for one in lines if one[2][1] > highest), key=lambda one: -one[2][3])[: 2 * _ROWS]
    foot = sorted((one for one in lines if one[2][3] < lowest), key=lambda one: one[2][1])[: 2 * _ROWS]
    found = [_margin(text, one, True, page[3]) for one in _few(head)]
    return found + [_margin(text, one, False, page[1]) for one in _few(foot)]


def middle(page: Box) -> tuple[float, float]:
    """How far up the foot of a page reaches, and how far down its head."""
    room = _MARGIN * (page[3] - page[1])
    return page[1] + room, page[3] - room


def _few(lines: Sequence[tuple[int, int, Box]]) -> list[tuple[int, int, Box]]:
    """Those of the outermost lines that stand in three rows."""
    rows: list[float] = []
    kept = []
    for one in lines:
        middle = (one[2][1] + one[2][3]) / 2
        if not any(abs(middle - row) <= _SAME for row in rows):
            rows.append(middle)
        if len(rows) > _ROWS:
            break
        kept.append(one)
    return [one for one in kept if one[1] - one[0] <= _LONGEST]


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

    The first page's first lines are its title, whatever stands on the pages after it.
    """
    own = [one for one in pages.get(at, ()) if not (one.at_top and at == 0)]
    if not own:
        return []
    around = (*range(at - AROUND, at), *range(at + 1, at + AROUND + 1))
    near = {other: pages[other] for other in around if pages.get(other)}
    least = 1 if count == _LEAST else _LEAST
    here = {*map(_WORDS, own)}
    met = Counter(chain.from_iterable(here.intersection(map(_WORDS, found)) for found in near.values()))
    often = {words for words, pages_met in met.items() if pages_met >= least}
    if not often:
        return []
    sides = ([one for one in own if one.at_top == at_top] for at_top in (True, False))
    return [one for side in sides for one in _outermost(side, near, at, count, often)]


def _outermost(
    side: Sequence[Margin], near: Mapping[int, Sequence[Margin]], at: int, count: int, often: Set[str]
) -> Iterator[Margin]:
    """The running lines of the head or foot of a page, up to the first row that none of it is running in.

    ``often`` are the words that stand on pages enough around it.
    """
    rows: list[list[Margin]] = []
    for one in sorted(side, key=lambda one: one.place):
        if rows and one.place - rows[-1][0].place <= _SAME:
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        found = [one for one in row if one.words in often and _is_running(one, near, at, count)]
        if not found:
            return
        yield from found


def _is_running(one: Margin, near: Mapping[int, Sequence[Margin]], at: int, count: int) -> bool:
    if not one.words.strip("#-–—_.|/ \t") and not one.numbers:
        return False
    there: dict[int, bool] = {}
    at_top, place = one.at_top, one.place
    for other, found in near.items():
        for each in found:
            if each.at_top == at_top and -_SAME <= each.place - place <= _SAME:
                there[other] = _is_alike(one, each, at, other)
                if there[other]:
                    break
    if count == _LEAST:
        return any(there.values()) and (_counts_pages(one) or _names_paper(one, at + 1))
    every_second = {other: same for other, same in there.items() if (other - at) % 2 == 0}
    return _mostly(there) or _mostly(every_second)


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
