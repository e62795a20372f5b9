"""National identity numbers of the EU: by shape, then by date and check digit, then by a word beside them where needed.

Check digits are python-stdnum's (module by module below), which works on strings alone. Two are done here from its
Luhn and weights, because its modules ask the clock; those of Hungary, Luxembourg and German insurance are not in it and
stand here. Malta's have none, and count beside a word only; no form is known for Cyprus, whose are not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum import luhn, verhoeff
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.bg import egn
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.lt import asmens
from stdnum.lv import pvn
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.pt import cc, nif
from stdnum.ro import cnp
from stdnum.si import emso

from hemvist.domain.personal.cues import Cues
from hemvist.domain.personal.found import Found, Kind

Check = Callable[[str], bool]
_SEPARATORS: Final = str.maketrans("", "", " .-/+")
_CENTURIES: Final = (1900, 2000)


@dataclass(frozen=True)
class Number:
    """One way to write one country's number. ``sure``: the form and the check digit prove it without a word beside it."""

    country: str
    shape: str
    valid: Check
    sure: Check = lambda _: False


def _plain(number: str) -> str:
    return number.translate(_SEPARATORS)


def _day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _dated(day: str, month: str, year: str) -> bool:
    return any(_day(century + int(year), int(month), int(day)) for century in _CENTURIES)


def _swedish(number: str) -> bool:
    """Date (a coordination number adds 60 to the day) and Luhn. Source: Skatteverket, SKV 704."""
    digits = _plain(number)
    short = digits[-10:]
    day = int(short[4:6])
    dated = _dated(str(day - 60 if day > 60 else day), short[2:4], short[:2])
    return dated and digits[:-10] in ("", "18", "19", "20") and luhn.is_valid(short)


def _danish(number: str) -> bool:
    digits = _plain(number)
    return _dated(digits[:2], digits[2:4], digits[4:6])


def _danish_sum(number: str) -> bool:
    """Numbers given out before October 2007 have a sum of weights that eleven divides."""
    return cpr.checksum(_plain(number)) == 0


def _french(number: str) -> bool:
    digits = number.replace(" ", "")
    month = int(digits[3:5])
    return (1 <= month <= 12 or 20 <= month <= 42) and nir.is_valid(digits)


def _polish(number: str) -> bool:
    return pesel.is_valid(number) and len(set(number)) > 2


def _latvian_dated(number: str) -> bool:
    digits = _plain(number)
    return _dated(digits[:2], digits[2:4], digits[4:6])


def _person_of_portugal(number: str) -> bool:
    """Companies' numbers begin with 5 and more."""
    return number[0] in "123" and nif.is_valid(number.replace(" ", ""))


def _insured(number: str) -> bool:
    """German insurance: weights over the digits and the letter's place in the alphabet. Source: VKVV, annex to § 2."""
    digits = number.replace(" ", "")
    spelled = f"{digits[:8]}{ord(digits[8]) - 64:02}{digits[9:]}"
    products = (
        int(digit) * weight for digit, weight in zip(spelled, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=False)
    )
    day = int(digits[2:4])
    dated = _dated(str(day - 50 if day > 50 else day), digits[4:6], digits[6:8])
    return dated and sum(sum(divmod(one, 10)) for one in products) % 10 == int(digits[11])


def _luxembourgish(number: str) -> bool:
    """Date, then Luhn and Verhoeff over the same eleven digits. Source: règlement grand-ducal of 21 November 2013."""
    digits = number.replace(" ", "")
    dated = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    return dated and luhn.is_valid(digits[:12]) and verhoeff.is_valid(digits[:11] + digits[12])


def _hungarian_insured(number: str) -> bool:
    """Weights three and seven by turns. Source: act LXXXIII of 1997."""
    digits = _plain(number)
    return sum(int(digit) * (3, 7)[at % 2] for at, digit in enumerate(digits[:8])) % 10 == int(digits[8])


def _hungarian_tax(number: str) -> bool:
    """Weights one to nine, eleven. Source: act XX of 1996."""
    digits = _plain(number)
    return sum(int(digit) * (at + 1) for at, digit in enumerate(digits[:9])) % 11 == int(digits[9])


def _hungarian_person(number: str) -> bool:
    """Weights one to ten for who was born before 1997, else ten to one, eleven. Source: act XX of 1996."""
    digits = _plain(number)
    sums = (
        sum(int(one) * weight for one, weight in zip(digits, range(*told), strict=False))
        for told in ((1, 11), (10, 0, -1))
    )
    return (
        digits[0] in "1234"
        and _dated(digits[5:7], digits[3:5], digits[1:3])
        and int(digits[10]) in {one % 11 for one in sums}
    )


def _various(number: str) -> bool:
    """Not one digit again and again: such stand for a number in forms."""
    return len(set(_plain(number))) > 2


def _always(_: str) -> bool:
    return True


def _with(check: Check) -> Check:
    return lambda number: _various(number) and check(_plain(number))


