"""The numbers of lists in RTF: counted from the tables of lists where the file does not write them before the paragraphs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hemvist.readers.doclists import FORMS, LARGEST
from hemvist.readers.numbering import Counts, Level, Listed

_MOST_LISTS: Final = 4_000
_MOST_LEVELS: Final = 9
_LONGEST: Final = 100
LIST_WORDS: Final = (
    "list",
    "listoverride",
    "lfolevel",
    "listlevel",
    "listid",
    "levelstartat",
    "levellegal",
    "levelnfc",
    "levelnfcn",
)
"""The control words of the tables of lists."""


class ListTable:
    """The tables of lists, told word by word, and the count of each list's paragraphs."""

    def __init__(self) -> None:
        self.written = False
        """Whether the file itself writes the number of the paragraph that is being told of."""
        self._kinds: dict[int, dict[int, Level]] = {}
        self._lists: dict[int, Listed] = {}
        self._counts = Counts()
        self._levels: dict[int, Level] = {}
        self._starts: dict[int, int] = {}
        self._texts: dict[int, str] = {}
        self._kind = self._depth = -1

    def told(self, word: str, value: int, changes: bool) -> None:
        """A word of the table of lists, or of the one of what ``changes`` them."""
        if word in ("list", "listoverride"):
            self._begin()
        elif word == "lfolevel":
            self._depth = min(self._depth + 1, _MOST_LEVELS - 1)
        elif word == "listlevel":
            self._level(0 if changes else 1)
        elif word == "listid":
            self._called(value, changes)
        elif word == "ls" and changes:
            self._end_change(value)
        else:
            self._of_level(word, value)

    def _of_level(self, word: str, value: int) -> None:
        if word == "levelstartat":
            self._start(max(0, min(value, LARGEST)))
        elif word == "levellegal":
            self._change(plain=bool(value))
        elif word in ("levelnfc", "levelnfcn"):
            self._change(form=FORMS.get(value, "decimal"))

    def _begin(self) -> None:
        """A list, or what changes one, with nothing said of it yet."""
        self._levels, self._starts, self._texts, self._kind, self._depth = {}, {}, {}, -1, -1

    def _level(self, deeper: int) -> None:
        """What follows is said of this level, or of a deeper one."""
        self._depth = max(0, min(self._depth + deeper, _MOST_LEVELS - 1))
        self._levels[self._depth] = Level()
        self._texts[self._depth] = ""

    def _start(self, value: int) -> None:
        """Where the level's numbers start, or start anew."""
        if self._depth in self._levels:
            self._change(start=value)
        else:
            self._starts[max(0, self._depth)] = value

    def _change(self, **told: Any) -> None:
        if self._depth in self._levels:
            self._levels[self._depth] = replace(self._levels[self._depth], **told)

    def text(self, told: str) -> None:
        """A piece of the level's text: its length as a character, its signs, with 0 to 8 for the number of each level."""
        if self._depth in self._texts:
            self._texts[self._depth] = (self._texts[self._depth] + told)[:_LONGEST]

    def _called(self, number: int, changes: bool) -> None:
        """The number of the kind of list that is changed, or of the one that all is told of."""
        self._kind = number
        if not changes:
            if len(self._kinds) < _MOST_LISTS:
                self._kinds[number] = self._whole()
            self._begin()

    def _end_change(self, number: int) -> None:
        """All is told of what paragraphs mean by a number."""
        levels = dict(self._kinds.get(self._kind, {}))
        levels |= {at: replace(levels.get(at, Level()), start=start) for at, start in self._starts.items()}
        if len(self._lists) < _MOST_LISTS:
            self._lists[number] = Listed(self._kind, levels | self._whole(), self._starts)
        self._begin()

    def _whole(self) -> dict[int, Level]:
        """The levels with their texts."""
        return {at: replace(level, text=_plain(self._texts.get(at, ""))) for at, level in self._levels.items()}

    def next(self, number: int, depth: int) -> str:
        """What stands before the next paragraph of a list, unless the file writes it; a space follows it."""
        listed = self._lists.get(number)
        shown = self._counts.next(number, listed, depth) if listed and listed.levels else ""
        written, self.written = self.written, False
        return f"{shown} " if shown and not written else ""


def _plain(told: str) -> str:
    """A level's text with ``%1`` for the number of the first level."""
    signs = told[1 : 1 + ord(told[0])] if told else ""
    return "".join(f"%{ord(sign) + 1}" if ord(sign) < _MOST_LEVELS else sign for sign in signs)
