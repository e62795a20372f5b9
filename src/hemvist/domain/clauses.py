"""The kinds of clause that people ask for: how they ask, and how contracts say it. The data stands in clauses_*.toml.

A pattern is a regular expression over a sentence in lower case with single spaces, in which `` ~ `` stands for a gap of
up to 60 characters, `` ~~ `` of 160, `` ~~~ `` of 400, and ``{time}`` for one of ``WORDS``. Written from general
knowledge of contract drafting; the weights are log-odds by rule of thumb: 4 nearly sure, 3 strong, 2 likely.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from hemvist.domain.wanted import Sort

FILES: Final = tuple(
    f"clauses_{part}.toml"
    for part in ("term", "rights", "money", "property", "people", "premises", "trade", "policies", "plain")
)
EVERYDAY: Final = "clauses_everyday.toml"
OBLIQUE: Final = "clauses_oblique.toml"
PLAIN: Final = "clauses_plain.toml"
SPOKEN: Final = (
    "clauses_spoken.toml",
    *(f"clauses_spoken_{language}.toml" for language in ("en", "sv", "de", "fr")),
    *(f"clauses_brief_{language}.toml" for language in ("sv", "de")),
)
LANGUAGES: Final = {"en": "says", "sv": "sv", "de": "de", "fr": "fr"}
"""For each language, where its patterns stand in the data."""
WORDS: Final = {
    "agreement": r"(?:agreement|contract|lease|licen[cs]e|deed|amendment|addendum|engagement|venture|arrangement|oma)",
    "number": r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|"
    r"thirty|forty|forty-five|sixty|ninety|\[.{0,8}?\]|\*{2,})",
    "time": r"(?:hours?|days?|weeks?|months?|quarters?|years?)",
    "not": r"(?:shall not|will not|may not|must not|agrees? not|shall neither|will neither|neither|cannot|can not|not to|"
    r"shall refrain|does not|do not|never)",
}
_GAPS: Final = ((r"\s*~~~\s*", ".{0,400}?"), (r"\s*~~\s*", ".{0,160}?"), (r"\s*~\s*", ".{0,60}?"))


@dataclass(frozen=True)
class Pattern:
    """How contracts say it, and how much that says: its weight, in log-odds."""

    weight: float
    regex: re.Pattern[str]


@dataclass(frozen=True)
class Kind:
    """One kind of clause. ``asked`` are everyday wordings, ``restated`` the clause in a contract's own words.

    ``says`` holds the patterns of each language; ``over`` names kinds that are not meant when this one is asked for;
    ``gives`` are the sorts of value that such a clause settles, none where it settles no value. ``of_a_thing``: it answers
    only where it says the thing that is asked about (a price is the price of something).
    """

    name: str
    heading: re.Pattern[str]
    cues: tuple[re.Pattern[str], ...]
    asked: tuple[str, ...]
    restated: tuple[str, ...]
    says: Mapping[str, tuple[Pattern, ...]]
    against: tuple[Pattern, ...]
    over: frozenset[str]
    gives: frozenset[Sort] = frozenset()
    of_a_thing: bool = False
    spoken: tuple[str, ...] = ()
    """Still more everyday wordings, for finding alone: what answers are weighed by was fitted without them."""


@dataclass(frozen=True)
class Fit:
    """How well a sentence fits a kind: what speaks for it and what against, and where the evidence stands in it."""

    best: float
    more: float
    against: float
    start: int
    end: int

    @property
    def score(self) -> float:
        return self.best + self.more - self.against


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of clause, read once."""
    folder = resources.files("hemvist.domain")
    more = everyday()["asked"]
    tables = [tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in FILES]
    return tuple(_kind(row, more.get(row["name"], [])) for table in tables for row in table["kind"])


def everyday() -> dict[str, Any]:
    """More everyday wordings by the name of their kind (``asked``), and the question of a kind in CUAD (``questions``)."""
    folder = resources.files("hemvist.domain")
    told = tomllib.loads(folder.joinpath(EVERYDAY).read_text("utf-8"))
    for file in (OBLIQUE, PLAIN):
        for name, more in tomllib.loads(folder.joinpath(file).read_text("utf-8"))["asked"].items():
            told["asked"][name] = [*told["asked"].get(name, []), *more]
    return told


@cache
def _spoken() -> tuple[dict[str, Any], ...]:
    folder = resources.files("hemvist.domain")
    return tuple(tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in SPOKEN)


@cache
def elsewhere(*, spoken: bool = False) -> tuple[str, ...]:
    """Questions that no kind of clause answers: about the world, and about offices but not about what is agreed."""
    text = resources.files("hemvist.domain").joinpath(OBLIQUE).read_text("utf-8")
    tables = (tomllib.loads(text), *(_spoken() if spoken else ()))
    return tuple(asked for table in tables for asked in table.get("elsewhere", {}).get("asked", []))


