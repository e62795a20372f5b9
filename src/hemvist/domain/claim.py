"""A text as claims: clause by clause who, whether may, shall or not, under what condition, and what is said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from hemvist.domain.sentence import sentences
from hemvist.domain.values import Piece, Sort, Value, scan
from hemvist.domain.wording import LONGEST, Wording, foreign, wording

FOREIGN: Final = "foreign"
"""The kind of a word that negates in another language than the text was taken to be in: then nothing is sure."""
_APOSTROPHES: Final = frozenset("'’-‑")
_BREAKS: Final = frozenset(",:–—")
_ENDS: Final = frozenset(";")
_AMOUNTS: Final = frozenset({Sort.NUMBER, Sort.MONEY, Sort.SHARE, Sort.DURATION, Sort.SIZE})


class Role(StrEnum):
    """What a token is to a claim."""

    WORD = "word"
    NAME = "name"
    PARTY = "party"
    VALUE = "value"
    BOUND = "bound"
    FRAME = "frame"
    COMMON = "common"
    MODAL = "modal"
    NARROWS = "narrows"
    BREAK = "break"
    END = "end"


@dataclass(frozen=True)
class Token:
    """A word, name, party, value or mark. ``text`` is in lower case; ``kind`` tells parties, modals and bounds apart."""

    role: Role
    text: str
    kind: str = ""
    value: Value | None = None
    concepts: frozenset[str] = frozenset()
    part: int = 0
    """Which part of its sentence, between commas and "and", it stands in."""
    way: str = ""
    """What stands before it: ``to``, ``from``, ``with``, ``for``, ``against``, ``by``; else nothing."""
    joined: str = ""
    """``and`` or ``or``, where its part is joined so to the one before it."""


@dataclass
class Clause:
    """One claim. ``tokens`` are what is said; the rest is who does it, how, and under what condition."""

    tokens: list[Token] = field(default_factory=list)
    subject: str = ""
    modals: list[list[str]] = field(default_factory=list)
    """Modals and negations, those that stand together in one list: "shall not", "shall be entitled to"."""
    narrowed: str = ""
    passive: bool = False
    agent: bool = False
    """Whether it was told in the passive with "by": then its words come in another order."""
    past: bool = False
    """Whether it is told of what was, and is no more: "the rent was EUR 500"."""
    language: str = "en"

    @property
    def turned(self) -> bool:
        """Whether it is told in the passive, where words may come in another order than in the active."""
        return self.agent or self.passive

    @property
    def tells(self) -> bool:
        """Whether it says anything of whom it is about."""
        return any(one.role in (Role.WORD, Role.VALUE, Role.NAME) for one in self.tokens)

    @property
    def parties(self) -> bool:
        return any(one.role in (Role.PARTY, Role.NAME) for one in self.tokens)

    @property
    def said_so(self) -> list[list[str]]:
        """How it is said in its own language: every group of modals and negations that is more than a plain duty."""
        groups = [sorted(kind for kind in one if kind != "duty") for one in self.modals]
        return [one for one in groups if one and one != ["need"]]

    @property
    def polarity(self) -> str:
        """How in any language: ``claim`` (is or shall), ``may``, ``not``, ``free`` (need not), or oddly more than one."""
        all_of = [kind for group in self.modals for kind in group]
        count = min(all_of.count("not"), 1) if self.language == "fr" else all_of.count("not")
        if count > 1 or ("may" in all_of and "duty" in all_of and len(self.modals) > 1):
            return f"odd-{self.language}-{'-'.join(all_of)}"
        if count:
            return "free" if "need" in all_of else "not"
        return "may" if "may" in all_of else "claim"


Unit = list[Clause]
"""The clauses of one sentence."""


def units(text: str, language: str) -> list[Unit]:
    """A text's sentences, each as its clauses; a semicolon ends a sentence too."""
    found = []
    for span in sentences(text):
        tokens = list(_tokens(text[span.start : span.end], language))
        for part in _split(tokens):
            unit = _Reading(part, language).clauses()
            if any(clause.tokens for clause in unit):
                found.append(unit)
    return found


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for one in tokens:
        if one.role is Role.END:
            parts.append([])
        else:
            parts[-1].append(one)
    return [part for part in parts if part]


