"""Which earlier document a later one amends, replaces or supersedes: proposed from days, numbers, parties and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Final

from hemvist.domain.about import CHANGING, EDITIONS, About, Paper, Reference, Tie
from hemvist.domain.itself import bare
from hemvist.domain.likeness import ALIKE, stem

ENOUGH: Final = 3.0
"""From this on an earlier document is proposed."""
_AHEAD: Final = 0.75
"""What comes within this of the best is proposed as well: a person chooses."""
MOST: Final = 3
_DAY: Final = 2.0
_NUMBER: Final = 2.0
_PARTY: Final = 1.0
_TITLE: Final = 0.75
_NAME: Final = 2.0
_PART: Final = 1.25
"""It calls the paper by its whole title, or by words of it."""
_OWN_DAY: Final = 0.5
_COMMON: Final = 0.05
"""A party that more than this share of the documents names says little about any two of them."""
_FEW: Final = 4


Pair = tuple[str, str]
"""A later document and the earlier one that it stands to, by their ids."""


@dataclass(frozen=True)
class Told:
    """A document that takes part: its file name and what it says of itself."""

    document: str
    name: str
    about: About


@dataclass(frozen=True)
class Tied:
    """What one document seems to be to an earlier one, since when, how surely, and by which of its references.

    ``why`` holds ``day``, ``number``, ``parties``, ``title``, ``edition``; ``reference`` is None for a later edition.
    """

    document: str
    of: str
    tie: Tie
    since: date | None
    score: float
    why: tuple[str, ...]
    reference: Reference | None


def speaks(about: About) -> bool:
    """Whether a document says, or is of a kind, that stands to an earlier one."""
    return bool(about.references) or about.paper in CHANGING or about.paper in EDITIONS


def tied(later: Told, others: Sequence[Told]) -> list[Tied]:
    """What a document seems to stand to among these, surest first; none where that is not clear enough."""
    found = [
        one for other in others if other.document != later.document and (one := _pair(later, other, others)) is not None
    ]
    found.sort(key=lambda one: (-one.score, one.of))
    if later.about.paper in EDITIONS and not later.about.references:
        return _latest(found, {one.document: one for one in others})
    return [one for one in found if one.score >= found[0].score - _AHEAD][:MOST]


_LEAST_SURE: Final = 4
"""Papers between which a person chooses where none is surely meant."""


def possible(later: Told, others: Sequence[Told]) -> list[Tied]:
    """Earlier papers that a document may mean where :func:`tied` finds none: those of its parties, of its kind first.

    None where no such paper is there: then what it changes is not here.
    """
    if later.about.paper in EDITIONS and not later.about.references:
        return []
    found = [one for other in others if other.document != later.document and (one := _may(later, other, others))]
    found.sort(key=lambda one: (-one.score, one.of))
    called = [one for one in found if "title" in one.why]
    return (called if called or later.about.paper is Paper.OTHER else found)[:_LEAST_SURE]


def _may(later: Told, other: Told, others: Sequence[Told]) -> Tied | None:
    """Whether an earlier paper may be meant: a contract of the same parties, or what it is called by."""
    mine, theirs = later.about, other.about
    if theirs.paper in CHANGING or _not_before(mine, theirs) or not _same_dealings(mine, theirs, others):
        return None
    named = [(_called(one.name, theirs.title), one) for one in mine.references]
    name, reference = max(named, key=lambda one: one[0], default=(0.0, None))
    if theirs.paper is not Paper.AGREEMENT and not name:
        return None
    why = ("parties", "title") if name else ("parties",)
    tie = reference.tie if reference else mine.references[0].tie if mine.references else Tie.AMENDS
    return Tied(later.document, other.document, tie, mine.effective, round(_PARTY + name, 2), why, reference)


def _same_dealings(mine: About, theirs: About, others: Sequence[Told]) -> bool:
    """Whether two papers share a party that tells them from others, or where neither has one, all that they have."""
    house = common([one.about.parties for one in others])
    shared = _ends_alike(mine, theirs)
    return bool(_shared(mine, theirs, others)) or len(shared) > 1 or (bool(shared) and not _parties(mine) - house)


def _latest(found: Sequence[Tied], others: Mapping[str, Told]) -> list[Tied]:
    """Of earlier editions the last."""
    return sorted(found, key=lambda one: edition(others[one.of]) or date.min)[-1:]


def _pair(later: Told, other: Told, others: Sequence[Told]) -> Tied | None:
    if later.about.references or later.about.paper in CHANGING:
        return _referred(later, other, others)
    return _edition(later, other) if later.about.paper in EDITIONS and other.about.paper is later.about.paper else None


def _referred(later: Told, other: Told, others: Sequence[Told]) -> Tied | None:
    """By the best of its references; a paper that changes and names no earlier one is weighed by its parties alone."""
    if _not_before(later.about, other.about) or _mere_addition(later.about, other.about):
        return None
    references: Sequence[Reference | None] = later.about.references or (None,)
    weighed = [(one, *_weighed(later, other, one, others)) for one in references]
    reference, score, why = max(weighed, key=lambda one: one[1])
    if score < ENOUGH:
        return None
    tie = reference.tie if reference else Tie.AMENDS
    return Tied(later.document, other.document, tie, later.about.effective, round(score, 2), why, reference)


def _not_before(later: About, other: About) -> bool:
    return later.dated is not None and other.dated is not None and other.dated > later.dated


def _mere_addition(later: About, other: About) -> bool:
    """Two amendments of one contract stand to the contract, unless one names the other's day."""
    if other.paper not in CHANGING:
        return False
    return not any(one.dated is not None and one.dated == other.dated for one in later.references)


