"""What counts from the day of asking: "last year", "nästa månad", "vor zwei Jahren", "l'an dernier". Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_PAST: Final = r"last|previous|past|förra|föregående|(?:letzt|vorig|vergangen)e[mnrs]?|derni(?:er|ère)|passée?"
_PRESENT: Final = r"this|current|detta|denna|innevarande|(?:dies|laufend)e[mnrs]?|ce|cette"
_NEXT: Final = r"next|coming|nästa|kommande|(?:nächst|kommend)e[mnrs]?|prochaine?"
_UNIT: Final = (
    r"year|quarter|month|week|året|år|kvartal(?:et)?|månad(?:en)?|vecka(?:n)?|jahr(?:es)?|quartals?|monats?|woche"
    r"|année|trimestre|mois|semaine"
)
_LATER: Final = r"an(?:née)?|mois|trimestre|semaine"
"""What in French has "last" and "next" behind it."""
_AGES: Final = r"years?|months?|weeks?|år|månad(?:er)?|veck(?:a|or)|jahre?n?|monate?n?|wochen?|ans?|mois|semaines?"
_MANY: Final = {
    1: "a one ett en eine einem einer un une", 2: "two två zwei deux", 3: "three tre drei trois",
    4: "four fyra vier quatre", 5: "five fem fünf cinq",
}  # fmt: skip
_NUMBERS: Final = {word: number for number, words in _MANY.items() for word in words.split()}
_SOME: Final = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})\s{{1,3}}(?:{_AGES})"
RELATIVE: Final = (
    rf"(?<!\w)(?:(?:{_PAST}|{_PRESENT}|{_NEXT})\s{{1,3}}(?:calendar\s)?(?:{_UNIT})(?!\w|-là|\s+of\b)"
    rf"|(?:l['’]|(?:le|du|au|la|de\sla|à\sla)\s)?(?:{_LATER})\s{{1,3}}(?:derni(?:er|ère)|passée?|prochaine?)(?!\w)|i\s(?:år|fjol)(?!\w)"
    rf"|{_SOME}\s{{1,3}}ago\b|för\s{_SOME}\ssedan\b|vor\s{_SOME}\b|il\sy\sa\s{_SOME}\b)"
)
_AGO: Final = re.compile(r"\bago\Z|\bsedan\Z|\A(?:vor|il)\b")
_IS_PAST, _IS_NEXT = re.compile(rf"\b(?:{_PAST}|fjol)\b"), re.compile(rf"\b(?:{_NEXT})\b")
_LENGTH: Final = re.compile(rf"\b(?P<unit>{_UNIT}|{_AGES}|fjol)\b")
_MONTHS_IN: Final = {"y": 12, "å": 12, "j": 12, "a": 12, "f": 12, "q": 3, "k": 3, "t": 3, "m": 1}
"""By the letter with which a unit begins, in the four languages; what is no such one is a week."""


def spoken(said: str, today: date) -> tuple[int, int]:
    """The first and the last day (ordinals) of what :data:`RELATIVE` matched, asked on ``today``."""
    text = said.casefold()
    length = _LENGTH.search(text)
    months = _MONTHS_IN.get(length["unit"][0], 0) if length else 0
    if _AGO.search(text):
        told = [word for word in text.split() if word.isdigit() or word in _NUMBERS]
        many = int(_NUMBERS.get(told[-1], told[-1]))
        day = _moved(today, -many * months) - timedelta(weeks=0 if months else many)
        return day.toordinal(), day.toordinal()
    step = -1 if _IS_PAST.search(text) else 1 if _IS_NEXT.search(text) else 0
    if not months:
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return first.toordinal(), first.toordinal() + 6
    begun = date(today.year, (today.month - 1) // months * months + 1, 1)
    first, after = _moved(begun, step * months), _moved(begun, (step + 1) * months)
    return first.toordinal(), after.toordinal() - 1


def _moved(day: date, months: int) -> date:
    """The day so many months later; behind the end of a shorter month its last."""
    at = day.year * 12 + day.month - 1 + months
    first, after = date(at // 12, at % 12 + 1, 1), date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))
