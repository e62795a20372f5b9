"""The parts of a packed office document, after a look at its table of contents that a zip bomb does not survive."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any, Final

from lxml import etree

from hemvist.readers.scribe import Unreadable

_MOST_MEMBERS: Final = 10_000
_MOST_UNPACKED: Final = 1 << 30
_MOST_XML: Final = 128 << 20
_MOST_RATIO: Final = 100
_RATIO_FROM: Final = 10 << 20
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """A packed document; parts are only unpacked when asked for, and XML without any entity or outside part."""

    def __init__(self, data: bytes) -> None:
        try:
            self._packed = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("BrokenFile", "zip") from error
        self.names = set(self._packed.namelist())
        _guard(self._packed.infolist(), len(data))

    def main(self) -> str:
        """The name of the main part, by the package's own relations."""
        relations = self.xml("_rels/.rels")
        for relation in () if relations is None else relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
        return "word/document.xml"

    def xml(self, name: str) -> Any | None:
        """The root element of the part ``name``; None if there is no such part."""
        if name not in self.names:
            return None
        # No entities, no files, no network, and no tree deeper than libxml2's own bound.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._bytes(name), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable("BrokenFile", "xml") from error
        if root.getroottree().docinfo.doctype:
            raise Unreadable("BrokenFile", "doctype")
        return root

    def _bytes(self, name: str) -> bytes:
        try:
            with self._packed.open(name) as part:
                data = part.read(_MOST_XML + 1)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise Unreadable("BrokenFile", "zip") from error
        if len(data) > _MOST_XML:
            raise Unreadable("TooLarge", "unpacks")
        return data


def _guard(members: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse what is encrypted, oddly packed, or unpacks to far more than its size."""
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > max(_RATIO_FROM, min(_MOST_UNPACKED, _MOST_RATIO * packed)):
        raise Unreadable("TooLarge", "unpacks")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("PasswordProtected")
    if any(member.compress_type not in _METHODS for member in members):
        raise Unreadable("BrokenFile", "zip")
