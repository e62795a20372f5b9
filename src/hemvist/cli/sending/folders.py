"""Folders whose files are sent: what is in them, in a fixed order, and their bytes. Nothing outside of them is opened."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from hemvist.cli.client import CHUNK
from hemvist.cli.errors import FileUnreadable, FolderUnusable

_CLUTTER: Final = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
HIDDEN, LINKS, SPECIAL = "hidden", "links", "special"
"""Why something in a folder is left out: hidden files and folders, links, and what is no file (sockets, devices)."""


@dataclass(frozen=True)
class Found:
    """A file of a folder: its path as the project is told it, where it is, its size, and what changes when it does."""

    path: str
    where: str
    size: int
    stamp: str

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
    near: bool = field(default=True, init=False)
    left_out: Counter[str] = field(default_factory=Counter, init=False)
    unreadable: list[FileUnreadable] = field(default_factory=list, init=False)

    def files(self) -> Iterator[Found]:
        """Depth first, by name."""
        self.left_out.clear()
        self.unreadable.clear()
        try:
            top = self.root.resolve(strict=True)
            if stat.S_ISREG(top.stat().st_mode):
                return iter([self._found(top.name, str(top), top.stat())])
            with os.scandir(top):
                return self._below(str(top), shown(top.name) or "folder")
        except OSError as error:
            raise FolderUnusable(path=self.root) from error

    def _below(self, folder: str, path: str) -> Iterator[Found]:
        for entry in self._entries(folder, path):
            below = f"{path}/{shown(entry.name)}"
            if is_hidden(entry.name):
                self.left_out[HIDDEN] += 1
            elif entry.is_symlink():
                self.left_out[LINKS] += 1
            elif entry.is_dir(follow_symlinks=False):
                yield from self._below(entry.path, below)
            elif not entry.is_file(follow_symlinks=False):
                self.left_out[SPECIAL] += 1
            else:
                yield from self._one(entry, below)

    def _entries(self, folder: str, path: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.unreadable.append(FileUnreadable(path=path, why=error.strerror))
            return []

    def _one(self, entry: os.DirEntry[str], path: str) -> Iterator[Found]:
        try:
            yield self._found(path, entry.path, entry.stat(follow_symlinks=False))
        except OSError as error:
            self.unreadable.append(FileUnreadable(path=path, why=error.strerror))

    def _found(self, path: str, where: str, of: os.stat_result) -> Found:
        return Found(shown(path), where, of.st_size, f"{of.st_ino}-{of.st_mtime_ns}")

    def chunks(self, found: Found) -> Iterator[bytes]:
        """Opened without following a link, and only if it is a plain file still."""
        try:
            handle = os.open(found.where, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
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
    """A name in whole characters: a byte that is none stands as ``%FF``, so that two odd names stay two."""
    return "".join(f"%{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in name)
