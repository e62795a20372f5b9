"""Statements in a document that a clause of an earlier one reads otherwise from now on: "Section 4.2 is replaced by …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from hemvist.domain.effect import of_statement
from hemvist.domain.numbers import CHANGES, GOES, NEAR, PLACE, begins, joined, label, own, title
from hemvist.domain.quantities import quantities

LOOKED_AT: Final = 200_000
"""Characters from its beginning in which statements about clauses are looked for."""
_PLACES: Final = 3_000
"""Numbers of clauses that are looked at: a paper that changes clauses is short, whatever else somebody sends."""
MOST: Final = 200
"""Statements about clauses that are kept of one document."""


@dataclass(frozen=True)
class Change:
    """A clause that a document says it changes: by number and heading, from when, and where its new words stand.

    ``start`` to ``end`` is the statement, ``first`` to ``last`` the new words (the statement where it holds them); both the same place where nothing stands
    in the clause's stead. No label: it stands under a number of its own and a heading, which tells the clause alone.
    """

    label: tuple[str, ...]
    heading: str
    since: date | None
    start: int
    end: int
    first: int
    last: int

    @property
    def drops(self) -> bool:
        """Whether nothing stands in the clause's place."""
        return self.first == self.last

    @property
    def partly(self) -> bool:
        """Whether the statement itself says what changes, so that the rest of the clause stays: "amended so that …"."""
        return self.first == self.start and not self.drops


