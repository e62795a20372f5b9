"""Files inside a file: attachments of a mail and members of an archive become documents of their own, below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from django.utils import timezone

from hemvist.documents import places
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import FileTooLarge, NameUnusable, Receipt
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import queue
from hemvist.jobs.models import Priority
from hemvist.projects import gate

DEEPEST = 3
"""How many mails and archives may lie in one another."""


class TooDeep(HemvistError):
    """Files lie more than {most} deep in one another, and what lies deeper is not taken out."""

    exit_code: ClassVar[int] = 65
    remedy: ClassVar[str] = "Take the files out yourself, and add those."


class MemberReceipt(Receipt):
    """Receives one file that lies in ``origin``, for the worker, which is asked in the commit whether it still is the one."""

    def __init__(self, unpacking: Unpacking, path: str) -> None:
        super().__init__(unpacking.permit, None, path, unpacking.earlier.get(path))
        origin, ordinal = unpacking.version, unpacking.count
        self._still_mine = unpacking.still_mine
        self.version.origin, self.version.ordinal = origin, ordinal
        self.inside = path
        self.priority = Priority.BATCH

    def _renew(self) -> None:
        if not self.permit.holds(timezone.now()):
            self.permit = gate.carry_on(self._origin.document.project, Deed.READ)

    @property
    def _origin(self) -> Version:
        assert self.version.origin is not None
        return self.version.origin

    def _enqueue(self, document: Document) -> None:
        """It is read when what it lies in is settled, see ``documents/unpacked.py``."""

    def _card(self) -> dict[str, str]:
        above = self._origin.card(self.permit)
        return {"name": self.name, "path": f"{above.get('path', above['name'])}/{self.inside}", "inside": self.inside}

    def _document(self) -> Document:
        self._still_mine()
        parent = self._held(self._origin.document)
        if self.document is not None:
            return self._held(self.document)
        return Document.objects.create(project_id=parent.project_id, parent=parent, audience=parent.audience)


class Unpacking:
    """Takes the files inside one version as its reader comes to them. What a killed worker took already is passed over.

    ``still_mine`` raises where another worker has taken over.
    """

    def __init__(self, permit: Permit, version: Version, still_mine: Callable[[], None]) -> None:
        self.permit, self.version, self.still_mine = permit, version, still_mine
        self.count = 0
        self.left_out: list[str] = []
        self._known = set(version.contents.values_list("ordinal", flat=True))
        self.earlier = self._before() if version.number > 1 else {}

    def take(self, path: str, pieces: Iterator[bytes]) -> None:
        """One file: its path inside, and its bytes."""
        if depth(self.version.document) >= DEEPEST:
            raise TooDeep(most=DEEPEST)
        self.count += 1
        if self.count in self._known:
            return
        try:
            receipt = MemberReceipt(self, path)
            receipt.take(pieces)
            receipt.keep()
        except (FileTooLarge, NameUnusable) as error:
            self.left_out.append(f"Left out: {error.message}")

    def _before(self) -> dict[str, Document]:
        """By its path inside: what lay in an earlier version of the same file, which is replaced by what lies there now."""
        rows = Document.objects.filter(parent=self.version.document, deleting=None)
        return {row.newest.card(self.permit).get("inside", ""): row for row in rows}


def depth(document: Document) -> int:
    """How many mails and archives a document lies in."""
    return 0 if document.parent is None else 1 + depth(document.parent)


def retire_missing(permit: Permit, version: Version) -> None:
    """What lay in an earlier version of this file and does not lie in it now is found no more, and stays stored."""
    here = set(version.contents.values_list("document", flat=True))
    for row in Document.objects.filter(parent=version.document, deleting=None).exclude(pk__in=here):
        versions = list(row.version_set.exclude(state=Reading.REFUSED))
        queue.forget("read", [one.pk for one in versions])
        Version.objects.filter(pk__in=[one.pk for one in versions]).update(state=Reading.REPLACED)
        places.index_of(permit).remove(permit, row.pk)
