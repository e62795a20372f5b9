"""Reading what was received: the worker turns one version after the other into text, passages and index rows."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Reading, Version
from hemvist.documents.pipeline import add_to_index
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.passage import Heading, Page, Text
from hemvist.domain.permit import Deed, Permit
from hemvist.projects import gate
from hemvist.readers.base import read
from hemvist.vault import opened

MOST_ATTEMPTS = 3


class KeptStopping(HemvistError):
    """Reading was begun {attempts} times and stopped each time."""

    remedy = "Delete the document or send it again; if it happens again, please report the kind of file."


class LeaseLost(Exception):
    """Another worker has taken this version over."""


def read_next() -> bool:
    """Read one waiting version of any project that is unlocked; False when none waits."""
    version = Version.objects.claim()
    if version is not None:
        read_version(version)
    return version is not None


def read_version(version: Version) -> None:
    """Read one claimed version to its end: searchable, or refused with a reason that is shown."""
    permit = gate.carry_on(version.document.project, Deed.READ)
    try:
        if version.attempts > MOST_ATTEMPTS:
            raise KeptStopping(attempts=MOST_ATTEMPTS)
        _read(permit, version)
    except LeaseLost:
        return
    except HemvistError as error:
        _refuse(permit, version, error)


def _read(permit: Permit, version: Version) -> None:
    card = version.card(permit)
    text = read(original_bytes(permit, version), card["name"])
    _seal_text(permit, version, text)
    index = places.index_of(permit)

    def progress(done: int, total: int) -> None:
        if not version.still_mine():
            raise LeaseLost
        Version.objects.filter(pk=version.pk).update(done=done, passages=total)

    audience = frozenset(version.document.audience)
    known = add_to_index(
        permit, index, places.embedder(), version.document_id, version.pk, text, audience, version.received, progress
    )
    _finish(permit, version, text, card | {"title": known.title, "notes": list(text.notes)})


def _finish(permit: Permit, version: Version, text: Text, card: dict[str, object]) -> None:
    version.refresh_from_db()
    version.state, version.read, version.kind = Reading.SEARCHABLE, timezone.now(), text.kind
    version.pages = len(text.pages) or None
    version.set_card(permit, card)
    with transaction.atomic():
        version.save()
        older = Version.objects.filter(document=version.document, number__lt=version.number)
        older.exclude(state=Reading.REFUSED).update(state=Reading.REPLACED)
        log.write(
            permit.act.project, EventName.DOCUMENT_READ, None,
            document=version.document_id, version=version.pk, passages=version.passages,
        )  # fmt: skip


def _refuse(permit: Permit, version: Version, error: HemvistError) -> None:
    """A refusal is a result: its words are sealed, its code is in the row and in the log."""
    card = version.card(permit) | {"refusal": error.message, "remedy": error.help}
    version.set_card(permit, card)
    version.state, version.refused_as = Reading.REFUSED, error.code
    with transaction.atomic():
        version.save()
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


def _seal_text(permit: Permit, version: Version, text: Text) -> None:
    path = places.text(permit.act.project, version.pk)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    plain = json.dumps(asdict(text), ensure_ascii=False).encode("utf-8")
    with partial.open("xb") as sealed:
        opened.project(permit.act.project).seal(permit, [plain], sealed, version.about("text"))
        sealed.flush()
        os.fsync(sealed.fileno())
    partial.replace(path)


def in_force_at(version: Version, at: datetime) -> bool:
    """Whether this was the version that answers came from at a time."""
    later = Version.objects.filter(
        document=version.document, number__gt=version.number, received__lte=at, read__isnull=False
    )
    return version.received <= at and not later.exists()
