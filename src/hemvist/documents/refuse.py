"""Refusing a version: its row, its words and the line in the log."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from hemvist.audit import log
from hemvist.documents import stored
from hemvist.documents.looking import nothing_left, without_name
from hemvist.documents.models import Reading, Version, hold_home
from hemvist.documents.unpacked import take_back
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit


def refuse(permit: Permit, version: Version, error: HemvistError) -> None:
    """A refusal is a result: its words are sealed, its code is in the row and in the log. In the caller's transaction."""
    version.refresh_from_db()
    before = version.card(permit)
    card = without_name(version, before)
    told = error.message.replace(str(before["name"]), str(card["name"]))
    version.set_card(permit, card | {"refusal": told, "remedy": error.help})
    version.save(update_fields=["sealed_card"])
    take_back(permit, version)
    note_refused(version, error)


def note_refused(version: Version, error: HemvistError) -> None:
    """The row and the line in the log alone: nothing sealed is touched, so this needs no permit."""
    version.state, version.refused_as, version.step = Reading.REFUSED, error.code, ""
    version.save(update_fields=["state", "refused_as", "step"])
    log.write(
        version.document.project_id, EventName.DOCUMENT_REFUSED, None,
        document=version.document_id, version=version.pk, code=error.code,
    )  # fmt: skip


def let_go(version: Version) -> None:
    """Drop what is kept of a refused version, after that has committed.

    The file goes where it was refused for what it holds; and so does the mail or archive that it lay in, of which only
    the text stays. What was taken in under an earlier agreement is not thrown away by reading it again.
    """
    stored.drop_parts(version)
    if not nothing_left(version):
        return
    stored.drop_original(version)
    with transaction.atomic():
        hold_home(version.pk)
        above = list(_above(version))
        Version.objects.filter(pk__in=[one.pk for one in above]).update(text_only=True)
    for one in above:
        stored.drop_original(one)


def _above(version: Version) -> Iterator[Version]:
    """The versions that it lay in, and those that these lay in."""
    origin = version.origin
    while origin is not None:
        yield origin
        origin = origin.origin
