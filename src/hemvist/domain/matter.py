"""Matters of which a list is made clause by clause: renewal, a cap on liability, the last day, the length of notice. Pure.

Each sentence of a document is looked at, and only what surely speaks of the matter counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hemvist.domain import capped, lasts, noticed, renews
from hemvist.domain.condition import Condition, Verdict, meets
from hemvist.domain.quantities import Of, Quantity
from hemvist.domain.says import Says


class Matter(StrEnum):
    """What a list asks of each document."""

    AUTOMATIC = "renews by itself"
    RENEWAL = "is or can be renewed"
    CAP = "caps liability"
    LIMIT = "limits or excludes liability"
    LAST_DAY = "last day"
    NOTICE = "length of notice"


@dataclass(frozen=True)
class Heard:
    """What one sentence says; ``says`` only where the matter has no value, ``value`` the words that were compared."""

    verdict: Verdict
    value: str = ""
    says: Says = Says.SO


_AUTOMATIC: Final = re.compile(
    r"automati|\bby\s+(?:itself|themselves)|\broll\b|rull|av\s+sig\s+själv|tacit|stillschweigend|von\s+(?:selbst|allein)|verlängern\s+sich|tout\s+seul",
    re.IGNORECASE,
)
_CAP: Final = re.compile(
    r"\bcap(?:s|ped|ping)?\b|ceiling|maximum|\btak\b|högsta|obergrenze|höchst|deckel|plafon", re.IGNORECASE
)
_END: Final = re.compile(
    r"\bend(?:s|ed|ing)?\b|\bexpir|\bterminat(?:es?|ing)\b|\brun(?:s|ning)?\s+out|\blaps|\b(?:in\s+force|valid)\s+until\b"
    r"|(?:går|gå|löper|löpa|löpt|gått)\s+(?:\w+\s+){0,3}ut\b|upphör|\bslut(?:ar|a|ade)?\b|tar\s+slut|avslutas"
    r"|\bläuft\b.{0,80}\b(?:aus|ab)\b|prend\s+fin|se\s+termine\b|s['’]achève\b|\bfinit\b"
    r"|\bend(?:en|et|eten)\b|auslaufen|ablaufen|\blaufen\b.*\b(?:aus|ab)\b|laufen.*aus$|\bexpire|prennent\s+fin|se\s+terminent|échéance|s['’]achèvent|finissent",
    re.IGNORECASE,
)
_MAY: Final = re.compile(r"\b(?:can|may(?!\s+(?:\d|(?:or|and|to)\b))|could|kan|får|können|peuvent)\b", re.IGNORECASE)
_FROM_TODAY: Final = re.compile(
    r"\b(?:this|next|coming|current)\s+(?:year|month|quarter)|\bwithin\b|\bsoon\b|\bin\s+the\s+next\b|\bi\s+år\b|nästa|kommande|\binom\b|snart"
    r"|\bin\s+(?:\w+\s+){1,2}?(?:days?|weeks?|months?|years?)\b|\bago\b|\b(?:past|last)\s+(?:\w+\s+)?(?:days|weeks|months|years)|\bom\s+\w+\s+(?:dag|veck|månad|år)|\bsedan\b"
    r"|\b(?:in|vor)\s+\w+\s+(?:tag|woche|monat|jahr)e|\bdans\s+\w+\s+(?:jours?|semaines?|mois|ans?)\b|\bil\s+y\s+a\b"
    r"|(?:dieses|nächste[snr]?|diesem|kommende[nr]?)\s+(?:jahr|monat)|innerhalb|binnen|\bbald\b|cette\s+année|prochain|bientôt|d['’]ici",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(r"\bnotice\b|uppsägning|kündigungsfrist|\bfrist\b|préavis", re.IGNORECASE)
_LONGEST: Final = 4000
"""Characters: what is longer is a table or no sentence."""


def ends(question: str) -> bool:
    """Whether a question asks when contracts end, and not whether they may be ended."""
    return bool(_END.search(question)) and not _MAY.search(question)


def matter(question: str, kind: str, wanted: Condition | None) -> Matter | None:
    """The matter that a question asks about; None where lists of it are made from what answers best."""
    ending = ends(question)
    if ending and (wanted.of is Of.DAY if wanted else False):
        return Matter.LAST_DAY
    if ending and kind in ("", "expiry") and _FROM_TODAY.search(question) and (wanted is None or wanted.of is Of.TIME):
        return Matter.LAST_DAY
    if wanted is not None:
        return Matter.NOTICE if wanted.of is Of.TIME and _NOTICE.search(question) else None
    if kind == "renewal":
        return Matter.AUTOMATIC if _AUTOMATIC.search(question) else Matter.RENEWAL
    if kind == "liability cap":
        return Matter.CAP if _CAP.search(question) else Matter.LIMIT
    return None


_VERDICTS: Final = {
    Matter.AUTOMATIC: {Says.SO: Verdict.YES, Says.OTHERWISE: Verdict.NO, Says.DENIED: Verdict.NO},
    Matter.RENEWAL: {Says.SO: Verdict.YES, Says.OTHERWISE: Verdict.YES},
    Matter.CAP: {Says.SO: Verdict.YES},  # whether an exclusion is a cap lawyers answer in either way
    Matter.LIMIT: {Says.SO: Verdict.YES, Says.OTHERWISE: Verdict.YES},
}


def hear(asked: Matter, wanted: Condition | None, sentence: str) -> Heard | None:
    """What one sentence says to the matter; None where it says nothing of it."""
    text = " ".join(sentence.split())
    if len(text) > _LONGEST:
        return None
    if asked is Matter.LAST_DAY:
        return _last(wanted, text)
    if wanted is not None:
        return _noticed(wanted, text)
    renewal = asked in (Matter.AUTOMATIC, Matter.RENEWAL)
    said = renews.says(text) if renewal else capped.says(text)
    return Heard(_VERDICTS[asked].get(said, Verdict.READ), "", said) if said else None


def _last(wanted: Condition | None, text: str) -> Heard | None:
    told = lasts.last(text)
    if told is None or wanted is None:  # what is asked as of today is for the reader to compare
        return Heard(Verdict.READ, told.shown) if told else None
    verdicts = {meets(wanted, Quantity("date", day, 0, 0)) for day in told.days}
    says = Says.UNCLEAR if not told.days else Says.OTHERWISE if told.counted else Says.SO
    return Heard(verdicts.pop() if len(verdicts) == 1 else Verdict.READ, told.shown, says)


def _noticed(wanted: Condition, text: str) -> Heard | None:
    found = noticed.lengths(text)
    if not found:
        return None
    verdicts = {meets(wanted, one) for one in found}
    shown = ", ".join(dict.fromkeys(text[one.start : one.end] for one in found))
    return Heard(verdicts.pop() if len(verdicts) == 1 else Verdict.READ, shown)


def settle(asked: Matter, heard: Sequence[Heard]) -> tuple[int, Verdict]:
    """Of what a document's sentences say, at least one, the place of the one to quote, and the verdict on the document.

    What says so counts before what says something near to it; sentences that contradict each other have to be read.
    """
    unclear = [one for one in heard if one.verdict is Verdict.READ]
    firm = [one for one in heard if one not in unclear]
    if asked in (Matter.LAST_DAY, Matter.NOTICE):
        so = [one for one in firm or unclear if one.says is Says.SO]
        counted = so or firm or unclear
    else:
        yes = [one for one in firm if one.verdict is Verdict.YES]
        denied = [one for one in firm if one.says is Says.DENIED]
        counted = [*yes, *denied] or unclear or firm
    verdicts = {one.verdict for one in counted}
    return heard.index(counted[0]), counted[0].verdict if len(verdicts) == 1 else Verdict.READ
