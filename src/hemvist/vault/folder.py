"""The key folder on disk: private files, written whole or not at all, overwritten before they are removed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hemvist.vault.errors import KeyExposed

_LONGEST: Final = 4_096
_PRIVATE: Final = 0o077
# systemd hands a credential to a service of another user by an access list, which shows as a group that may read.
_CREDENTIAL: Final = 0o037


class KeyFolder:
    """A folder of mode 700 with files of mode 600, of at most 4096 bytes each."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path.resolve()
        if self.path.stat().st_mode & _PRIVATE:
            raise KeyExposed(path=path, reason="others may look into its folder", remedy=f"chmod 700 {path}")
        with self.changing():
            for left in self.path.glob(".*.new"):
                _shred(left)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Only one thread of one process changes the folder at a time."""
        lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).exists()

    def read(self, name: str) -> bytes | None:
        """The whole file, None if there is none. Raises KeyExposed when others may read it."""
        return read_private(self.path / name)

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place at once; what it replaces is overwritten. Call it while ``changing``."""
        target, new = self.path / name, self.path / f".{name}.new"
        _shred(new)
        write_private(new, data)
        if read_private(new) != data:
            raise OSError(f"What was written to {new.name} is not what stands there.")
        with _overwriting(target):
            new.rename(target)
            self._settle()

    def shred(self, name: str) -> None:
        """Overwrite and remove a file, and what a broken-off ``write`` of it may have left. Again is no error."""
        for path in (self.path / f".{name}.new", self.path / name):
            _shred(path)
        self._settle()

    def endings(self, ending: str) -> list[str]:
        """The names, without their ending, of the files that end so."""
        return [path.name.removesuffix(ending) for path in self.path.glob(f"[!.]*{ending}")]

    def _settle(self) -> None:
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_private(path: Path, *, credential: bool = False) -> bytes | None:
    """A private file of at most 4096 bytes, None if there is none. Raises KeyExposed when others may read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if os.fstat(handle).st_mode & (_CREDENTIAL if credential else _PRIVATE):
            raise KeyExposed(path=path, reason="others may read it", remedy=f"chmod 600 {path}")
        return os.read(handle, _LONGEST)
    finally:
        os.close(handle)


def write_private(path: Path, data: bytes) -> None:
    """Write a new file of mode 600, for good; FileExistsError if there is one."""
    _fill(os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_CREAT | os.O_EXCL, 0o600), data)


@contextmanager
def _overwriting(path: Path) -> Iterator[None]:
    """Overwrite what stands at a path now, after the block has put something else there."""
    if not path.exists():
        yield
        return
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        yield
    except BaseException:
        os.close(handle)
        raise
    _fill(handle, os.urandom(os.fstat(handle).st_size))


def _shred(path: Path) -> None:
    if path.exists():
        _fill(os.open(path, os.O_WRONLY | os.O_CLOEXEC), os.urandom(path.stat().st_size))
        path.unlink()


def _fill(handle: int, data: bytes) -> None:
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