def _tokens(sentence: str, language: str) -> Iterator[Token]:
    """What each word, mark and value of a sentence is."""
    words, pieces, at = wording(language), scan(sentence, language), 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Value):
            yield Token(Role.VALUE, piece.text, piece.sort.value, piece)
        elif (mark := _marked(pieces, at, words)) is not None:
            token, at = mark
            yield token
            continue
        elif (bound := _bound_ahead(piece, pieces[at + 1 : at + 2], words)) is not None:
            yield bound
        elif piece.is_word:
            yield _word(piece, words, at == 0, language)
        elif piece.text in _ENDS:
            yield Token(Role.END, piece.text)
        elif piece.text in _BREAKS:
            yield Token(Role.BREAK, piece.text)
        at += 1


def _marked(pieces: Sequence[Value | Piece], at: int, words: Wording) -> tuple[Token, int] | None:
    """The longest expression from here that is a modal, narrows or bounds, and the place after it."""
    said, end, best = "", at, None
    for _ in range(LONGEST):
        while said and end < len(pieces) and pieces[end].text in _APOSTROPHES:
            end += 1
        piece = pieces[end] if end < len(pieces) else None
        if not isinstance(piece, Piece) or not piece.is_word:
            break
        said, end = f"{said} {piece.text.casefold()}".strip(), end + 1
        if said in words.marks:
            part, _, kind = words.marks[said].partition(":")
            best = Token({"modal": Role.MODAL, "narrows": Role.NARROWS, "bounds": Role.BOUND}[part], said, kind), end
    return best


def _bound_ahead(piece: Piece, following: Sequence[Value | Piece], words: Wording) -> Token | None:
    """What a word bounds by standing right before a value; None where it does not ("under this agreement")."""
    kind = words.ahead.get(piece.text.casefold(), "")
    sorts = _AMOUNTS | {Sort.DATE} if kind == "from" else _AMOUNTS
    bounds = kind and any(isinstance(one, Value) and one.sort in sorts for one in following)
    return Token(Role.BOUND, piece.text.casefold(), kind) if bounds else None


def _word(piece: Piece, words: Wording, first: bool, language: str) -> Token:
    low = piece.text.casefold()
    if low in words.parties:
        return Token(Role.PARTY, low, words.parties[low])
    if low in words.joins:
        return Token(Role.BREAK, low)
    if low in words.common or len(low) == 1:
        return Token(Role.COMMON, low)
    if low in words.frame:
        return Token(Role.FRAME, low, concepts=words.concepts(low))
    concepts = words.concepts(low)
    named = piece.text[0].isupper() and not first and language != "de" and not concepts
    kind = FOREIGN if low in foreign(language) else ""
    return Token(Role.NAME if named and not kind else Role.WORD, low, kind, concepts=concepts)


