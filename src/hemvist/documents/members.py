"""Files inside a file: attachments of a mail and members of an archive become documents of their own, below it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from hemvist.documents import places
from hemvist.documents.fields import ClassUnclear, NotByField, class_said, inherited
from hemvist.documents.models import OUT, Document, Reading, Version
from hemvist.documents.receive import READ, FileTooLarge, NameUnusable, Receipt, clean_name
from hemvist.documents.remove import below
from hemvist.domain.paths import clean_path
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import queue
from hemvist.jobs.models import Priority
from hemvist.jobs.room import room_inside
from hemvist.projects import gate
from hemvist.readers.errors import CannotRead

DEEPEST = 3
"""How many mails and archives may lie in one another."""
MOST_FILES = 10_000
"""How many files are taken out of one received file, over all depths."""
MOST_LENGTHS = 20
"""How many bytes are, in lengths of the largest file that is received."""
TURN = 20.0
"""Seconds in which new files are taken out in one go; then other work has its turn, and the next go begins after them.

Far below what a reader may take (``readers/limits.py``), whose clock runs while what it hands on is sealed and kept.
"""
_COUNTED_ANEW = 50
"""Files after which it is asked again what others took out of the same received file meanwhile."""

TOO_DEEP = "Files inside it were left out: they lie more than three deep."


class MoreInside(Exception):
    """The turn is over, and not all was taken out. What was is kept, and passed over when the file is read again."""


class MemberReceipt(Receipt):
    """Receives one file that lies in ``origin``, for the worker, which is asked in the commit whether it still is the one."""

    def __init__(self, unpacking: Unpacking, path: str) -> None:
        super().__init__(
            unpacking.permit, None, path, unpacking.earlier(path), agreement=unpacking.agreement,
            data_class=inherited(unpacking.agreement, clean_name(path), unpacking.said),
        )  # fmt: skip
        origin, ordinal = unpacking.version, unpacking.count
        self._still_mine, self._room = unpacking.still_mine, unpacking.room
        self.version.origin, self.version.ordinal = origin, ordinal
        self.inside = path
        self.priority = Priority.BATCH

    def _check(self, announced: bytes | None) -> None:
        """As late as this, because only now its size is known; what does not fit is dropped again."""
        super()._check(announced)
        self.coming.over()  # its own promise is asked for now
        self._room(self.version.size)

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
        parent = self._held(self._origin.document)
        self._still_mine()
        if self.document is not None:
            return self._held(self.document)
        return Document.objects.create(project_id=parent.project_id, parent=parent, audience=parent.audience)


class Unpacking:
    """Takes the files inside one version as its reader comes to them. What a killed worker took already is passed over.

    So is what somebody deleted on its own. ``still_mine`` raises where another worker has taken over.
    """

    def __init__(self, permit: Permit, version: Version, still_mine: Callable[[], None]) -> None:
        self.permit, self.version, self.still_mine = permit, version, still_mine
        self.agreement = version.document.project.agreement
        self.said = class_said(version.card(permit))
        self.count = 0
        self._until: float | None = None
        self.left_out: list[str] = []
        self._deep = depth(version.document) >= DEEPEST
        self._passed_over = {
            *version.contents.values_list("ordinal", flat=True),
            *version.removed.values_list("ordinal", flat=True),
        }
        self._names = _Names()
        self._earlier = self._before() if version.number > 1 else {}
        self._budget = _Budget(version)
        self._waiting = version.contents.filter(state=Reading.RECEIVED).aggregate(Sum("size"))["size__sum"] or 0

    def take(self, path: str, pieces: Iterator[bytes]) -> None:
        """One file: its path inside, and its bytes.

        Raises :class:`~hemvist.jobs.errors.DiskNearlyFull` where it has no room now, and :class:`MoreInside` where the
        turn is over; what was taken before is kept.
        """
        self.count += 1
        inside = self._names.own(clean_path(path))
        if self.count in self._passed_over:
            return
        self._in_time()
        if self._deep:
            self._leave_out(TOO_DEEP)
        elif self._budget.spent():
            self._leave_out(self._budget.note)
        else:
            self._keep(inside, pieces)

    def _in_time(self) -> None:
        """The turn begins with the first file that is new, so that each takes some, however many are passed over."""
        now = time.monotonic()
        self._until = self._until or now + TURN
        if now > self._until:
            raise MoreInside

    def _not_by_field(self) -> NotByField:
        return NotByField(name=self.version.card(self.permit)["name"], kind="a file with a table inside it")

    def _keep(self, inside: str, pieces: Iterator[bytes]) -> None:
        try:
            receipt = MemberReceipt(self, inside)
            receipt.take(pieces)
        except (FileTooLarge, NameUnusable, ClassUnclear) as error:
            self._leave_out(f"Left out: {error.message}")
            return
        except CannotRead as error:  # a table that is to be cut down, and cannot be
            raise self._not_by_field() from error
        if receipt.fewer is not None:  # what it lies in is sealed whole, with every field of it
            receipt.drop()
            raise self._not_by_field()
        size = receipt.keep().size
        self._waiting += size
        self._budget.spend(size)

    def _leave_out(self, note: str) -> None:
        if note not in self.left_out:
            self.left_out.append(note)

    def room(self, size: int) -> None:
        """Return if one more file of ``size`` bytes has room, besides those taken before, which no job promises yet."""
        room_inside(size + self._waiting, self.version.size)

    def earlier(self, path: str) -> Document | None:
        """What lay at this path in an earlier version of the same file, and is replaced by what lies there now; once."""
        return self._earlier.pop(path, None)

    def _before(self) -> dict[str, Document]:
        """By its path inside: the documents below that nothing in this version has replaced yet."""
        rows = Version.objects.filter(
            document__parent=self.version.document, document__deleting=None, origin__isnull=False
        )
        ours = rows.exclude(document__in=self.version.contents.values("document"))
        found: dict[str, Document] = {}
        for row in ours.select_related("document").order_by("document__created", "document", "number"):
            found.setdefault(row.card(self.permit).get("inside", ""), row.document)
        return found


class _Names:
    """Paths inside one file, each given once: of two equal ones the second gets a number, the same at every reading."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._times: Counter[str] = Counter()

    def own(self, path: str) -> str:
        """This path, or one with a number that no other has; empty for none."""
        own = path
        while path and own in self._given:
            self._times[path] += 1
            own = _numbered(path, self._times[path] + 1)
        self._given.add(own)
        return own


