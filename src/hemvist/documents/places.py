"""Where a project's sealed files lie, and the opened index of each project."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from django.conf import settings

from hemvist.documents import names
from hemvist.documents.models import Indexed
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Permit
from hemvist.index.base import Index
from hemvist.index.errors import IndexOutdated, IndexUnreadable, OtherEmbedder
from hemvist.index.sqlite import open_index
from hemvist.providers.base import Embedder
from hemvist.providers.sources import FIRST, tables
from hemvist.vault import opened
from hemvist.vault.errors import VaultLocked

_open: dict[tuple[str, str], tuple[int, Index]] = {}
"""By project and embedder: the index and the number of its file, which tells when another process made it anew."""
_guard = threading.Lock()
_embedders: list[Callable[[str], Embedder]] = []


def use_embedders(by_name: Callable[[str], Embedder]) -> None:
    """Embed with these from now on, each asked for by its name; set once at start by whoever composes the process."""
    _embedders[:] = [by_name]


def use_embedder(embedder: Embedder) -> None:
    """Embed with this one alone, whatever name is asked for."""
    use_embedders(lambda name: embedder)


def embedder(name: str) -> Embedder:
    """The embedder of this name."""
    return _embedders[0](name)


def chosen() -> str:
    """The name of the embedder that new indexes are made with."""
    return names.chosen(settings.EMBEDDER_CHOICE).name


def indexed(project: str) -> Indexed:
    """Which embedder's index answers for a project; settled when it is first asked for."""
    row = Indexed.objects.filter(pk=project).first()
    if row is None:
        name = FIRST if names.index_file(folder(project), FIRST).exists() else chosen()
        row, _ = Indexed.objects.get_or_create(pk=project, defaults={"embedder": name})
    return row


def hold_indexed(project: str) -> Indexed:
    """The same, held until this transaction ends: after documents and before jobs, see decision 0012.

    Whoever puts something into an index holds it; whoever only takes out does not, and takes out of both.
    """
    indexed(project)
    return Indexed.objects.select_for_update().get(pk=project)


def embedder_of(project: str) -> Embedder:
    """The embedder whose index answers for a project."""
    return embedder(indexed(project).embedder)


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


def picture(project: str, version: str, made: int, page: int) -> Path:
    """A page's picture with places blacked out, sealed; ``made`` is which set of them: a version has one that counts."""
    return folder(project) / f"{version}.shown-{made}-{page:05}"


def is_picture(path: Path, made: int) -> bool:
    """Whether a file is a picture of this set."""
    return bool(made) and path.suffix.startswith(f".shown-{made}-") and not path.name.startswith(".")


def unsettled(project: str, version: str, made: int) -> list[Path]:
    """What is only there until a version is settled, and what a killed worker left half-written.

    ``made`` is the set of pictures that counts.
    """
    kept = {original(project, version).name, text(project, version).name}
    return [path for path in all_of(project, version) if path.name not in kept and not is_picture(path, made)]


def all_of(project: str, version: str) -> list[Path]:
    """Every file of a version."""
    return [*folder(project).glob(f"{version}.*"), *folder(project).glob(f".{version}.*")]


def index_of(permit: Permit) -> Index:
    """The open index that answers for the permit's project; opened at first use, with a key sealed beside it.

    The project's vault is asked each time, so that an index of a locked project is closed and not served; whoever is
    at it then is told that the project is locked.
    """
    row = indexed(permit.act.project)
    _let_go(row)
    return index_by(permit, row.embedder)


def index_by(permit: Permit, name: str) -> Index:
    """The index of the permit's project that this embedder makes: the one that answers, or the one that is coming."""
    project = permit.act.project
    path = names.index_file(folder(project), name)
    with _guard:
        there = _open.get((project, name))
        if opened.keys().locked(project):
            _close(project, name)
        elif there and _file_number(path) != there[0]:
            _part_with(project, name)
        if (project, name) not in _open:
            index = open_index(
                path, project, _index_key(permit, name), embedder(name), lambda: VaultLocked(scope=project)
            )
            _open[project, name] = _file_number(path), index
        return _open[project, name][1]


def take_out(permit: Permit, document: str, versions: Collection[str] | None = None) -> None:
    """Take a document, or some of its versions, out of the index that answers, and out of the one that is coming.

    Done again where the two were exchanged meanwhile: the one that came may have it, and was not yet asked.
    """
    answers = ""
    while (now := indexed(permit.act.project).embedder) != answers:
        answers = now
        index_of(permit).remove(permit, document, versions)
        take_back(permit, document)


def take_back(permit: Permit, document: str) -> None:
    """Take a document out of the index that is coming, which takes it in again as it then is.

    Where that cannot be done, that index goes whole: it is made from the start, and keeps nothing meanwhile.
    """
    name = indexed(permit.act.project).coming
    if name and names.index_file(folder(permit.act.project), name).exists():
        try:
            index_by(permit, name).remove(permit, document)
        except (IndexUnreadable, IndexOutdated, OtherEmbedder, NotFound):
            drop_index(permit.act.project, name)


def show_to(permit: Permit, document: str, audience: frozenset[str]) -> None:
    """Let a document be found by this audience alone, in the index that answers and in the one that is coming.

    Done again where the two were exchanged meanwhile, as in :func:`take_out`.
    """
    answers = ""
    while (now := indexed(permit.act.project)).embedder != answers:
        answers = now.embedder
        index_of(permit).show_to(permit, document, audience)
        _show_to_coming(permit, now.coming, document, audience)


def _show_to_coming(permit: Permit, name: str, document: str, audience: frozenset[str]) -> None:
    if name and names.index_file(folder(permit.act.project), name).exists():
        try:
            index_by(permit, name).show_to(permit, document, audience)
        except (IndexUnreadable, IndexOutdated, OtherEmbedder, NotFound):
            drop_index(permit.act.project, name)


def drop_index(project: str, name: str | None = None) -> None:
    """Delete a project's index that this embedder made, or all of them, each with its key; they can be made anew."""
    with _guard:
        for one in [name] if name else [one.name for one in tables()]:
            _part_with(project, one)
            for path in names.all_of(folder(project), one):
                path.unlink(missing_ok=True)


def sweep_indexes(project: str) -> None:
    """Delete indexes that neither answer nor are coming: what a process that was killed at that moment left."""
    row = indexed(project)
    for name in names.made_with(folder(project)):
        if name not in (row.embedder, row.coming):
            drop_index(project, name)


def _let_go(row: Indexed) -> None:
    """Part with what another process has put out of use."""
    with _guard:
        for project, name in list(_open):
            if project == row.pk and name not in (row.embedder, row.coming):
                _part_with(project, name)


def _file_number(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def close_all() -> None:
    """Let go of every index."""
    with _guard:
        for project, name in list(_open):
            _close(project, name)


def _close(project: str, name: str) -> None:
    _, index = _open.pop((project, name), (0, None))
    if index is not None:
        index.close()


def _part_with(project: str, name: str) -> None:
    """Hand it out no more. A question under way finishes with it; the last to let go of it closes its file."""
    _open.pop((project, name), None)


def _index_key(permit: Permit, name: str) -> bytes:
    project = permit.act.project
    path = names.key_file(folder(project), name)
    about = f"{path.stem.replace('.', ':')}:{project}".encode()
    vault = opened.project(project)
    if not path.exists():
        if names.index_file(folder(project), name).exists():
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
