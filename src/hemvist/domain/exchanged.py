"""What a question that leans on the one before puts in the place of what stands there: a day, or another paper. Pure.

English, Swedish, German and French: "and in 2022?", "and before the amendment?", "what about the cleaning contract?"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hemvist.domain.parties import added
from hemvist.domain.relative import RELATIVE
from hemvist.domain.times import How, Time, times

_AT: Final = (
    r"(?:in|on|during|as\s+of|at|by|before|prior\s+to|after|since|until|till|i|på|under|om|den|före|innan|efter|sedan|senast"
    r"|till(?:\s+och\s+med)?|per|im|am|zum|ab|seit|bis(?:\s+zu[mr]?)?|vor|nach|en|au|le|à|avant|après|depuis|dès|jusqu['’](?:en|au))"
)
_THE: Final = (
    r"(?:the\s+(?:(?:year|end\s+of|beginning\s+of)\s+)?|(?:slutet|början|utgången)\s+av\s+|den\s+|år(?:et)?\s+|de[mrn]\s+"
    r"|(?:dem\s+)?(?:jahre?|ende|anfang)\s+|la\s+fin\s+(?:de\s+|d['’])|le\s+|l['’]année\s+)"
)
_EDGE: Final = r"(?:ende|anfang|fin|début)\s+"
"""The end or the beginning, as German and French tell it without a word before it."""
_STATED: Final = re.compile(rf"(?<!\w)(?:{_AT}\s+{_THE}?{_EDGE}|{_AT}\s+{_THE}?|{_EDGE})\Z", re.IGNORECASE)
_ALONE: Final = re.compile(
    rf"(?:(?:{_AT}|from|från(?:\s+och\s+med)?|von|vom)\s+{_THE}?|år\s+)?(?:{_EDGE})?", re.IGNORECASE
)
_BACK: Final = 60
"""Characters before a time in which it is looked for how it is put into its question."""
_CHANGE: Final = re.compile(
    r"(?:before|prior\s+to|after|since)\s+(?:the|this|that)\s+(?:[\w-]+\s+)?(?:amendment|addendum|change|increase|extension|renewal)"
    r"|(?:före|innan|efter|sedan)\s+(?:det\s+|den\s+)?(?:\w+\s+)?(?:tillägget|tilläggsavtalet|ändringen|höjningen|förlängningen)"
    r"|(?:vor|nach|seit)\s+(?:dem|der|diese[mr])\s+(?:\w+\s+)?(?:nachtrag|änderung|zusatzvereinbarung|\w*erhöhung|verlängerung)"
    r"|(?:avant|après|depuis)\s+(?:l['’]|la\s+|cet(?:te)?\s+)(?:avenant|modification|augmentation|prolongation)",
    re.IGNORECASE,
)
"""A change by which a time is told: "before the amendment"."""
_NOW: Final = re.compile(r"(?:now|today|nu|i\s?dag|jetzt|heute|maintenant|aujourd['’]hui)\Z", re.IGNORECASE)
_AS_TOLD: Final = {"en": ("on", "in"), "sv": ("den", "år"), "de": ("am", ""), "fr": ("le", "en")}
"""What a day, and what a year, is told with."""
_PLAIN: Final = re.compile(r"(?:on|in|den|i|år|am|im(?:\s+jahr)?|le|en)\s+", re.IGNORECASE)
"""What only puts a time into a question; "before" and the like stay what they are."""
_RELATIVE: Final = re.compile(RELATIVE, re.IGNORECASE)


@dataclass(frozen=True)
class _Said:
    """A time in a question, and what puts it there: "on", "in", "before"; ``start`` is where that begins."""

    start: int
    at: str
    time: Time


def day(rest: str, before: str, tongue: str) -> str | None:
    """The question before asked of the day or the year that ``rest`` names alone, in the place of its own; else None.

    A day that only tells a paper apart ("the lease of 1 March 2021") is not the one that is asked of.
    """
    bare = rest.rstrip(" ?.!")
    if _CHANGE.fullmatch(bare):
        return added(before, _small(bare))
    told, now = _alone_said(bare), _NOW.match(bare)
    said = list(_stated(before))
    if (told is None and now is None) or len(said) > 1:
        return None
    if told is None:
        return f"{before[: said[0].start].rstrip()}{before[said[0].time.end :]}".replace(" ?", "?") if said else None
    when = bare[told.time.start : told.time.end]
    if not said:
        return added(
            before, _small(bare) if told.at or _from_today(told.time, bare) else _told(told.time, when, tongue)
        )
    one = said[0]
    plain = not one.at or (_PLAIN.fullmatch(one.at) and _whole(one.time) is not _whole(told.time))
    at = told.at or ("" if _from_today(told.time, bare) else _at_of(told.time, tongue) if plain else one.at)
    return f"{before[: one.start]}{_small(at)}{when}{before[one.time.end :]}"


def _stated(question: str) -> Iterator[_Said]:
    """The times of which a question asks."""
    for one in times(question):
        lead = _STATED.search(question[max(0, one.start - _BACK) : one.start])
        if lead or _from_today(one, question):
            at = lead[0] if lead else ""
            yield _Said(one.start - len(at), at, one)


def _alone_said(bare: str) -> _Said | None:
    """The one time that some words name, and nothing else but what may stand before it."""
    named = times(bare)
    if len(named) != 1 or named[0].end != len(bare) or not _ALONE.fullmatch(bare, 0, named[0].start):
        return None
    return _Said(0, bare[: named[0].start], named[0])


def _from_today(time: Time, text: str) -> bool:
    """Whether it counts from today, as "next year" does, and so needs no word before it."""
    return bool(_RELATIVE.match(text, time.start))


def _small(said: str) -> str:
    """As it stands within a question: a German noun keeps its capital."""
    return said if said.startswith(("Ende ", "Anfang ", "Mitte ")) else said[:1].lower() + said[1:]


def states_day(question: str) -> bool:
    """Whether a question is asked of a day, as "before 2028" does."""
    return any(_stated(question))


def _told(time: Time, when: str, tongue: str) -> str:
    return f"{_at_of(time, tongue)}{when}"


def _at_of(time: Time, tongue: str) -> str:
    of_day, of_year = _AS_TOLD[tongue]
    at = of_day if _whole(time) else of_year
    return f"{at} " if at else ""


def _whole(time: Time) -> bool:
    """Whether it is a whole day that is named, of this year or another."""
    return time.first == time.last or time.how is How.OPEN


_NOT: Final = r"(?!(?:in|of|for|under|at|on|with|by|to|and|or|we|have|has|is|are)\b)"
_PAPERS: Final = {
    "en": rf"(?:the|our|my|your|that|this)\s+(?P<paper>(?:{_NOT}[\w-]+\s+){{0,2}}?(?:agreement|contract|(?:sub)?lease))(?P<end>)(?![\w-])",
    "sv": r"\b(?P<paper>\w*(?:avtal|kontrakt)et)(?P<end>)(?=s?\b)",
    "de": r"(?:der|den|dem|des|das|die|im|vom|zum|beim|diese[rmns]?|unser\w{0,2})\s+(?P<paper>\w*(?:vertrag|vereinbarung|abkommen))(?P<end>(?:e?s)?)\b",
    "fr": r"(?:le|du|au|ce)\s+(?P<paper>(?:contrat|accord)(?:\s+(?:de\s+(?:l['’])?|d['’])[a-zà-ÿ]+)?|bail)(?P<end>)\b",
}  # fmt: skip
"""A paper as a question calls it, by its kind and no name."""
_PAPER: Final = {tongue: re.compile(rf"(?<!\w){form}", re.IGNORECASE) for tongue, form in _PAPERS.items()}
_LINKED: Final = {
    "en": r"(?:for|in|under|with|of)\s+", "sv": r"(?:för|i|enligt|med|på)\s+", "de": r"(?:für|in|nach|bei|mit)\s+",
    "fr": r"(?:pour|dans|selon|avec|de)\s+(?:le\s+)?",
}  # fmt: skip
_PAPER_ALONE: Final = {
    tongue: re.compile(rf"(?P<link>{_LINKED[tongue]})?{form}\Z", re.IGNORECASE) for tongue, form in _PAPERS.items()
}
_WITHIN: Final = re.compile(r"(?:im|beim|zum|vom)\s", re.IGNORECASE)
_FRENCH_BARE: Final = re.compile(r"(?:contrat|accord|bail)\b", re.IGNORECASE)
_ANY: Final = frozenset(
    ["agreement", "contract", "avtalet", "kontraktet", "vertrag", "vereinbarung", "abkommen", "contrat", "accord"]
)  # fmt: skip
"""What every contract is called: it names no other one."""


def named(rest: str, tongue: str) -> str:
    """The paper that ``rest`` names alone, by its kind ("the cleaning contract", "städavtalet"); "" where it names none."""
    found = _alone(rest, tongue)
    return found["paper"] if found and found["paper"].lower() not in _ANY else ""


def _alone(rest: str, tongue: str) -> re.Match[str] | None:
    bare = rest.rstrip(" ?.!")
    if tongue == "fr" and _FRENCH_BARE.match(bare):  # "qu'en est-il du" has taken the article
        bare = f"le {bare}"
    return _PAPER_ALONE[tongue].match(bare)


def paper(rest: str, before: str, tongue: str) -> str | None:
    """The question before with the paper that ``rest`` names in the place of the one it speaks of; None where it has none."""
    other = named(rest, tongue)
    said = list(_PAPER[tongue].finditer(before))
    if not other or len(said) != 1 or said[0]["paper"].lower() == other.lower():
        return None
    one = said[0]
    if tongue == "de" and _head(one["paper"]) != _head(other):
        return None
    return before[: one.start("paper")] + other + one["end"] + before[one.end() :]


def placed(rest: str, tongue: str) -> str:
    """The same paper as it stands before a question: "for the cleaning contract"."""
    found = _alone(rest, tongue)
    if found is None or found["link"] or _WITHIN.match(rest):
        return rest
    if tongue == "de":
        article = (
            "die"
            if _head(found["paper"]) == "vereinbarung"
            else "das"
            if _head(found["paper"]) == "abkommen"
            else "den"
        )
        return f"für {article} {found['paper']}"
    return {"en": f"for {found[0]}", "sv": f"för {found[0]}", "fr": f"pour le {found['paper']}"}[tongue]


def _head(noun: str) -> str:
    return next(head for head in ("vertrag", "vereinbarung", "abkommen") if noun.lower().endswith(head))
