"""What a day in a paper is to it: the day from which it applies, the day it was made, a last day, or an earlier paper's day.

Read from the words before and behind a day, in English, Swedish, German and French. A day of which no word says that it
is one of the first two is neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from hemvist.domain.times import Day, days

THING: Final = (
    r"(?:agreement|contract|lease|licen[cs]e|deed|\w*avtal(?:et)?|\w*kontrakt(?:et)?|\w*vertrag(?:e?s)?|\w*vereinbarung|contrat|bail|accord"
    r"|convention|price\s+list|prislista|preisliste|policy|richtlinie)"
)
"""What papers are called where another paper speaks of them."""
_REFERRED: Final = re.compile(
    THING + r"\b(?P<between>[^;]{0,130}?)"
    r"(?:\bdated(?:\s+as)?(?:\s+of)?|\bof|\bmade\s+on|\bentered\s+into(?:\s+(?:as\s+of|on))?|\bav\s+den|\bav|\bden|\bvom|\bdu|\ben\s+date\s+du"
    r"|\bdatum|\bsigned\s+on|\bingicks\s+den)[\s,]{1,3}(?:(?:the|den|le|as\s+of|on)\s+)?$",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"\b(?:is|are|was|have|has|har|wird|from|från|ab|compter|effet|hereby|vereinbaren|gäller|löper|gilt|läuft|applies|runs)\b",
    re.IGNORECASE,
)
"""Words behind which a day is no longer the earlier paper's, but this one's."""
_OVER: Final = re.compile(r"[.:][ \t]*\n\s*(?=[A-ZÅÄÖÜÉÈ\d§])|\n[ \t]*\n")
"""Where a line ends a sentence, or a paragraph ends: what is named before is not what a day behind it belongs to."""
_REFERENCE: Final = 170
_CUE: Final = 48

_FROM: Final = re.compile(
    r"(?:with\s+effect\s+(?:as\s+)?(?:from|of|on)|effective\s+(?:as\s+of|from|on|date\s+of)?|as\s+from|commencing\s+(?:on)?|takes?\s+effect\s+on"
    r"|comes?\s+into\s+(?:force|effect)\s+on|\bfrom|gilt\s+(?:ab|seit)|mit\s+wirkung\s+(?:ab|vom|zum)|\bab|in\s+kraft\s+(?:am|ab|den)?|gültig\s+ab"
    r"|med\s+verkan\s+från(?:\s+och\s+med)?|fr[åo]n\s+och\s+med|\bfr\.?\s?o\.?\s?m\.?|\bfrån|gäller\s+från|à\s+compter\s+du|avec\s+effet\s+(?:au|du)"
    r"|à\s+effet\s+du|prend\s+effet\s+le|entre\s+en\s+vigueur\s+le|\bas\s+of(?:\s+and\s+from)?)"
    r"[\s,:(]{0,3}(?:(?:the|dem|den|och\s+med|le)\s+){0,2}$",
    re.IGNORECASE,
)
_EFFECT: Final = re.compile(
    r"effect|commenc|as\s+from|into\s+force|wirkung|gilt|gültig|kraft|verkan|gäller|compter|effet|vigueur",
    re.IGNORECASE,
)
"""Of those the words that say it of the whole paper: "from" alone may begin a span of any kind."""
_IN_FORCE: Final = re.compile(r"\s+in\s+kraft\b|\s+(?:wirksam|gültig)\b", re.IGNORECASE)
"""What German says behind the day."""
_UNTIL: Final = re.compile(
    r"(?:\buntil|\btill|\bthrough|\bto|\bbis|\bt\.?\s?o\.?\s?m\.?|jusqu['’]au|\bau|\b(?:ends?|endet|upphör|expires?|expire|löper\s+ut|läuft|senast|spätestens|later\s+than|by))"
    r"[\s,]{0,3}(?:(?:and\s+including|och\s+med|einschließlich|zum|the|den|dem|le|on|am|ab)\s+){0,3}$",
    re.IGNORECASE,
)
_MADE: Final = re.compile(
    r"(?:\bdated?(?:\s+as)?(?:\s+of)?|\bmade(?:\s+and\s+entered\s+into)?|\bentered\s+into|\beffective\s+(?:as\s+of|on)|\bas\s+of"
    r"|\bexecuted|\bsigned|\bis\s+made|\bconclu|\bdatum|\bdate|\bstand|\butgåva\s+av|\bversion\s+(?:of|du|vom)|\bam|\bvom|\bden|\ble)"
    r"\b[\s:,|]{1,4}(?:(?:as\s+of|on|den|the|this|le|av)\s+){0,2}$",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?:am|vom|den|le)\W*$", re.IGNORECASE)
"""Of those the ones that stand before any day, such as one on which something falls due."""
_PLACED: Final = re.compile(r"(?:[^\W\d_]{2,}[ ,./-]{0,3}){0,4}(?:\b(?:am|den|le|the|this|on)\s+)?$", re.IGNORECASE)
"""A line that holds a day and little else: a place, or who signs."""
_ON: Final = re.compile(r"\b(?:on|am|per|den|le|zum|au)[\s,]{1,3}(?:(?:the|den)\s+)?$", re.IGNORECASE)


def paper_before(text: str, start: int, end: int) -> re.Match[str] | None:
    """The words that name an earlier paper and end right before a day at ``end``; None where the day is not its."""
    names = re.finditer(THING + r"\b", text[max(0, start) : end], re.IGNORECASE)
    for at in sorted((max(0, start) + one.start() for one in names), reverse=True):
        found = _REFERRED.match(text, at, end)
        if found is not None and not _apart(found["between"]):
            return found
    return None


def _apart(between: str) -> bool:
    """Whether what stands between the name of a paper and a day keeps the two apart; so does the paper's own day."""
    return bool(_OWN.search(between) or _OVER.search(between) or days(between))


