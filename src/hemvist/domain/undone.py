"""Where an amendment says that an earlier amendment no longer applies: "Amendment No. 1 is cancelled"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from hemvist.domain.quantities import days
from hemvist.domain.sentence import Sentence, sentences

_MOST: Final = 8
_LOOKED_AT: Final = 20_000
"""Characters from its beginning in which a paper says so."""


@dataclass(frozen=True)
class Cancelled:
    """Such a sentence, with the earlier amendment's number or day where it gives one.

    ``whole``: it says so of all of the amendment, not of a clause of it or under a condition. ``again``: that the words
    from before apply again.
    """

    start: int
    end: int
    number: int | None
    dated: date | None
    whole: bool
    again: bool


_PAPER: Final = (
    r"amendment|addendum|side\s+letter|variation|tillägg(?:savtal)?(?:et)?|ändringsavtal(?:et)?|nachtrags?|änderungsvereinbarung|ergänzungsvereinbarung"
    r"|zusatzvereinbarung|avenant"
)
_ORDINALS: Final = (
    "first första erste ersten premier", "second andra zweite zweiten deuxième", "third tredje dritte dritten troisième",
    "fourth fjärde vierte vierten quatrième", "fifth femte fünfte fünften cinquième",
)  # fmt: skip
_NTH: Final = {word: number for number, words in enumerate(_ORDINALS, 1) for word in words.split()}
_NAMED: Final = re.compile(
    rf"(?P<lead>(?:\b(?:the|this|detta|denna|det|der|die|das|dies\w*|le|la|ce|cet|présente?)\s+|\bl['’]){{0,2}})"
    rf"(?:\b(?P<nth>{'|'.join(_NTH)})\s+)?\b(?:{_PAPER})\b(?:\s+(?:no|nr|n|number|nummer|numéro)?\s?[.°º]?\s?(?P<n>\d{{1,2}})\b(?!\.\d))?",
    re.IGNORECASE,
)
_OWN: Final = re.compile(r"\b(?:this|detta|denna|dies\w*|ce|cet|présente?)\b", re.IGNORECASE)
_UNDONE: Final = re.compile(
    r"\b(?:is|are|be)\s+(?:hereby\s+)?(?:cancelled|canceled|revoked|rescinded|withdrawn|terminated|annulled|repealed|set\s+aside|void)\b|\bno\s+longer\s+appl|\bceases?\s+to\b"
    r"|\b(?:upphävs|upphör|återkallas|annulleras|hävs)\b|\b(?:gäller|tillämpas)\s+inte\s+längre\b"
    r"|\b(?:aufgehoben|widerrufen|zurückgenommen|annulliert)\b|\bg(?:ilt|elten)\s+nicht\s+mehr\b|\bentfällt\b"
    r"|\b(?:annulé|résilié|révoqué|supprimé|abrogé)e?\b|\bne\s+s['’]applique\s+plus\b|\bn['’]est\s+plus\s+(?:applicable|en\s+vigueur)\b",
    re.IGNORECASE,
)
_AGAIN: Final = re.compile(
    r"\bagain\b|\breinstat\w+|\brevives?\b|\boriginal\b|\bursprunglig\w*|\båter\b|\bpå\s+nytt\b|\bwieder\b|\bursprünglich\w*|\bà\s+nouveau\b|\binitiale?\b",
    re.IGNORECASE,
)
_IN_PART: Final = re.compile(
    r"\b(?:section|clause|article|artikel|paragraph|punkt(?:en)?|ziffer|nummer|absatz)\s*\d|§|\b(?:as\s+far\s+as|insofar|to\s+the\s+extent|if|unless|until|except|såvitt|om|såvida"
    r"|utom|soweit|insoweit|sofern|wenn|bis|außer|si|sauf|dans\s+la\s+mesure)\b|\breplaced\b|\bersätts\b|\bersetzt\b|\bremplacé",
    re.IGNORECASE,
)
_OF_IT: Final = re.compile(
    rf"\b(?:of|in|to|i|till|av|des|im|zum|de|du|à)\s+(?:the\s+|l['’])?(?:\w+\s+)?(?:{_PAPER})\b", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\(?\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s+")


def of_an_amendment(statement: str) -> bool:
    """Whether a clause that changes is an earlier amendment's own: "Clause 2 of Amendment No. 1 is deleted"."""
    named = _OF_IT.search(statement)
    return bool(named) and not _OWN.search(named[0] if named else "")


def cancelled(text: str) -> list[Cancelled]:
    """Where a paper says that an earlier amendment no longer applies, in order."""
    return list(islice(_all(text), _MOST))


def _all(text: str) -> Iterator[Cancelled]:
    said = sentences(text, 0, min(len(text), _LOOKED_AT))
    for at, one in enumerate(said):
        named = _earlier(text, one)
        if named is None:
            continue
        words = text[one.start : one.end]
        end = said[at + 1].end if at + 1 < len(said) and _AGAIN.search(text, one.end, said[at + 1].end) else one.end
        first = _NUMBER.match(text, one.start, one.end)
        start = first.end() if first else one.start
        whole = named.start() == start and not _IN_PART.search(words)
        day = next((each.day for each in days(text, named.end(), one.end)), None)
        number = int(named["n"] or 0) or _NTH.get((named["nth"] or "").casefold())
        yield Cancelled(start, end, number, day, whole, bool(_AGAIN.search(text, start, end)))


def _earlier(text: str, one: Sentence) -> re.Match[str] | None:
    """The earlier amendment that a sentence says is undone; its own paper is none."""
    if not _UNDONE.search(text, one.start, one.end):
        return None
    found = (each for each in _NAMED.finditer(text, one.start, one.end) if not _OWN.search(each["lead"]))
    return next(found, None)
