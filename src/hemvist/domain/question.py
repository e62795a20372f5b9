"""A question in two parts: which document it speaks of, and what it asks of it. Pure; careful: no sign, no split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Asked:
    """``reference`` names a document ("" when the question names none); ``clause`` is what is asked, never empty."""

    reference: str
    clause: str


_NOUN: Final = (
    r"(?:(?:sub)?leases?|agreements?|contracts?|amendments?|addend(?:um|a)|licen[cs]es?|polic(?:y|ies)|deeds?|terms|orders?"
    r"|\w*(?:avtal|kontrakt|villkor|överenskommelse)(?:et|en|s)?|försäkring(?:en)?|bilaga(?:n)?|offert(?:en)?"
    r"|\w*(?:vertrag|vertrags|vertrages|vereinbarung|abkommen|lizenz)|police"
    r"|contrat|bail|accord|avenant|convention|licence)"
)
_NAME_WORD: Final = r"[A-ZÅÄÖÜÉÈÀÇ0-9][\w&.'’/-]{0,40}|\([A-Z][\w .]{0,40}\)|[a-zA-Z]{1,40}\.[a-z]{2,3}\b"
_LINK: Final = r"of|the|for|de|du|des|la|le|von|der|för|i|et|and|och|und|&|d/b/a|f/k/a|a/k/a|dba"
_NAMES: Final = rf"(?:(?:the|our|la|le|les|der|die|dem|den)\s+)?(?:{_NAME_WORD})(?:,?\s+(?:{_NAME_WORD})|\s+(?:{_LINK})(?=\s+(?:(?:the|la|le|der|die)\s+)?(?:{_NAME_WORD}))(?:\s+(?:the|la|le|der|die))?){{0,12}}"
_WITH: Final = r"(?:with|between|med|mellan|mit|zwischen|avec|entre|by and between)"
_LEAD: Final = (
    r"(?:consider|regarding|concerning|re|about|for|in|under|per|according to|with regards? to|with respect to|as to|on"
    r"|enligt|angående|gällande|beträffande|avseende|i|för|om|vad gäller"
    r"|gemäß|laut|nach|betreffend|bezüglich|im|in der|in dem|zum|für"
    r"|selon|concernant|dans|d'après|s'agissant d[eu]|pour|sous)"
)
_ASKS: Final = (
    r"(?:and\s+)?(?:when|what|which|who|whose|whom|how|where|why|is|are|was|were|does|do|did|may|can|could|must|shall|should"
    r"|will|would|has|have|had|for how|until|by|under what|under which|on what|in what|tell|list|name|find|show|give|please"
    r"|när|vad|vilken|vilket|vilka|vem|vems|hur|var|varför|är|finns|får|kan|måste|ska|skall|har|gäller|till"
    r"|wann|was|welche[mnrs]?|wer|wem|wessen|wie|wo|warum|ist|sind|gibt|darf|dürfen|kann|können|muss|müssen|hat|haben|bis|unter"
    r"|quand|que|quoi|quel(?:le)?s?|qui|comment|où|pourquoi|est-ce|est|sont|peut|peuvent|doit|doivent|y|combien|jusqu)\b"
)
_APART: Final = re.compile(r"^(?P<reference>.+)[;|\n]\s*(?P<clause>[^;|\n]*\w[^;|\n]*)$", re.DOTALL)
_COLON: Final = re.compile(r"^(?P<reference>[^:]{4,300}):\s+(?P<clause>.*\w.*)$", re.DOTALL)
_COMMA: Final = re.compile(
    rf"^(?P<reference>{_LEAD}\s(?!{_ASKS}).{{3,300}}?),\s+(?P<clause>{_ASKS}.*)$", re.IGNORECASE | re.DOTALL
)
_LED: Final = re.compile(rf"^{_LEAD}\b\s*", re.IGNORECASE)
_HAS_NOUN: Final = re.compile(rf"\b{_NOUN}\b", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"(?<=[\s(\"“„«])[A-ZÅÄÖÜÉÈ][\w&.-]+")
_NOUN_WITH_NAMES: Final = re.compile(rf"\b(?P<noun>(?i:{_NOUN}))\s+(?P<with>(?i:{_WITH}))\s+(?P<names>{_NAMES})")
_NAMED_NOUN: Final = re.compile(
    rf"(?:\b(?i:the|our|that|my|your|under|in|im|der|den|das|dem|unser\w*)\s+)(?P<names>(?:{_NAME_WORD})(?:\s+(?:{_NAME_WORD}|{_LINK})){{0,10}}?)(?:['’]s?)?[\s-]+(?P<noun>(?i:{_NOUN}))\b"
)
_NAMES_OWN: Final = re.compile(
    rf"(?<=\s)(?P<names>[A-ZÅÄÖÜÉÈ][\w&.-]{{1,40}}(?:\s+(?:{_NAME_WORD})){{0,5}}?)['’]s?\s+(?P<noun>(?i:{_NOUN}))\b"
)
_NOUN_FOR_NAME: Final = re.compile(
    rf"\b(?P<noun>(?i:{_NOUN}))\s+(?i:for|at|on|of|för|på|avseende|für|pour|sur|du|de)\s+(?P<names>(?!(?:{_ASKS}))[A-ZÅÄÖÜÉÈ][\w&.'’-]*(?:\s+(?:{_NAME_WORD})){{0,8}})"
)
_POINTING: Final = re.compile(
    r"\b(?:this|these|each|any|every|detta|denna|dieser?|dieses|diesem|ce|cet|cette)\s*$", re.IGNORECASE
)


def split(question: str) -> Asked:
    """The part of a question that names a document, and the rest.

    "Consider the Lease between A and B; who pays for heating?" and "In the Storgatan lease, who pays for heating?" and
    "Who pays for heating under our lease with Acme AB?" all ask a clause question of one document. Where nothing
    names a document ("this contract" does not), the whole question is the clause.
    """
    text = question.strip()
    return _set_apart(text) or _named_within(text) or Asked("", text)


_ONE_NOUN: Final = re.compile(_NOUN, re.IGNORECASE)


def is_paper(word: str) -> bool:
    """Whether a word is what a document is called, such as "lease" or "hyresavtalet"."""
    return bool(_ONE_NOUN.fullmatch(word))


_QUESTION: Final = re.compile(_ASKS, re.IGNORECASE)


def asks(text: str) -> bool:
    """Whether a text begins as a question or a request does."""
    return bool(_QUESTION.match(text.strip()))


def _set_apart(text: str) -> Asked | None:
    """A reference before a semicolon, a colon, or a comma and a question word."""
    for pattern in (_APART, _COLON, _COMMA):
        match = pattern.match(text)
        if match and refers(match["reference"]):
            return Asked(_LED.sub("", " ".join(match["reference"].split())), " ".join(match["clause"].split()))
    return None


def refers(lead: str) -> bool:
    """Whether a lead names one document: by its kind and a name, or after a word such as "regarding" by a name."""
    named = bool(_CAPITAL.search(" " + _LED.sub("", lead)))
    return named and (bool(_HAS_NOUN.search(lead)) or bool(_LED.match(lead)))


def _named_within(text: str) -> Asked | None:
    """A noun phrase such as "our agreement with Acme" or "the Storgatan lease"; the clause keeps its noun."""
    for pattern in (_NOUN_WITH_NAMES, _NAMED_NOUN, _NAMES_OWN, _NOUN_FOR_NAME):
        match = pattern.search(text)
        if match and not _POINTING.search(text[: match.start("noun")]):
            names = _names(match)
            start, end = min(match.start("noun"), match.start("names")), max(match.end("noun"), match.end("names"))
            end -= len(text[start:end]) - len(text[start:end].rstrip(" ?.,"))
            clause = " ".join(f"{text[:start]}{match['noun']}{text[end:]}".split())
            return Asked(names, clause)
    return None


def _names(match: re.Match[str]) -> str:
    first, second = sorted(("noun", "names"), key=match.start)
    return " ".join(f"{match[first]} {match[second]}".split()).rstrip("?.,! ")


_CODED: Final = re.compile(r"\b(?=[\w./-]*\d)(?=[\w./-]*[A-Za-z])[A-Za-z]+[\w./-]*\d[\w./-]*\b")


def codes(question: str) -> tuple[str, ...]:
    """The numbers of articles and the like in a question ("KX-2040"), in lower case: what answers must hold them."""
    return tuple(dict.fromkeys(code.lower() for code in _CODED.findall(question)))
