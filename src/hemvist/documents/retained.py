"""How long documents are kept: which versions' agreed days are over or coming up, and taking these out of view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Min, QuerySet

from hemvist.audit import log
from hemvist.documents import marks, places, succession
from hemvist.documents.masking import check_file
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.documents.receive import one as seen_document
from hemvist.documents.remove import below
from hemvist.documents.stored import original_bytes, stored_text
from hemvist.domain.agreement import AfterRetention, Agreement
from hemvist.domain.ending import ending
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.refusal import Refusal
from hemvist.domain.retention import AHEAD, CLAUSE, Due, Received, due, shortest_days
from hemvist.jobs import queue
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

DOCUMENTS, VERSIONS = "documents", "versions"


@dataclass(frozen=True)
class Coming:
    """What is deleted, or is due to be returned, on one day: how many ``documents``, or earlier ``versions`` of some.

    ``data_class`` is empty where no class is noted on them, so that the shortest of the agreed times applies.
    """

    day: date
    what: str
    then: AfterRetention
    count: int
    data_class: str
    days: int


@dataclass(frozen=True)
class ToReturn:
    """A file whose agreed days are over and that is to be returned: nobody is shown it, and it answers nothing.

    ``takeable``: whether anything of it is kept but its name, which a refused file may not have.
    """

    document: str
    version: str
    name: str
    received: date
    takeable: bool


def today() -> date:
    """The day by which days are counted, in UTC."""
    return datetime.now(UTC).date()


def due_until(permit: Permit, agreement: Agreement, until: date, among: Collection[str] | None = None) -> list[Due]:
    """The stored versions of the permit's project whose agreed days are over until a day, that one included.

    ``among``: of these documents only, which are all that lie in one mail or archive, since these go together.
    """
    rows = Version.objects.filter(document__project=permit.act.project, document__deleting=None)
    rows = rows if among is None else rows.filter(document__in=among)
    shortest, first = shortest_days(agreement), rows.aggregate(Min("arrived"))["arrived__min"]
    if shortest is None or first is None or first.date() + timedelta(days=min(shortest, 36_525)) > until:
        return []
    classes = marks.of(permit)
    named = {classes.data_class(row.name): row.name for row in agreement.data}
    told = rows.values_list("pk", "document_id", "arrived", "class_mark", "origin_id")
    return due(
        agreement,
        (
            Received(pk, of, at.date(), named.get(mark, ""), inside or "")
            for pk, of, at, mark, inside in told.iterator()
        ),
        until,
    )


def coming(permit: Permit, agreement: Agreement) -> list[Coming]:
    """What goes in the next days, and what is due already, the earliest first; of what the permit's audience may see."""
    found = due_until(permit, agreement, today() + AHEAD)
    if not found:
        return []
    seen = {row.pk for row in Document.objects.seen_with(permit)}
    told = _told(permit, [one for one in found if one.document in seen])
    counted = Counter((one.day, what, one.then, one.data_class, one.days) for what, one in told)
    return [
        Coming(day, what, then, count, data_class, days)
        for (day, what, then, data_class, days), count in sorted(counted.items())
    ]


def _told(permit: Permit, found: Sequence[Due]) -> Iterator[tuple[str, Due]]:
    """A document goes with the last of its versions; those that go before it are told as versions."""
    stored = Version.objects.filter(document__project=permit.act.project)  # no list of ids: there may be too many
    waiting = set(stored.filter(state=Reading.DUE).values_list("pk", flat=True))
    by_document = defaultdict[str, list[Due]](list)
    for one in found:
        by_document[one.document].append(one)
    gone = {one.version for one in found}
    stay = {of for version, of in stored.values_list("pk", "document_id").iterator() if version not in gone}
    for document, rows in by_document.items():
        last = None if document in stay else max(rows, key=lambda one: one.day)
        told = [row for row in rows if row.version not in waiting or row.then is AfterRetention.DELETE]
        if last is not None and last in told:
            yield DOCUMENTS, last
        yield from ((VERSIONS, one) for one in told if last is None or one.day < last.day)


def kept_until(visit: Visit, project: Project, document: str) -> Due | None:
    """By when a document's newest version is to go; None where it stays until the project ends."""
    permit = gate.enter(visit, project, Deed.LIST)
    row = seen_document(permit, document)
    outermost = Document.objects.outermost(row.pk)
    together = {outermost.pk, *(one.pk for one in below(outermost))}
    found = due_until(permit, project.agreement, date.max, together)
    return next((one for one in found if one.version == row.newest.pk), None)


