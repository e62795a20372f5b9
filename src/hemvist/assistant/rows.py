"""Rows of a table or price list of another size than the question asks for: what a 12 mm hose costs, the 10 mm row does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hemvist.assistant.named import Named
from hemvist.assistant.weighed import Weighed
from hemvist.domain import weigh
from hemvist.domain.alike import dice
from hemvist.domain.answer import Located
from hemvist.domain.condition import condition
from hemvist.domain.measures import MEASURE
from hemvist.domain.quantities import Of, sized
from hemvist.domain.sentence import CELLS
from hemvist.domain.weigh import Evidence

_SAME_THING: Final = 0.6
"""From so much of their words in common on two rows are of the same thing in two sizes."""
Sizes = frozenset[tuple[str, float]]


def of_size(names: Named, found: Sequence[Located], weighed: Weighed) -> Weighed:
    """What speaks for an answer, without rows of other sizes than the question names; where only such answer, nothing is sure."""
    question, wanted = names.clause, _wanted(names.clause)
    found = [one for one in found if not names.documents or one.document in names.documents]
    if wanted and (row := _priced(question, found, wanted)):
        return replace(weighed, evidence=[row], confidence=max(weighed.confidence, weighed.enough))
    other = [_other(one, wanted) for one in weighed.evidence] if wanted else []
    if not any(other):
        return weighed
    kept = [one for one, dropped in zip(weighed.evidence, other, strict=True) if not dropped]
    if any(_row(one) and _sizes(one.text) & wanted for one in kept):
        first = kept[0].text
        alike = [one for one in kept if not _row(one) or dice(first, one.text) >= _SAME_THING]
        return replace(weighed, evidence=alike)
    if not other[0]:
        return replace(weighed, evidence=kept)
    row = _same_row(weighed.evidence[0], found, wanted)
    if row is None:
        return replace(weighed, confidence=0.0)
    return replace(weighed, evidence=[row, *kept])


_ASKED: Final = re.compile(
    r"(?:what|how\s+much)\s+(?:does|do|is|are)\s+(?:the\s+price\s+(?:of|for)\s+)?(?P<en>.{2,80}?)(?:\s+costs?)?"
    r"|(?:vad|hur\s+mycket)\s+(?:kostar|är\s+priset\s+(?:på|för))\s+(?P<sv>.{2,80})"
    r"|(?:was|wie\s*viel)\s+(?:kostet|kosten)\s+(?P<de>.{2,80})|(?:combien\s+co[uû]te(?:nt)?|quel\s+est\s+le\s+prix\s+d(?:e|u|['’]))\s*(?P<fr>.{2,80})",
    re.IGNORECASE,
)
"""Asks what a thing costs."""
_SMALL: Final = frozenset(
    [
        "an",
        "one",
        "the",
        "of",
        "with",
        "in",
        "for",
        "per",
        "en",
        "ett",
        "med",
        "på",
        "av",
        "ein",
        "eine",
        "einen",
        "mit",
        "von",
        "der",
        "die",
        "das",
        "pro",
        "un",
        "une",
        "de",
        "du",
        "la",
        "le",
        "par",
    ]
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_PART: Final = re.compile(r"[,;:(/]")


def _priced(question: str, found: Sequence[Located], wanted: Sizes) -> Evidence | None:
    """The one row that gives a sum for the very thing, in the size, of which the question asks the price; None for none or several."""
    asked = _ASKED.fullmatch(question.strip(" ?.!\u00a0"))
    if asked is None:
        return None
    tongue = asked.lastgroup or ""
    thing = [word for word in _words(MEASURE.sub(" ", asked[tongue])) if word not in _SMALL]
    rows = {
        one.text: one
        for passage in found
        for one in weigh.spans(passage)
        if thing and _row(one) and _sizes(one.text) & wanted and _is(one.text, thing, tongue)
    }
    return next(iter(rows.values())) if len(rows) == 1 else None


def _is(row: str, thing: list[str], tongue: str) -> bool:
    """Whether a row with one sum is of the thing: it has all its words, and what it calls itself first is no other thing of them.

    A "hose clamp" is no hose: in English the last word of a name tells what it is, in French the first.
    """
    said = _words(row)
    head = _words(MEASURE.sub(" ", _PART.split(row.split(CELLS, maxsplit=1)[0])[0]))
    named = head[:1] if tongue == "fr" else head[-1:] if tongue == "en" else head
    sums = [one for one in sized(row) if one.of is Of.MONEY]
    return len(sums) == 1 and set(thing) <= set(said) and bool(set(named) & set(thing))


def _words(text: str) -> list[str]:
    return [one.rstrip("s") for one in _WORD.findall(text.lower())]


def _wanted(question: str) -> Sizes:
    """The sizes that a question names; none where it asks for more or less than one."""
    asked = condition(question)
    ranged = asked is not None and asked.of is Of.SIZE and asked.low != asked.high
    return frozenset() if ranged else _sizes(question)


def _sizes(text: str) -> Sizes:
    return frozenset((one.unit, one.number) for one in sized(text) if one.of is Of.SIZE)


def _row(one: Evidence) -> bool:
    return CELLS in one.text


def _other(one: Evidence, wanted: Sizes) -> bool:
    """Whether this is a row that tells a size of a kind that is asked for, and not the one asked for."""
    told = _sizes(one.text) if _row(one) else frozenset()
    return bool({unit for unit, _ in told} & {unit for unit, _ in wanted}) and not told & wanted


def _same_row(best: Evidence, found: Sequence[Located], wanted: Sizes) -> Evidence | None:
    """The row that says of the size asked for what the best one says of another."""
    rows = (one for passage in found for one in weigh.spans(passage) if _row(one) and _sizes(one.text) & wanted)
    near = max(((dice(best.text, one.text), one) for one in rows), key=lambda pair: pair[0], default=None)
    return replace(near[1], score=best.score, near=best.near) if near and near[0] >= _SAME_THING else None
