"""A question that leans on the one before it: which of the two, the document or what is asked, is carried over. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hemvist.domain import among, exchanged, parties
from hemvist.domain.clauses import asked as kinds_of
from hemvist.domain.clauses import asked_in, language, plain, special
from hemvist.domain.pointing import pointing, same_elsewhere
from hemvist.domain.question import asks, is_paper, refers, split
from hemvist.domain.survey import survey


@dataclass(frozen=True)
class Followed:
    """The question as it is understood by itself, and whether it asks of the document that the one before was about.

    ``perhaps``: nothing in it points there; it may be asked of that document where all documents give no one answer.
    ``listed``: it is asked of those documents that the list before it named. ``within``: the question without the paper
    that it ends on ("in the lease"), for where it is asked of that document alone; "" where it ends on none.
    """

    question: str
    same_document: bool
    perhaps: bool = False
    listed: bool = False
    within: str = ""


_LEADS: Final = {
    "en": r"(?:and|but|so)?,?\s*(?:what|how)\s+about|and\s+what\s+of|and|but|also",
    "sv": r"(?:och|men)?\s*hur\s+(?:är|blir|går)\s+det\s+(?:med|för)|(?:och|men)\s+vad\s+gäller(?:\s+för)?|och|men",
    "de": r"(?:und|aber)?\s*(?:was|wie)\s+ist\s+(?:es\s+)?(?:mit|bei)|(?:und\s+)?wie\s+sieht\s+es\s+(?:mit|bei)|und|aber",
    "fr": r"(?:et|mais)?\s*qu['’]en\s+est-il\s+(?:de\s+la|de\s+l['’]|des|du|de)|et|mais",
}
_LEAD: Final = {tongue: re.compile(rf"(?:{lead})\s+(?=\S)", re.IGNORECASE) for tongue, lead in _LEADS.items()}
_PLACED: Final = re.compile(
    r"(?:for|in|under|with|of|at|för|i|enligt|med|hos|på|für|im|in|beim?|mit|unter|pour|dans|avec|chez)\s+\S",
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
_LONGEST: Final = 16
"""Words beyond which a question stands by itself."""
_FEWEST: Final = 3
"""Words that a question has at least."""


def follow(question: str, before: str) -> Followed | None:
    """How a question leans on the one before it (as that one was understood); None where it stands by itself.

    "And for the Malmö lease?" carries over what was asked; "and repairs?" and "when does it end?" the document.
    """
    text = " ".join(question.split())
    if len(text.split()) < 2 or not _words(text) or len(text.split()) > _LONGEST:
        return None
    if leant := _exchanged(text, before, _led(text, before)[0]):
        return leant
    if len(_words(text)) < 2:
        return None
    other = same_elsewhere(text)
    if other and not kinds_of(_matter(other)) and (asked_in(text) == "de" or _document_only(other, asked_in(text))):
        return _elsewhere(other, before, asked_in(text))
    tongue, lead = _led(text, before)
    if lead:
        return _added(text[lead:].strip(), before, tongue)
    pointed = pointing(text, before, asked_in(text))
    if pointed:
        return Followed(pointed, same_document=True)
    return None if _apart(text) else Followed(text, same_document=True, perhaps=True)


def _exchanged(text: str, before: str, tongue: str) -> Followed | None:
    """The question before with another party, day or condition in it; None where a question names more than that."""
    if of_those := among.among(text, before):
        return Followed(of_those, same_document=False, listed=True)
    other = same_elsewhere(text)
    rest = other or text[_led(text, before)[1] :].strip()
    if again := among.instead(rest, before, tongue):
        return Followed(again, same_document=False)
    party = f"{_FOR[tongue]} {other}" if other else rest
    said, within = (
        _capital(parties.exchanged(party, clause, tongue) or exchanged.day(rest, clause, tongue) or "")
        for clause in _with_and_without(split(before).clause)
    )
    if not said or survey(before):
        return None
    return Followed(said, same_document=True, within=within if within != said else "")


def _with_and_without(clause: str) -> tuple[str, str]:
    """What is asked, and the same without the paper that it ends on: "in the lease"."""
    found = _PLACE_PAPER.search(clause)
    there = found and is_paper(found["paper"]) and len(_words(clause[: found.start()])) >= _FEWEST
    return clause, f"{clause[: found.start()]}?" if found and there else clause


def _apart(text: str) -> bool:
    """Whether a question names a document, or a person or thing by a name, and so stands by itself."""
    names = re.search(r"(?<=[^\W\d_][ ,])[A-ZÅÄÖÜÉÈ0-9]", text) and asked_in(text) != "de"
    return bool(names or split(text).reference or re.search(_MANY, text, re.IGNORECASE))


_MANY: Final = r"\b(?:which|what|all|our|how\s+many|vilka|alla|våra|hur\s+många|welche|alle|unsere|wie\s+viele|quels?|tous|nos|combien\s+de)\s+(?:\w+\s+)?\w*(?:contracts|agreements|leases|documents|suppliers|avtal|kontrakt|dokument|leverantörer|verträgen?|vereinbarungen|dokumente|lieferanten|contrats|baux|accords|documents|fournisseurs)\b"
"""A question about many documents."""


def _elsewhere(other: str, before: str, tongue: str) -> Followed:
    """What was asked before, asked of the document that is named now, without the name of the one before."""
    named = other if refers(other) or _PLACED.match(other) else f"{_FOR[tongue]} {other}"
    listed = survey(before) if tongue == "en" else None
    clause = listed.clause if listed else _unplaced(split(before).clause, tongue)
    thing = _FOR_THING.match(other) and not is_paper(_words(other)[-1])
    bare = _THING_LAST.sub("?", clause) if thing else clause
    return Followed(f"{named}; {bare}", same_document=False)


def _other_paper(named: str, before: str, tongue: str) -> Followed:
    """What was asked before, asked of another kind of paper: "what about the cleaning contract?"."""
    listed = survey(before)
    clause = listed.clause if listed else _unplaced(split(before).clause, asked_in(before))
    said = exchanged.paper(named, clause, asked_in(clause))
    return Followed(said, same_document=False) if said else _elsewhere(exchanged.placed(named, tongue), before, tongue)


def _unplaced(clause: str, tongue: str) -> str:
    """What was asked, without the place, the name or the paper that it ended on."""
    found = _PLACE_PAPER.search(clause)
    if found and is_paper(found["paper"]) and (found["of"] or found["paper"].lower() not in _PLAIN):
        return f"{clause[: found.start()]}?"
    town = _IN_TOWN_LAST.search(clause) if tongue == "de" else None
    if town and _town(town[0].strip()):
        return f"{clause[: town.start()]}?"
    # every noun has a capital in German: only a number shows a place
    return clause if tongue == "de" and not re.search(r"\d\W*\Z", clause) else _PLACE_NAMED.sub("", clause)


_PLACE: Final = (
    r"\s+(?:for|at|in|on|of|under|with|på|i|för|enligt|hos|med|für|im|in|bei|beim|zum|mit|pour|dans|chez|de|du|à)\s+"
)
_PLACE_NAMED: Final = re.compile(_PLACE + r"[A-ZÅÄÖÜÉÈ][\w&.'’-]*(?:\s+(?:[A-ZÅÄÖÜÉÈ0-9][\w&.'’-]*))*(?=\s*[?.!]*\Z)")
"""A place or a name at the end of a question: "at Kungsgatan 12"."""
_IN_TOWN_LAST: Final = re.compile(r"\s+in\s+[A-ZÄÖÜ][a-zäöüß]{3,}(?=\s*[?.!]*\Z)")
_PLACE_PAPER: Final = re.compile(
    _PLACE + r"(?:(?:the|our|der|dem|den|vårt|le|la)\s+)?(?P<of>\w+\s+)?(?P<paper>\w+)\s*[?.!]*\Z", re.IGNORECASE
)
"""A paper at the end of a question: "in the parking agreement"."""
_PLAIN: Final = frozenset(
    [
        "lease",
        "agreement",
        "contract",
        "avtalet",
        "avtal",
        "kontraktet",
        "vertrag",
        "mietvertrag",
        "hyresavtalet",
        "hyresavtal",
        "bail",
        "contrat",
    ]
)
"""What is a paper's kind rather than its name: it tells what is asked, and stays."""


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
    if exchanged.named(bare, tongue) and (tongue == "de" or not refers(bare)):
        return _other_paper(bare, before, tongue)
    if _document_only(bare, tongue):
        return _elsewhere(bare, before, tongue)
    own = bool(split(rest).reference)
    pointed = pointing(rest, before, tongue)
    if asks(split(rest).clause) and not re.match(_IF[tongue], bare, re.IGNORECASE):
        return Followed(pointed or _capital(rest), not own)
    if re.match(_IF[tongue], bare, re.IGNORECASE):
        return Followed(_HAPPENS[tongue].format(bare), not own)
    return Followed(_ABOUT[tongue].format(_PREPOSITION.sub("", bare)), not own)


