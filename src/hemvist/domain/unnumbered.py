"""What an amendment changes without the number of a clause: the last day, a value, what is no longer allowed.

Which sentence of the earlier paper is meant is told by what both say. Where several may be meant, or the new words hold
under a condition or for a time, nobody can tell: such a pair is not sure, and both are shown to be read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from hemvist.domain import clauses as kinds
from hemvist.domain import lasts, outline
from hemvist.domain.alike import dice, no_sentence
from hemvist.domain.changes import Change
from hemvist.domain.effect import begun
from hemvist.domain.itself import speaks_of_itself
from hemvist.domain.parties import called
from hemvist.domain.quantities import Quantity, quantities, units
from hemvist.domain.sentence import sentences

_MOST: Final = 4_000
"""Sentences of one paper that are looked at."""
_LOOSE: Final = 80
"""Sentences of an amendment, outside of what changes a clause by its number, that are looked at."""


_SHOWN: Final = 3
"""Sentences of an amendment that are kept of those that may change one."""


class Meant(IntEnum):
    """Whether a sentence is what another one changes."""

    NOT = 0
    PERHAPS = 1
    SURELY = 2


@dataclass(frozen=True)
class Told:
    """A sentence, where it stands, the heading above it, and what tells what it is about."""

    text: str
    start: int
    end: int
    heading: str = ""

    @cached_property
    def numbers(self) -> list[Quantity]:
        return [one for one in quantities(self.text) if one.unit != "date"]

    @cached_property
    def words(self) -> frozenset[str]:
        return _words(self.text) | _words(self.heading)

    @cached_property
    def last(self) -> lasts.Last | None:
        return lasts.last(" ".join(self.text.split()))

    @cached_property
    def parties(self) -> frozenset[str]:
        return called(self.text)

    @cached_property
    def fits(self) -> dict[str, float]:
        """The kinds of clause that it may be, with how well it fits them."""
        plain, tongue = kinds.plain(self.text).text, kinds.language(self.text)
        found = ((one.name, kinds.fit(one, plain, tongue)) for one in kinds.kinds())
        return {name: fit.score for name, fit in found if fit is not None and fit.score >= _FITS}

    def of_kind(self, other: Told) -> bool:
        return bool(self.fits.keys() & other.fits.keys())

    def best_of_kind(self, other: Told) -> bool:
        """Whether the kind that either fits best is one that the other fits."""
        return self.of_kind(other) and (_best(self.fits) in other.fits or _best(other.fits) in self.fits)


_FITS: Final = 2.0


def _best(fits: dict[str, float]) -> str:
    return max(fits, key=lambda name: fits[name])


@dataclass(frozen=True)
class Pair:
    """A sentence of the other paper that belongs to one. ``doubtful``: not even great likeness makes that sure."""

    told: Told
    sure: bool
    doubtful: bool = False


_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|§\s?\d{1,2}\.?)\s+")


def told(text: str, known: list[outline.Clause]) -> list[Told]:
    """The sentences of a paper, each without the number before it and with its clause's heading."""
    found: list[Told] = []
    starts = [one.start for one in known]
    for one in sentences(text)[:_MOST]:
        number = _NUMBER.match(text, one.start, one.end)
        start = number.end() if number else one.start
        if text[one.end - 1] in ".;:" or not no_sentence(text[start : one.end]):
            at = bisect_right(starts, one.start) - 1
            found.append(Told(text[start : one.end], start, one.end, known[at].heading if at >= 0 else ""))
    return found


_REMAINS: Final = re.compile(
    r"\bremains?\s+(?:unchanged|unaffected|in\s+(?:full\s+)?force)|\bunverändert\b|\bunberührt\b|\boförändra\w*|\binchangée?s?\b"
    r"|\bcontinues?\s+(?:unchanged|in\s+(?:full\s+)?force)",
    re.IGNORECASE,
)


def loose(said: Sequence[Told], changes: Iterable[Change]) -> list[Told]:
    """Of an amendment's sentences those in which something may change without a number."""
    taken = [(one.start, max(one.end, one.last)) for one in changes]
    free = (one for one in said if not any(first < one.end and one.start < last for first, last in taken))
    return [one for one in free if not _empty(one.text)][:_LOOSE]


