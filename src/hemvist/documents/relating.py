"""Proposing relations: when a document is read, which earlier one it says it changes, and who waits for this one.

Nothing is set by itself: a person who may replace documents decides, see ``documents/relations.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents.abouts import about_of
from hemvist.documents.models import Document, Reading, Relation, Standing, Version
from hemvist.documents.progress import newest_of
from hemvist.domain.about import CHANGING, EDITIONS, Paper
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.relate import Tied, Told, possible, speaks, tied
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

_log = logging.getLogger(__name__)


def looked(permit: Permit, version: Version) -> None:
    """:func:`look`, for whoever has just read a version: its text is settled whatever comes of this."""
    if version.state != Reading.SEARCHABLE:
        return
    try:
        look(permit, version.document_id)
    except (HemvistError, OSError) as error:
        _log.error("Relations of document %s were not looked for: %s.", version.document_id, type(error).__name__)


def look_again(visit: Visit, project: Project) -> int:
    """Look for relations of every document anew, such as those read before relations were kept; how many are proposed in view."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    everyone = list(_told(permit, Document.objects.filter(project_id=project.pk, deleting=None)))
    for one in everyone:
        if speaks(one.about):
            _propose(permit, one, everyone)
    seen = {row.pk for row in Document.objects.seen_with(permit)}
    proposed = Relation.objects.filter(document__project=project, standing=Standing.PROPOSED, of__isnull=False)
    return sum({later, of} <= seen for later, of in proposed.values_list("document_id", "of_id"))


def look(permit: Permit, document: str) -> None:
    """Propose what a document stands to, and which documents that waited for a paper stand to this one.

    Cards of other documents are opened only where the document says that it changes one, or where one waits.
    """
    rows = Document.objects.filter(project_id=permit.act.project, deleting=None)
    mine = next(_told(permit, rows.filter(pk=document)), None)
    if mine is None:
        return
    says = speaks(mine.about)
    whole = says or rows.count() <= _MANY
    waiting = _waiting(rows, unsure=whole)
    compared = rows if says or (whole and waiting) else rows.filter(pk__in={*waiting, document})
    everyone = list(_told(permit, compared))
    if says:
        _propose(permit, mine, everyone)
    for one in everyone:
        if one.document != document and (one.document in waiting or (says and _other_edition(one, mine))):
            _propose(permit, one, everyone)


def _other_edition(one: Told, mine: Told) -> bool:
    return mine.about.paper in EDITIONS and one.about.paper is mine.about.paper


_MANY: Final = 500
"""Papers in a project from which on one that comes in is compared with those that wait, and not with all: each is to be opened."""


def _waiting(rows: QuerySet[Document], *, unsure: bool) -> set[str]:
    """The documents that wait for a paper, and with ``unsure`` those of which it is not sure which paper they change."""
    open_ = Q(of=None) | Q(sure=False, standing=Standing.PROPOSED) if unsure else Q(of=None)
    return set(Relation.objects.filter(open_, document__in=rows).values_list("document_id", flat=True))


def _told(permit: Permit, documents: Iterable[Document]) -> Iterator[Told]:
    """What each document says of itself, by its newest version that was read."""
    rows = list(documents)
    for version in newest_of(rows).values():
        current = version if version.state == Reading.SEARCHABLE else version.document.current
        if current.state == Reading.SEARCHABLE:
            card = current.card(permit)
            yield Told(current.document_id, card["name"], about_of(permit, current, card))


def _propose(permit: Permit, one: Told, everyone: Sequence[Told]) -> None:
    """The rows as they are proposed now; what a person has decided stays. Each new one is a line in the log.

    Where no paper is surely meant, those that may be are proposed as not sure, until a person has set one.
    """
    surely = tied(one, everyone)
    found = surely or possible(one, everyone)
    with transaction.atomic():
        document = Document.held(one.document)
        if document is None:
            return
        rows = Relation.objects.filter(document=document)
        if not surely and rows.filter(standing=Standing.SET).exists():
            found = []
        decided = {row.of_id for row in rows.exclude(standing=Standing.PROPOSED)}
        kept = {each.of for each in found} | decided
        rows.filter(standing=Standing.PROPOSED, found=True, of__isnull=False).exclude(of__in=kept).delete()
        for each in found:
            if each.of not in decided and Document.objects.filter(pk=each.of, deleting=None).exists():
                _proposed(permit, document, each, sure=bool(surely))
        _wait(document, one, waits=not kept and (bool(one.about.references) or one.about.paper in CHANGING))


def _proposed(permit: Permit, document: Document, each: Tied, *, sure: bool) -> None:
    row, new = Relation.objects.get_or_create(
        document=document, of_id=each.of, defaults={"tie": each.tie, "since": each.since, "found": True, "sure": sure}
    )
    if new:
        log.write(
            permit.act.project, EventName.RELATION_PROPOSED, None,
            relation=row.pk, document=document.pk, of=each.of, tie=each.tie.value,
        )  # fmt: skip
    elif (row.tie, row.since, row.sure) != (each.tie, each.since, sure):  # proposed by older rules, decided by nobody
        row.tie, row.since, row.sure, row.changed = each.tie, each.since, sure, timezone.now()
        row.save(update_fields=["tie", "since", "sure", "changed"])


def _wait(document: Document, one: Told, *, waits: bool) -> None:
    """Keep, or keep no longer, that it says it changes a paper that is not here; of what mails say in passing, unsure."""
    rows = Relation.objects.filter(document=document, of=None)
    if not waits:
        rows.delete()
    elif not rows.exists():
        tie = one.about.references[0].tie if one.about.references else "amends"
        Relation.objects.create(
            document=document, of=None, tie=tie, since=one.about.effective, found=True,
            sure=one.about.paper is not Paper.OTHER,
        )  # fmt: skip
