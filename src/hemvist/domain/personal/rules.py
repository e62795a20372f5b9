"""What becomes of a file in which personal details were found: one table by level, kind and what the agreement lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from hemvist.domain.agreement import Agreement, DataClass
from hemvist.domain.agreement.special import categories
from hemvist.domain.levels import LEVELS
from hemvist.domain.personal.found import Found, Kind


class Ruling(IntEnum):
    """What is done, from the mildest on: the strictest that any find asks for is done to the file."""

    ALLOW = 0
    POINT_OUT = 1
    FLAG = 2
    REFUSE = 3


_CATEGORIES: Final = frozenset({Kind.SPECIAL, Kind.WORD})
_DETAILS: Final = (Kind.IBAN, Kind.CARD, Kind.PHONE, Kind.MAIL)


def _row(identity: Ruling, special: Ruling, word: Ruling, details: Ruling) -> Mapping[Kind, Ruling]:
    told = {Kind.IDENTITY_NUMBER: identity, Kind.SPECIAL: special, Kind.WORD: word}
    return MappingProxyType(told | dict.fromkeys(_DETAILS, details))


PROTOTYPE: Final = _row(Ruling.REFUSE, Ruling.REFUSE, Ruling.POINT_OUT, Ruling.POINT_OUT)
ORDERLY: Final = _row(Ruling.REFUSE, Ruling.REFUSE, Ruling.FLAG, Ruling.POINT_OUT)
BELOW: Final = MappingProxyType({0: PROTOTYPE, 1: ORDERLY})
"""The levels at which sensitive data has no place, whatever the agreement lists."""
UNLISTED: Final = _row(Ruling.REFUSE, Ruling.REFUSE, Ruling.POINT_OUT, Ruling.FLAG)
"""Higher levels, where the agreement lists no personal data."""
PERSONAL: Final = _row(Ruling.ALLOW, Ruling.REFUSE, Ruling.POINT_OUT, Ruling.ALLOW)
"""Higher levels, personal data listed; special categories that are listed besides are allowed, the others are not."""


@dataclass(frozen=True)
class Judged:
    """The ruling over a file: by which clause, how many of each kind asked for it, and which finds."""

    ruling: Ruling
    clause: str
    kinds: Mapping[Kind, int]
    finds: tuple[Found, ...] = ()


def row_of(agreement: Agreement, classes: Sequence[DataClass] = ()) -> Mapping[Kind, Ruling]:
    """The row that applies to a file that may be of these classes (none given: of any): the strictest of theirs.

    Whoever is client and operator in one confirms what another client would have to agree to.
    """
    if not LEVELS[agreement.level].sensitive_data:
        return BELOW.get(agreement.level, ORDERLY)
    row = PERSONAL if _personal(agreement, classes) else UNLISTED
    return MappingProxyType({**row, Kind.SPECIAL: Ruling.FLAG}) if agreement.one_party else row


def judge(
    agreement: Agreement,
    found: Sequence[Found],
    allowed: frozenset[Kind] = frozenset(),
    classes: Sequence[DataClass] = (),
) -> Judged:
    """The ruling over what was found in a file of one of these classes (none given: of any of the agreement's).

    ``allowed`` are kinds that the owner called false alarms. A kind without a row is refused.
    """
    row, listed = row_of(agreement, classes), _listed(agreement, classes)

    def ruled(one: Found) -> Ruling:
        spoken = one.kind in _CATEGORIES and one.what in listed
        return Ruling.ALLOW if spoken or one.kind in allowed else row.get(one.kind, Ruling.REFUSE)

    ruling = max(map(ruled, found), default=Ruling.ALLOW)
    finds = tuple(one for one in found if ruled(one) is ruling)
    return Judged(ruling, _clause(agreement, finds, classes), Counter(one.kind for one in finds), finds)


def _personal(agreement: Agreement, classes: Sequence[DataClass]) -> bool:
    """Whether whatever class the file is of, personal data is listed for it."""
    return all(row.personal for row in classes or agreement.data)


def _listed(agreement: Agreement, classes: Sequence[DataClass]) -> frozenset[str]:
    """The special categories that are allowed in it."""
    allows = LEVELS[agreement.level].sensitive_data and _personal(agreement, classes)
    return categories(agreement.special_categories) if allows else frozenset()


def _clause(agreement: Agreement, finds: Sequence[Found], classes: Sequence[DataClass]) -> str:
    if not LEVELS[agreement.level].sensitive_data:
        return "level"
    unlisted = {one.what for one in finds if one.kind in _CATEGORIES} - categories(agreement.special_categories)
    return "special_categories" if unlisted else "data"
