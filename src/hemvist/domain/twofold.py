"""Two things asked of in one breath: "what is the rent and the notice period", and a list with two conditions. Pure.

Two kinds of clause must be named, one on either side of "and": "terms and conditions" stays one thing.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from hemvist.domain.clauses import Kind, asked
from hemvist.domain.condition import Condition, demands
from hemvist.domain.survey import survey

_AND: Final = r",?\s+(?:and\s+also|and|as\s+well\s+as|och\s+även|och|samt|und\s+auch|und|sowie|et\s+aussi|et)\s+"
_OPENING: Final = re.compile(
    r"(?:[^,;]{3,80}[,;]\s+)?(?P<asks>(?:what|how\s+(?:much|high|long|large|big))\s+(?:is|are|was|were)|is\s+there|are\s+there"
    r"|(?:please\s+)?(?:tell|show|give)\s+(?:me|us)"
    r"|vad\s+(?:är|var)|hur\s+(?:hög|högt|höga|stor|stort|stora|lång|långt|långa|mycket)\s+(?:är|var)|finns\s+det"
    r"|(?:wie\s+(?:hoch|lang|lange|groß|viel)|was|welches)\s+(?:ist|sind|war|waren)|gibt\s+es"
    r"|quel(?:le)?s?\s+(?:est|sont|était|étaient)|y\s+a-t-il)\s+(?=\S)",
    re.IGNORECASE,
)
_ARTICLE: Final = r"(?:the|an?|any|our|my|en|ett|någon|något|der|die|das|den|eine?n?|le|la|les|une?|l['’])"
_THING: Final = rf"(?:{_ARTICLE}\s+)?[^\W\d_][\w'’-]*(?:\s+(?!(?:and|och|samt|und|sowie|et)\b)[^\W\d_][\w'’-]*){{0,2}}"
_TWO: Final = re.compile(
    rf"(?P<one>{_THING}){_AND}(?P<two>{_THING})(?P<rest>(?:\s+(?:in|under|for|at|of|i|enligt|för|im|in|laut|dans|du)\s+[^,;]{{2,80}})?\s*[?.!]*)\Z",
    re.IGNORECASE,
)
_PLACED: Final = re.compile(r"\s(?:in|under|for|at|of|i|enligt|för|im|laut|dans|du)\s", re.IGNORECASE)
_TELL: Final = re.compile(r"\b(?:me|us)\Z", re.IGNORECASE)
_SINGULAR: Final = {
    "are": "is", "were": "was", "sind": "ist", "waren": "war", "sont": "est", "étaient": "était", "höga": "hög", "stora": "stor",
    "långa": "lång",
}  # fmt: skip
_WHETHER: Final = re.compile(
    rf"{_AND}(?P<two>(?:is\s+\w+ing\s+\w+|(?:may|can|must)\s+\w+\s+be\s+\w+|(?:darf|dürfen|kann|können|muss|müssen)\s+(?:\w+\s+)?\w+\s+werden)\b.*)\Z",
    re.IGNORECASE,
)


def things(question: str) -> list[str]:
    """The two questions that one about two things is made of, the second with the first's opening; else the one."""
    return _of_two_things(question) or _with_whether(question) or [question]


def _of_two_things(question: str) -> list[str]:
    opening = _OPENING.match(question)
    found = _TWO.match(question, opening.end()) if opening else None
    if opening is None or found is None or _PLACED.search(found["one"]):
        return []
    asks = " ".join(_SINGULAR.get(word.lower(), word) for word in opening["asks"].split())
    asks = "What is" if _TELL.search(asks) else asks  # of a thing alone, "tell me the rent" asks less surely
    one, two, end = found["one"], found["two"], found["rest"].rstrip(" ?.!")
    two = f"the {two}" if re.match(r"the\s", one, re.I) and not re.match(rf"{_ARTICLE}\s", two, re.I) else two
    if not _other_kinds(f"{asks} {one}?", f"{asks} {two}?"):
        return []
    return [f"{question[: opening.start('asks')]}{asks} {one}?", f"{_capital(asks)} {two}{end}?"]


def _with_whether(question: str) -> list[str]:
    """The whole behind "and" asks whether something is allowed: "and is subletting allowed"."""
    found = _WHETHER.search(question)
    one = f"{question[: found.start()]}?" if found else ""
    if found is None or survey(question) or not _other_kinds(one, found["two"]):
        return []
    return [one, found["two"]]


def _other_kinds(one: str, two: str) -> bool:
    first, second = _names(asked(one)), _names(asked(two))
    return bool(first and second) and first.isdisjoint(second)


_SAME: Final = frozenset({"rent", "payment terms", "price"})
"""Kinds that one word such as "rent" points to by turns."""


def _names(kinds: tuple[Kind, ...]) -> frozenset[str]:
    return frozenset("rent" if kind.name in _SAME else kind.name for kind in kinds)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_JOINT: Final = re.compile(
    r"\b(?:and|but|och|men|samt|und|aber|sowie|et|mais|(?P<either>or|eller|oder|ou))\b", re.IGNORECASE
)
_MORE: Final = re.compile(
    r"(?:that|which|who|som|die|qui)?\s*(?:do|does|are|is|can|may|must|have|has|contain|allow|renew|include|provide|är|får|kan|har|tillåter|förnyas"
    r"|sind|ist|dürfen|können|haben|enthalten|erlauben|sont|ont|peuvent)\b",
    re.IGNORECASE,
)


_BETWEEN: Final = re.compile(r"\b(?:between|mellan|zwischen|entre)\s[^,;]*\Z", re.IGNORECASE)


def second(question: str) -> str:
    """Whether a list's question states two demands of which one alone is looked at: "and", "or", or "" where it does not."""
    found = demands(question)
    for joint in _JOINT.finditer(question):
        if _apart(found, joint) or _of_kinds(found, joint.start(), question[: joint.start()], question[joint.end() :]):
            return "or" if joint["either"] else "and"
    return ""


def _apart(found: list[Condition], joint: re.Match[str]) -> bool:
    """Whether a value or a law is demanded on either side of a joint."""
    pairs = itertools.pairwise(sorted(found, key=_start))
    return any(one.end <= joint.start() and joint.end() <= other.start for one, other in pairs)


def _start(one: Condition) -> int:
    return one.start


def _of_kinds(found: list[Condition], at: int, one: str, two: str) -> bool:
    """Whether another kind of clause with its own verb stands behind a joint; "between 2 and 4 months" is one demand."""
    if any(demand.start < at < demand.end for demand in found) or _BETWEEN.search(one):
        return False
    return bool(_MORE.match(two.strip())) and _other_kinds(one, two)