def _weighed(
    later: Told, other: Told, reference: Reference | None, others: Sequence[Told]
) -> tuple[float, tuple[str, ...]]:
    score, why = 0.0, []
    numbered = _numbered(later.about, reference, other.about)
    if reference is not None and reference.dated is not None:
        if reference.dated not in other.about.days and other.about.dated is not None and not numbered:
            return 0.0, ()
        if reference.dated in other.about.days:
            score, why = _DAY + (_OWN_DAY if reference.dated == other.about.dated else 0), ["day"]
    shared = _shared(later.about, other.about, others)
    if shared:
        score, why = score + _PARTY * min(2, len(shared)), [*why, "parties"]
    if _titled(later, other):
        score, why = score + _TITLE, [*why, "title"]
    called = _called(reference.name, other.about.title) if reference is not None else 0.0
    if called:
        score, why = score + called, list(dict.fromkeys([*why, "title"]))
    if numbered:
        score, why = score + _NUMBER, [*why, "number"]
    return score, tuple(why)


def _numbered(later: About, reference: Reference | None, other: About) -> bool:
    """Whether both say the number of one contract: the earlier paper of itself, in its title or below."""
    told = bare(reference.number) if reference is not None else ""
    return bool((later.numbers | {told} - {""}) & other.numbers) or bool(told and told in bare(other.title))


def _called(name: str, title: str) -> float:
    """How surely a paper is called by this name: by all of its title, by words of it, or not at all.

    A name that only says what kind of paper it is, such as "Agreement", says nothing.
    """
    if not _telling(name) or not _telling(title):
        return 0.0
    said, known = _bare(name).split(), _bare(title).split()
    return _NAME if _holds(said, known) else _PART if _holds(known, said) else 0.0


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Whether words stand in others in this order, one after the other, whatever their endings."""
    starts = range(len(words) - len(part) + 1)
    return any(all(map(_same_word, words[at : at + len(part)], part)) for at in starts)


_ENDING: Final = 3
"""Letters that an ending has at most: "hyreskontraktet", "Vertrages"."""


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 2 * _ENDING and long.startswith(short) and len(long) - len(short) <= _ENDING)


def _shared(mine: About, theirs: About, others: Sequence[Told]) -> set[str]:
    """The parties of both that tell them from other papers; where mails and minutes name nobody else, the house itself."""
    house = common([one.about.parties for one in others])
    shared = _parties(mine) & _parties(theirs) if mine.paper is not Paper.OTHER else _ends_alike(mine, theirs)
    rare = {one for one in shared if one not in house}
    alone = mine.paper is Paper.OTHER and all(any(_ends(one, each) for each in house) for one in _parties(mine))
    return shared if alone else rare


def _ends_alike(mine: About, theirs: About) -> set[str]:
    """Parties of both, also where they were read with words before them: "2/2026 Hagen Smide", "Handbok Hagen Smide"."""
    pairs = ((one, other) for one in _parties(mine) for other in _parties(theirs))
    return {end for pair in pairs if (end := _end(*pair))}


def _end(one: str, other: str) -> str:
    """The words with which both names end; of one word only where it is the whole of both."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one.split()), reversed(other.split()), strict=False))
    words = [word for word, _ in same]
    return " ".join(reversed(words)) if len(words) > 1 or one == other else ""


def _ends(name: str, end: str) -> bool:
    return name == end or (" " in end and name.endswith(f" {end}"))


def common(parties: Iterable[Iterable[str]]) -> set[str]:
    """The names that many documents give as a party, such as the house's own: they tell no two documents apart."""
    every = [names(one) for one in parties]
    said = Counter(name for names in every for name in names)
    return {name for name, count in said.items() if count > max(_FEW, len(every) * _COMMON)}


