"""Details that are agreed to be blacked out: gone from the text before it is kept, and the file as received with them.

Where the agreement has the original kept, its pages are shown to the roles that it names only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from hemvist.documents import stored
from hemvist.documents.fields import class_said
from hemvist.documents.models import Version
from hemvist.domain.agreement import Agreement, DataClass
from hemvist.domain.kept import keeps_pictures, said_or_all
from hemvist.domain.levels import LEVELS, Role
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.personal import Found, Kind, find, find_all, find_in_name
from hemvist.domain.refusal import Refusal
from hemvist.domain.text import Text
from hemvist.projects import gate
from hemvist.projects.models import Project

BLACK: Final = "█"
_LETTER: Final = re.compile(r"[^\n]")
"""What is blacked out of a number on two lines: the lines stay two."""
PROPERTIES, WHOLE = "properties", "whole"
"""Where a version's card tells of its file's properties, and why these cannot be taken out; see ``properties.py``."""
_UNSEEN: Final = Refusal(
    "data",
    "Details on this page are blacked out, and your role may not see the original.",
    "Read it as text; or ask a person whose role the agreement names.",
)
_NO_PICTURES: Final = Refusal(
    "data",
    "Pictures of pages are not among the fields that the agreement has kept of this class of data.",
    "Read the page as text; or agree on a new version that lists “page images” for it.",
)


@dataclass(frozen=True)
class Masking:
    """What an agreement has blacked out, of one class or of all; who may open the file, and see its pages as pictures."""

    kinds: frozenset[Kind]
    original_kept: bool
    unmasked_by: frozenset[Role]
    pictures: bool
    pictured_for: frozenset[Role]


def masking(agreement: Agreement, said: str = "") -> Masking:
    """What is blacked out of a file of the class that was said of it.

    Where nobody said one, or it is in the agreement no more: the strictest of all, since a text says nowhere whose it is.
    """
    listed = said_or_all(agreement, said)
    rows = [row for row in listed if row.masks or not row.original_kept]
    bare = [row for row in listed if not keeps_pictures(row)]
    return Masking(
        frozenset(Kind(mask.value) for row in rows for mask in row.masks),
        all(row.original_kept for row in rows),
        _named(rows), not bare, _named(bare),
    )  # fmt: skip


def _named(rows: Sequence[DataClass]) -> frozenset[Role]:
    """The roles that each of these classes names; all there are where there is no class."""
    return frozenset(Role).intersection(*(row.unmasked_by for row in rows))


def agreed_away(agreement: Agreement, said: str = "") -> frozenset[Kind]:
    """The kinds that nothing is left of, so that they speak against no file; below level 2 they do all the same."""
    return masking(agreement, said).kinds if LEVELS[agreement.level].sensitive_data else frozenset()


def masked(text: Text, kinds: Collection[Kind]) -> Text:
    """The text, its hidden texts and its pages' labels with finds of these kinds blacked out, place for place."""
    return blacked_out(text, kinds)[0]


def blacked_out(text: Text, kinds: Collection[Kind]) -> tuple[Text, Counter[Kind]]:
    """The same, and how many of each kind there were."""
    gone = Counter[Kind]()
    if not kinds:
        return text, gone

    def black_out(words: str, found: Sequence[Found]) -> str:
        ones = [one for one in found if one.kind in kinds]
        gone.update(one.kind for one in ones)
        return _black(words, ones)

    hidden = tuple(replace(one, text=black_out(one.text, find(one.text))) for one in text.hidden)
    pages = tuple(replace(page, label=black_out(page.label, find_in_name(page.label))) for page in text.pages)
    return replace(text, text=black_out(text.text, find_all(text)), hidden=hidden, pages=pages), gone


def black(name: str, kinds: Collection[Kind]) -> str:
    """A file's name with finds of these kinds blacked out, character for character."""
    return _black(name, [one for one in find_in_name(name) if one.kind in kinds])


def _black(words: str, found: Sequence[Found]) -> str:
    pieces, at = list[str](), 0
    for one in found:
        if one.end > at:
            start = max(at, one.start)
            pieces += [words[at:start], _LETTER.sub(BLACK, words[start : one.end])]
            at = one.end
    return "".join([*pieces, words[at:]])


def settle(permit: Permit, version: Version, agreement: Agreement, pictures: int) -> None:
    """On the settled version's row: that the file is not kept, and the set of pictures that is; and no name tells what
    the text does not.

    In the caller's transaction; :func:`let_go` follows the commit.
    """
    card = version.card(permit)
    agreed = masking(agreement, class_said(card))
    if agreed.kinds:
        names = {name: black(str(card[name]), agreed.kinds) for name in ("name", "path", "inside") if card.get(name)}
        version.set_card(permit, card | names)
    version.text_only = version.text_only or is_to_go(agreement, card)
    version.pictures = pictures
    version.save(update_fields=["sealed_card", "text_only", "pictures"])


def is_to_go(agreement: Agreement, card: Mapping[str, Any]) -> bool:
    """Whether the file as received is not kept: it is agreed not to be, or its properties cannot be taken out."""
    return not masking(agreement, class_said(card)).original_kept or bool(card.get(PROPERTIES, {}).get(WHOLE))


def let_go(version: Version) -> None:
    """Of a version of which only the text is kept, the file as received goes."""
    if version.text_only:
        stored.drop_original(version)


def may_see_pages(permit: Permit, agreement: Agreement, card: Mapping[str, Any]) -> bool:
    """Whether the person of the permit may look at pages of the file of this card as they were received.

    Where pictures of pages are not among the fields of its class, only whoever may open the file by name of a role.
    """
    agreed = masking(agreement, class_said(card))
    return _may_open(permit, agreed) and (agreed.pictures or _is_one_of(permit, agreed.pictured_for))


def is_shown_to_all(agreement: Agreement, card: Mapping[str, Any]) -> bool:
    """Whether everybody in the project may look at pages of the file of this card as they were received."""
    agreed, everybody = masking(agreement, class_said(card)), frozenset(agreement.access.roles)
    opened = not agreed.kinds or agreed.unmasked_by >= everybody
    return opened and (agreed.pictures or agreed.pictured_for >= everybody)


def check_pages(permit: Permit, project: Project, version: Version) -> None:
    """Refused, with a line in the log, where the person may not see pages as they were received."""
    check_file(permit, project, version)
    if not may_see_pages(permit, project.agreement, version.card(permit)):
        gate.refuse(project, permit.person, Deed.SHOW, _NO_PICTURES)


def pictured(agreement: Agreement, card: Mapping[str, Any]) -> bool:
    """Whether pictures of pages are among the fields of the class of this card's file."""
    return masking(agreement, class_said(card)).pictures


def check_pictures(permit: Permit, project: Project, version: Version) -> None:
    """Refused, with a line in the log, where they are not: kept ones of an earlier agreement are shown to nobody."""
    if not pictured(project.agreement, version.card(permit)):
        gate.refuse(project, permit.person, Deed.SHOW, _NO_PICTURES)


def check_file(permit: Permit, project: Project, version: Version) -> None:
    """Refused, with a line in the log, where the person may not have the file as it was received."""
    if not _may_open(permit, masking(project.agreement, class_said(version.card(permit)))):
        gate.refuse(project, permit.person, Deed.SHOW, _UNSEEN)


def _may_open(permit: Permit, agreed: Masking) -> bool:
    return not agreed.kinds or _is_one_of(permit, agreed.unmasked_by)


def _is_one_of(permit: Permit, roles: Collection[Role]) -> bool:
    return any(f"role:{role}" in permit.audience for role in roles)
