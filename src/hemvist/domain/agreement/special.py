"""Which special categories of GDPR Art. 9(1) an entry of an agreement means: it is written in the parties' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "health": "health|medic|illness|sickness|disab|diagnos|patient|hälso|hälsa|sjuk|gesund|krank|behinder|santé|maladie",
        "religion": "religi|beliefs?\\b|faiths?\\b|philosoph|trosuppfattning|övertyg|glauben|weltanschau|croyance",
        "origin": "origins?\\b|racial|race\\b|ethni|etni|ursprung\\b|ras(?:is)?\\b|herkunft|rasse|rassisch",
        "politics": "politi|partimedlem|partei",
        "union": "(?<!european )unions?\\b|fack|gewerkschaft|syndic",
        "sex-life": "sex(?:-|\\b)|sexual|sexuel|sexliv",
        "genetic": "genet|genes?\\b|gén[ée]t|erbgut",
        "biometric": "biom[eé]tr|fingerprint|fingeravtryck|fingerabdr|empreinte",
    }
)
_PATTERNS: Final = {name: re.compile(rf"\b(?:{words})", re.IGNORECASE) for name, words in _WORDS.items()}
NAMES: Final = tuple(_WORDS)
"""What they are called here, as the details that are found in documents are."""


def categories(listed: Iterable[str]) -> frozenset[str]:
    """All that these entries name; what names none opens nothing."""
    return frozenset(name for entry in listed for name, words in _PATTERNS.items() if words.search(entry))
