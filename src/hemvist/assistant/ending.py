"""When a contract ends: the sentence of each document that tells its last day ("ends on 30 September 2027")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import Named, strange
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, lasts, wanted, weigh
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Found

SURE: Final = 0.9
"""How sure a sentence is that tells the last day of a contract: ``domain/lasts.py`` passes over all that is doubtful."""
_KINDS: Final = frozenset({"expiry", "lease end"})
_MEANT: Final = 0.9
_SORTS: Final = frozenset({wanted.Sort.DATE, wanted.Sort.DURATION})
_FOUND: Final = 24
"""Passages that are looked through."""


def asked(asking: Asking, names: Named) -> bool:
    """Whether a question asks on which day a contract ends, and names no document but those that there are."""
    if not names.documents and (names.names or clauses.names(names.clause)):
        return False
    best = asking.meant(names.clause)[0]
    return (
        best.kind.name in _KINDS and best.score >= _MEANT and wanted.wanted(clauses.plain(names.clause).text) <= _SORTS
    )


def rather(asking: Asking, names: Named, best: Weighed) -> Weighed:
    """The last days that the documents tell, where these are asked for; else the best there is without them."""
    if not asked(asking, names):
        return best
    those = asking.of(names.documents) if names.documents else asking
    ends = told(names, those.find(names.clause, _FOUND))
    return Weighed(ends, SURE) if ends else best


def told(names: Named, found: Sequence[Found]) -> list[Evidence]:
    """Of each document, in the order in which they were found, the first sentence that tells its last day.

    Of a question's words that no clause is about ("rain") its document must say one.
    """
    if strange(names, (f"{one.heading} {one.text}" for one in found)):
        return []
    odd = clauses.special(clauses.plain(names.clause).text)
    fit = {one.document for one in found if not odd or odd & clauses.telling(one.text)}
    firsts: dict[str, Evidence] = {}
    for passage in (one for one in found if one.document in fit):
        for one in weigh.spans(passage):
            if passage.document not in firsts and (last := lasts.last(" ".join(one.text.split()))) and last.days:
                firsts[passage.document] = one
    return list(firsts.values())