def _empty(said: str) -> bool:
    return speaks_of_itself(said) or bool(_REMAINS.search(said))


def new(earlier: Sequence[Told], later: Sequence[Told], here: tuple[int, int]) -> list[Pair]:
    """What an amendment's loose sentences say of the sentence ``here`` in the paper that it amends, likest first.

    Several are sure only where each tells from which day on it applies: a rent that rises by steps.
    """
    mine = [one for one in earlier if one.start < here[1] and here[0] < one.end]
    found = [(meant(old, each), dice(old.text, each.text), each) for old in mine for each in later]
    how = max((row[0] for row in found), default=Meant.NOT)
    best = sorted((row for row in found if how and row[0] is how), key=lambda row: -row[1])
    said = _once(list(dict.fromkeys(each for _, _, each in best)), how)
    others = [one for one in earlier if one not in mine]
    sure = how is Meant.SURELY and _apart(said) and not any(meant(one, each) is how for one in others for each in said)
    return [Pair(one, sure, not sure and _doubtful(one, others)) for one in said[:_SHOWN]]


def _once(said: list[Told], how: Meant) -> list[Told]:
    """Of sentences that surely change one to the same the likest alone."""
    told = {(one.last and one.last.days, frozenset(_values(one, units(one.numbers)))) for one in said}
    return said[:1] if how is Meant.SURELY and len(told) == 1 else said


def _apart(said: Sequence[Told]) -> bool:
    """Whether one sentence alone changes another, or each from a day of its own on."""
    days = {begun(one.text, 0, len(one.text)) for one in said}
    return len(said) == 1 or (None not in days and len(days) == len(said))


def _doubtful(then: Told, others: Sequence[Told]) -> bool:
    """Whether new words hold for a time only, or may as well be of another sentence that counts in the same unit."""
    if (then.last is not None and then.last.days) or _GONE.search(then.text) or _OPTION.search(then.text):
        return True
    if _AWHILE.search(then.text) and not _LONGER.search(then.text):
        return True
    near = (one for one in others if one.words & then.words)
    return any(units(then.numbers) & units(one.numbers) and meant(one, then) for one in near)


def old(earlier: Sequence[Told], later: Sequence[Told], here: tuple[int, int]) -> Pair | None:
    """The sentence of the amended paper that the loose sentence ``here`` of the amendment surely changes."""
    mine = next((one for one in later if one.start < here[1] and here[0] < one.end), None)
    found = [one for one in earlier if meant(one, mine) is Meant.SURELY] if mine else []
    pairs = new(earlier, later, (found[0].start, found[0].end)) if len(found) == 1 else []
    return Pair(found[0], sure=True) if any(one.sure and one.told is mine for one in pairs) else None


def meant(first: Told, then: Told) -> Meant:
    """Whether a sentence of an amendment changes one of the paper that it amends."""
    if first.parties and then.parties and not first.parties & then.parties:
        return Meant.NOT
    if then.last is not None and then.last.days:
        return _of_last(first, then)
    if _GONE.search(then.text) and not then.numbers:
        return _of_gone(first, then)
    if first.last is not None and (
        _OPTION.search(then.text) or (_LONGER.search(then.text) and "month" in units(then.numbers))
    ):
        return Meant.PERHAPS
    if then.numbers and first.numbers:
        return _of_value(first, then)
    return Meant.PERHAPS if _same_matter(first, then) else Meant.NOT


def _same_matter(first: Told, then: Told) -> bool:
    return bool(first.words & then.words) and first.best_of_kind(then)


_EXTENDS: Final = re.compile(
    r"\b(?:extended|prolonged|förläng\w+|verlänger\w+|prorog\w+|prolong\w+|recondui\w+|now|nunmehr|nun|neu|nu|numera|désormais)\b",
    re.IGNORECASE,
)
_LONGER: Final = re.compile(
    r"\b(?:extended|prolonged|förläng\w+|verlänger\w+|prorog\w+|prolong\w+|recondui\w+)\b", re.IGNORECASE
)
_OPTION: Final = re.compile(
    r"\b(?:may|can|option|right|kan|får|rätt|kann|darf|recht|peut|droit)\b.{0,60}\b(?:extend|prolong|renew|förläng|verläng|zu\s+verläng|prorog|renouvel)",
    re.IGNORECASE | re.DOTALL,
)
"""What only may be."""
_BESIDES: Final = re.compile(r"\bnotice\b|uppsäg|kündig|\bpréavis\b|\bterminat\w+\s+(?:it|this|the)", re.IGNORECASE)
"""What a sentence that tells the last day may also speak of: that is not replaced with it."""


