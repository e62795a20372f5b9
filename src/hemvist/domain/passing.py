"""Where a mail or minutes, which are no amendment, say in a sentence that a paper they name changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hemvist.domain.sentence import sentences

_MOST: Final = 8
"""Such sentences that are kept of one paper."""
_SAYS: Final = re.compile(
    r"\b(?:höjs|sänks|ändras|ändrar\s+vi|vi\s+ändrar|utökas|förlängs|ersätts|(?:ändern|ergänzen|erhöhen|verlängern)\s+wir"
    r"|wir\s+(?:ändern|ergänzen|erhöhen|verlängern)|w(?:ird|erden)\b.{0,160}\b(?:geändert|erhöht|gesenkt|verlängert|ersetzt)"
    r"|(?:is|are)\s+(?:hereby\s+)?(?:amended|changed|increased|raised|reduced|extended|replaced)|we\s+(?:hereby\s+)?(?:amend|change|increase|extend)"
    r"|nous\s+modifions|(?:est|sont)\s+(?:modifié|augmenté|réduit|prolongé|remplacé)e?s?)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What says that something changes, by whoever says it: not that it may, or did."""
_NAMED: Final = re.compile(
    r"\b(?:i|till|av|enligt|ur|vi)\s+(?P<sv>\w{4,}(?:avtalet|kontraktet|handboken|reglementet|policyn|ordningen))\b"
    r"|\b(?:des|den|im|dem|der|unse\w{1,3})\s+(?P<de>[A-ZÄÖÜ]\w{3,}(?:vertrag(?:e?s)?|vereinbarung|handbuch(?:s|es)?|ordnung|richtlinie))\b"
    r"|\b(?:the|our)\s+(?P<en>(?:[A-Z][\w&-]+\s){1,5}(?:Agreement|Contract|Lease|Handbook|Policy))\b"
    r"|\b(?:le|du|au)\s+(?P<fr>(?:contrat|bail)\s[\w’' -]{4,60}?)(?=[,.;:(]|\s(?:est|sont)\b)",
)
"""A paper by a name of its own, not "the contract"."""


def changed(opening: str) -> Iterator[re.Match[str]]:
    """The names of the papers that sentences say change; the name is the match's one group that is set."""
    return islice(_changed(opening), _MOST)


def _changed(opening: str) -> Iterator[re.Match[str]]:
    for one in sentences(opening):
        if _SAYS.search(opening, one.start, one.end):
            yield from _NAMED.finditer(opening, one.start, one.end)
