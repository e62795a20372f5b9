"""What the documents that a question names settle: the sentence of the right kind that holds the sort of value asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import Named, strange
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, wanted, weigh
from hemvist.domain.about import Paper
from hemvist.domain.clauses import Kind
from hemvist.domain.oneclause import ANEW, excepts, one_clause
from hemvist.domain.overlap import one_matter
from hemvist.domain.question import codes
from hemvist.domain.sentence import CELLS
from hemvist.domain.weigh import Evidence, Marks, Signs
from hemvist.index.base import Found
from hemvist.index.meaning import Meant
from hemvist.index.reranking import shown_plain

KINDS: Final = 8
"""Kinds of clause that a question is taken to mean at most: which of them it is, the documents tell as well."""
PASSAGES: Final = 96
OF_ANY: Final = 48
"""Passages looked at, of documents that the question names and of any."""
COMPARED: Final = 16
"""Sentences whose meaning is compared with the question; each costs some milliseconds."""
CLEAR: Final = 0.86
"""From this score on a question clearly means a kind of clause."""
ALIKE: Final = 6.0
"""A sentence of another document counts as saying the same, anew, when it is of the same kind and at most so much weaker."""

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Sought:
    """A question without its names: its text, what it wants, its vector, and the kinds it may mean."""

    text: str
    sorts: frozenset[wanted.Sort]
    vector: Vector
    kinds: tuple[Meant, ...]
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    whole: str = ""
    """The question with its names."""
    chances: Vector = field(default_factory=lambda: np.zeros(0))
    """How likely it means each kind of the vocabulary."""
    special: frozenset[str] = frozenset()
    """The beginnings of its words that no kind of clause is about."""
    of_money: bool = False
    """Whether it asks for what is paid, so that nothing but a sum or a share will do."""

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
    found = asked.find(text, PASSAGES if known else OF_ANY)
    held = by_name(sought, candidates(sought, found))[:COMPARED]
    if not held:
        return Weighed([], 0.0, weigh.ENOUGH_SETTLED, sought.clearly_of_kind)
    ordered = compared(asking, sought, held)
    shown = _with_exceptions(of_each(ordered), ordered)
    best = [_row_alone(one.evidence) for one in shown]
    rest = [one.evidence for one in ordered if one not in shown]
    odd = strange(names, (f"{one.heading} {one.text}" for one in found))
    told = marks(sought, ordered, len(asked.entries()), odd)
    sure = weigh.settled_confidence(told)
    if known and sole(sought, told, found, names.things, only(ordered)) and _are_papers(asked):
        sure = max(sure, SOLE)
    # Only what is shown for the answer keeps a score near the best one's: the rest is offered as possibly relevant.
    return Weighed(
        [*(replace(one, score=_TOP) for one in best), *rest], sure, weigh.ENOUGH_SETTLED, sought.clearly_of_kind
    )


_TOP: Final = 1_000.0
SOLE: Final = 0.86
_MOSTLY: Final = 0.7
_AGREES: Final = 0.5
_AGREES_WELL: Final = 0.7
_PAPERS: Final = 3


def only(held: Sequence[Held]) -> bool:
    """Whether the first sentence is the only one of its document with a value of the sort that is asked for."""
    document = held[0].evidence.passage.document
    return sum(one.signs.holds for one in held if one.evidence.passage.document == document) == 1


def sole(sought: Sought, told: Marks, found: Sequence[Found], things: frozenset[str], alone: bool) -> bool:
    """Whether the sentence is the only one of the few papers meant with the price asked for, or all but so with the time.

    Which of the kinds that overlap it is then matters less; but not where the words point to a kind of charge that it
    does not fit, nor where most of what the question speaks of, ``things`` apart, stands nowhere in those papers.
    """
    if told.elsewhere or told.untold or not told.signs.holds or told.share < _MOSTLY or told.documents > _PAPERS:
        return False
    said = clauses.telling(" ".join(f"{one.heading} {one.text}" for one in found))
    if len(sought.special - said) > (len(sought.special) + len(things)) / 2:
        return False
    if wanted.Sort.DURATION in sought.sorts:
        return bool(things) and told.signs.agree >= _AGREES_WELL
    other = not told.signs.likeliest and sought.kinds[0].kind in clauses.cued(sought.text)
    return alone and not other and wanted.of_price(clauses.plain(sought.text).text) and told.signs.agree >= _AGREES


def _are_papers(asked: Asking) -> bool:
    """Whether all that is asked calls itself a contract, policy or the like: what an article says once, it does not settle."""
    return all(one.card.paper is not Paper.OTHER for one in asked.entries())


def _row_alone(one: Evidence) -> Evidence:
    """Of a table's row that was weighed with the line before it the row: it is shown under the table's header anyway."""
    row = one.passage.text[one.first - one.passage.start : one.last - one.passage.start]
    return replace(one, start=one.first) if CELLS in row else one


def _sought(asking: Asking, names: Named) -> Sought:
    every = asking.meant(names.clause)
    plain = clauses.plain(names.clause).text
    return Sought(
        names.clause,
        wanted.wanted(plain),
        asking.vector(names.clause),
        tuple(every[:KINDS]),
        codes(names.question),
        tuple(_NUMBERS.findall(names.clause)),
        names.question,
        asking.chances(names.clause),
        clauses.special(plain) - names.things,
        wanted.of_money(plain),
    )


_NUMBERS: Final = re.compile(r"(?<![\w.,-])\d+(?![\w-])")


def _tongue(one: Held) -> str:
    return clauses.language(one.evidence.passage.text)


def marks(sought: Sought, held: Sequence[Held], documents: int, strange: bool = False) -> Marks:
    """What tells how sure the first of these sentences is; ``documents``: how many were asked; ``strange``: the question
    names what none of them speaks of."""
    best, plain = held[0], clauses.plain(sought.whole).text
    unnamed = best.kind is not None and best.kind.of_a_thing and not _calls_it(sought, best)
    untold = wanted.Sort.PARTY in sought.sorts and _covered(sought, best) < _HALF
    return Marks(
        signs=best.signs,
        untold=untold,
        share=_share(held),
        ahead=_ahead(held),
        sorts=sought.sorts,
        none=1.0 - float(sought.chances.sum()),
        documents=documents,
        elsewhere=strange or unnamed or wanted.elsewhere(plain),
        coded=bool(sought.codes) and bool(sought.sorts) and _CODE + len(sought.numbers) <= best.signs.pattern,
    )


def _covered(sought: Sought, one: Held) -> float:
    """The share of the question's telling words that a sentence and its heading hold (0 to 1)."""
    asked, said = clauses.telling(sought.text), clauses.telling(f"{one.evidence.passage.heading} {one.evidence.text}")
    return len(asked & said) / max(1, len(asked))


