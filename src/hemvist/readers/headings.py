"""Headings by their pattern: numbered clauses, articles and sections, and short lines in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hemvist.domain.passage import Heading

LONGEST: Final = 100
_NAMES: Final = frozenset(
    [
        "article",
        "section",
        "schedule",
        "exhibit",
        "annex",
        "appendix",
        "chapter",
        "artikel",
        "abschnitt",
        "anlage",
        "anhang",
        "kapitel",
        "avsnitt",
        "bilaga",
        "annexe",
        "chapitre",
    ]
)
_NAMED: Final = re.compile(
    rf"(?:(?i:{'|'.join(sorted(_NAMES))})\s+(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])\b|§§?\s*\d+|\d+\s*§)[.:]?(?:\s+(?:[–—-]\s+)?(?P<title>.*))?$"
)
_FIRST: Final = frozenset("ASECKBaseckb§")
"""The letters that a heading with a name of its own (``_NAMED``) begins with."""
_NONE: Final = frozenset("abcdefghijklmnopqrstuvwxyz") - _FIRST | {""}
"""What a line begins with that begins with none of these letters, and is not in capitals."""
_STARTS: Final = frozenset(name[:3] for name in _NAMES)
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?P<title>[^\W\d_].*)$")
_RUN_IN: Final = re.compile(r"(?P<words>[^\W\d_][\w'’,;&/ ()-]{1,70}?)[.:](?:\s|$)")
_LONGEST_RUN_IN: Final = 72
"""Characters of the longest of these, with the sign that ends it."""
_LEADERS: Final = ("....", ". . . ", "…")
_NUMBER_OF_PAGE: Final = re.compile(r"[^\W\d][)\"”]?\s+\d{1,3}$")
_SMALL: Final = re.compile(
    r"(?i:an?|and|as|at|by|for|from|in|of|on|or|the|to|with|und|oder|de[rsmn]|die|das|von|zu|für|och|eller|av|för|i|om|"
    r"på|till|de|du|et|la|les?|ou)$"
)
_LONGEST_SMALL: Final = 5
_WORD: Final = re.compile(r"\w[\w'’-]*")


def headings(text: str, start: int = 0) -> Iterator[Heading]:
    """The headings of ``text``, in order; ``start`` is added to their offsets."""
    above = False
    at = start
    for line in text.split("\n"):
        shown = line.strip()
        if shown[:1] in _NONE:  # an empty line, or one that goes on in small letters, as most do
            above = above and not shown
        else:
            upper = shown.isupper()
            shouted, above = above, upper and _shouted(shown)
            first = shown[0]
            may = upper or first.isdigit() or first == "§" or (first in _FIRST and shown[:3].lower() in _STARTS)
            if may and not (above and shouted):
                found = heading(shown)
                if found:
                    begin = at + line.index(shown)
                    yield Heading(begin, begin + found[0], found[1])
        at += len(line) + 1


def heading(line: str) -> tuple[int, int] | None:
    """Length and level of the heading at the start of a stripped ``line``, or None."""
    if not line or len(line) > 400:
        return None
    first = line[0]
    if first.isdigit():
        return (_named(line) if "§" in line else None) or _numbered(line) or _capitals(line)
    named = first in _FIRST and (first == "§" or line.split(None, 1)[0].lower() in _NAMES)
    return (_named(line) if named else None) or (_capitals(line) if line.isupper() else None)


def _named(line: str) -> tuple[int, int] | None:
    match = _NAMED.match(line)
    if match is None:
        return None
    title = match["title"] or ""
    if not title:
        return len(line), 1
    length = _title(title)
    return (match.start("title") + length, 1) if length else None


def _numbered(line: str) -> tuple[int, int] | None:
    match = _NUMBERED.match(line)
    if match is None:
        return None
    length = _title(match["title"])
    return (match.start("title") + length, match["number"].count(".") + 1) if length else None


def _title(words: str) -> int:
    """How much of ``words`` is a title: all of a short line, or what stands before the first full stop; 0 if none."""
    if _is_contents(words):
        return 0
    near = words[:_LONGEST_RUN_IN]
    run_in = _RUN_IN.match(words) if "." in near or ":" in near else None
    if run_in is not None and _titled(run_in["words"]):
        return len(run_in["words"])
    whole = words.rstrip(" .:")
    return len(whole) if len(whole) <= LONGEST and _titled(whole) else 0


def _is_contents(words: str) -> bool:
    """Whether this is a line of a table of contents: it has dots that lead to a number, or a page's number at its end."""
    if any(leader in words for leader in _LEADERS):
        return True
    return words[-1:].isdigit() and _NUMBER_OF_PAGE.search(words) is not None


def _titled(words: str) -> bool:
    """Whether every word that counts begins with a capital or a figure, and there are no more than ten."""
    counting = capitals = 0
    for word in _WORD.findall(words):
        if len(word) > _LONGEST_SMALL or not _SMALL.match(word):
            counting += 1
            capitals += word[0].isupper() or word[0].isdigit()
            if counting > 10 or capitals < counting > 3:
                return False
    return counting > 0 and (capitals == counting or words[0].isupper())


def _capitals(line: str) -> tuple[int, int] | None:
    """A short line in capitals, such as a contract's title or CONFIDENTIALITY."""
    if not line.isupper() or not 5 <= len(line) <= 60 or line[-1] in ",;-":
        return None
    letters = sum(char.isalpha() for char in line)
    found = letters >= max(5, len(line) / 2) and not _is_contents(line)
    return (len(line.rstrip(" .:")), 1) if found else None


def _shouted(line: str) -> bool:
    """Whether a line is a paragraph in capitals rather than a heading, or goes on as one."""
    return len(line) > 45 and line.isupper()
