"""A closer look: question and sentence read together, which tells more than their words and vectors apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hemvist.assistant.asking import Asking
from hemvist.assistant.named import Named
from hemvist.assistant.things import mostly_papers
from hemvist.assistant.weighed import Weighed
from hemvist.domain import clauses, closer, wanted, weigh
from hemvist.domain.answer import MOST_CITATIONS
from hemvist.domain.closer import Signs, Together
from hemvist.domain.oneclause import one_clause
from hemvist.domain.weigh import Evidence
from hemvist.index.base import Found
from hemvist.index.terms import terms

PASSAGES: Final = 48
"""Passages whose sentences are read."""
OF_NAMED: Final = 24
"""Passages more of the documents that the question names."""
SENTENCES: Final = 96
"""Sentences read of them: those that share words with the question, or stand in what was found first."""
_NAMED: Final = 3
"""How many sentences of the documents that the question names come before one of the others."""
WEIGHED: Final = 10
"""Of the sentences that most speaks for so many are weighed."""
_CHOSEN: Final = 3
_WORDS: Final = 0.1
"""What all of the question's telling words are worth beside a cosine of 1, in the choice of what is read."""
_TITLE: Final = 70
_HEADING: Final = 60
"""Characters of a title and a heading that are read with a sentence, as the pairs were learned."""


def better(asking: Asking, names: Named, weighed: Weighed) -> Weighed:
    """What the rules show, where the closer look bears it out; else the sentence that it speaks for, or none for sure.

    The same as before where the embedder reads no pairs.
    """
    if not asking.embedder.identity.pairs:
        return weighed
    read = looked(asking, names, weighed.evidence[:_CHOSEN])
    told = _apart(weigh.ranked(_told(names, weighed, read), lambda one: one))
    papers = mostly_papers(asking.entries())
    if not told or _kept(weighed, told, _kept_from(asking, names, weighed) if papers else closer.KEPT_NAMED):
        return _beside(weighed, told) if weighed.by_words else weighed
    none = _strange(names, told[0], read) or (papers and wanted.elsewhere(clauses.plain(names.question).text))
    sure = 0.0 if none else closer.sure(_together(weighed, told, read))
    if sure >= closer.ENOUGH:
        return Weighed(told, sure, closer.ENOUGH)
    # What is offered as possibly relevant comes from both: each finds what the other does not. How near it comes is told
    # by the best alone: of several that are none, one of them is likelier to be one, and no nearer.
    offered = [told[0], *weighed.evidence[:1], *told[1:]]
    return Weighed(offered, min(sure, weigh.logistic(told[0].score)), closer.ENOUGH)


def _apart(told: Sequence[Evidence]) -> list[Evidence]:
    """Those that share no character with one before."""
    return [one for at, one in enumerate(told) if not _among(one, told[:at])]


def _together(weighed: Weighed, told: Sequence[Evidence], read: Sequence[Evidence]) -> Together:
    """The signs of those that would be shown."""
    best, group, shown = told[0], weigh.strongest(told)[:MOST_CITATIONS], _shown(weighed)
    agreed = any(_among(one, shown) for one in group)
    rest = [one.score for one in told if not _among(one, group)]
    return Together(
        odds=best.score,
        read=next(one.score for one in read if _same(one, best)),
        lead=best.score - max(rest, default=closer.NOBODY),
        shown=agreed,
        chosen=_among(best, weighed.evidence[:_CHOSEN]),
        other=bool(shown) and not agreed,
    )


def _strange(names: Named, best: Evidence, read: Sequence[Evidence]) -> bool:
    """Whether the question is of things ("rain") of which nothing that was read says one, in its language."""
    odd = clauses.special(clauses.plain(names.clause).text)
    if not odd or clauses.asked_in(names.question) != clauses.language(best.passage.text):
        return False
    said = clauses.telling(" ".join(f"{one.passage.heading} {one.text}" for one in read))
    return not any(one.startswith(word) or word.startswith(one) for one in said for word in odd)


def _kept(weighed: Weighed, told: Sequence[Evidence], enough: float) -> bool:
    """Whether the rules show an answer, and the closer look does not speak against its first sentence."""
    borne_out = [one for one in told if weigh.logistic(one.score) >= enough]
    return any(_among(first, borne_out) for first in _firsts(weighed))


def _firsts(weighed: Weighed) -> list[Evidence]:
    """The first sentence that the rules show, with those that are as good and stand in its clause."""
    shown = _shown(weighed)
    same = [one for one in shown[1:] if one.score == shown[0].score and one_clause(shown[0], one)]
    return [*shown[:1], *same]


def _beside(weighed: Weighed, told: Sequence[Evidence]) -> Weighed:
    """The same without what the closer look speaks against of what would be shown beside the first sentence."""
    poor = [one for one in told if weigh.logistic(one.score) < closer.BESIDE]
    kept = [one for at, one in enumerate(weighed.evidence) if not at or not _among(one, poor)]
    return replace(weighed, evidence=kept)


