"""What a document says of itself, read from its opening: its title, the parties it names, and the opening itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hemvist.domain.passage import Text
from hemvist.domain.sentence import CELLS, leads_on
from hemvist.domain.values import MONTHS
from hemvist.index.base import Card

OPENING: Final = 3_000
"""Characters of the opening; a first page or a little more."""
_LONGEST_TITLE: Final = 160
_MOST_PARTIES: Final = 8

_KIND: Final = re.compile(
    r"\b(?:agreement|contract|lease|amendment|addendum|licen[cs]e|policy|deed|terms|order|plan|indenture|charter"
    r"|\w*avtal(?:et)?|\w*kontrakt(?:et)?|\w*villkor|överenskommelse|tillägg|offert|försäkringsbrev"
    r"|\w*vertrag|\w*vereinbarung|nachtrag|\w*bedingungen|versicherungsschein|contrat|bail|accord|avenant|convention|conditions)\b",
    re.IGNORECASE,
)
_RUN: Final = re.compile(
    r"\b(?:[A-ZÅÄÖÜÉÈ][\w/&'’.-]{0,30},?\s+|(?:and|of|och|für|de)\s+|[-–&]\s+){0,8}"
    r"(?:A(?:greement|GREEMENT)|C(?:ontract|ONTRACT)|L(?:ease|EASE|icen[cs]e|ICEN[CS]E)|A(?:mendment|MENDMENT)"
    r"|\w{0,30}(?:avtal|AVTAL|vertrag|VERTRAG)|CONTRAT|Contrat|BAIL|Bail)\b"
)
_LONGEST_RUN: Final = 1_500
_LABEL: Final = re.compile(r"^(?:exhibit|bilaga|anlage|annexe|schedule)\s+[\d.()a-z-]{1,12}\s+", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?:\w*(?:avtal|tillägg|nachtrag|vereinbarung)|avenant|amendment|addendum)\s+(?:(?:nr|no|number|nummer)\b\.?|n\s?[°º])\s{0,2}\d{1,3}\b",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(r"From: .*\n(?:[A-Z][\w-]*: .*\n){0,12}?Subject:[ \t]*(?P<subject>\S.*)")
"""The head of a mail as the reader writes it."""
_NO_TITLE: Final = re.compile(
    r"(?:exhibit|ex|annex|schedule|appendix|bilaga|anlage|annexe)[\s-]*[\d.()a-z]{0,12}$|page\s*\d+|\W*\d+\W*$|source:"
    r"|execution (?:copy|version)|confidential(?:ity)? treatment|confidential$|\[.*\]$|\W*$|table of contents|certain "
    r"|dated?\b|as of\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^\W\d_]{4}[.!?]\s+\S")
"""Where a sentence ends within a line, after a word and not an abbreviation: a name has none."""
_HALF: Final = re.compile(
    r"(?:allgemeine[nrs]?|besondere[nrs]?|allmänna|särskilda|general|conditions générales)$", re.IGNORECASE
)
"""What a title's first line may hold alone where its words are large."""
_DAY: Final = re.compile(r"\b\d{1,2}\.?$")
_MOST_LINES: Final = 4
_BETWEEN: Final = re.compile(
    r"\b(?:by and (?:between|among)|between|among|mellan|zwischen|entre)\b[\s:]+(?P<first>[^;]{3,260}?)[,;]?\s+"
    r"(?:and|och|und|et|\(1\)|\(2\))\s+(?P<second>[^;]{3,200})",
    re.IGNORECASE,
)
_NAME: Final = r"[A-ZÅÄÖÜÉÈ0-9][\w&.'’/-]{0,30}"
_FORM: Final = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|Company|Co|LLP|LP|L\.P|PLC|plc|N\.A|AB|HB|KB|A/S|ApS|Oy|Oyj"
    r"|GmbH|AG|KG|SE|UG|e\.V|SA|S\.A|SAS|SARL|S\.A\.S|S\.A\.R\.L|SpA|S\.p\.A|S\.r\.l|BV|B\.V|NV|N\.V|University|Bank|Trust|Stiftung)"
)
_COMPANY: Final = re.compile(
    r"\b(?:[A-ZÅÄÖ][a-zåäö]{3,}s[ ]AB|Aktiebolaget)(?:[ ][A-ZÅÄÖ][\w&-]+){1,4}(?=[ ]*(?:[,;|(\n]|$))"
    rf"|{_NAME}(?:\s+(?:{_NAME}|of|and|och|und|et|&|de|von|für|för)){{0,6}}?,?\s+{_FORM}\b\.?"
)
"""A name and its legal form behind it; in Swedish "Fastighets AB Almen" has it in the middle."""
_NOBODY: Final = re.compile(
    r"(?:the \w+|whereas .*|it is .*|hereinafter .*|confidential .*|to the .*|under the .*|\d\S* \w+)$"
)
_STARTS_AFTER: Final = re.compile(r"^(?:\(?[12ab]\)\s*|the\s+(?=[A-Z]))?")
_ENDS_BEFORE: Final = re.compile(
    r"\s*(?:[(\[\"“„\n]|,\s+(?:an?|the|with|having|located|whose|organi[sz]ed|incorporated|of|on|its|org|orgnr|med|nedan|mit|vertreten"
    r"|nachfolgend|dont|ayant|ci-après|société)\b|\s(?:having|with its|whose|located|hereinafter|nedan|nachfolgend|ci-après|which|who"
    r"|shall|is|are|dated|med org|organi[sz]ed)\b|\.\s+[A-Z])"
)


