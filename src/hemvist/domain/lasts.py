"""Of a sentence that says until when a contract lasts: its last day, as it is written. English, Swedish, German and French.

Conservative: the day must stand behind an end ("ends on", "till och med"), and the end must be the contract's, not that of a
price, a warranty or an option. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from hemvist.domain.quantities import Of, Quantity, quantities


@dataclass(frozen=True)
class Last:
    """The days that may be the last one (ordinals; two where a length is counted from a day), and the words that say so.

    No days: it says how long the contract lasts, not until which day.
    """

    days: tuple[float, ...]
    shown: str
    counted: bool = False
    """Whether the day is not written but counted from the first one."""


_ENDS: Final = re.compile(
    r"(?:\b(?:end(?:s|ing)?|expir(?:e|es|ing)|terminat(?:e|es|ing)|lapses?|ceases?(?:\s+to\s+apply)?)(?:\s+automatically)?\s+(?:on|at\s+midnight\s+on|at\s+the\s+end\s+of)(?:\s+the)?"
    r"|\b(?:upphör|slutar|löper\s+ut|går\s+ut|avslutas|utgår)(?:\s+(?:nu|numera|i\s+stället))?(?:\s+att\s+gälla)?(?:\s+automatiskt)?(?:\s+den)?"
    r"|\b(?:endet|enden|läuft|erlischt)(?:\s+(?:automatisch|ohne\s+kündigung|nunmehr|nun|jetzt|neu))?\s+(?:am|mit\s+ablauf\s+des|zum)"
    r"|\b(?:expire(?:ra)?|(?:prend(?:ra)?|prenant)\s+(?:désormais\s+)?fin|se\s+termine(?:ra)?|s['’]achève(?:ra)?|arrive\s+à\s+échéance)\s+le)\s*$",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"(?:\b(?:until|till|through|up\s+to|to)(?:\s+and\s+including)?(?:\s+the)?"
    r"|\b(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|fram\s+till|intill)(?:\s+den)?"
    r"|\bbis(?:\s+(?:zum|einschließlich))?(?:\s+zum)?|\bjusqu['’]au|\bau)\s*$",
    re.IGNORECASE,
)
_CONTRACT: Final = (
    r"agreement|contract|lease|tenancy|sublease|licen[cs]e|term|assignment|engagement|employment|appointment"
    r"|\w*avtal(?:et|ets|s)?|avtalstid\w*|hyrestid\w*|\w*kontrakt(?:et|ets|s)?|\w*förhållandet|anställning\w*|uppdraget|löptid\w*"
    r"|\w*vertrag(?:s|es)?|mietverhältnis(?:ses)?|mietzeit|\w*laufzeit|arbeitsverhältnis(?:ses)?|contrat|bail|convention|accord|durée"
)
CONTRACT: Final = re.compile(rf"\b(?:{_CONTRACT})\b", re.IGNORECASE)
"""What a contract, and how long it lasts, are called."""
_PRONOUN: Final = r"it|det|es|il|elle|er|sie"
_THING: Final = (
    r"rent|rents|fees?|prices?|charges?|maintenance|support|warrant\w+|guarantee\w*|insurance|options?|exclusivity|offers?|delivery|discounts?"
    r"|interest|notices?|probation\w*|trial|stock|rent-free|deposit|index\w*"
    r"|hyran|hyror|hyresfri\w*|pris\w*|avgift\w*|garanti\w*|försäkring\w*|optionen|erbjudande\w*|anbud\w*|leverans\w*|ränta\w*|provanställning\w*|provtid\w*|rabatt\w*|deposition\w*"
    r"|miete|preis\w*|gebühr\w*|garantie\w*|gewährleistung\w*|versicherung\w*|angebot\w*|lieferung\w*|probezeit\w*|bürgschaft\w*|kaution\w*|rabatt\w*"
    r"|loyer|prix|redevance|garantie|assurance|offre|livraison|essai|caution"
)
_NOUN: Final = re.compile(
    rf"\b(?:(?P<contract>{_CONTRACT}|(?P<pronoun>{_PRONOUN}))|(?P<thing>{_THING}))\b", re.IGNORECASE
)
_RUNS: Final = re.compile(
    r"\b(?:runs?|lasts?|continues?|remains?|force|effect|effective|valid|period|commenc\w+|begin\w*|start\w*|extended|is|be|from"
    r"|gäller|löper|varar|är|förläng\w+|träder|från|läuft|gilt|dauert|beginnt|befristet|abgeschlossen|geschlossen|verlängert|vom|ab"
    r"|conclu|dure|vigueur|effet|prorogée?|prolongée?|reconduite?|du)\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    r"\b(?:from|commenc\w+|begin\w*|start\w*|effective|från|vom|ab|beginnt|du|compter)\b", re.IGNORECASE
)
_EXTENDED: Final = re.compile(
    r"\W{0,3}(?:verlängert|förlängs?|prorogée?|prolongée?|reconduite?|extended)\b", re.IGNORECASE
)
"""What says behind the day that it is a new last one."""
_NEXT: Final = 20
_BARE: Final = re.compile(r"(?<!['’])\b(?:to|au)(?:\s+the)?\s*$", re.IGNORECASE)
_NOT: Final = re.compile(
    r"\bnotice\b|uppsägning|\bsäg(?:s|as|er)\b|kündig|préavis|\brenew|förläng|verläng|recondu|renouvel|\bat\s+least\b",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(
    r"\b(?:for|of|is|är|om|på|i|für|von|auf|beträgt|de|pour|pendant)\s+(?:(?:a|an|en|ett|une?|einer?)\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)


def last(sentence: str) -> Last | None:
    """The last day of the contract that a sentence, its spaces single, tells; None where it tells none."""
    found = quantities(sentence)
    days = [one for one in found if one.of is Of.DAY]
    ends = list(_ends(sentence, days))
    if ends:
        shown = ", ".join(dict.fromkeys(sentence[one.start : one.end] for one in ends))
        return Last(tuple(one.value for one in ends), shown)
    lengths = [one for one in found if one.unit == "month"]
    if len(lengths) == 1 and len(days) <= 1 and not _NOT.search(sentence):
        return _of_length(sentence, lengths[0], days)
    return None


def _ends(sentence: str, days: list[Quantity]) -> Iterator[Quantity]:
    for one in days:
        before = sentence[max(0, one.start - 400) : one.start]
        if ((lead := _ENDS.search(before)) and _of_contract(before[: lead.start()], pronoun=True)) or (
            (lead := _UNTIL.search(before)) and _runs(before, lead, sentence[one.end : one.end + _NEXT])
        ):
            yield one


def _runs(before: str, lead: re.Match[str], behind: str) -> bool:
    head = before[: lead.start()]
    if _BARE.search(lead[0]) and not _FROM.search(head):
        return False
    runs = _RUNS.search(head) or _EXTENDED.match(behind)
    return _of_contract(head) and bool(runs) and not any(one["thing"] for one in _NOUN.finditer(head))


def _of_contract(head: str, *, pronoun: bool = False) -> bool:
    """Whether what was spoken of last is the contract, or (``pronoun``) what stands for it."""
    nouns = list(_NOUN.finditer(head))
    spoken = [one for one in nouns if not one["pronoun"]]
    if spoken:
        return spoken[-1]["contract"] is not None
    return pronoun and bool(nouns)


def _of_length(sentence: str, length: Quantity, days: list[Quantity]) -> Last | None:
    """A length of the contract; where the day is told from which it counts, its last day by either way of counting."""
    head = sentence[: length.start]
    if not _LENGTH.search(head) or not _of_contract(head) or any(one["thing"] for one in _NOUN.finditer(head)):
        return None
    if not _RUNS.search(sentence):
        return None
    shown = sentence[length.start : length.end]
    if not days or not _FROM.search(sentence[: days[0].start]):
        return Last((), shown)
    day = days[0]
    until = _later(date.fromordinal(int(day.value)), round(length.number))
    return (
        Last((until - 1, until), f"{sentence[day.start : day.end]}, {shown}", counted=True)
        if until
        else Last((), shown)
    )


def _later(day: date, many: int) -> float | None:
    """The ordinal of the day so many months later; None behind the end of the calendar."""
    months = day.month - 1 + many
    try:
        return float(
            date(day.year + months // 12, months % 12 + 1, min(day.day, 28)).toordinal() + max(0, day.day - 28)
        )
    except ValueError:
        return None
