"""Whether a sentence says only what its quotes say: every value, party, word, negation, condition and role in it.

A sentence agrees when each of its clauses is carried by one sentence of the quotes, whole: every word of it by the same
word, a form of it or its counterpart in another language; every value by the same value, bound to the same words;
who does it, whether it is so, may be or is not, and under what conditions, the same. What cannot be told is withheld.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from hemvist.domain.claim import FOREIGN, Clause, Role, Token, Unit, units
from hemvist.domain.values import Sort
from hemvist.domain.wording import alike

LONGEST: Final = 400
"""Characters of one sentence."""
MOST_QUOTED: Final = 4000
"""Characters of quotes that a sentence is compared with."""
LONGEST_QUOTED: Final = 1000
"""Characters of one of them."""
_MOST_PLACES: Final = 12
"""Places in a quote where a word is looked for: one that stands in more is withheld sooner."""
_ALLOWING: Final = frozenset({"consent", "other", "written"})
"""What is done with somebody's consent, or to the other, is not said to be done without a word of it."""
_TIMES: Final = frozenset({"month", "year", "quarter"})
_MARKUP: Final = re.compile(r"[<>\[\]{}`*_#|\\^~=@?!]|://|www\.|&\w|!\s*\[", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}|[^\W_]/[^\W_]")


class Reason(StrEnum):
    """Why a sentence is withheld. A code: it is logged and counted."""

    CHARACTERS = "characters"
    LENGTH = "length"
    EMPTY = "empty"
    UNCITED = "uncited"
    WORD = "word"
    VALUE = "value"
    PARTY = "party"
    POLARITY = "polarity"
    ROLE = "role"
    CONDITION = "condition"
    BOUND = "bound"
    BINDING = "binding"
    ORDER = "order"
    LANGUAGE = "language"


@dataclass(frozen=True)
class Quote:
    """A quote's text and the language it is in: en, sv, de or fr."""

    text: str
    language: str


def disagreements(sentence: str, language: str, quotes: Sequence[Quote]) -> frozenset[Reason]:
    """Why the sentence does not agree with the quotes; empty when it does. Takes time linear in their lengths."""
    if not quotes:
        return frozenset({Reason.UNCITED})
    lengths = [len(one.text) for one in quotes]
    if len(sentence) > LONGEST or sum(lengths) > MOST_QUOTED or max(lengths) > LONGEST_QUOTED:
        return frozenset({Reason.LENGTH})
    if not _plain(sentence):
        return frozenset({Reason.CHARACTERS})
    told = units(sentence, language)
    said = [clause for unit in told for clause in unit]
    if not any(_tells(one) for clause in said for one in clause.tokens):
        return frozenset({Reason.EMPTY})
    carrying = [unit for quote in quotes for unit in units(quote.text, quote.language)]
    if any(one.kind == FOREIGN for unit in [*carrying, said] for clause in unit for one in clause.tokens):
        return frozenset({Reason.LANGUAGE})
    if any(clause.modals and not clause.tells for clause in said):
        return frozenset({Reason.POLARITY})
    return frozenset().union(*(_best(unit, carrying) for unit in told))


def _plain(sentence: str) -> bool:
    """Whether it holds nothing but readable Latin text: no markup, address, hidden or direction-changing character."""
    if unicodedata.normalize("NFC", sentence) != sentence or _MARKUP.search(sentence) or _ADDRESS.search(sentence):
        return False
    return all(_readable(char) for char in sentence)


def _readable(char: str) -> bool:
    if char.isascii():
        return char.isprintable()
    if char.isalpha():
        return unicodedata.name(char, "").startswith("LATIN SMALL LETTER") or "LATIN CAPITAL" in unicodedata.name(
            char, ""
        )
    return char in "’‘“”„«»–—€£§°…½²³‰\u00a0\u202f"


def _tells(one: Token) -> bool:
    return one.role in (Role.WORD, Role.VALUE, Role.NAME)


def _narrowings(clause: Clause) -> Iterator[str]:
    if clause.narrowed:
        yield clause.narrowed
    yield from (one.kind for one in clause.tokens if one.role is Role.NARROWS)
    yield from (name for one in clause.tokens for name in sorted(one.concepts & _ALLOWING))


def _best(said: Unit, carrying: Sequence[Unit]) -> frozenset[Reason]:
    """What the one sentence of the quotes that carries a sentence best does not carry of it."""
    if said in carrying:  # word for word: whatever it is bound to twice, so it is there
        return frozenset()
    kinds = {one for clause in said for one in _narrowings(clause)}
    found = [
        frozenset().union(*(_Match(clause, unit, kinds).reasons() for clause in said if clause.tokens))
        for unit in carrying
    ]
    return min(found, key=lambda one: (len(one), sorted(one)), default=frozenset({Reason.UNCITED}))


