"""Words that say what a number is: a number whose check digit proves little counts only beside one of them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from hemvist.domain.text import MOST_INSIDE, Table

BEFORE: Final = 60
AFTER: Final = 25
"""Characters between a number and the word that says what it is."""
ANY: Final = "any"
PHONE: Final = "phone"
_CARD: Final = re.compile(
    r"(?<!\w)(?:credit card|debit card|card|visa|mastercard|amex|kreditkort\w*|betalkort\w*|kort(?:nummer|nr)?|kreditkarte\w*|"
    r"karten?(?:nummer|nr)?|carte|tarjeta|carta di credito)\b",
    re.IGNORECASE,
)

_WORDS: Final = {
    ANY: r"personal (?:identity |identification |id )?(?:number|code|no\b)|national (?:id(?:entity|entification)?)\b|"
    r"identity (?:number|code|no\b)|identification number|id[- ](?:number|no\b|nr\b|code)|social security|"
    r"social insurance|tax(?:payer)? (?:id|number|identification)|tin\b|birth number|ssn\b",
    "se": r"person(?:nummer|nr\b)|pers\. ?nr|samordningsnummer",
    "fi": r"henkilötunnu\w*|hetu\b|personbeteckning",
    "dk": r"cpr\b|cpr-?(?:nr|nummer)|personnummer",
    "de": r"steuer-?id\w*|steuerliche identifikationsnummer|steueridentifikationsnummer|idnr|id-nr",
    "hu": r"taj\b|taj-?szám|személyi (?:szám|azonosító)|adóazonosító",
    "mt": r"karta tal-identità|id card|identity card",
    "fr": r"n° de sécurité sociale|numéro de sécurité sociale|sécurité sociale|nir\b|insee",
    "it": r"codice fiscale|c\.f\.",
    "es": r"d\.?n\.?i\b|n\.?i\.?e\b|n\.?i\.?f\b|documento nacional|identificación",
    "pl": r"pesel",
    "nl": r"bsn\b|burgerservicenummer|sofinummer",
    "be": r"rijksregisternummer|numéro national|registre national|insz|niss\b|rrn\b|nationaalnummer|bis-?nummer",
    "at": r"sozialversicherungsnummer|sv-?nr|svnr|sv-nummer|versicherungsnummer|vsnr",
    "pt": r"nif\b|contribuinte|cartão de cidadão|\bcc\b",
    "ie": r"pps\b|ppsn\b|personal public service",
    "cz": r"rodné číslo|rodného čísla|r\.č\.|rč\b",
    "sk": r"rodné číslo|rodného čísla|r\.č\.|rč\b",
    "ro": r"cnp\b|cod numeric personal",
    "bg": r"егн|egn\b|лнч|единен граждански номер",
    "hr": r"oib\b|osobni identifikacijski",
    "ee": r"isikukood\w*",
    "lt": r"asmens koda\w*|a\. ?k\.",
    "lv": r"personas kod\w*",
    "si": r"emšo|emso\b",
    "gr": r"αμκα|amka\b",
    PHONE: r"tel\b|telephone|phone|mobile|mob\b|cell\b|fax|telefon\w*|tfn|mobil\w*|handy|tél\b|téléphone|portable|call us",
}  # fmt: skip
_CUE: Final = {name: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE) for name, words in _WORDS.items()}
_ONE: Final = re.compile(
    "(?<!\\w)(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items() if name != PHONE) + ")",
    re.IGNORECASE,
)
# Where two countries use the same word, the pattern above names the first of them.
_ALSO: Final = {"se": ("dk",), "cz": ("sk",), "es": ("pt",)}


class Cues:
    """Where such words stand in one text; looked for once, when the first number needs it.

    A word in the header row of a table speaks for all rows of the table.
    """

    def __init__(self, text: str, tables: Sequence[Table] = ()) -> None:
        self._text, self._tables = text, tables

    def beside(self, names: frozenset[str], start: int, end: int) -> str:
        """Which of these (or ``ANY``) a word near the span names; empty if none does."""
        for at in range(bisect.bisect_left(self._places, start - BEFORE - 40), len(self._places)):
            if self._places[at] > end + AFTER:
                break
            place, until, name = self._found[at]
            if (start - BEFORE <= until <= start or end <= place <= end + AFTER) and name in names | {ANY}:
                return name
        return self._in_header(names, start)

    def phone(self, start: int, end: int) -> bool:
        """Whether a word for a telephone stands right before."""
        return bool(_CUE[PHONE].search(self._text, max(0, start - 25), start)) or self._header_phone(start)

    def card(self, start: int, end: int) -> bool:
        """Whether a word for a payment card stands near, or in the header of its table."""
        if _CARD.search(self._text, max(0, start - BEFORE), start) or _CARD.search(self._text, end, end + AFTER):
            return True
        table = self._table_of(start)
        return table >= 0 and bool(_CARD.search(self._text, self._tables[table].start, self._tables[table].end))

    def _in_header(self, names: frozenset[str], start: int) -> str:
        table = self._table_of(start)
        return next((one for one in self._headers[table] if one in names | {ANY}), "") if table >= 0 else ""

    def _header_phone(self, start: int) -> bool:
        table = self._table_of(start)
        if table < 0:
            return False
        head = self._tables[table]
        return bool(_CUE[PHONE].search(self._text, head.start, head.end))

    def _table_of(self, start: int) -> int:
        return table_of(self._tables, start)

    @cached_property
    def _found(self) -> list[tuple[int, int, str]]:
        found = []
        for match in _ONE.finditer(self._text):
            name = match.lastgroup or ANY
            found += [(match.start(), match.end(), one) for one in (name, *_ALSO.get(name, ()))]
        return found

    @cached_property
    def _places(self) -> list[int]:
        return [place for place, _, _ in self._found]

    @cached_property
    def _headers(self) -> list[list[str]]:
        """For each table, what its header row names."""
        return [
            [
                name
                for place, _, name in self._found[
                    bisect.bisect_left(self._places, table.start) : bisect.bisect_left(self._places, table.end)
                ]
            ]
            for table in self._tables
        ]


def table_of(tables: Sequence[Table], start: int) -> int:
    """Which of these tables a place lies in, the innermost where one stands in another; -1 for none."""
    at = bisect.bisect_right(tables, start, key=lambda table: table.start) - 1
    return next((one for one in range(at, max(-1, at - MOST_INSIDE), -1) if start < tables[one].until), -1)
