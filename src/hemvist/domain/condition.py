"""What a question about many documents demands of a value in each: more than, before, under which law; and whether it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from hemvist.domain.quantities import Of, Quantity, quantities
from hemvist.domain.values import MONTHS


class Verdict(StrEnum):
    """What a document says to the question. ``READ``: it says something that has to be read; ``SILENT``: nothing found."""

    YES = "yes"
    NO = "no"
    READ = "read"
    SILENT = "silent"


@dataclass(frozen=True)
class Condition:
    """A value between ``low`` and ``high`` (both included, infinite where open) in ``unit``; or one of these laws.

    ``start`` and ``end`` are the span of the question that states it.
    """

    start: int
    end: int
    of: Of | None = None
    low: float = float("-inf")
    high: float = float("inf")
    unit: str = ""
    law: str = ""


_PLACES: Final = {
    "SE": r"swedish|sweden|svensk(?:a|t)?|sverige|schwedisch\w*|schweden|suédois\w*|suède",
    "DE": r"german|germany|tysk(?:a|t)?|tyskland|deutsch\w*|deutschland|allemand\w*|allemagne",
    "FR": r"french|france|fransk(?:a|t)?|frankrike|französisch\w*|frankreich|français\w*",
    "DK": r"danish|denmark|dansk(?:a|t)?|danmark|dänisch\w*|dänemark|danois\w*",
    "NO": r"norwegian|norway|norsk(?:a|t)?|norge|norwegisch\w*|norwegen|norvégien\w*|norvège",
    "FI": r"finnish|finland|finsk(?:a|t)?|finnisch\w*|finnland|finlandais\w*",
    "GB": r"english|england(?:\s+and\s+wales)?|engelsk(?:a|t)?|englisch\w*|anglais\w*|angleterre",
    "CH": r"swiss|switzerland|schweizisk(?:a|t)?|schweiz(?:er\w*|erisch\w*)?|suisses?",
    "AT": r"austrian|austria|österrikisk(?:a|t)?|österrike|österreich\w*|autrichien\w*|autriche",
    "NL": r"dutch|the\s+netherlands|nederländsk(?:a|t)?|nederländerna|niederländisch\w*|niederlande|néerlandais\w*",
    "US-NY": r"new\s+york", "US-DE": r"delaware", "US-CA": r"california", "US-TX": r"texas", "IE": r"irish|ireland",
}  # fmt: skip
_PLACE: Final = {code: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for code, words in _PLACES.items()}
_LAW: Final = re.compile(r"\b(?:laws?|lag(?:en|stiftning)?|rätt|recht(?:s)?|gesetze?|droit|loi)\b", re.IGNORECASE)
_MORE: Final = (
    r"(?:(?:longer|more|greater|higher|larger|later|bigger)\s+(?:notice\s+)?(?:\w+\s+)?than|over|above|exceed(?:s|ing)?|>|(?:längre|mer|högre|större)\s+(?:\w+\s+)?än"
    r"|över|(?:länger|mehr|höher|größer)(?:e[nrs]?)?\s+(?:\w+\s+)?als|von\s+mehr\s+als|über|(?:plus\s+(?:long(?:ue)?s?\s+)?(?:de|que|d['’]))|supérieure?s?\s+à)"
)
_LESS: Final = (
    r"(?:(?:shorter|less|lower|smaller|fewer)\s+(?:notice\s+)?(?:\w+\s+)?than|under|below|<|(?:kortare|mindre|lägre)\s+(?:\w+\s+)?än|(?:kürzer|weniger|niedriger|geringer)(?:e[nrs]?)?\s+(?:\w+\s+)?als"
    r"|unter|moins\s+(?:de|que|d['’])|inférieure?s?\s+à)"
)
_LEAST: Final = r"(?:at\s+least|no\s+less\s+than|≥|minst|mindestens|wenigstens|au\s+moins)"
_MOST: Final = r"(?:at\s+most|up\s+to|no\s+more\s+than|≤|within|högst|inom|höchstens|bis\s+zu|au\s+plus)"
_COMPARED: Final = re.compile(
    rf"(?<!\w)(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS}))\s*", re.IGNORECASE
)
_BARE: Final = re.compile(r"\d{1,3}(?:[ .,'’\u00a0]\d{3})+|\d{4,12}")
_DATED: Final = re.compile(
    r"(?<!\w)(?:(?P<before>before|prior\s+to|före|innan|vor(?:\s+dem)?|avant(?:\s+le)?)"
    r"|(?P<after>after|later\s+than|efter|nach(?:\s+dem)?|après(?:\s+le)?)"
    r"|(?P<by>(?:by|before)\s+the\s+end\s+of|by|until|senast|till\s+och\s+med|före\s+(?:utgången|slutet)\s+av|vor\s+ende|bis(?:\s+(?:zum|ende))?|avant\s+la\s+fin\s+(?:de|d['’])|d['’]ici)"
    rf"|(?P<in>in|during|on|under|den|im\s+jahre?|im|am|en|le))?\s*(?:år(?:et)?\s+|the\s+)?(?:(?P<month>{'|'.join(MONTHS)})\s+)?(?P<year>(?:19|20)\d\d)(?![\d-])",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d\b")
_NEAR: Final = 0.03
"""Months and days compare only roughly: closer than this share of each other, nobody should decide by arithmetic."""


def condition(text: str) -> Condition | None:
    """The demand that a question states; None where it states none."""
    return _of_law(text) or _of_number(text) or _of_date(text)


def _of_law(text: str) -> Condition | None:
    if not _LAW.search(text):
        return None
    for code, place in _PLACE.items():
        if match := place.search(text):
            return Condition(match.start(), match.end(), law=code)
    return None


def _of_number(text: str) -> Condition | None:
    for match in _COMPARED.finditer(text):
        told = _valued(text, match.end())
        if told is None or (match[0].strip().lower() == "under" and _YEAR.match(text, match.end())):
            continue  # "under 2027" is during that year in Swedish
        low = told.value if match["least"] or match["more"] else float("-inf")
        high = told.value if match["most"] or match["less"] else float("inf")
        sign = 1e-9 * max(abs(told.value), 1.0)
        low, high = low + (sign if match["more"] else 0.0), high - (sign if match["less"] else 0.0)
        return Condition(match.start(), told.end, told.of, low, high, told.unit)
    return None


def _valued(text: str, start: int) -> Quantity | None:
    """The value that stands right behind a comparison; a bare large number is money of any currency."""
    found = next((one for one in quantities(text[start : start + 60]) if one.start <= 4 and one.of is not Of.DAY), None)
    if found is not None:
        return replace(found, start=start + found.start, end=start + found.end)
    bare = _BARE.match(text, start)
    return Quantity("", float(re.sub(r"\D", "", bare[0])), start, bare.end()) if bare else None


def _of_date(text: str) -> Condition | None:
    days = [one for one in quantities(text) if one.of is Of.DAY]
    if days:
        word = text[: days[0].start].rstrip().lower().rpartition(" ")[2]
        return _bounded(word, days[0].value, days[0].value, days[0].start, days[0].end)
    found = list(_DATED.finditer(text))
    if not found:
        return None
    match, other = found[0], found[-1]
    first, last = _period(match)
    if len(found) > 1 and _BETWEEN.search(text[: match.start()] + match[0]):
        return Condition(match.start(), other.end(), Of.DAY, low=first, high=_period(other)[1])
    word = "by" if match["by"] else (match[0].split() or [""])[0].lower()
    return _bounded(word, first, last, match.start(), match.end())


_BETWEEN: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\b", re.IGNORECASE)


def _period(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last day of the year, or of the month of a year, that a question names."""
    year, month = int(match["year"]), MONTHS[match["month"].lower()] if match["month"] else 0
    after = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return date(year, month or 1, 1).toordinal(), after.toordinal() - 1