def _of_last(first: Told, then: Told) -> Meant:
    if first.last is None or then.last is None or first.last.days == then.last.days:
        return Meant.NOT
    turns = _EXTENDS.search(then.text)
    of = _words(lasts.CONTRACT.sub(" ", then.text[: turns.start()])) if turns else frozenset[str]()
    sure = first.last.days and turns and not _IF.search(then.text) and of <= first.words
    return Meant.SURELY if sure and not _BESIDES.search(first.text) else Meant.PERHAPS


_GONE: Final = re.compile(
    r"\bno\s+longer\b|\bnot\s+\w{0,12}\s?any\s?(?:more|longer)\b|\bnicht\s+(?:mehr|länger)\b|\bkeine?\w?\b.{0,60}\bmehr\b|\b(?:inte|ej)\s+längre\b"
    r"|\bn(?:['’]est|e\s+sont)\s+plus\b|\bne\s+\w+\s+plus\b",
    re.IGNORECASE,
)
_BANS: Final = re.compile(r"prohibit|forbid|verboten|untersag|unzulässig|förbjud|interdit", re.IGNORECASE)
_DENIES: Final = re.compile(rf"\b(?:not|no|nicht|kein\w*|inte|ej|ingen|pas|aucune?)\b|{_BANS.pattern}", re.IGNORECASE)


def _of_gone(first: Told, then: Told) -> Meant:
    if not first.words & then.words or not first.of_kind(then):
        return Meant.NOT
    bans = _BANS.search(then.text) or _DENIES.search(first.text)
    sure = not bans and not _IF.search(then.text) and _words(then.text) <= first.words
    return Meant.SURELY if sure else Meant.PERHAPS