_HALF: Final = 0.5


def _share(held: Sequence[Held]) -> float:
    """The first sentence's part of all that its document's sentences have to say for themselves (0 to 1)."""
    best = held[0]
    document = best.evidence.passage.document
    others = [one for one in held[1:] if one.evidence.passage.document == document]
    rivals = [one for one in others if not _beside(best, one)]
    return 1.0 / (1.0 + sum(math.exp(one.evidence.score - best.evidence.score) for one in rivals))


def _ahead(held: Sequence[Held]) -> float:
    """How far the first sentence is ahead of the next that says the same kind of thing in its document."""
    best = held[0]
    document = best.evidence.passage.document
    same = [one for one in held[1:] if one.kind is best.kind and one.evidence.passage.document == document]
    return min(_MOST_AHEAD, best.evidence.score - same[0].evidence.score) if same else _MOST_AHEAD


_MOST_AHEAD: Final = 4.0


def candidates(sought: Sought, found: Sequence[Found]) -> list[Held]:
    """The sentences that may settle what is sought, likeliest first by what costs nothing to look at."""
    held: dict[tuple[str, int], Held] = {}
    for passage in found:
        said = weigh.spans(passage)
        for one, before in zip(said, [None, *said], strict=False):
            best = _candidate(sought, passage, one, before)
            if best is not None:
                held[(one.passage.version, one.last)] = best
    return weigh.ranked(list(held.values()), lambda one: one.evidence)


