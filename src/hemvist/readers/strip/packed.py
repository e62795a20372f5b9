"""Packed office files without their properties: the parts that say who, when and with what go, in all others the names do.

Parts in which nothing is to be changed are taken over byte for byte. A part of a kind that nobody can look into keeps
the whole file from being kept.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from typing import Any, Final

from lxml import etree

from hemvist.readers.kinds import PICTURES, kind_of
from hemvist.readers.scribe import Unreadable
from hemvist.readers.strip import pictures
from hemvist.readers.strip.whole import MOST_DEEP, Taken, Whole
from hemvist.readers.zipped import Package

OFFICE: Final = frozenset({"docx", "xlsx", "pptx"})
OPEN: Final = frozenset({"odt", "ods", "odp"})
_XML: Final = frozenset([".xml", ".rels", ".vml", ".rdf", ".svg"])
_FONTS: Final = frozenset([".odttf", ".ttf", ".otf"])
_METAFILES: Final = frozenset([".emf", ".wmf"])
_NAMELESS: Final = "Author"
"""What Word itself puts in the place of a name."""

# Parts that go whole, by their paths: what they held, as it is told.
_GONE: Final = (
    (re.compile(r"docProps/core\.xml"), ("author", "changed-by", "title", "dates")),
    (re.compile(r"docProps/app\.xml"), ("company", "program")),
    (re.compile(r"docProps/custom\.xml"), ("own",)),
    (re.compile(r"docProps/thumbnail\..*|Thumbnails/.*"), ("preview",)),
    (re.compile(r"docProps/.*"), ("own",)),
    (re.compile(r"customXml/.*"), ("own",)),
    (re.compile(r"(?:word/people\.xml|xl/persons/.*)"), ("remark-authors",)),
    (re.compile(r"xl/revisions/.*"), ("remark-authors",)),
    (re.compile(r"(?:word|xl|ppt)/printerSettings/.*"), ("paths",)),
    (re.compile(r"(?:manifest\.rdf|layout-cache)"), ("private",)),
)
_SIGNED: Final = re.compile(r"_xmlsignatures/.*|META-INF/[a-z]*signatures\.xml", re.IGNORECASE)

# Attributes and elements, by their local names, that name somebody, a time or a computer.
_NAMES: Final = {
    "author": _NAMELESS,
    "initials": "A",
    "userName": _NAMELESS,
    "lastModifiedBy": _NAMELESS,
    "displayName": _NAMELESS,
}
_DROPPED: Final = frozenset(["userId", "providerId", "date", "dateUtc", "dt", "dT", "created", "modified"])
_REMARKS: Final = frozenset(
    ["comment", "threadedComment", "cm", "cmAuthor", "author", "person", "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "customXmlInsRangeStart", "customXmlDelRangeStart", "customXmlMoveFromRangeStart", "customXmlMoveToRangeStart", "commentExtensible", "reply", "header", "fileSharing", "modifyVerifier"]
)  # fmt: skip
_ELEMENTS: Final = {
    "absPath": "paths", "attachedTemplate": "paths", "fileSharing": "remark-authors", "rsids": "numbers",
    "metadata": "xmp", "docId": "numbers",
}  # fmt: skip
_ODF_TEXTS: Final = {
    "creator": "remark-authors", "creator-initials": "remark-authors", "sender-initials": "remark-authors",
    "date": "remark-authors", "date-string": "remark-authors",
}  # fmt: skip
_ODF_IN: Final = frozenset({"annotation", "change-info"})
_ODF_SETTINGS: Final = re.compile(r"Printer|PrintFax|CurrentDatabase|EmbeddedDatabase|.*UserName|.*Url\Z|Rsid")
_TRIGGERS: Final = (
    b"author", b"initials", b"username", b"userid", b"providerid", b"displayname", b"abspath", b"attachedtemplate",
    b"filesharing", b"lastmodifiedby", b"rsids", b"docid", b"creator", b"change-info", b"printer", b"targetmode",
    b"metadata", b"<!--", b"threadedcomment", b"dateutc",
)  # fmt: skip
"""What a part says, in small letters, in which something may have to go."""
_INSTRUCTION: Final = re.compile(rb"<\?(?!xml )")
_PLAINLY: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>\0]{0,200}encoding=["'](?!utf-8|us-ascii))[^\0]{0,200}""", re.IGNORECASE
)
"""What begins a part in which names can be looked for byte by byte."""
_ODF_META: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
_PATH: Final = re.compile(r"file:|[A-Za-z]:[\\/]|[\\/]{2}|/", re.IGNORECASE)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def stripped(data: bytes, taken: Taken, depth: int = 0) -> bytes:
    """A DOCX, XLSX, PPTX, ODT, ODS or ODP without its properties. ``Whole`` where it cannot be done."""
    try:
        package = Package(data)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len({one.filename for one in members}) != len(members):
                raise Whole("failed")
            if packed.comment or any(one.comment or one.extra or one.date_time[0] > 1980 for one in members):
                taken.note("packing")
    except Unreadable as error:
        raise Whole("failed") from error
    if any(_SIGNED.fullmatch(one.filename) for one in members):
        raise Whole("signed")
    return _Package(package, [one for one in members if not one.is_dir()], taken, depth).made()


