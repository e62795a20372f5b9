"""Where a text names a clause by its number, and whether that number is one of its own: "§ 1 Fee" over "Section 4 is …"."""

from __future__ import annotations

import re
from typing import Final

NEAR: Final = 420
"""Characters behind a number in which something is said of it."""
_KIND: Final = (
    r"(?:(?:sub-?)?(?:section|clause|article|paragraph|item)s?|(?:sec|cl|art|para|ziff|pkt)\.|§§?|punkt(?:en|erna)?|ziffern?|nummer|artikel|absatz"
    r"|abschnitt|avsnitt(?:et)?|paragraf(?:en)?)"
)
_LEAD: Final = rf"(?:{_KIND}|l['’]\s?article|de\s+l['’]\s?article)"
PLACE: Final = re.compile(
    rf"(?<![^\W\d_])(?P<lead>{_LEAD})\s*(?:(?:article|artikel|punkt|§)\s*)?(?P<label>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[IVX]{{1,6}}\b)\.?"
    r"(?P<inner>(?:\s?\(\w{1,4}\)|\s[a-z]\)|,?\s(?:abs(?:atz)?|st(?:ycket)?|al(?:inéa)?)\.?\s\d{1,2}){0,3})"
    r"(?:\s*[(\"“”„«]\s*(?P<heading>[^)\"“”„«»\n]{3,80}?)\s*[)\"“”»])?",
    re.IGNORECASE,
)
_ONLY: Final = r"(?!\s+(?:to|if|where|when|until|while|as\s+(?:long|regards)|in\s+respect|för|om|när|på|till|så|für|wenn|bis|solange|auf|sofern)\b)"
"""Not before what says that a clause is gone for some, or for a time."""
_GOES: Final = (
    r"(?:is|are|be|shall\s+be)\s+(?:hereby\s+)?(?:deleted|removed|struck|revoked|repealed)|\bdeletes?\b|\bcancelled\b"
    rf"|\b(?:no\s+longer\s+appl(?:y|ies)|ceases?\s+to\s+apply|g(?:ilt|elten)\s+nicht\s+mehr|(?:gäller|tillämpas)\s+inte\s+längre)\b{_ONLY}"
    r"|\bupphör\b|\bupphävs\b|\bstryks\b"
    r"|\btas\s+bort\b|\butgår\b(?=\s*(?:[.,;]|$|i\s+sin\s+helhet|helt\b|ur\b|från\b|med\s+verkan|och\s+ersätts|härmed))"
    r"|w(?:ird|erden)\b.{0,120}(?:aufgehoben|gestrichen)|\b(?:aufgehoben|gestrichen)\b|\bentf(?:ällt|allen)\b(?!\s+(?:auf\b|\d))"
    r"|(?:est|sont)\b.{0,60}(?:supprimé|abrogé)e?s?"
)
GOES: Final = re.compile(_GOES, re.IGNORECASE | re.DOTALL)
"""A clause is gone: whole words; those that also say something else ("utgår", is payable) only where they say this."""
CHANGES: Final = re.compile(
    rf"{_GOES}|(?:is|are|be|shall\s+be)\s+(?:hereby\s+)?(?:replaced|amended|restated|substituted|modified|increased|reduced|extended|suspended)|shall\s+(?:now\s+)?read"
    r"|is\s+substituted|applies\s+as\s+from|following\s+applies|erhält\b.{0,60}fassung|w(?:ird|erden)\b.{0,120}(?:ersetzt|geändert|gefasst|verlängert|ausgesetzt)|tritt\b.{0,80}regelung"
    r"|\b(?:ersetzt|neu\s+gefasst)\b|(?:replaced|substituted)\b|\blautet\b|\bersätts\b|\bändras\b|\b(?:höjs|sänks|förlängs)\b|(?:ska|får)\b.{0,80}lydelse"
    r"|\bgäller\b.{0,60}följande|(?:est|sont)\b.{0,60}(?:remplacé|modifié|rédigé|substitué|suspendu)e?s?|replaces?\b"
    r"|\bruh(?:t|en)\b|\bvilar\b|\bär\s+vilande\b|\bsuspenderas\b",
    re.IGNORECASE | re.DOTALL,
)
"""A clause reads otherwise from now on, or is gone."""
_LINE: Final = re.compile(r"[.:)]?[ \t]*(?:[–—-][ \t]*)?(?P<rest>[^\n]{0,120})\n?[ \t]*(?P<next>\S?)")
_BLANK: Final = re.compile(r"(?:^|\n)[ \t]*$")
_STOP: Final = re.compile(r"[.:;](?=\s|$)")


