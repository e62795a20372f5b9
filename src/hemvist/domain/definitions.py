"""Where a contract defines a term, and which of its defined terms a sentence uses. Pure; linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hemvist.domain.defining import Clause
from hemvist.domain.sentence import sentences


@dataclass(frozen=True)
class Definition:
    """A term as it is written, and the span of the sentence that defines it; ``number`` is its clause's, "" if it has none.

    ``small``: it may be used with a small letter, as Swedish and French write what they define without quotation marks.
    """

    term: str
    start: int
    end: int
    number: str
    small: bool = False


_OPEN: Final = "[\"“”„«»‘'*_]{1,3}\\s?"
_CLOSE: Final = "\\s?[\"”“»«’'*_]{1,3}"
_TERM: Final = r"(?P<{}>[A-ZÅÄÖÜÉÈ0-9][^\"“”„«»\n]{{1,58}}?)"
_SAYS: Final = (
    r"(?:\s*\([^)\n]{1,40}\))?\s*,?\s*(?:shall\s+mean|shall\s+have\s+the\s+meaning|means|has\s+the\s+meaning|refers\s+to"
    r"|is\s+defined\s+as|avser|betyder|innebär|ska\s+förstås|skall\s+förstås|definieras\s+som"
    r"|bedeutet|bezeichnet|meint|ist\s+definiert|sind\s+definiert|désigne|désignent|signifie|s['’]entend|s['’]entendent)\b"
)
_QUOTED: Final = re.compile(_OPEN + _TERM.format("term") + _CLOSE + _SAYS, re.IGNORECASE)
_IN_QUOTES: Final = '["“”„«»]\\s?[^"“”„«»\n]{1,60}["“”„«»]'
_JOINED: Final = re.compile(
    _OPEN + _TERM.format("term") + _CLOSE
    + rf"(?=(?:\s?,?\s(?:and|or|och|eller|und|oder|et|ou)\s{_IN_QUOTES}|\s?,\s{_IN_QUOTES}){{1,4}}(?:\s+(?:shall\s+)?(?:each|both))?(?:\s+(?:shall\s+)?mean\b|{_SAYS}))",
    re.IGNORECASE,
)  # fmt: skip
"""The first of several terms that one sentence defines: “A” and “B” each mean."""
_EACH: Final = re.compile(
    _OPEN + _TERM.format("term") + _CLOSE + r"\s+(?:shall\s+)?(?:(?:each|both)\s+)?(?:shall\s+)?mean\b", re.IGNORECASE
)
_LOOSE: Final = re.compile(
    r"(?:(?:\(?[\da-z]{1,3}(?:\.\d{1,3})*[.)]?|[-–•])\s+)?(?:[^\"“”„«»:;.\n]{1,60},\s)?"
    + _OPEN + _TERM.format("term") + _CLOSE + r"(?:\s?:\s(?=\S)|\s+(?:is|are)\s+(?:any|each|every)\b|\s+(?:ist|sind)\b)",
    re.IGNORECASE,
)  # fmt: skip
"""A quoted term at a sentence's beginning, and what it is: a party's name stands there too."""
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
    + _OPEN + _TERM.format("term") + _CLOSE + r"(?P<called>\s+(?:genannt|bezeichnet|kallad|kallat|kallade|benämnd|dénommée?s?))?\s*\)",
    re.IGNORECASE,
)  # fmt: skip
_PARTIES: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\b", re.IGNORECASE)
_ROLE: Final = re.compile(
    r"(?:(?:unter|haupt)?(?:ver)?mieter|(?:ver)?pächter|(?:ver)?käufer|\w+(?:geber|nehmer)|lieferant|kunde|dienstleister|partei|verwalter|eigentümer"
    r"|hyres(?:värd|gäst)|köpare|säljare|leverantör|kund|bailleur|preneur|locataire|vendeur|acheteur)(?:in|innen|n|en|s)?\Z",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r"(?<![\w&])(?:AB|Ltd|Limited|Inc|Corp|Corporation|LLC|LLP|plc|PLC|GmbH|AG|KG|UG|HB|KB|Oy|ApS|A/S|AS|B\.?V|N\.?V|SARL|SAS|S\.A)(?!\w)"
)
_NUMBER: Final = re.compile(r"\s*(?:§\s*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})[.)]?\s")
_ENDINGS: Final = r"(?:s|e|es|en|et|n|t|er|ern|erna|ar|arna|arnas|ars|ens|ets|['’]s)?"
_CHANGED: Final = (
    (re.compile(r"(?<=[^aeiouAEIOU\W])y\Z"), "(?:y|ies)"),
    (re.compile(r"(?<=[^\W\d_])a\Z"), "(?:a|or|orna)"),
    (re.compile(r"(?<=[^\W\d_])al\Z"), "(?:al|aux)"),
    (re.compile(r"(?<=[^\W\d_])a(?=[^\Waeiouäöüy\d_]{1,3}\Z)"), "[aä]"),
)
"""Letters on which a term ends and what they become in the plural: Delivery, Deliveries; Vara, Varor; Local, Locaux; Vertrag, Verträge."""
_WITHIN: Final = "(?:e?[mnrst]|e|x)?"
"""What a word of a term that is not its last may end in: Jour ouvré, Jours ouvrés; Höhere Gewalt, Höherer Gewalt."""
MOST_TERMS: Final = 400
"""Definitions of one document that are followed."""


def definitions(text: str) -> list[Definition]:
    """The definitions in a text, in order, one for each term: its first. How a party is called is none.

    Known are “Term” means, "Term" shall mean, ”Term” avser, Med ”Term” avses, „Term“ bedeutet, « Term » désigne, and a
    term in quotes and brackets after what it stands for; “A” and “B” each mean; and at a sentence's beginning “Term”: …,
    “Term” is any …, „Term“ ist …. Under the heading Definitions no quotation marks are needed.
    """
    found: dict[str, Definition] = {}
    number, end, clause = "", 0, Clause()
    for span in sentences(text):
        sentence = text[span.start : span.end]
        numbered = _NUMBER.match(sentence)
        apart = text.count("\n", end, span.start) > 1
        number = numbered["number"] if numbered else "" if apart else number
        end = span.end
        for term in _defined(sentence):
            if len(found) < MOST_TERMS:
                found.setdefault(term, Definition(term, span.start, span.end, number))
        for one in clause.terms(sentence, apart=apart):
            if len(found) < MOST_TERMS and not _ROLE.match(one.term) and not _COMPANY.search(sentence):
                at = span.start + one.start, len(text[: span.start + one.end].rstrip())
                found.setdefault(one.term, Definition(one.term, *at, number, one.small))
    return list(found.values())


def _defined(sentence: str) -> Iterator[str]:
    for pattern in (_QUOTED, _WITH, _JOINED, _EACH):
        yield from (_plain(match["term"]) for match in pattern.finditer(sentence))
    if bare := _BARE.match(sentence):
        yield _plain(bare["term"])
    if not _PARTIES.search(sentence) and not _COMPANY.search(sentence):
        found = _BRACKETS.finditer(sentence)
        yield from (term for match in found if (term := _plain(match["term"])) and not _party(match["called"], term))
        if (loose := _LOOSE.match(sentence)) and not _ROLE.match(_plain(loose["term"])):
            yield _plain(loose["term"])


def _party(called: str | None, term: str) -> bool:
    """Whether "(nachfolgend „Vermieter“ genannt)" says how a party is called, and not what a term means."""
    return called is not None and bool(_ROLE.match(term))


def _plain(term: str) -> str:
    return " ".join(term.split()).strip(" ,.;:*_'’")


def _forms(one: Definition) -> str:
    """A pattern of the term, with what its words and its last letters become in the plural and in other cases."""
    *words, last = one.term.split(" ")
    said = "".join(rf"{re.escape(word)}{_WITHIN} " for word in words) + _last(last)
    return f"(?i:{said[0]}){said[1:]}" if one.small else said


def _last(word: str) -> str:
    for ends, forms in _CHANGED:
        if found := ends.search(word):
            return re.escape(word[: found.start()]) + forms + re.escape(word[found.end() :])
    return re.escape(word)


def used(quote: str, known: list[Definition]) -> list[Definition]:
    """The defined terms that a quotation uses, in the order in which they stand in it; of overlapping ones the longest.

    A term counts only as it was defined: with its capital letter, and with no more than an ending behind it.
    """
    said = " ".join(quote.split())
    places: list[tuple[int, int, Definition]] = []
    for one in sorted(known, key=lambda one: -len(one.term)):
        match = re.search(rf"(?<!\w){_forms(one)}{_ENDINGS}(?!\w)", said) if one.term[:1].isupper() else None
        if match and not any(start <= match.start() < end for start, end, _ in places):
            places.append((match.start(), match.end(), one))
    return [one for _, _, one in sorted(places, key=lambda place: place[0])]
