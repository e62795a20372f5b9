"""Several parts in one question, told apart: no sign, no split. Pure; never "terms and conditions", never "when and how"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Final

from hemvist.domain.clauses import language
from hemvist.domain.followup import follow
from hemvist.domain.question import asks, split
from hemvist.domain.twofold import things

MOST_PARTS: Final = 4
_AND: Final = r"(?:and also|and|as well as|och|samt|und auch|und|sowie|et aussi|et)"
_AUX: Final = r"(?:is|are|was|were|does|do|did|can|may|must|should|shall|will|would|has|have)"
_WHO: Final = (
    r"(?:who|whose|whom|what|which|at what|by when|until when|for how long|in which|on which|to whom|from when"
    r"|vad|vilken|vilket|vilka|vem|vems|när|var|varför|hur|från när|till när"
    r"|was|welche[mnrs]?|wer|wem|wen|wessen|wann|wo|warum|wieso|wie|ab wann|bis wann|in welche[mnr]"
    r"|quand|quels?|quelles?|qui|comment|où|pourquoi|combien|est-ce qu\w*|à quelle?s?|jusqu'à quand)"
)
_HOW: Final = (
    rf"(?:when|where|why|how)\s+(?:{_AUX}|much|many|long|often|soon|far|early|late|high|big|large|quickly|old)"
)
_WHETHER: Final = (
    rf"{_AUX}\s+(?:the|there|it|they|we|you|he|she|i|our|a|an|any|either|this|that|each|both|either)"
    r"|(?:är|finns|får|kan|måste|ska|skall|har|gäller|kostar)\s+(?:det|den|de|vi|jag|man|hyresgästen|hyresvärden)"
    r"|(?:ist|sind|gibt|darf|dürfen|kann|können|muss|müssen|hat|haben|wird|werden)\s+(?:es|er|sie|wir|ich|man|der|die|das|eine?)"
    r"|y a-t-il|peut-on|peut-il|peut-elle|doit-on"
)
_BEGINS: Final = re.compile(rf"(?:{_WHO}|{_HOW}|{_WHETHER})\b", re.IGNORECASE)
_JOINT: Final = re.compile(rf"(?:[,;]?\s+{_AND}|[;,])\s+(?=(?:{_WHO}|{_HOW}|{_WHETHER})\b)", re.IGNORECASE)
_END: Final = re.compile(r"(?<=[?？])\s+(?=\S)")
_TOLD: Final = re.compile(
    r"\b(?:says?|states?|said|specif\w+|defines?|determines?|regulates?|clear|whether|säger|anger|framgår|reglerar|står"
    r"|sagt|sagen|regelt|regeln|bestimmt|steht|festgelegt|dit|précise|indique)\b,?\s+(?:om\s+)?"
    rf"(?:{_WHO}|when|where|why|how)\b",
    re.IGNORECASE,
)
_INDIRECT: Final = re.compile(
    r"(?:please\s+)?(?:tell|show|give)\s+(?:me|us)\b|(?:säg|berätta|visa)\b|(?:sag|sagen sie|nenne?)\b|dis-moi|dites",
    re.I,
)
_FEWEST: Final = 3
"""Words of a part: "and when?" is no question of its own."""


def parts(question: str) -> tuple[str, ...]:
    """The questions that a question is made of, in order and in its own words; one where nothing shows that it is several.

    A cut is made after a question mark, before "and" with a question's beginning behind it, and between two things of
    which one opening asks. What stands on either side must be a question of its own.
    """
    ended = _joined(_END.split(" ".join(question.split())), " ", _follows)
    found = tuple(thing for one in ended for piece in _within(one) for thing in things(piece))
    return found if len(found) > 1 else (question,)


def understood(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Each part as it is asked: the document that another part names, and what "it" stands for, are carried over.

    An earlier part's document goes before a later one's; "… at 12 Mill Road" at the end of all is meant for all.
    """
    told: list[str] = []
    for piece in pieces:
        leaned = follow(piece, told[-1]) if told else None
        whole = leaned.question if leaned and not leaned.perhaps else _placed(piece, pieces[-1])
        told.append(_named(whole, [*told, *pieces]))
    return tuple(told)


def _named(piece: str, others: list[str]) -> str:
    reference = next((found for one in others if (found := split(one).reference)), "")
    return f"{reference}; {piece}" if reference and not split(piece).reference else piece


_PLACE: Final = re.compile(
    r"\s(?P<place>(?:at|in|on|på|i|in der|im|am|bei|à|au|rue)\s+(?:\d+\w?\s+)?[A-ZÅÄÖÜÉ][\w-]+(?:\s+(?:[A-ZÅÄÖÜÉ]|\d)[\w-]*){0,4})\s*[?.!]*$"
)
_NAME: Final = re.compile(r"(?<=\s)(?:[A-ZÅÄÖÜÉÈ][\w-]{2,}|\d)")


def _placed(piece: str, last: str) -> str:
    """A part that names nothing, at the place that the last one ends with; a German noun alone is no name of one."""
    place = _PLACE.search(last)
    german = language(f"{piece} {last}") == "de"
    if piece == last or place is None or (german and not re.search(r"\d", place["place"])):
        return piece
    if _NAME.search(piece) if not german else re.search(r"\d", piece):
        return piece
    return f"{piece.rstrip(' ?')} {place['place']}?"


def _within(question: str) -> list[str]:
    """The parts of one sentence."""
    if _TOLD.search(question) and not _INDIRECT.match(question):
        return [question]
    joints = list(_JOINT.finditer(question))
    ends = [0, *(one.end() for one in joints), len(question)]
    pieces = [question[start:end] for start, end in itertools.pairwise(ends)]
    return [_ended(piece) for piece in _joined(pieces, "", lambda piece: bool(_BEGINS.match(piece)))]


def _joined(pieces: list[str], glue: str, begins: Callable[[str], bool]) -> list[str]:
    """Pieces that are no questions of their own put together again with what stands before them."""
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if _whole(kept[-1]) and len(_words(piece)) >= _FEWEST and begins(piece):
            kept.append(piece)
        else:
            kept[-1] += glue + piece
    return kept


def _follows(piece: str) -> bool:
    return asks(piece) or follow(piece, "What is agreed?") is not None


def _whole(piece: str) -> bool:
    """Whether what stands before a joint asks something by itself."""
    clause = split(_bare(piece)).clause
    return len(_words(clause)) >= _FEWEST and (asks(clause) or bool(_INDIRECT.match(clause)))


def _bare(piece: str) -> str:
    return re.sub(rf"(?:[,;]?\s+{_AND}|[;,])\s*$", "", piece, flags=re.IGNORECASE)


def _ended(piece: str) -> str:
    """The piece without its joint, with a question mark."""
    piece = _bare(piece).strip()
    return piece if piece.endswith(("?", ".", "!", "？")) else piece + "?"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)
