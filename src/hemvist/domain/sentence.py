"""Where sentences end in contracts: abbreviations, numbering and dates are known; nothing is changed, only cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hemvist.domain.values import MONTHS


@dataclass(frozen=True)
class Sentence:
    """A sentence's span of the document's text."""

    start: int
    end: int


# A place where a sentence may end: white space after a closing mark, or white space with a line break in it.
# Each alternative starts at a mark or at the first character of a run, so that long runs cost linear time.
_GAP: Final = re.compile(r"(?<=[.!?…])[\"'”’“»)\]]{0,3}\s+|(?<=[;:])\s+(?=\()|(?<!\s)[^\S\n]*\n\s*")
_LAST_WORD: Final = re.compile(r"[^\s(\[\"'“”«»]*$")
_OPENS: Final = re.compile(r"[\"'“”„«»‘(\[*_•–—-]*[^\W\d_]?")
_MARKER: Final = re.compile(
    r"(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,6})[)\]]|\d{1,3}(?:\.\d{1,3})*[.)]?|[A-Za-z]\.|[ivxlcIVXLC]{1,6}\.|[•·▪●○■*–—-])\s+\S"
    r"|(?:article|section|artikel|avsnitt|abschnitt|exhibit|schedule|annex|appendix|bilaga|anlage|annexe)\s+[\dA-ZIVX]|§\s*\d",
    re.IGNORECASE,
)
_SURE_MARKER: Final = re.compile(
    r"(?:[(\[](?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})[)\]]|\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)])\s+[\"'“„«]?[^\W\d_]|[•·▪●○■]\s+\S"
)
_ENUMERATOR: Final = re.compile(r"[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})[)\]]?\.?")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABBREVIATIONS: Final = _words(
    # English
    "mr mrs ms dr prof st jr sr hon rev gen col messrs no nos inc ltd co corp llc plc vs v sec secs sect art arts para"
    " paras cl fig ex exh sched app vol p pp pg ed eds cf approx est dept div tel ext fax attn attn. e.g i.e a.m p.m u.s u.k"
    " u.s.a u.s.c n.v b.v s.a s.p.a s.r.l l.p l.l.c p.l.c d.b.a f.k.a a.k.a no.s viz al jan feb mar apr jun jul aug sep"
    " sept oct nov dec ave blvd rd ste bldg"
    # Swedish
    " bl.a t.ex d.v.s dvs m.m m.fl mfl o.s.v osv s.k sk f.d fr.o.m t.o.m tom kap kv st nr jfr resp enl ca c:a inkl exkl"
    " moms tfn org.nr orgnr pers.nr i.e fom forts kl milj tkr mkr f.n p.g.a pga u.p.a"
    # German
    " z.b u.a d.h usw bzw ggf evtl abs nr art ziff lit gem vgl inkl exkl zzgl str hr fr hrn i.v i.a i.s.d s.o s.u o.ä u.ä"
    " v.a m.w.st mwst sog ca mio mrd gmbh z.t i.d.r rz rn aufl hrsg jan feb aug sept okt dez"
    # French
    " m mm mme mmes mlle me mgr av c.-à-d p.ex etc éd art al env réf n° cf chap janv févr juil sept oct nov déc sté ets"
    " s.a.s s.a.r.l tél"
)
# These end a sentence just as often as they stand inside one: what follows decides.
_EITHER: Final = _words("inc ltd co corp llc plc etc usw m.m m.fl osv o.s.v a.m p.m u.s u.s.a s.a s.p.a n.v b.v jr al")
_OPENERS: Final = _words(
    "the this that these those each any all no in if upon such either neither unless except notwithstanding subject for"
    " to it its we our you your he she they there where when while after before during as at by on with without nothing"
    " detta denna dessa den det de om vid för i på parterna avtalet hyresgästen hyresvärden kunden leverantören"
    " der die das dieser diese dieses wenn bei für im in sofern soweit alle kein keine"
    " le la les ce cette ces si en pour dans toute tout chaque aucun aucune un une il elle"
)
# What no line ends with that is a paragraph's last or a heading: the noun after it stands on the next line.
_GOES_ON: Final = _words(
    "the a an and or of from by under between"
    " en ett den de och eller samt att enligt inom mellan"
    " der die das den dem des ein eine einen einem einer eines und oder sowie für von vom zum zur im am bei beim gegen ohne"
    " durch innerhalb gemäß dieser diese dieses diesem diesen unser unsere unserer unseren unserem"
    " le la les un une des du de et ou à au aux par dans"
)
_UNWRAPPED: Final = 160
"""Characters: a line longer than this was not broken to fit a page, so its end is the end of a paragraph."""

CELLS: Final = " | "
"""Parts the cells of a table's row."""
_FAR: Final = 400
_SHORT: Final = 0.6
"""A line that is shorter than this share of the next one had room for more: its end is the end of a paragraph."""


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of ``text[start:end]`` in order, with offsets into ``text``; only white space lies between them.

    A list item, a heading and a paragraph end where their line ends. Takes time linear in the text's length.
    """
    stop = len(text) if end is None else min(end, len(text))
    found: list[Sentence] = []
    begin = _skip_space(text, start, stop)
    for gap in _GAP.finditer(text, begin, stop):
        head, tail = _without_space(gap), gap.end()
        if head <= begin or tail >= stop or not _ends(text, begin, gap, head, tail, stop):
            continue
        found.append(Sentence(begin, head))
        begin = tail
    last = _trim(text, begin, stop)
    if last > begin:
        found.append(Sentence(begin, last))
    return found


def leads_on(text: str) -> bool:
    """Whether ``text`` ends within a sentence whatever comes next: after a comma, or a word that its noun follows."""
    return text.endswith(",") or _goes_on(text, 0, len(text))


def _without_space(gap: re.Match[str]) -> int:
    return gap.start() + len(gap.group().rstrip())


def _skip_space(text: str, start: int, stop: int) -> int:
    while start < stop and text[start].isspace():
        start += 1
    return start


def _trim(text: str, begin: int, stop: int) -> int:
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    return stop


def _ends(text: str, begin: int, gap: re.Match[str], head: int, tail: int, stop: int) -> bool:
    """Whether the sentence that began at ``begin`` ends before this gap."""
    breaks = text.count("\n", gap.start(), tail)
    if breaks > 1:
        return True
    if _in_row(text, head) or (breaks and _in_row(text, tail)):
        return breaks > 0
    if breaks == 1 and _line_ends(text, begin, head, tail, stop):
        return True
    mark = text[gap.start() - 1 : gap.start()]
    if mark in (";", ":"):
        return bool(_MARKER.match(text, tail, min(tail + 40, stop)))
    return mark in (".", "!", "?", "…") and _mark_ends(text, begin, gap.start(), tail, stop)


def _in_row(text: str, at: int) -> bool:
    """Whether the line around ``at`` is a table's row, whose cells readers part with a bar: it is one sentence."""
    begin = text.rfind("\n", max(0, at - _FAR), at) + 1 or max(0, at - _FAR)
    return CELLS in text[begin : at + _line(text, at, len(text))]


