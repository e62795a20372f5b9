"""From which place a folder's name was sent to a project, so that another folder of that name replaces none of its files.

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
from hemvist.cli.sending.places import place_of
from hemvist.cli.sending.report import Outcome
from hemvist.cli.sending.send import BATCH, summed
from hemvist.domain.paths import clean_path

_SALT: Final = 16


@dataclass(frozen=True)
class Origin:
    """A folder's name in a project, and the place that it is sent from now."""

    project: str
    name: str
    place: str = field(repr=False)

    def check(self, client: Client, folder: Folder, files: Sequence[Found]) -> None:
        """Return if what stands at the paths of these files may be replaced by them. FolderTaken if not.

        It may if the name was sent from this place last, and where nobody knows from which, if nothing is replaced.
        """
        known = self._is_ours()
        if known is None and (there := _replaced(client, self.project, folder, files)):
            raise FolderTaken(name=self.name, why=f"what stands there as {there} has other contents")
        if known is False:
            raise FolderTaken(name=self.name, why="that one came from another place")

    def remember(self) -> None:
        """Remember that the name was sent from this place: it is none of any other's from now on."""
        salt, file = secrets.token_bytes(_SALT), self._file()
        partial = file.with_suffix(f".{secrets.token_hex(4)}")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as told:
                told.write(salt + self._mark(salt))
            partial.replace(file)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise FolderUnmarked(name=self.name, folder=file.parent, why=error.strerror) from error

    def _is_ours(self) -> bool | None:
        """Whether the name was sent from this place; None where nobody knows."""
        try:
            told = self._file().read_bytes()
        except OSError:
            return None
        salt, mark = told[:_SALT], told[_SALT:]
        return hmac.compare_digest(mark, self._mark(salt)) if len(mark) == hashlib.sha256().digest_size else None

    def _mark(self, salt: bytes) -> bytes:
        return hmac.digest(salt, self.place.encode("utf-8", "surrogateescape"), "sha256")

    def _file(self) -> Path:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
        of = f"{self.project}\0{clean_path(self.name)}".encode("utf-8", "surrogateescape")
        return Path(base) / "hemvist" / "sent" / hashlib.sha256(of).hexdigest()[:32]


def origin(project: str, named: str, folder: Folder, files: Sequence[Found]) -> Origin | None:
    """Where the files come from that were found in the folder that a person named so; None for a single file."""
    if not files or "/" not in files[0].path:
        return None
    return Origin(project, folder.called or files[0].path.partition("/")[0], place_of(named, folder))


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
