"""What arrives out of a folder is compared once more when it is kept, one file after the other.

Two runs that compared at the same time, and a folder that is dropped on the page again, so double nothing. And two
folders of one name replace nothing of each other, unless whoever sends says that it is the same folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import connection

from hemvist.documents import marks
from hemvist.documents.compare import File, Verdict, compared
from hemvist.documents.looking import KEPT_OUT
from hemvist.documents.models import Document, Version
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit


class StandsOtherwise(HemvistError):
    """A document stands at the path {path}, with other contents. Nothing of this file was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 409
    remedy: ClassVar[str] = (
        "If it comes from the same folder as that document, say so, and it is the next version; if not, send it under "
        "another folder's name."
    )


@dataclass(frozen=True)
class Known:
    """What is known of a file that arrives: the version that it is, or the document that it is the next version of."""

    version: Version | None = None
    document: Document | None = None


def known(
    permit: Permit, place: str, digest: bytes, size: int, data_class: str = "", *, same_folder: bool = False
) -> Known:
    """What the project has of a file with this path in its folder and these contents. In the transaction that keeps it.

    Nothing is known of a bare name or of an empty file. What was refused for what it holds was not kept: it is taken
    anew. Other contents at a known path are the next version of its document for the ``same_folder``, under a permit for
    that; else :class:`StandsOtherwise`.
    """
    if "/" not in place or not size:
        return Known()
    _one_at_a_time(permit.act.project)
    (told,) = compared(permit, [File(place, digest, size, data_class)])
    if told.verdict is Verdict.SAME and told.why == "contents":
        there = Version.objects.select_related("document").get(pk=told.version)
        return Known(version=there) if there.refused_as != KEPT_OUT else Known()
    if told.verdict is not Verdict.CHANGED:
        return Known()
    if not same_folder and not _is_refused_one(permit, told.version, digest):
        raise StandsOtherwise(path=place)
    return Known(document=Document.objects.get(pk=told.document)) if permit.act.deed is Deed.REPLACE else Known()


def _is_refused_one(permit: Permit, version: str, digest: bytes) -> bool:
    """Whether the version at that path is this very file, which was refused then: it replaces nothing."""
    return Version.objects.filter(pk=version, fingerprint=marks.of(permit).fingerprint(digest)).exists()


def _one_at_a_time(project: str) -> None:
    """Until the transaction ends, files arrive in the project one after the other. Before any row is held: decision 0012.

    SQLite lets one write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"arriving:{project}"])
