"""Of a clause that is said to change, not to be replaced: the sentences that the new words speak of; of the rest they say nothing.

A sentence of the new words speaks of the one that states something of the same unit, else of the same sort (a length of
time, a sum, a share, a day), else of the one with enough words in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from hemvist.domain.changes import OVER, Change
from hemvist.domain.outline import Clause
from hemvist.domain.quantities import Quantity, quantities
from hemvist.domain.sentence import sentences

Span = tuple[int, int]
Like = Callable[[str, str], float]
"""How much two sentences are alike, 0 to 1."""

_CHANGED: Final = re.compile(
    r"\b(?:amend|modif|var(?:y|ied|ies)\b|chang)\w*|\bändra[ds]?\b|\bändring\w*|\bgeändert\b|\bänder[nt]\b|\bänderung\w*|\bmodifi\w+",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(
    r"\b(?:replac|substitut|restat)\w*|in\s+place|instead|\b(?:to|shall(?:\s+now)?)\s+read\b|ersetzt|\bersätt\w*|\bremplac\w*|\bfassung|neu\s+gefasst|lautet"
    r"|wortlaut|lydelse|\bstelle\b|i\s+stället|helhet|entirety|vollständig|rédigé|intégral\w*",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"[ \t]*(?:§|\d|\(\w\)|(?:article|artikel|section|clause|punkt|ziffer)[ \t]\d)", re.IGNORECASE
)
_FEW: Final = 5
"""A numbered line of fewer words is a heading."""
_WORDS: Final = 0.25
"""From this share of words in common on, a sentence that counts nothing speaks of another."""


def amends(text: str, change: Change) -> bool:
    """Whether a statement says that the clause changes, and nothing that it is replaced or worded anew as a whole."""
    said = text[change.start : change.end]
    changed = bool(_CHANGED.search(said)) and not _WHOLE.search(said)
    return not change.drops and (changed or overrides(text, change))


def overrides(text: str, change: Change) -> bool:
    """Whether something is said to hold against a clause, which stays as far as it is not touched: "notwithstanding …"."""
    return change.partly and bool(_OVER.match(text, change.start, change.end))


_OVER: Final = re.compile(rf"\W*(?:\d{{1,2}}[.)]?\s+)?{OVER}\b", re.IGNORECASE)
_AWHILE: Final = re.compile(
    r"\bsuspended\b|\bausgesetzt\b|\bruh(?:t|en)\b|\b(?:vilar|vilande)\b|\bsuspenderas\b|\bsuspendue?s?\b",
    re.IGNORECASE,
)


def awhile(text: str, change: Change) -> bool:
    """Whether a clause is said to rest for a time: whether it still does has to be read."""
    return bool(_AWHILE.search(text, change.start, change.end))


def told(text: str, clause: Clause) -> list[Span]:
    """The sentences of a clause, without its heading."""
    found = [(clause.start + one.start, clause.start + one.end) for one in sentences(text[clause.start : clause.end])]
    return [one for one in found if not _heading(text[slice(*one)])]


def _heading(said: str) -> bool:
    return bool(_NUMBERED.match(said)) and len(said.split()) <= _FEW + 2 and said.rstrip()[-1:] not in ".;:"


def spoken_of(text: str, clause: Clause, later: str, change: Change, like: Like) -> list[Span]:
    """The sentences of a clause that its new words, or the statement that holds them, speak of."""
    new = [
        later[change.first + one.start : change.first + one.end] for one in sentences(later[change.first : change.last])
    ]
    old = told(text, clause)
    found = (_meant(text, old, said, _numbers(said, change), like) for said in new)
    return sorted({one for one in found if one is not None})


def _numbers(said: str, change: Change) -> list[Quantity]:
    """What new words count: the day from which they apply is none of it."""
    since = change.since.toordinal() if change.since else None
    return [one for one in quantities(said) if one.unit != "date" or one.number != since]


def _meant(text: str, old: Sequence[Span], said: str, numbers: list[Quantity], like: Like) -> Span | None:
    counted = {one: quantities(text[slice(*one)]) for one in old}
    units, sorts = {one.unit for one in numbers}, {one.of for one in numbers}
    same = [one for one in old if units & {each.unit for each in counted[one]}]
    same = same or [one for one in old if sorts & {each.of for each in counted[one]}]
    if same:
        return max(same, key=lambda one: like(said, text[slice(*one)]))
    near = max(((like(said, text[slice(*one)]), one) for one in old), default=(0.0, None))
    return near[1] if near[0] >= _WORDS else None


_FIRST: Final = r"first|1st|första|erste[rn]?|première|premiere"
_SECOND: Final = r"second|2nd|andra|zweite[rn]?|deuxième|seconde"
_THIRD: Final = r"third|3rd|tredje|dritte[rn]?|troisième"
_LAST: Final = r"last|sista|letzte[rn]?|dernière"
_NTH: Final = re.compile(
    rf"\b(?:(?P<n1>{_FIRST})|(?P<n2>{_SECOND})|(?P<n3>{_THIRD})|(?P<last>{_LAST}))\s+(?:sentence|mening(?:en)?|satz(?:es)?|phrase)\b"
    r"|\b(?:sentence|mening|satz|phrase)\s+(?P<number>\d)\b",
    re.IGNORECASE,
)
_JOINT: Final = r"\s*(?:,|[-–]|\b(?:and|or|to|und|oder|bis|och|eller|till|et|ou|à)\b)\s*"
_SEVERAL: Final = re.compile(
    rf"\b(?:{_FIRST}|{_SECOND}|{_THIRD}){_JOINT}(?:(?:the|den|der|die|la|le)\s+)?(?:{_SECOND}|{_THIRD}|{_LAST})\b"
    rf"|\b(?:sentences?|mening(?:en|arna)?|satz|sätze|phrases?)\s+\d{_JOINT}\d"
    rf"|\b(?:{_FIRST}|{_SECOND}|{_THIRD}|{_LAST})\s+(?:sub-?)?(?:paragraph|stycket|absatz(?:es)?|alinéa)\b",
    re.IGNORECASE,
)
"""Sentences, or paragraphs that hold some, of which one cannot be told by counting."""
_FEW_FIRST: Final = re.compile(
    r"\b(?:first\s+(?:(?P<two1>two)|three)|(?:(?P<two2>två)|tre)\s+första|ersten\s+(?:(?P<two3>zwei|beiden)|drei)|(?P<two4>beiden)\s+ersten"
    r"|(?:(?P<two5>deux)|trois)\s+premières)\s+(?:sentences|meningarna|sätze|phrases)\b",
    re.IGNORECASE,
)
"""The first two, or else three, sentences together."""
_OLD: Final = re.compile(
    r"\b(?:words?|figures?|amounts?|orde[tn]|uttrycke[tn]|belopp\w*|worte?s?|wörtern?|angabe|mots?|termes?|montants?|chiffres?|expressions?|délais?)\b[^\"“”„«»\n]{0,20}"
    r"[\"“”„«]\s?(?P<old>[^\"“”„«»\n]{2,120})",
    re.IGNORECASE,
)
"""Words of a clause that are quoted, to be replaced or to go."""
_QUOTED: Final = re.compile(r"[\"“”„«]\s?(?P<said>[^\"“”„«»\n]{2,120})[\"“”»]")


def named(text: str, clause: Clause, later: str, change: Change) -> list[Span]:
    """The sentences of a clause that a statement names, by their place or by words quoted of them; none where it names none."""
    said, old = later[change.start : change.end], told(text, clause)
    found, few = list(_NTH.finditer(said)), _FEW_FIRST.search(said)
    if few and not found and change.label in ((), clause.label):
        return old[: 2 if any(few.groupdict().values()) else 3]
    if found:
        sure = change.label in ((), clause.label) and not _SEVERAL.search(said)
        places = [_place(one, len(old)) for one in found] if sure else []
        return [old[at] for at in places] if all(at < len(old) for at in places) else []
    first = _OLD.search(said)
    if first is None or not _holding(text, old, first["old"]):
        return []
    return [one for quoted in _QUOTED.finditer(said) for one in _holding(text, old, quoted["said"])]


def spares(text: str, clause: Clause, later: str, change: Change, here: Span) -> bool:
    """Whether a statement names sentences of a clause, and none of them is ``here``."""
    found = named(text, clause, later, change)
    return bool(found) and not any(first < here[1] and here[0] < last for first, last in found)


def _place(found: re.Match[str], many: int) -> int:
    """Which sentence is meant, counted from 0."""
    if found["number"]:
        return max(int(found["number"]), 1) - 1
    return many - 1 if found["last"] else next(at for at, name in enumerate(("n1", "n2", "n3")) if found[name])


def _holding(text: str, spans: Sequence[Span], words: str) -> list[Span]:
    """The sentences that hold these words."""
    return [one for one in spans if _plain(words) in _plain(text[slice(*one)])]


def _plain(said: str) -> str:
    return " ".join(said.split()).casefold()
