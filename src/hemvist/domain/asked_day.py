"""The day that a question asks about: "what was the rent in 2022?" asks what applied then. Pure; in doubt there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from hemvist.domain import clauses
from hemvist.domain.parts import parts
from hemvist.domain.quantities import days
from hemvist.domain.survey import survey
from hemvist.domain.values import MONTHS

_WAS: Final = re.compile(
    r"\b(?:was|were|did|had|applied|used\s+to|var|gällde|hade|fick|uppgick|kostade|war|waren|galt|galten|betrug|betrugen|hatte|hatten"
    r"|durfte|durften|kostete|était|étaient|avait|pouvait|valait|s['’]appliquait|s['’]élevait)\b",
    re.IGNORECASE,
)
_NOT_THEN: Final = re.compile(
    r"\b(?:when|när|wann|quand|now|today|currently|nu|idag|nuvarande|jetzt|heute|derzeit|aktuell|maintenant|aujourd['’]hui"
    r"|(?:dat|sign|conclud|execut|terminat|cancel|expir|end|start|commenc|sent|send|receiv|deliver|invoic|pay|amend)\w*|paid|made|entered|began|begun|begins"
    r"|daterad\w*|undertecknad\w*|tecknad\w*|ingick\w*|ingånge?t?n?\w*|slöts?|slut\w*|sades|uppsag\w+|började|betalades|skickades"
    r"|datiert\w*|unterzeichnet\w*|unterschrieben\w*|(?:ab)?geschlossen\w*|gekündigt\w*|beendet\w*|begann|bezahlt\w*|gezahlt\w*"
    r"|daté\w*|signé\w*|conclue?s?|résili\w+|payée?s?)\b",
    re.IGNORECASE,
)
"""Asks for a day, also of now, or tells the day of a deed or of a paper: the day is then not what is asked about."""
_YEAR: Final = re.compile(
    rf"(?<![\w./,-])(?:(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\s{{1,3}})?(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
_ON: Final = re.compile(
    r"(?<!\w)(?:(?P<lead>\w{1,30})\s{1,3})?(?:on|as\s(?:of|at)|am|per|le|den|per\sden|au)\s{1,3}(?:the\s)?\Z", re.I
)
_IN: Final = re.compile(
    r"(?<!\w)(?:in|during|throughout|for|i|under|år|året|för|im|für|im\sjahre?|en|pendant)\s{1,3}\Z", re.IGNORECASE
)
_AT_END: Final = re.compile(r"(?<!\w)[^\W\d_]{1,40}\s{1,3}\Z")
_PAPER: Final = re.compile(
    r"(?:avtal|kontrakt|tillägg|vertrag|vertrags|nachtrag|vereinbarung|fassung|version|bericht|rapport)\w{0,4}\s{1,3}\Z",
    re.I,
)
_PER: Final = re.compile(
    r"(?:av|från|till|efter|före|innan|sedan|senast|med|om|later|based|relying|depuis|avant|après|dès|jusqu)\Z", re.I
)
"""Before "den" or "on": of, from, until, after that day, not on it."""


@dataclass(frozen=True)
class _Named:
    """A day or the last day of a month or a year, and where it stands."""

    last: date
    start: int
    end: int
    whole: bool


def asked_as_of(question: str, today: date) -> datetime | None:
    """The end of the one day before today, or of the month or year, of which a question asks how things stood.

    Only in the past tense, where one kind of clause is asked for; a list's days are its conditions, a paper's date and
    the day of a deed tell no state, and of several parts none knows which is meant.
    """
    if not _WAS.search(question) or _NOT_THEN.search(question):
        return None
    named = list(_named(question))
    if len(named) != 1 or named[0].last >= today or not _stood(question, named[0]):
        return None
    asked = question[: named[0].start] + question[named[0].end :]
    if survey(question) or len(parts(question)) > 1 or not clauses.asked(asked):
        return None
    return datetime.combine(named[0].last, time.max, UTC)


def _named(question: str) -> Iterator[_Named]:
    known = days(question)
    yield from (_Named(one.day, one.start, one.end, True) for one in known)
    for one in _YEAR.finditer(question):
        if not any(day.start <= one.end() and one.start() <= day.end for day in known):
            yield _Named(_last(one), one.start(), one.end(), False)


def _last(found: re.Match[str]) -> date:
    year, month = int(found["year"]), MONTHS[found["month"].lower()] if found["month"] else 12
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _stood(question: str, named: _Named) -> bool:
    """Whether the words before it say "on that day", or "in that year"."""
    before = question[max(0, named.start - 60) : named.start]
    if named.whole:
        found = _ON.search(before)
        return found is not None and not _PER.match(found["lead"] or "")
    if _IN.search(before):
        return True
    bare = clauses.asked_in(question) in ("sv", "de") and not question[named.end :].strip(" ?.!")
    return bare and bool(_AT_END.search(before)) and not _PAPER.search(before)
