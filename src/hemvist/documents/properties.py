"""What a file says of its making, beside what it says: taken out before the file is kept, unless keeping it is agreed.

A file from which that cannot be taken out is not kept; its text is, and pictures of its pages where these are agreed.
Why so: decision 0026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from hemvist.audit import log
from hemvist.documents import masking, stored
from hemvist.documents.fields import class_said
from hemvist.documents.marks import DIGEST, summed
from hemvist.documents.masking import PROPERTIES as _CARD
from hemvist.documents.masking import WHOLE as _WHOLE
from hemvist.documents.models import Version, hold_home
from hemvist.documents.reading import Work
from hemvist.domain.agreement import Agreement, Metadata
from hemvist.domain.events import EventName
from hemvist.domain.kept import said_or_all
from hemvist.readers.base import stripped
from hemvist.readers.properties import PLAIN, PROPERTIES, WHOLE

_TAKEN: Final = "taken"


@dataclass(frozen=True)
class Told:
    """What is told of a file's properties: what was taken out, in words; or why the file is not kept.

    ``looked``: whether that was done at all. Where it was not, a file that is kept is kept with them.
    """

    looked: bool
    taken: tuple[str, ...] = ()
    whole: str = ""


def told(card: Mapping[str, Any]) -> Told:
    """What stands on a version's card."""
    row = card.get(_CARD)
    if row is None:
        return Told(looked=False)
    return Told(True, tuple(PROPERTIES[one] for one in row[_TAKEN] if one in PROPERTIES), WHOLE.get(row[_WHOLE], ""))


def agreed_to_stay(agreement: Agreement, said: str) -> bool:
    """Whether a class keeps its files' properties. Where nobody said which class it is of, all of them have to."""
    return all(row.metadata is Metadata.KEEP for row in said_or_all(agreement, said))


def strip(work: Work) -> bool:
    """The file without its properties, in the place of the file as it came. The names of what it had go onto its card."""
    version, agreement = work.version, work.version.document.project.agreement
    card = version.card(work.permit)
    said = class_said(card)
    if not version.text_only and masking.masking(agreement, said).original_kept:
        if agreed_to_stay(agreement, said):
            _forget(work)
        else:
            _strip(work, card)
    work.done("strip")
    return True


def _strip(work: Work, card: dict[str, Any]) -> None:
    work.progress("strip", 0, 0)
    digest = bytes.fromhex(card.get(DIGEST, "")) or summed(stored.original_bytes(work.permit, work.version))
    if work.text.kind in PLAIN:
        _note(work, digest, (), "")
        return
    made = stripped(stored.original_bytes(work.permit, work.version), str(card["name"]))
    work.renew()
    _note(work, digest, made.taken, made.whole)
    if not made.whole and summed(made.pieces) != digest:
        stored.keep_original(work.permit, work.version, made.pieces, work.held.go_on)


def _note(work: Work, digest: bytes, taken: tuple[str, ...], whole: str) -> None:
    """On the card before the file is exchanged: whoever goes on after a kill finds nothing in it any more."""
    version = work.version
    with transaction.atomic():
        hold_home(version.pk)
        work.held.go_on()
        version.refresh_from_db()
        card = version.card(work.permit)
        before = card.get(_CARD, {_TAKEN: [], _WHOLE: ""})
        now = {_TAKEN: [one for one in PROPERTIES if one in {*before[_TAKEN], *taken}], _WHOLE: whole}
        if card.get(_CARD) != now:
            _set(version, work, card | {DIGEST: digest.hex(), _CARD: now})
            log.write(
                work.permit.act.project, EventName.DOCUMENT_STRIPPED, None,
                document=version.document_id, version=version.pk, taken=len(now[_TAKEN]), kept=not whole,
            )  # fmt: skip


def _forget(work: Work) -> None:
    """They stay, as agreed: what an earlier agreement said of this version, and was not carried out, holds no more."""
    version = work.version
    with transaction.atomic():
        hold_home(version.pk)
        work.held.go_on()
        version.refresh_from_db()
        card = version.card(work.permit)
        if card.get(_CARD, {}).get(_WHOLE):
            _set(version, work, {name: one for name, one in card.items() if name != _CARD})


def _set(version: Version, work: Work, card: dict[str, Any]) -> None:
    version.set_card(work.permit, card)
    version.save(update_fields=["sealed_card"])
