"""By which numbers a paper calls itself, and the days in lines of their own, such as the one above the signatures.

A paper that changes it speaks of it by one of these, wherever in the paper they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from hemvist.domain.effect import THING, alone
from hemvist.domain.times import days

LOOKED_AT: Final = 200_000
"""Characters from its beginning in which a paper's day is looked for."""
_CALLED: Final = rf"(?i:\b(?:{THING}|(?:\w*avtal|\w*kontrakt|\w*vertrag|\w*vereinbarung)s?))"
_CUE: Final = r"(?i:[ -]?(?:number|nummer|no|nr|n[°º]|ref|id)\b\.?)"
_CODE: Final = r"(?:[A-ZÅÄÖÜ]{1,4}[ ])?(?=[A-Z0-9/.-]*\d{2})[A-Z0-9][A-Z0-9/.-]{2,30}[A-Z0-9]\b"
_NUMBER: Final = re.compile(
    rf"{_CALLED}(?:{_CUE}[\s:|]{{0,4}}(?P<told>{_CODE})|[ ](?P<bare>(?=[A-Z0-9/.-]*[A-Z])(?=[A-Z0-9/.-]*[-/]){_CODE}))"
)
_NO_NUMBER: Final = re.compile(r"(?:19|20)\d\d(?:-[01]\d-[0-3]\d)?|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d")
"""A year or a day."""


def numbers(opening: str) -> frozenset[str]:
    """The numbers by which contracts are called in an opening, as :func:`bare` makes them: "Avtal nr | AI-2019-044"."""
    return frozenset(_numbers(opening))


def _numbers(opening: str) -> Iterator[str]:
    for one in _NUMBER.finditer(opening):
        said = one["told"] or one["bare"]
        if not _NO_NUMBER.fullmatch(said):
            yield bare(said)


_ITSELF: Final = re.compile(
    r"\W*(?:\d{1,2}[.)]?\s+)?(?:(?:this|the|present|said|our|detta|denna|det|dies\w*|der|die|das|vorliegend\w*|le|la|ce|cet|présente?)\s+|l['’]){0,3}"
    r"(?:(?:first|second|third|första|andra|tredje|erste\w?|zweite\w?|dritte\w?|premier|deuxième|troisième)\s+)?"
    r"(?:amendment|addendum|supplement|side\s+letter|deed\s+of|tillägg\w*|ändringsavtal\w*|nachtrag\w*|änderungsv\w+|ergänzungsv\w+|zusatzv\w+|avenant)\b",
    re.IGNORECASE,
)


def speaks_of_itself(said: str) -> bool:
    """Whether a sentence is about an amendment, this or another, and not about what it amends: "This amendment applies …"."""
    return bool(_ITSELF.match(said))


def bare(number: str) -> str:
    """A contract's number without spaces and signs, in lower case: "AI-2019-044" and "ai 2019/044" are one."""
    return re.sub(r"[\W_]", "", number).casefold()


def signed(text: str, start: int) -> frozenset[date]:
    """The days behind an offset that stand in lines of their own with a place at most: "Örebro den 18 februari 2019"."""
    return frozenset(one.day for one in days(text, start, min(len(text), LOOKED_AT)) if alone(text, one))
