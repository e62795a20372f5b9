"""The shelf: the language models on this machine, each checked against the catalogue, and which one was chosen."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.providers.base import Report, WeightsAltered
from hemvist.providers.catalogue import Entry, ModelUnknown, entry

_CHUNK: Final = 1 << 22


class ModelMissing(HemvistError):
    """The weights of {name} are not on this machine."""

    exit_code = 69
    status = 503
    remedy = "Run `hemvist models fetch {name}`. Until then answers are quotations, without a language model."


class ModelInUse(HemvistError):
    """{name} is the language model in use. It was not removed."""

    exit_code = 75
    status = 409
    remedy = "Choose another or none first: `hemvist models use none`"


class Shelf:
    """A folder with one folder for each language model, and a file elsewhere that names the chosen one."""

    def __init__(self, folder: Path, choice: Path | None = None) -> None:
        """``choice`` is the file that names the chosen model; without it none is chosen, and none can be."""
        self.folder, self._choice = folder, choice

    def place(self, one: Entry) -> Path:
        """Where the weights of this model lie, or would."""
        return self.folder / one.name / one.file

    def has(self, one: Entry) -> bool:
        """Whether a file of the right length is there; only :meth:`checked` looks at its bytes."""
        try:
            return self.place(one).stat().st_size == one.size
        except OSError:
            return False

    def checked(self, one: Entry, report: Report = lambda done, total, what: None) -> Path:
        """The weights, read to the end. Raises :class:`ModelMissing` or :class:`WeightsAltered`."""
        path = self.place(one)
        try:
            found = summed(path, one.size, report)
        except OSError:
            raise ModelMissing(name=one.name) from None
        if found != one.sha256:
            raise WeightsAltered(what=path, expected=one.sha256, found=found)
        return path

    def remove(self, one: Entry) -> int:
        """Delete it, with what a broken download left; the bytes that are free now. Raises :class:`ModelInUse`."""
        self.require_unused(one)
        with self.alone(one):
            left = self.place(one).parent
            freed = sum(path.stat().st_size for path in left.rglob("*") if path.is_file())
            shutil.rmtree(left)
        return freed

    def require_unused(self, one: Entry) -> None:
        """Raise :class:`ModelInUse` for the chosen model, :class:`ModelMissing` for one of which nothing is here."""
        if self.chosen() == one:
            raise ModelInUse(name=one.name)
        if not self.place(one).parent.exists():
            raise ModelMissing(name=one.name)

    def chosen(self) -> Entry | None:
        """The model to be run; None where none was chosen, or one that the catalogue does not have any more."""
        if self._choice is not None:
            with suppress(OSError, ModelUnknown, UnicodeDecodeError):
                return entry(self._choice.read_text("utf-8").strip())
        return None

    def choose(self, one: Entry | None) -> None:
        """Have this model run, or none. Raises :class:`ModelMissing` where its weights are not here."""
        if one is not None and not self.has(one):
            raise ModelMissing(name=one.name)
        if self._choice is None:
            raise ValueError("This shelf has no place for a choice.")
        if one is None:
            self._choice.unlink(missing_ok=True)
            return
        self._choice.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self._choice.parent, prefix=".chosen-", delete=False) as made:
            made.write(one.name + "\n")
        os.replace(made.name, self._choice)

    @contextmanager
    def alone(self, one: Entry) -> Iterator[None]:
        """One process at a time fetches or removes a model."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f".{one.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def summed(path: Path, size: int, report: Report = lambda done, total, what: None) -> str:
    """The SHA-256 of a file, in hex, told on the way."""
    sum_, done = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while data := stream.read(_CHUNK):
            sum_.update(data)
            done += len(data)
            report(min(done, size), size, "checking weights")
    return sum_.hexdigest()
