"""Good files of every kind, with bytes changed, taken out, doubled or cut off: the same ones every time."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image

from tests.readers import made
from tests.readers.corpus import loops
from tests.readers.corpus.bombs import CONTENT_TYPES, open_document, packed


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    main = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed({
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": f"<workbook {main} xmlns:r='{office}'><sheets><sheet name='Rent' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Rent</t></is></c><c r='B1'><v>41750</v></c></row></sheetData></worksheet>",
    })  # fmt: skip


MAIL = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Term\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
    b'boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe term is three years.\r\n--x\r\n'
    b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="a.txt"\r\n\r\nVGhlIHRlcm0=\r\n--x--\r\n'
)
GOOD: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: made.pdf([made.page_of("1. Term\nThree years."), made.page_of("2. Law", rotate=90)]),
    "docx": lambda: made.docx(made.p("1. Term") + made.p("Three years.")),
    "xlsx": workbook,
    "odt": lambda: open_document(
        "<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
        "<o:body><o:text><t:p>The term is three years.</t:p></o:text></o:body></o:document-content>"
    ),
    "rtf": lambda: b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\b 1. Term}\\par Three years.\\par\\u8364?{\\*\\x y}}",
    "html": lambda: b"<!doctype html><html><head><title>T</title></head><body><h1>Term</h1><table><tr><td>a<td>b</table></body></html>",
    "eml": lambda: MAIL,
    "csv": lambda: 'Name;Rent\n"Växjö; AB";41750\n'.encode() * 20,
    "md": lambda: b"# Term\n\nThree *years*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "txt": lambda: "Hyran är 41 750 kronor.\n".encode() * 20,
    "zip": lambda: packed({"a.txt": "The term is three years.", "b/c.md": "# Term"}),
    "doc": lambda: loops.compound("WordDocument"),
    "msg": lambda: loops.compound("__properties_version1.0"),
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
    "tif": lambda: picture("TIFF"),
    "gif": lambda: picture("GIF"),
    "bmp": lambda: picture("BMP"),
    "webp": lambda: picture("WEBP"),
}  # fmt: skip
SEEDS = range(8)


def spoil(data: bytes, seed: int) -> bytes:
    """``data`` with a few bytes changed, a piece taken out or doubled, or its end cut off."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20, 200])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    start = chance.randrange(len(data))
    end = start + chance.randrange(200)
    match seed % 4:
        case 0:
            del changed[start:end]
        case 1:
            changed[start:start] = changed[start:end]
        case 2:
            del changed[start:]
    return bytes(changed) or b"%PDF-"


def _maker(ending: str, seed: int) -> Callable[[], bytes]:
    return lambda: spoil(GOOD[ending](), seed)


FILES: dict[str, Callable[[], bytes]] = {
    f"spoilt-{seed}.{ending}": _maker(ending, seed) for ending in GOOD for seed in SEEDS
}
