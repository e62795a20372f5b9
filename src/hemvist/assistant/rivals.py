"""What says otherwise: clauses of other documents that answer the same and give another number, of which none is set aside.

Only documents that speak of the same dealings are compared, see ``domain/relate.comparable``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from hemvist.assistant.reply import Asking
from hemvist.domain.about import Paper
from hemvist.domain.alike import dice, kind
from hemvist.domain.inforce import Held, Shelf, Stand
from hemvist.domain.likeness import share, sketch
from hemvist.domain.quantities import Quantity, units
from hemvist.domain.relate import Told, common, comparable, names
from hemvist.domain.stated import differ, stated
from hemvist.domain.weigh import Evidence, spans
from hemvist.domain.weigh import shown as window

MOST: Final = 2
"""Clauses that disagree and are shown."""
_CANDIDATES: Final = 12
"""Documents whose wording is compared."""
_PASSAGES: Final = 24
_SENTENCES: Final = 32
_NEAR: Final = 0.80
"""From this cosine with the clause on, the nearest sentence of a letter or mail that counts in the same unit says the same."""
_NEAR_TERMS: Final = 0.86
"""The same for whole papers, in which many sentences count in the same unit."""
_NEAR_MATTER: Final = 0.84
"""The same where the two are about one matter (together with that worth 1), or give as many values of each unit."""
_ONE_MATTER: Final = 1.0
_WORDS: Final = 0.25
"""Sums and percentages are of many things: besides, this share of the words must be the same."""
_EVEN: Final = 0.005
"""Sentences this much apart are equally near."""
_NEXT: Final = 0.01
"""Where the nearest sentence of a document is nearer to another clause, one so little further is looked at."""
_MATTER: Final = 0.2
"""Worth beside a cosine of 1: clauses of papers that are about the same matter in other words. Chosen on made-up archives."""
_TIMES: Final = frozenset({"hour", "day", "working day", "month", "date"})


@dataclass(frozen=True)
class _Clause:
    """The clause that answers: where it stands, its words and numbers."""

    stand: Stand
    text: str
    numbers: list[Quantity]
    letter: bool
    """Whether it stands in a letter or mail."""


@dataclass(frozen=True)
class _Said:
    """A sentence of another document beside the clause.

    ``text``: its main clause with the number; ``letter``: whether it stands in a letter or mail; ``near``: the cosine with
    the clause; ``like``: the same, and what it is worth that both are about the same matter.
    """

    evidence: Evidence
    text: str
    letter: bool
    near: float
    like: float


def rivals(asking: Asking, shelf: Shelf, kin: Collection[str], stand: Stand) -> list[Stand]:
    """Clauses of documents outside the family ``kin`` that disagree with the one at ``stand``, nearest first.

    None where the clause states no number.
    """
    held = shelf(stand.document)
    if held is None:
        return []
    said = held.text[stand.start : stand.end]
    clause = _Clause(stand, said, stated(said), held.about.paper is Paper.OTHER)
    documents = _comparable(asking, shelf, kin, held) if clause.numbers else {}
    return _best(asking, clause, documents) if documents else []


def _comparable(asking: Asking, shelf: Shelf, kin: Collection[str], mine: Held) -> dict[str, Held]:
    """Documents that speak of the same dealings; only those that name one of its parties are opened."""
    entries = asking.index.documents(asking.permit, asking.audience, asking.as_of)
    ours, told = common(one.card.parties for one in entries), _told(mine)
    parties = names(mine.about.parties)
    near = [
        one.document for one in entries
        if one.document not in kin and (asking.documents is None or one.document in asking.documents)
        and (parties & names(one.card.parties) or not parties)
    ]  # fmt: skip
    opened = (theirs for one in near[: _CANDIDATES * 4] if (theirs := shelf(one)) is not None)
    fit = [one for one in opened if comparable(told, _told(one), ours, _wording(mine, one)) and _same_roles(mine, one)]
    return {one.document: one for one in fit[:_CANDIDATES]}


def _told(held: Held) -> Told:
    return Told(held.document, held.name, held.about)


def _same_roles(one: Held, other: Held) -> bool:
    """Whether general terms and a contract call anybody or anything the same: terms of purchase speak to no tenant.

    Terms that call nobody anything with a capital speak to whoever has their party.
    """
    terms, text = (one, other.text) if one.about.paper is Paper.TERMS else (other, one.text)
    if terms.about.paper is not Paper.TERMS:
        return True
    said = Counter(_ROLE.findall(terms.text))
    return not said or any(re.search(rf"\b{re.escape(role)}", text) for role, _ in said.most_common(_ROLES))


_ROLE: Final = re.compile(r"(?<=[a-zåäöüéèß,] )[A-ZÅÄÖÜÉ][^\W\d_]{3,}")
"""A word with a capital inside a sentence: what a paper calls its parties and its things."""
_ROLES: Final = 3


def _wording(one: Held, other: Held) -> float:
    """The share of wording in common; looked at only where both are contracts."""
    if not one.about.paper is other.about.paper is Paper.AGREEMENT:
        return 0.0
    return share(sketch(one.text), sketch(other.text))


def _best(asking: Asking, clause: _Clause, documents: Mapping[str, Held]) -> list[Stand]:
    narrowed = Asking(asking.permit, asking.index, asking.embedder, asking.audience, frozenset(documents), asking.as_of)
    found = narrowed.find(" ".join(clause.text.split()), _PASSAGES)
    sentences = [one for passage in found for one in spans(passage) if _counts_alike(clause, one.text)][:_SENTENCES]
    said: dict[str, list[_Said]] = {}
    for one in sentences:
        document = one.passage.document
        letter = documents[document].about.paper is Paper.OTHER
        said.setdefault(document, []).append(_compared(asking, clause, one, letter))
    nearest = (_other(asking, clause, rows) for rows in said.values())
    kept = [one for one in nearest if one is not None]
    kept.sort(key=lambda one: -one.like)
    stands = [(one.evidence.passage.document, window(one.evidence)) for one in kept[:MOST]]
    return [Stand(document, *span, documents[document].about.effective) for document, span in stands]


def _other(asking: Asking, clause: _Clause, rows: list[_Said]) -> _Said | None:
    """Of the sentences of one document that which says the same with another number, if one does."""
    rows.sort(key=lambda one: -one.like)
    near = (one for one in rows if one.like >= rows[0].like - _NEXT)
    return next((one for one in near if _disagrees(clause, one) and _mutual(asking, clause, one)), None)


def _counts_alike(clause: _Clause, text: str) -> bool:
    return bool(units(clause.numbers) & units(stated(text)))


def _compared(asking: Asking, clause: _Clause, one: Evidence, letter: bool) -> _Said:
    text = _counting(clause, one.text)
    near = float(np.dot(asking.vector(text), asking.vector(clause.text)))
    like = near + _of_one_matter(asking, clause, text, clause.text, letter)
    return _Said(one, text, letter, near, like)


def _counting(clause: _Clause, text: str) -> str:
    """Of a sentence the main clause with the number: what stands beyond a semicolon is often about something else."""
    return next((part for part in _MAIN.split(text) if _counts_alike(clause, part)), text)


_MAIN: Final = re.compile(r";\s")


def _of_one_matter(asking: Asking, clause: _Clause, one: str, other: str, letter: bool) -> float:
    """What it is worth that two sentences of papers are about the same kinds of clause, as far as their meaning tells.

    By the Bhattacharyya coefficient of their chances. Of letters, which speak as people do, it tells too little.
    """
    if letter or clause.letter:
        return 0.0
    return _MATTER * float(np.sqrt(asking.chances(one) * asking.chances(other)).sum())


def _disagrees(clause: _Clause, one: _Said) -> bool:
    """Whether a sentence of a document says the same thing with another number."""
    numbers = stated(one.evidence.text)
    if not differ(clause.numbers, numbers) or one.near < _least(clause, one, numbers):
        return False
    return _of_time(clause.numbers, numbers) or not one.letter or dice(clause.text, one.evidence.text) >= _WORDS


def _least(clause: _Clause, one: _Said, numbers: Sequence[Quantity]) -> float:
    """The cosine from which on a sentence says the same thing."""
    if one.letter:
        return _NEAR
    if clause.letter:
        return _NEAR_TERMS
    mine, others = (Counter(each.unit for each in said) for said in (clause.numbers, numbers))
    alike = mine == others and mine.total() > 1
    return _NEAR_MATTER if alike or one.like >= _ONE_MATTER else _NEAR_TERMS


def _mutual(asking: Asking, clause: _Clause, one: _Said) -> bool:
    """Whether the clause is in its turn what comes nearest to this sentence in its own document.

    Where other papers say nothing of the matter, their nearest sentence is about something else, and so nearer to
    another clause. What letters say in passing disagrees only with what is of the same kind.
    """
    if clause.letter and not (kind(clause.text) and kind(clause.text) == kind(one.evidence.text)):
        return False
    numbers, wanted = units(stated(one.text)), asking.vector(one.text)
    found = asking.of(frozenset({clause.stand.document})).find(" ".join(one.evidence.text.split()), _PASSAGES)
    alike = (each for passage in found for each in spans(passage) if numbers & units(stated(each.text)))
    back = (
        (float(np.dot(asking.vector(each.text), wanted)) + _of_one_matter(asking, clause, each.text, one.text, one.letter), each)
        for each in islice(alike, _SENTENCES)
    )  # fmt: skip
    best = max(back, key=lambda row: row[0], default=None)
    if best is None or one.like >= best[0] - _EVEN:
        return True
    return best[1].start < clause.stand.end and clause.stand.start < best[1].end


def _of_time(numbers: Iterable[Quantity], others: Iterable[Quantity]) -> bool:
    return bool(units(numbers) & units(others) & _TIMES)
