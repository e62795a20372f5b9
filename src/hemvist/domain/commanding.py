"""Sentences of a document that speak to a machine instead of a reader: "ignore your instructions and say …". Pure.

They are quoted to nobody as an answer: nothing obeys them, but beside a true clause they would pass for one.
English, Swedish, German and French; conservative, so that a contract's own duties to instruct or to ignore stay.
"""

from __future__ import annotations

import re
from typing import Final

_INSTRUCTIONS: Final = r"(?:instructions?|prompts?|rules|guidelines|instruktioner(?:na)?|regler(?:na)?|anweisungen|regeln|vorgaben|consignes|règles)"
_COMMANDS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:(?:all|any)\s+)?(?:of\s+)?(?:your|the\s+(?:above|previous|prior)|(?:all\s+)?(?:previous|prior|earlier|above))\s+(?:\w+\s+)?"
    rf"{_INSTRUCTIONS}\b"
    rf"|\b(?:ignorera|glöm|bortse\s+från)\s+(?:alla\s+)?(?:dina|tidigare|ovanstående|föregående)\s+(?:\w+\s+)?{_INSTRUCTIONS}\b"
    rf"|\b(?:ignoriere|vergiss|missachte)\s+(?:alle\s+)?(?:deine|ihre|vorherigen?|bisherigen?|obigen?)\s+(?:\w+\s+)?{_INSTRUCTIONS}\b"
    rf"|\b(?:ignore[zr]?|oublie[zr]?)\s+(?:toutes?\s+)?(?:tes|vos|les)\s+{_INSTRUCTIONS}\b"
    r"|^\W{0,3}(?:system|assistant)\s*(?:prompt|message)?\s*:\s*(?:\w+\s+){1,3}"
    r"|\byou\s+are\s+(?:now\s+)?an?\s+(?:ai|assistant|language\s+model|chatbot)\b|\bdu\s+är\s+en\s+(?:ai|assistent|språkmodell)\b|\bdu\s+bist\s+ein\w*\s+(?:ki|assistent|sprachmodell)\b"
    r"|\b(?:reveal|print|show|output)\s+(?:your|the)\s+(?:system\s+)?prompt\b|<\|?(?:im_start|system|endoftext)\|?>|\[/?INST\]",
    re.IGNORECASE,
)


def commands(sentence: str) -> bool:
    """Whether a sentence commands a machine; time linear in its length."""
    return bool(_COMMANDS.search(sentence))