def _candidate(sought: Sought, passage: Found, one: Evidence, before: Evidence | None) -> Held | None:
    """The sentence as evidence, by itself or with the one before it, on which it leans."""
    plain = shown_plain(one.text)
    if CELLS not in plain and (weigh.names_only(one) or weigh.burden(plain) >= _BARE or len(plain) < _SHORTEST):
        return None
    alone = _best(sought, passage, one, plain)
    if before is None or sought.codes or not _leans(sought, one, plain):
        return alone
    both = replace(one, start=before.start, first=one.start, last=one.end)
    together = _best(sought, passage, both, shown_plain(both.text))
    if together is None or together.kind is None:
        return alone
    # By itself it often fits a kind that is less likely meant: "it is paid in advance" is of any payment.
    less = alone is None or alone.signs.kind < _LESS * together.signs.kind
    return together if less else alone


_LESS: Final = 0.5
"""A sentence counts with the one before it where by itself its kind is less likely meant by this factor."""


def by_name(sought: Sought, held: list[Held]) -> list[Held]:
    """Of these sentences those that say a thing which the question calls by its name ("croissant"), where any does."""
    if sought.codes or not sought.special:
        return held
    return [one for one in held if one.kind and _calls_it(sought, one)] or held


def _calls_it(sought: Sought, one: Held) -> bool:
    said = clauses.telling(f"{one.evidence.passage.heading} {one.evidence.text}")
    return not sought.special or bool(sought.special & said)


def _leans(sought: Sought, one: Evidence, plain: str) -> bool:
    """Whether a sentence has the value asked for and may go on with what was said before it ("this duty lasts")."""
    return bool(sought.sorts) and wanted.holds(plain, sought.sorts) and ANEW.match(plain) is None


_BARE: Final = 3.5
_SHORTEST: Final = 15
_CODE: Final = 4.0
"""What holding the very number of an article tells, beside a pattern's weight."""


def _best(sought: Sought, passage: Found, one: Evidence, plain: str) -> Held | None:
    """The sentence as evidence for the kind it fits best."""
    holds = bool(sought.sorts) and wanted.holds(plain, sought.sorts)
    if sought.codes:
        return _coded(sought, one, plain, holds)
    if not holds and (sought.of_money or sought.sorts in _EXACT):
        return None
    every = _of_kinds(sought, passage, one, plain, holds)
    if not every and holds:
        every = [Held(one, None, Signs(0.0, True, False, passage.score))]
    return max((_scored(each) for each in every), key=lambda each: each.evidence.score, default=None)


def _of_kinds(sought: Sought, passage: Found, one: Evidence, plain: str, holds: bool) -> list[Held]:
    """The sentence as evidence for each kind that it fits, of those the question may mean."""
    tongue = clauses.language(passage.text)
    weighed = (
        (meant, fit.score + clauses.headed(meant.kind, (passage.heading,)))
        for meant in sought.kinds
        if _may_settle(sought, meant.kind) and (fit := clauses.fit(meant.kind, plain, tongue)) is not None
    )
    fits = [(_by_matter(sought, meant), score) for meant, score in weighed if score >= _FITS]
    # Kinds overlap: of notice speak three. What the question speaks for them is added up.
    kinds = math.sqrt(sum(meant.score**2 for meant, _ in fits))
    fitting = [meant.kind for meant, _ in fits]
    others = [one for one in sought.kinds[:_FIRST] if not any(one_matter(one.kind, kind) for kind in fitting)]
    likeliest = any(one_matter(sought.kinds[0].kind, kind) for kind in fitting)
    return [
        Held(one, meant.kind, Signs(
            meant.score, holds, bool(meant.kind.gives) and wanted.holds(plain, meant.kind.gives), passage.score,
            pattern=score, kinds=kinds, likeliest=likeliest,
            rivalled=any(one.score >= _NEARLY * meant.score for one in others),
        )) for meant, score in fits
    ]  # fmt: skip


def _by_matter(sought: Sought, meant: Meant) -> Meant:
    """The kind as likely as the likeliest of its matter: of a lease's last day two speak."""
    return replace(meant, score=max(one.score for one in sought.kinds if one_matter(one.kind, meant.kind)))


