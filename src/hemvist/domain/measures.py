"""Areas, weights, lengths, volumes and per mille by value: 250 kvm is 250 m², 1,000 kg is one tonne. Four languages. Pure.

Units that are not surely the same stay apart: square feet, miles, and the English ton, of which there are two.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_SAME: Final = {
    "m²": {
        "1": "m² m2 kvm kvadratmeter kvadratmetern qm quadratmeter quadratmetern sqm sq.m|sq m|square metre|square metres|square meter|square meters|mètre carré|mètres carrés",
        "10000": "ha hektar hectare hectares", "1000000": "km² km2",
    },
    "kg": {
        "1": "kg kilo kilos kilogram kilograms kilogramme kilogrammes kilogramm", "0.001": "g gram grams gramme grammes gramm", "0.1": "hg hekto",
        "1000": "t tonne tonnes tonnen|metric ton|metric tons",
    },
    "m": {
        "1": "m meter meters metre metres metern mètre mètres", "0.01": "cm centimeter centimeters centimetre centimetres centimètre centimètres zentimeter",
        "0.001": "mm millimeter millimeters millimetre millimetres millimètre millimètres", "1000": "km kilometer kilometers kilometre kilometres kilometern kilomètre kilomètres",
    },
    "l": {
        "1": "l liter liters litre litres litern", "1000": "m³ m3 kbm kubikmeter kubikmetern cbm|cubic metre|cubic metres|cubic meter|cubic meters|mètre cube|mètres cubes",
        "0.01": "cl", "0.001": "ml",
    },
    "sq ft": {"1": "sqft|sq ft|sq. ft|square foot|square feet"}, "acre": {"1": "acre acres"}, "ton": {"1": "ton tons"}, "lb": {"1": "lb lbs"},
    "mile": {"1": "mile miles"}, "ft": {"1": "ft feet foot"}, "in": {"1": "inch inches tum zoll"},
}  # fmt: skip


def _forms(told: str) -> list[str]:
    first, *others = told.split("|")
    return [*first.split(), *others]


UNITS: Final = {
    form: (Decimal(times), unit)
    for unit, rows in _SAME.items()
    for times, told in rows.items()
    for form in _forms(told)
}
"""Each way to write a unit, in small letters: how many of which unit it is."""
SIZES: Final = frozenset(_SAME)
_LONG: Final = sorted(UNITS, key=len, reverse=True)
_UNIT: Final = "|".join(re.escape(form).replace(r"\ ", r"[ \u00a0]") for form in _LONG)
MEASURE: Final = re.compile(
    r"(?<![\w.,/])(?P<digits>\d{1,3}(?:(?:[.,’']|[\u00a0\u202f ])\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,3})?)"
    rf"[\s\u00a0-]{{0,2}}(?:(?P<unit>{_UNIT})(?![\w²³])|(?P<mille>‰|(?:per[ ]mille|promille|pour[ ]mille)\b))",
    re.IGNORECASE,
)


def swedish(text: str) -> bool:
    """Whether a "ton" in this text is Swedish, and so a tonne."""
    return bool(_SWEDISH.search(text))


_SWEDISH: Final = re.compile(
    r"\b(?:och|vilka|vilket|avtal\w*|är|per\s+år|minst|högst|än|som|för|av|att|ska|årligen)\b", re.IGNORECASE
)
