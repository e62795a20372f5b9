"""How the files of a project's indexes are called: by the embedder that made each, so that the disk tells which are needed."""

from __future__ import annotations

from pathlib import Path

from hemvist.providers.sources import FIRST, EmbedderUnknown, Table, table, tables


def index_file(folder: Path, embedder: str) -> Path:
    """The index of a project's folder that this embedder made, or would make."""
    return folder / f"{_stem(embedder)}.sqlite"


def key_file(folder: Path, embedder: str) -> Path:
    """Its key, sealed."""
    return folder / f"{_stem(embedder)}.key"


def all_of(folder: Path, embedder: str) -> list[Path]:
    """The index's files, with its journal, and its key last."""
    database, key = index_file(folder, embedder), key_file(folder, embedder)
    return [*sorted(folder.glob(f"{database.name}*")), *([key] if key.exists() else [])]


def made_with(folder: Path) -> list[str]:
    """The embedders that indexes of this folder were made with."""
    return [one.name for one in tables() if index_file(folder, one.name).exists()]


def chosen(choice: Path) -> Table:
    """The embedder that indexes are to be made with; the first one where none was chosen or the chosen one is unknown."""
    try:
        return table(choice.read_text("utf-8").strip())
    except (OSError, EmbedderUnknown, UnicodeDecodeError):
        return table()


def needed(data: Path, choice: Path) -> frozenset[str]:
    """The embedders that have to run: the chosen one, and those that made an index that stands."""
    made = {name for folder in data.glob("projects/*") for name in made_with(folder)}
    return frozenset(made | {chosen(choice).name})


def _stem(embedder: str) -> str:
    """The first embedder's files are called as they were before there was another."""
    return "index" if embedder == FIRST else f"index.{embedder}"