def _bounded(word: str, first: float, last: float, start: int, end: int) -> Condition:
    if word in ("before", "prior", "före", "innan", "vor", "avant"):
        return Condition(start, end, Of.DAY, high=first - 1)
    if word in ("after", "later", "efter", "nach", "après"):
        return Condition(start, end, Of.DAY, low=last + 1)
    if word in ("by", "until", "senast", "till", "bis", "d'ici", "d’ici"):
        return Condition(start, end, Of.DAY, high=last)
    return Condition(start, end, Of.DAY, low=first, high=last)


def holds(wanted: Condition, quote: str, *, last: bool = False) -> tuple[Verdict, str]:
    """Whether a quotation's values meet a condition, and those values as they are written.

    Of several values all must, or none may, meet it; otherwise it has to be read. ``last``: only the last day counts, as
    in a clause from when until when something lasts.
    """
    if wanted.law:
        return _law_holds(wanted.law, quote)
    found = [one for one in quantities(quote) if one.of is wanted.of]
    found = found[-1:] if last and wanted.of is Of.DAY else found
    shown = ", ".join(dict.fromkeys(" ".join(quote[one.start : one.end].split()) for one in found))
    judged = {meets(wanted, one) for one in found}
    return (judged.pop() if len(judged) == 1 else Verdict.READ), shown


def meets(wanted: Condition, one: Quantity) -> Verdict:
    """Whether one value meets a condition; READ where arithmetic should not decide."""
    if wanted.of is Of.MONEY and wanted.unit and one.unit != wanted.unit:
        return Verdict.READ
    bound = wanted.low if wanted.low > float("-inf") else wanted.high
    if wanted.of is Of.TIME and one.unit != wanted.unit and abs(one.value - bound) <= _NEAR * bound:
        return Verdict.READ
    return Verdict.YES if wanted.low <= one.value <= wanted.high else Verdict.NO


def _law_holds(law: str, quote: str) -> tuple[Verdict, str]:
    said = {code: match[0] for code, place in _PLACE.items() if (match := place.search(quote))}
    shown = ", ".join(said.values())
    if not said or len(said) > 1:
        return Verdict.READ, shown
    return (Verdict.YES if law in said else Verdict.NO), shown
