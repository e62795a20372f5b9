"""Folders whose files are sent: what is in them, in a fixed order, and their bytes. Nothing outside of them is opened."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from hemvist.cli.client import CHUNK
from hemvist.cli.errors import FileUnreadable, FolderUnusable
from hemvist.domain.paths import DIRECTIONS, clean_path

_CLUTTER: Final = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_STEERING: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
DEEPEST: Final = 100
"""Folders within one another that are looked into."""
HIDDEN, LINKS, SPECIAL, UNNAMED = "hidden", "links", "special", "no usable name"
"""Why something in a folder is left out: hidden files and folders, links, what is no file (sockets, devices), and what a
server gives no name that a file can have."""


@dataclass(frozen=True)
class Found:
    """A file of a folder: its path as the project is told it, where it is, its size, and what changes when it does.

    ``disk`` is the path of the other disk that it lies on, where one is mounted at the folder or below it.
    """

    path: str
    where: str
    size: int
    stamp: str
    disk: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


class Folder(Protocol):
    """A place that files come from."""

    near: bool
    """Whether reading a file twice costs little."""
    left_out: Counter[str]
    """How much was left out at the last look, by why."""
    unreadable: list[FileUnreadable]
    """What could not be looked into at the last look."""
    called: str
    """The name that the paths of its files begin with, where a person gave it one."""
    disks: dict[str, str]
    """The paths at which other disks were mounted at the last look, with where that is: what lay on one that is missing is
    not gone."""

    def files(self) -> Iterator[Found]:
        """Every file, in a fixed order. Raises FolderUnusable when the folder itself cannot be read."""
        ...

    def chunks(self, found: Found) -> Iterator[bytes]:
        """A file's bytes. Raises FileUnreadable."""
        ...


@dataclass
class LocalFolder:
    """A folder of this machine with all that is below it, or a single file. Links in it are not followed."""

    root: Path
    called: str = ""
    near: bool = field(default=True, init=False)
    left_out: Counter[str] = field(default_factory=Counter, init=False)
    unreadable: list[FileUnreadable] = field(default_factory=list, init=False)
    disks: dict[str, str] = field(default_factory=dict, init=False)
    _top: Path = field(default=Path(), init=False)
    """The folder in which everything lies that is opened."""

    def files(self) -> Iterator[Found]:
        """Depth first, by name."""
        self.left_out.clear()
        self.unreadable.clear()
        self.disks.clear()
        try:
            top = self.root.resolve(strict=True)
            self._top, of = top, top.stat()
            if stat.S_ISREG(of.st_mode):
                self._top = top.parent
                return iter([self._found(top.name, str(top), of, "")])
            with os.scandir(top):
                name = self.called or shown(top.name) or "folder"
                return self._below(str(top), name, of.st_dev, self._mounted(name, str(top)) if top.is_mount() else "")
        except OSError as error:
            raise FolderUnusable(path=self.root) from error

    def _mounted(self, path: str, where: str) -> str:
        """Note that another disk is mounted there; the path."""
        self.disks[path] = where
        return path

    def _below(self, folder: str, path: str, device: int, disk: str) -> Iterator[Found]:
        for name, of in self._entries(folder, path):
            where, below = f"{folder.rstrip('/')}/{name}", f"{path}/{shown(name)}"
            if is_hidden(name):
                self.left_out[HIDDEN] += 1
            elif stat.S_ISLNK(of.st_mode):
                self.left_out[LINKS] += 1
            elif stat.S_ISDIR(of.st_mode) and below.count("/") > DEEPEST:
                self.unreadable.append(FileUnreadable(path=below, why=f"it lies in more than {DEEPEST} folders"))
            elif stat.S_ISDIR(of.st_mode):
                on = disk if of.st_dev == device else self._mounted(below, where)
                yield from self._below(where, below, of.st_dev, on)
            elif not stat.S_ISREG(of.st_mode):
                self.left_out[SPECIAL] += 1
            else:
                yield self._found(below, where, of, disk)

    def _entries(self, folder: str, path: str) -> list[tuple[str, os.stat_result]]:
        try:
            handle = self._opened(folder, os.O_DIRECTORY)
            try:
                names = sorted(os.listdir(handle), key=os.fsencode)
                return [one for name in names if (one := self._looked_at(handle, path, name))]
            finally:
                os.close(handle)
        except OSError as error:
            self.unreadable.append(FileUnreadable(path=path, why=error.strerror))
            return []

    def _looked_at(self, folder: int, path: str, name: str) -> tuple[str, os.stat_result] | None:
        try:
            return name, os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            self.unreadable.append(FileUnreadable(path=f"{path}/{shown(name)}", why=error.strerror))
            return None

    def _opened(self, where: str, flags: int) -> int:
        """Open something below the folder step by step, none of them a link: one that is put there meanwhile is refused."""
        handle = os.open(self._top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        parts = Path(where).relative_to(self._top).parts
        for at, part in enumerate(parts, 1):
            how = flags if at == len(parts) else os.O_DIRECTORY
            try:
                below = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | how, dir_fd=handle)
            finally:
                os.close(handle)
            handle = below
        return handle

    def _found(self, path: str, where: str, of: os.stat_result, disk: str) -> Found:
        return Found(shown(path), where, of.st_size, f"{of.st_ino}-{of.st_mtime_ns}-{of.st_ctime_ns}", disk)

    def chunks(self, found: Found) -> Iterator[bytes]:
        """Opened without following a link, and only if it is a plain file still."""
        try:
            handle = self._opened(found.where, 0)
            with open(handle, "rb", buffering=0) as opened:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise FileUnreadable(path=found.path, why="It is no file any more")
                while chunk := opened.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise FileUnreadable(path=found.path, why=error.strerror) from error


def is_hidden(name: str) -> bool:
    """Whether a name is of what people do not see in their folder: hidden, or the clutter of a desktop."""
    return name.startswith((".", "~$")) or name.casefold() in _CLUTTER


def shown(name: str) -> str:
    """A name in whole characters that steer nothing: a byte that is none, and what breaks a line, moves a cursor or turns
    the reading direction, stands as ``%FF``, so that two odd names stay two."""
    return "".join(_spelt(char) for char in name)


def _spelt(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    if char not in DIRECTIONS and unicodedata.category(char) not in _STEERING:
        return char
    how = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", how))


def apart(files: Sequence[Found], is_known: Callable[[Found], bool]) -> tuple[list[Found], list[Found]]:
    """Files, and those left over that have the path of another once names are in one form; the known one goes first."""
    first: dict[str, Found] = {}
    for found in sorted(files, key=lambda one: not is_known(one)):
        first.setdefault(clean_path(found.path), found)
    taken = {found.path for found in first.values()}
    return [one for one in files if one.path in taken], [one for one in files if one.path not in taken]
