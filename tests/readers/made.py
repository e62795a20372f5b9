"""Files made for the tests: a small PDF writer (rotation, crop, encryption, odd characters) and DOCX parts in a zip."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")

_TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


@dataclass(frozen=True)
class Sheet:
    """One page to be made: lines of (x, y, text) in points from the lower left corner, ``turned`` to the left."""

    lines: Sequence[tuple[float, float, str]]
    rotate: int = 0
    mediabox: tuple[float, float, float, float] = (0, 0, 595, 842)
    cropbox: tuple[float, float, float, float] | None = None
    size: int = 12
    turned: int = 0


def page_of(text: str, **more: object) -> Sheet:
    """A page holding the lines of ``text`` from the top, 20 points apart."""
    lines = [(72.0, 770.0 - 20 * at, line) for at, line in enumerate(text.split("\n"))]
    return Sheet(lines, **more)  # type: ignore[arg-type]


def pdf(sheets: Sequence[Sheet], user: str | None = None, owner: str | None = None, to_unicode: str = "") -> bytes:
    """A PDF of ``sheets`` in Helvetica; with ``to_unicode``, codes A, B, C … mean that string's characters."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", _font(to_unicode), _stream(_cmap(to_unicode))]
    kids = []
    for sheet in sheets:
        kids.append(len(objects) + 1)
        objects += [_page(sheet, len(objects) + 2), _stream(_drawing(sheet))]
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    return _file(objects, _Lock(user or "", owner or user or "") if user is not None or owner is not None else None)


def docx(body: str, before: str = "", **parts: str) -> bytes:
    """A DOCX whose body is ``body`` (WordprocessingML), with further parts such as ``styles`` given by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            packed.writestr(f"word/{name}.xml", f"<w:{name} {WORD}>{content}</w:{name}>")
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    """A ZIP archive of ``members``; ``__`` in a name stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _font(to_unicode: str) -> bytes:
    more = b"/ToUnicode 4 0 R" if to_unicode else b""
    return b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding" + more + b">>"


def _cmap(to_unicode: str) -> bytes:
    pairs = "".join(
        f"<{0x41 + at:02x}><{char.encode('utf-16-be', 'surrogatepass').hex()}>\n" for at, char in enumerate(to_unicode)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <00><ff> "
        f"endcodespacerange\n{len(to_unicode)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    ).encode()


def _page(sheet: Sheet, contents: int) -> bytes:
    crop = f"/CropBox[{' '.join(map(str, sheet.cropbox))}]" if sheet.cropbox else ""
    box = " ".join(map(str, sheet.mediabox))
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{crop}/Rotate {sheet.rotate}"
        f"/Resources<</Font<</F 3 0 R>>>>/Contents {contents} 0 R>>"
    ).encode()


def _drawing(sheet: Sheet) -> bytes:
    shown = b""
    for x, y, text in sheet.lines:
        body = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        turn = _TURNS[sheet.turned]
        shown += f"BT /F {sheet.size} Tf {turn} {x} {y} Tm (".encode() + body + b") Tj ET\n"
    return shown


def _stream(data: bytes) -> bytes:
    return f"<</Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes], lock: _Lock | None) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + (lock.sealed(number, body) if lock else body) + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, extra = len(objects) + 1, lock.entry() if lock else ""
    out_end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{extra}>>\nstartxref\n"
    return bytes(out) + out_end.encode() + f"{len(out)}\n%%EOF\n".encode()


class _Lock:
    """The oldest PDF encryption (40-bit RC4), enough to make a file that asks for a password."""

    def __init__(self, user: str, owner: str) -> None:
        self.owner = _rc4(hashlib.md5((owner.encode() + PAD)[:32]).digest()[:5], (user.encode() + PAD)[:32])
        rights = (-4).to_bytes(4, "little", signed=True)
        self.key = hashlib.md5((user.encode() + PAD)[:32] + self.owner + rights + b"i" * 16).digest()[:5]

    def entry(self) -> str:
        """The trailer's ``/Encrypt`` and ``/ID``."""
        known = _rc4(self.key, PAD).hex()
        lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{self.owner.hex()}>/U<{known}>>>"
        return f"{lock}/ID[<{'69' * 16}><{'69' * 16}>]"

    def sealed(self, number: int, body: bytes) -> bytes:
        """An object with its stream encrypted."""
        head, marker, rest = body.partition(b"stream\n")
        if not marker:
            return body
        data = rest.removesuffix(b"\nendstream")
        key = hashlib.md5(self.key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
        return head + marker + _rc4(key, data) + b"\nendstream"


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
