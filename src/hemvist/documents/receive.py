"""Receiving a file: sealed as it streams in, then its row and its event in one commit. The worker reads it after."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction

from hemvist.audit import log
from hemvist.documents import arriving, marks, places
from hemvist.documents.compare import is_known
from hemvist.documents.fields import keeping, on_card
from hemvist.documents.models import Document, Version
from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.paths import clean_path, plain
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import queue
from hemvist.jobs.models import Priority
from hemvist.jobs.room import Coming, room_for
from hemvist.people.models import new_id
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.readers.base import Fewer
from hemvist.vault import opened

LONGEST_NAME = 200
READ = "read"
"""The kind of job that reads a version."""


class FileTooLarge(HemvistError):
    """{name} is larger than the {megabytes} MB that are received here. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 413
    remedy: ClassVar[str] = "Split it, or raise HEMVIST_UPLOAD_MB and start again."


class NameUnusable(HemvistError):
    """A file came without a usable name. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Give it a name with letters or digits, and send it again."


class ChangedMeanwhile(HemvistError):
    """{name} arrived otherwise than it was announced: it changed while it was read, or it broke off. Nothing was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 409
    remedy: ClassVar[str] = "Send it again when nobody writes into it any more."


class Receipt:
    """A file on its way in: chunks are sealed as they come, and nothing stands in clear on disk.

    Use: ``receipt = begin(visit, project, name)``, ``receipt.take(chunks)``, ``receipt.keep()`` or ``receipt.drop()``.
    """

    priority = Priority.NORMAL

    def __init__(
        self,
        permit: Permit,
        visit: Visit | None,
        name: str,
        document: Document | None,
        place: str = "",
        data_class: str = "",
        agreement: Agreement | None = None,
        *,
        same_folder: bool = False,
    ) -> None:
        self.permit, self.visit, self.name, self.document = permit, visit, clean_name(name), document
        agreement = agreement or Project.objects.get(pk=permit.act.project).agreement
        self.keeping = keeping(agreement, self.name, data_class)
        self.fewer: Fewer | None = None
        self.place, self.same_folder = clean_path(place), same_folder
        self.known = False
        self.coming = Coming(0)
        self._digest = hashlib.sha256()
        self.version = Version(id=new_id(), size=0)
        self.path: Path = places.original(permit.act.project, self.version.pk)

    def take(self, chunks: Iterable[bytes], announced: bytes | None = None) -> None:
        """Seal the file's bytes; :class:`FileTooLarge` when they are too many, with nothing kept.

        ``announced`` is the SHA-256 that they must have; :class:`ChangedMeanwhile` when they have another.
        """
        vault = opened.project(self.permit.act.project)
        try:
            with self.path.open("xb") as sealed:
                pieces, self.fewer = self.keeping.pieces(self._counted(chunks))
                vault.seal(self.permit, pieces, sealed, self.version.about("original"))
                sealed.flush()
                os.fsync(sealed.fileno())
            self._check(announced)
            if self.fewer is not None:
                self.version.size = sum(map(len, self.fewer.pieces))
        except BaseException:
            self.drop()
            raise

    def _check(self, announced: bytes | None) -> None:
        if announced not in (None, self._digest.digest()):
            raise ChangedMeanwhile(name=self.name)

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in within_limits(chunks, self.name, gate.Watch(self.permit)):
            self.version.size += len(chunk)
            self.coming.take(len(chunk))
            self._digest.update(chunk)
            yield chunk

    def keep(self) -> Version:
        """Commit the row and its event; from then on the version waits for the worker.

        ``known`` afterwards: it came out of a folder and was there already, so that nothing of it was kept; the version
        is the one that was there. A permit that ran out while the file came is asked for again. :class:`NotFound` where
        the document that it replaces was deleted meanwhile.
        """
        try:
            self._renew()
            with transaction.atomic():
                there = self._there()
                if there is None:
                    return self._commit()
            self.drop()
            self.known = True
            return there
        except BaseException:
            self.drop()
            raise
        finally:
            self.coming.over()

    def _renew(self) -> None:
        now = datetime.now(UTC)
        if self.permit.holds(now) or self.visit is None:
            return
        session = self.visit.session and replace(self.visit.session, used=now)  # sending a file is using the session
        project = Project.objects.get(pk=self.permit.act.project)
        self.permit = gate.enter(replace(self.visit, session=session), project, self.permit.act.deed)

    def _there(self) -> Version | None:
        """The version that a file out of a folder is already; where it is a document's next one, that is noted."""
        if self.document is not None or self.visit is None:
            return None
        said = self.keeping.of.name if self.keeping.said else ""
        found = arriving.known(
            self.permit, self.place, self._digest.digest(), self.version.size, said, same_folder=self.same_folder
        )
        self.document = found.document
        return found.version

    def _commit(self) -> Version:
        document = self._document()
        newest = document.version_set.aggregate(models.Max("number"))["number__max"] or 0
        self.version.document, self.version.number = document, newest + 1
        self._mark(self._card())
        self.version.save(force_insert=True)
        self._enqueue(document)
        log.write(
            self.permit.act.project, EventName.DOCUMENT_RECEIVED, self.visit.person.pk if self.visit else None,
            document=document.pk, version=self.version.pk, number=self.version.number, bytes=self.version.size,
        )  # fmt: skip
        self._note_dropped()
        return self.version

    def _note_dropped(self) -> None:
        if self.fewer is not None:
            log.write(
                self.permit.act.project, EventName.DOCUMENT_CUT_DOWN, self.visit.person.pk if self.visit else None,
                document=self.version.document_id, version=self.version.pk,
                kept=len(self.fewer.kept), dropped=len(self.fewer.dropped), rows=self.fewer.rows,
            )  # fmt: skip

    def _enqueue(self, document: Document) -> None:
        queue.add(READ, self.version.pk, document.project, priority=self.priority, size=self.version.size)

    def _mark(self, card: dict[str, str]) -> None:
        digest = {marks.DIGEST: self._digest.hexdigest()}
        self.version.set_card(self.permit, card | on_card(self.keeping, self.fewer) | digest)
        name, data_class = card.get("path") or self.name, self.keeping.told
        marks.of(self.permit).put(self.version, name, self._digest.digest(), data_class)

    def _card(self) -> dict[str, str]:
        return {"name": self.name, "path": self.place} if self.place else {"name": self.name}

    def _document(self) -> Document:
        if self.document is None:
            return Document.objects.create(project_id=self.permit.act.project)
        return self._held(self.document)

    def _held(self, document: Document) -> Document:
        """The document, undeleted until this transaction ends."""
        held = Document.held(document.pk)
        if held is None or not self._may_see(held):
            raise NotFound(thing="document")
        return held

    def _may_see(self, document: Document) -> bool:
        """Whether the document is in view still; the worker, which has no audience, finishes what it began."""
        return self.visit is None or bool(self.permit.audience & frozenset(document.audience))

    def drop(self) -> None:
        """Keep nothing of it."""
        self.coming.over()
        self.path.unlink(missing_ok=True)