@dataclass(frozen=True)
class _Place:
    """A token of a quote: in which clause, and the how-manieth of its sentence."""

    at: int
    clause: Clause
    token: Token


class _Match:
    """One clause of a sentence against one sentence of the quotes."""

    def __init__(self, clause: Clause, unit: Unit, kinds: set[str]) -> None:
        self._clause, self._unit, self._kinds = clause, unit, kinds
        self._names_somebody = clause.parties or bool(clause.subject)
        pairs = [(one, token) for one in unit for token in one.tokens]
        self._places = [_Place(at, one, token) for at, (one, token) in enumerate(pairs)]
        self._tokens = [one.token for one in self._places]
        self._carried = [(token, self._of(token)) for token in clause.tokens]

    def _of(self, token: Token) -> list[_Place]:
        return list(islice((one for one in self._places if self._carries(one, token)), _MOST_PLACES))

    def _carries(self, place: _Place, token: Token) -> bool:
        """Whether this token of the quote carries one of the sentence: the same, and standing in the same way."""
        other, native = place.token, place.clause.language == self._clause.language
        ways = {token.way, other.way} - {""}
        if len(ways) == 2 and (native or ways == {"to", "from"}):
            return False
        if token.joined and token.joined != other.joined:
            return False
        if native and token.role is Role.PARTY and other.role is Role.PARTY and token.text[:4] != other.text[:4]:
            return False
        return _means(token, other)

    def reasons(self) -> frozenset[Reason]:
        """Why this sentence of the quotes does not carry the clause."""
        missing = {_missing(token) for token, places in self._carried if not places and not self._framing(token)}
        if missing:
            return frozenset(missing)
        found = {*self._conditions(), *self._states(), *self._bindings()}
        if not self._in_order():
            found.add(Reason.ORDER)
        return frozenset(found)

    def _framing(self, token: Token) -> bool:
        """Whether a word only frames what is said: it does not when the quote has it, used in another way."""
        return token.role is Role.FRAME and not any(token.text == one.token.text for one in self._places)

    def _conditions(self) -> Iterator[Reason]:
        """What narrows the quote has to narrow the sentence, and nothing else may."""
        if {kind for clause in self._unit for kind in _narrowings(clause)} != self._kinds:
            yield Reason.CONDITION

    def _states(self) -> Iterator[Reason]:
        """One clause of the quote says all of it as the sentence does: the same one doing it, as surely, as narrowed."""
        for token, places in self._carried:
            if not _tells(token) or not places:
                continue
            options = [list(self._unlike(place.clause)) for place in places]
            yield from min(options, key=len)

    def _unlike(self, other: Clause) -> Iterator[Reason]:
        mine = self._clause
        same = mine.said_so == other.said_so if mine.language == other.language else mine.polarity == other.polarity
        if not same or mine.past != other.past:
            yield Reason.POLARITY
        if mine.narrowed != other.narrowed:
            yield Reason.CONDITION
        # Where a sentence names nobody, nobody's part in it can be told wrong.
        if self._names_somebody and (mine.subject != other.subject or mine.passive != other.passive):
            yield Reason.ROLE

    def _bindings(self) -> Iterator[Reason]:
        for number, (token, places) in enumerate(self._carried):
            before = _bound_at(self._clause.tokens, number - 1)
            if before and token.role is not Role.VALUE and not any(before == self._near(place) for place in places):
                yield Reason.BOUND
            if token.role is Role.VALUE:
                if not any(self._bounded(number, place) for place in places):
                    yield Reason.BOUND
                elif not any(self._bounded(number, place) and self._bound(number, place) for place in places):
                    yield Reason.BINDING
            elif (
                _is_who(token)
                and _said_of(token) != self._clause.subject
                and not any(self._bound(number, place) for place in places)
            ):
                yield Reason.BINDING

    def _bounded(self, number: int, place: _Place) -> bool:
        """Whether a value is bounded ("at least") and told per time ("a month") as the quote's is."""
        before = _bound_at(self._clause.tokens, number - 1) == _bound_at(self._tokens, place.at - 1)
        after = _bound_at(self._clause.tokens, number + 1)
        rate = _rate(self._clause.tokens, number) == _rate(self._tokens, place.at)
        return before and rate and after in ("", _bound_at(self._tokens, place.at + 1))

    def _near(self, place: _Place) -> str:
        """The bound that stands nearest before a token of the quote, in the same part."""
        before = (one.token for one in reversed(self._places[: place.at]) if one.token.part == place.token.part)
        return next((one.kind for one in before if one.role is Role.BOUND), "")

    def _bound(self, number: int, place: _Place) -> bool:
        """Whether what stands beside a value or party stands, unmistakably, beside the quote's too."""
        rivals = [one for one in self._places if self._rival(one, place)]
        if not rivals:
            return True
        beside = self._beside(number)
        told_whole = place.token.role is not Role.VALUE or self._told_whole(place)
        return bool(beside) and told_whole and all(self._linked(one, place, rivals) for one in beside)

    def _told_whole(self, place: _Place) -> bool:
        """Whether all is said that the quote says of a value beside others: of which of several things it is the value."""
        said = {each.at for _, places in self._carried for each in places}
        return all(at in said for at in _following(self._tokens, place.at))

    def _rival(self, one: _Place, place: _Place) -> bool:
        if place.token.role is Role.VALUE:
            kinds = {one.token.kind, place.token.kind}
            alike_in_kind = len(kinds) == 1 or Sort.NUMBER.value in kinds
            return one.token.role is Role.VALUE and alike_in_kind and one.at != place.at
        who = one.token.role in (Role.PARTY, Role.NAME)
        return who and one.token.text != place.token.text and _said_of(one.token) != one.clause.subject

    def _beside(self, number: int) -> list[Token]:
        """What a value or party is bound to: the word before it, and the one after it; of a value all up to the next."""
        tokens, one = self._clause.tokens, self._clause.tokens[number]
        before = [each for each in reversed(tokens[:number]) if _binds(each) and each.part == one.part][:1]
        after = [tokens[at] for at in _following(tokens, number)]
        return [*before, *(after if one.role is Role.VALUE else after[:1])]

    def _linked(self, token: Token, place: _Place, rivals: Sequence[_Place]) -> bool:
        for one in self._of(token):
            low, high = sorted((one.at, place.at))
            if one.token.part == place.token.part and not any(low < rival.at < high for rival in rivals):
                return True
        return False

    def _in_order(self) -> bool:
        """Whether the words come in the quote's order; in another language or the passive one may stand elsewhere.

        Values may stand anywhere: what they belong to is looked at by itself.
        """
        words = [places for token, places in self._carried if token.role is not Role.VALUE and places]
        turned = self._clause.turned or any(one.turned or one.language != self._clause.language for one in self._unit)
        return _longest_rising([[one.at for one in places] for places in words]) >= len(words) - turned


