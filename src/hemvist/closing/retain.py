"""Carrying out the agreed days: what is over its time is deleted everywhere, or is taken out of view until it is returned.

Every step can be repeated: whoever is killed leaves the rest to the next hour. What cannot be done is told and tried
again; a locked project waits until its passphrase is given.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError

from hemvist.assistant import ask, kept, over
from hemvist.closing.forget import finish
from hemvist.documents import remove, retained
from hemvist.documents.models import Document, Version
from hemvist.domain.agreement import AfterRetention
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit, State
from hemvist.domain.retention import CLAUSE, Due, shortest_days
from hemvist.jobs import clock
from hemvist.jobs.held import Held
from hemvist.projects import gate
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import AgreementAltered, Project
from hemvist.projects.open import is_locked
from hemvist.vault.errors import VaultLocked, VaultUnreachable

KIND = "retention"
_KEPT_IN = (State.LIVE, State.ENDING)
_told = logging.getLogger(__name__)


@dataclass(frozen=True)
class Overdue:
    """A locked project that may hold documents whose days are over, and since when; it is carried out when unlocked."""

    project: str
    since: date


def run(held: Held) -> None:
    """The job: every project in turn."""
    retain(held.go_on)
    held.finish()


def retain(go_on: Callable[[], None] = lambda: None) -> int:
    """Carry out the agreed days of every project; how many of them are left with something undone.

    All of them where the clock is not believed. One that cannot be finished keeps no other from it. ``go_on`` is called between documents, and may raise.
    """
    projects = _projects()
    if not clock.watch():
        return len(projects)
    return sum(not _retained(project, go_on) for project in projects)


def _projects() -> list[Project]:
    return list(Project.objects.filter(state__in=_KEPT_IN).exclude(hash_in_force=None).order_by("created"))


def _retained(project: Project, go_on: Callable[[], None]) -> bool:
    try:
        permit = gate.carry_on(project, Deed.DELETE)
        whole = over.forget(permit, project.agreement, retained.today(), go_on)
        if is_locked(project):
            return whole and _may_be_over(project) is None
        return _documents(permit, project, go_on) and whole
    except (HemvistError, OSError, ProtectedError) as error:
        _told.error("The agreed days of project %s are not carried out: %s.", project.pk, type(error).__name__)
        return False


def _documents(permit: Permit, project: Project, go_on: Callable[[], None]) -> bool:
    """Whether all of them were done."""
    found = retained.due_until(permit, project.agreement, retained.today())
    by_document = defaultdict[str, list[Due]](list)
    for one in found:
        by_document[one.document].append(one)
    whole = True
    for document, rows in by_document.items():
        go_on()
        now = gate.carry_on(project, Deed.DELETE)
        if now.agreement_hash != permit.agreement_hash:
            return False  # another version came into force meanwhile: the next hour counts by that one
        whole = _done(now, document, rows) and whole
    retained.keep_again(permit, {one.version for one in found})
    return whole


def _done(permit: Permit, document: str, found: Sequence[Due]) -> bool:
    """One that cannot be finished now keeps no other from it."""
    try:
        _document(permit, document, found)
    except (VaultLocked, VaultUnreachable):
        raise
    except (HemvistError, OSError, ProtectedError) as error:
        _told.error("Document %s is over its days and not removed yet: %s.", document, type(error).__name__)
        return False
    return True


def _document(permit: Permit, document: str, found: Sequence[Due]) -> None:
    """All of a document, or those of its versions whose days are over; nothing where its deletion has begun."""
    gone = {one.version for one in found if one.then is AfterRetention.DELETE}
    with transaction.atomic():
        row = Document.held(document)
        # Looked at while it is held: a version that comes at this moment keeps the document.
        whole = row is not None and gone.issuperset(row.version_set.values_list("pk", flat=True))
        if row is not None and whole:
            remove.mark(permit, row, None, CLAUSE)
    if row is not None and whole:
        for one in [*remove.below(row), row]:
            finish(permit, one)
    elif row is not None:
        _versions(permit, row, found, gone)


def _versions(permit: Permit, row: Document, found: Sequence[Due], gone: set[str]) -> None:
    versions = retained.take_from_view(permit, row.pk, found)
    ask.forget_quotes(permit, row.pk, [one.pk for one in versions])
    kept.forget_versions(permit, row.pk)
    if going := [one for one in versions if one.pk in gone]:
        remove.remove_versions(permit, row, going, CLAUSE)


def overdue() -> list[Overdue]:
    """The locked projects in which something may be over its days: by the shortest of them, for classes are sealed."""
    found = []
    for project in _projects():
        bring_into_force(project)
        try:
            since = _may_be_over(project) if is_locked(project) else None
        except AgreementAltered:  # told where the agreements are looked at
            continue
        if since is not None:
            found.append(Overdue(project.pk, since))
    return found


def overdue_in(project: Project) -> date | None:
    """The same for one project: since when, or None."""
    return _may_be_over(project) if is_locked(project) and project.hash_in_force else None


def _may_be_over(project: Project) -> date | None:
    shortest = shortest_days(project.agreement)
    if shortest is None:
        return None
    latest = retained.today() - timedelta(days=min(shortest, 36_525))
    rows = Version.objects.filter(document__project=project, document__deleting=None, arrived__date__lte=latest)
    first = rows.order_by("arrived").values_list("arrived", flat=True).first()
    return first.date() + timedelta(days=shortest) if first else None
