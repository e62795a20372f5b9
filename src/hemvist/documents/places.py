"""Where a project's sealed files lie, and the opened index of each project."""

from __future__ import annotations

import os
import secrets
import threading
from pathlib import Path

from django.conf import settings

from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Permit
from hemvist.index.base import Index
from hemvist.index.sqlite import open_index
from hemvist.providers.base import Embedder
from hemvist.vault import opened

_open: dict[str, tuple[int, Index]] = {}
"""By project: the index and the number of the file it was opened from, which tells when another process made it anew."""
_guard = threading.Lock()
_embedder: list[Embedder] = []


def use_embedder(embedder: Embedder) -> None:
    """Embed with this from now on; set once at start by whoever composes the process."""
    _embedder[:] = [embedder]


def embedder() -> Embedder:
    """The embedder in use."""
    return _embedder[0]


def letters() -> Path:
    """The folder of what text recognition knows of its languages."""
    return Path(settings.LETTERS_FOLDER)


def folder(project: str) -> Path:
    """The folder of a project's sealed files, made when missing."""
    path = Path(settings.DATA_FOLDER) / "projects" / project
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def original(project: str, version: str) -> Path:
    """The file as received, sealed."""
    return folder(project) / f"{version}.original"


def text(project: str, version: str) -> Path:
    """Its extracted text with pages and headings, sealed."""
    return folder(project) / f"{version}.text"


def draft(project: str, version: str, worker: int) -> Path:
    """The text of a version that is still being read, sealed; each worker writes its own (``worker`` is its fence)."""
    return folder(project) / f"{version}.draft-{worker}"


def part(project: str, version: str, step: str, number: int) -> Path:
    """What one part of a step made, sealed, until the version is settled."""
    return folder(project) / f"{version}.{step}-{number:05}"


def unsettled(project: str, version: str) -> list[Path]:
    """What is only there until a version is settled, and what a killed worker left half-written."""
    kept = {original(project, version).name, text(project, version).name}
    return [path for path in all_of(project, version) if path.name not in kept]


def all_of(project: str, version: str) -> list[Path]:
    """Every file of a version."""
    return [*folder(project).glob(f"{version}.*"), *folder(project).glob(f".{version}.*")]


def index_of(permit: Permit) -> Index:
    """The open index of the permit's project; opened at first use, with a key sealed beside it.

    The project's vault is asked each time, so that an index of a locked project is closed and not served.
    """
    project = permit.act.project
    path = folder(project) / "index.sqlite"
    with _guard:
        if opened.keys().locked(project) or (project in _open and _file_number(path) != _open[project][0]):
            _close(project)
        if project not in _open:
            index = open_index(path, project, _index_key(permit), embedder())
            _open[project] = _file_number(path), index
        return _open[project][1]


def drop_index(project: str) -> None:
    """Delete a project's index with its key; it is made anew from the sealed documents."""
    with _guard:
        _close(project)
        for path in sorted(folder(project).glob("index.*")):
            path.unlink(missing_ok=True)


def _file_number(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def close_index(project: str) -> None:
    """Let go of a project's index."""
    with _guard:
        _close(project)


def close_all() -> None:
    """Let go of every index."""
    with _guard:
        for project in list(_open):
            _close(project)


def _close(project: str) -> None:
    _, index = _open.pop(project, (0, None))
    if index is not None:
        index.close()


def _index_key(permit: Permit) -> bytes:
    project = permit.act.project
    path, about = folder(project) / "index.key", f"index:{project}".encode()
    vault = opened.project(project)
    if not path.exists():
        if (folder(project) / "index.sqlite").exists():
            raise NotFound(thing="key for this project's index")
        write_whole(path, vault.seal_bytes(permit, secrets.token_bytes(32), about))
    return vault.open_bytes(permit, path.read_bytes(), about)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all; an existing one is kept (two processes may race)."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with partial.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
