"""Which folder a person names: a path of this machine, or an address of a server that files are fetched from."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hemvist.cli.errors import FolderNameUnusable
from hemvist.cli.sending.folders import Folder, LocalFolder
from hemvist.domain.paths import clean_path

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def folder_at(name: str, called: str = "") -> Folder:
    """The folder of that name, sent under the name ``called`` if there is one.

    RemoteUnusable for an address that cannot be used, FolderNameUnusable for what is no folder's name.
    """
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


def place_of(name: str, folder: Folder) -> str:
    """What tells the place of a folder from every other: with this machine's name, or as its server's address."""
    if isinstance(folder, LocalFolder):
        return f"{os.uname().nodename}:{Path(name).resolve()}"
    at = os.environ.get("AWS_ENDPOINT_URL", "") if name.casefold().startswith("s3:") else ""
    return f"{name.rstrip('/')} {at}".strip()
