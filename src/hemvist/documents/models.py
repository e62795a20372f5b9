"""A document and its versions. Rows hold ids, states, counts and times; names, titles and texts are sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone

from hemvist.domain.about import Tie
from hemvist.domain.permit import Permit
from hemvist.people.models import Person, new_id
from hemvist.projects.models import Project
from hemvist.vault import opened


class Reading(StrEnum):
    """How far a version has come."""

    RECEIVED = "received"
    READING = "reading"
    FLAGGED = "flagged"
    SEARCHABLE = "searchable"
    REFUSED = "refused"
    REPLACED = "replaced"
    DUE = "due"


OUT = (Reading.REFUSED, Reading.DUE)
"""What is not read, neither found nor shown: it was refused, or its agreed days are over and it waits to be returned."""


def everyone() -> list[str]:
    """The audience of a document unless one is chosen."""
    return ["everyone"]


class DocumentQuerySet(models.QuerySet["Document"]):
    """Rules about many documents."""

    def seen_with(self, permit: Permit) -> list[Document]:
        """Those of the permit's project that its audience may see, oldest first."""
        rows = self.filter(project_id=permit.act.project, deleting=None).order_by("created")
        return [row for row in rows if permit.audience & frozenset(row.audience)]

    def hold(self, documents: Iterable[str]) -> None:
        """Let nobody else change these documents, or what lies in the same mails and archives, in this transaction.

        It takes these locks before any other, once, and in the order of ids: see decision 0012.
        """
        outermost = {self._outermost(one) for one in documents}
        list(self.filter(pk__in=outermost).select_for_update().order_by("pk").values_list("pk"))

    def hold_all(self, project: str) -> None:
        """The same for every document of a project."""
        outermost = self.filter(project=project, parent=None)
        list(outermost.select_for_update().order_by("pk").values_list("pk"))

    def _outermost(self, document: str) -> str:
        """What it lies in, at last; that never changes."""
        while parent := self.filter(pk=document).values_list("parent", flat=True).first():
            document = parent
        return document

    def outermost(self, document: str) -> Document:
        """The mail or archive that a document lies in, at last; itself where it lies in none."""
        return self.get(pk=self._outermost(document))

    def held(self, documents: Iterable[str]) -> dict[str, Document]:
        """By id: those of these that stay undeleted until this transaction ends. Without those whose deletion has begun."""
        wanted = set(documents)
        self.hold(wanted)
        return self.filter(pk__in=wanted, deleting=None).in_bulk()


class Document(models.Model):
    """A file as people think of it; its versions hold what was received when.

    ``parent`` is the mail or the archive that it lay in: it goes when that goes.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    audience = models.JSONField(default=everyone)
    created = models.DateTimeField(default=timezone.now)
    deleting = models.DateTimeField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="members")

    objects = DocumentQuerySet.as_manager()

    @classmethod
    def held(cls, document: str) -> Document | None:
        """A document that stays undeleted until this transaction ends; ``None`` when its deletion has begun."""
        return cls.objects.held([document]).get(document)

    @property
    def newest(self) -> Version:
        """The version received last."""
        return self.version_set.latest("number")

    @property
    def current(self) -> Version:
        """The version that answers come from: the newest searchable one, else the newest."""
        return self.version_set.filter(state=Reading.SEARCHABLE).order_by("-number").first() or self.newest


class Version(models.Model):
    """One file as received. Replaced, never overwritten.

    ``origin`` is the version of a mail or an archive that it lay in, at place ``ordinal``; ``members`` is how many
    files lay in this one; ``text_only``, that the file as received is not kept; ``pictures`` is
    the set of its pages' pictures that counts, 0 for none. While it is being read, ``done`` of ``whole`` pages or passages are through ``step``. ``fingerprint``, ``path_mark`` and ``class_mark`` are keyed sums of the contents, of the path and of the class of data,
    which tell equal from different to whoever has the project's key, and nothing to anyone else. ``arrived`` is when it
    came; ``received`` is later where it was made the next version of a document after that.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Reading], default=Reading.RECEIVED)
    received = models.DateTimeField(default=timezone.now)
    arrived = models.DateTimeField(default=timezone.now, db_index=True)
    scanned = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True)
    text_only = models.BooleanField(default=False)
    pictures = models.PositiveBigIntegerField(default=0)
    read = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, default="")
    pages = models.PositiveIntegerField(null=True)
    passages = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=10, default="")
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    refused_as = models.CharField(max_length=40, default="")
    origin = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="contents")
    ordinal = models.PositiveIntegerField(null=True)
    members = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, default="", db_index=True)
    path_mark = models.CharField(max_length=64, default="", db_index=True)
    stem_mark = models.CharField(max_length=64, default="", db_index=True)
    class_mark = models.CharField(max_length=64, default="")
    sealed_card = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["origin", "ordinal"], name="one_version_per_member"),
        ]

    def about(self, part: str) -> bytes:
        """What a sealed part of this version is bound to."""
        return f"version:{self.pk}:{part}".encode()

    def card(self, permit: Permit) -> dict[str, Any]:
        """The sealed words about it: ``name``, and once read ``title``, ``notes``, or ``refusal`` and ``remedy``."""
        vault = opened.project(permit.act.project)
        card: dict[str, Any] = json.loads(vault.open_bytes(permit, bytes(self.sealed_card), self.about("card")))
        return card

    def set_card(self, permit: Permit, card: dict[str, Any]) -> None:
        """Seal new words about it; the caller saves."""
        plain = json.dumps(card, ensure_ascii=False).encode()
        self.sealed_card = opened.project(permit.act.project).seal_bytes(permit, plain, self.about("card"))


