"""Reading what was received: the worker turns one version after the other into text, passages and index rows."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.pipeline import Ready, made_ready
from hemvist.domain.errors import HemvistError, Refused
from hemvist.domain.events import EventName
from hemvist.domain.passage import Heading, Page, Text, headings
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Entry
from hemvist.projects import gate
from hemvist.providers.base import EmbedderUnreachable
from hemvist.readers.base import read
from hemvist.vault import opened
from hemvist.vault.errors import VaultLocked, VaultUnreachable

MOST_ATTEMPTS = 3
SOON = timedelta(seconds=10)
PUT_OFF = timedelta(hours=1)
"""How long a version waits that may not be read now, because its agreement is over, say."""


class KeptStopping(HemvistError):
    """Reading was begun {attempts} times and stopped each time."""

    remedy = "Delete the document or send it again; if it happens again, please report the kind of file."


class LeaseLost(Exception):
    """Another worker has taken this version over, or it is being deleted."""


def read_next() -> bool:
    """Read one waiting version of any project that is unlocked; False when none waits."""
    version = Version.objects.claim()
    if version is not None:
        read_version(version)
    return version is not None


def read_version(version: Version) -> None:
    """Read one claimed version to its end: searchable, or refused with a reason that is shown.

    A version that is deleted meanwhile leaves nothing. What the agreement or a lock forbids is put off.
    """
    try:
        _read_or_refuse(gate.carry_on(version.document.project, Deed.READ), version)
    except LeaseLost:
        return
    except VaultLocked:
        version.put_off(timedelta(0))
    except (VaultUnreachable, EmbedderUnreachable):
        version.put_off(SOON)
    except Refused:
        version.put_off(PUT_OFF)
    except (OSError, ObjectDoesNotExist):
        if version.still_mine():
            raise


def _read_or_refuse(permit: Permit, version: Version) -> None:
    try:
        if version.attempts > MOST_ATTEMPTS:
            raise KeptStopping(attempts=MOST_ATTEMPTS)
        _read(permit, version)
    except (Refused, VaultLocked, VaultUnreachable, EmbedderUnreachable):
        raise
    except HemvistError as error:
        _refuse(permit, version, error)


def _read(permit: Permit, version: Version) -> None:
    text = read(original_bytes(permit, version), version.card(permit)["name"])
    # Kept with the text, so that a quotation's own heading is found without cutting the document again.
    text = replace(text, headings=headings(text))

    def progress(done: int, total: int) -> None:
        if not version.still_mine():
            raise LeaseLost
        Version.objects.filter(pk=version.pk).update(done=done, passages=total)

    ready = made_ready(permit, places.embedder(), text, progress)
    permit = gate.carry_on(version.document.project, Deed.READ)  # reading may have taken longer than a permit lasts
    partial = _sealed_text(permit, version, text)
    try:
        _settle(permit, version, text, ready, partial)
    finally:
        partial.unlink(missing_ok=True)


def _settle(permit: Permit, version: Version, text: Text, ready: Ready, sealed: Path) -> None:
    """Text, index rows and row in one commit, or none of them where the document's deletion has begun before.

    The document is held until then: a deletion waits, and finds all of it.
    """
    with transaction.atomic():
        document = Document.held(version.document_id)
        if document is None or not version.still_mine():
            raise LeaseLost
        sealed.replace(places.text(permit.act.project, version.pk))
        entry = Entry(document.pk, version.pk, ready.card, frozenset(document.audience), version.received)
        places.index_of(permit).add(permit, entry, ready.passages, ready.vectors)
        _finish(permit, version, text, ready)


def _finish(permit: Permit, version: Version, text: Text, ready: Ready) -> None:
    version.refresh_from_db()
    version.state, version.read, version.kind = Reading.SEARCHABLE, timezone.now(), text.kind
    version.pages = len(text.pages) or None
    version.set_card(permit, version.card(permit) | {"title": ready.card.title, "notes": list(text.notes)})
    version.save()
    older = Version.objects.filter(document=version.document, number__lt=version.number)
    older.exclude(state=Reading.REFUSED).update(state=Reading.REPLACED)
    log.write(
        permit.act.project, EventName.DOCUMENT_READ, None,
        document=version.document_id, version=version.pk, passages=version.passages,
    )  # fmt: skip


def _refuse(permit: Permit, version: Version, error: HemvistError) -> None:
    """A refusal is a result: its words are sealed, its code is in the row and in the log."""
    version.set_card(permit, version.card(permit) | {"refusal": error.message, "remedy": error.help})
    version.state, version.refused_as = Reading.REFUSED, error.code
    with transaction.atomic():
        if Document.held(version.document_id) is None or not version.still_mine():
            raise LeaseLost
        version.save(update_fields=["sealed_card", "state", "refused_as"])
        log.write(
            permit.act.project, EventName.DOCUMENT_REFUSED, None,
            document=version.document_id, version=version.pk, code=error.code,
        )  # fmt: skip


def original_bytes(permit: Permit, version: Version) -> Iterator[bytes]:
    """The file as received, in chunks."""
    with places.original(permit.act.project, version.pk).open("rb") as sealed:
        yield from opened.project(permit.act.project).open(permit, sealed, version.about("original"))


def stored_text(permit: Permit, version: Version) -> Text:
    """The extracted text as it was when read: what every quotation is checked against."""
    with places.text(permit.act.project, version.pk).open("rb") as sealed:
        chunks = opened.project(permit.act.project).open(permit, sealed, version.about("text"))
        told = json.loads(b"".join(chunks))
    pages = tuple(Page(**page) for page in told["pages"])
    headings = tuple(Heading(**heading) for heading in told["headings"])
    return Text(told["text"], pages, headings, tuple(told["notes"]), told["kind"])


def _sealed_text(permit: Permit, version: Version, text: Text) -> Path:
    """The text, sealed beside its place."""
    path = places.text(permit.act.project, version.pk)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    plain = json.dumps(asdict(text), ensure_ascii=False).encode("utf-8")
    with partial.open("xb") as sealed:
        opened.project(permit.act.project).seal(permit, [plain], sealed, version.about("text"))
        sealed.flush()
        os.fsync(sealed.fileno())
    return partial


def in_force_at(version: Version, at: datetime) -> bool:
    """Whether this was the version that answers came from at a time."""
    later = Version.objects.filter(
        document=version.document, number__gt=version.number, received__lte=at, read__isnull=False
    )
    return version.received <= at and not later.exists()
