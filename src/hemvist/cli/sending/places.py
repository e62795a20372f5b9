"""Which folder a person names: a path of this machine, or an address of a server that files are fetched from."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from hemvist.cli.errors import FolderNameUnusable, FolderUnusable
from hemvist.cli.sending.disks import disk_of
from hemvist.cli.sending.folders import Folder, LocalFolder
from hemvist.domain.paths import clean_path

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def folder_at(name: str, called: str = "") -> Folder:
    """The folder of that name, sent under the name ``called`` if there is one.

    RemoteUnusable for an address that cannot be used, FolderNameUnusable for what is no folder's name, FolderUnusable for
    no name at all.
    """
    if not name:  # a variable that is not set, say: no word for the folder one is in
        raise FolderUnusable(path='""')
    given = clean_path(called)
    if called and not given:
        raise FolderNameUnusable(name=called, why="nothing is left of it as a name")
    if not _ADDRESS.match(name):
        return _local(Path(name), given)
    from hemvist.cli.sending.remote import remote_folder

    return remote_folder(name, given)


def _local(path: Path, called: str) -> LocalFolder:
    if called and path.is_file():
        raise FolderNameUnusable(name=called, why=f"{path.name} is a file")
    return LocalFolder(path, called)


class Place(NamedTuple):
    """A path with this machine's name, or a server's address; and what names the disk that is mounted there."""

    path: str
    disk: str = ""


def places_of(named: str, name: str, folder: Folder) -> dict[str, Place]:
    """What tells the place of a folder from every other, under its name; and likewise of each disk below it."""
    if isinstance(folder, LocalFolder):
        return {at: _here(Path(path)) for at, path in {name: named, **folder.disks}.items()}
    at = os.environ.get("AWS_ENDPOINT_URL", "") if named.casefold().startswith("s3:") else ""
    return {name: Place(f"{named.rstrip('/')} {at}".strip())}


def _here(path: Path) -> Place:
    return Place(f"{os.uname().nodename}:{path.resolve()}", disk_of(path))