def hold_home(version: str) -> None:
    """Hold the document that a version is of; looked at again under the hold, because versions move."""
    held, now = None, _home(version)
    while now is not None and now != held:
        Document.objects.hold([now])
        held, now = now, _home(version)


def _home(version: str) -> str | None:
    return Version.objects.filter(pk=version).values_list("document", flat=True).first()


class Allowed(models.Model):
    """That the owner called what a file was refused for a false alarm: by the mark of its contents, and with a reason."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="allowed")
    fingerprint = models.CharField(max_length=64, db_index=True)
    kinds = models.JSONField()
    sealed_reason = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    @classmethod
    def keep(cls, permit: Permit, version: Version, kinds: list[str], reason: str) -> Allowed:
        """Store it with its reason sealed."""
        sealed = opened.project(permit.act.project).seal_bytes(permit, reason.encode(), version.about("allowed"))
        return cls.objects.create(version=version, fingerprint=version.fingerprint, kinds=kinds, sealed_reason=sealed)

    def reason(self, permit: Permit) -> str:
        """Why, in the owner's words."""
        vault = opened.project(permit.act.project)
        return vault.open_bytes(permit, bytes(self.sealed_reason), self.version.about("allowed")).decode()


class Indexed(models.Model):
    """Which embedder's index answers for a project, and which one's is being made beside it, if any.

    Of the second one, ``done`` of about ``whole`` passages stand in it.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True)
    embedder = models.CharField(max_length=40)
    coming = models.CharField(max_length=40, default="")
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.project_id


class Removed(models.Model):
    """The place of a file that somebody deleted on its own out of a mail or an archive: it is not taken out again."""

    origin = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="removed")
    ordinal = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "ordinal"], name="one_removal_per_member")]


class Standing(StrEnum):
    """What has been decided of a relation: nothing yet, that it holds, or that it does not."""

    PROPOSED = "proposed"
    SET = "set"
    DECLINED = "declined"


class Relation(models.Model):
    """That a document amends, replaces or supersedes an earlier one, ``of``, since a day: proposed, then set by a person.

    ``found`` says that reading proposed it, ``sure`` that its words point to this paper and no other: what is proposed and
    not sure takes no part in answers. Without ``of``: it says that it changes a paper, and none of its parties is here;
    not sure and so not shown where a mail or minutes, which are no amendment, say so in passing.
    The words that say so stand in the document's card, sealed.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="relations")
    of = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="related")
    tie = models.CharField(max_length=10, choices=[(tie.value, tie.value) for tie in Tie])
    since = models.DateField(null=True)
    standing = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Standing], default=Standing.PROPOSED)
    found = models.BooleanField(default=False)
    sure = models.BooleanField(default=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "of"], name="one_relation_of_two")]