def begins(text: str, place: re.Match[str]) -> bool:
    """Whether a number stands first in its line."""
    return bool(_BLANK.search(text, max(0, place.start() - 20), place.start()))


def own(text: str, place: re.Match[str]) -> bool:
    """Whether a number is the text's own: it stands over or before a statement that names another clause."""
    line = _LINE.match(text, place.end()) if begins(text, place) else None
    if line is None or line["rest"][:1].islower() or line["rest"][:1] in tuple(",;&") or _runs_on(line):
        return False
    most = min(len(text), place.end() + NEAR)
    said = CHANGES.search(text, place.end(), most)
    stop = _STOP.search(text, said.end(), most) if said else None
    other = PLACE.search(text, line.start("rest"), stop.start() if stop else most)
    return other is not None and not _within(text, place, other)


def _runs_on(line: re.Match[str]) -> bool:
    """Whether nothing stands behind the number in its line, and the next line goes on with the sentence."""
    return not line["rest"] and line["next"].islower()


def _within(text: str, place: re.Match[str], other: re.Match[str]) -> bool:
    """ "Article 4 Section 2": the second number is a part of the first clause."""
    between = text[place.end() : other.start()]
    return between.strip(" \t") == "" and place["lead"].casefold() != other["lead"].casefold()


def title(text: str, place: re.Match[str]) -> re.Match[str] | None:
    """The heading that stands behind a number in its line, as group ``rest``; None where the line already says something."""
    line = _LINE.match(text, place.end()) if begins(text, place) else None
    if line is None or not line["rest"][:1].isupper() or line["next"].islower():
        return None
    return None if CHANGES.search(line["rest"]) or _STOP.search(line["rest"]) else line


_JOINED: Final = re.compile(
    rf"\s*(?P<glue>,|\band\b|\bund\b|\boch\b|\bsamt\b|\bsowie\b|\bet\b|\bto\b|\bthrough\b|\bbis\b|\btill\b|[–-])\s*(?:{_LEAD}\s*)?"
    r"(?P<label>\d{1,3}(?:\.\d{1,3}){0,4})(?![\d.,]*\d)(?!\s*(?:%|EUR|Euro|kr|SEK|days?|months?|Tag|Monat))",
    re.IGNORECASE,
)
_RANGE: Final = ("to", "through", "bis", "till", "–", "-")
_MOST: Final = 20


def joined(text: str, place: re.Match[str]) -> list[tuple[str, ...]]:
    """The clauses that are named with one: of "Sections 4, 5 and 7" 5 and 7, of "§§ 4 bis 6" 5 and 6."""
    found, last, at = list[tuple[str, ...]](), label(place["label"]), place.end()
    while (one := _JOINED.match(text, at)) and len(found) < _MOST:
        this, at = label(one["label"]), one.end()
        found += _between(last, this) if one["glue"].casefold() in _RANGE else [this]
        last = this
    return found[:_MOST]


def _between(first: tuple[str, ...], last: tuple[str, ...]) -> list[tuple[str, ...]]:
    if first[:-1] != last[:-1] or not (first[-1].isdigit() and last[-1].isdigit()):
        return [last]
    return [(*first[:-1], str(number)) for number in range(int(first[-1]) + 1, int(last[-1]) + 1)][:_MOST]


def label(said: str) -> tuple[str, ...]:
    """A clause's number in parts: "§ 3 (2)", "3.2" and "Article 3.2" are all ("3", "2"); "4 b)" is ("4", "b")."""
    return tuple(one.lower() for one in re.findall(r"\d+|(?<![^\W\d_])(?:[IVX]+|[a-z])(?![^\W\d_])", said))
