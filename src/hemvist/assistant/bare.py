"""Lines that bear names and say nothing: titles, signatures, lists of those present."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hemvist.assistant.named import Named
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, weigh
from hemvist.domain.sentence import CELLS


def unsigned(weighed: Weighed, names: Named) -> Weighed:
    """The same without lines that only bear names: titles, signatures, lists of those present."""
    bare = [_bears_only(one.text, names.names) for one in weighed.evidence]
    kept = [one for one, dropped in zip(weighed.evidence, bare, strict=True) if not dropped]
    return replace(weighed, evidence=kept, confidence=0.0 if bare[:1] == [True] else weighed.confidence)


_LINE: Final = 140
_SIGNED: Final = "____"
_NAMES: Final = 0.8
"""A line of which so many words have a capital or are numbers names somebody, or a day; it says nothing."""
_NO_VERB: Final = 2.0
_ENDS: Final = re.compile(r"[.!?][\"'“”«»)]?\s*$")


def _bears_only(line: str, names: Sequence[str]) -> bool:
    """Whether this is a short line without verb, full stop or (if it bears no name of the question) a colon."""
    said = line.lower()
    if _SIGNED in line:
        return True
    words = re.findall(r"\w[\w.,-]*", line)
    if len(line) < _LINE and sum(not word[0].islower() for word in words) >= _NAMES * len(words):
        return True
    if len(line) >= _LINE or CELLS in line:
        return False
    if ":" in line and not any(name.lower() in said for name in names):
        return False
    return no_sentence(line)


def no_sentence(text: str) -> bool:
    """Whether a text has no verb that we know and does not end as a sentence does."""
    return not _ENDS.search(text) and weigh.burden(clauses.plain(text).text) >= _NO_VERB
