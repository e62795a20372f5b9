"""Reading an answer of the guided intake: none, a party, a country, days, a paper; or which part of it is wrong."""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain.agreement import Location, OnFile, Party
from hemvist.domain.agreement.countries import EU, country_of, not_in_the_eu, place_of
from hemvist.domain.agreement.special import NAMES, categories
from hemvist.domain.days import written
from hemvist.domain.levels import Place

NOT_YET: Final = "not signed yet"
"""What stands for a processing agreement that is still to be signed."""
MOST_DAYS: Final = 36_000
_MAIL: Final = re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+\Z")
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_NOTHING: Final = frozenset(
    """- -- – — no none nothing nobody nil n/a nej inga inget ingen ingenting ingenstans nein kein keine keiner keins
    nichts niemand non aucun aucune aucuns rien personne""".split()  # noqa: SIM905  # read as a list of words
)
_NOT_YET: Final = frozenset(
    (NOT_YET, "not signed", "not yet", "unsigned", "inte ännu", "inte än", "inte undertecknat", "inte undertecknat än",
     "ännu inte", "noch nicht", "nicht unterzeichnet", "noch nicht unterzeichnet", "pas encore", "pas encore signé")
)  # fmt: skip
_PARTY: Final = (
    "name; postal address; mail address",
    "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example",
)
_WHERE: Final = ("a country, by its name or its two letters; name of the host", "SE; Värden AB")
_DAYS: Final = (f"days of the project; days that documents are kept: whole numbers, 1 to {MOST_DAYS:,}", "365; 365")
_PAPER: Final = (
    f"title; its date; SHA-256 of the file; or: {NOT_YET}", "Processing agreement; 2026-03-01; 9f86d081884c7d65…"
)  # fmt: skip


class Flaw(Exception):
    """Which part of an answer is wrong, as a sentence; what was expected; an example."""

    def __init__(self, wrong: str, expected: str, example: str) -> None:
        super().__init__(wrong)
        self.wrong, self.expected, self.example = wrong, expected, example


def is_nothing(told: str) -> bool:
    """Whether it says none, in English, Swedish, German or French."""
    return not told.strip() or told.strip(" .!").casefold() in _NOTHING


def is_not_yet(told: str) -> bool:
    """Whether it says that there is no such paper so far."""
    return is_nothing(told) or told.strip(" .!").casefold() in _NOT_YET


def parts(told: str) -> list[str]:
    """What stands between semicolons."""
    return [part.strip() for part in told.split(";")]


def each(told: str) -> tuple[str, ...]:
    """What stands between commas, each once."""
    return _once(told.split(","))


def _once(told: list[str]) -> tuple[str, ...]:
    """What is no space, each once however it is written."""
    found = {" ".join(one.split()).casefold(): one.strip() for one in reversed(told) if one.strip()}
    return tuple(reversed(found.values()))


def party(told: str) -> Party:
    """Who it is, and where they are reached. Raises :class:`Flaw`."""
    title, *rest = parts(told)
    if wrong := _party_wrong(title, rest):
        raise Flaw(wrong, *_PARTY)
    return Party(title, rest[0] if len(rest) == 2 else "", rest[-1], rest[-1])


def _party_wrong(title: str, rest: list[str]) -> str:
    if not title:
        return "The name is missing." if rest else "Nothing stands there."
    if not rest and "," in title:
        return "The parts stand between commas: put semicolons between them."
    if not rest:
        return "The name is missing." if _MAIL.match(title) else "The mail address is missing."
    if len(rest) > 2:
        return f"There are {len(rest) + 1} parts, at most three are read."
    if not _MAIL.match(rest[-1]):
        return "The last part is no mail address."
    return ""


