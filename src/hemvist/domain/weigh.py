"""From what a sentence says to how sure an answer is: evidence, its weight, and the words of it that are shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from hemvist.domain.answer import LONGEST_QUOTE, Located
from hemvist.domain.clauses import Kind, fit, headed, language, plain, telling
from hemvist.domain.commanding import commands
from hemvist.domain.passage import sentences
from hemvist.domain.wanted import Sort

# Fitted by logistic regression (L2 = 1, an offset per kind with L2 = 2) on the contracts with even numbers of the CUAD v1
# data in shared use (20 contracts, 629 questions; The Atticus Project, CC BY 4.0): whether a cited span overlaps the
# annotators'. What it gives on the other 20 contracts, and the curve: docs/decisions/0005-abstention.md.
_CLAUSE_BASE: Final = -26.56
_CLAUSE_SCORE: Final = 1.154
_CLAUSE_NEAR: Final = 26.14
_SURE: Final[Mapping[str, float]] = {
    "expiry": 0.8, "governing law": 0.6, "exclusivity": 0.6, "insurance": 0.5, "revenue share": 0.5, "audit rights": 0.3,
    "joint intellectual property": 0.4, "liability cap": 0.3, "first refusal": 0.3, "irrevocable licence": 0.3,
    "volume restriction": 0.4, "renewal notice": 0.2, "renewal": -0.2, "covenant not to sue": -0.2, "assignment": -0.3,
    "minimum commitment": -0.4, "change of control": -0.5, "liquidated damages": -0.5, "non-transferable licence": -0.4,
    "ownership of intellectual property": -0.9, "uncapped liability": -1.0, "after termination": -1.0,
}  # fmt: skip
"""How much surer a kind is than kinds are on the whole: of those not listed nothing is known."""

# Fitted the same way on half of the articles of german, german-to-english (XQuAD) and swedish (SQuAD v2 sv), CC BY-SA 4.0:
# 600 questions, each also asked of an index without its article.
_WORDS_BASE: Final = -18.01
_WORDS_NEAR: Final = 19.35
_WORDS_LEXICAL: Final = -8.71
_WORDS_AHEAD: Final = 28.03
_WORDS_APART: Final = 23.69

# Questions in another language than the text share few of its words, and their vectors lie further apart. Fitted the same
# way (L2 = 10 on signs of unit spread) on german-to-english: 600 questions, each also asked without its article; judged by
# halves of the articles in decision 0015. How far the first sentence is ahead is by the score of assistant/across.py.
_ACROSS_BASE: Final = -31.01
_ACROSS_NEAR: Final = 36.52
_ACROSS_LEXICAL: Final = -7.83
_ACROSS_AHEAD: Final = 16.9
_ACROSS_APART: Final = 30.29

# How sentences are put in order, and how sure the first is: fitted (softmax over the sentences of a question, L2 = 2; then
# logistic regression, L2 = 10 on signs of unit spread) on the 1,260 questions of the made-up archives with seeds 11 and 12, on 28 November 2026.
# Cross-validated by what is asked and by archive, and on a seed that nobody looked at: bench/README.md.
_SETTLED: Final[Mapping[str, float]] = {"kind": 3.54, "holds": 1.2, "gives": 1.61, "found": 11.3, "agree": 6.31}

_MARKS: Final[Mapping[str, float]] = {
    "agree": 1.51, "documents": -0.67, "duration": 0.88, "sorted": 0.65, "money": 1.57, "clause": 4.95, "likely": 0.39,
    "share": 4.64, "none": -7.73, "untold": -4.54, "rivalled": -0.91,
}  # fmt: skip
_MARKS_BASE: Final = -7.17
_CODED: Final = 0.9
ENOUGH_SETTLED: Final = 0.84
"""An answer of the documents that a question names is shown from this confidence on."""
MEANT: Final = 0.57
"""From this score of the classifier on, a question in everyday words is taken to mean a kind of clause."""

ENOUGH: Final = 0.85
"""An answer about a kind of clause is shown from this confidence on."""
ENOUGH_WORDS: Final = 0.6
"""An answer found by the question's own words is shown from this confidence on."""
ENOUGH_ACROSS: Final = 0.3
"""The same where question and text are in different languages."""
NEAR: Final = 0.15
"""From this confidence on, what came nearest may be relevant."""
GUESSED: Final = 0.95
"""What confidence is multiplied with when the kind of clause was guessed from the question's meaning."""


