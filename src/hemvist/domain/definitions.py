"""Where a contract defines a term, and which of its defined terms a sentence uses. Pure; linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hemvist.domain.sentence import sentences


@dataclass(frozen=True)
class Definition:
    """A term as it is written, and the span of the sentence that defines it; ``number`` is its clause's, "" if it has none."""

    term: str
    start: int
    end: int
    number: str


_OPEN: Final = "[\"“”„«»‘'*_]{1,3}\\s?"
_CLOSE: Final = "\\s?[\"”“»«’'*_]{1,3}"
_TERM: Final = r"(?P<{}>[A-ZÅÄÖÜÉÈ0-9][^\"“”„«»\n]{{1,58}}?)"
_SAYS: Final = (
    r"(?:\s*\([^)\n]{1,40}\))?\s*,?\s*(?:shall\s+mean|shall\s+have\s+the\s+meaning|means|has\s+the\s+meaning|refers\s+to"
    r"|is\s+defined\s+as|avser|betyder|innebär|ska\s+förstås|skall\s+förstås|definieras\s+som"
    r"|bedeutet|bezeichnet|meint|ist\s+definiert|sind\s+definiert|désigne|désignent|signifie|s['’]entend|s['’]entendent)\b"
)
_QUOTED: Final = re.compile(_OPEN + _TERM.format("term") + _CLOSE + _SAYS, re.IGNORECASE)
_BARE: Final = re.compile(
    r"(?:\(?[\da-z]{1,3}(?:\.\d{1,3})*[.)]?\s+)?(?!(?:It|This|That|These|He|She|Nothing|Which|What|Det|Detta|Den|Vad|Dies|Dieses|Es|Was|Ce|Cela|Il|Elle)\b)"
    r"(?P<term>[A-ZÅÄÖÜÉ][\w-]+(?:\s[A-ZÅÄÖÜÉ][\w-]+){0,4})" + _SAYS
)
_WITH: Final = re.compile(
    r"\b(?:med|unter|by|par)\s+" + _OPEN + _TERM.format("term") + _CLOSE + r"\s+(?:avses|förstås|menas|wird|werden|is\s+meant|versteht|on\s+entend)\b",
    re.IGNORECASE,
)  # fmt: skip
_BRACKETS: Final = re.compile(
    r"\(\s*(?:(?:the|each|an?|together|collectively|hereinafter|hereafter|referred\s+to\s+as|as|nedan|nedan\s+kallad[et]?|kallad[et]?"
    r"|nachfolgend|im\s+folgenden|nachstehend|auch|der|die|das|ci-après|dénommée?s?|le|la|les|l['’])[\s,:]*){0,4}"
    + _OPEN + _TERM.format("term") + _CLOSE + r"\s*\)",
    re.IGNORECASE,
)  # fmt: skip
_PARTIES: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\b", re.IGNORECASE)
_COMPANY: Final = re.compile(
    r"(?<![\w&])(?:AB|Ltd|Limited|Inc|Corp|Corporation|LLC|LLP|plc|PLC|GmbH|AG|KG|UG|HB|KB|Oy|ApS|A/S|AS|B\.?V|N\.?V|SARL|SAS|S\.A)(?!\w)"
)
_NUMBER: Final = re.compile(r"\s*(?:§\s*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})[.)]?\s")
_ENDINGS: Final = r"(?:s|es|en|et|n|t|er|erna|arna|ens|ets|['’]s)?"
MOST_TERMS: Final = 400
"""Definitions of one document that are followed."""


def definitions(text: str) -> list[Definition]:
    """The definitions in a text, in order, one for each term: its first. How a party is called is none.

    Known are “Term” means, "Term" shall mean, ”Term” avser, Med ”Term” avses, „Term“ bedeutet, « Term » désigne, and a
    term in quotes and brackets after what it stands for.
    """
    found: dict[str, Definition] = {}
    number, end = "", 0
    for span in sentences(text):
        sentence = text[span.start : span.end]
        numbered = _NUMBER.match(sentence)
        apart = text.count("\n", end, span.start) > 1
        number = numbered["number"] if numbered else "" if apart else number
        end = span.end
        for term in _defined(sentence):
            if len(found) < MOST_TERMS:
                found.setdefault(term, Definition(term, span.start, span.end, number))
    return list(found.values())


def _defined(sentence: str) -> Iterator[str]:
    for pattern in (_QUOTED, _WITH):
        yield from (_plain(match["term"]) for match in pattern.finditer(sentence))
    if bare := _BARE.match(sentence):
        yield _plain(bare["term"])
    if not _PARTIES.search(sentence) and not _COMPANY.search(sentence):
        yield from (_plain(match["term"]) for match in _BRACKETS.finditer(sentence))


def _plain(term: str) -> str:
    return " ".join(term.split()).strip(" ,.;:*_'’")


def used(quote: str, known: list[Definition]) -> list[Definition]:
    """The defined terms that a quotation uses, in the order in which they stand in it; of overlapping ones the longest.

    A term counts only as it was defined: with its capital letter, and with no more than an ending behind it.
    """
    said = " ".join(quote.split())
    places: list[tuple[int, int, Definition]] = []
    for one in sorted(known, key=lambda one: -len(one.term)):
        match = re.search(rf"(?<!\w){re.escape(one.term)}{_ENDINGS}(?!\w)", said) if one.term[:1].isupper() else None
        if match and not any(start <= match.start() < end for start, end, _ in places):
            places.append((match.start(), match.end(), one))
    return [one for _, _, one in sorted(places, key=lambda place: place[0])]
