"""From which place a folder's name was sent to a project, so that another folder of that name replaces none of its files.

A place is a path, and the disk that is mounted there: two disks that are plugged in one after the other are two places.
Remembered in a small file of mode 600 for each name, as keyed sums: no path stands in it. Lost, or on another machine, a
folder is taken for the same only if it replaces nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from hemvist.cli.client import Client, path
from hemvist.cli.errors import FileUnreadable, FolderTaken, FolderUnmarked
from hemvist.cli.sending.folders import Folder, Found
from hemvist.cli.sending.places import Place, places_of
from hemvist.cli.sending.report import Outcome
from hemvist.cli.sending.send import BATCH, summed
from hemvist.domain.paths import clean_path

_SALT: Final = 16
_MARK: Final = 16
"""Bytes of each of the two marks, of a path and of a disk."""


class Told(NamedTuple):
    """What is remembered of a name: whether it was sent from this path, and from this disk."""

    path: bool
    disk: bool


@dataclass(frozen=True)
class Origin:
    """A folder's name in a project, and the place that it is sent from now."""

    project: str
    name: str
    place: Place = field(repr=False)

    def check(self, client: Client, folder: Folder, files: Sequence[Found]) -> None:
        """Return if what stands at the paths of these files may be replaced by them. FolderTaken if not.

        It may if the name was sent from this place last, and where nobody knows from which, if nothing is replaced.
        """
        self.check_disk()
        known = self._told()
        if known is None and (there := _replaced(client, self.project, folder, files)):
            raise FolderTaken(name=self.name, why=f"what stands there as {there} has other contents")
        if known is not None and not known.path:
            raise FolderTaken(name=self.name, why="that one came from another place")

    def check_disk(self) -> None:
        """Return unless another disk was mounted at its place when the name was sent from there. FolderTaken if it was."""
        known = self._told()
        if known is not None and known.path and not known.disk:
            raise FolderTaken(name=self.name, why="another disk, or none, was mounted at its place then")

    def is_known(self) -> bool:
        """Whether it is remembered from where the name was sent."""
        return self._told() is not None

    def remember(self) -> None:
        """Remember that the name was sent from this place: it is none of any other's from now on."""
        salt, file = secrets.token_bytes(_SALT), self._file()
        partial = file.with_suffix(f".{secrets.token_hex(4)}")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as told:
                told.write(salt + b"".join(self._marks(salt)))
            partial.replace(file)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise FolderUnmarked(name=self.name, folder=file.parent, why=error.strerror) from error

    def _told(self) -> Told | None:
        """What is remembered of the name; None where nobody knows. Of what was sent before disks were told apart, any is it."""
        try:
            told = self._file().read_bytes()
        except OSError:
            return None
        salt, path, disk = told[:_SALT], told[_SALT:-_MARK], told[-_MARK:]
        if len(told) != _SALT + 2 * _MARK:
            return None
        own_path, own_disk = self._marks(salt)
        is_disk = hmac.compare_digest(disk, own_disk) or hmac.compare_digest(path + disk, _sum(salt, self.place.path))
        return Told(hmac.compare_digest(path, own_path), is_disk)

    def _marks(self, salt: bytes) -> tuple[bytes, bytes]:
        return _sum(salt, self.place.path)[:_MARK], _sum(salt, f"disk {self.place.disk}")[:_MARK]

    def _file(self) -> Path:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
        of = f"{self.project}\0{clean_path(self.name)}".encode("utf-8", "surrogateescape")
        return Path(base) / "hemvist" / "sent" / hashlib.sha256(of).hexdigest()[:32]


def origins(project: str, named: str, folder: Folder, files: Sequence[Found]) -> list[Origin]:
    """Where the files come from that were found in the folder that a person named so: the folder first, then each other
    disk that is mounted below it. None of a single file."""
    if not files or "/" not in files[0].path:
        return []
    name = folder.called or files[0].path.partition("/")[0]
    return [Origin(project, at, place) for at, place in places_of(named, name, folder).items()]


def _sum(salt: bytes, told: str) -> bytes:
    return hmac.digest(salt, told.encode("utf-8", "surrogateescape"), "sha256")


def _replaced(client: Client, project: str, folder: Folder, files: Sequence[Found]) -> str:
    """The path of a file that would replace what stands there; empty if none would. Only files at known paths are read."""
    for at in range(0, len(files), BATCH):
        batch = files[at : at + BATCH]
        no_file = [File(found, secrets.token_bytes(32), found.size) for found in batch]  # no file has such a sum
        known = _changed(client, project, no_file)
        files_there = [one for found in known if (one := _summed(folder, found)) is not None]
        if changed := _changed(client, project, files_there):
            return changed[0].path
    return ""


class File(NamedTuple):
    """A file with the sum that is told of it."""

    found: Found
    digest: bytes
    size: int


def _summed(folder: Folder, found: Found) -> File | None:
    """None for a file that cannot be read: it is not sent either."""
    try:
        told = summed(folder, found, Outcome(found.path, found.name), 0)
    except FileUnreadable:
        return None
    return File(found, told.digest, told.size)


def _changed(client: Client, project: str, files: Sequence[File]) -> list[Found]:
    """Those of them whose path is known with other contents."""
    told = [{"path": one.found.path, "sha256": one.digest.hex(), "bytes": one.size} for one in files]
    answer = client.call("POST", path("projects", project, "compare"), {"files": told}) if told else []
    return [one.found for one, row in zip(files, answer, strict=True) if row["verdict"] == "changed"]