def card(text: Text) -> Card:
    """The card of a document, from its first 3,000 characters or so."""
    opening = text.text[: OPENING * 2]
    return Card(_title(opening), tuple(_parties(opening)), " ".join(text.text[:OPENING].split()))


def _title(opening: str) -> str:
    if mail := _SUBJECT.match(opening):
        return " ".join(mail["subject"].split())[:_LONGEST_TITLE]
    lines = list(_whole(" ".join(line.split()) for line in opening.splitlines()))
    if CELLS in next(filter(None, lines), ""):
        return ""  # a table without a heading has no name of its own
    said = [line for line in lines if line and not _NO_TITLE.match(line)]
    fit = [line.strip(" *_-–—:.,") for line in said]
    if said and _KIND.search(said[0]) and len(said[0]) <= _LONGEST_TITLE and said[0][-1] not in ".;:":
        return _LABEL.sub("", fit[0])
    for line in fit[:40]:
        if len(line) <= _LONGEST_TITLE and _KIND.search(line) and not _SENTENCE.search(line) and _is_name(line):
            return _LABEL.sub("", line)
    run = _RUN.search(" ".join(lines)[:_LONGEST_RUN])
    if run and run.group()[0].isupper():
        return run.group()[:_LONGEST_TITLE]
    short = [line for line in fit if len(line) <= _LONGEST_TITLE]
    return (short or [line[:_LONGEST_TITLE] for line in fit] or [""])[0]


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those that end within a name put together with what goes on with it."""
    begun: list[str] = []
    for line in lines:
        if begun and (not line or len(begun) >= _MOST_LINES or not _goes_on(begun[-1], line)):
            yield " ".join(begun)
            begun = []
        begun.append(line)
    if begun:
        yield " ".join(begun)


def _goes_on(line: str, following: str) -> bool:
    """Whether a name that ends with ``line`` goes on: with a noun, or with the month of a day ("vom 12." "Juni")."""
    if _DAY.search(line):
        return following.split(maxsplit=1)[0].casefold() in MONTHS
    return bool(_HALF.match(line)) or (not line.endswith(",") and leads_on(line))


def _is_name(line: str) -> bool:
    """Whether a line reads as a name and not as a sentence: its longer words begin with capitals, or it is short.

    "Tilläggsavtal nr 1 till …" names a paper whatever follows.
    """
    if _NUMBERED.match(line):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(words) <= 3 or sum(word[0].isupper() for word in words) * 3 >= len(words) * 2


def _parties(opening: str) -> Iterator[str]:
    """Names after "between", and whatever is named with a legal form; each once, in the order they stand."""
    flat = re.sub(r"[ \t]+", " ", opening)
    seen: set[str] = set()
    for name in (*_between(flat), *_companies(flat[:OPENING])):
        key = " ".join(re.findall(r"\w+", name.casefold()))
        if len(key) > 1 and not _NOBODY.match(key) and key not in seen and len(seen) < _MOST_PARTIES:
            seen.add(key)
            yield name


def _between(flat: str) -> Iterable[str]:
    match = _BETWEEN.search(flat)
    return [name for part in (match["first"], match["second"]) if (name := _name(part))] if match else []


def _companies(flat: str) -> Iterable[str]:
    return [" ".join(match.group().split()) for match in _COMPANY.finditer(flat)]


def _name(part: str) -> str:
    """The name at the start of what follows "between" or "and": up to its address, its seat or its short form."""
    part = part.strip()[_STARTS_AFTER.match(part.strip()).end() :]  # type: ignore[union-attr]  # matches the empty string
    end = _ENDS_BEFORE.search(part)
    name = " ".join(part[: end.start() if end else 120].split()).strip(" ,.:*_")
    return name if 2 <= len(name) <= 120 and any(letter.isupper() or letter.isdigit() for letter in name) else ""
