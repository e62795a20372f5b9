"""Which folder a person names: a path of this machine, or an address of a server that files are fetched from."""

from __future__ import annotations

import re
from pathlib import Path

from hemvist.cli.sending.folders import Folder, LocalFolder

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def folder_at(name: str) -> Folder:
    """The folder of that name; RemoteUnusable for an address that cannot be used."""
    if not _ADDRESS.match(name):
        return LocalFolder(Path(name))
    from hemvist.cli.sending.remote import remote_folder

    return remote_folder(name)
