"""Receiving a file: sealed as it streams in, then its row and its event in one commit. The worker reads it after."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document, Version
from hemvist.domain.errors import HemvistError, NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.people.models import new_id
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.vault import opened

LONGEST_NAME = 200


class FileTooLarge(HemvistError):
    """{name} is larger than the {megabytes} MB that are received here. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 413
    remedy: ClassVar[str] = "Split it, or raise HEMVIST_UPLOAD_MB and start again."


class NameUnusable(HemvistError):
    """A file came without a usable name. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    remedy: ClassVar[str] = "Give it a name with letters or digits, and send it again."


class Receipt:
    """A file on its way in: chunks are sealed as they come, and nothing stands in clear on disk.

    Use: ``receipt = begin(visit, project, name)``, ``receipt.take(chunks)``, ``receipt.keep()`` or ``receipt.drop()``.
    """

    def __init__(self, permit: Permit, visit: Visit, name: str, document: Document | None) -> None:
        self.permit, self.visit, self.name, self.document = permit, visit, clean_name(name), document
        self.version = Version(id=new_id(), size=0)
        self.path: Path = places.original(permit.act.project, self.version.pk)

    def take(self, chunks: Iterable[bytes]) -> None:
        """Seal the file's bytes; :class:`FileTooLarge` when they are too many, with nothing kept."""
        vault = opened.project(self.permit.act.project)
        try:
            with self.path.open("xb") as sealed:
                vault.seal(self.permit, self._counted(chunks), sealed, self.version.about("original"))
                sealed.flush()
                os.fsync(sealed.fileno())
        except BaseException:
            self.drop()
            raise

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.version.size += len(chunk)
            if self.version.size > settings.UPLOAD_BYTES:
                raise FileTooLarge(name=self.name, megabytes=settings.UPLOAD_BYTES // 1_000_000)
            yield chunk

    def keep(self) -> Version:
        """Commit the row and its event; from then on the version waits for the worker.

        A permit that ran out while the file came is asked for again. :class:`NotFound` where the document that it
        replaces was deleted meanwhile.
        """
        try:
            self._renew()
            with transaction.atomic():
                return self._commit()
        except BaseException:
            self.drop()
            raise

    def _renew(self) -> None:
        now = datetime.now(UTC)
        if self.permit.holds(now):
            return
        session = self.visit.session and replace(self.visit.session, used=now)  # sending a file is using the session
        project = Project.objects.get(pk=self.permit.act.project)
        self.permit = gate.enter(replace(self.visit, session=session), project, self.permit.act.deed)

    def _commit(self) -> Version:
        document = self._document()
        newest = document.version_set.aggregate(models.Max("number"))["number__max"] or 0
        self.version.document, self.version.number = document, newest + 1
        self.version.set_card(self.permit, {"name": self.name})
        self.version.save(force_insert=True)
        log.write(
            self.permit.act.project, EventName.DOCUMENT_RECEIVED, self.visit.person.pk,
            document=document.pk, version=self.version.pk, number=self.version.number, bytes=self.version.size,
        )  # fmt: skip
        return self.version

    def _document(self) -> Document:
        if self.document is None:
            return Document.objects.create(project_id=self.permit.act.project)
        document = Document.held(self.document.pk)
        if document is None:
            raise NotFound(thing="document")
        return document

    def drop(self) -> None:
        """Keep nothing of it."""
        self.path.unlink(missing_ok=True)


def begin(visit: Visit, project: Project, name: str, replacing: str | None = None) -> Receipt:
    """Begin to receive a file, as a new document or as the next version of one that the person may see."""
    permit = gate.enter(visit, project, Deed.REPLACE if replacing else Deed.INGEST)
    return Receipt(permit, visit, name, one(permit, replacing) if replacing else None)


def receive(
    visit: Visit, project: Project, name: str, chunks: Iterable[bytes], replacing: str | None = None
) -> Version:
    """Receive a whole file."""
    receipt = begin(visit, project, name, replacing)
    receipt.take(chunks)
    return receipt.keep()


def one(permit: Permit, document: str) -> Document:
    """One document of the permit's project that its audience may see; :class:`NotFound` for any other."""
    row = Document.objects.filter(pk=document, project_id=permit.act.project, deleting=None).first()
    if row is None or not permit.audience & frozenset(row.audience):
        raise NotFound(thing="document")
    return row


def clean_name(name: str) -> str:
    """The last part of a path, without control and direction characters: shown and sealed, never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(
        char
        for char in last
        if char.isprintable() and char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    ).strip()
    if not plain.strip(". "):
        raise NameUnusable
    return plain[-LONGEST_NAME:]