def comparable(mine: Told, theirs: Told, ours: Set[str], wording: float) -> bool:
    """Whether two documents between which nothing is set speak of the same dealings, so that they can disagree.

    ``ours`` are the names of :func:`common`; ``wording`` is the share of wording in common. General terms speak to
    whatever names one of their parties; two contracts only where one reads like a version of the other; anything else
    where both name a party that not everybody names. What a house tells its own people contradicts no contract.
    """
    papers = {mine.about.paper, theirs.about.paper}
    shared = _parties(mine.about) & _parties(theirs.about)
    if Paper.POLICY in papers or Paper.PRICES in papers:
        return len(papers) == 1 and _same_name(mine, theirs)
    if Paper.TERMS in papers:
        return bool(shared) and len(papers) == 2  # terms and a contract, not two sets of terms
    if papers == {Paper.AGREEMENT}:
        return len(shared) > 1 and wording >= ALIKE
    return bool(shared - ours)


_FORMS: Final = re.compile(
    r"\b(?:inc|llc|ltd|limited|corp|corporation|company|llp|plc|ab|gmbh|ag|kg|sa|sas|sarl|the)\b\.?"
)


def _parties(about: About) -> set[str]:
    return names(about.parties)


def names(parties: Iterable[str]) -> set[str]:
    """The names of parties without their seats and legal forms."""
    return set(_names(parties))


def _names(parties: Iterable[str]) -> Iterator[str]:
    return (name for one in parties for said in _called_so(one.split(",")[0]) if len(name := _bare(said)) > _LEAST)


def _called_so(name: str) -> Iterator[str]:
    """The name of a party, and where it was read with the title of a paper ("General Terms of Sale of X Ltd"), its ends."""
    yield name
    if _TERMS.match(name):
        yield from (name[one.end() :] for one in _OF.finditer(name))


_TERMS: Final = re.compile(r"(?:\w+\s+){0,2}(?:terms|conditions)\b", re.IGNORECASE)
_OF: Final = re.compile(r"\s(?:of|and|for|by|de)\s+")


_LEAST: Final = 2


def _bare(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", _FORMS.sub(" ", name.casefold())))


_SAYS_NOTHING: Final = frozenset(
    [
        "agreement",
        "contract",
        "amendment",
        "deed",
        "variation",
        "addendum",
        "supplementary",
        "letter",
        "lease",
        "nachtrag",
        "avenant",
        "tilläggsavtal",
        "ändringsavtal",
        "tillägg",
        "avtal",
        "vertrag",
        "contrat",
        "bail",
        "vereinbarung",
        "änderungsvertrag",
        "signed",
        "scan",
        "final",
        "text",
        "terms",
        "change",
        "second",
        "first",
    ]
)


def _titled(later: Told, other: Told) -> bool:
    """Whether titles or file names share a word that is no name of a kind of paper."""
    first = _telling(f"{later.about.title} {stem(later.name)}")
    return bool(first & _telling(f"{other.about.title} {stem(other.name)}"))


def _telling(words: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]{4,}", words.casefold()) if word not in _SAYS_NOTHING}


_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def edition(told: Told) -> date | None:
    """Which edition a price list, a policy or general terms are: by their day, else by the year in their file name."""
    if told.about.since or told.about.dated:
        return told.about.since or told.about.dated
    year = _YEAR.search(told.name)
    return date(int(year[1]), 1, 1) if year else None


def _edition(later: Told, other: Told) -> Tied | None:
    """A later edition of the same paper: called the same but for the year, and of another day."""
    mine, theirs = edition(later), edition(other)
    if mine is None or theirs is None or mine <= theirs or not _same_name(later, other):
        return None
    return Tied(later.document, other.document, Tie.SUPERSEDES, mine, ENOUGH, ("edition", "title"), None)


def _same_name(later: Told, other: Told) -> bool:
    first, second = (_unyeared(stem(one.name)) for one in (later, other))
    if first and first == second:
        return True
    mine, theirs = (_unyeared(" ".join(one.about.title.casefold().split())) for one in (later, other))
    same = len(mine) > 5 and mine == theirs and later.about.paper is not Paper.PRICES
    return same and bool(_parties(later.about) & _parties(other.about))


def _unyeared(name: str) -> str:
    return re.sub(r"[\W_]+", " ", _YEAR.sub(" ", name)).strip()


def closes(pairs: Iterable[Pair], document: str, of: str) -> bool:
    """Whether a document that stands to ``of`` closes a circle with pairs of a later document and its earlier one."""
    known, left, pairs = set[str](), {of}, list(pairs)
    while left:
        known |= left
        left = {earlier for later, earlier in pairs if later in left} - known
    return document in known


def without_circles(held: Iterable[Pair], others: Iterable[Pair]) -> list[Pair]:
    """Of the others, those that close no circle with what is held and with the others before them."""
    kept = list(held)
    count = len(kept)
    for one in others:
        if not closes(kept, *one):
            kept.append(one)
    return kept[count:]
