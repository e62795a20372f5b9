"""Comparing files with what a project has, before their bytes are sent: the same, a new version, alike, or new.

Only documents that the person may see are compared with. Every other file is new, so that nobody learns by asking
what is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Q

from hemvist.documents import marks
from hemvist.documents.looking import KEPT_OUT, is_refused_still
from hemvist.documents.models import Version
from hemvist.domain.paths import clean_path
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

MOST_FILES: Final = 1000
"""Files in one comparison."""


class Verdict(StrEnum):
    """What a file is to the project."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    LIKE = "like"


@dataclass(frozen=True)
class File:
    """A file that could be sent: its path, folder's name first, the SHA-256 of its bytes, and how many they are.

    ``data_class`` is the class of the agreement that it would be sent as, where one is named.
    """

    path: str
    digest: bytes
    size: int
    data_class: str = ""


@dataclass(frozen=True)
class Compared:
    """What a file is, to which document and version. ``why`` is ``contents``, ``path``, ``name``, ``older`` or empty.

    ``older``: it is what an earlier version of the document was. ``name`` is that document's file name, ``data_class`` what it is kept as.
    """

    path: str
    verdict: Verdict
    why: str = ""
    document: str = ""
    version: str = ""
    number: int = 0
    name: str = ""
    state: str = ""
    data_class: str = ""


def compare(visit: Visit, project: Project, files: Sequence[File]) -> list[Compared]:
    """What each file is, in their order; nothing is stored. At most :data:`MOST_FILES` at once."""
    return compared(gate.enter(visit, project, Deed.INGEST), files[:MOST_FILES])


def compared(permit: Permit, files: Sequence[File]) -> list[Compared]:
    """The same, under a permit."""
    shelf = _Shelf(permit, files)
    return [shelf.compared(file) for file in files]


def is_known(permit: Permit, place: str) -> bool:
    """Whether a document in view has, or had, a version at this path; a bare name is none."""
    return bool(_known(permit, [place]))


def standing(visit: Visit, project: Project, places: Sequence[str]) -> list[bool]:
    """The same of each of these paths, in their order; of at most :data:`MOST_FILES`. Nothing is stored."""
    permit, cleaned = gate.enter(visit, project, Deed.INGEST), [clean_path(one) for one in places[:MOST_FILES]]
    known = _known(permit, cleaned)
    return [place in known for place in cleaned]


def _known(permit: Permit, places: Iterable[str]) -> set[str]:
    by_mark = {marks.of(permit).path(place): place for place in places if "/" in place}
    rows = Version.objects.filter(document__project=permit.act.project, document__deleting=None, document__parent=None)
    at = rows.filter(path_mark__in=by_mark).select_related("document")
    return {by_mark[row.path_mark] for row in at if permit.audience & frozenset(row.document.audience)}


class _Shelf:
    """The versions in view that share a mark with any of these files, oldest first, by each of their marks."""

    def __init__(self, permit: Permit, files: Sequence[File]) -> None:
        self._permit, self._marks = permit, marks.of(permit)
        self._agreement = Project.objects.get(pk=permit.act.project).agreement
        self._over: dict[tuple[str, str], bool] = {}
        self._contents: dict[str, list[Version]] = defaultdict(list)
        self._paths: dict[str, list[Version]] = defaultdict(list)
        self._stems: dict[str, list[Version]] = defaultdict(list)
        for row in self._rows(files):
            self._contents[row.fingerprint].append(row)
            self._paths[row.path_mark].append(row)
            self._stems[row.stem_mark].append(row)
        self._newest = {row.document_id: row.number for row in self._latest()}

    def compared(self, file: File) -> Compared:
        """What one file is: by its path first, then by its contents, then by its name."""
        path = clean_path(file.path)
        here = self._paths.get(self._marks.path(path), []) if "/" in path else []
        equal = [row for row in self._contents.get(self._marks.fingerprint(file.digest), []) if self._stands(row, file)]
        alike = self._stems.get(self._marks.stem(path), []) if path else []
        if same := [
            row for row in here if row in equal and self._is_newest(row)
        ]:  # several documents may have come by it
            return self._told(file, Verdict.SAME, "contents", same[-1])
        if here and here[-1] not in equal:
            known = Verdict.CHANGED if self._is_newest(here[-1]) else Verdict.LIKE
            return self._told(file, known, "path", here[-1])
        if equal:
            row = here[-1] if here else equal[-1]
            return self._told(file, Verdict.SAME, "contents" if self._is_newest(row) else "older", row)
        return self._told(file, Verdict.LIKE, "name", alike[-1]) if alike else Compared(file.path, Verdict.NEW)

    def _stands(self, row: Version, file: File) -> bool:
        """Whether a version with the contents of the file makes sending it needless.

        One that was refused for personal details does not once these may come in: its bytes were not kept.
        """
        if row.refused_as != KEPT_OUT:
            return True
        asked = (row.pk, file.data_class)
        if asked not in self._over:
            self._over[asked] = not is_refused_still(self._permit, row, self._agreement, file.data_class)
        return not self._over[asked]

    def _is_newest(self, row: Version) -> bool:
        return row.number == self._newest[row.document_id]

    def _told(self, file: File, verdict: Verdict, why: str, row: Version) -> Compared:
        card = row.card(self._permit)
        name, of = str(card["name"]), str(card.get("class", ""))
        return Compared(file.path, verdict, why, row.document_id, row.pk, row.number, name, row.state, of)

    def _rows(self, files: Sequence[File]) -> list[Version]:
        paths = [path for file in files if (path := clean_path(file.path))]
        shared = (
            Q(fingerprint__in={self._marks.fingerprint(file.digest) for file in files})
            | Q(path_mark__in={self._marks.path(path) for path in paths if "/" in path})
            | Q(stem_mark__in={mark for path in paths if (mark := self._marks.stem(path))})
        )
        rows = Version.objects.filter(shared, document__project=self._permit.act.project, document__deleting=None)
        # What lies in a mail or an archive goes when that goes: it stands for no file of its own.
        rows = rows.filter(document__parent=None).select_related("document").order_by("received", "number")
        return [row for row in rows if self._permit.audience & frozenset(row.document.audience)]

    def _latest(self) -> Iterable[Version]:
        held = {row.document_id for rows in self._contents.values() for row in rows}
        return Version.objects.filter(document__in=held).order_by("number").only("document_id", "number")
