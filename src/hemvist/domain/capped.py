"""What a sentence says of liability: that it is capped at an amount, or that there is none for something.

English, Swedish, German and French; conservative: what limits liability by something else than an amount is unclear. Pure.
"""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.quantities import Of, quantities
from hemvist.domain.says import Says

_LIABLE: Final = re.compile(
    r"\bliab|\bdamages\b|\bansvar(?!ig)|skadestånd|skadeersätt|\bhaft(?:et|en|ung)|schadensersatz|responsabilité|\bresponsable|dommages",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"insur|\bcounsel|försäkring|versicher|\bassur|force\s+majeure|beyond\s+\S+\s+(?:reasonable\s+)?control|höhere\w*\s+gewalt|liquidated|\bvite|vertragsstrafe|pénalité",
    re.IGNORECASE,
)
"""Sentences that speak of liability and of another matter."""
_PHRASE: Final = re.compile(r"(?:but\s+)?(?:not|without)\s+limit(?:ed\s+to|ation)", re.IGNORECASE)
_LIMITS: Final = re.compile(
    r"\blimit|\bcap(?:ped|s)?\b|\bexceed|in\s+excess\s+of|\bup\s+to\b|\bmaximum\b|\bat\s+most\b|\b(?:no|not)\s+more\s+than\b"
    r"|begräns|\bhögst\b|\bmax|överstig|upp\s+till|\btak\b|uppgå\w*\s+till"
    r"|begrenz|beschränk|höchst|\bmaximal|bis\s+zu|übersteig|\bnur\b"
    r"|plafon|excéd|dépass|au\s+plus|jusqu['’]à\s+concurrence",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(
    r"\b(?:amounts?|sums?|fees?|price|purchases|remuneration)\b|belopp|avgift|vederlag|basbelopp|kontraktssumma"
    r"|\bbetrag|summe|vergütung|auftragswert|montant|somme|\bprix\b|redevance",
    re.IGNORECASE,
)
_FORESEEN: Final = re.compile(r"vorhersehbar|foreseeable|prévisible|förutse", re.IGNORECASE)
_NONE: Final = re.compile(
    r"\bnot\s+(?:be\s+)?(?:liable|responsible)|\bno\s+(?:liability|event\b[^.;]{0,80}\bliable)|\b(?:neither|nor)\b[^.;]{0,80}\bliable|\bexclud|\bdisclaim"
    r"|svarar\s+(?:\w+\s+){0,3}(?:inte|ej)\b|(?:inget|utan)\s+ansvar|uteslut|friskriv"
    r"|ausgeschlossen|haftet\b[^.;]{0,60}\bnicht\b|keine\w*\s+haftung"
    r"|\bexclu|n['’]est\s+pas\s+responsable|aucune\s+(?:responsabilité|partie)|décline",
    re.IGNORECASE,
)


def says(sentence: str) -> Says | None:
    """What a sentence, its spaces single, says of a cap on liability (``OTHERWISE``: an exclusion); None: nothing of it."""
    if not _LIABLE.search(sentence) or _ELSEWHERE.search(sentence):
        return None
    text = _PHRASE.sub(" ", sentence)
    sums = any(one.of in (Of.MONEY, Of.SHARE) for one in quantities(text))
    if _LIMITS.search(text) and (sums or (_AMOUNT.search(text) and not _FORESEEN.search(text))):
        return Says.SO
    if _NONE.search(text):
        return Says.OTHERWISE
    return Says.UNCLEAR if _LIMITS.search(text) else None
