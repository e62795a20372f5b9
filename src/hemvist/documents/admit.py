"""What people decide about found personal details: curators confirm what was flagged, the owner allows a false alarm."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final

from django.db import transaction

from hemvist.audit import log
from hemvist.documents.looking import KEPT_OUT, in_words, spotted
from hemvist.documents.models import Allowed, Document, Reading, Version
from hemvist.documents.receive import READ, one
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import queue
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

LONGEST_REASON: Final = 500


class NothingFlagged(HemvistError):
    """No document waits for a confirmation, so nothing was changed."""

    exit_code: ClassVar[int] = 5
    status: ClassVar[int] = 409
    remedy: ClassVar[str] = "Look at the list of documents: somebody may have confirmed them meanwhile."


class NotKeptOut(HemvistError):
    """This document was not refused for personal details, so there is no alarm to call a false one."""

    exit_code: ClassVar[int] = 5
    status: ClassVar[int] = 409
    remedy: ClassVar[str] = "Look at the document's page: why it was refused stands there."


class ReasonMissing(HemvistError):
    """A false alarm needs a reason of 1 to 500 characters. Nothing was changed."""

    exit_code: ClassVar[int] = 5
    status: ClassVar[int] = 422
    remedy: ClassVar[str] = "Say in a sentence what the find really is, for example: these are order numbers."


def flagged(permit: Permit) -> list[Version]:
    """The versions in the permit's view that wait for a confirmation."""
    rows = Version.objects.filter(
        document__project=permit.act.project, document__deleting=None, state=Reading.FLAGGED, confirmed=None
    ).select_related("document")
    return [row for row in rows.order_by("received") if permit.audience & frozenset(row.document.audience)]


@dataclass(frozen=True)
class Waiting:
    """A document that waits for a confirmation, and what was found in it, in words."""

    document: str
    name: str
    found: str


def waiting(visit: Visit, project: Project) -> list[Waiting]:
    """What the person may see of what waits for a confirmation."""
    permit = gate.enter(visit, project, Deed.LIST)
    return [_waiting(permit, row) for row in flagged(permit)]


def _waiting(permit: Permit, row: Version) -> Waiting:
    card = row.card(permit)
    return Waiting(row.document_id, card["name"], in_words(Counter(find.kind for find in spotted(card))))


def confirm(visit: Visit, project: Project) -> int:
    """Confirm everything that waits for it and is in view: once for the whole batch. How many they were."""
    permit = gate.enter(visit, project, Deed.CONFIRM)
    with transaction.atomic():
        Document.objects.hold({row.document_id for row in flagged(permit)})
        rows = flagged(permit)
        if not rows:
            raise NothingFlagged
        for row in rows:
            queue.add(READ, row.pk, project, size=row.size)
        Version.objects.filter(pk__in=[row.pk for row in rows]).update(confirmed=datetime.now(UTC))
        for row in rows:
            log.write(
                permit.act.project, EventName.DOCUMENT_CONFIRMED, visit.person.pk,
                document=row.document_id, version=row.pk,
            )  # fmt: skip
    return len(rows)


def allow(visit: Visit, project: Project, document: str, reason: str) -> None:
    """Call what a refused file was refused for a false alarm: the same file is taken when it is sent again.

    The owner's alone; it is undone when the document is deleted. The reason is sealed.
    """
    permit = gate.enter(visit, project, Deed.ALLOW)
    words = " ".join(reason.split())
    if not 1 <= len(words) <= LONGEST_REASON:
        raise ReasonMissing
    row = one(permit, document).newest
    kinds = sorted({find.kind.value for find in spotted(row.card(permit))})
    if row.refused_as != KEPT_OUT or not kinds or not row.fingerprint:
        raise NotKeptOut
    with transaction.atomic():
        Document.objects.hold([row.document_id])
        Allowed.keep(permit, row, kinds, words)
        log.write(
            permit.act.project, EventName.DOCUMENT_ALLOWED, visit.person.pk,
            document=row.document_id, version=row.pk, kinds=".".join(kinds),
        )  # fmt: skip
