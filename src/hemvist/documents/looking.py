"""Looking for personal details in what was read, before anything of it can be found; and what the agreement says then.

A refused file is not kept: its text and its original go, and of what was found only kinds and places stay, sealed.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.db.models import Q

from hemvist.audit import log
from hemvist.documents.fields import NOT_BY_FIELD, class_said
from hemvist.documents.masking import agreed_away
from hemvist.documents.models import Allowed, Reading, Version
from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.kept import may_be_of
from hemvist.domain.permit import Permit
from hemvist.domain.personal import Found, Kind, find, find_all, find_in_name
from hemvist.domain.personal.rules import Judged, Ruling, judge
from hemvist.domain.text import Text, Unit
from hemvist.readers.kinds import tabular

KEPT_OUT: Final = "KeptOut"
"""The code of :class:`KeptOut`, by which rows tell that no file is kept."""
GONE: Final = (KEPT_OUT, NOT_BY_FIELD)
"""The codes of refusals after which the file is not kept, if it never was."""
MOST_PLACES: Final = 100
"""Places that are told one by one; the others are counted."""
_NOUNS: Final = {
    Kind.IDENTITY_NUMBER: ("national identity number", "national identity numbers"),
    Kind.IBAN: ("account number", "account numbers"),
    Kind.CARD: ("payment card number", "payment card numbers"),
    Kind.PHONE: ("telephone number", "telephone numbers"),
    Kind.MAIL: ("mail address", "mail addresses"),
    Kind.SPECIAL: ("special category said of a person", "special categories said of a person"),
    Kind.WORD: ("word of a special category", "words of special categories"),
}
_LEFT_OUT: Final = "personal details in the name"


class KeptOut(HemvistError):
    """{name} was refused: the agreement (clause “{clause}”) does not allow what was found in it: {kinds}. It was not kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 422
    remedy: ClassVar[str] = (
        "Nothing else was lost. Take these details out and send it again; or name the class that it belongs to, if such data is listed for that; or agree on a new version, of level 2 or 3, that lists such data; "
        "or, where it is a false alarm, the owner can allow this very file on its page."
    )


@dataclass(frozen=True)
class Spotted:
    """A find as it is told: where, and never what it says. ``line`` counts from 1 on its page; 0: in a name.

    That is the name of the page where there is one, as sheets have, else the file's.
    """

    kind: Kind
    what: str
    page: int | None
    line: int
    hidden: bool = False

    def __str__(self) -> str:
        page = f"page {self.page}, " if self.page else ""
        name = f"the name of sheet {self.page}" if self.page else "the file's name"
        where = f"{page}line {self.line}" if self.line else name
        return f"{self.kind.value}{f' ({self.what})' if self.what else ''}: {'hidden text' if self.hidden else where}"


@dataclass(frozen=True)
class Looked:
    """What was found in a version, in its text, its hidden text and its name, and the ruling over it."""

    judged: Judged
    spotted: tuple[Spotted, ...]

    @property
    def kinds(self) -> str:
        """In words: "2 mail addresses, 1 telephone number"."""
        return in_words(self.judged.kinds)


def in_words(kinds: Any) -> str:
    """How many of each kind, in words."""
    return ", ".join(f"{count} {_NOUNS[kind][count != 1]}" for kind, count in kinds.items())


def look(permit: Permit, version: Version, text: Text, agreement: Agreement) -> Looked:
    """Everything that is found in a version, and what the agreement says of it."""
    card = version.card(permit)
    name = str(card.get("path") or card["name"])
    return looked_at(text, name, agreement, allowed(version), class_said(card), str(card.get("class", "")))


def looked_at(
    text: Text, name: str, agreement: Agreement, alarms: frozenset[Kind] = frozenset(), of: str = "", certain: str = ""
) -> Looked:
    """The same of a text with a name; ``alarms`` are the kinds that are known to be false ones in it.

    ``of`` is the class that was said of it, ``certain`` the one that it is of for certain: said, or no other can be.
    """
    groups: list[tuple[list[Found], Callable[[Found], Spotted]]] = [
        (find_all(text), _Lines(text)),
        (find_in_name(name), lambda one: Spotted(one.kind, one.what, None, 0)),
        *((find_in_name(page.label), _label(page.number)) for page in text.pages if text.unit is Unit.SHEET),
        *((find(hidden.text), _hidden(hidden.page)) for hidden in text.hidden),
    ]
    found = [one for ones, _ in groups for one in ones]
    classes = may_be_of(agreement, tabular(name) is not None, certain)
    judged = judge(agreement, found, alarms | agreed_away(agreement, of), classes)
    asking = set(judged.finds)
    asked = [place(one) for ones, place in groups for one in ones if one in asking]
    return Looked(judged, tuple(asked))


def allowed(version: Version) -> frozenset[Kind]:
    """The kinds that the owner has called false alarms in a file with these very contents."""
    if not version.fingerprint:
        return frozenset()
    rows = Allowed.objects.filter(
        fingerprint=version.fingerprint, version__document__project=version.document.project_id,
        version__document__deleting=None,
    )  # fmt: skip
    return frozenset(Kind(kind) for row in rows for kind in row.kinds)