def _longest_rising(options: Sequence[Sequence[int]]) -> int:
    """The most of these, in order, for which rising numbers can be chosen, each from its own options."""
    ends: list[int] = []
    for numbers in options:
        for number in sorted(numbers, reverse=True):
            at = bisect_left(ends, number)
            ends[at : at + 1] = [number]
    return len(ends)


def _means(token: Token, other: Token) -> bool:
    """Whether a quote's token carries a sentence's."""
    if token.value is not None or other.value is not None:
        return token.value is not None and other.value is not None and token.value.same(other.value)
    if token.role in (Role.PARTY, Role.BOUND, Role.NARROWS):
        return token.role is other.role and token.kind == other.kind
    if token.role is Role.NAME:
        return other.role in (Role.NAME, Role.WORD) and _bare(token.text) == _bare(other.text)
    if other.role not in (Role.WORD, Role.NAME, Role.FRAME):
        return False
    return bool(token.concepts & other.concepts) or alike(token.text, other.text)


def _bare(name: str) -> str:
    return name[:-1] if name.endswith("s") and len(name) > 3 else name


def _missing(token: Token) -> Reason:
    return {
        Role.VALUE: Reason.VALUE,
        Role.PARTY: Reason.PARTY,
        Role.NAME: Reason.PARTY,
        Role.BOUND: Reason.BOUND,
        Role.NARROWS: Reason.CONDITION,
    }.get(token.role, Reason.WORD)


def _said_of(token: Token) -> str:
    return f"party:{token.kind}" if token.role is Role.PARTY else f"name:{token.text}"


def _is_who(token: Token) -> bool:
    return token.role in (Role.PARTY, Role.NAME)


def _binds(token: Token) -> bool:
    return token.role in (Role.WORD, Role.NAME, Role.PARTY)


def _following(tokens: Sequence[Token], at: int) -> Iterator[int]:
    """Where the words and names stand that follow a token in its part, up to the next value."""
    for other in range(at + 1, len(tokens)):
        if tokens[other].role is Role.VALUE or tokens[other].part != tokens[at].part:
            return
        if _binds(tokens[other]):
            yield other


def _bound_at(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].kind if 0 <= at < len(tokens) and tokens[at].role is Role.BOUND else ""


def _rate(tokens: Sequence[Token], at: int) -> str:
    """Per what time a value is told: "month" in "EUR 100 a month"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return next(iter(following.concepts & _TIMES), "") if following else ""
