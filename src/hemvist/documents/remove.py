"""Removing a document: index rows first and verified, then files, then rows. What fails is an error and is retried."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from django.db import models, transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.looking import file_gone
from hemvist.documents.models import Document, Removed, Version
from hemvist.documents.receive import READ
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit
from hemvist.jobs import queue
from hemvist.jobs.models import Job

ORPHANED = timedelta(days=1)
"""After this long without a change, a file that no row knows is of an upload or a reading that broke off."""


class RemovalUnfinished(HemvistError):
    """The document could not be removed whole: {what} is still there. It is not shown to anyone and removal is tried again."""

    exit_code = 7
    status = 500
    remedy = "Nothing needs to be done; if the message stays, look at 'hemvist doctor'."


def mark(permit: Permit, document: Document, person: str | None, clause: str = "") -> None:
    """From now on nobody finds or sees it, nor what lies in it; marks and events are one commit.

    ``clause`` is that of the agreement by which it goes, where nobody asked for it.

    :class:`NotFound` the second time.
    """
    with transaction.atomic():
        Document.objects.hold([document.pk])
        if not mark_one(permit, document, person, clause):
            raise NotFound(thing="document")
        _keep_out(document.version_set.all())
        _mark_below(permit, document, person, clause)


def _keep_out(versions: models.QuerySet[Version]) -> None:
    """What lies in a mail or an archive that stays is not taken out of it again when that is read anew."""
    taken = versions.filter(origin__isnull=False).values_list("origin_id", "ordinal")
    rows = [Removed(origin_id=origin, ordinal=ordinal) for origin, ordinal in taken if ordinal is not None]
    Removed.objects.bulk_create(rows, ignore_conflicts=True)


def _mark_below(permit: Permit, document: Document, person: str | None, clause: str) -> None:
    """From the top: what is marked takes in no more, so that whatever came before is found here."""
    for member in document.members.all():
        mark_one(permit, member, person, clause)
        _mark_below(permit, member, person, clause)


def mark_one(permit: Permit, document: Document, person: str | None, clause: str = "") -> bool:
    """Mark one document and nothing else, with its event; False where it was marked before.

    In the caller's transaction, which holds it.
    """
    if not Document.objects.filter(pk=document.pk, deleting=None).update(deleting=timezone.now()):
        return False
    versions = list(document.version_set.values_list("pk", flat=True))
    queue.forget(READ, versions)
    log.write(
        permit.act.project, EventName.DOCUMENT_DELETED, person,
        document=document.pk, versions=len(versions), clause=clause or "none",
    )  # fmt: skip
    return True


def below(document: Document) -> Iterator[Document]:
    """The documents that lie in this one, and in those; what lies deepest comes first."""
    for member in document.members.all():
        yield from below(member)
        yield member


def remove(permit: Permit, document: Document) -> None:
    """Remove a marked document everywhere; can be repeated until it succeeds."""
    project = permit.act.project
    places.take_out(permit, document.pk)
    for version in document.version_set.all():
        _unlink(project, version)
    with transaction.atomic():
        Document.objects.hold([document.pk])
        document.delete()


def remove_versions(permit: Permit, document: Document, versions: Sequence[Version], clause: str) -> None:
    """Remove some versions of a document that stays, with their lines in the log; can be repeated until it succeeds.

    The caller has taken them out of view before.
    """
    places.take_out(permit, document.pk, [one.pk for one in versions])
    for version in versions:
        _unlink(permit.act.project, version)
    with transaction.atomic():
        Document.objects.hold([document.pk])
        _keep_out(document.version_set.filter(pk__in=[one.pk for one in versions]))
        for version in versions:
            if Version.objects.filter(pk=version.pk).delete()[0]:
                log.write(
                    permit.act.project, EventName.VERSION_DELETED, None,
                    document=document.pk, version=version.pk, clause=clause,
                )  # fmt: skip


def _unlink(project: str, version: Version) -> None:
    for path in _files_of(project, version.pk):
        path.unlink(missing_ok=True)
    if _files_of(project, version.pk):
        raise RemovalUnfinished(what="a sealed file")


def _files_of(project: str, version: str) -> list[Path]:
    """Its original and its text, and what a killed process left half-written of them."""
    return [path for path in places.folder(project).iterdir() if _version_in(path) == version]


def sweep(project: str) -> int:
    """Remove sealed files that nobody needs and that have lain still for a day; how many they were.

    That is what no version knows, and drafts of versions that nobody reads any more.
    """
    latest = time.time() - ORPHANED.total_seconds()
    still = [path for path in places.folder(project).iterdir() if _version_in(path) and _changed(path) < latest]
    # Of what was refused for what it holds no file is kept, and a worker that was killed just then left one.
    versions = Version.objects.filter(document__project=project).exclude(file_gone())
    known = set(versions.values_list("pk", flat=True))
    read_now = set(Job.objects.live().filter(kind=READ, project=project).values_list("subject", flat=True))
    made = dict(versions.values_list("pk", "pictures"))
    orphans = [path for path in still if _version_in(path) not in (known if _is_kept(path, made) else known & read_now)]
    only_text = set(versions.filter(text_only=True).values_list("pk", flat=True))
    orphans += [path for path in still if path.suffix == ".original" and _version_in(path) in only_text]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _changed(path: Path) -> float:
    """When a file changed last; never long ago for one that somebody takes away at this moment."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _is_kept(path: Path, made: Mapping[str, int]) -> bool:
    """Whether it is an original, a text or a picture that counts, by version, and no draft or part of one."""
    if places.is_picture(path, made.get(_version_in(path), 0)):
        return True
    return path.suffix in (".original", ".text") and not path.name.startswith(".")


def _version_in(path: Path) -> str:
    """The version that a file is of; empty for the index, its key and the key of the marks."""
    name = path.name.removeprefix(".")
    return "" if name.startswith(("index.", "marks.")) else name.partition(".")[0]