_LETTERED: Final = r"[0-9LMNPQRSTUV]"
NUMBERS: Final = (
    Number("se", r"(?:18|19|20)?\d{6}[-+]\d{4}", _swedish, _always),
    Number("se", r"(?:18|19|20)\d{6} ?\d{4}", _swedish, _always),
    Number("se", r"\d{6} ?\d{4}", _swedish),
    Number("fi", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", hetu.is_valid, _always),
    Number("dk", r"\d{6}-\d{4}", _danish, _danish_sum),
    Number("dk", r"\d{6} ?\d{4}", _danish),
    Number("lv", r"\d{6}-\d{5}", _with(pvn.is_valid), _latvian_dated),
    Number("cz", r"\d{6}/\d{4}", rc.is_valid, _always),
    Number("cz", r"\d{6}/?\d{3,4}", rc.is_valid),
    Number("be", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", _with(nn.is_valid), _always),
    Number("be", r"\d{6}[ -]?\d{3}[ -.]?\d{2}", _with(nn.is_valid)),
    Number("fr", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", _french, _always),
    Number("it", rf"[A-Z]{{3}} ?[A-Z]{{3}} ?{_LETTERED}{{2}}[A-EHLMPRST]{_LETTERED}{{2}} ?[A-Z]{_LETTERED}{{3}}[A-Z]", codicefiscale.is_valid, _always),
    Number("es", r"\d{2}\.?\d{3}\.?\d{3}[- ]?[A-Z]", _with(dni.is_valid)),
    Number("es", r"[XYZ][- ]?\d{7}[- ]?[A-Z]", _with(nie.is_valid)),
    Number("ie", r"\d{7} ?[A-W][A-IW]?", _with(pps.is_valid)),
    Number("pt", r"\d{8} \d [A-Z0-9]{2}\d", cc.is_valid, _always),
    Number("pt", r"\d{3} ?\d{3} ?\d{3}", _person_of_portugal),
    Number("nl", r"\d{3}[. ]?\d{3}[. ]?\d{3}", _with(bsn.is_valid)),
    Number("de", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", _with(idnr.is_valid)),
    Number("de", r"\d{2} ?\d{6} ?[A-Z] ?\d{3}", _insured, _always),
    Number("lu", r"(?:18|19|20)\d{2} ?\d{4} ?\d{5}", _luxembourgish, _always),
    Number("hu", r"\d{3}[ -]?\d{3}[ -]?\d{3}", _with(_hungarian_insured)),
    Number("hu", r"8\d{9}", _with(_hungarian_tax)),
    Number("hu", r"[1-4][ -]?\d{6}[ -]?\d{4}", _with(_hungarian_person)),
    Number("mt", r"\d{5,7}[MGAPLHBZ]", _various),
    Number("at", r"\d{4}[ -]?\d{6}", _with(vnr.is_valid)),
    Number("bg", r"\d{10}", _with(egn.is_valid)),
    Number("pl", r"\d{11}", _polish),
    Number("gr", r"\d{11}", _with(amka.is_valid)),
    Number("ee", r"\d{11}", _with(ik.is_valid)),
    Number("lt", r"\d{11}", _with(asmens.is_valid)),
    Number("hr", r"\d{11}", _with(oib.is_valid)),
    Number("lv", r"[0-3]\d{10}", _with(pvn.is_valid)),
    Number("ro", r"\d{13}", _with(cnp.is_valid)),
    Number("si", r"\d{13}", _with(emso.is_valid)),
)  # fmt: skip
COUNTRIES: Final = frozenset(one.country for one in NUMBERS) | {"sk"}
"""The countries whose numbers are found; Slovakia's are written as the Czech ones."""

_START, _END = r"(?<![0-9A-Za-z])(?<![0-9][-+/.,])", r"(?![0-9A-Za-z])(?![-+/.,][0-9])"
# The shapes in one pass: all that can begin where a digit or a capital does. Each is tried alone on what this finds.
_SHAPES: Final = tuple((one, re.compile(f"{_START}(?:{one.shape}){_END}".replace(r"\d", "[0-9]"))) for one in NUMBERS)
_STARTS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][-+/.,])(?:[0-9]{2}|[12] [0-9]|[XYZ][- ]?[0-9]{7}|[A-Z]{3} ?[A-Z]{3} ?[0-9L-V]{2})"
)
_SAME: Final = {"cz": ("cz", "sk")}


def names_of(country: str) -> frozenset[str]:
    """The names of the words that say that a number is one of this country's."""
    return frozenset(_SAME.get(country, (country,)))


def identity_numbers(text: str, cues: Cues) -> Iterator[Found]:
    """Every identity number, in order, none twice."""
    at = 0
    for start in _STARTS.finditer(text):
        if start.start() < at:
            continue
        found = _at(text, start.start(), cues)
        if found is not None:
            yield found
            at = found.end


def _at(text: str, start: int, cues: Cues) -> Found | None:
    matches = ((one, match) for one, shape in _SHAPES if (match := shape.match(text, start)))
    fitting = [(one, match.end()) for one, match in matches if one.valid(match.group())]
    for one, end in fitting:
        if one.sure(text[start:end]):
            return Found(start, end, Kind.IDENTITY_NUMBER, one.country)
    for one, end in fitting:
        name = cues.beside(names_of(one.country), start, end)
        if name:
            return Found(start, end, Kind.IDENTITY_NUMBER, one.country)
    return None
