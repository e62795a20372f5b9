"""Special categories of personal data by their words: said of a person, or a word that says nothing of anybody.

A list of words alone finds them in most contracts, because contracts forbid discrimination. So a phrase counts as said
of a person only where the same sentence has one (a name with a title or before a verb, or a pronoun that means one
person) and is no rule for everybody. The words stand in ``special.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Final

from hemvist.domain.personal.found import Category, Found, Kind

_AROUND: Final = 200
"""Characters before and after a phrase in which its sentence is looked at."""
_NAME: Final = r"[A-ZÅÄÖÉÜ][a-zåäöéüèçñ]{1,24}"
_PERSON: Final = re.compile(
    rf"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Herrn?|Frau|Herr|Fru|Fröken|Mme|Mlle|Monsieur|Madame|M)\.? {_NAME}"
    rf"|\b{_NAME}(?: [A-Z]\.)?(?: (?:von|van|de|af) )? ?-?{_NAME}(?:,? (?:who|som|qui|die|der))?,? "
    r"(?:\w+ ){0,1}(?:is|was|has|had|suffers?|suffered|underwent|became|attends|carries|votes|converted|came|remains|told|works|är|var|har|hade|lider|blev|"
    r"fick|bär|går|röstar|kom|konverterade|opererades|diagnos\w+|ist|war|hat|hatte|leidet|wurde|trägt|wählt|erkrankte|est|était|a|souffre|souffrait|porte|vote)\b"
    r"|\b(?:[Ss]he|[Hh]e|[Hh]is|[Hh]er|[Hh]im|[Hh]on|[Hh]an|[Hh]ans|[Hh]ennes|[Hh]enne|[Hh]onom|[Ee]lle|[Ii]l souffre|[Ii]l est|[Ee]r (?:ist|hat|leidet|war)|[Ss]ie (?:ist|hat|leidet|war)|[Ii]hm)\b"
    r"|\bI (?:am|was|have|had|suffer)\b|\b[Jj]ag (?:är|har|lider|var)\b|\b[Ii]ch (?:bin|habe|leide|war)\b|\b[Jj]e (?:suis|souffre)\b|\b[Jj]'ai\b"
)
_EITHER: Final = re.compile(
    r"\b(?:he or she|she or he|his or her|her or his|him or her|he/she|s/he|his/her|him/her|han eller hon|hon eller han|"
    r"hans eller hennes|hon/han|han/hon|er oder sie|il ou elle)\b",
    re.IGNORECASE,
)
_RULE: Final = re.compile(
    r"discriminat|diskriminer|discrimin|harass|regardless of|irrespective of|without regard|oavsett|oberoende av|"
    r"ungeachtet|unabhängig von|sans distinction|quel que soit|on (?:the )?(?:basis|grounds?) of|på grund av kön|"
    r"\bif (?:an?|any|the) |\bany (?:person|employee|individual|participant)|\bwhether\b|\bom (?:en|den) anställd|"
    r"\bfalls (?:der|die|ein)|\bsi (?:le|la|un|une) (?:salarié|employé)|\bin the event\b|\bshall mean\b|\bmeans\b",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bM)(?<!\bProf)[.!?;](?=\s)|\n\s*\n")


def special_categories(text: str) -> Iterator[Found]:
    """What belongs to a special category: said of a person, or a word of it."""
    until, of_person = 0, False
    for match in _pattern().finditer(text):
        group = match.lastgroup or ""
        category = Category(_CATEGORIES[int(group[1:])])
        if match.start() >= until:
            until, of_person = _sentence(text, *match.span())
        said = group[0] == "s" and of_person
        yield Found(*match.span(), Kind.SPECIAL if said else Kind.WORD, category.value)


def _sentence(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where the sentence around a phrase ends, and whether it is about a person."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    begins = max((one.end() for one in _ENDS.finditer(text, low, start)), default=low)
    over = _ENDS.search(text, end, high)
    until = over.start() if over else high
    sentence = _EITHER.sub("", text[begins:until])
    return max(until, end), bool(_PERSON.search(sentence)) and not _RULE.search(sentence)


_CATEGORIES: Final = tuple(one.value for one in Category)


@cache
def _pattern() -> re.Pattern[str]:
    """All phrases in one expression, each category's in a group of its own: s0 … for said, w0 … for words."""
    told: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("special.toml").read_text("utf-8"))
    groups = []
    for letter, name in (("s", "said"), ("w", "word")):
        for at, category in enumerate(_CATEGORIES):
            words = "|".join(_filled(one, told["sets"]) for one in told[category][name])
            groups.append(f"(?P<{letter}{at}>{words})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})", re.IGNORECASE)


def _filled(words: str, sets: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda match: sets[match.group(1)], words)