def begin(
    visit: Visit,
    project: Project,
    name: str,
    replacing: str | None = None,
    size: int = 0,
    place: str = "",
    data_class: str = "",
    *,
    same_folder: bool = False,
) -> Receipt:
    """Begin to receive a file of about ``size`` bytes, as a new document or as the next version of one.

    ``place`` is its path in the folder that it comes from, that folder's name first; empty when nobody knows. What is
    known at that path with other contents is replaced by it if it is the ``same_folder``, which two of one name are not.
    ``data_class`` names the class of the agreement that a table belongs to, where there are several. Refused before the
    first byte where the queue is full or the disk would be, and where no class is for such a file.
    """
    permit = gate.enter(visit, project, Deed.REPLACE if replacing else Deed.INGEST)
    if not replacing and is_known(permit, clean_path(place)):
        permit = gate.enter(visit, project, Deed.REPLACE)
    room_for(project, size)
    replaced = one(permit, replacing) if replacing else None
    receipt = Receipt(permit, visit, name, replaced, place, data_class, same_folder=same_folder)
    receipt.coming = Coming(size)
    return receipt


def receive(
    visit: Visit,
    project: Project,
    name: str,
    chunks: Iterable[bytes],
    replacing: str | None = None,
    size: int = 0,
    place: str = "",
    announced: bytes | None = None,
    data_class: str = "",
    *,
    same_folder: bool = False,
) -> Version:
    """Receive a whole file; ``announced`` is the SHA-256 that it must have."""
    receipt = begin(visit, project, name, replacing, size, place, data_class, same_folder=same_folder)
    receipt.take(chunks, announced)
    return receipt.keep()


def one(permit: Permit, document: str) -> Document:
    """One document of the permit's project that its audience may see; :class:`NotFound` for any other."""
    row = Document.objects.filter(pk=document, project_id=permit.act.project, deleting=None).first()
    if row is None or not permit.audience & frozenset(row.audience):
        raise NotFound(thing="document")
    return row


def within_limits(chunks: Iterable[bytes], name: str, watch: gate.Watch) -> Iterator[bytes]:
    """The chunks while the act is permitted; :class:`FileTooLarge` when they are too many."""
    size = 0
    for chunk in chunks:
        watch.look()
        size += len(chunk)
        if size > settings.UPLOAD_BYTES:
            raise FileTooLarge(name=name, megabytes=settings.UPLOAD_BYTES // 1_000_000)
        yield chunk


def clean_name(name: str) -> str:
    """The last part of a path, without control and direction characters: shown and sealed, never used as a path."""
    shown = plain(name.replace("\\", "/").rsplit("/", 1)[-1])
    if not shown.strip(". "):
        raise NameUnusable
    return shown[-LONGEST_NAME:]