def _kept_from(asking: Asking, names: Named, weighed: Weighed) -> float:
    """From which probability on what the rules show of papers stays."""
    if weighed.by_words:
        return closer.KEPT_WORDS
    return closer.KEPT_NAMED if names.documents or len(asking.entries()) == 1 else closer.KEPT


def _shown(weighed: Weighed) -> list[Evidence]:
    """What the rules show."""
    return weigh.strongest(weighed.evidence)[:MOST_CITATIONS] if weighed.evidence and weighed.margin >= 0 else []


def _told(names: Named, weighed: Weighed, read: Sequence[Evidence]) -> list[Evidence]:
    """The likeliest sentences, and those that the rules chose, each with the log-odds that it answers."""
    rules = weighed.evidence[:_CHOSEN]
    told = [one for at, one in enumerate(read) if at < WEIGHED or _among(one, rules)]
    return [replace(one, score=closer.odds(_signs(names, weighed, read, one))) for one in told]


def _signs(names: Named, weighed: Weighed, read: Sequence[Evidence], one: Evidence) -> Signs:
    best = next((other.score for other in read if not _same(one, other)), one.score)
    named = one.passage.document in names.documents
    return Signs(
        read=one.score,
        ahead=one.score - best,
        shown=_among(one, _shown(weighed)),
        chosen=_among(one, weighed.evidence[:_CHOSEN]),
        length=len(one.text),
        named=named,
        unnamed=bool(names.documents) and not named,
    )


def _among(one: Evidence, others: Sequence[Evidence]) -> bool:
    return any(_same(one, other) for other in others)


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences share a character."""
    return one.passage.version == other.passage.version and one.start < other.end and other.start < one.end


def looked(asking: Asking, names: Named, before: Sequence[Evidence] = ()) -> list[Evidence]:
    """The sentences of what is found, and those chosen ``before``, by how much speaks for each: log-odds in ``score``."""
    titles = {one.document: one.card.title for one in asking.entries()}
    read = chosen(names, _found(asking, names), before)
    scores = asking.answering(names.question, [as_read(titles.get(one.passage.document, ""), one) for one in read])
    scored = [replace(one, score=score) for one, score in zip(read, scores, strict=True)]
    return weigh.ranked(scored, lambda one: one)


def _found(asking: Asking, names: Named) -> list[Found]:
    """What is found among all documents, and more of those that the question names."""
    found = asking.find(names.question, PASSAGES)
    if not names.documents:
        return found
    had = {(one.version, one.start) for one in found}
    more = asking.of(names.documents).find(names.question, OF_NAMED)
    return [*found, *(one for one in more if (one.version, one.start) not in had)]


def as_read(title: str, one: Evidence) -> str:
    """A sentence with the title and heading that it stands under, as it is read."""
    above = " · ".join(part for part in (title[:_TITLE], one.passage.heading[:_HEADING]) if part)
    return f"{above}: {one.text}" if above else one.text


def chosen(names: Named, found: Sequence[Found], before: Sequence[Evidence]) -> list[Evidence]:
    """Which sentences are read: all chosen before, and the likeliest of what was found, none twice."""
    told = [(one, passage.score) for passage in found for one in weigh.spans(passage)]
    said = [set(terms(f"{one.passage.heading} {one.text}")) for one, _ in told]
    rare = weigh.rarities(terms(names.question), said)
    near = zip(told, said, strict=True)
    likely = [replace(one, score=score + _WORDS * weigh.coverage(rare, words)) for (one, score), words in near]
    kept: dict[tuple[str, int], Evidence] = {}
    for one in (*before, *_in_turn(names, likely)):
        kept.setdefault((one.passage.version, one.last), one)
    return list(kept.values())[: len(before) + SENTENCES]


def _in_turn(names: Named, likely: Sequence[Evidence]) -> list[Evidence]:
    """In which order they are read: the likeliest first, each language in its turn, and what is named before the rest.

    A passage in the question's language comes nearer to it than one in another that answers it. Of a language that the
    papers hold more of, more is read, but less than in proportion.
    """
    tongues = {one.text: clauses.language(one.text) for one in (sentence.passage for sentence in likely)}
    groups: dict[tuple[str, bool], list[Evidence]] = {}
    for one in sorted(likely, key=lambda one: -one.score):
        group = tongues[one.passage.text], one.passage.document in names.documents
        groups.setdefault(group, []).append(one)
    turns = [
        (place / (math.sqrt(len(group)) * (_NAMED if named else 1)), one)
        for (_, named), group in groups.items() for place, one in enumerate(group, 1)
    ]  # fmt: skip
    return [one for _, one in sorted(turns, key=lambda turn: (turn[0], -turn[1].score))]