def _document_only(rest: str, tongue: str) -> bool:
    """Whether a rest such as "for the Malmö lease" names a document and asks nothing."""
    if _IN_PAPER.match(rest) and is_paper(_words(rest)[-1]):
        return True
    if _FOR_THING.match(rest) and special(plain(_matter(rest)).text):
        return True
    if tongue == "de" and _town(rest):
        return True
    if (asks(rest) and not _PLACED.match(rest)) or kinds_of(_matter(rest)):
        return False
    if refers(rest):
        return not _others(rest) and (tongue != "de" or any(map(is_paper, _words(rest))))
    return tongue != "de" and bool(re.search(r"\b[A-ZÅÄÖÜÉ]\w+", rest)) and len(rest.split()) <= 4


def _town(rest: str) -> bool:
    """Whether a rest in German names a town or a country: a noun behind "in" that is none of contracts, nor a plural."""
    found = _IN_TOWN.match(rest)
    return bool(found and special(plain(found[1]).text) and not _NO_TOWN.search(found[1]))


_IN_TOWN: Final = re.compile(r"in\s+([A-ZÄÖÜ][a-zäöüß]{3,})\Z")
_NO_TOWN: Final = re.compile(
    r"(?<!ing)(?<!haus)(?<!kirch)(?<!\bBrem)(?<!\bMünch)(?<!\bDresd)(?<!\bEss)(?<!\bAach)(?<!schwed)(?<!norweg)(?<!\bPol)en\Z"
    r"|(?:ung|heit|keit|schaft|tion|zeit|fall|fälle|jahr|form|höhe|teil|kraft|frage|folge|zukunft|summe)\Z",
    re.IGNORECASE,
)


