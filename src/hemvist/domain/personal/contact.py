"""Accounts, cards, telephones and mail addresses: by their form and, where there is one, by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from hemvist.domain.personal.cues import Cues
from hemvist.domain.personal.found import Found, Kind

# Lengths by country. Source: SWIFT, IBAN Registry.
_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24,
    "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29, "XK": 20,
}  # fmt: skip
_IBAN: Final = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?=[ -]?[0-9A-Za-z])")
_CARD: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][-.,/])(?:[0-9]{4}[ -]?[0-9]{6}[ -]?[0-9]{4,5}|[0-9]{4}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{3})?|[0-9]{13})"
    r"(?![0-9A-Za-z])(?![-.,/][0-9])"
)
# First digits and lengths. Source: ISO/IEC 7812 ranges as the card schemes publish them.
_ISSUERS: Final = (
    (re.compile(r"4"), {13, 16, 19}), (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), {16}),
    (re.compile(r"3[47]"), {15}), (re.compile(r"30[0-5]|36|3[89]"), {14, 16, 19}),
    (re.compile(r"6011|64[4-9]|65"), {16, 19}), (re.compile(r"35(?:2[89]|[3-8])"), {16, 19}),
    (re.compile(r"50|5[678]|6[379]"), {16, 19}),
)  # fmt: skip
_PHONE: Final = re.compile(
    r"(?<![0-9A-Za-z+])(?<![0-9][-.,/])(?:"
    r"(?P<abroad>(?:\+|00)[1-9][0-9]{0,2}(?:[ ./-]?\(0?[0-9]{0,3}\))?(?:[ ./-]?[0-9]{1,9}){1,7})"
    r"|(?P<area>\([0-9]{2,5}\)[ ./-]?[0-9]{2,9}(?:[ ./-][0-9]{2,5}){0,4})"
    r"|(?P<home>0[1-9][0-9]{0,3}[-/][0-9]{2,4}(?: [0-9]{2,4}){1,3})"
    r"|(?P<us>[2-9][0-9]{2}[-.][2-9][0-9]{2}[-.][0-9]{4})"
    r"|(?P<told>[0-9]{2,5}(?:[ ./-]?[0-9]{2,9}){1,5})"
    r")(?![0-9A-Za-z])(?![-./,][0-9])"
)
_DATE: Final = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\Z")
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_FEWEST_ABROAD: Final = 9
_LOCAL: Final = frozenset("._%+-'")
_MOST_LOCAL: Final = 64


def ibans(text: str) -> Iterator[Found]:
    """Account numbers: as long as their country has them, and divided by 97 they leave 1 (ISO 13616)."""
    at = 0
    for match in _IBAN.finditer(text):
        length = _LENGTHS.get(match.group()[:2].upper())
        end = _taken(text, match.start(), length) if length and match.start() >= at else 0
        if end:
            at = end
            yield Found(match.start(), end, Kind.IBAN, match.group()[:2].lower())


def _taken(text: str, start: int, length: int) -> int:
    """Where an account number of so many characters ends; 0 where there is none."""
    digits, at = "", start
    while len(digits) < length and at < len(text):
        if text[at].isascii() and text[at].isalnum():
            digits += text[at].upper()
        elif text[at] not in " -" or text[at - 1] in " -":
            break
        at += 1
    whole = len(digits) == length and not (at < len(text) and text[at].isalnum())
    return at if whole and mod_97_10.is_valid(digits[4:] + digits[:4]) else 0


def cards(text: str) -> Iterator[Found]:
    """Payment cards: Luhn, and first digits that an issuer has at this length."""
    for match in _CARD.finditer(text):
        digits = match.group().replace(" ", "").replace("-", "")
        issued = any(start.match(digits) and len(digits) in lengths for start, lengths in _ISSUERS)
        if issued and len(set(digits)) > 2 and luhn.is_valid(digits):
            yield Found(*match.span(), Kind.CARD)


def phones(text: str, cues: Cues) -> Iterator[Found]:
    """Telephone numbers: with a country's or an area's code as such are written, or after a word for a telephone."""
    for match in _PHONE.finditer(text):
        digits = sum(char.isdigit() for char in match.group())
        if not 7 <= digits <= 15 or _DATE.match(match.group()):
            continue
        if match.lastgroup == "told" and not cues.phone(*match.span()):
            continue
        if match.lastgroup == "abroad" and match.group().startswith("00") and not _spaced(match.group(), digits):
            continue
        yield Found(*match.span(), Kind.PHONE)


def _spaced(number: str, digits: int) -> bool:
    return digits > _FEWEST_ABROAD and any(char in " -./" for char in number)


def mails(text: str) -> Iterator[Found]:
    """Mail addresses: what stands around an at sign, where the host has a dot."""
    at = text.find("@")
    while at >= 0:
        host = _HOST.match(text, at + 1)
        start = begun(text, at)
        if host and start < at:
            yield Found(start, host.end(), Kind.MAIL)
        at = text.find("@", at + 1)


def host_at(text: str, start: int) -> int:
    """Where the host with a dot that begins at ``start`` ends; 0 where there is none."""
    host = _HOST.match(text, start)
    return host.end() if host else 0


def begun(text: str, at: int) -> int:
    """Where the part before the at sign begins."""
    start = at
    while start > max(0, at - _MOST_LOCAL) and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
        start -= 1
    while start < at and text[start] in _LOCAL:
        start += 1
    return start
