"""The time that a question names: before a day, between two days, in one year or another. English, Swedish, German, French. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from hemvist.domain.times import BETWEEN, How, times


@dataclass(frozen=True)
class Dated:
    """From ``low`` to ``high`` (ordinals, both included, infinite where open), and the span of the question that says so.

    ``sure`` is false where the question names more times than are understood, or one that can be read in two ways.
    """

    start: int
    end: int
    low: float
    high: float
    sure: bool = True


_ARTICLES: Final = r"(?:\s+(?:the|den|dem|der|des|de|zum|am|im|in|on|le|la|du|au|of|month|year|years|år|året|månaden|jahre?|jahres|monat|mois|année|einschließlich|och\s+med|and\s+including))*"
_BY: Final = (
    r"(?:by|before|until|till)\s+the\s+end\s+of|no(?:t)?\s+(?:later|after)(?:\s+than)?|on\s+or\s+before|before\s+or\s+on|(?:at\s+the\s+)?latest\s+(?:by|on|in)|by|until|up\s+to|through"
    r"|före\s+(?:utgången|slutet)\s+av|(?:inte|ej)\s+(?:senare\s+än|efter)|senast|(?:fram\s+)?till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?"
    r"|(?:vor|bis)(?:\s+zum)?\s+ende|nicht\s+(?:später\s+als|nach)|spätestens|bis|avant\s+la\s+fin|d['’]ici(?:\s+à)?|au\s+plus\s+tard|jusqu['’](?:à|en|au)"
)
_END: Final = r"(?:(?:at|by|on)\s+)?(?:the\s+)?end\s+of|(?:(?:i|vid)\s+)?(?:slutet|utgången)\s+av|(?:(?:zum|am)\s+)?ende|(?:à\s+)?(?:la\s+)?fin(?:\s+d[eu])?"
_BEGINNING: Final = (
    r"(?:start|beginning)\s+of|(?:mitten|början|ingången)\s+av|anfang|beginn|mitte|(?:le\s+)?début(?:\s+d[eu])?"
)
_SINCE: Final = (
    r"no(?:t)?\s+(?:earlier\s+than|before)|on\s+or\s+after|(?:inte|ej)\s+(?:tidigare\s+än|före)|tidigast|från\s+och\s+med|fr\.\s?o\.\s?m\.?|fr\s+o\s+m"
    r"|nicht\s+(?:früher\s+als|vor)|frühestens|ab|au\s+plus\s+tôt|à\s+partir"
)
_BEFORE: Final = r"(?:before|prior\s+to)(?:\s+the\s+(?:start|beginning)\s+of)?|earlier\s+than|före|innan|tidigare\s+än|vor(?:\s+beginn)?|früher\s+als|avant"
_AFTER: Final = r"after(?:\s+the\s+end\s+of)?|later\s+than|efter(?:\s+utgången\s+av)?|senare\s+än|nach(?:\s+ende)?|später\s+als|après(?:\s+la\s+fin)?"
_IN: Final = r"in|during|on|under|between|from|i|den|mellan|från|im|am|zwischen|vom|von|en|le|entre|du"
_LEAD: Final = re.compile(
    rf"(?<!\w)(?:(?P<by>(?:{_BY})(?:\s+(?:{_END}))?)|(?P<since>{_SINCE})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<in>{_IN})|(?P<last>{_END})|(?P<first>{_BEGINNING})){_ARTICLES}\s*$",
    re.IGNORECASE,
)
_AT_END: Final = re.compile(r"(?:at|on|i|vid|zum|am|à)\s|ende\b|fin\b", re.IGNORECASE)
_MONTHLY: Final = 93
_BACK: Final = 60
"""Characters before a day in which the words that bound it are looked for."""
_BEHIND: Final = re.compile(
    r"\s+(?:(?P<since>(?:or|and|eller|och|oder|und|ou)\s+(?:later|after(?:wards)?|onwards?|senare|framåt|därefter|später|danach|plus\s+tard)|onwards?|och\s+framåt)"
    r"|(?P<by>(?:or|eller|oder|ou)\s+(?:earlier|before|sooner|tidigare|dessförinnan|früher|vorher|plus\s+tôt)|at\s+the\s+latest))\b",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(
    rf"(?:\s*,\s*|\s*[,]?\s*(?:(?P<to>to|until|through|till|bis|au|à|[-–—])|(?P<and>and|och|und|et)|or|eller|oder|ou)){_ARTICLES}\s*",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s*,?\s*(?:and|but|och|men|und|aber|et|mais)\b", re.IGNORECASE)


def dated(text: str) -> Dated | None:
    """The time that a text bounds something by; None where it names none."""
    named = [Dated(one.start, one.end, one.first, one.last, one.how is How.EXACT) for one in times(text)]
    if not named:
        return None
    first, rest = named[0], named[1:]
    while rest and (joined := _joined(text, first, rest[0])) is not None:
        first, rest = joined, rest[1:]
    told = _bounded(text, first)
    if not rest:
        return told
    other = _bounded(text, rest[0])
    low, high = max(told.low, other.low), min(told.high, other.high)
    both = len(rest) == 1 and low <= high and _AND.match(text[first.end : rest[0].start])
    if both and told.low != other.low and told.high != other.high:  # "after 2025 and before 2028"
        return Dated(told.start, other.end, low, high, told.sure and other.sure)
    return replace(told, sure=False)


def _joined(text: str, one: Dated, other: Dated) -> Dated | None:
    """Two times that are one: from the first to the second, or years that follow each other."""
    joint = _JOINT.fullmatch(text, one.end, other.start)
    if joint is None:
        return None
    ranged = joint["to"] or (joint["and"] and BETWEEN.search(text[: one.start]))
    sure = one.sure and other.sure and one.low <= other.high and bool(ranged or other.low == one.high + 1)
    return Dated(one.start, other.end, min(one.low, other.low), max(one.high, other.high), sure)


def _bounded(text: str, named: Dated) -> Dated:
    """A time as the words before and behind it bound it."""
    at = max(0, named.start - _BACK)
    lead, behind = _LEAD.search(text[at : named.start]), _BEHIND.match(text, named.end)
    start, end = at + lead.start() if lead else named.start, behind.end() if behind else named.end
    how = (lead.lastgroup if lead else None) or "in"
    how = (behind.lastgroup or how) if behind and how == "in" else how
    low = {"before": float("-inf"), "by": float("-inf"), "after": named.high + 1}.get(how, named.low)
    high = {"before": named.low - 1, "since": float("inf"), "after": float("inf")}.get(how, named.high)
    if how == "last":  # the last day of a month or quarter; without "at" and for a year it may be any of the last ones
        sure = named.sure and bool(_AT_END.match(lead[0] if lead else "")) and _MONTHLY > named.high - named.low > 0
        return Dated(start, end, named.high if sure else named.low, named.high, sure and not behind)
    return Dated(start, end, low, high, named.sure and how != "first")