_TURNS: Final = re.compile(
    r"\b(?:is|are|be|been)\s+(?:hereby\s+)?(?:increased|raised|reduced|lowered|decreased|changed|adjusted|amended|altered|extended|shortened)\b"
    r"|\b(?:is|are|shall\s+be|amounts?\s+to)\s+(?:now|henceforth)\b|\b(?:rises?|increases?|goes\s+up|changes|falls?|drops?)\s+(?:from|to)\b|\bnow\s+(?:is|are|amounts?)\b"
    r"|\b(?:höjs|sänks|ändras|justeras|utökas|minskas|förlängs|förkortas)\b|\b(?:är|ska\s+vara|utgör|uppgår)\s+(?:nu|numera|hädanefter)\b"
    r"|\bw(?:ird|erden)\b(?=[^.]{0,20}.{0,160}\b(?:erhöht|gesenkt|angehoben|herabgesetzt|geändert|angepasst|reduziert|ermäßigt|verlängert|verkürzt)\b)"
    r"|\b(?:beträgt|betragen|ist|sind)\s+(?:nunmehr|nun|jetzt|künftig|fortan|ab\s+sofort)\b|\berhöht\s+sich\b|\bsteigt\b"
    r"|\b(?:est|sont|sera)\s+(?:désormais\s+)?(?:porté|augmenté|réduit|fixé|ramené|relevé|abaissé|modifié)e?s?\b"
    r"|\b(?:est|sont|s['’]élève)\s+(?:désormais|dorénavant|maintenant)\b|\bpasse\s+(?:de|à)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What says that a value is another from now on."""


def _of_value(first: Told, then: Told) -> Meant:
    """Whether new words give a value of the sentence anew."""
    same = units(first.numbers) & units(then.numbers)
    if not same:
        turns = bool(_TURNS.search(then.text)) and "%" in units(then.numbers)
        return Meant.PERHAPS if turns and _same_matter(first, then) else Meant.NOT
    before, after = _values(first, same), _values(then, same)
    if before == after:
        return Meant.NOT
    if _aimed(first, then) and len(before) == 1 and len(after - before) == 1 and not holds_open(then.text):
        return Meant.SURELY
    return Meant.PERHAPS if _same_matter(first, then) else Meant.NOT


def _values(said: Told, of: set[str]) -> set[tuple[str, float]]:
    """What it tells in these units; of "by GBP 400 to GBP 2,400" what it comes to."""
    found = [one for one in said.numbers if one.unit in of]
    to = [one for one in found if not _BY.search(said.text, max(0, one.start - 8), one.start)]
    return {(one.unit, one.number) for one in to or found}


_BY: Final = re.compile(r"\b(?:by|med|um|de)\s+(?:[A-Z]{3}\s?|[€$£]\s?)?$")


def _aimed(first: Told, then: Told) -> bool:
    """Whether what new words say to change is what the sentence tells the value of, and nothing more particular."""
    turns = _TURNS.search(then.text)
    if turns is None and begun(then.text, 0, len(then.text)) is None:
        return False
    of = _words(then.text[: turns.start()] if turns and turns.start() else then.text)
    verb = _STATES.search(first.text)
    more = (_words(first.text[: verb.start()]) if verb else frozenset()) - of - _words(first.heading)
    return bool(of) and of <= first.words and not more and first.of_kind(then)


_STATES: Final = re.compile(
    r"\b(?:is|are|shall|amounts?|equals?|may|är|utgör|uppgår|ska|får|beträgt|betragen|ist|sind|kann|est|sont|s['’]élève|peut)\b",
    re.IGNORECASE,
)
_IF: Final = re.compile(
    r"\b(?:if|unless|provided|except|temporar\w*|(?<!\d\s)may(?!\s+\d)|can|could|would|should|option\w*|proposed?|wenn|falls|sofern|soweit|kann|können|könn\w+"
    r"|vorübergehend|außer|om(?!\s+\d)|så\s+länge|kan|får|tillfällig\w*|utom|föresl\w+|si|s['’]il|sauf|peut|peuvent|pourra|provisoire\w*)\b",
    re.IGNORECASE,
)
_AWHILE: Final = re.compile(
    r"\b(?:until|during|for\s+the\s+(?:first|period)|only|bis|während|nur|till\s+(?:och\s+med|den)|t\.?o\.?m|under\s+(?:tiden|perioden|år)|endast|bara"
    r"|jusqu['’]\w+|pendant|seulement|uniquement)\b",
    re.IGNORECASE,
)


def holds_open(said: str) -> bool:
    """Whether something holds under a condition, or for a time."""
    return bool(_IF.search(said) or _AWHILE.search(said))


_WORD: Final = re.compile(r"[^\W\d_]{4,}(?:-[^\W\d_]+)*")
_SAYING: Final = (
    "with from this that these those under shall will been have hereby such each also upon into than must longer paid part"
    " från till eller denna detta skall inte längre mars juni juli"
    " eine einer einem einen oder auch sich nicht mehr wird werden euro länger dies dieser diese dieses partei"
    " avec dans pour cette sont plus mois"
)
"""Words that say nothing of what a sentence is about; and beginnings of such words."""
_BEGINNINGS: Final = (
    "effect month year annual week quarter date period amount current agree contract lease term parties party payable"
    " january februar march april june july august september october november december permitted allowed right entitled initial"
    " original fixed applies apply månad tidigare avtal kontrakt verkan datum belopp gäll maj oktober tillåt betala kronor"
    " monat jahr viertel vertrag betrag wirkung gestattet erlaubt zulässig compter effet contrat bail montant autoris permis"
    " durée janvier"
)
_PLAIN: Final = (frozenset(_SAYING.split()), tuple(_BEGINNINGS.split()))


def of_none(said: str, other: str) -> bool:
    """Whether it is said that there is none of a thing that the other sentence speaks of: "no deposit is payable"."""
    return any(_words(one["thing"]) & _words(other) for one in _NONE.finditer(said))


_NONE: Final = re.compile(r"\b(?:no|keine?|ingen|inget|inga|aucune?)\s+(?P<thing>\w{4,})", re.IGNORECASE)


def _words(said: str) -> frozenset[str]:
    """The beginnings of the words that tell what a sentence is about; neither what counts nor who the parties are."""
    words = (one.casefold() for one in _WORD.findall(said))
    telling = (one for one in words if one not in _PLAIN[0] and not one.startswith(_PLAIN[1]))
    return frozenset(one[:4] for one in telling if not called(one))