def _others(rest: str) -> list[str]:
    """Words that are neither names nor what documents are called: what is asked about."""
    said = (word for word in _words(split(rest).clause) if word[0].islower() and len(word) > 3)
    return [word for word in said if not is_paper(word) and word not in _SMALL]


_FOR_THING: Final = re.compile(
    r"(?:(?:for|with|at|in)\s+(?:the|our|my)|(?:für|bei|mit)\s+(?:den|die|das|dem|der|unsere[nmr]?)|(?:pour|chez|avec)\s+(?:le|la|les|notre))\s+[^\W\d_]+\Z"
    r"|(?:för|med|hos|på)\s+[^\W\d_]+(?:et|n|na)\Z",
    re.IGNORECASE,
)
"""A thing by which another paper may be meant: "for the scanner"."""
_THING_LAST: Final = re.compile(
    r"\s+(?:for|on|with|of|at|in|för|på|med|av|hos|für|auf|bei|mit|pour|sur|du|de)\s+(?:(?:the|our|my|den|die|das|dem|der|le|la|les)\s+)?[^\W\d_]+\s*[?.!]*\Z",
    re.IGNORECASE,
)
_IN_PAPER: Final = re.compile(rf"{_PLACED.pattern}*(?:\s+\w+){{0,2}}\s*\Z", re.IGNORECASE)
"""A preposition and what may be a document's name: "in the parking agreement"."""
_SMALL: Final = frozenset(
    ["with", "from", "under", "about", "avec", "pour", "dans", "chez", "unter", "unser", "unsere", "enligt", "mellan"]
)


def _matter(rest: str) -> str:
    """A rest without its preposition and its document's kind."""
    return " ".join(word for word in _words(_PREPOSITION.sub("", rest)) if not is_paper(word))


_PREPOSITION: Final = re.compile("^" + _PLACED.pattern.removesuffix(r"\S"), re.IGNORECASE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
