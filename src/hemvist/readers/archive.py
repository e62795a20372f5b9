"""ZIP archives: the files inside are handed on as they are unpacked, within bounds; an archive has no text of its own."""

from __future__ import annotations

import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.tidy import tidy

_MOST_RATIO: Final = 200
_RATIO_FROM: Final = 1 << 20
_CHUNK: Final = 1 << 18
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_HEAD: Final = 30
_METHODS: Final = frozenset([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
_LITTER: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_DAMAGED: Final = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    OSError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
)


def read(data: bytes, scribe: Scribe) -> None:
    """Hand on every file inside ``data``; folders and what Finder and Explorer leave behind are passed over."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise Unreadable("BrokenFile", "zip") from error
    members = packed.infolist()
    _guard(members, scribe)
    told = [member for member in members if not _passed_over(member)]
    seen = [member for member in told if not _hidden(member)]
    if len(seen) < len(told):
        scribe.note("hidden-members")
    _Handing(packed, scribe).all(seen)


def _guard(members: list[zipfile.ZipInfo], scribe: Scribe) -> None:
    """Refuse what holds too many files, unpacks to too much, or has files that share their bytes (as bombs do)."""
    if len(members) > scribe.limits.members:
        raise Unreadable("TooLarge", "members")
    if sum(member.file_size for member in members) > scribe.limits.unpacked:
        raise Unreadable("TooLarge", "unpacks")
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise Unreadable("TooLarge", "unpacks")
        end = member.header_offset + _HEAD + member.compress_size


def _passed_over(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename.replace("\\", "/").lower()).parts
    return member.filename.endswith("/") or "__macosx" in parts or (bool(parts) and parts[-1] in _LITTER)


def _hidden(member: zipfile.ZipInfo) -> bool:
    """Whether it, or a folder it lies in, is hidden as on a disk: those of a folder that is sent are left out as well."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    return any(part.startswith(".") and part.strip(".") for part in parts)


class _Handing:
    """Unpacks files one by one and hands them on; of equal names the receiver makes different ones."""

    def __init__(self, packed: zipfile.ZipFile, scribe: Scribe) -> None:
        self._packed, self._scribe = packed, scribe

    def all(self, members: list[zipfile.ZipInfo]) -> None:
        """Hand on all that can be; raise if every one of them is encrypted or damaged."""
        wrong = [why for member in members if (why := self._one(member))]
        for why in sorted(set(wrong)):
            self._scribe.note(why)
        if members and len(wrong) == len(members):
            if "sealed-members" in wrong:
                raise Unreadable("PasswordProtected")
            raise Unreadable("BrokenFile", "zip")

    def _one(self, member: zipfile.ZipInfo) -> str:
        """Hand on one file; if it cannot be, the note that says why."""
        if why := self._unfit(member):
            return why
        try:
            pieces = list(self._pieces(member))
        except _DAMAGED:
            return "damaged-members"
        except MemoryError:  # a dictionary of LZMA may be said to be as large as any memory
            return "packed-members"
        self._scribe.member(self._name(member), pieces, sum(map(len, pieces)))
        return ""

    def _unfit(self, member: zipfile.ZipInfo) -> str:
        if stat.S_ISLNK(member.external_attr >> 16):
            return "links"
        if member.flag_bits & _ENCRYPTED:
            return "sealed-members"
        if member.compress_type not in _METHODS:
            return "packed-members"
        return "large-members" if member.file_size > self._scribe.limits.bytes else ""

    def _pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The file's bytes; refused as soon as they are far more than it takes, whatever it says of itself."""
        most = max(_RATIO_FROM, _MOST_RATIO * max(member.compress_size, 1))
        total = 0
        with self._packed.open(member) as source:
            while piece := source.read(_CHUNK):
                total += len(piece)
                if total > most or total > self._scribe.limits.bytes:
                    raise Unreadable("TooLarge", "unpacks")
                yield piece

    def _name(self, member: zipfile.ZipInfo) -> str:
        told = _decoded(member)
        name = clean(told)
        if name != told.replace("\\", "/"):
            self._scribe.note("names")
        return name


def clean(name: str) -> str:
    """A path inside the archive that leads nowhere else, of characters that show what they are."""
    plain = "".join(char for char in tidy(name.replace("\\", "/")) if char.isprintable())
    parts = [part.strip() for part in _DRIVE.sub("", plain).split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    return "/".join(kept) or "file"


def _decoded(member: zipfile.ZipInfo) -> str:
    """The name: many programs write UTF-8 without saying so, which then shows as box drawings."""
    if member.flag_bits & _UTF8 or member.filename.isascii():
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except ValueError:
        return member.filename


def samples() -> Iterator[bytes]:
    """An archive with a file packed in each way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for method in sorted(_METHODS):
            packed.writestr(f"å{method}.txt", "x" * 100, method)
    yield out.getvalue()