class _Reading:
    """One sentence's tokens, read into clauses."""

    def __init__(self, tokens: list[Token], language: str) -> None:
        self._tokens, self._language, self._words = tokens, language, wording(language)
        self._clauses: Unit = []
        self._fronted = False
        self._broken: Clause | None = None
        self._joined = ""

    def clauses(self) -> Unit:
        """The clauses: a part that has a modal, or a party and something it does, is one of its own."""
        parts = list(self._parts())
        joins = self._joins([mark for mark, _ in parts])
        for number, (mark, part) in enumerate(parts):
            if mark is not None and mark.role is Role.NARROWS:
                last = self._clauses[-1] if self._clauses else None
                self._broken = last if last and last.modals and not last.tells else self._broken
                self._open(mark.kind)
                self._fronted = number == 0 or (number == 1 and not self._clauses[0].tokens)
            elif self._broken is not None and mark is not None and mark.text in _BREAKS:
                # "shall not, without consent, assign": what follows belongs to what was broken off.
                self._clauses.remove(self._broken)
                self._clauses.append(self._broken)
                self._broken = None
            elif not self._clauses or self._own(part) or (self._fronted and mark and mark.text in _BREAKS):
                self._open("")
                self._fronted = False
            self._fill(part, number, joins[number])
        return [one for one in self._clauses if one.tokens or one.narrowed or one.modals]

    def _parts(self) -> Iterator[tuple[Token | None, list[Token]]]:
        """The sentence cut at commas, joining words and what narrows; each part with what it was cut at."""
        mark: Token | None = None
        part: list[Token] = []
        for one in self._tokens:
            if one.role is Role.BREAK or (one.role is Role.NARROWS and one.kind != "only"):
                if part or mark is not None:
                    yield mark, part
                mark, part = one, []
            else:
                part.append(one)
        yield mark, part

    def _joins(self, marks: Sequence[Token | None]) -> list[str]:
        """How each part is joined to the one before: "and", "or"; a comma in a list is as the list's last join."""
        found, last = [""] * len(marks), ""
        for at in range(len(marks) - 1, -1, -1):
            mark = marks[at]
            if mark is None or mark.role is Role.NARROWS:
                last = ""
            elif mark.text in self._words.kinds:
                found[at] = last = self._words.kinds[mark.text]
            elif mark.text == ",":
                found[at] = last
        return found

    def _own(self, part: Sequence[Token]) -> bool:
        if any(one.role is Role.MODAL for one in part):
            return True
        said = [one for one in part if one.role not in (Role.COMMON, Role.FRAME)]
        begins = bool(said) and said[0].role is Role.PARTY and not self._after_preposition(part, part.index(said[0]))
        return begins and any(one.role is Role.WORD for one in said[1:])

    def _open(self, narrowed: str) -> None:
        before = self._clauses[-1] if self._clauses else None
        self._clauses.append(
            Clause(subject=before.subject if before else "", narrowed=narrowed, language=self._language)
        )

    def _fill(self, part: Sequence[Token], number: int, joined: str) -> None:
        clause = self._clauses[-1]
        clause.passive = clause.passive or self._is_passive(part)
        clause.past = clause.past or any(one.text in self._words.past for one in part)
        clause.subject = self._subject(part, clause) or clause.subject
        together, self._joined = False, joined or self._joined
        for at, one in enumerate(part):
            if one.role is Role.MODAL:
                if together and clause.modals:
                    clause.modals[-1].append(one.kind)
                else:
                    clause.modals.append([one.kind])
                together = True
            elif one.role is not Role.COMMON:
                clause.tokens.append(replace(one, part=number, way=self._way(part, at), joined=self._joined))
                self._joined = ""
                together = together and one.role is Role.PARTY

    def _way(self, part: Sequence[Token], at: int) -> str:
        for one in reversed(part[max(0, at - 4) : at]):
            if one.text in self._words.ways:
                return self._words.ways[one.text]
            if one.role is not Role.COMMON:
                break
        return ""

    def _is_passive(self, part: Sequence[Token]) -> bool:
        if self._language == "de":
            return any(one.text in self._words.passive for one in part)
        if self._language == "sv" and any(one.role is Role.WORD and one.text.endswith("as") for one in part):
            return True
        for at, one in enumerate(part):
            if one.text in self._words.passive and any(
                _participle(two, self._language) for two in part[at + 1 : at + 4]
            ):
                return True
        return False

    def _subject(self, part: Sequence[Token], clause: Clause) -> str:
        """Who does it: after "by" in the passive, else the party that begins the part or that a modal stands beside."""
        agent = next(
            (one for at, one in enumerate(part) if _is_who(one) and self._after(part, at, self._words.by)), None
        )
        if agent is not None and clause.passive:
            clause.passive, clause.agent = False, True
            return _who(agent)
        if any(one.role not in (Role.COMMON, Role.FRAME, Role.MODAL) for one in clause.tokens):
            return ""
        for at, one in enumerate(part):
            if _is_who(one) and not self._after_preposition(part, at) and self._leads(part, at):
                return _who(one)
        return ""

    def _leads(self, part: Sequence[Token], at: int) -> bool:
        before = [one for one in part[:at] if one.role is not Role.COMMON]
        follows = part[at + 1].role is Role.MODAL if at + 1 < len(part) else False
        return not before or before[-1].role is Role.MODAL or follows

    def _after_preposition(self, part: Sequence[Token], at: int) -> bool:
        return self._after(part, at, self._words.prepositions)

    def _after(self, part: Sequence[Token], at: int, words: frozenset[str]) -> bool:
        """Whether one of these words stands before, with nothing but articles between."""
        for one in reversed(part[max(0, at - 4) : at]):
            if one.text in words:
                return True
            if one.role is not Role.COMMON:
                return False
        return False


_PARTICIPLES: Final = {
    "en": ("ed", "en", "id", "ld", "nt", "ght", "de", "wn"),
    "sv": ("t", "d", "da", "ta", "na", "n"),
    "fr": ("é", "ée", "és", "ées", "i", "ie", "is", "u", "ue"),
}


def _participle(one: Token, language: str) -> bool:
    return one.role is Role.WORD and one.text.endswith(_PARTICIPLES.get(language, ()))


def _is_who(one: Token) -> bool:
    return one.role in (Role.PARTY, Role.NAME)


def _who(one: Token) -> str:
    return f"party:{one.kind}" if one.role is Role.PARTY else f"name:{one.text}"
