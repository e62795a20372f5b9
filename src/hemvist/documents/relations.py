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
from hemvist.domain.errors import HemvistError, NotFound, Outdated
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.relate import closes, without_circles
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

    ``sure``: where it is proposed, that its words point to this paper; else it is one of those that may be meant.
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
    sure: bool
    quote: str
    changes: int
    changed: datetime

    @property
    def mark(self) -> str:
        """What a form sends back, so that a decision that came between is noticed."""
        return self.changed.isoformat()


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
    """Those with both ends in the permit's view; a paper that is not here counts as seen, unless only a mail speaks of it."""
    told = rows.filter(document__project=permit.act.project).exclude(of=None, sure=False)
    found = list(told.select_related("document", "of"))
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
        str(theirs.get("name", "")), str(theirs.get("title", "")), row.tie, row.since, row.standing, row.found, row.sure,
        quotes[0] if quotes else "", changes, row.changed,
    )  # fmt: skip


def between(permit: Permit, documents: Iterable[str]) -> list[Relation]:
    """What is set or proposed at these documents and, over them, at those they stand to, oldest first; both ends in view.

    All that belongs to one family: a contract, its amendments, and theirs.
    """
    known, found = set(documents), dict[str, Relation]()
    counts = Q(standing=Standing.SET) | Q(standing=Standing.PROPOSED, sure=True)
    live = Relation.objects.filter(counts, of__isnull=False)
    while True:
        rows = _seen(permit, live.filter(Q(document__in=known) | Q(of__in=known)).exclude(pk__in=found))
        if not rows:
            return _without_circles(permit, found.values())
        found |= {row.pk: row for row in rows}
        known |= {end for row in rows for end in (row.document_id, row.of_id) if end}


def _without_circles(permit: Permit, rows: Iterable[Relation]) -> list[Relation]:
    """Without what is proposed and would close a circle with what is set, or with what was proposed before it."""
    order = sorted(rows, key=lambda row: (row.changed, row.pk))
    proposed = [_pair(row) for row in order if row.standing == Standing.PROPOSED]
    kept = set(without_circles(_set_in(permit.act.project), proposed))
    return [row for row in order if row.standing == Standing.SET or _pair(row) in kept]


def _pair(row: Relation) -> tuple[str, str]:
    return row.document_id, str(row.of_id)


def _set_in(project: str) -> list[tuple[str, str]]:
    """What is set in a project, whoever sees it: pairs of a later document and its earlier one."""
    rows = Relation.objects.filter(document__project=project, standing=Standing.SET, of__isnull=False)
    return [(later, str(earlier)) for later, earlier in rows.values_list("document_id", "of_id")]


def relate(
    visit: Visit,
    project: Project,
    document: str,
    of: str,
    tie: str,
    since: date | None = None,
    seen: str | None = None,
) -> str:
    """Set that a document stands to an earlier one, or correct what is set or proposed; the relation's id.

    Without ``since`` it is the day that the document gives, else the day it was received. :class:`NotRelatable` where
    the two are one, or where the earlier one already stands to this one. ``seen``: see :func:`decline`.
    """
    permit = gate.enter(visit, project, Deed.REPLACE)
    one(permit, document), one(permit, of)
    told = _tie(tie)
    with transaction.atomic():
        Project.objects.hold(project.pk)  # two who set at once might else close a circle between them
        _held(document, of)
        _checked(project, document, of)
        row = Relation.objects.filter(document=document, of=of).first()
        _as_seen(row, seen)
        row = row or Relation(document_id=document, of_id=of)
        row.tie, row.since, row.standing = told, since or row.since or _since(permit, document), Standing.SET
        row.person, row.changed = visit.person, timezone.now()
        row.save()
        Relation.objects.filter(document=document, of=None).delete()
        Relation.objects.filter(document=document, standing=Standing.PROPOSED, sure=False).delete()
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


def _checked(project: Project, document: str, of: str) -> None:
    if document == of:
        raise NotRelatable(reason="they are the same document")
    if closes(_set_in(project.pk), document, of):
        raise NotRelatable(reason="the earlier one already stands to this one, so it cannot be the later one as well")


def _held(*documents: str) -> None:
    """Hold these documents until the transaction ends; NotFound where one is being deleted."""
    if Document.objects.held(documents).keys() != set(documents):
        raise NotFound(thing="document")


def _as_seen(row: Relation | None, seen: str | None) -> None:
    """Outdated where a decision has come between. What is only proposed, a page that knew nothing of it may decide."""
    now = row.changed.isoformat() if row else ""
    if seen in (None, now) or (not seen and row is not None and row.standing == Standing.PROPOSED):
        return
    raise Outdated(thing="relation")


def decline(visit: Visit, project: Project, relation: str, seen: str | None = None) -> None:
    """Say that what was proposed does not hold; it is not proposed again.

    ``seen`` is when the relation had last been changed as the person saw it (ISO 8601, "" where there was none);
    :class:`Outdated` where somebody has decided otherwise since.
    """
    permit = gate.enter(visit, project, Deed.REPLACE)
    with transaction.atomic():
        row = _one(permit, relation)
        _as_seen(row, seen)
        _decide(visit, row, Standing.DECLINED)
        log.write(
            project.pk, EventName.RELATION_DECLINED, visit.person.pk,
            relation=row.pk, document=row.document_id, of=str(row.of_id), tie=row.tie,
        )  # fmt: skip


def undo(visit: Visit, project: Project, relation: str, seen: str | None = None) -> None:
    """Take a decision back: what reading had found is proposed again, what a person had set is no more.

    ``seen``: see :func:`decline`.
    """
    permit = gate.enter(visit, project, Deed.REPLACE)
    with transaction.atomic():
        row = _one(permit, relation)
        _as_seen(row, seen)
        if row.found:
            _decide(visit, row, Standing.PROPOSED)
        else:
            Relation.objects.filter(pk=row.pk).delete()
        log.write(
            project.pk, EventName.RELATION_UNDONE, visit.person.pk,
            relation=row.pk, document=row.document_id, of=str(row.of_id), tie=row.tie,
        )  # fmt: skip


def _one(permit: Permit, relation: str) -> Relation:
    """A relation of which the person sees both ends, which are held until the caller's transaction ends.

    NotFound for any other, and where an end is being deleted.
    """
    known = Relation.objects.filter(pk=relation, of__isnull=False)
    for row in _seen(permit, known):
        _held(row.document_id, str(row.of_id))
    rows = _seen(permit, known)
    if not rows:
        raise NotFound(thing="relation")
    return rows[0]


def _decide(visit: Visit, row: Relation, standing: Standing) -> None:
    row.standing, row.person, row.changed = standing, visit.person, timezone.now()
    row.save(update_fields=["standing", "person", "changed"])


def move(document: Document, to: Document) -> None:
    """Let what stands at a document stand at another one, which it becomes a version of. In the caller's transaction.

    What is set and would close a circle there is proposed again, and left out until somebody decides.
    """
    for row in Relation.objects.filter(Q(document=document) | Q(of=document)):
        later = to.pk if row.document_id == document.pk else row.document_id
        of = to.pk if row.of_id == document.pk else row.of_id
        if later != of and not Relation.objects.filter(document=later, of=of).exists():
            if row.standing == Standing.SET and of and closes(_set_in(to.project_id), later, of):
                row.standing = Standing.PROPOSED
            row.document_id, row.of_id = later, of
            row.save(update_fields=["document", "of", "standing"])
