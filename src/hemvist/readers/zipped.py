"""The parts of a packed office document, after a look at its table of contents that a zip bomb does not survive."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from hemvist.readers.scribe import Unreadable

_MOST_MEMBERS: Final = 10_000
_MOST_UNPACKED: Final = 1 << 30
_MOST_XML: Final = 128 << 20
_MOST_KEPT: Final = 32
_MOST_LONG: Final = 512 << 20
_MOST_RATIO: Final = 100
_RATIO_FROM: Final = 10 << 20
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Relation:
    """What one part says of another: the last word of the relation's type, and the other part's name."""

    kind: str
    target: str


class Package:
    """A packed document; parts are only unpacked when asked for, and XML without any entity or outside part."""

    def __init__(self, data: bytes) -> None:
        try:
            self._packed = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("BrokenFile", "zip") from error
        self._kept: dict[str, Any] = {}
        self.names = set(self._packed.namelist())
        _guard(self._packed.infolist(), len(data))

    def main(self, default: str = "word/document.xml") -> str:
        """The name of the main part, by the package's own relations."""
        found = (relation.target for relation in self.relations("").values() if relation.kind == "officeDocument")
        return next(found, default)

    def relations(self, part: str) -> dict[str, Relation]:
        """The parts that ``part`` refers to, by the id it calls them; nothing outside the package is among them."""
        folder, _, name = part.rpartition("/")
        root = self.kept(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in () if root is None else root:
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, str(relation.get("Target", "")))).lstrip("/")
                kind = str(relation.get("Type", "")).rpartition("/")[2]
                found[str(relation.get("Id", ""))] = Relation(kind, target)
        return found

    def size(self, name: str) -> int:
        """How many bytes the part ``name`` says it unpacks to; 0 if there is no such part."""
        return self._packed.getinfo(name).file_size if name in self.names else 0

    def xml(self, name: str) -> Any | None:
        """The root element of the part ``name``; None if there is no such part."""
        if name not in self.names:
            return None
        # No entities, no files, no network, and no tree deeper than libxml2's own bound.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._bytes(name, _MOST_XML), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("BrokenFile", "xml") from error
        _without_doctype(root)
        return root

    def kept(self, name: str) -> Any | None:
        """The same, for parts that are asked for again and again."""
        if name not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[name] = self.xml(name)
        return self._kept[name]

    def long(self, name: str) -> bytes:
        """The bytes of a part that may be too long for a tree of it; empty if there is no such part."""
        return self._bytes(name, _MOST_LONG) if name in self.names else b""

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            with self._packed.open(name) as part:
                data = part.read(most + 1)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise Unreadable("BrokenFile", "zip") from error
        if len(data) > most:
            raise Unreadable("TooLarge", "unpacks")
        return data


def elements(data: bytes, *tags: str, starts: bool = False) -> Iterator[tuple[str, Any]]:
    """The elements with these tags as they end (and begin), one by one, each forgotten once the next is asked for."""
    events = ("start", "end") if starts else ("end",)
    walk = etree.iterparse(
        io.BytesIO(data),
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    first = True
    try:
        for event, element in walk:
            if first:
                _without_doctype(element)
                first = False
            yield event, element
            if event == "end":
                _forget(element)
        _without_doctype(walk.root)
    except etree.XMLSyntaxError as error:
        raise Unreadable("BrokenFile", "xml") from error


def _forget(element: Any) -> None:
    element.clear()
    if element.getprevious() is not None:
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _without_doctype(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise Unreadable("BrokenFile", "doctype")


def _guard(members: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse what is encrypted, oddly packed, or unpacks to far more than its size."""
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > max(_RATIO_FROM, min(_MOST_UNPACKED, _MOST_RATIO * packed)):
        raise Unreadable("TooLarge", "unpacks")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("PasswordProtected")
    if any(member.compress_type not in _METHODS for member in members):
        raise Unreadable("BrokenFile", "zip")