class _Package:
    def __init__(self, package: Package, members: list[zipfile.ZipInfo], taken: Taken, depth: int) -> None:
        self._package, self._members, self._taken, self._depth = package, members, taken, depth
        self._gone = {one.filename for one in members if self._goes(one.filename)}

    def _goes(self, name: str) -> bool:
        for pattern, words in _GONE:
            if pattern.fullmatch(name):
                self._taken.note(*words)
                return True
        return False

    def made(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for member in self._members:
                if member.filename not in self._gone:
                    how = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
                    packed.writestr(zipfile.ZipInfo(member.filename, _EPOCH), self._part(member.filename), how)
        return out.getvalue()

    def _part(self, name: str) -> bytes:
        try:
            data = self._package.long(name)
        except Unreadable as error:
            raise Whole("failed") from error
        ending = posixpath.splitext(f"x{posixpath.basename(name)}")[1].lower()  # _rels/.rels has one, too
        if name == "meta.xml":
            self._taken.note("author", "dates", "program")
            return _ODF_META
        if name == "mimetype" or ending in _FONTS or not data:
            return data
        return self._xml(name, data) if ending in _XML else self._other(name, ending, data)

    def _other(self, name: str, ending: str, data: bytes) -> bytes:
        """Pictures and files in it."""
        if ending in _METAFILES or data.startswith(b"VCLMTF"):
            return self._metafile(data)
        kind = kind_of(data)
        if kind in PICTURES:
            return pictures.stripped(kind, data, self._taken)
        if kind in OFFICE | OPEN and self._depth < MOST_DEEP:
            return stripped(data, self._taken, self._depth + 1)
        if _is_xml(data):
            return self._xml(name, data)
        raise Whole("inside")

    def _metafile(self, data: bytes) -> bytes:
        """An EMF names its program and its title in its header (MS-EMF 2.2.9)."""
        if data[40:44] != b" EMF" or len(data) < 72:
            return data
        count, at = struct.unpack_from("<II", data, 60)
        if not count or at + 2 * count > len(data) or at < 72:
            return data
        self._taken.note("program")
        return data[:at] + bytes(2 * count) + data[at + 2 * count :]

    def _xml(self, name: str, data: bytes) -> bytes:
        if _PLAINLY.match(data) and not _may_name(data) and not self._has_gone(name):
            return data
        # No entities, no files, no network; comments and instructions go.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise Whole("failed") from error
        if root.getroottree().docinfo.doctype:
            raise Whole("failed")
        self._clean(name, root)
        made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return made

    def _has_gone(self, name: str) -> bool:
        """Whether a part names others, some of which may be gone."""
        return bool(self._gone) and (name.endswith(".rels") or name in ("[Content_Types].xml", "META-INF/manifest.xml"))

    def _clean(self, name: str, root: Any) -> None:
        if name.endswith(".rels"):
            self._relations(name, root)
        elif name == "[Content_Types].xml":
            _remove(one for one in root if str(one.get("PartName", "")).lstrip("/") in self._gone)
        elif name == "META-INF/manifest.xml":
            path = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
            _remove(one for one in root if one.get(path) in self._gone)
        else:
            self._names(name, root)

    def _relations(self, name: str, root: Any) -> None:
        """Those to parts that are gone go; of a path to a file of some computer only the file's name stays."""
        folder = posixpath.dirname(posixpath.dirname(name))
        for one in list(root):
            target = str(one.get("Target", ""))
            if one.get("TargetMode") != "External":
                if posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") in self._gone:
                    root.remove(one)
            elif str(one.get("Type", "")).endswith("/attachedTemplate"):
                self._taken.note("paths")
                root.remove(one)
            elif _PATH.match(target):
                self._taken.note("paths")
                one.set("Target", re.split(r"[\\/]", target)[-1] or "file")

    def _names(self, name: str, root: Any) -> None:
        for element in list(root.iter()):
            local = etree.QName(element).localname
            if local in _ELEMENTS and (local != "metadata" or name.endswith(".svg")) and element is not root:
                self._taken.note(_ELEMENTS[local])
                _remove([element])
            elif local in _REMARKS:
                self._remark(name, element, local)
            elif local in _ODF_IN:
                self._remark_of_odf(element)
            elif local == "config-item":
                self._setting(element)

    def _remark(self, name: str, element: Any, local: str) -> None:
        """Who remarked or changed something, and when."""
        if local == "author" and not len(element) and element.text and not element.attrib:  # of a workbook
            self._taken.note("remark-authors")
            element.text = ""
        people = local in ("cmAuthor", "author") and name.startswith("ppt/")
        for key in list(element.attrib):
            plain = etree.QName(key).localname
            if plain in _DROPPED:
                del element.attrib[key]
                self._taken.note("remark-authors")
            elif plain in _NAMES or (people and plain == "name"):
                self._rename(element, key, _NAMES.get(plain, _NAMELESS))

    def _rename(self, element: Any, key: str, nameless: str) -> None:
        if element.get(key) != nameless:
            self._taken.note("remark-authors")
            element.set(key, nameless)

    def _remark_of_odf(self, element: Any) -> None:
        for below in list(element):
            word = _ODF_TEXTS.get(etree.QName(below).localname)
            if word is not None:
                self._taken.note(word)
                element.remove(below)

    def _setting(self, element: Any) -> None:
        told = next((str(value) for key, value in element.attrib.items() if key.endswith("}name")), "")
        if element.text and _ODF_SETTINGS.match(told):
            self._taken.note("numbers" if told.startswith("Rsid") else "paths")
            element.text = "" if not told.startswith("Rsid") else "0"


def _remove(elements: Any) -> None:
    for element in list(elements):
        parent = element.getparent()
        if element.tail:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def _may_name(data: bytes) -> bool:
    """Whether something in a part may have to go. One look for each word costs a tenth of one pattern for them all."""
    small = data.lower()
    return any(one in small for one in _TRIGGERS) or _INSTRUCTION.search(data) is not None


def _is_xml(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml")
