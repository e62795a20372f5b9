"""What two clauses are compared by: their quantities, areas and other sizes, and how many of something there are.

A size or a count is one of its part: the ground floor's area says nothing of the whole. Sums paid for different times are
compared for the same one, and square feet with square metres by a rounded value. Four languages. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from hemvist.domain.condition import paid
from hemvist.domain.quantities import TIMES, Of, Quantity, number, sized

_COUNTED: Final = {
    "users": r"(?:named\s+|concurrent\s+)?users?|användare|(?:be)?nutzern?|utilisateurs?",
    "employees": r"employees|anställda|medarbetare|mitarbeiter(?:n|innen)?|arbeitnehmern?|salariés",
    "people": r"persons|people|guests|personer|gäster|personen|gästen?|personnes",
    "licences": r"licen[cs]es|licenser|lizenzen",
    "pieces": r"pieces|units|items|pcs|stycken|enheter|stück|einheiten|unités",
    "pages": r"pages|sidor|seiten",
    "parking": r"parking\s+(?:spaces|bays|places)|parkeringsplatser|bilplatser|(?:pkw-)?stellplätzen?|parkplätzen?|places\s+de\s+(?:parking|stationnement)",
    "visits": r"(?:site\s+)?visits|besök|besuchen?|visites",
}  # fmt: skip
"""What is counted, as it is called in English, Swedish, German and French."""
_COUNT: Final = re.compile(
    r"(?<![^\W\d_])(?:" + "|".join(f"(?P<g{at}>{forms})" for at, forms in enumerate(_COUNTED.values())) + r")(?![^\W\d_])",
    re.IGNORECASE,
)  # fmt: skip
_NAMES: Final = tuple(_COUNTED)
_PARTS: Final = {
    "ground floor": r"ground[- ]floor|bottenvåning\w*|bottenplan\w*|entréplan\w*|erdgeschoss\w*|rez-de-chaussée",
    "upper floor": r"(?:first|second|third|fourth|fifth|upper|top)[- ]floor|(?:första|andra|tredje|översta)\s+våning\w*|vindsvåning\w*|\w*obergeschoss\w*|dachgeschoss\w*|(?:premier|deuxième|dernier)\s+étage",
    "basement": r"basement|cellar|källar\w*|keller\w*|untergeschoss\w*|sous-sol|cave",
    "storage": r"stor(?:age|e\s?rooms?)|warehous\w+|archives?|lager\w*|förråd\w*|arkiv\w*|archiv\w*|entrepôt|stockage|réserve",
    "office": r"offices?|kontor\w*|büro\w*|bureaux?",
    "outside": r"terraces?|balcon\w+|garden|yard|outdoor|outside|land|plot|terrass\w*|balkong\w*|trädgård\w*|gård\w*|utomhus|mark(?:en)?|tomt\w*|terrassen?|balkon\w*|garten\w*|hof\w*|außen\w*|grundstück\w*|jardin|cour|terrain|extérieure?s?",
    "shop": r"shop|sales\s+(?:area|floor)|butik\w*|försäljningsyta\w*|laden\w*|verkaufsfläche\w*|boutique|magasin|vente",
    "parked": r"garages?|parking|parkering\w*|parkplatz|stellplatz",
    "gross": r"gross|brutto\w*|brute?",
    "each": r"each|per\s+(?:\w+)|varje|per|je|jede[rns]?|chaque|par",
}  # fmt: skip
_PART: Final = re.compile(
    r"(?<![^\W\d_])(?:" + "|".join(f"(?P<p{at}>{forms})" for at, forms in enumerate(_PARTS.values())) + r")(?![^\W\d_])",
    re.IGNORECASE,
)  # fmt: skip
_KINDS: Final = tuple(_PARTS)
_STOP: Final = re.compile(r"[,;:]|\.\s|\b(?:and|och|und|et|of\s+which|varav|davon|dont)\b", re.IGNORECASE)
_FOOT: Final = 0.09290304
"""Square metres in a square foot."""
_ROUGH: Final = 0.006
"""Areas told in metres and in feet are the same up to this share of them: both are rounded."""
_NEAR: Final = 120
"""Characters around a number in which the part is looked for."""
_SIZES: Final = frozenset({"m²", "sq ft", "kg", "ton", "acre"})
"""Sizes that papers disagree in: millimetres and litres are of things."""


@dataclass(frozen=True)
class Stated(Quantity):
    """A quantity of a part; ``rough``: it was counted over from another unit."""

    rough: bool = False


def stated(text: str) -> list[Quantity]:
    """What a clause states, in order; a size's or count's unit names the part that it is of."""
    told = [one for one in sized(text) if one.of is not Of.SIZE or one.unit in _SIZES]
    taken = [(one.start, one.end) for one in told]
    told += [one for one in _counts(text) if not any(start < one.end and one.start < end for start, end in taken)]
    told.sort(key=lambda one: (one.start, one.end))
    return [_of_part(text, told, at) for at in range(len(told))]


def _counts(text: str) -> Iterator[Quantity]:
    for one in _COUNT.finditer(text):
        told = number(text, one.start())
        if told is not None and (told[0] > 1 or text[told[1]].isdigit()):
            yield Quantity(_NAMES[int((one.lastgroup or "g0")[1:])], told[0], told[1], one.end())


def _of_part(text: str, told: list[Quantity], at: int) -> Quantity:
    one = told[at]
    if one.of is Of.MONEY and one.unit not in _COUNTED:
        return one if one.per else replace(one, per=paid(text[: one.start]))
    if one.of is not Of.SIZE and one.unit not in _COUNTED:
        return one
    part = _part(text, told[at - 1].end if at else 0, one, told[at + 1].start if at + 1 < len(told) else len(text))
    rough = one.unit == "sq ft"
    unit, value = ("m²", one.number * _FOOT) if rough else (one.unit, one.number)
    return Stated(f"{unit} {part}".strip(), value, one.start, one.end, rough=rough)


def _part(text: str, start: int, one: Quantity, end: int) -> str:
    """The part that a number is of: what is named before it, else what is named behind it in the same breath."""
    before = text[max(start, one.start - _NEAR) : one.start]
    if start:  # what stands before a stop is of the number before it
        before = before[max((each.end() for each in _STOP.finditer(before)), default=0) :]
    behind = text[one.end : min(end, one.end + _NEAR)]
    stop = _STOP.search(behind)
    found = [*_PART.finditer(before)][-1:] or [*_PART.finditer(behind[: stop.start()] if stop else behind)][:1]
    part = _KINDS[int((found[0].lastgroup or "p0")[1:])] if found else ""
    return "" if part == "each" and one.of is not Of.SIZE else part  # so many a year is a count of its own time


def differ(one: Iterable[Quantity], other: Iterable[Quantity]) -> bool:
    """Whether any number of a unit that both give stands in one of them only."""
    first, second = _by_unit(one), _by_unit(other)
    return any(_apart(first[unit], second[unit]) for unit in first.keys() & second.keys())


def _by_unit(quantities: Iterable[Quantity]) -> dict[str, list[Quantity]]:
    told: dict[str, list[Quantity]] = {}
    for one in quantities:
        told.setdefault(one.unit, []).append(one)
    return told


def _apart(ones: list[Quantity], others: list[Quantity]) -> bool:
    return any(
        not any(_same(one, each) for each in against) for said, against in ((ones, others), (others, ones)) for one in said
    )  # fmt: skip


def _same(one: Quantity, other: Quantity) -> bool:
    if one.per and other.per and one.per != other.per:
        return abs(one.number * TIMES[one.per] - other.number * TIMES[other.per]) < 1
    if getattr(one, "rough", False) != getattr(other, "rough", False):
        return abs(one.number - other.number) <= _ROUGH * max(one.number, other.number)
    return abs(one.number - other.number) <= 1e-9 * max(one.number, other.number)
