"""What becomes of a version whose job ended badly, and of one that is tried again."""

from __future__ import annotations

from contextlib import suppress

from hemvist.documents import looking, stored
from hemvist.documents.models import Reading, Version
from hemvist.documents.refuse import note_refused, refuse
from hemvist.documents.unread import ENDED_BADLY, Faulted
from hemvist.domain.errors import Refused
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs.models import Job
from hemvist.projects import gate


def ready(job: Job) -> Permit | None:
    """The permit to refuse a version with words; none where the agreement forbids reading by now."""
    if job.project is None:
        return None
    with suppress(Refused):
        return gate.carry_on(job.project, Deed.READ)
    return None


def given_up(job: Job, code: str, permit: Permit | None) -> None:
    """A version whose job ended badly is refused for that reason."""
    version = Version.objects.select_related("document__project").filter(pk=job.subject).first()
    if version is None or version.document.deleting:
        return
    error = ENDED_BADLY.get(code, Faulted())
    if permit is None:
        note_refused(version, error)
    else:
        refuse(permit, version, error)
    stored.drop_parts(version)


def retried(job: Job) -> None:
    """A refused version waits again, unless nothing of its file was kept."""
    refused = Version.objects.filter(pk=job.subject, state=Reading.REFUSED)
    refused.exclude(looking.file_gone()).update(state=Reading.RECEIVED, step="", done=0, whole=0)
