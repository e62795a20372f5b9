"""Folders on other servers, read with the person's own credentials: WebDAV (Nextcloud), SFTP, S3 and SMB, through fsspec.

The server that is reached must prove itself, by its certificate or its host key; there is no way to do without.
What it tells is not trusted: names are taken apart, sizes are limits, and nothing it says names a path of this machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from hemvist.cli.errors import FileUnreadable, RemoteUnusable
from hemvist.cli.sending import protocols
from hemvist.cli.sending.folders import HIDDEN, LINKS, SPECIAL, UNNAMED, Folder, Found, is_hidden, shown
from hemvist.cli.sending.listing import Listing

DEEPEST: Final = 64
MOST_FILES: Final = 1_000_000
_PIECE: Final = 1 << 20
_STAMPS: Final = ("etag", "e_tag", "mtime", "modified", "last_modified")
"""What an entry of a listing may say that changes when the file does."""
_OPENERS: Final[Mapping[str, Callable[[SplitResult], protocols.Opened]]] = {
    "webdavs": protocols.webdav, "sftp": protocols.sftp, "s3": protocols.s3, "smb": protocols.smb,
}  # fmt: skip


@dataclass
class RemoteFolder:
    """A folder of a server with all that is below it."""

    host: str
    name: str
    root: str
    system: Any = field(repr=False)
    spelt: Callable[[str], str] = str
    opening: Callable[[str], Any] | None = None
    called: str = ""
    listing: Listing | None = None
    near: bool = field(default=False, init=False)
    left_out: Counter[str] = field(default_factory=Counter, init=False)
    unreadable: list[FileUnreadable] = field(default_factory=list, init=False)
    disks: dict[str, str] = field(default_factory=dict, init=False)
    _told: int = field(default=0, init=False)
    """How many entries the server has told of at this look."""

    def files(self) -> Iterator[Found]:
        """Depth first, by name. RemoteUnusable when the folder itself cannot be listed."""
        self.left_out.clear()
        self.unreadable.clear()
        self._told = 0
        try:
            self.system.invalidate_cache()
            top = self._listed(self.root)
        except Exception as error:
            raise protocols.unusable(self.host, error) from None
        return self._below(top, self.root, self.called or self.name, 0)

    def _below(self, entries: list[dict[str, Any]], folder: str, path: str, depth: int) -> Iterator[Found]:
        for name, entry in self._distinct(entries):
            where, below, kind = f"{folder.rstrip('/')}/{name}", f"{path}/{shown(name)}", entry.get("type")
            if is_hidden(name):
                self.left_out[HIDDEN] += 1
            elif kind == "directory" and depth < DEEPEST:
                yield from self._below(self._within(where, below), where, below, depth + 1)
            elif kind == "file":
                yield Found(below, where, _size(entry), _stamp(entry))
            else:
                self.left_out[LINKS if kind == "link" else SPECIAL] += 1

    def _distinct(self, entries: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
        """By name, each of a kind once: in S3 a file and a folder may have the same. RemoteUnusable when they do not end."""
        self._told += len(entries)
        if self._told > MOST_FILES:
            raise RemoteUnusable(
                host=self.host, why=f"it tells of more than {MOST_FILES:,} files and folders",
                remedy="Name a folder below this one, and send one after the other.",
            )  # fmt: skip
        told = {(_name(entry), str(entry.get("type"))): entry for entry in entries if _name(entry)}
        if unnamed := sum(not _name(entry) for entry in entries):
            self.left_out[UNNAMED] += unnamed
        return [(name, told[name, kind]) for name, kind in sorted(told)]

    def _within(self, where: str, path: str) -> list[dict[str, Any]]:
        try:
            return self._listed(where)
        except RemoteUnusable:
            raise
        except Exception as error:
            self.unreadable.append(
                FileUnreadable(path=path, why=f"its server did not list it ({type(error).__name__})")
            )
            return []

    def _listed(self, where: str) -> list[dict[str, Any]]:
        """The entries of one folder. A server's own entry for the folder is none of them."""
        rows = self.listing(where) if self.listing else self.system.ls(self.spelt(where), detail=True)
        own = where.strip("/")
        return [row for row in rows if str(row["name"]).strip("/") != own]

    def chunks(self, found: Found) -> Iterator[bytes]:
        """A file's bytes as they come; whatever breaks is the server's."""
        try:
            with self._open(found.where) as opened:
                while chunk := opened.read(_PIECE):
                    yield bytes(chunk)
        except (GeneratorExit, FileUnreadable):
            raise
        except Exception as error:
            raise FileUnreadable(path=found.path, why=f"its server did not give it ({type(error).__name__})") from None

    def _open(self, where: str) -> Any:
        return self.opening(where) if self.opening else self.system.open(self.spelt(where), "rb")


def remote_folder(address: str, called: str = "") -> Folder:
    """The folder at an address such as ``sftp://HOST/contracts``. RemoteUnusable where it cannot be reached safely."""
    told = _parts(address)
    opened = _OPENERS[told.scheme](told)
    last = opened.root.rstrip("/").rpartition("/")[2]
    return RemoteFolder(
        told.hostname or "",
        shown(last) or told.hostname or "folder",
        opened.root,
        opened.system,
        opened.spelt,
        opened.opening,
        called,
        opened.listing,
    )


def _parts(address: str) -> SplitResult:
    """An address taken apart; refused where it holds a password, or names a way that is not safe."""
    try:
        told = urlsplit(address)
        host, _ = told.hostname or "", told.port
    except ValueError:
        raise RemoteUnusable(host="that address", why="it is no address", remedy=_FORMS) from None
    if told.password is not None:
        raise RemoteUnusable(
            host=host, why="a password does not belong into an address, where others can read it",
            remedy="Leave it out, change it if this was a real one, and see HEMVIST_REMOTES in docs/options.md.",
        )  # fmt: skip
    if told.scheme in ("webdav", "http", "dav", "ftp"):
        raise RemoteUnusable(
            host=host, why="what it sends could be read on the way", remedy="Use webdavs:// or sftp://."
        )
    if told.scheme not in _OPENERS or not host or told.query or told.fragment:
        raise RemoteUnusable(host=host or "that address", why="it is no address that can be read", remedy=_FORMS)
    return told._replace(path=unquote(told.path))


_FORMS: Final = (
    "It is one of: webdavs://HOST/PATH, sftp://USER@HOST/PATH, s3://BUCKET/PATH, smb://HOST/SHARE/PATH "
    "(a '%', '?' or '#' in it as %25, %3F, %23)."
)


def _name(entry: Mapping[str, Any]) -> str:
    """The last part of an entry's name; empty for what cannot be a name in a folder."""
    name = str(entry["name"]).rstrip("/").replace("\\", "/").rpartition("/")[2]
    return "" if name in (".", "..") or "\0" in name else name


def _size(entry: Mapping[str, Any]) -> int:
    """How long it says that the file is; what is no number is none, and the file then refused as another than was told."""
    told = entry.get("size")
    return told if type(told) is int and told > 0 else 0


def _stamp(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[name]) for name in _STAMPS if entry.get(name))[:200]
