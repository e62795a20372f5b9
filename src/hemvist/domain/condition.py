"""What a question about many documents demands of a value in each: more than, before, under which law; and whether it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Final

from hemvist.domain.dated import dated
from hemvist.domain.quantities import TIMES, Of, Quantity, per, sized
from hemvist.domain.times import YEAR


class Verdict(StrEnum):
    """What a document says to the question. ``READ``: it says something that has to be read; ``SILENT``: nothing found."""

    YES = "yes"
    NO = "no"
    READ = "read"
    SILENT = "silent"


@dataclass(frozen=True)
class Condition:
    """A value between ``low`` and ``high`` (both included, infinite where open) in ``unit``; or one of these laws.

    ``start`` and ``end`` are the span of the question that states it. Where it is not ``sure``, the question states more
    than this, and what is compared has to be read. ``per``: the month, year or the like for which a sum is meant.
    """

    start: int
    end: int
    of: Of | None = None
    low: float = float("-inf")
    high: float = float("inf")
    unit: str = ""
    law: str = ""
    sure: bool = True
    per: str = ""


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
    r"(?:(?:longer|more|greater|higher|larger|later|bigger)\s+(?:notice\s+)?(?:\w+\s+)?than|over|above|beyond|in\s+excess\s+of|exceed(?:s|ing)?|>|överstig\w+|(?:längre|mer|högre|större)\s+(?:\w+\s+)?än"
    r"|över|(?:länger|mehr|höher|größer)(?:e[nrs]?)?\s+(?:\w+\s+)?als|von\s+mehr\s+als|über|(?:plus\s+(?:long(?:ue)?s?\s+)?(?:de|que|d['’]))|supérieure?s?\s+à|dépass\w+)"
)
_LESS: Final = (
    r"(?:(?:shorter|less|lower|smaller|fewer)\s+(?:notice\s+)?(?:\w+\s+)?than|under|below|<|understig\w+|(?:kortare|mindre|lägre)\s+(?:\w+\s+)?än|(?:kürzer|weniger|niedriger|geringer)(?:e[nrs]?)?\s+(?:\w+\s+)?als"
    r"|unter|moins\s+(?:de|que|d['’])|inférieure?s?\s+à)"
)
_LEAST: Final = (
    r"(?:at\s+least|(?:a\s+)?minimum\s+of|(?:no|not)\s+(?:less|fewer|shorter|lower|smaller)\s+(?:notice\s+)?(?:\w+\s+)?than|not\s+(?:under|below)|≥|minst|lägst|(?:inte|ej)\s+(?:mindre|kortare|lägre|färre)\s+(?:\w+\s+)?än|(?:inte|ej)\s+under(?:stig\w+)?"
    r"|mindestens|wenigstens|nicht\s+(?:weniger|kürzer|niedriger|geringer)\s+(?:\w+\s+)?als|(?:von\s+)?nicht\s+unter|au\s+(?:moins|minimum)|pas\s+moins\s+(?:de|que|d['’])|pas\s+inférieure?s?\s+à)"
)
_MOST: Final = (
    r"(?:at\s+most|up\s+to|(?:a\s+)?maximum\s+of|(?:no|not)\s+(?:more|longer|greater|higher|larger|bigger)\s+(?:notice\s+)?(?:\w+\s+)?than|not\s+(?:over|above|exceed(?:ing)?)|≤|within|högst|maximalt|inom|(?:inte|ej)\s+(?:mer|längre|högre|större|fler)\s+(?:\w+\s+)?än|(?:inte|ej)\s+över(?:stig\w+)?"
    r"|höchstens|maximal|bis\s+zu|nicht\s+(?:mehr|länger|höher|größer)\s+(?:\w+\s+)?als|nicht\s+über|au\s+(?:plus|maximum)|pas\s+plus\s+(?:de|que|d['’])|pas\s+supérieure?s?\s+à|ne\s+dépass\w+\s+pas)"
)
_COMPARED: Final = re.compile(
    rf"(?<!\w)(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS}))\s*", re.IGNORECASE
)
_BARE: Final = re.compile(r"\d{1,3}(?:[ .,'’\u00a0]\d{3})+|\d{4,12}")
_YEAR: Final = re.compile(rf"{YEAR}(?!\d)")
_TIMELY: Final = re.compile(r"under|later|within|inom|up\s+to|bis\s+zu", re.IGNORECASE)
"""Before a year these bound a time, no number: "under 2027" is during that year in Swedish."""
_TRAILS: Final = re.compile(
    r"[\s,]*(?:(?P<least>(?:or|and|eller|och|oder|und|ou|et)\s+(?:more|longer|over|above|higher|greater|up(?:wards)?|mer|längre|högre|uppåt|däröver|mehr|länger|höher|darüber|plus)|nicht\s+unterschreit\w*)"
    r"|(?P<most>(?:or|and|eller|och|oder|und|ou|et)\s+(?:less|fewer|shorter|under|below|lower|mindre|kortare|lägre|därunder|weniger|kürzer|darunter|moins)|nicht\s+über(?:steig|schreit)\w*)"
    r"|(?P<more>über(?:steig|schreit)\w*)|(?P<less>unterschreit\w*))\b",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(r"\s*(?:(?P<to>\b(?:to|till|bis|à)\b|[-–])|\b(?:and|och|und|et)\b)\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\s+", re.IGNORECASE)
_ROUGH: Final = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|other\s+than|except|cirka|ca|omkring|ungefär|nästan|etwa|ungefähr|rund|fast|environ|or|eller|oder|ou)\.?\s*$",
    re.IGNORECASE,
)
_BACK: Final = 60
"""Characters before a value in which the other end of a range is looked for."""
_NEAR: Final = 0.03
"""Months and days compare only roughly: closer than this share of each other, nobody should decide by arithmetic."""


def condition(text: str) -> Condition | None:
    """The demand that a question states; None where it states none, and not ``sure`` where it states another as well."""
    found = demands(text)
    return replace(found[0], sure=found[0].sure and len(found) == 1) if found else None


def demands(text: str) -> list[Condition]:
    """The first demand that a question states, and another one where it states more. This alone says how many there are."""
    first = _first(text)
    if first is None:
        return []
    if first.of is Of.MONEY:
        said, end = per(text, first.end)
        first = replace(first, end=end, per=said or paid(text[: first.start]))
    other = _first(f"{text[: first.start]}{';'.center(first.end - first.start)}{text[first.end :]}")
    return [first, other] if other else [first]


def _first(text: str) -> Condition | None:
    return _of_law(text) or _of_number(text) or _of_value(text) or _of_date(text)


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
        if told is not None and not (_YEAR.match(text, match.end()) and _TIMELY.search(match[0])):
            return _bounded(match, told, match.start(), told.end)
    return None


def _bounded(match: re.Match[str], told: Quantity, start: int, end: int) -> Condition:
    """A value as the words at it bound it: ``match`` has the groups least, most, more and less."""
    low = told.value if match["least"] or match["more"] else float("-inf")
    high = told.value if match["most"] or match["less"] else float("inf")
    sign = 1e-9 * max(abs(told.value), 1.0)
    low, high = low + (sign if match["more"] else 0.0), high - (sign if match["less"] else 0.0)
    return Condition(start, end, told.of, low, high, told.unit, per=told.per)


def _of_value(text: str) -> Condition | None:
    """A value that nothing is compared with before it: "3 months or more", "exactly 30 days", "2 to 4 months"."""
    told = [one for one in sized(text) if one.of is not Of.DAY]
    if not told:
        return None
    one = told[0]
    if trails := _TRAILS.match(text, one.end):
        return _bounded(trails, one, one.start, trails.end())
    if ranged := _of_range(text, told):
        return ranged
    # Where another word compares ("longer than the usual 3 months"), or says that it is rough, nothing is decided.
    sure = not _COMPARED.search(text) and not _ROUGH.search(text[: one.start])
    return Condition(one.start, one.end, one.of, one.value, one.value, one.unit, sure=sure, per=one.per)


def _of_range(text: str, told: list[Quantity]) -> Condition | None:
    """From one value to another, as in "between 2 and 4 months": either may leave its unit to the other."""
    first = told[0]
    between = _BETWEEN.search(text[: first.start])
    joint = _JOINT.match(text, first.end)
    if joint and (joint["to"] or between):
        last = told[1] if len(told) > 1 and told[1].start == joint.end() else _bare(text, joint.end(), first)
        return _range(between.start() if between else first.start, first, last) if last else None
    before = text[: first.start]
    joint = next((one for one in _JOINT.finditer(before) if one.end() == first.start), None)
    if joint is None or not (joint["to"] or between):
        return None
    start = between.end() if between else max(0, joint.start() - _BACK)
    lower = _lower(before[start : joint.start()], text[first.start : first.end], first)
    return _range(between.start() if between else joint.start() - 1, lower, first) if lower else None


def _range(start: int, first: Quantity, last: Quantity) -> Condition:
    ordered = first.value <= last.value and first.unit == last.unit
    return Condition(
        start, last.end, first.of, first.value, last.value, first.unit, sure=ordered, per=last.per or first.per
    )


def _bare(text: str, start: int, like: Quantity) -> Quantity | None:
    """A number without a unit of its own, which takes that of the one before."""
    found = _BARE.match(text, start)
    if found is None:
        return None
    times = sized(f"1 {_unit_of(text[like.start : like.end])}")[0].number if like.of is Of.SIZE else 1.0
    return replace(like, number=_digits(found[0]) * times, start=start, end=found.end())


def _unit_of(written: str) -> str:
    """The unit of a size as it is written: "tonnes"."""
    return written.lstrip("0123456789.,'’ \u00a0\u202f-")


def _lower(said: str, written: str, like: Quantity) -> Quantity | None:
    """The number that ends some words, in the unit of the value ``written`` behind it."""
    unit = written.rsplit(maxsplit=1)[-1] if like.of is Of.TIME and like.unit != "working day" else like.unit
    unit = "working days" if unit == "working day" else _unit_of(written) if like.of is Of.SIZE else unit
    found = sized(f"{said.strip()} {unit}")
    return found[-1] if found and found[-1].unit == like.unit else None


def _digits(said: str) -> float:
    return float(re.sub(r"\D", "", said))


def _valued(text: str, start: int) -> Quantity | None:
    """The value that stands right behind a comparison; a bare large number is money of any currency."""
    found = next(
        (one for one in sized(text[start : start + 60], text) if one.start <= 4 and one.of is not Of.DAY), None
    )
    if found is not None:
        return replace(found, start=start + found.start, end=start + found.end)
    bare = _BARE.match(text, start)
    return Quantity("", _digits(bare[0]), start, bare.end()) if bare else None


def _of_date(text: str) -> Condition | None:
    told = dated(text)
    return Condition(told.start, told.end, Of.DAY, told.low, told.high, sure=told.sure) if told else None


def holds(wanted: Condition, quote: str, *, last: bool = False) -> tuple[Verdict, str]:
    """Whether a quotation's values meet a condition, and those values as they are written.

    Of several values all must, or none may, meet it; otherwise it has to be read. ``last``: only the last day counts, as
    in a clause from when until when something lasts.
    """
    if wanted.law:
        verdict, shown = _law_holds(wanted.law, quote)
        return (verdict if wanted.sure else Verdict.READ), shown
    found = [one for one in sized(quote) if one.of is wanted.of]
    found = found[-1:] if last and wanted.of is Of.DAY else found
    shown = ", ".join(dict.fromkeys(" ".join(quote[one.start : one.end].split()) for one in found))
    if wanted.per:
        found = [replace(one, per=one.per or paid(quote[: one.start])) for one in found]
    judged = {meets(wanted, one) for one in found}
    return (judged.pop() if len(judged) == 1 else Verdict.READ), shown


def meets(wanted: Condition, one: Quantity) -> Verdict:
    """Whether one value meets a condition; READ where arithmetic should not decide."""
    if not wanted.sure:
        return Verdict.READ
    if wanted.of in (Of.MONEY, Of.SIZE) and wanted.unit and one.unit != wanted.unit:
        return Verdict.READ
    if (
        wanted.of is Of.TIME
        and one.unit != wanted.unit
        and any(abs(one.value - bound) <= _NEAR * abs(bound) for bound in (wanted.low, wanted.high) if isfinite(bound))
    ):
        return Verdict.READ
    if wanted.of is Of.MONEY and one.per != wanted.per:
        return _meets_yearly(wanted, one)
    return Verdict.YES if wanted.low <= one.value <= wanted.high else Verdict.NO


def _meets_yearly(wanted: Condition, one: Quantity) -> Verdict:
    """The same for sums of which each is paid for another time; only roughly where one is paid by the day or week."""
    if not wanted.per or not one.per:
        return Verdict.READ
    value = one.value * TIMES[one.per] / TIMES[wanted.per]
    rough = {"day", "week"} & {one.per, wanted.per}
    if rough and any(
        abs(value - bound) <= _NEAR * abs(bound) for bound in (wanted.low, wanted.high) if isfinite(bound)
    ):
        return Verdict.READ
    return Verdict.YES if wanted.low <= value <= wanted.high else Verdict.NO


_PAID: Final = re.compile(
    r"\b(?:(?P<month>monthly|månads|monats|monatlich\w*)|(?P<quarter>quarterly|kvartals|quartals|vierteljahres|vierteljährlich\w*)|(?P<year>annual|yearly|års|årlig\w*|jahres|jährlich\w*)|(?P<week>weekly|vecko|wochen|wöchentlich\w*))"
    r"\s?(?:[\w-]+\s)?(?:rent|fees?|charges?|price|payment|salary|cost|amount|sum|premium|turnover|hyra(?:n)?|avgift(?:en)?|lön(?:en)?|kostnad(?:en)?|belopp(?:et)?|premie(?:n)?|(?:grund|netto|kalt)?miete|gebühr|gehalt|entgelt|betrag|kosten|vergütung|prämie|beitrag|pauschale)\b"
    r"|\b(?:loyer|redevance|salaire|prix|prime|montant)\s(?:(?P<month2>mensuel)|(?P<quarter2>trimestriel)|(?P<year2>annuel))",
    re.IGNORECASE,
)


def paid(before: str) -> str:
    """For how long a sum is paid, as the noun before it says: the monthly rent, årshyran, die Jahresmiete; "" where none does."""
    found = list(_PAID.finditer(before[-_NOUNS:]))
    return (found[-1].lastgroup or "").rstrip("2") if found else ""


_NOUNS: Final = 120
"""Characters before a sum in which the noun is looked for that it is the sum of."""


def _law_holds(law: str, quote: str) -> tuple[Verdict, str]:
    said = {code: match[0] for code, place in _PLACE.items() if (match := place.search(quote))}
    shown = ", ".join(said.values())
    if not said or len(said) > 1:
        return Verdict.READ, shown
    return (Verdict.YES if law in said else Verdict.NO), shown