def where(told: str, level: int, operator: str) -> Location:
    """Where the server stands, as this level allows it; hosted by the operator where nobody else is named."""
    country, *host = parts(told)
    code = country_of(country)
    if not code:
        raise Flaw(_where_wrong(country), *_WHERE)
    if level == 2 and code not in EU:
        raise Flaw(f"{not_in_the_eu(code)}, and level 2 keeps it inside the EU.", "a country of the EU", _WHERE[1])
    hosted_by = host[0] if host and host[0] else operator
    return Location(Place.HERE if level == 3 else place_of(code), code, hosted_by)


def _where_wrong(country: str) -> str:
    if not country:
        return "The country is missing: it is the first part."
    first = next((country.split(mark, 1)[0] for mark in (",", " ") if country_of(country.split(mark, 1)[0])), "")
    if first and first != country:
        return f"Put a semicolon after “{first}”."
    if len(country) == 2 and country.isascii() and country.isalpha():
        return f"“{country}” is the code of no country."
    return f"“{country[:40]}” is the name of no country known here."


def days(told: str) -> tuple[int, int]:
    """Days of the project, and of its documents; one number is both."""
    numbers = parts(told)
    names = ("days of the project", "days that documents are kept")
    if len(numbers) > 2:
        raise Flaw(f"There are {len(numbers)} parts, at most two are read.", *_DAYS)
    for name, one in zip(names, numbers, strict=False):
        if wrong := _days_wrong(one):
            raise Flaw(f"The {name}: {wrong}", *_DAYS)
    return int(numbers[0]), int(numbers[-1])


def _days_wrong(one: str) -> str:
    if not one:
        return "the number is missing."
    if re.fullmatch(r"[0-9]+ ?, ?[0-9]+", one[:40]):
        return "put a semicolon between the numbers, not a comma."
    if not (one.isascii() and one.isdecimal()):
        return f"“{one[:20]}” is no whole number."
    if len(one) > 9 or int(one) > MOST_DAYS:
        return f"{one[:9]}{'…' if len(one) > 9 else ''} is more than {MOST_DAYS:,}."
    return "" if int(one) else "0 is too few, 1 is the least."


def special(told: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The special categories, and what protects them."""
    which, *guards = parts(told)
    if is_nothing(which):
        return (), ()
    unknown = next((one for one in each(which) if not categories((one,))), None)
    if unknown is not None:
        wrong = f"“{unknown[:40]}” names no special category of GDPR Art. 9."
        expected = f"each in words that name it: {', '.join(NAMES)}; or none"
        raise Flaw(wrong, expected, "health, union; read by owners only")
    return each(which), _once(guards) or ("read only by whom the client has admitted by name",)


def paper(told: str) -> OnFile | None:
    """The processing agreement; none where it is not signed yet."""
    if is_not_yet(told):
        return None
    title, dated, sha256, *more = [*parts(told), "", ""]
    if _HASH.match(dated.lower()) and not sha256:
        dated, sha256 = "", dated
    if wrong := _paper_wrong(title, dated, sha256, [one for one in more if one]):
        raise Flaw(wrong, *_PAPER)
    day = written(dated)
    if isinstance(day, str):
        raise Flaw(f"Its date: {day}", *_PAPER)
    if not _HASH.match(sha256.lower()):
        raise Flaw(_no_sum(sha256), *_PAPER)
    return OnFile(title, sha256.lower(), day)


def _paper_wrong(title: str, dated: str, sha256: str, more: list[str]) -> str:
    if not dated and not sha256 and "," in title:
        return "The parts stand between commas: put semicolons between them."
    missing = [name for name, one in (("title", title), ("date", dated), ("SHA-256", sha256)) if not one]
    if missing:
        return f"Missing: {', '.join(missing)}."
    return f"There are {3 + len(more)} parts, three are read." if more else ""


def _no_sum(sha256: str) -> str:
    if re.fullmatch(r"[0-9a-fA-F]{8,}", sha256):
        return f"The SHA-256 has {len(sha256)} digits, it needs 64."
    return "The last part is no SHA-256: that is 64 digits, 0 to 9 and a to f."
