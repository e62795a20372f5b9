"""Stopping the reading of a document, and having a refused one read again: what a person steers of the worker's part."""

from __future__ import annotations

from collections.abc import Callable

from hemvist.documents.looking import nothing_left
from hemvist.documents.receive import READ, one
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed
from hemvist.jobs import steer
from hemvist.jobs.models import Job
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project


class NotKept(HemvistError):
    """The file was refused for what it holds and not kept, so it cannot be read again."""

    exit_code = 5
    status = 409
    remedy = "Send it again: without what the agreement does not allow, or after the owner has called it a false alarm on its page."


class NotBeingRead(HemvistError):
    """Nothing of this document is waiting to be read, so nothing was changed."""

    exit_code = 5
    status = 409
    remedy = "Look at the document's page: it may be searchable, or refused, by now."


def stop(visit: Visit, project: Project, document: str) -> None:
    """Have the newest version not be read, or not any further. The file is kept; nothing of it can be found."""
    _steered(visit, project, document, steer.cancel)


def read_again(visit: Visit, project: Project, document: str) -> None:
    """Have a newest version that was refused, or whose reading was stopped, read again from its beginning."""
    _steered(visit, project, document, steer.retry)


def _steered(visit: Visit, project: Project, document: str, how: Callable[[Visit, Project, str], object]) -> None:
    permit = gate.enter(visit, project, Deed.REPLACE)
    version = one(permit, document).newest
    if nothing_left(version):
        raise NotKept
    job = Job.objects.filter(kind=READ, subject=version.pk).order_by("-created").first()
    if job is None:
        raise NotBeingRead
    how(visit, project, job.pk)
