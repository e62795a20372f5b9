"""Relations between documents: what was proposed, and what a person sets, corrects, declines or undoes.

Whoever does not see both documents learns nothing of what is between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents.abouts import about_of
from hemvist.documents.models import Document, Relation, Standing
from hemvist.documents.progress import newest_of
from hemvist.documents.receive import one
from hemvist.domain.about import Tie
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project


class NotRelatable(HemvistError):
    """This cannot be set between these two documents: {reason}. Nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Look at what is set between the two on their pages, and undo that first."


@dataclass(frozen=True)
class Shown:
    """A relation as people see it. ``of`` is empty where the paper that it names is not here.

    ``quote`` is the words of ``document`` that made the reader think so, ``why`` what else did: ``day``, ``parties`` …
    """

    id: str
    document: str
    name: str
    title: str
    of: str
    of_name: str
    of_title: str
    tie: str
    since: date | None
    standing: str
    found: bool
    quote: str
    changes: int
    changed: datetime


def relations(visit: Visit, project: Project, document: str = "") -> list[Shown]:
    """Those of which the person sees both documents, proposed ones first; of one document, or all."""
    permit = gate.enter(visit, project, Deed.LIST)
    if document:
        one(permit, document)
    rows = _seen(
        permit, Relation.objects.filter(Q(document=document) | Q(of=document)) if document else Relation.objects.all()
    )
    order = list(Standing)
    return sorted(
        _shown(permit, rows),
        key=lambda told: (order.index(Standing(told.standing)), -told.changed.timestamp(), told.id),
    )


def _seen(permit: Permit, rows: QuerySet[Relation]) -> list[Relation]:
    """Those with both ends in the permit's view; a paper that is not here counts as seen."""
    found = list(rows.filter(document__project=permit.act.project).select_related("document", "of"))
    return [row for row in found if _in_view(permit, row.document) and (row.of is None or _in_view(permit, row.of))]


def _in_view(permit: Permit, document: Document) -> bool:
    return document.deleting is None and bool(permit.audience & frozenset(document.audience))


def _shown(permit: Permit, rows: Iterable[Relation]) -> list[Shown]:
    rows = list(rows)
    ends = [end for row in rows for end in (row.document, row.of) if end is not None]
    newest = newest_of(ends)
    cards = {key: version.card(permit) for key, version in newest.items()}
    return [_row(row, cards) for row in rows if row.document_id in cards]


def _row(row: Relation, cards: dict[str, dict[str, object]]) -> Shown:
    mine, theirs = cards[row.document_id], cards.get(row.of_id or "", {})
    said = mine.get("about")
    quotes = [each["quote"] for each in said["references"]] if isinstance(said, dict) else []
    changes = len(said["changes"]) if isinstance(said, dict) else 0
    return Shown(
        row.pk, row.document_id, str(mine["name"]), str(mine.get("title", "")), row.of_id or "",
        str(theirs.get("name", "")), str(theirs.get("title", "")), row.tie, row.since, row.standing, row.found,
        quotes[0] if quotes else "", changes, row.changed,
    )  # fmt: skip


def between(permit: Permit, documents: Iterable[str]) -> list[Relation]:
    """What is set or proposed at these documents and, over them, at those they stand to; both ends in view.

    All that belongs to one family: a contract, its amendments, and theirs.
    """
    known, found = set(documents), dict[str, Relation]()
    live = Relation.objects.filter(standing__in=(Standing.SET, Standing.PROPOSED), of__isnull=False)
    while True:
        rows = _seen(permit, live.filter(Q(document__in=known) | Q(of__in=known)).exclude(pk__in=found))
        if not rows:
            return sorted(found.values(), key=lambda row: row.pk)
        found |= {row.pk: row for row in rows}
        known |= {end for row in rows for end in (row.document_id, row.of_id) if end}