def _kind(row: dict[str, Any], more: Sequence[str]) -> Kind:
    return Kind(
        row["name"],
        compiled(row["heading"]),
        tuple(compiled(cue) for cue in row["cues"]),
        (*row["asked"], *more),
        tuple(row["restated"]),
        MappingProxyType({language: _patterns(row.get(key, [])) for language, key in LANGUAGES.items()}),
        _patterns(row.get("against", [])),
        frozenset(row.get("over", [])),
        frozenset(Sort(sort) for sort in row.get("gives", [])),
        bool(row.get("of_a_thing", False)),
        tuple(text for table in _spoken() for text in table["asked"].get(row["name"], [])),
    )


def _patterns(rows: list[tuple[float, str]]) -> tuple[Pattern, ...]:
    return tuple(Pattern(float(weight), compiled(regex)) for weight, regex in rows)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the data files as a regular expression."""
    for name, regex in WORDS.items():
        pattern = pattern.replace("{" + name + "}", regex)
    for gap, regex in _GAPS:
        pattern = re.sub(gap, regex, pattern)
    return re.compile(pattern)


_PLAIN: Final = str.maketrans("’‘´“”„«»–—\u00ad", '\'\'\'"""""---')


@dataclass(frozen=True)
class Plain:
    """A sentence made easy to match, and for each of its characters the offset it had."""

    text: str
    offsets: tuple[int, ...]


def plain(text: str) -> Plain:
    """Lower case, plain quotes and dashes, single spaces, words cut by a hyphen joined again."""
    out: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(r"(?<=\w)-\s+(?=\w)|\s+|.", text.translate(_PLAIN)):
        piece = match[0]
        letter = "-" if piece[0] == "-" else " " if piece.isspace() else piece.lower()[0]
        out.append(letter)
        offsets.append(match.start())
    return Plain("".join(out), tuple(offsets))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMON: Final = {
    "en": _words("the of and to in shall this that with be for or by is not any which may"),
    "sv": _words("och att i av det som en ska skall för på är den inte med till om eller detta vid"),
    "de": _words("der die das und den von zu mit ist für nicht des dem ein eine oder werden auf dieser"),
    "fr": _words("le la les de des et à un une est pour dans par que du au en sur ou présent"),
}
_IN_ANY: Final = frozenset[str]().union(*_COMMON.values())
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """The language that a text seems to be in: en, sv, de or fr; en when its words do not tell."""
    telling = [word for word in _LETTERS.findall(text.lower()) if word in _IN_ANY]
    counts = {name: sum(word in common for word in telling) for name, common in _COMMON.items()}
    return max(counts, key=lambda name: counts[name])


_BEGINS: Final = {
    "sv": re.compile(r"\b(?:hur|vad|vilken|vilket|vilka|när|vem|får|måste|finns|gäller|varför)\b"),
    "de": re.compile(
        r"\b(?:wie|was|wann|welche[mnrs]?|wer|wem|wessen|warum|wo(?:bei|durch|für|gegen|her|hin|mit|nach|ran|rauf|raus|rin|von|zu)?|darf|dürfen|müssen|gibt|bei|können|kann|hat|ist)\b"
    ),
    "fr": re.compile(r"\b(?:combien|quand|quel(?:le)?s?|qui|que|comment|peut|depuis|jusqu|faut|avec|à)\b"),
    "en": re.compile(r"\b(?:how|what|when|which|who|may|can|must|is|are|do|does|did|from|until)\b"),
}


def asked_in(question: str) -> str:
    """The language of a question, which is short: by the word it asks with, else as :func:`language` has it."""
    text = question.lower()
    counts = {name: len(begins.findall(text)) for name, begins in _BEGINS.items()}
    most = max(counts, key=lambda name: counts[name])
    return most if list(counts.values()).count(counts[most]) == 1 else language(question)


def tells_tongue(question: str) -> bool:
    """Whether any word of a question tells its language; of a question without such a word nothing is known."""
    text = question.lower()
    return any(begins.search(text) for begins in _BEGINS.values())


