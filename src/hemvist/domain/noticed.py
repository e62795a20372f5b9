"""The length of notice that a sentence gives for ending a contract, in English, Swedish, German and French. Pure."""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.quantities import Of, Quantity, quantities

_NOTICE: Final = re.compile(
    r"\bnotice\b|uppsägning(?!savgift)|\bsäg(?:s|as|a|er)\s+(?:\w+\s+){0,5}upp\b|kündigungsfrist|\bkündig\w*|\bgekündigt|préavis|résili|dénonc",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"notice\s+period|period\s+of\s+notice|terminat|cancel|\bend(?:s|ed)?\b"
    r"|uppsägningstid|uppsägning\b|\bsäg(?:s|as|a|er)\b|kündig|préavis|résili|dénonc",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"breach|default|remed|\bpay|paid|invoice|inspect|increase|\brais|meeting|deliver|force\s+majeure|insolv"
    r"|avtalsbrott|rättelse|betal|försen|besikt|höj|möte|leverans|obestånd|zahl|verzug|abhilfe|besichtig|erhöh|lieferung"
    r"|manquement|paiement|payer|retard|visite|livraison",
    re.IGNORECASE,
)
_PROLONGED: Final = re.compile(
    r"(?:renew|exten|prolong|successive|förläng|förny|verläng|jeweils|recondu|renouvel|prorog|période)[^.;]{0,60}$",
    re.IGNORECASE,
)
_EACH: Final = re.compile(r"\s*(?:i\s+taget|för\s+varje|at\s+a\s+time|periods?\b)", re.IGNORECASE)


_WHERE: Final = re.compile(r"\W*(?:\d[\d.]*\s+)?(?:if|where|om|wenn|falls|si|s['’]il)\b", re.IGNORECASE)
"""So begins what holds in a case only."""


def lengths(sentence: str) -> list[Quantity]:
    """The lengths of notice in a sentence, its spaces single; none where it is about something else."""
    if (
        not _NOTICE.search(sentence)
        or not _PERIOD.search(sentence)
        or _ELSEWHERE.search(sentence)
        or _WHERE.match(sentence)
    ):
        return []
    found = [one for one in quantities(sentence) if one.of is Of.TIME]
    return [
        one for one in found
        if not _PROLONGED.search(sentence[: one.start]) and not _EACH.match(sentence[one.end :])
    ]  # fmt: skip