@dataclass(frozen=True)
class Evidence:
    """A sentence that may answer, at ``start`` to ``end`` of the document's text, and where in it the evidence stands.

    ``score`` is in log-odds by rule of thumb; ``near`` is the cosine with what was asked, 0 until it is known.
    """

    passage: Located
    start: int
    end: int
    first: int
    last: int
    score: float
    near: float = 0.0

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


Row = TypeVar("Row")


SECOND: Final = 1.0
"""A further sentence is cited only if its evidence is at most so much weaker than the best."""


def strongest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence, and others that are nearly as good."""
    return [one for one in evidence if one.score >= evidence[0].score - SECOND]


def weigh(kind: Kind, found: Iterable[Located]) -> list[Evidence]:
    """The sentences of these passages that fit a kind of clause, best first."""
    evidence = [one for passage in found for one in _in_passage(kind, passage)]
    return ranked(evidence, lambda one: one)


def ranked(rows: Sequence[Row], of: Callable[[Row], Evidence]) -> list[Row]:
    """Best first. Equal ones document by document in the order in which these were found, and each in order of its text."""
    place: dict[str, int] = {}
    for row in rows:
        place.setdefault(of(row).passage.version, len(place))
    return sorted(rows, key=lambda row: (-of(row).score, place[of(row).passage.version], of(row).start))


def _in_passage(kind: Kind, passage: Located) -> Iterator[Evidence]:
    tongue, caption = language(passage.text), ""
    for span in sentences(passage.text):
        shown = plain(passage.text[span.start : span.end])
        said = fit(kind, shown.text, tongue)
        if said is not None and not commands(shown.text):
            named = _NAMED if headed(kind, (passage.heading, caption)) else 0.0
            score = said.score + named - burden(shown.text)
            first, last = span.start + shown.offsets[said.start], span.start + shown.offsets[said.end - 1] + 1
            at = passage.start
            yield Evidence(passage, at + span.start, at + span.end, at + first, at + last, score)
        caption = shown.text if len(shown.text) < _CAPTION else ""


_NAMED: Final = 1.0
"""What a heading that names the kind adds."""
_CAPTION: Final = 90
_RECITAL: Final = re.compile(r"\bwhereas\b|^recitals?\b|desires? to\b|wishes to\b")
_DEFINITION: Final = re.compile(r'.{0,12}"[^"]{2,60}" (means|shall mean|has the meaning)')
_VERB: Final = re.compile(
    r"\b(shall|will|may|must|is|are|be|has|have|agrees?|grants|acknowledges?|means|can|warrants?|represents?|hereby|does|"
    r"appoints?|assigns?|expires?|was|were|ska|skall|får|är|har|kan|gäller|löper|upphör|beviljar|förlängs|wird|werden|ist|"
    r"sind|kann|darf|hat|haben|muss|beträgt|gilt|endet|haftet|unterliegt|est|sont|peut|doit|a|ont|sera|régi)\b"
)
_FURNITURE: Final = re.compile(r"\.{4,}|confidential treatment requested")


def burden(sentence: str) -> float:
    """What speaks against any sentence, of whatever kind: recitals, definitions, titles, lines of a table of contents."""
    burden = 1.5 if _RECITAL.search(sentence) else 0.0
    burden += 1.0 if _DEFINITION.match(sentence) else 0.0
    burden += 1.0 if _FURNITURE.search(sentence) else 0.0
    if not _VERB.search(sentence):
        return burden + 2.0
    return burden + (0.5 if len(sentence) < 45 else 0.0)


def logistic(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-log_odds))


def clause_confidence(kind: str, score: float, near: float) -> float:
    """How sure an answer about a kind of clause is: by its best sentence's score and nearness to the clause's wording."""
    return logistic(_CLAUSE_BASE + _CLAUSE_SCORE * score + _CLAUSE_NEAR * near + _SURE.get(kind, 0.0))


@dataclass(frozen=True)
class Signs:
    """What speaks for a sentence that may settle what is asked.

    ``kind``: how much the question speaks for its kind, ``kinds`` for all kinds that it fits (0 to 1), and whether the
    ``likeliest`` is among them; ``rivalled``: one that it does not fit is nearly as likely. ``holds``: it has the sort of value asked for. ``gives``: it has what such a clause
    settles. ``found``: its passage's score. ``pattern``: how well it fits the kind (0 to 6). ``agree``: how far question
    and sentence are about the same kinds (0 to 1); ``clause``: cosine with the clause's own wording (0: no kind).
    """

    kind: float
    holds: bool
    gives: bool
    found: float
    pattern: float = 0.0
    kinds: float = 0.0
    likeliest: bool = False
    rivalled: bool = False
    agree: float = 0.0
    clause: float = 0.0


def settled_score(signs: Signs) -> float:
    """How well a sentence settles what is asked, beside others: in log-odds."""
    told = {
        "kind": signs.kind, "holds": signs.holds, "gives": signs.gives, "found": signs.found, "agree": signs.agree,
    }  # fmt: skip
    return sum(weight * told[name] for name, weight in _SETTLED.items())


@dataclass(frozen=True)
class Marks:
    """What tells how sure an answer is that documents settle.

    ``signs`` of its best sentence; its ``share`` among its document's sentences, and how far it is ``ahead`` of the next of its kind there; the ``sorts``
    of value asked for; how likely the question means no kind at all (``none``); how many ``documents`` were asked;
    whether what is asked is told ``elsewhere``: what happened, or which one of a sort of thing it was; whether it is
    ``untold`` of what somebody is to pay for or do; and whether it holds the very article number asked for, with every other number of the question (``coded``).
    """

    signs: Signs
    share: float
    ahead: float
    sorts: frozenset[Sort]
    none: float
    documents: int
    elsewhere: bool = False
    untold: bool = False
    coded: bool = False


def settled_confidence(marks: Marks) -> float:
    """How sure an answer is that the documents of a question settle: see ``_MARKS``."""
    if marks.elsewhere:
        return 0.0
    if marks.coded:
        return _CODED if marks.ahead > 0 else ENOUGH_SETTLED / 2
    # Where the likeliest kind of clause does not say it, one of another kind is wrong as often as right.
    if not marks.signs.likeliest:
        return 0.0
    told = settled_marks(marks)
    return logistic(_MARKS_BASE + sum(weight * told[name] for name, weight in _MARKS.items()))


def settled_marks(marks: Marks) -> dict[str, float]:
    """The same as numbers, by name: what the confidence is fitted on."""
    signs, sorts = marks.signs, marks.sorts
    return {
        "agree": signs.agree, "documents": math.log1p(marks.documents), "duration": Sort.DURATION in sorts,
        "sorted": bool(sorts), "money": Sort.MONEY in sorts, "clause": signs.clause,
        "likely": math.log(max(signs.kinds**2, _LEAST_LIKELY)), "share": marks.share, "none": marks.none,
        "untold": marks.untold, "rivalled": marks.signs.rivalled,
    }  # fmt: skip


_LEAST_LIKELY: Final = 1e-3


def words_score(near: float, covered: float, found: float) -> float:
    """How well a sentence fits a question's own words: nearness, the share of its telling terms, its passage's score."""
    return near + 0.15 * covered + 0.3 * found


def words_confidence(evidence: Sequence[Evidence], scores: Sequence[float], lexical: float, *, across: bool) -> float:
    """How sure the best of these sentences is, given the scores of the passages found and the best lexical score.

    What tells is how far the first is ahead of the rest: a corpus that holds no answer holds many that are equally far.
    ``across``: the question is in another language than the sentence.
    """
    rest = scores[4:10] or scores[-1:]
    ahead = scores[0] - sum(rest) / len(rest)
    apart = evidence[0].score - evidence[3].score if len(evidence) > 3 else 0.0
    near = max(one.near for one in evidence[:3])
    base, by_near, by_lexical, by_ahead, by_apart = _ACROSS if across else _WITHIN
    return logistic(base + by_near * near + by_lexical * lexical + by_ahead * ahead + by_apart * apart)


_WITHIN: Final = (_WORDS_BASE, _WORDS_NEAR, _WORDS_LEXICAL, _WORDS_AHEAD, _WORDS_APART)
_ACROSS: Final = (_ACROSS_BASE, _ACROSS_NEAR, _ACROSS_LEXICAL, _ACROSS_AHEAD, _ACROSS_APART)


_CLAUSE: Final = re.compile(r"[;:]\s+")
_BORDER: Final = re.compile(r"[;:,]\s+|\s+(?=\([a-z0-9]{1,4}\)\s)")


def shown(evidence: Evidence) -> tuple[int, int]:
    """What of a sentence is quoted: the offsets of :func:`window` in the document's text."""
    at = evidence.passage.start
    start, end = window(
        evidence.passage.text, evidence.start - at, evidence.end - at, evidence.first - at, evidence.last - at
    )
    return at + start, at + end


