"""What a clause's way through time is made of: documents in view, the relations between them, and wordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hemvist.domain import outline, unnumbered
from hemvist.domain.about import About, Tie
from hemvist.domain.undone import Cancelled, cancelled


@dataclass(frozen=True)
class Bond:
    """A relation between two documents in view, by their ids; ``confirmed`` where a person set it."""

    document: str
    of: str
    tie: Tie
    since: date | None
    confirmed: bool


@dataclass(frozen=True)
class Held:
    """A document as far as it is needed here: its words, what it says of itself, and its file name."""

    document: str
    text: str
    about: About
    name: str = ""

    @cached_property
    def clauses(self) -> list[outline.Clause]:
        return outline.clauses(self.text)

    @cached_property
    def said(self) -> list[unnumbered.Told]:
        return unnumbered.told(self.text, self.clauses)

    @cached_property
    def loose(self) -> list[unnumbered.Told]:
        """Of an amendment what it may change without a clause's number."""
        return unnumbered.loose(self.said, self.about.changes)

    @cached_property
    def cancels(self) -> list[Cancelled]:
        """Of an amendment where it says that an earlier one no longer applies."""
        return cancelled(self.text)


@dataclass(frozen=True)
class Stand:
    """One wording of a clause: where it stands, and from when it applies (``None``: nobody says).

    ``drops``: from then on the clause is gone, and the span is the words that say so. ``whole``: the document around it
    took the place of the earlier one as a whole. ``part``: the clause is said to change, and the new words say nothing of
    the sentence that was asked about: it has to be read. ``open``: so does what may change it, where nobody can tell.
    """

    document: str
    start: int
    end: int
    since: date | None
    confirmed: bool = True
    drops: bool = False
    whole: bool = False
    part: bool = False
    open: bool = False


Shelf = Callable[[str], Held | None]
"""Gives a document by its id; ``None`` where it cannot be read."""