def keep_out(permit: Permit, version: Version, looked: Looked) -> KeptOut:
    """The refusal, once its places are on the card and its line is in the log. In the caller's transaction."""
    card = version.card(permit)
    if any(one.line == 0 and one.page is None for one in looked.spotted):
        card = _unnamed(card)
    version.set_card(permit, {name: words for name, words in card.items() if words} | {"found": told(looked)})
    version.save(update_fields=["sealed_card"])
    note(permit, version, looked)
    return KeptOut(name=card["name"], clause=looked.judged.clause, kinds=looked.kinds)


def without_name(version: Version, card: dict[str, Any]) -> dict[str, Any]:
    """The card of a file that is refused unread, without its name where the agreement refuses what that says."""
    name = str(card.get("path") or card["name"])
    found = [one for one in find_in_name(name) if one.kind not in allowed(version)]
    refused = judge(version.document.project.agreement, found).ruling is Ruling.REFUSE
    return {field: words for field, words in _unnamed(card).items() if words} if refused else card


def _unnamed(card: dict[str, Any]) -> dict[str, Any]:
    return {**card, "name": _without(str(card["name"])), "path": "", "inside": ""}


def flag(permit: Permit, version: Version, looked: Looked) -> None:
    """It waits for a curator, with its places on the card and a line in the log. In the caller's transaction."""
    version.refresh_from_db()
    first = version.state != Reading.FLAGGED
    version.set_card(permit, version.card(permit) | {"found": told(looked)})
    version.state, version.step = Reading.FLAGGED, ""
    version.save(update_fields=["sealed_card", "state", "step"])
    if first:
        note(permit, version, looked)


def note(permit: Permit, version: Version, looked: Looked) -> None:
    """The line in the log: the ruling, its clause, and how many of each kind. Never what was found."""
    kinds = looked.judged.kinds
    log.write(
        permit.act.project, EventName.DOCUMENT_LOOKED_AT, None,
        document=version.document_id, version=version.pk, ruling=looked.judged.ruling.name.lower().replace("_", "-"),
        clause=looked.judged.clause, **{f"kind-{kind.value}": count for kind, count in kinds.items()},
    )  # fmt: skip


def is_refused_still(permit: Permit, version: Version, agreement: Agreement, of: str = "") -> bool:
    """Whether what a file was refused for is refused today as well, going by what its card says was found.

    ``of`` is the class that it would be sent as; where none is named, what the card says of its class holds.
    """
    card = version.card(permit)
    found = [Found(0, 0, one.kind, one.what) for one in spotted(card)]
    name = str(card.get("path") or card["name"])
    classes = may_be_of(agreement, tabular(name) is not None, of or str(card.get("class", "")))
    gone = allowed(version) | agreed_away(agreement, of or class_said(card))
    return not found or judge(agreement, found, gone, classes).ruling is Ruling.REFUSE


def told(looked: Looked) -> list[list[Any]]:
    """The places as they are sealed on the card: the first of them, and after these one of each kind that is left."""
    rows = list(looked.spotted[:MOST_PLACES])
    first = {(one.kind, one.what): one for one in reversed(looked.spotted)}
    there = {(one.kind, one.what) for one in rows}
    rows += [one for what, one in first.items() if what not in there]
    return [[one.kind.value, one.what, one.page, one.line, one.hidden] for one in rows]


def spotted(card: dict[str, Any]) -> tuple[Spotted, ...]:
    """The places that stand on a card."""
    return tuple(
        Spotted(Kind(kind), what, page, line, hidden) for kind, what, page, line, hidden in card.get("found", ())
    )


def file_gone() -> Q:
    """Versions of which no file is kept, because they were refused for what it holds."""
    return Q(refused_as__in=GONE, read=None)


def nothing_left(version: Version) -> bool:
    """Whether this is such a version."""
    return version.state == Reading.REFUSED and version.refused_as in GONE and version.read is None


def _without(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return (
        f"({_LEFT_OUT}){dot}{ending}"
        if dot and ending.isascii() and len(ending) <= 5 and ending.isalpha()
        else f"({_LEFT_OUT})"
    )


class _Lines:
    """Page and line of an offset of the text."""

    def __init__(self, text: Text) -> None:
        self._pages = text.pages
        self._starts = [page.start for page in text.pages]
        self._breaks = list(_breaks(text.text))

    def __call__(self, one: Found) -> Spotted:
        at = bisect.bisect_right(self._starts, one.start) - 1
        page = self._pages[at] if at >= 0 else None
        above = bisect.bisect_left(self._breaks, one.start) - bisect.bisect_left(
            self._breaks, page.start if page else 0
        )
        return Spotted(one.kind, one.what, page.number if page else None, above + 1)


def _breaks(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)


def _hidden(page: int | None) -> Callable[[Found], Spotted]:
    return lambda one: Spotted(one.kind, one.what, page, 1, hidden=True)


def _label(page: int) -> Callable[[Found], Spotted]:
    return lambda one: Spotted(one.kind, one.what, page, 0)


def noted(text: Text, looked: Looked, gone: Mapping[Kind, int]) -> tuple[str, ...]:
    """The notes of a text, with what is pointed out and what was blacked out among them."""
    told = [f"Found in it: {looked.kinds}."] if looked.judged.ruling >= Ruling.POINT_OUT else []
    told += [f"Blacked out before anything was kept: {in_words(gone)}."] if gone else []
    return (*text.notes, *(words for words in told if words not in text.notes))