def window(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """At most ``LONGEST_QUOTE`` characters of ``text[start:end]`` around ``first`` to ``last``, cut where clauses end."""
    start, end = _stripped(text, start, end)
    if end - start <= LONGEST_QUOTE:
        return start, end
    start = _begin(text, start, first, last)
    return _stripped(text, start, _stop(text, start, end, last))


def _begin(text: str, start: int, first: int, last: int) -> int:
    """Where the clause with the evidence begins; else the sentence, else the first border from which the evidence fits."""
    clauses = [match.end() for match in _CLAUSE.finditer(text, start, first)]
    borders = [match.end() for match in _BORDER.finditer(text, start, first)]
    fitting = [place for place in (*clauses[::-1], start, *borders, first) if last - place <= LONGEST_QUOTE]
    return fitting[0] if fitting else first


def _stop(text: str, start: int, end: int, last: int) -> int:
    limit = min(end, start + LONGEST_QUOTE)
    if limit == end:
        return limit
    for border in (_CLAUSE, _BORDER):
        places = [match.start() + 1 for match in border.finditer(text, min(last, limit), limit)]
        if places:
            return places[-1]
    space = text.rfind(" ", start, limit)
    return space if space > start else limit


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def spans(passage: Located) -> list[Evidence]:
    """Every sentence of a passage, in order, as evidence that has not been weighed; of a bare heading only where all is."""
    every = [
        Evidence(passage, start := passage.start + span.start, end := passage.start + span.end, start, end, 0.0)
        for span in sentences(passage.text)
        if any(letter.isalpha() for letter in passage.text[span.start : span.end])
        and not commands(passage.text[span.start : span.end])
    ]
    head = sum(_MAIL_HEADER.fullmatch(line.strip()) is not None for line in passage.text.splitlines()) > 1
    return [one for one in every if not _bare(one.text, head=head)] or every


_TITLE: Final = re.compile(
    r"(?:§{1,2}\s*\d{1,3}[a-z]?|(?:article|artikel|section|clause|punkt|ziffer|abschnitt|avsnitt)\s+\d{1,3}|\d{1,3}(?:\.\d{1,3})*)[.)]?"
    r"(?:\s+[^\W\d_][^\d|.;:!?]{0,60})?",
    re.IGNORECASE,
)
_TITLE_WORDS: Final = 7
_MAIL_HEADER: Final = re.compile(
    r"(?:from|to|cc|date|sent|subject|från|till|datum|ämne|von|an|gesendet|betreff):\s\S.{0,200}", re.IGNORECASE
)


def _bare(said: str, *, head: bool) -> bool:
    """Whether a sentence is the heading of a numbered clause and says nothing itself, or one of the lines that ``head`` a mail."""
    words = " ".join(said.split())
    if head and all(_MAIL_HEADER.fullmatch(line.strip()) for line in said.splitlines()):
        return True
    return bool(_TITLE.fullmatch(words)) and len(words.split()) <= _TITLE_WORDS and not _VERB.search(words)


_PAGE_LINE: Final = re.compile(r"\b(page|sida|seite) \d+ (of|av|von|sur) \d+\W*$", re.IGNORECASE)


_NUMBERED: Final = re.compile(r"(?:[A-Z](?=[.)])|\d{1,3})(?:\.\d{1,3})*[.)]?\s+\S")


_SENTENCE: Final = 6
"""Words from which on what ends with a full stop is no heading, whatever the reader took it for."""


def names_only(one: Evidence) -> bool:
    """Whether a sentence only names what follows, a heading or a page's running line, and so answers nothing."""
    said = " ".join(one.text.split())
    whole = said.endswith((".", "!", "?")) and len(said.split()) >= _SENTENCE
    if (said in " ".join(one.passage.heading.split()) and not whole) or _PAGE_LINE.search(said):
        return True
    return (
        len(said) < _CAPTION and _NUMBERED.match(said) is not None and (said[-1] not in ".;:," or len(said.split()) < 5)
    )


def rarities(asked: Sequence[str], found: Sequence[Set[str]]) -> dict[str, float]:
    """How much each term of a question tells: the rarer among the passages found, the more (log of the inverse)."""
    return {term: math.log((len(found) + 1) / (sum(term in one for one in found) + 0.5)) for term in asked}


def coverage(rarities: Mapping[str, float], said: Set[str]) -> float:
    """The share of a question's telling terms that a sentence holds (0 to 1)."""
    total = sum(rarities.values())
    return sum(rarity for term, rarity in rarities.items() if term in said) / total if total else 0.0


_SAID: Final = 3.0
"""What a sentence gains, in log-odds, that holds all of a question's telling words; chosen in decision 0015, point 14."""


def by_words_said(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same sentences, each surer by the share of the question's telling words in it; the rarer a word among them, the more."""
    said = [telling(one.text) for one in evidence]
    rare = rarities(sorted(telling(question)), said)
    return [
        replace(one, score=one.score + _SAID * coverage(rare, its)) for one, its in zip(evidence, said, strict=True)
    ]
