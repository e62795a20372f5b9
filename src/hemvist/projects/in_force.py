"""Which version is in force: the newest that all sides have signed and whose day has come."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.projects.models import AgreementAltered, AgreementVersion, Project


def bring_into_force(project: Project) -> None:
    """Put the version in force whose day has come, with a line in the log; the one before stays in force until then.

    In a transaction of its own: it takes the project's row, and then the head of the log.
    """
    log.apart()
    due = due_version(project)
    if due is None or due.hash == project.hash_in_force or not _follows(project, due):
        return
    with transaction.atomic():
        changed = Project.objects.filter(pk=project.pk, hash_in_force=project.hash_in_force).update(
            hash_in_force=due.hash
        )
        if changed:
            log.write(project.pk, EventName.AGREEMENT_IN_FORCE, None, number=due.number, hash=due.hash)
    project.refresh_from_db(fields=["hash_in_force"])


def _follows(project: Project, due: AgreementVersion) -> bool:
    """A hash in force that no version has is not put right here: under it everything is refused."""
    if project.hash_in_force is None:
        return True
    current = AgreementVersion.objects.filter(project=project, hash=project.hash_in_force).first()
    return current is not None and current.number < due.number


def patch_days() -> int | None:
    """The fewest days in which an agreement of two parties has updates put in; None where none is in force.

    One party owes nobody updates.
    """
    found = []
    for project in Project.objects.exclude(hash_in_force=None):
        with suppress(AgreementAltered):  # told where the agreements are looked at
            found.append(project.agreement)
    return min((one.patch_days for one in found if not one.one_party), default=None)


def due_version(project: Project) -> AgreementVersion | None:
    """The newest agreed version whose day has come."""
    today = datetime.now(UTC).date()
    return AgreementVersion.objects.filter(project=project, in_force_from__lte=today).agreed_ones().first()


def coming_version(project: Project) -> AgreementVersion | None:
    """The newest agreed version whose day is still to come."""
    today = datetime.now(UTC).date()
    return AgreementVersion.objects.filter(project=project, in_force_from__gt=today).agreed_ones().first()
