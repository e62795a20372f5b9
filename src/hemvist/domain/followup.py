"""A question that leans on the one before it: which of the two, the document or what is asked, is carried over. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hemvist.domain.clauses import asked as kinds_of
from hemvist.domain.clauses import language
from hemvist.domain.question import asks, is_paper, refers, split


@dataclass(frozen=True)
class Followed:
    """The question as it is understood by itself, and whether it asks of the document that the one before was about."""

    question: str
    same_document: bool


_LEADS: Final = {
    "en": r"(?:and|but|so)?,?\s*(?:what|how)\s+about|and\s+what\s+of|and|but|also",
    "sv": r"(?:och|men)?\s*hur\s+(?:är|blir|går)\s+det\s+(?:med|för)|(?:och|men)\s+vad\s+gäller(?:\s+för)?|och|men",
    "de": r"(?:und|aber)?\s*(?:was|wie)\s+ist\s+(?:es\s+)?(?:mit|bei)|(?:und\s+)?wie\s+sieht\s+es\s+(?:mit|bei)|und|aber",
    "fr": r"(?:et|mais)?\s*qu['’]en\s+est-il\s+(?:de\s+la|de\s+l['’]|des|du|de)|et|mais",
}
_LEAD: Final = {tongue: re.compile(rf"(?:{lead})\s+(?=\S)", re.IGNORECASE) for tongue, lead in _LEADS.items()}
_PLACED: Final = re.compile(
    r"(?:for|in|under|with|of|at|för|i|enligt|med|hos|på|für|im|in|bei|mit|unter|pour|dans|avec|chez)\s+\S",
    re.IGNORECASE,
)
_IF: Final = {"en": r"if\b", "sv": r"(?:om|ifall)\s+(?:vi|man|jag|de|du|ni|han|hon|det|den|hyres\w+)\b",
    "de": r"(?:wenn|falls)\b", "fr": r"s(?:i\b|['’])"}  # fmt: skip
_HAPPENS: Final = {
    "en": "What happens {}?",
    "sv": "Vad händer {}?",
    "de": "Was passiert, {}?",
    "fr": "Que se passe-t-il {} ?",
}
_ABOUT: Final = {
    "en": "What does the contract say about {}?", "sv": "Vad säger avtalet om {}?",
    "de": "Was sagt der Vertrag über {}?", "fr": "Que dit le contrat sur {} ?",
}  # fmt: skip
_FOR: Final = {"en": "for", "sv": "för", "de": "für", "fr": "pour"}
_PRONOUN: Final = re.compile(
    r"(?P<before>\b(?:is|are|was|were|does|do|did|can|may|must|will|shall|has|have|wird|werden|ist|sind|kann|können|muss"
    r"|müssen|darf|dürfen|hat|endet|gilt|är|blir|kan|ska|måste|får|har|höjs|justeras|gäller|upphör)\s+)"
    r"(?P<pronoun>it|they|sie|er|den)\b(?!\s+(?:possible|allowed|permitted|true|necessary|legal|ok|okay|clear|to|that|not"
    r"|uns|ihr|ihm|som|dag|tid))",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"\b(?:is|are|was|were|ist|sind|beträgt|är|blir)\s+(?P<what>(?:the|our|any|der|die|das|den|det|unsere?|vår|våra)?\s*"
    r"[^\W\d_]{3,}(?:[ -][^\W\d_]{3,}){0,2}?)(?=\s*(?:\?|$|,|\s(?:in|for|under|of|i|för|im|für|für|nach|enligt)\s))",
    re.IGNORECASE,
)
_AGENT: Final = re.compile(
    r"\b(?:does|do|did|can|may|must|will|shall|wird|kann|muss|endet|gilt|löper|upphör|börjar)\s+"
    r"(?P<what>(?:the|our|der|die|das|unsere?|vårt?|våra)\s+[^\W\d_]{3,}|[^\W\d_]{4,}(?:et|en|an))\b",
    re.IGNORECASE,
)
_LONGEST: Final = 16
"""Words beyond which a question stands by itself."""


def follow(question: str, before: str) -> Followed | None:
    """How a question leans on the one before it (as that one was understood); None where it stands by itself.

    "And for the Malmö lease?" carries over what was asked; "and repairs?" and "when does it end?" the document.
    """
    text = " ".join(question.split())
    if len(text.split()) > _LONGEST:
        return None
    tongue, lead = _led(text, before)
    if lead:
        return _added(text[lead:].strip(), before, tongue)
    return _pointing(text, before)


def _led(text: str, before: str) -> tuple[str, int]:
    """In which language a question begins with "and", "what about" or the like, and how far that goes; 0 for none."""
    # "Et", "und" and "och" each belong to one language; "men" and "but" too. "And" is English only.
    found = [(match.end(), tongue) for tongue, lead in _LEAD.items() if (match := lead.match(text))]
    if not found:
        return language(before), 0
    end, tongue = max(found)
    return tongue, end


def _added(rest: str, before: str, tongue: str) -> Followed | None:
    bare = re.sub(r"\s+aus$", "", rest.rstrip(" ?.!"))
    if not bare:
        return None
    if _document_only(bare, tongue):
        named = bare if refers(bare) else f"{_FOR[tongue]} {bare}"
        return Followed(f"{named}; {split(before).clause}", same_document=False)
    own = bool(split(rest).reference)
    pointed = _pointing(rest, before)
    if asks(split(rest).clause) and not re.match(_IF[tongue], bare, re.IGNORECASE):
        return Followed(pointed.question if pointed else _capital(rest), not own)
    if re.match(_IF[tongue], bare, re.IGNORECASE):
        return Followed(_HAPPENS[tongue].format(bare), not own)
    return Followed(_ABOUT[tongue].format(_PREPOSITION.sub("", bare)), not own)


def _document_only(rest: str, tongue: str) -> bool:
    """Whether a rest such as "for the Malmö lease" names a document and asks nothing."""
    if (asks(rest) and not _PLACED.match(rest)) or kinds_of(_matter(rest)):
        return False
    if refers(rest):
        return not _others(rest) and (tongue != "de" or any(map(is_paper, _words(rest))))
    return tongue != "de" and bool(re.search(r"\b[A-ZÅÄÖÜÉ]\w+", rest)) and len(rest.split()) <= 4


def _others(rest: str) -> list[str]:
    """Words that are neither names nor what documents are called: what is asked about."""
    said = (word for word in _words(split(rest).clause) if word[0].islower() and len(word) > 3)
    return [word for word in said if not is_paper(word) and word not in _SMALL]


_SMALL: Final = frozenset(
    ["with", "from", "under", "about", "avec", "pour", "dans", "chez", "unter", "unser", "unsere", "enligt", "mellan"]
)


def _matter(rest: str) -> str:
    """A rest without its preposition and its document's kind."""
    return " ".join(word for word in _words(_PREPOSITION.sub("", rest)) if not is_paper(word))


_PREPOSITION: Final = re.compile("^" + _PLACED.pattern.removesuffix(r"\S"), re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _pointing(text: str, before: str) -> Followed | None:
    """A question with "it" or the like in its subject's place, with what stands in that place in the question before."""
    pronoun = _PRONOUN.search(text)
    subject = _SUBJECT.search(split(before).clause) or _AGENT.search(split(before).clause)
    if pronoun is None or subject is None or split(text).reference:
        return None
    what = " ".join(subject["what"].split())
    return Followed(
        _capital(text[: pronoun.start("pronoun")] + what + text[pronoun.end("pronoun") :]), same_document=True
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