def of_another(text: str, day: Day) -> re.Match[str] | None:
    """The words by which a day is an earlier paper's."""
    return paper_before(text, day.start - _REFERENCE, day.start)


def _before(cue: re.Pattern[str], text: str, day: Day) -> re.Match[str] | None:
    return cue.search(text, max(0, day.start - _CUE), day.start)


def begins(text: str, day: Day) -> bool:
    """Whether something is said to begin on this day."""
    return bool(_before(_FROM, text, day)) or bool(_IN_FORCE.match(text, day.end))


_YEAR: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)(?![\d/-])(?!\.\d)")


def begun(text: str, start: int, end: int) -> date | None:
    """The day from which on a sentence says something to apply; a year alone is its first day: "från och med 2026"."""
    day = next((one.day for one in days(text, start, end) if begins(text, one)), None)
    told = (
        one
        for one in _YEAR.finditer(text, start, end)
        if _FROM.search(text, max(start, one.start() - _CUE), one.start())
    )
    year = next(told, None) if day is None else None
    return date(int(year["year"]), 1, 1) if year else day


def ends(text: str, day: Day) -> bool:
    """Whether the day is the last of something."""
    return not begins(text, day) and bool(_before(_UNTIL, text, day))


def applies(text: str, own: Sequence[Day], *, whole: bool = True) -> date | None:
    """From which of a paper's own days on it applies; ``whole``: only by words that say it of the paper itself."""
    return next((one.day for one in own if begins(text, one) and (not whole or _of_all(text, one))), None)


def _of_all(text: str, day: Day) -> bool:
    cue = _before(_FROM, text, day)
    return bool(cue and _EFFECT.search(cue[0])) or bool(_IN_FORCE.match(text, day.end))


def made(text: str, own: Sequence[Day], *, surely: bool) -> date | None:
    """Which of a paper's own days it was made on: the first that a word says so of, else the first that is no last day.

    ``surely``: a paper that changes another speaks of many days. None that begins something is the day it was made,
    unless it is "effective as of" it and tells no other, nor one that nothing says so of; those that stand in a line of
    their own go before those inside a sentence.
    """
    left = [one for one in own if not ends(text, one)]
    if not surely:
        said = [one for one in left if _before(_MADE, text, one)]
        return (said or left)[0].day if left else None
    still = [one for one in left if not begins(text, one)]
    tried = ((_told, still), (alone, still), (_named, still), (_told, left))
    return next((one.day for sign, among in tried for one in among if sign(text, one)), None)


def _told(text: str, day: Day) -> bool:
    cue = _before(_MADE, text, day)
    return bool(cue) and not _BARE.match(cue[0] if cue else "")


def alone(text: str, day: Day) -> bool:
    """Whether a day stands in a line of its own, with a place or who signs at most."""
    start, stop = text.rfind("\n", 0, day.start) + 1, text.find("\n", day.end)
    behind = text[day.end : stop if stop >= 0 else len(text)]
    return bool(_PLACED.fullmatch(text, start, day.start)) and not behind.strip(" \t.,")


def _named(text: str, day: Day) -> bool:
    return bool(_before(_MADE, text, day))


def of_statement(text: str, start: int, end: int, changed: re.Match[str] | None) -> date | None:
    """From which day on what is said there applies: by a word that says so, else the day on which it is said to change.

    ``changed`` are the words that say that something changes. A last day is none, nor is the day of an earlier paper.
    """
    own = [one for one in days(text, start, end) if not of_another(text, one) and not ends(text, one)]
    said = applies(text, own, whole=False)
    if said is not None or changed is None:
        return said
    near = [one for one in own if one.start <= changed.end() + _NEXT and _before(_ON, text, one)]
    return near[0].day if near else None


_NEXT: Final = 12
"""Characters behind "is replaced" within which "on 1 March" is the day of it."""
