"""Of a clause that is said to change, not to be replaced: the sentences that the new words speak of; of the rest they say nothing.

A sentence of the new words speaks of the one that states something of the same unit, else of the same sort (a length of
time, a sum, a share, a day), else of the one with enough words in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from hemvist.domain.changes import Change
from hemvist.domain.outline import Clause
from hemvist.domain.quantities import Quantity, quantities
from hemvist.domain.sentence import sentences

Span = tuple[int, int]
Like = Callable[[str, str], float]
"""How much two sentences are alike, 0 to 1."""

_CHANGED: Final = re.compile(
    r"\b(?:amend|modif|var(?:y|ied|ies)\b|chang)\w*|\bändra[ds]?\b|\bändring\w*|\bgeändert\b|\bänder[nt]\b|\bänderung\w*|\bmodifi\w+",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(
    r"\b(?:replac|substitut|restat)\w*|in\s+place|instead|\b(?:to|shall(?:\s+now)?)\s+read\b|ersetzt|\bersätt\w*|\bremplac\w*|\bfassung|neu\s+gefasst|lautet"
    r"|wortlaut|lydelse|\bstelle\b|i\s+stället|helhet|entirety|vollständig|rédigé|intégral\w*",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"[ \t]*(?:§|\d|\(\w\))")
_FEW: Final = 5
"""A numbered line of fewer words is a heading."""
_WORDS: Final = 0.25
"""From this share of words in common on, a sentence that counts nothing speaks of another."""


def amends(text: str, change: Change) -> bool:
    """Whether a statement says that the clause changes, and nothing that it is replaced or worded anew as a whole."""
    said = text[change.start : change.end]
    return not change.drops and bool(_CHANGED.search(said)) and not _WHOLE.search(said)


def told(text: str, clause: Clause) -> list[Span]:
    """The sentences of a clause, without its heading."""
    found = [(clause.start + one.start, clause.start + one.end) for one in sentences(text[clause.start : clause.end])]
    return [one for one in found if not _heading(text[slice(*one)])]


def _heading(said: str) -> bool:
    return bool(_NUMBERED.match(said)) and len(said.split()) <= _FEW + 1 and said.rstrip()[-1:] not in ".;:"


def spoken_of(text: str, clause: Clause, later: str, change: Change, like: Like) -> list[Span]:
    """The sentences of a clause that its new words, or the statement that holds them, speak of."""
    new = [
        later[change.first + one.start : change.first + one.end] for one in sentences(later[change.first : change.last])
    ]
    old = told(text, clause)
    found = (_meant(text, old, said, _numbers(said, change), like) for said in new)
    return sorted({one for one in found if one is not None})


def _numbers(said: str, change: Change) -> list[Quantity]:
    """What new words count: the day from which they apply is none of it."""
    since = change.since.toordinal() if change.since else None
    return [one for one in quantities(said) if one.unit != "date" or one.number != since]


def _meant(text: str, old: Sequence[Span], said: str, numbers: list[Quantity], like: Like) -> Span | None:
    counted = {one: quantities(text[slice(*one)]) for one in old}
    units, sorts = {one.unit for one in numbers}, {one.of for one in numbers}
    same = [one for one in old if units & {each.unit for each in counted[one]}]
    same = same or [one for one in old if sorts & {each.of for each in counted[one]}]
    if same:
        return max(same, key=lambda one: like(said, text[slice(*one)]))
    near = max(((like(said, text[slice(*one)]), one) for one in old), default=(0.0, None))
    return near[1] if near[0] >= _WORDS else None