_FIRST: Final = 3
_NEARLY: Final = 0.8
"""Among the first kinds, one that scores this share of the sentence's own is nearly as likely."""
_FITS: Final = 2.0
"""From this score on a sentence says what a kind of clause says, what speaks against it taken off."""


def _may_settle(sought: Sought, kind: Kind) -> bool:
    """Whether a clause of this kind can hold the very value that is asked for: what is exported is no turnover."""
    exact = sought.of_money or sought.sorts in _EXACT
    return not exact or not kind.gives or bool(kind.gives & sought.sorts)


def _coded(sought: Sought, one: Evidence, plain: str, holds: bool) -> Held | None:
    """A sentence or row that holds the very article numbers asked for; the more of the other numbers, the better."""
    # A price in a table's cell often stands without its currency.
    if not all(code in plain for code in sought.codes) or not (CELLS in plain or holds or not sought.sorts):
        return None
    shared = sum(
        re.search(rf"(?<![\w.,]){number}(?:[.,]0+)?(?![\w.,])", plain) is not None for number in sought.numbers
    )
    return Held(replace(one, score=1.0 + shared), None, Signs(0.0, True, False, 0.0, pattern=_CODE + shared))


def _scored(one: Held) -> Held:
    return replace(one, evidence=replace(one.evidence, score=weigh.settled_score(one.signs)))


_EXACT: Final = (frozenset({wanted.Sort.PERCENT}), frozenset({wanted.Sort.PARTY}))
"""What is asked for so exactly that nothing else will do."""


def compared(asking: Asking, sought: Sought, held: Sequence[Held]) -> list[Held]:
    """The same sentences in order of all that speaks for them: what they are about, and the question's words in them."""
    out = [_scored(replace(one, signs=_seen(asking, sought, one))) for one in held]
    said = weigh.by_words_said(sought.text, [one.evidence for one in out])
    told = [replace(one, evidence=its) for one, its in zip(out, said, strict=True)]
    return weigh.ranked(told, lambda one: one.evidence)


def _seen(asking: Asking, sought: Sought, one: Held) -> Signs:
    """A sentence's signs with those that its vector gives."""
    text = one.evidence.text
    clause = float(asking.vector(text) @ asking.restated(one.kind, _tongue(one))) if one.kind else 0.0
    return replace(one.signs, agree=float(np.sqrt(asking.chances(text) * sought.chances).sum()), clause=clause)


def of_each(held: Sequence[Held]) -> list[Held]:
    """The best sentence of each document among those that say about the same, strongest first, an even one's own clause before.

    Which is in force is told by relations (``force.py``). Where the strongest has the value asked for, those with one go first.
    """
    best = held[0]
    if best.kind is None and best.signs.pattern < _CODE:
        return [best]
    firsts: dict[str, Held] = {}
    for one in sorted(held, key=lambda one: best.signs.holds and not one.signs.holds):
        same = one.kind is best.kind and (best.kind is not None or one.signs.pattern == best.signs.pattern)
        if same and one.evidence.score >= best.evidence.score - ALIKE:
            firsts.setdefault(one.evidence.passage.document, one)
    return sorted(
        firsts.values(), key=lambda one: best.evidence.score - one.evidence.score > _EVEN or not _own_clause(one)
    )


def _with_exceptions(shown: Sequence[Held], held: Sequence[Held]) -> list[Held]:
    """The same with what else the first one's clause says of it: of a rule and its exception either alone would mislead."""
    best = shown[0]
    beside = [one for one in held if one not in shown and one.signs.holds == best.signs.holds and _beside(best, one)]
    whole = sorted([best, *beside[: _WHOLE - 1]], key=lambda one: excepts(one.evidence.text))
    return [*whole, *shown[1:]]


def _beside(best: Held, one: Held) -> bool:
    same = best.kind is not None and one.kind is best.kind
    return same and one.evidence.score >= best.evidence.score - _EVEN and one_clause(best.evidence, one.evidence)


_WHOLE: Final = 2
_EVEN: Final = 2.0


def _own_clause(one: Held) -> bool:
    """Whether a sentence stands below a heading of its kind: of two that say it evenly, a mail's comes after the lease's."""
    return one.kind is not None and clauses.headed(one.kind, (one.evidence.passage.heading,))
