"""The clause of a contract that is headed Definitions, and the terms that it defines without quotation marks. Pure.

There a colon, a dash or "is" says enough: "Arbetsdag: måndag till fredag.", "Werktag ist jeder Tag …". Elsewhere it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MARK: Final = (
    r"(?:(?:§|article|artikel|section|clause|punkt|ziffer|abschnitt|avsnitt)[ \t]{0,3})?"
    r"(?:(?P<label>\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}(?=[.: )]))[.:)]?[ \t]{1,3})?(?:[–—-][ \t]{1,3})?"
)
_HEADING: Final = re.compile(
    _MARK + r"(?:(?P<small>definitioner|begrepp(?:sförklaringar)?|ordförklaringar|définitions?|glossaire)"
    r"|definitions?|defined[ \t]terms|interpretation|glossary|definitionen|begriffe|begriffsbestimmungen|begriffserklärungen)"
    r"(?:[ \t](?:and|och|und|et)[ \t][^\W\d_]{1,30}){0,2}[ \t]?[:.]?[ \t]*",
    re.IGNORECASE,
)
"""The heading, ``small`` in a language that writes its nouns with small letters where they are used."""
_OTHER: Final = re.compile(_MARK + r"(?P<rest>[^\n:;.|]{2,70})", re.IGNORECASE)
_WORD: Final = r"[^\W\d_][^\W_]*(?:[-/'’][^\W_]+)*"
_TERM: Final = re.compile(
    r"^[ \t]*(?P<said>(?:(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-z]{1,2})[.)]?|[-–•·▪*])[ \t]{1,3})?(?:(?:The|Der|Die|Das|Le|La|Les)[ ]|L['’])?"
    r"(?!(?:It|This|That|These|In|For|He|She|Nothing|Which|What|Where|When|If|Det|Detta|Den|De|I|Med|Vad|Om|Följande|Dies|Dieses|Diese|Es|Was|Im|Folgende|Ce|Cela|Il|Elle|Dans|Pour"
    r"|Terms?|Termen|Begrepp|Begriffe?|Termes?|Definitions?|Betydelse|Bedeutung|Capitalised|Words)\b)"
    rf"(?P<term>(?=[A-ZÅÄÖÜÉÈÀÊ]){_WORD}(?:[ ]{_WORD}){{0,4}}?)(?:[ ]\([^()\n]{{1,40}}\))?"
    r"(?:[ ]?:[ \t](?=\S)|[ ](?:[–—-]|\|)[ ](?=\S)|[ ](?:is|are)[ ](?:any|each|every|all|the|an?)\b|[ ](?:ist|sind|är|est|sont)\b))",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Headed:
    """A term that is defined under the heading, and where in the sentence; ``small`` as the heading says."""

    term: str
    start: int
    end: int
    small: bool


class Clause:
    """Sentences one after the other, and whether each stands in the clause that is headed Definitions."""

    def __init__(self) -> None:
        self._within, self._depth, self._small = False, 0, False

    def terms(self, sentence: str, *, apart: bool) -> Iterator[Headed]:
        """The terms that this sentence defines there; ``apart``: an empty line stands before it."""
        line = sentence.split("\n", 1)[0]
        if heading := _HEADING.fullmatch(line):
            self._within, self._depth = True, _depth(heading)
            self._small = heading["small"] is not None
        elif self._within and self._over(line, apart):
            self._within = False
        if not self._within:
            return
        found = list(_TERM.finditer(sentence, len(line) if heading else 0))
        ends = [*(one.start() for one in found[1:]), len(sentence)]
        for one, end in zip(found, ends, strict=False):
            yield Headed(one["term"], one.start("said"), end, self._small)

    def _over(self, line: str, apart: bool) -> bool:
        """Whether a line is the next clause's heading: a number no deeper than this one's, or a line by itself."""
        other = _OTHER.fullmatch(line) if not _TERM.match(line) else None
        if other is None:
            return False
        return 0 < _depth(other) <= max(self._depth, 1) or (apart and not self._depth and not other["label"])


def _depth(found: re.Match[str]) -> int:
    return found["label"].count(".") + 1 if found["label"] else 0
