"""Fetches and checks what text recognition needs for each language: `ensure` is the door, altered bytes are refused."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from hemvist.domain.errors import HemvistError
from hemvist.providers.base import Report, WeightsAltered

_INSTALLED: Final = Path("/usr/share/tesseract-ocr")
_PATIENCE: Final = 900.0
_WHAT: Final = "fetching the data of text recognition"


class LettersMissing(HemvistError):
    """Text in scans and pictures cannot be recognised: {file} is missing in {folder}."""

    exit_code = 69
    status = 503
    remedy = (
        "All other files are read. Start Hemvist again with a network, which fetches it; without one, bring Debian's "
        "packages {packages} and run `python -m hemvist.providers.letters --to {folder} --from FILE...`."
    )


class LettersUnreachable(HemvistError):
    """The data of text recognition could not be fetched from Debian: {reason}"""

    exit_code = 69
    status = 503
    remedy = (
        "Scans and pictures are refused until it is there; all other files are read. Check the network and apt's "
        "sources, or fetch the packages {packages} elsewhere and run "
        "`python -m hemvist.providers.letters --to FOLDER --from FILE...`."
    )


@dataclass(frozen=True)
class File:
    """One language's data: the bytes it must consist of, and the Debian package that carries it."""

    name: str
    package: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Letters:
    """All that letters.toml says."""

    name: str
    licence: str
    attribution: str
    files: tuple[File, ...]

    @property
    def packages(self) -> str:
        """The Debian packages, in words."""
        return " ".join(one.package for one in self.files)


@cache
def table() -> Letters:
    """Read letters.toml, once."""
    raw: dict[str, Any] = tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))
    rows = tuple(File(**row) for row in raw.pop("file"))
    return Letters(**raw, files=rows)


def ensure(folder: Path, report: Report, given: Sequence[Path] = ()) -> Path:
    """The folder with every language's data, fetched first where it is missing.

    ``given`` are files brought here by hand, as they are or in their Debian packages: then no network is used.
    Raises :class:`WeightsAltered` for a byte that is not as it should be, :class:`LettersUnreachable` without a network,
    :class:`LettersMissing` where ``given`` does not hold all.
    """
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    wanted = [one for one in table().files if not (folder / one.name).is_file()]
    wanted = [one for one in wanted if not (_take(one, given, folder) if given else _installed(one, folder))]
    if wanted and not given:
        _fetch(wanted, folder, report)
    return checked(folder)


def checked(folder: Path) -> Path:
    """The folder, every file of which was read to its end and is as letters.toml says."""
    for one in table().files:
        try:
            data = (folder / one.name).read_bytes()
        except OSError:
            raise LettersMissing(folder=folder, file=one.name, packages=table().packages) from None
        _require(one, data, folder / one.name)
    return folder


def _require(one: File, data: bytes, where: Path) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != one.sha256:
        raise WeightsAltered(what=where, expected=one.sha256, found=found)


def _put(one: File, data: bytes, came: Path, folder: Path) -> None:
    """Check, then show under its name at once and whole."""
    _require(one, data, came)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".making-", delete=False) as made:
        made.write(data)
    os.chmod(made.name, 0o644)
    os.replace(made.name, folder / one.name)


def _take(one: File, given: Sequence[Path], folder: Path) -> bool:
    """Whether one of the files brought by hand is, or carries, this one; it is then put into the folder."""
    for path in given:
        data = (
            _unpacked(path, one.name) if path.suffix == ".deb" else _read(path, one) if path.name == one.name else None
        )
        if data is not None:
            _put(one, data, path, folder)
            return True
    return False


def _read(path: Path, one: File) -> bytes:
    with path.open("rb") as stream:
        return stream.read(one.size + 1)


def _installed(one: File, folder: Path) -> bool:
    """Whether this machine has the very same file already, from its own packages."""
    for path in _INSTALLED.glob(f"*/tessdata/{one.name}"):
        data = _read(path, one)
        if hashlib.sha256(data).hexdigest() == one.sha256:
            _put(one, data, path, folder)
            return True
    return False


def _unpacked(package: Path, name: str) -> bytes | None:
    """The file ``name`` out of a Debian package, if it is in there; nothing of the package is run."""
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as dpkg:
        try:
            with tarfile.open(fileobj=dpkg.stdout, mode="r|") as archive:
                return next(_named(archive, name), None)
        except tarfile.TarError:
            return None
        finally:
            dpkg.kill()


def _named(archive: tarfile.TarFile, name: str) -> Iterator[bytes]:
    most = max(one.size for one in table().files) + 1
    for member in archive:
        stream = archive.extractfile(member) if member.isfile() and Path(member.name).name == name else None
        if stream is not None:
            yield stream.read(most)


def _fetch(wanted: Sequence[File], folder: Path, report: Report) -> None:
    """Fetch the packages with apt, as anyone may, into a folder of our own; nothing is installed."""
    report(0, 0, _WHAT)
    with tempfile.TemporaryDirectory(prefix="letters-", dir=folder.parent) as name:
        scratch = Path(name)
        _download([one.package for one in wanted], scratch)
        packages = sorted(scratch.glob("*.deb"))
        for one in wanted:
            if not _take(one, packages, folder):
                raise LettersUnreachable(reason=f"{one.package} does not carry {one.name}.", packages=table().packages)


def _download(packages: list[str], scratch: Path) -> None:
    """By the lists this machine has; where they are absent or too old, by lists fetched for this once."""
    if _apt(scratch, [], ["download", *packages]):
        return
    lists, kept = scratch / "lists", scratch / "cache"
    (lists / "partial").mkdir(parents=True)
    (kept / "archives" / "partial").mkdir(parents=True)
    own = ["-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={kept}"]
    if not (_apt(scratch, own, ["update"]) and _apt(scratch, own, ["download", *packages])):
        raise LettersUnreachable(reason=_said(scratch), packages=table().packages)


def _apt(scratch: Path, options: list[str], wish: list[str]) -> bool:
    quiet = [
        "apt-get",
        "-q",
        "-o",
        "APT::Sandbox::User=",
        "-o",
        "Acquire::http::Timeout=20",
        "-o",
        "Acquire::Retries=1",
    ]
    with (scratch / "apt.log").open("wb") as words:
        try:
            done = subprocess.run(
                [*quiet, *options, *wish],
                cwd=scratch,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def _said(scratch: Path) -> str:
    """What apt said first that went wrong, without addresses, which would end in logs."""
    lines = (scratch / "apt.log").read_text("utf-8", "replace").splitlines()
    wrong = [line for line in lines if line.startswith("E:")] or ["E: apt-get is not there or did not finish."]
    return re.sub(r"\S+://\S+", "(address)", wrong[0].removeprefix("E: "))


def main(arguments: list[str] | None = None) -> int:
    """Fill the folder by itself: `python -m hemvist.providers.letters --to FOLDER [--from FILE...]`."""
    parser = argparse.ArgumentParser(prog="python -m hemvist.providers.letters", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the data goes")
    parser.add_argument(
        "--from", type=Path, dest="given", nargs="+", default=[], metavar="FILE", help="no network is used"
    )
    chosen = parser.parse_args(arguments)
    try:
        folder = ensure(chosen.to, lambda done, total, what: None, chosen.given)
    except HemvistError as error:
        print(f"{error.message}\n{error.help}", file=sys.stderr)  # noqa: T201 - this is a command
        return error.exit_code
    print(f"{table().name} is in {folder}")  # noqa: T201
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
