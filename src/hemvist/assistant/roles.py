"""Who a party is: a question for the one who is called landlord, supplier or employer, and the line that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hemvist.domain import weigh
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Found

SURE: Final = 0.9
"""How sure a line is that names a party with its role beside it."""

_ASKS: Final = re.compile(
    r"^(?:(?:and|so|och|und|et)\s+)?(?:"
    r"(?:who|which company|what company)\s+(?:is|are|was)\s+(?:the|our|my|your|their|his|her)"
    r"|(?:vem|vilka|vilket bolag)\s+(?:är|var)(?:\s+(?:vår|min|er|deras))?"
    r"|(?:wer|welche firma)\s+(?:ist|sind|war)\s+(?:der|die|das|unsere?|mein|ihre?)"
    r"|(?:qui|quelle société)\s+(?:est|sont|était)\s+(?:le|la|les|notre|mon|leur)"
    r")\s+(?P<role>[^\W\d_][\w-]{3,})(?P<somebodys>\s+(?:of|for|at|in|under|av|för|på|hos|enligt|von|bei|im|für|des|de|du|à|pour)\b.*)?\s*\??\s*$",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"contact|kontakt|ansprechp|interlocut|référent")
_ENDINGS: Final = r"(?:en|n|et|s|in)?"
_BEFORE: Final = r"(?:the|each|hereinafter|hereafter|nedan|kallad|kallat|nachfolgend|nachstehend|im folgenden|ci-après|dénommée?|der|die|das|le|la|als|as|som|[\"“”„«»‘’',: ])*"
_IS: Final = (
    r"|(?:^|[.;\n]\s*)(?:[^\W\d_]+\s+)?{stem}\w*\b[^.;\n]{{0,60}}?\b(?:is|are|ist|sind|är|est|sont)\s+"
    r"(?:(?:mr|ms|mrs|dr|herrn?|frau|fru|m|mme)\b\.?\s+)?(?-i:[A-ZÅÄÖÜÉ][\w-]+\s+[A-ZÅÄÖÜÉ])"
)


def role(question: str) -> str:
    """The role whose bearer is asked for ("landlord"), in lower case; "" where none is."""
    asked = _ASKS.match(" ".join(question.split()))
    return asked["role"].lower() if asked else ""


def somebodys(question: str) -> bool:
    """Whether the role is asked for of somebody or something ("our contact at the lift company")."""
    asked = _ASKS.match(" ".join(question.split()))
    return bool(asked and asked["somebodys"])


def contacts(question: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Of these sentences those that name a contact, where one is asked for: who the parties are does not say it."""
    if not _CONTACT.search(role(question)):
        return evidence
    return [one for one in evidence if _CONTACT.search(one.text.lower())]


def bearers(asked: str, found: Sequence[Found], *, named: bool = True) -> list[Evidence]:
    """Of each document the first sentence that names who has this role: “Acme Ltd (the "Landlord")”, “Landlord: Acme Ltd”.

    So does “the contact of the supplier is Ada Byron”, where whose contact is asked for is no matter or known (``named``).
    """
    stem = re.escape(re.sub(r"(?<=\w{4})(?:en|n)$", "", asked))
    says = re.compile(
        rf"[^\W\d_][^\n(]{{2,}}\(\s*{_BEFORE}(?P<inside>{stem}{_ENDINGS})[\"“”»’']*\s*\)"
        rf"|(?:^|[.;\n|]\s*){stem}{_ENDINGS}\s*:\s*(?=[A-ZÅÄÖÜÉ])" + (_IS.format(stem=stem) if named else ""),
        re.IGNORECASE,
    )
    firsts: dict[str, Evidence] = {}
    for passage in sorted(found, key=lambda one: (one.document, one.start)):
        for one in weigh.spans(passage):
            if passage.document not in firsts and (said := says.search(one.text)):
                firsts[passage.document] = replace(one, first=one.start + said.start(), last=one.start + said.end())
    return list(firsts.values())
