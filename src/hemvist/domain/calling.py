"""How a question calls one paper by what it is: "the cleaning contract", "hyresavtalet", "unser NDA". Pure."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = r"(?:[\w-]+\s+){0,2}?"
_CALLED: Final = {
    "en": rf"\b(?:the|our|my|your|this|that)\s+({_WORDS}(?:agreement|contract|(?:sub)?lease|licen[cs]e|policy|deed|nda|loan))\b",
    "sv": rf"\b(?:vårt|vår|mitt|min|det|den|detta|denna)\s+({_WORDS}(?:\w*avtal(?:et)?|\w*kontrakt(?:et)?|nda))\b"
    r"|\b(\w*(?:avtalet|kontraktet|förbindelsen|policyn|försäkringen|lånet|licensen)s?|nda[:’']?(?:t|et|n))\b",
    "de": rf"\b(?:der|die|das|den|dem|des|im|vom|zum|unser\w*|mein\w*|dies\w+)\s+({_WORDS}(?:\w*vertrag(?:e?s)?|\w*vereinbarung|\w*police"
    r"|\w*versicherung|\w*darlehen|\w*lizenz|nda))\b",
    "fr": r"\b(?:le|la|du|au|notre|votre|mon|ce|cet|cette)\s+((?:bail|contrat|accord|convention|police|licence|prêt|nda)(?:\s+(?:de\s+|d['’])(?:la\s+)?[\w-]+)?)\b"
    r"|\bl['’](accord(?:\s+(?:de\s+|d['’])[\w-]+)?)\b",
}  # fmt: skip
_PAPER: Final = {tongue: re.compile(form, re.IGNORECASE) for tongue, form in _CALLED.items()}


def paper(question: str, tongue: str) -> str:
    """What a question in this language calls a paper, "" where it calls none: "cleaning contract" of "the cleaning contract"."""
    found = _PAPER[tongue].search(question)
    return next((word for word in found.groups() if word), "") if found else ""
