"""Where a numbered clause begins, and whether two sentences stand in one: a rule and its exception go together."""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.weigh import Evidence

ANEW: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|\(?[a-z0-9]{1,3}\)|§ ?\d+|[-•*])\s")
"""How a clause of its own begins: with its number."""
_BEGINS: Final = re.compile(rf"\n\s*(?:\n|{ANEW.pattern})")
_EXCEPTS: Final = re.compile(
    r"\b(?:instead|however|by way of exception|(?:during|in|for) (?:(?:the|an?|any) )?(?:probation\w*|trial|initial|first)"
    r"|i stället|istället|dock|undantagsvis|under (?:(?:den|det|de|en) )?(?:första|prov\w+|inledande)"
    r"|stattdessen|abweichend|jedoch|ausnahmsweise|(?:während|in) (?:der|den|dem|einer) (?:probezeit|erst\w+)"
    r"|toutefois|cependant|par exception|en revanche"
    r"|(?:pendant|durant) (?:la période d['’]essai|l['’]essai|les \w+ premi\w+|la première))\b",
    re.IGNORECASE,
)


def excepts(said: str) -> bool:
    """Whether a sentence states an exception, or what holds at first only: the rule is told before it."""
    return _EXCEPTS.search(said) is not None


def one_clause(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences stand in one numbered clause of one passage, and neither in the other."""
    first, second = sorted((one, other), key=lambda each: each.start)
    at, text = first.passage.start, first.passage.text
    same = first.passage.version == second.passage.version and first.end <= second.start
    if not same or second.end - at > len(text):
        return False
    return _BEGINS.search(text, first.end - at, second.end - at) is None
