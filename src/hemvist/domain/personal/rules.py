"""What becomes of a file in which personal details were found: one table by level, kind and what the agreement lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from hemvist.domain.agreement import Agreement
from hemvist.domain.levels import LEVELS
from hemvist.domain.personal.found import Found, Kind


class Ruling(IntEnum):
    """What is done, from the mildest on: the strictest that any find asks for is done to the file."""

    ALLOW = 0
    POINT_OUT = 1
    FLAG = 2
    REFUSE = 3


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
"""Higher levels, personal data listed, no special category."""
SPECIAL: Final = _row(Ruling.ALLOW, Ruling.ALLOW, Ruling.ALLOW, Ruling.ALLOW)
"""Higher levels, special categories listed."""


@dataclass(frozen=True)
class Judged:
    """The ruling over a file: by which clause, and how many of each kind asked for it."""

    ruling: Ruling
    clause: str
    kinds: Mapping[Kind, int]


def row_of(agreement: Agreement) -> Mapping[Kind, Ruling]:
    """The row that applies. Whoever is client and operator in one confirms what another client would have to agree to."""
    if not LEVELS[agreement.level].sensitive_data:
        return BELOW.get(agreement.level, ORDERLY)
    if agreement.special_categories:
        return SPECIAL
    row = PERSONAL if agreement.personal_data else UNLISTED
    return MappingProxyType({**row, Kind.SPECIAL: Ruling.FLAG}) if agreement.one_party else row


def judge(agreement: Agreement, found: Sequence[Found], allowed: frozenset[Kind] = frozenset()) -> Judged:
    """The ruling over what was found; ``allowed`` are kinds that the owner called false alarms. A kind without a row: refused."""
    row = row_of(agreement)
    rulings = {kind: Ruling.ALLOW if kind in allowed else row.get(kind, Ruling.REFUSE) for kind in Kind}
    ruling = max((rulings[one.kind] for one in found), default=Ruling.ALLOW)
    kinds = Counter(one.kind for one in found if rulings[one.kind] is ruling)
    return Judged(ruling, _clause(agreement, frozenset(kinds)), kinds)


def _clause(agreement: Agreement, kinds: frozenset[Kind]) -> str:
    if not LEVELS[agreement.level].sensitive_data:
        return "level"
    return "special_categories" if kinds & {Kind.SPECIAL, Kind.WORD} else "data"