def relate(visit: Visit, project: Project, document: str, of: str, tie: str, since: date | None = None) -> str:
    """Set that a document stands to an earlier one, or correct what is set or proposed; the relation's id.

    Without ``since`` it is the day that the document gives, else the day it was received. :class:`NotRelatable` where
    the two are one, or where the earlier one already stands to this one.
    """
    permit = gate.enter(visit, project, Deed.REPLACE)
    _checked(one(permit, document), one(permit, of))
    told = _tie(tie)
    with transaction.atomic():
        _held(document, of)
        row = Relation.objects.filter(document=document, of=of).first() or Relation(document_id=document, of_id=of)
        row.tie, row.since, row.standing = told, since or row.since or _since(permit, document), Standing.SET
        row.person, row.changed = visit.person, timezone.now()
        row.save()
        Relation.objects.filter(document=document, of=None).delete()
        log.write(
            project.pk, EventName.RELATION_SET, visit.person.pk,
            relation=row.pk, document=document, of=of, tie=told.value,
        )  # fmt: skip
    return row.pk


def _tie(said: str) -> Tie:
    try:
        return Tie(said)
    except ValueError:
        raise NotRelatable(reason="it can only amend, replace or supersede it") from None


def _since(permit: Permit, document: str) -> date:
    current = Document.objects.get(pk=document).current
    said = about_of(permit, current).effective if current.read is not None else None
    return said or current.received.date()


def _checked(document: Document, of: Document) -> None:
    if document.pk == of.pk:
        raise NotRelatable(reason="they are the same document")
    known, left = set[str](), {of.pk}
    while left:
        known |= left
        rows = Relation.objects.filter(document__in=left, standing=Standing.SET, of__isnull=False)
        left = {str(row) for row in rows.values_list("of_id", flat=True)} - known
    if document.pk in known:
        raise NotRelatable(reason="the earlier one already stands to this one, so it cannot be the later one as well")


def _held(*documents: str) -> None:
    """Hold these documents, in one order, until the transaction ends; NotFound where one is being deleted."""
    for document in sorted(documents):
        if Document.held(document) is None:
            raise NotFound(thing="document")


def decline(visit: Visit, project: Project, relation: str) -> None:
    """Say that what was proposed does not hold; it is not proposed again."""
    row = _one(visit, project, relation)
    with transaction.atomic():
        log.write(
            project.pk, EventName.RELATION_DECLINED, visit.person.pk,
            relation=row.pk, document=row.document_id, of=str(row.of_id), tie=row.tie,
        )  # fmt: skip
        _decide(visit, row, Standing.DECLINED)


def undo(visit: Visit, project: Project, relation: str) -> None:
    """Take a decision back: what reading had found is proposed again, what a person had set is no more."""
    row = _one(visit, project, relation)
    with transaction.atomic():
        log.write(
            project.pk, EventName.RELATION_UNDONE, visit.person.pk,
            relation=row.pk, document=row.document_id, of=str(row.of_id), tie=row.tie,
        )  # fmt: skip
        if row.found:
            _decide(visit, row, Standing.PROPOSED)
        else:
            row.delete()


def _one(visit: Visit, project: Project, relation: str) -> Relation:
    """A relation of which the person sees both ends, for whoever may replace documents; NotFound for any other."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    rows = _seen(permit, Relation.objects.filter(pk=relation, of__isnull=False))
    if not rows:
        raise NotFound(thing="relation")
    return rows[0]


def _decide(visit: Visit, row: Relation, standing: Standing) -> None:
    row.standing, row.person, row.changed = standing, visit.person, timezone.now()
    row.save(update_fields=["standing", "person", "changed"])


def move(document: Document, to: Document) -> None:
    """Let what stands at a document stand at another one, which it becomes a version of. In the caller's transaction."""
    for row in Relation.objects.filter(Q(document=document) | Q(of=document)):
        later = to.pk if row.document_id == document.pk else row.document_id
        of = to.pk if row.of_id == document.pk else row.of_id
        if later != of and not Relation.objects.filter(document=later, of=of).exists():
            row.document_id, row.of_id = later, of
            row.save(update_fields=["document", "of"])