def _numbered(path: str, number: int) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    return f"{folder}{slash}{stem} ({number}){dot}{ending}"


class _Budget:
    """What may still be taken out of the received file that a version lies in, over all depths and by all workers."""

    def __init__(self, version: Version) -> None:
        self._outermost = version
        while self._outermost.origin is not None:
            self._outermost = self._outermost.origin
        self._files = self._bytes = 0
        self._since = _COUNTED_ANEW

    @property
    def note(self) -> str:
        """What is told on the file whose members did not fit in."""
        megabytes = MOST_LENGTHS * settings.UPLOAD_BYTES // 1_000_000
        return f"Left out: files beyond the {MOST_FILES:,} files or {megabytes:,} MB that are taken out of one file."

    def spent(self) -> bool:
        """Whether nothing more may be taken out."""
        if self._since >= _COUNTED_ANEW:
            self._count()
        return self._files >= MOST_FILES or self._bytes >= MOST_LENGTHS * settings.UPLOAD_BYTES

    def spend(self, size: int) -> None:
        """Note one more file of ``size`` bytes."""
        self._files, self._bytes, self._since = self._files + 1, self._bytes + size, self._since + 1

    def _count(self) -> None:
        told = _all_inside(self._outermost).aggregate(files=Count("pk"), bytes=Sum("size"))
        self._files, self._bytes, self._since = told["files"], told["bytes"] or 0, 0


def _all_inside(outermost: Version) -> QuerySet[Version]:
    chains = Q()
    for links in range(1, DEEPEST + 1):
        chains |= Q(**{"__".join(["origin"] * links): outermost.pk})
    return Version.objects.filter(chains)


def depth(document: Document) -> int:
    """How many mails and archives a document lies in."""
    return 0 if document.parent is None else 1 + depth(document.parent)


def retire_missing(permit: Permit, version: Version) -> None:
    """What lay in an earlier version of this file and does not lie in it now is found no more, and stays stored.

    So does what lies below that.
    """
    here = set(version.contents.values_list("document", flat=True))
    for row in Document.objects.filter(parent=version.document, deleting=None).exclude(pk__in=here):
        for document in (*below(row), row):
            _retire(permit, document)


def _retire(permit: Permit, document: Document) -> None:
    versions = list(document.version_set.exclude(state__in=OUT).values_list("pk", flat=True))
    queue.forget(READ, versions)
    Version.objects.filter(pk__in=versions).update(state=Reading.REPLACED)
    places.take_out(permit, document.pk)