_HEADED: Final = re.compile(
    r"(?:under\s+the\s+heading|under\s+rubriken|unter\s+der\s+überschrift|sous\s+le\s+titre)\s*[\"“”„«]\s*(?P<heading>[^\"“”„«»\n]{3,80}?)\s*[\"“”»]",
    re.IGNORECASE,
)
OVER: Final = (
    r"(?:\b(?:notwithstanding|by\s+way\s+of\s+derogation\s+from|in\s+d(?:eviation|erogation)\s+from|contrary\s+to)(?:\s+(?:anything|the\s+provisions?)(?:\s+(?:contained|of))?(?:\s+in)?)?"
    r"|\b(?:in\s+)?abweich(?:end|ung)\s+(?:von|zu)(?:\s+(?:den\s+bestimmungen|der\s+regelung)(?:\s+(?:des|in|der))?)?|\bentgegen"
    r"|\b(?:med|i)\s+avvikelse\s+från(?:\s+(?:bestämmelsen|vad\s+som\s+(?:sägs|anges))(?:\s+i)?)?|\bmed\s+undantag\s+från|\boavsett\s+(?:vad\s+som\s+(?:sägs|anges)\s+i)?|\butan\s+hinder\s+av"
    r"|\b(?:par|en)\s+dérogation\s+(?:à|aux\s+(?:dispositions|stipulations)\s+de)|\bnonobstant)"
)
"""What stands before a clause that something else holds against: the clause stays, as far as it is not touched."""
_STEAD: Final = re.compile(
    rf"{OVER}\s+$|in\s+place\s+of|instead\s+of|an\s+die\s+stelle\s+von|i\s+stället\s+för|aux\s+stipulations\s+de"
    r"|\b(?:ersätts|ändras|upphävs|replaces|deletes|amends)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_IN: Final = re.compile(r"(?:in|i|im|à|dans|under)\s+$", re.IGNORECASE)
_ON: Final = re.compile(
    r"\s*(?:(?:regarding|concerning|on|betreffend|zu|avseende|angående|concernant)\s+)?", re.IGNORECASE
)
"""What stands before a number that is followed by a colon and the clause's new words: "Section 4 (Rent): The rent is …"."""
_IN_IT: Final = re.compile(r"\s*,|\s+(?:ska|skall|gäller|gilt|soll)\b")
"""What a clause reads from now on, without a word of change: "In section 3, a technician arrives within …"."""
_OF_ITS_OWN: Final = re.compile(
    r"\s+(?:of|in|to)\s+this\s+(?:amendment|addendum|deed|letter|supplement)|\s+(?:dieses|in\s+diesem)\s+(?:\w*nachtrag|änderung|ergänzung)"
    r"|\s+(?:i|till|av)\s+detta\s+(?:tillägg|ändring)|\s+du\s+présent\s+avenant",
    re.IGNORECASE,
)
_FOLLOWS: Final = re.compile(
    r"follow|as\s+below|fassung|lautet|regelung|wortlaut|lydelse|följande|rédigé|ci-après|\bsuit\b|suiv|celles?\s+qui|shall\s+(?:now\s+)?read",
    re.IGNORECASE,
)
_REPLACED: Final = re.compile(
    r"replace|substitut|ersetzt|ersätts|remplac|in\s+place|stelle|stället|instead", re.IGNORECASE
)
_AMENDED: Final = re.compile(
    r"(?:is|are|be)\s+(?:hereby\s+)?(?:amended|modified)|\bändras\b|\bgeändert\b|(?:est|sont)\s+modifié", re.IGNORECASE
)
"""Said of a clause that stays, whatever of it is deleted: "amended so that the words … are deleted"."""
_HEADING: Final = (
    r"(?<=[.!?:;\n])[ \t]*\n[ \t]*\d{1,2}[ \t]+(?=[A-ZÅÄÖÜÉÈ][^\n.;:!?|\d]{1,50}(?:\n[ \t]*[A-ZÅÄÖÜÉÈ\d§(\"“„]|\s*$))"
)
"""Before a line of a bare number and a heading ("2 Other"), behind what ended and before what begins anew."""
_REST: Final = (
    r"\n\s*(?:(?:in\s+)?all\s+(?:the\s+)?(?:other|else|remaining)|save\s+as|except\s+as|i\s+övrigt|övriga|(?:alle|die|sämtliche)\s+übrigen"
    r"|im\s+übrigen|(?:toutes\s+)?les\s+autres)\b"
)
"""What an amendment says of all that it leaves as it is."""
_NEXT: Final = re.compile(
    rf"{_HEADING}|{_REST}"
    r"|\n\s*(?:\d{1,2}|[A-Z]|\(?[a-z]\))[.)]\s+\S|\n\s*(?:(?:section|article|artikel|punkt)\s+|§\s*)\d|\n\s*\n\s*\n",
    re.IGNORECASE,
)
_LONGEST: Final = 3_000


def changes(text: str) -> Iterator[Change]:
    """Statements that a clause reads otherwise from now on, in order; each begins after the one before it ends."""
    return islice(_all(text), MOST)


def _all(text: str) -> Iterator[Change]:
    at = 0
    for place in islice(PLACE.finditer(text, 0, LOOKED_AT), _PLACES):
        change = _change(text, place) if place.start() >= at else None
        if change is not None:
            at = change.last
            yield change
            yield from (replace(change, label=one) for one in joined(text, place) if change.label)


def _change(text: str, place: re.Match[str]) -> Change | None:
    """What is said at a clause's number, if it is that the clause changes."""
    start = _begin(text, place.start())
    stop = text.find(":", place.end(), place.start() + NEAR)
    end = _stop(text, place, stop)
    if not _says(text, place, start, end) or own(text, place):
        return None
    since = of_statement(text, start, end, CHANGES.search(text, start, end))
    clause, heading = _named(text, place, end)
    first, last = _stead(text, start, place, end)
    if first == last and not clause and not _itself(text, heading, place.end(), end):
        return None
    return Change(clause, heading, since, start, end, first, last)


def _says(text: str, place: re.Match[str], start: int, end: int) -> bool:
    """Whether a statement says that the clause changes: behind its number, before it, or by "In section 3, …" alone."""
    if _OF_ITS_OWN.match(text, place.end()):
        return False
    said = CHANGES.search(text, place.end(), end)
    if said and _left(text, place.end(), said.start()):
        return False
    if said or _STEAD.search(text, start, place.start()):
        return True
    if _ON.fullmatch(text, start, place.start()) and text[place.end() : end].strip() == ":":
        return True
    return bool(_IN.fullmatch(text, start, place.start()) and _IN_IT.match(text, place.end(), end))


_REMAINS: Final = re.compile(
    r"\bremains?\b|\bunaffected\b|\bunverändert\b|\bunberührt\b|\boförändra[dt]\w*|\bkvarstår\b|\breste(?:nt)?\b|\binchangée?s?\b",
    re.IGNORECASE,
)


def _left(text: str, start: int, end: int) -> bool:
    """Whether a clause is said to stay before another's change is told: "Clause 5 remains, and clause 3 is deleted"."""
    stays = _REMAINS.search(text, start, end)
    return stays is not None and PLACE.search(text, stays.end(), end) is not None


_CLAUSE: Final = re.compile(
    r"\b(?:section|clause|provision|paragraph|article|bestämmels\w+|punkten|paragrafen|klausulen|stycket|bestimmung|regelung|klausel|absatz|disposition)\b",
    re.IGNORECASE,
)
_AT_ONCE: Final = 3


def _itself(text: str, heading: str, start: int, end: int) -> bool:
    """Whether what is deleted under a heading is the clause: by name, by its heading's word, or with nothing else named."""
    below = text[text.find("\n", start, end) + 1 : end]
    gone = GOES.search(below)
    before = below[: gone.start()] if gone else below
    words = re.findall(r"[^\W\d_]+", before.casefold())
    first = heading.casefold().split()[0]
    return bool(_CLAUSE.search(below)) or not words or (len(words) <= _AT_ONCE and words[-1].startswith(first))


def _named(text: str, place: re.Match[str], end: int) -> tuple[tuple[str, ...], str]:
    """The clause's number and heading; the heading alone where both head the statement, as an amendment's own would."""
    headed = _HEADED.search(text, place.end(), end)
    heading = (headed or place)["heading"] or ""
    over = None if heading else title(text, place)
    if over is not None:
        return (), " ".join(over["rest"].split())
    return label(f"{place['label']} {place['inner'] or ''}"), " ".join(heading.split())


def _stead(text: str, start: int, place: re.Match[str], end: int) -> tuple[int, int]:
    """What stands in the clause's place: the words behind the statement, or the statement itself; nothing where it goes."""
    said = text[start:end]
    inside = any(one.unit != "date" for one in quantities(text[place.end() : end]))
    if said.endswith(":") or _FOLLOWS.search(said) or (_REPLACED.search(said) and not inside):
        first, last = _words(text, end)
        return (first, last) if first < last else (start, end)
    stays = _AMENDED.search(text, place.end(), end) or _REPLACED.search(said)
    return (end, end) if not stays and GOES.search(text, start, end) else (start, end)


_CUT: Final = re.compile(
    rf"{_HEADING}[^\n]*\n\s*"
    r"|\n\s*(?:\(?\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+|(?<!\b\d)(?<!\b\d\d)[.;:]\s+(?=[A-ZÅÄÖÜÉÈÀ])|[.;:][ \t]*\n\s*(?=§)|\n\s*\n"
)


def _begin(text: str, at: int) -> int:
    """Where the sentence that speaks of the clause begins: at most 200 characters before; not before a heading."""
    left, headed = max(0, at - 200), -1
    for place in PLACE.finditer(text, left, at):
        line = title(text, place)
        left = headed = line.start("next") if line and line.start("next") <= at else left
    cuts = [one.end() for one in _CUT.finditer(text, left, at + 1) if one.end() <= at]
    return cuts[-1] if cuts else left if left in (0, headed) else text.find(" ", left, at) + 1


_POINT: Final = re.compile(r"[ \t]*\n\s*\(?\d{1,2}[.)]\s")
_DOT: Final = re.compile(rf"(?<!\b\d)(?<!\b\d\d)[.;](?=\s+[A-ZÅÄÖÜÉÈ(\"“„]|\s*\n|\s*$)|[.;](?={_POINT.pattern})")
"""A full stop; behind a number only where a numbered point follows: "under clause 6", stop, and in the next line "2."."""


def _stop(text: str, place: re.Match[str], colon: int) -> int:
    """Where the statement ends: at its colon, else at a full stop."""
    at = place.end()
    if text[at - 1] == "." and _ended(text, place):
        return at
    dot = _DOT.search(text, at, min(len(text), at + NEAR))
    if colon > 0 and (dot is None or colon < dot.start() or not _over(text, at, dot, colon)):
        return colon + 1
    return dot.end() if dot else min(len(text), at + NEAR)


def _ended(text: str, place: re.Match[str]) -> bool:
    """Whether the full stop right behind a number ends a sentence: a numbered point follows, or one of another clause."""
    point = _POINT.match(text, place.end())
    return bool(point) or not (begins(text, place) or PLACE.match(text, place.end() + 1) is None)


def _over(text: str, at: int, dot: re.Match[str], colon: int) -> bool:
    """Whether a full stop ends the statement before a colon: what changes is said before it, or the colon is another's."""
    if CHANGES.search(text, at, dot.start()):
        return True
    return bool(_POINT.search(text, dot.end(), colon) or PLACE.search(text, dot.end(), colon))


_NUMBER: Final = re.compile(r"[ \t]*(?:\(?\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)")


def _words(text: str, start: int) -> tuple[int, int]:
    """The new words: what follows, up to the next numbered point, the next statement or the closing quotation mark."""
    while start < len(text) and text[start] in ' \n\t\r"“”„«':
        start += 1
    most = min(len(text), start + _LONGEST)
    following = _NEXT.search(text, start, most)
    end = following.start() if following else most
    for one in PLACE.finditer(text, start, end):
        if CHANGES.search(text, one.end(), min(end, one.end() + 160)):
            end = _begin(text, one.start())
            break
    new, line, last = text[start : max(end, start)].rstrip().rpartition("\n")
    if line and _NUMBER.fullmatch(last):  # the number of the next point is none of the new words
        return start, start + len(new.rstrip())
    return start, start + len(new + line + last)
