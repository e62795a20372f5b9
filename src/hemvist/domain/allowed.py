"""Whether a question asks if something is allowed, and whether a sentence forbids it by another word than "not". Pure.

English, Swedish, German and French.
"""

from __future__ import annotations

import re
from typing import Final

_PERMISSION: Final = re.compile(
    r"\b(?:allow|permit)\w*|\b(?:may|can)\b|\b(?:assign|transfer|terminat|cancel|sublet)\w{0,3}able\b|\btillåt\w*|\b(?:får|kan)\b"
    r"|\berlaub\w*|\bgestatt\w*|\b(?:darf|dürfen|kann|können)\b|\b(?:autoris|permet)\w*|\bpeu(?:t|vent)\b",
    re.IGNORECASE,
)
_PROHIBITION: Final = re.compile(
    r"\b(?:prohibit|forbid)\w*|\bban(?:s|ned|ning)?\b|\bförbju[dt]\w*|\b(?:untersag|verbiete|verbot)\w*|\binterdi(?:t|re|sent|sant)\w*",
    re.IGNORECASE,
)
_FORBIDS: Final = re.compile(
    r"\b(?:prohibit(?:s|ed)?|forbid(?:s|den)?|(?:is|are|be|hereby|strictly)\s+excluded)\b|\b(?:förbju[dt]\w*|otillåt\w*|uteslut(?:en|et|na))\b"
    r"|\b(?:untersag(?:t|en)|verb(?:oten|ietet)|unzulässig|ausgeschlossen)\b|\b(?:interdi(?:t|te|ts|tes)|exclue?s?)\b",
    re.IGNORECASE,
)
_ALLOWS: Final = re.compile(
    r"\b(?:may|can)\b(?!\s+not\b)|\b(?:entitled|allowed|permitted)\b|\b(?:får|kan)\b(?!\s+(?:inte|ej)\b)|\b(?:rätt\s+att|tillåt(?:en|et|na))\b"
    r"|\b(?:darf|dürfen|kann|können)\b(?!\s+(?:nicht|kein))|\b(?:berechtigt|erlaubt|gestattet)\b|\bpeu(?:t|vent)\b(?!\s+pas\b)",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"\bnothing\s+(?:contained\s+)?(?:in|herein|shall)\b|\b(?:inget|ingenting)\s+i\b|\b(?:nichts|keine\s+bestimmung\w*)\s+(?:in|dieses)\b|\brien\s+dans\b",
    re.IGNORECASE,
)
"""So begins what says of a contract what it does not do."""


def asked(question: str) -> bool:
    """Whether a question is about something allowed or forbidden."""
    return bool(_PERMISSION.search(question)) or forbidden(question)


def forbidden(question: str) -> bool:
    """Whether a question looks for what is forbidden."""
    return bool(_PROHIBITION.search(question))


def forbids(sentence: str) -> bool:
    """Whether a sentence forbids something in so many words."""
    return bool(_FORBIDS.search(sentence))


def in_doubt(sentence: str, *, denies: bool) -> bool:
    """Whether a sentence has to be read: it says what a contract does not do, denies a ban, or allows beside it.

    ``denies``: a "not" stands in it.
    """
    return bool(_NOTHING.search(sentence)) or (forbids(sentence) and (denies or bool(_ALLOWS.search(sentence))))