def _line_ends(text: str, begin: int, head: int, tail: int, stop: int) -> bool:
    """Whether a single line break ends a sentence: before a list item, and after a line that was not wrapped."""
    near = min(tail + 40, stop)
    if _SURE_MARKER.match(text, tail, near) or (text[head - 1] in ".;:,!?" and _MARKER.match(text, tail, near)):
        return True
    first = max(begin, text.rfind("\n", max(begin, head - _FAR), head) + 1)
    if head - first >= _UNWRAPPED:
        return True
    return _opens(text, tail, stop) and not _goes_on(text, begin, head) and _had_room(text, head, tail, stop)


def _had_room(text: str, head: int, tail: int, stop: int) -> bool:
    """Whether the line that ends at ``head`` is short, all of it, beside the next one, whose first word fitted on it."""
    far = max(0, head - _FAR)
    line, following = head - max(far, text.rfind("\n", far, head) + 1), _line(text, tail, stop)
    word = len(text[tail : tail + following].split(maxsplit=1)[0])
    return line < _SHORT * following and line + 1 + word <= following


def _goes_on(text: str, begin: int, head: int) -> bool:
    """Whether the last word before ``head`` is one that its noun follows; a capital is no reason if it opens the sentence."""
    match = _LAST_WORD.search(text, max(begin, head - 40), head)
    word = match.group() if match else ""
    return word in _GOES_ON or (len(word) > 1 and head - len(word) == begin and word[0].lower() + word[1:] in _GOES_ON)


def _line(text: str, start: int, stop: int) -> int:
    """The length of the line that starts here, as far as it matters."""
    near = min(start + _FAR, stop)
    end = text.find("\n", start, near)
    return (near if end < 0 else end) - start


def _mark_ends(text: str, begin: int, mark: int, tail: int, stop: int) -> bool:
    """Whether the mark before ``mark`` ends a sentence, by the words on either side of it."""
    if text[mark - 1] != ".":
        return _opens(text, tail, stop)
    match = _LAST_WORD.search(text, max(begin, mark - 40), mark - 1)
    word = match.group() if match else ""
    start = mark - 1 - len(word)
    if start <= begin and _ENUMERATOR.fullmatch(word):
        return False
    return _opens(text, tail, stop) and not _abbreviated(text, word, tail, stop)


def _opens(text: str, tail: int, stop: int) -> bool:
    """Whether what follows looks like the start of a sentence: no lower-case letter first."""
    match = _OPENS.match(text, tail, min(tail + 8, stop))
    letter = match.group()[-1:] if match else ""
    return not letter.islower() or bool(_MARKER.match(text, tail, min(tail + 40, stop)))


def _abbreviated(text: str, word: str, tail: int, stop: int) -> bool:
    """Whether ``word.`` is an abbreviation, an initial, or an ordinal ("1. April") that the sentence runs on from."""
    following = text[tail : min(tail + 24, stop)].split(maxsplit=1)
    follower = following[0].strip("\"'“”«»(),.;:").casefold() if following else ""
    if word.isdigit():
        return follower in MONTHS
    key = word.casefold()
    if key in _EITHER:
        return follower not in _OPENERS
    return key in _ABBREVIATIONS or _initial(word, following[0] if following else "")


def _initial(word: str, following: str) -> bool:
    """Whether ``word.`` is an initial ("J. Smith") or the first half of a spaced abbreviation ("z. B.")."""
    if len(word) != 1 or not word.isalpha():
        return False
    return word.isupper() or (len(following) == 2 and following[1] == "." and following[0].isalpha())