def to_return(permit: Permit) -> list[ToReturn]:
    """The files that are due to be returned, the oldest first."""
    rows = [row for row in _due(permit).order_by("arrived", "pk") if _in_view(permit, row)]
    return [
        ToReturn(row.document_id, row.pk, row.card(permit)["name"], row.arrived.date(), _kept_file(row) is not None)
        for row in rows
    ]


def handed_over(visit: Visit, project: Project, document: str) -> frozenset[str]:
    """The versions of a document that are handed to this person because the agreement is over: the owner's alone."""
    if not ending(project.agreement, today()).over:
        return frozenset()
    permit = gate.enter(visit, project, Deed.EXPORT)
    rows = _stored(permit).filter(document=document)
    return frozenset(row.pk for row in rows if _in_view(permit, row) and _kept_file(row) is not None)


def _handed(permit: Permit, project: Project) -> QuerySet[Version]:
    return _stored(permit) if ending(project.agreement, today()).over else _due(permit)


def _due(permit: Permit) -> QuerySet[Version]:
    return _stored(permit).filter(state=Reading.DUE)


def _stored(permit: Permit) -> QuerySet[Version]:
    rows = Version.objects.filter(document__project=permit.act.project, document__deleting=None)
    return rows.select_related("document")


def _in_view(permit: Permit, row: Version) -> bool:
    return bool(permit.audience & frozenset(row.document.audience))


def take_out(visit: Visit, project: Project, version: str) -> tuple[str, Iterator[bytes]]:
    """The name and the bytes of a file that is to be returned, for the owner; the line in the log comes first.

    That is one whose days are over, and after the agreement's last day any. It stays until somebody deletes it. Of a
    file of which only the text is kept, that is the text, in UTF-8. NotFound for one that is not due, or of which
    nothing is kept.
    """
    permit = gate.enter(visit, project, Deed.EXPORT)
    if permit.facts.role is not Role.OWNER:
        why = "A file whose agreed days are over is handed to the owner only."
        gate.refuse(project, permit.person, Deed.EXPORT, Refusal(CLAUSE, why, "Ask the project's owner for it."))
    row = _handed(permit, project).filter(pk=version).first()
    if row is None or not _in_view(permit, row) or _kept_file(row) is None:
        raise NotFound(thing="document")
    if not row.text_only:
        check_file(permit, project, row)
    with transaction.atomic():
        log.write(project.pk, EventName.VERSION_TAKEN_OUT, visit.person.pk, document=row.document_id, version=row.pk)
    name = str(row.card(permit)["name"])
    if row.text_only:
        return f"{name}.txt", iter([stored_text(permit, row).text.encode()])
    return name, original_bytes(permit, row)


def _kept_file(row: Version) -> Path | None:
    place = places.text if row.text_only else places.original
    path = place(row.document.project_id, row.pk)
    return path if path.exists() else None


def take_from_view(permit: Permit, document: str, found: Sequence[Due]) -> list[Version]:
    """From now on these versions of a document answer nothing and are not shown; a line in the log for each that did.

    The versions as they are then; none where the document's deletion has begun.
    """
    then = {one.version: one.then for one in found}
    with transaction.atomic():
        if Document.held(document) is None:
            return []
        queue.forget(READ, list(then))
        rows = list(Version.objects.filter(pk__in=then, document=document))
        for row in (fresh := [row for row in rows if row.state != Reading.DUE]):
            log.write(
                permit.act.project, EventName.VERSION_FELL_DUE, None,
                document=document, version=row.pk, then=then[row.pk].value, clause=CLAUSE,
            )  # fmt: skip
        Version.objects.filter(pk__in=[row.pk for row in fresh]).update(state=Reading.DUE, step="", done=0, whole=0)
    places.take_out(permit, document, list(then))
    return rows


def keep_again(permit: Permit, still: set[str]) -> int:
    """Have versions that are no longer due, because other days are agreed, read again; how many."""
    again = defaultdict[str, list[str]](list)
    for version, document in _due(permit).values_list("pk", "document_id"):
        if version not in still:
            again[document].append(version)
    return sum(_kept_again(permit, document, versions) for document, versions in sorted(again.items()))


def _kept_again(permit: Permit, document: str, versions: Sequence[str]) -> int:
    with transaction.atomic():
        held = Document.held(document)
        if held is None:
            return 0
        rows = list(Version.objects.filter(pk__in=versions, document=document, state=Reading.DUE).order_by("number"))
        for row in rows:
            row.state = Reading.RECEIVED
        succession.read_again(held, rows)
        for row in rows:
            log.write(
                permit.act.project, EventName.VERSION_KEPT_AGAIN, None, document=document, version=row.pk, clause=CLAUSE
            )
    return len(rows)
