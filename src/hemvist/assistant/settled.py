"""What the documents that a question names settle: the sentence of the right kind that holds the sort of value asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import Named
from hemvist.domain import clauses, wanted, weigh
from hemvist.domain.clauses import Kind
from hemvist.domain.sentence import CELLS
from hemvist.domain.weigh import Evidence, Marks, Signs
from hemvist.index.base import Found
from hemvist.index.meaning import Meant
from hemvist.index.reranking import shown_plain

KINDS: Final = 3
"""Kinds of clause that a question is taken to mean at most."""
MEANT: Final = 0.014
MEANT_OF_ANY: Final = 0.02
"""The score from which on a kind is looked for, in documents that the question names and in any."""
CLOSE: Final = 0.015
"""Kinds that score so much less than the best are not looked for."""
PASSAGES: Final = 96
OF_ANY: Final = 48
"""Passages looked at, of documents that the question names and of any."""
COMPARED: Final = 16
"""Sentences whose meaning is compared with the question; each costs some milliseconds."""
PATTERN: Final = 0.02
"""What a point of a pattern's weight (0 to 6) is worth beside a cosine of 1, when sentences are put in order."""
RIGHT_SORT: Final = 0.05
"""The same for holding the sort of value that is asked for."""
LIKELIER: Final = 1.5
"""The same for how much likelier the classifier holds a kind."""
CLEAR: Final = 0.03
"""From this score on a question clearly means a kind of clause."""
FEW: Final = 3
"""Of so few documents a question need name none."""
ALIKE: Final = 3.0
"""A sentence of another document counts as saying the same, anew, when it is of the same kind and at most so much weaker."""

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """What speaks for an answer, best first, how sure it is, and from how sure on it is shown."""

    evidence: list[Evidence]
    confidence: float
    enough: float = weigh.ENOUGH
    of_kind: bool = False
    """Whether the question clearly asks for a kind of clause."""

    @property
    def margin(self) -> float:
        """How far its confidence is above what it needs; shown from 0 on."""
        return self.confidence - self.enough


@dataclass(frozen=True)
class Sought:
    """A question without its names: its text, what it wants, its vector, the kinds it may mean, and how far
    the likeliest of these is ahead of the next."""

    text: str
    sorts: frozenset[wanted.Sort]
    vector: Vector
    kinds: tuple[Meant, ...]
    apart: float = 0.0
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    whole: str = ""
    """The question with its names."""

    @property
    def clearly_of_kind(self) -> bool:
        """By meaning and by a word: everything that begins some day is near to the start of an employment."""
        return bool(self.kinds) and self.kinds[0].score >= CLEAR and bool(clauses.cued(self.text))


@dataclass(frozen=True)
class Held:
    """A sentence, the kind that it was weighed as (None: by its words only), and what speaks for it."""

    evidence: Evidence
    kind: Kind | None
    signs: Signs


def settled(asking: Asking, names: Named) -> Weighed:
    """What the documents that a question names settle, or those that it finds where it names none."""
    sought = _sought(asking, names)
    # A price list seldom says whose it is: an article's number is looked for everywhere.
    known = bool(names.documents) and not sought.codes
    asked = asking.of(names.documents) if known else asking
    text = names.question if sought.codes else sought.text
    held = candidates(sought, asked.find(text, PASSAGES if known else OF_ANY))[:COMPARED]
    if not held:
        return Weighed([], 0.0, weigh.ENOUGH_SETTLED, sought.clearly_of_kind)
    ordered = compared(sought, held, [asking.vector(one.evidence.text) for one in held], _wordings(asking, held))
    shown = of_each(ordered)
    best = [one.evidence for one in shown]
    rest = [one.evidence for one in ordered if one not in shown]
    sure = weigh.settled_confidence(marks(sought, ordered, bool(names.names) or len(asking.entries()) <= FEW))
    # Only what is shown for the answer keeps a score near the best one's: the rest is offered as possibly relevant.
    return Weighed(
        [*(replace(one, score=_TOP) for one in best), *rest], sure, weigh.ENOUGH_SETTLED, sought.clearly_of_kind
    )


_TOP: Final = 1_000.0


def _sought(asking: Asking, names: Named) -> Sought:
    first = asking.meant(names.clause)[:KINDS]
    least = max(MEANT if names.documents else MEANT_OF_ANY, first[0].score - CLOSE)
    kinds = tuple(one for one in first if one.score >= least)
    plain = clauses.plain(names.clause).text
    return Sought(
        names.clause,
        wanted.wanted(plain),
        asking.vector(names.clause),
        kinds,
        first[0].score - first[1].score,
        codes(names.question),
        tuple(_NUMBERS.findall(names.clause)),
        names.question,
    )


_CODED: Final = re.compile(r"\b(?=[\w./-]*\d)(?=[\w./-]*[A-Za-z])[A-Za-z]+[\w./-]*\d[\w./-]*\b")


_NUMBERS: Final = re.compile(r"(?<![\w.,-])\d+(?![\w-])")


def codes(question: str) -> tuple[str, ...]:
    """The numbers of articles and the like in a question ("KX-2040"), in lower case: what answers must hold them."""
    return tuple(dict.fromkeys(code.lower() for code in _CODED.findall(question)))


def _wordings(asking: Asking, held: Sequence[Held]) -> dict[str, Vector]:
    pairs = {(one.kind.name, _tongue(one)): one.kind for one in held if one.kind}
    return {name + tongue: asking.restated(kind, tongue) for (name, tongue), kind in pairs.items()}