def fit(kind: Kind, sentence: str, tongue: str = "") -> Fit | None:
    """How well a sentence (as :func:`plain` makes it) fits a kind; ``None`` when nothing speaks for it.

    ``tongue`` is the language of the text around it; without it the sentence's own words tell.
    """
    patterns = kind.says[tongue or language(sentence)]
    hits = [(p.weight, m.start(), m.end()) for p in patterns if (m := p.regex.search(sentence))]
    if not hits:
        return None
    hits.sort(key=lambda hit: (-hit[0], hit[2] - hit[1]))
    against = sorted((p.weight for p in kind.against if p.regex.search(sentence)), reverse=True)
    more = 0.5 * sum(weight / 4 for weight, _, _ in hits[1:3])
    return Fit(hits[0][0], more, sum(against[:2]), hits[0][1], hits[0][2])


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds that the words of a question point to; none when most of its words are about something else.

    Kinds that settle a value (``gives``) are pointed to less surely: they count where no other kind is pointed to.
    """
    every = cued(question)
    sure = tuple(kind for kind in every if not kind.gives) if of_contracts(plain(question).text) else ()
    beaten = frozenset(name for kind in sure for name in kind.over)
    return tuple(kind for kind in sure if kind.name not in beaten) or every


_DEPOSIT: Final = re.compile(r"\bd[ée]p[ôo]ts?\s+de\s+garantie\b", re.IGNORECASE)
"""In French a deposit holds the word for a warranty."""


def cued(question: str) -> tuple[Kind, ...]:
    """All kinds of which a question holds a cue, of whatever sureness."""
    text = plain(question).text
    if particular(text, vocabulary()) > max(1, len(_begins(text)) // 2):
        return ()
    text = _DEPOSIT.sub("caution", text)
    return tuple(kind for kind in kinds() if any(cue.search(text) for cue in kind.cues))


_SMALL: Final = _words(
    "what which when where whose whom does have that this there with from will would should could been being into upon they"
    " them then than their other another anyone anything something somebody much many long still ever also only just"
    " vilken vilket vilka eller inte från efter under finns något någon några hur länge kan får ska"
    " welche welcher welches eine einen einem oder nicht nach unter gibt kann darf wird werden sich"
    " quelle quelles quel quels dans pour avec sont peut"
)


@cache
def vocabulary() -> frozenset[str]:
    """The beginnings of all words that tell in the wordings of all kinds."""
    texts = [text for kind in kinds() for text in (*kind.asked, *kind.restated)]
    return frozenset(_begins(" ".join(texts).lower()))


def _begins(text: str) -> list[str]:
    """The beginnings of the words that carry meaning: of four letters or more, cut after the fifth."""
    return [word[:5] for word in re.findall(r"[^\W\d_]{4,}", text) if word not in _SMALL]


@cache
def _of_contracts() -> frozenset[str]:
    """The same of the kinds that only contracts settle: words of every office ("year", "people") would tell nothing."""
    texts = [text for kind in kinds() if not kind.gives for text in (*kind.asked, *kind.restated)]
    more = {text for texts in everyday()["asked"].values() for text in texts}
    return frozenset(_begins(" ".join(text for text in texts if text not in more).lower()))


def particular(question: str, known: frozenset[str] | None = None) -> int:
    """How many words of a question (as :func:`plain` makes it) speak of what no kind of clause is about."""
    words = _of_contracts() if known is None else known
    return sum(word not in words for word in _begins(question))


def special(question: str) -> frozenset[str]:
    """The beginnings of those words of a question (as :func:`plain` makes it) that no wording of any kind has."""
    return frozenset(_begins(question)) - vocabulary()


_NAME: Final = re.compile(r"(?<=\S )(?:[A-ZÅÄÖÉÈ][\w&-]{2,}|\d[\d.,]*\b)")
_PAPER: Final = re.compile(
    r"\b(the|our|my|your) ((?:[\w-]+ ){1,3}?)(agreement|contract|lease|licen[cs]e|terms)\b", re.IGNORECASE
)


_COMPOUND: Final = re.compile(r"\b\w{3,}(?:avtal|kontrakt|vertrag|vereinbarung)(?:et|ets|s|es)?\b", re.IGNORECASE)


def names(question: str) -> list[str]:
    """What a question calls its document by: names, numbers, and what kind of paper ("the consultancy agreement").

    Capitals tell nothing in German, where every noun has one.
    """
    capital = [] if language(question) == "de" else _NAME.findall(question)
    said = [name for name in capital if name.lower()[:5] not in vocabulary()]
    paper = [word for found in _PAPER.finditer(question) for word in found[2].split()]
    return said + paper + _COMPOUND.findall(question)


def unnamed(question: str) -> str:
    """The question without the kind of paper: "the insurance agreement" asks nothing about insurance."""
    return _PAPER.sub(r"\1 \3", question)


def telling(text: str) -> frozenset[str]:
    """The beginnings of those words of a text that carry meaning."""
    return frozenset(_begins(plain(text).text))


def of_contracts(question: str) -> bool:
    """Whether at least half of what a question (as :func:`plain` makes it) speaks of are things that contracts settle."""
    return particular(question) <= max(1, len(_begins(question)) // 2)


def headed(kind: Kind, headings: Sequence[str]) -> bool:
    """Whether one of these headings or captions names the kind."""
    return any(kind.heading.search(plain(heading).text) for heading in headings if heading)
