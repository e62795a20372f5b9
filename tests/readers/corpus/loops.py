"""Files that lead back to where one was."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.readers import made
from tests.readers.corpus.bombs import CONTENT_TYPES, W, packed

GOOD = made.pdf([made.page_of("The term is three years."), made.page_of("Second page.")])


def pages_in_circles() -> bytes:
    return GOOD.replace(b"/Kids[5 0 R", b"/Kids[2 0 R")


def outline() -> bytes:
    """A PDF whose bookmarks are each other's next and child."""
    catalog, page_tree = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Catalog/Pages 2 0 R/Outlines 3 0 R>>"
    return GOOD.replace(catalog, page_tree).replace(
        b"3 0 obj\n",
        b"3 0 obj\n<</First 3 0 R/Last 3 0 R/Next 3 0 R/Prev 3 0 R/Parent 3 0 R/Title(x)/Count 9>>\nendobj\n0 0 obj\n",
    )


def xref() -> bytes:
    """A PDF whose cross-reference says that the one before it is itself."""
    start = GOOD.rindex(b"startxref\n") + 10
    place = GOOD[start:].split(b"\n")[0]
    return GOOD.replace(b"/Root 1 0 R", b"/Prev " + place + b"/Root 1 0 R")


def length() -> bytes:
    """A stream whose length is told by itself."""
    return GOOD.replace(b"<</Length ", b"<</Length 6 0 R/X ")


def form() -> bytes:
    """A page that draws itself."""
    return GOOD.replace(b"/Resources<</Font<</F 3 0 R>>>>", b"/Resources<</XObject<</F 6 0 R>>>>").replace(
        b"BT /F 12 Tf", b"/F Do BT"
    )


def compound(name: str) -> bytes:
    """An OLE file (MS-CFB) with a chain of sectors that never ends, and a directory that contains itself."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2, 1, 0xFFFFFFFE, 0)
    head = (head + struct.pack("<I", 0) + b"\xff" * 512)[:512]
    fat = struct.pack("<128I", *[0xFFFFFFFD, 1, 3, 2, *[0xFFFFFFFF] * 124])
    entries = [
        _entry("Root Entry", 5, 1, 2),
        _entry(name, 2, 1, 3),
        _entry("EncodedName", 1, 1, 3),
        _entry("x", 1, 0, 2),
    ]
    return head + fat + b"".join(entries) + bytes(512 * 4)


def _entry(name: str, kind: int, child: int, start: int) -> bytes:
    raw = name.encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, 1, 1, child)
    return entry + bytes(36) + struct.pack("<IQ", start, 1 << 31)


def relations() -> bytes:
    """Office parts that are each other's."""
    relation = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
        "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}' Target='{}'/></Relationships>"
    )
    return packed({
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relation.format("officeDocument", "_rels/.rels"),
        "word/document.xml": f"<w:document {W}><w:body/></w:document>",
        "word/_rels/document.xml.rels": relation.format("officeDocument", "document.xml"),
    })  # fmt: skip


def styles() -> bytes:
    body = made.p("Round", "<w:pStyle w:val='A'/>")
    style = "<w:style w:type='paragraph' w:styleId='{}'><w:name w:val='x'/><w:basedOn w:val='{}'/></w:style>"
    return made.docx(body, styles=style.format("A", "B") + style.format("B", "A"))


def directory(count: int = 3) -> bytes:
    """A TIFF whose second page is its first."""
    tag = struct.pack("<HHII", 256, 4, 1, 1)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + tag * count + struct.pack("<I", 8)


FILES: dict[str, Callable[[], bytes]] = {
    "page-tree.pdf": pages_in_circles,
    "outline.pdf": outline,
    "xref.pdf": xref,
    "length.pdf": length,
    "form.pdf": form,
    "chain.doc": lambda: compound("WordDocument"),
    "chain.msg": lambda: compound("__properties_version1.0"),
    "chain.xls": lambda: compound("Workbook"),
    "relations.docx": relations,
    "styles.docx": styles,
    "pages.tif": directory,
}