def _tongue(one: Held) -> str:
    return clauses.language(one.evidence.passage.text)


def marks(sought: Sought, held: Sequence[Held], named: bool) -> Marks:
    """What tells how sure the first of these sentences is."""
    best, plain = held[0], clauses.plain(sought.whole).text
    document = best.evidence.passage.document
    rivals = [one.evidence.score for one in held[1:] if one.evidence.passage.document == document]
    return Marks(
        signs=best.signs,
        first=best.kind is not None and best.kind is sought.kinds[0].kind,
        apart=sought.apart,
        sorted=bool(sought.sorts),
        happened=wanted.happened(plain),
        names_one=wanted.names_one(plain),
        named=named,
        ahead=min(3.0, best.evidence.score - rivals[0]) if rivals else 3.0,
        tongue=clauses.asked_in(sought.text),
        across=clauses.asked_in(sought.text) != clauses.language(best.evidence.text),
        coded=bool(sought.codes) and bool(sought.sorts) and _CODE + len(sought.numbers) <= best.signs.pattern,
    )


def candidates(sought: Sought, found: Sequence[Found]) -> list[Held]:
    """The sentences that may settle what is sought, likeliest first by what costs nothing to look at."""
    held: dict[tuple[str, int], Held] = {}
    for passage, one in [(place, said) for place in found for said in weigh.spans(place)]:
        plain = shown_plain(one.text)
        row = CELLS in plain
        if not row and (weigh.names_only(one) or weigh.burden(plain) >= _BARE or len(plain) < _SHORTEST):
            continue
        best = _best(sought, passage, one, plain)
        if best is not None:
            held[(one.passage.version, one.start)] = best
    return weigh.ranked(list(held.values()), lambda one: one.evidence)


_BARE: Final = 3.5
_SHORTEST: Final = 15
_CODE: Final = 4.0
"""What holding the very number of an article tells, beside a pattern's weight."""


def _best(sought: Sought, passage: Found, one: Evidence, plain: str) -> Held | None:
    """The sentence as evidence for the kind it fits best."""
    tongue = clauses.language(passage.text)
    best: Held | None = None
    if sought.codes:
        # A price in a table's cell often stands without its currency.
        if not all(code in plain for code in sought.codes) or not (CELLS in plain or wanted.holds(plain, sought.sorts)):
            return None
        shared = sum(
            re.search(rf"(?<![\w.,]){number}(?:[.,]0+)?(?![\w.,])", plain) is not None for number in sought.numbers
        )
        return Held(replace(one, score=1.0 + shared), None, Signs(_CODE + shared, 0.0, True, False, 0.0, 0.0))
    for meant in sought.kinds:
        sorts = expected(sought.sorts, meant)
        fit = clauses.fit(meant.kind, plain, tongue) if wanted.holds(plain, sorts) else None
        if fit is None:
            continue
        pattern = fit.score + clauses.headed(meant.kind, (passage.heading,))
        signs = Signs(pattern, meant.score, bool(sorts), bool(meant.kind.gives & sought.sorts), 0.0, 0.0)
        score = PATTERN * pattern + LIKELIER * meant.score + RIGHT_SORT * bool(sorts)
        if best is None or score > best.evidence.score:
            best = Held(replace(one, score=score), meant.kind, signs)
    if best is None and sought.sorts and wanted.holds(plain, sought.sorts):
        return Held(replace(one, score=0.1 * passage.score - 0.1), None, Signs(0.0, 0.0, True, False, 0.0, 0.0))
    return best


def expected(sorts: frozenset[wanted.Sort], meant: Meant) -> frozenset[wanted.Sort]:
    """The sorts of value that a clause of this kind must hold to answer.

    What is asked for, of what such a clause settles; where the two do not meet ("how long must a password be?") what it
    settles, if the question clearly means that kind.
    """
    gives = meant.kind.gives
    if not gives or not sorts or sorts in _EXACT:
        return sorts
    return gives & sorts or (gives if meant.score >= CLEAR else sorts)


_EXACT: Final = (frozenset({wanted.Sort.PERCENT}), frozenset({wanted.Sort.PARTY}))
"""What is asked for so exactly that nothing else will do."""


def compared(
    sought: Sought, held: Sequence[Held], vectors: Sequence[Vector], wordings: Mapping[str, Vector]
) -> list[Held]:
    """The same sentences in order of all that speaks for them, nearness of meaning included."""
    out = []
    for one, vector in zip(held, vectors, strict=True):
        near = float(vector @ sought.vector)
        key = one.kind.name + _tongue(one) if one.kind else ""
        clause = float(vector @ wordings[key]) if key in wordings else 0.0
        signs = replace(one.signs, near=near, clause=clause)
        out.append(
            replace(one, signs=signs, evidence=replace(one.evidence, near=near, score=weigh.settled_score(signs)))
        )
    return weigh.ranked(out, lambda one: one.evidence)


def of_each(held: Sequence[Held]) -> list[Held]:
    """The best sentence of each document among those that say about the same, strongest first.

    A lease and its amendment both say what the rent is; which of them is in force is told by relations (``force.py``).
    """
    best = held[0]
    if best.kind is None and best.signs.pattern < _CODE:
        return [best]
    firsts: dict[str, Held] = {}
    for one in held:
        same = one.kind is best.kind and (best.kind is not None or one.signs.pattern == best.signs.pattern)
        if same and one.evidence.score >= best.evidence.score - ALIKE:
            firsts.setdefault(one.evidence.passage.document, one)
    return list(firsts.values())
