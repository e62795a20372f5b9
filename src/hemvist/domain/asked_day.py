"""The day that a question asks about: "what was the rent in 2022?" asks what applied then. Pure; in doubt there is none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final

from hemvist.domain import clauses
from hemvist.domain.parts import parts
from hemvist.domain.relative import RELATIVE
from hemvist.domain.survey import survey
from hemvist.domain.times import How, Time, times

_WAS: Final = re.compile(
    r"\b(?:was|were|did|had|applied|used\s+to|var|gällde|hade|fick|uppgick|kostade|war|waren|galt|galten|betrug|betrugen|hatte|hatten"
    r"|durfte|durften|kostete|était|étaient|avait|pouvait|valait|s['’]appliquait|s['’]élevait)\b",
    re.IGNORECASE,
)
_NOT_THEN: Final = re.compile(
    r"\b(?:when|när|wann|quand|now|today|currently|nu|idag|nuvarande|jetzt|heute|derzeit|aktuell|maintenant|aujourd['’]hui"
    r"|(?:sell|sold|earn|dat|sign|conclud|execut|terminat|cancel|expir|end|start|commenc|sent|send|receiv|deliver|invoic|pay|amend)\w*|paid|made|entered|began|begun|begins"
    r"|sålde\w*|sålts|tjänade|omsatte|verkauft\w*|umgesetzt|vendu\w*|daterad\w*|undertecknad\w*|tecknad\w*|ingick\w*|ingånge?t?n?\w*|slöts?|slut\w*|sades|uppsag\w+|började|betalades|skickades"
    r"|datiert\w*|unterzeichnet\w*|unterschrieben\w*|(?:ab)?geschlossen\w*|gekündigt\w*|beendet\w*|begann|bezahlt\w*|gezahlt\w*"
    r"|daté\w*|signé\w*|conclue?s?|résili\w+|payée?s?)\b",
    re.IGNORECASE,
)
"""Asks for a day, also of now, or tells the day of a deed or of a paper: the day is then not what is asked about."""
_ON: Final = re.compile(
    r"(?<!\w)(?:(?P<lead>\w{1,30})\s{1,3})?(?:on|as\s(?:of|at)|am|per|le|den|per\sden|au)\s{1,3}(?:the\s)?\Z", re.I
)
_IN: Final = re.compile(
    r"(?<!\w)(?:in|during|throughout|for|i|under|år|året|för|im|für|im\sjahre?|en|pendant)\s{1,3}\Z", re.IGNORECASE
)
_ARTICLE: Final = re.compile(r"(?:the|den|dem|der)\s{1,3}\Z", re.IGNORECASE)
_AT_END: Final = re.compile(r"(?<!\w)[^\W\d_]{1,40}\s{1,3}\Z")
_PAPER: Final = re.compile(
    r"(?:avtal|kontrakt|tillägg|vertrag|vertrags|nachtrag|vereinbarung|fassung|version|bericht|rapport)\w{0,4}\s{1,3}\Z",
    re.I,
)
_PER: Final = re.compile(
    r"(?:av|från|till|efter|före|innan|sedan|senast|med|om|later|based|relying|depuis|avant|après|dès|jusqu)\Z", re.I
)
"""Before "den" or "on": of, from, until, after that day, not on it."""
_FROM_TODAY: Final = re.compile(RELATIVE, re.IGNORECASE)
_SEVERAL: Final = re.compile(r",|\b(?:and|but|och|men|und|aber|et|mais)\b", re.IGNORECASE)
"""In a sentence of several parts "last week" may tell what happened, and not what is asked about."""
_BOUNDED: Final = re.compile(
    r"(?<!\w)(?:before|prior\s+to|after|since|until|till|from|of|by|före|innan|efter|sedan|till|från|av|vor|nach|seit|bis|von|vom|avant|après|depuis|dès|jusqu['’]à)"
    r"\s+(?:the\s+|dem\s+|der\s+|le\s+)?\Z",
    re.IGNORECASE,
)
_EDGE: Final = re.compile(
    r"(?<!\w)(?:(?:(?:at|in|by)\s+(?:the\s+)?|i\s+|vid\s+|am\s+|zum\s+|à\s+(?:la\s+)?|au\s+)?"
    r"(?:(?P<last>end\s+of|slutet\s+av|utgången\s+av|ende|fin\s+(?:de\s+)?)|(?P<first>(?:beginning|start)\s+of|början\s+av|anfang|beginn|début\s+(?:de\s+)?)))\s*"
    r"(?:the\s+year\s+|år\s+|des\s+jahres\s+|l['’]année\s+)?\Z",
    re.IGNORECASE,
)
"""The end or the beginning of a month or a year, on which how things stood is asked."""


def asked_as_of(question: str, today: date) -> datetime | None:
    """The end of the one day before today, or of the month or year, of which a question asks how things stood.

    Only in the past tense, where one kind of clause is asked for; a list's days are its conditions, a paper's date and
    the day of a deed tell no state, and of several parts none knows which is meant.
    """
    if not _WAS.search(question) or len(named := times(question, today)) != 1 or named[0].how is How.OPEN:
        return None
    one, before = named[0], question[: named[0].start]
    edge = _EDGE.search(before)
    asked = (before[: edge.start()] if edge else before) + question[one.end :]
    last = _last(one, edge)
    if last >= today or _NOT_THEN.search(asked) or not (edge or _stood(question, one)):
        return None
    if survey(question) or len(parts(question)) > 1 or not clauses.asked(asked):
        return None
    return datetime.combine(last, time.max, UTC)


def _last(named: Time, edge: re.Match[str] | None) -> date:
    """The last day of a time, or its first where its beginning is told; of one told roughly, the day in its middle."""
    if edge and edge["first"]:
        return date.fromordinal(named.first)
    return date.fromordinal((named.first + named.last) // 2 if named.how is How.ROUGH else named.last)


def _stood(question: str, named: Time) -> bool:
    """Whether the words before it say "on that day", or "in that year"."""
    before = question[max(0, named.start - 60) : named.start]
    if _FROM_TODAY.match(question, named.start):
        alone = not _SEVERAL.search(question) and not question[named.end :].strip(" ?.!")
        return alone and not _BOUNDED.search(before)
    if named.first == named.last:
        found = _ON.search(before)
        return found is not None and not _PER.match(found["lead"] or "")
    if _IN.search(before) or (named.how is How.ROUGH and _IN.search(_ARTICLE.sub("", before))):
        return True
    bare = clauses.asked_in(question) in ("sv", "de") and not question[named.end :].strip(" ?.!")
    return bare and bool(_AT_END.search(before)) and not _PAPER.search(before)
