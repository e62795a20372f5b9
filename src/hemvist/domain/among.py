"""What follows a list of documents: "which of those end in 2027?", "and before 2027?", "and German law?". Pure.

Each is made a question about many documents again, with the papers that the one before asked about.
"""

from __future__ import annotations

import re
from typing import Final

from hemvist.domain import exchanged
from hemvist.domain.condition import condition
from hemvist.domain.quantities import quantities
from hemvist.domain.survey import survey

_OF_THOSE: Final = {
    "en": r"(?P<head>(?:(?:in|under|from|by)\s+)?(?:which|what|how\s+many)|(?:do|does|are|is|have|has|can|may)\s+any)"
    r"(?:\s+of\s+(?:them|those|these)(?:\s+(?:contracts|agreements|leases|documents))?|\s+ones)\b(?!\s+(?!(?:has|is|was|does)\b)\w+s\b)",
    "sv": r"(?P<head>(?:(?:i|enligt)\s+)?(?:vilka|hur\s+många))\s+av\s+(?:dem|dom|dessa|de\s+här|de\s+där)\b",
    "de": r"(?P<head>(?:(?:in|unter|nach|bei)\s+)?(?:welche[nr]?|wie\s+viele))\s+(?:davon|von\s+(?:ihnen|diesen|denen)|dieser\s+(?:verträge|vereinbarungen))\b",
    "fr": r"(?P<head>(?:dans\s+)?lesquel(?:le)?s|combien(?=\s+d))(?:\s+(?:d['’]entre\s+(?:eux|elles)|de\s+(?:ceux|celles)-(?:ci|là)))?\b",
}
_ASKED_OF: Final = {
    tongue: re.compile(rf"(?:(?:and|och|men|und|et|but|aber|mais)\s+)?{form}(?P<rest>\s+\S.*)\Z", re.IGNORECASE)
    for tongue, form in _OF_THOSE.items()
}
_NOT: Final = (
    r"(?!(?:of|the|our|my|your|all|every|any|which|what|many|these|those|do|does|are|is|have|has|list|show)\b)"
)
_PAPERS: Final = {
    "en": rf"(?<![\w-])(?P<paper>(?:{_NOT}[\w-]+\s+){{0,2}}?(?:contracts|(?:sub)?leases|agreements|licen[cs]es|policies|deeds|ndas|orders|documents|loans|deals))\b",
    "sv": r"\b(?P<paper>\w*avtal|\w*kontrakt|dokument|överenskommelser|licenser|försäkringar)(?:en|na)?\b",
    "de": r"\b(?P<paper>\w*verträge|\w*vereinbarungen|abkommen|lizenzen|dokumente|policen)n?\b",
    "fr": r"\b(?P<paper>(?:contrats|baux|accords|conventions|avenants|licences|documents)(?:\s+de\s+[a-zà-ÿ]+)?)\b",
}
_PAPER: Final = {tongue: re.compile(form, re.IGNORECASE) for tongue, form in _PAPERS.items()}
_SMALL: Final = frozenset(
    [
        "under", "law", "laws", "lag", "lagen", "rätt", "recht", "droit", "loi", "le", "la", "the", "by",
        "governed", "med", "enligt", "nach", "unter", "dem", "du", "de", "with", "and", "a", "an", "of", "have",
        "having", "than",
    ]
)  # fmt: skip
"""Words of a rest that say no more than the condition in it."""


def among(text: str, before: str) -> str | None:
    """A question of those that the list before named, as one about many documents; None where it is none of that form."""
    for tongue, form in _ASKED_OF.items():
        found = form.match(text)
        papers = _PAPER[tongue].search(before) if found else None
        if found and papers and survey(before):
            return _whole(f"{_head(found['head'])} {_inflected(found['head'], papers['paper'])}{found['rest']}")
    return None


def instead(rest: str, before: str, tongue: str) -> str | None:
    """The list before with the day, the value or the law that ``rest`` names alone in the place of its own; else None."""
    again = exchanged.day(rest, before, tongue) if exchanged.states_day(before) else None
    again = again or _valued(rest.rstrip(" ?.!"), before)
    return _whole(again) if again and survey(before) else None


def _valued(rest: str, before: str) -> str:
    """The list before with the condition of ``rest``: "more than 6 months", "German law"; "" where they do not go together."""
    new, old = condition(rest), condition(before)
    if new is None or old is None or new.of is not old.of or bool(new.law) is not bool(old.law):
        return ""
    others = re.findall(r"[^\W\d_]+", rest[: new.start] + rest[new.end :])
    bare = not new.law and any(one.start <= new.start for one in quantities(rest))
    if bare or any(word.lower() not in _SMALL for word in others):
        return ""
    said = rest[new.start : new.end]
    said = _ended(said, before[old.start : old.end]) if new.law else said[0].lower() + said[1:]
    return before[: old.start] + said + before[old.end :]


def _ended(new: str, old: str) -> str:
    """A law's name with the ending of the one that stood there: "deutsches" becomes "deutschem"."""
    one, other = (re.search(r"(?<=isch|tsch)e[mnrs]?\Z", said) for said in (new, old))
    return new[: one.start()] + other[0] if one and other else new


def _whole(question: str) -> str | None:
    """The question with a capital, if it is one about many documents."""
    return question[:1].upper() + question[1:] if survey(question) else None


def _head(said: str) -> str:
    head = re.sub(r"\bles(?=quel)", "", said, flags=re.IGNORECASE)
    return f"{head} de" if head.lower() == "combien" else head


def _inflected(head: str, paper: str) -> str:
    """The papers as they stand behind what asks for them: "in welchen Verträgen"."""
    return f"{paper}n" if head.lower().endswith("welchen") and paper.lower().endswith("verträge") else paper
