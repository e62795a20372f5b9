"""Marks: keyed sums of a file's contents, path and bare name, by which equal ones are found without opening anything.

A plain sum of a known file would tell whoever has the table that this file is in it. These are HMAC-SHA256 (RFC 2104)
under a key of the project's own, which lies sealed beside its files.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from hemvist.documents import places
from hemvist.documents.models import Version
from hemvist.domain.likeness import stem
from hemvist.domain.permit import Permit
from hemvist.vault import opened

DIGEST: Final = "digest"
"""Where a version's card has the SHA-256 of the file as received, by which it is known again once it was stripped."""


@dataclass(frozen=True)
class Marks:
    """The marks of one project."""

    key: bytes = field(repr=False)

    def fingerprint(self, digest: bytes) -> str:
        """The mark of contents with this SHA-256."""
        return self._mark(b"contents", digest)

    def path(self, path: str) -> str:
        """The mark of a path as :func:`~hemvist.domain.paths.clean_path` gives it; empty for none."""
        return self._mark(b"path", path.encode()) if path else ""

    def stem(self, path: str) -> str:
        """The mark of a path's folder and bare name; empty where the name is nothing but a version's."""
        folder, _, name = path.rpartition("/")
        bare = stem(name)
        return self._mark(b"stem", f"{folder}/{bare}".encode()) if bare else ""

    def data_class(self, name: str) -> str:
        """The mark of a class of data; empty for none."""
        return self._mark(b"class", name.encode()) if name else ""

    def put(self, version: Version, path: str, digest: bytes, data_class: str = "") -> None:
        """Put all four on a version; the caller saves."""
        version.class_mark = self.data_class(data_class)
        version.fingerprint, version.path_mark = self.fingerprint(digest), self.path(path)
        version.stem_mark = self.stem(path)

    def _mark(self, what: bytes, of: bytes) -> str:
        return hmac.digest(self.key, what + b"\0" + of, "sha256").hex()


def of(permit: Permit) -> Marks:
    """The marks of the permit's project; their key is made at first use."""
    project = permit.act.project
    path, about = places.folder(project) / "marks.key", f"marks:{project}".encode()
    vault = opened.project(project)
    if not path.exists():
        _forget_marks(project)
        places.write_whole(path, vault.seal_bytes(permit, secrets.token_bytes(32), about))
    return Marks(vault.open_bytes(permit, path.read_bytes(), about))


def put_anew(permit: Permit, version: Version, contents: Iterable[bytes]) -> None:
    """Put its marks on a version that has none, or none under this key; the caller saves.

    ``contents`` is the file as it is kept, for versions whose cards do not tell the sum of the file as received.
    """
    told = version.card(permit)
    digest = bytes.fromhex(told.get(DIGEST, "")) or summed(contents)
    of(permit).put(version, told.get("path") or told["name"], digest, told.get("class", ""))


def summed(contents: Iterable[bytes]) -> bytes:
    """The SHA-256 of contents that come in pieces."""
    digest = hashlib.sha256()
    for piece in contents:
        digest.update(piece)
    return digest.digest()


def _forget_marks(project: str) -> None:
    """Marks under a key that is gone match nothing any more; reading the versions again makes new ones."""
    marked = Version.objects.filter(document__project=project).exclude(fingerprint="")
    marked.update(fingerprint="", path_mark="", stem_mark="", class_mark="")
