"""Making a project's index anew: it is derived, so it is dropped whole and every version is read again."""

from __future__ import annotations

from django.db import transaction

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import OUT, Document, Reading, Version
from hemvist.documents.receive import READ
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed
from hemvist.jobs import queue
from hemvist.jobs.models import Priority
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project


def reindex(visit: Visit, project: Project) -> int:
    """Drop the index and let the worker read every version again; how many versions in view that are."""
    permit = gate.enter(visit, project, Deed.REPLACE)
    with transaction.atomic():
        Document.objects.hold_all(project.pk)
        places.hold_indexed(project.pk)
        rows = Version.objects.filter(document__project=project, document__deleting=None).exclude(state__in=OUT)
        again = list(rows.order_by("-number").values_list("pk", "size", "document"))  # what answers now comes first
        queue.forget(READ, [version for version, _, _ in again])  # what is being read now begins anew, too
        count = rows.update(state=Reading.RECEIVED, step="", done=0, whole=0)
        for version, size, _ in again:
            queue.add(READ, version, project, priority=Priority.BATCH, size=size)
        log.write(project.pk, EventName.INDEX_REBUILT, visit.person.pk, versions=count)
        # Before the commit: no worker may take a version up while the old file still stands.
        places.drop_index(project.pk)  # with one that is coming, which is made anew as well
    seen = {row.pk for row in Document.objects.seen_with(permit)}
    return sum(of in seen for _, _, of in again)
