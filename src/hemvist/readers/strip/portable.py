"""PDF without its properties: written anew by pdfium, then once more without what names anybody.

After the first time every object stands alone, in clear, and what nothing refers to is not there. The second time
goes over these objects by the syntax of ISO 32000-1, 7.2 and 7.3, and keeps what can be reached from the catalog.
"""

from __future__ import annotations

import ctypes
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw as pdfium

from hemvist.readers.sheets import Characters, Sheet
from hemvist.readers.strip import pictures
from hemvist.readers.strip.tokens import Dictionary, Name, Ref, Token, parsed, written
from hemvist.readers.strip.whole import Taken, Whole

_OBJECT: Final = re.compile(rb"(?<![0-9])([0-9]{1,10}) ([0-9]{1,5}) obj\b")
_TAIL: Final = 2048
_TOLD: Final = {
    "Metadata": "xmp", "PieceInfo": "private", "LastModified": "dates", "Thumb": "preview", "SpiderInfo": "private",
    "CreatorInfo": "program",
}  # fmt: skip
_REMARK: Final = {"T": "remark-authors", "M": "remark-authors", "CreationDate": "remark-authors", "NM": "numbers"}
_INFO: Final = {
    "Author": "author", "Creator": "program", "Producer": "program", "CreationDate": "dates", "ModDate": "dates",
    "Title": "title", "Subject": "title", "Keywords": "title", "Trapped": "private",
}  # fmt: skip
_FILES: Final = frozenset({"EmbeddedFiles", "EF", "AF", "XFA"})
_WIDGET: Final = "Widget"
_REMARKS: Final = frozenset(
    ["Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "FileAttachment", "Sound", "Movie", "Screen", "Watermark", "Redact", "Projection", "Link"]
)  # fmt: skip


def stripped(data: bytes, taken: Taken) -> bytes:
    """The same pages without properties. ``Whole`` where it is signed, holds files, or would not say the same."""
    with _opened(data) as before:
        if pdfium.FPDF_GetSignatureCount(before) > 0:
            raise Whole("signed")
        if pdfium.FPDFDoc_GetAttachmentCount(before) > 0:
            raise Whole("inside")
        _note_info(before, taken)
        made = _Rewrite(_plain(before), taken).made()
        if b"%%EOF" not in data[-_TAIL:]:  # it came cut off, and is told as such whenever it is read
            made = made.removesuffix(b"%%EOF\n")
        with _opened(made) as after:
            _same(before, after)
    return made


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Whole("failed") from error


def _note_info(pdf: Any, taken: Taken) -> None:
    taken.note(*(_INFO[name] for name, value in pdf.get_metadata_dict().items() if value and name in _INFO))


def _plain(pdf: Any) -> bytes:
    out = io.BytesIO()
    try:
        pdf.save(out, flags=pdfium.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError as error:
        raise Whole("failed") from error
    return out.getvalue()


def _same(before: Any, after: Any) -> None:
    """``Whole`` unless both have the same pages, of the same size, with the same characters and as many things on them."""
    if len(before) != len(after) or any(after.get_metadata_dict().values()):
        raise Whole("other")
    for at in range(len(before)):
        if _page(before, at) != _page(after, at):
            raise Whole("other")


def _page(pdf: Any, at: int) -> object:
    try:
        page = Sheet(pdf, at)
    except pypdfium2.PdfiumError:
        return None
    try:
        text = Characters(page)
        count = pdfium.FPDFText_CountChars(text)
        held = (ctypes.c_ushort * (2 * count + 2))()
        pdfium.FPDFText_GetText(text, 0, count, held)
        shown = page.get_size(), page.get_rotation(), pdfium.FPDFPage_CountObjects(page), bytes(held)
        text.close()
        return shown
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


@dataclass
class _Object:
    value: Token
    stream: bytes | None


class _Rewrite:
    """Takes a file apart into its objects, and puts those together that are still needed."""

    def __init__(self, data: bytes, taken: Taken) -> None:
        self._data, self._taken = data, taken
        self._places = {int(number): int(at) for number, at in self._listed()}
        self._root = self._trailer().get("Root")
        if not isinstance(self._root, Ref):
            raise Whole("failed")

    def _listed(self) -> Iterator[tuple[int, int]]:
        """Objects and their places, as the last table says; pdfium writes one table, without holes."""
        at = self._data.rfind(b"startxref")
        start = re.match(rb"startxref\s+(\d+)", self._data[at : at + 40]) if at >= 0 else None
        if start is None or not self._data.startswith(b"xref", int(start[1])):
            raise Whole("failed")
        place = int(start[1]) + 4
        while head := re.compile(rb"\s*(\d+) (\d+)\s*").match(self._data, place):
            first, count = int(head[1]), int(head[2])
            for number in range(first, first + count):
                row = self._data[head.end() + 20 * (number - first) : head.end() + 20 * (number - first) + 20]
                if row[17:18] == b"n":
                    yield number, int(row[:10])
            place = head.end() + 20 * count
        self._after = place

    def _trailer(self) -> Dictionary:
        at = self._data.find(b"trailer", self._after - 1)
        value, _ = parsed(self._data, at + 7) if at >= 0 else (None, 0)
        if not isinstance(value, dict):
            raise Whole("failed")
        return value

    def made(self) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), dict[int, int]()
        assert isinstance(self._root, Ref)
        waiting = [self._root.number]
        while waiting:
            number = waiting.pop()
            if number in places or number not in self._places:
                continue
            one = self._object(number)
            places[number] = len(out)
            body = written(one.value)
            tail = b"" if one.stream is None else b"\nstream\n" + one.stream + b"\nendstream"
            out += b"%d 0 obj\n" % number + body + tail + b"\nendobj\n"
            waiting += _refs(one.value)
        return bytes(out + _table(places, len(out), self._root))

    def _object(self, number: int) -> _Object:
        head = _OBJECT.match(self._data, self._places[number])
        if head is None or int(head[1]) != number:
            raise Whole("failed")
        value, at = parsed(self._data, head.end())
        stream = None
        if isinstance(value, dict) and (begins := re.compile(rb"\s*stream\r?\n").match(self._data, at)):
            stream = self._stream(value, begins.end())
        value = self._clean(value)
        if isinstance(value, dict) and stream is not None:
            stream = self._picture(value, stream)
            value["Length"] = b"%d" % len(stream)
        return _Object(value, stream)

    def _stream(self, value: Dictionary, at: int) -> bytes:
        length = value.get("Length")
        if isinstance(length, Ref):
            head = _OBJECT.match(self._data, self._places.get(length.number, len(self._data)))
            length = parsed(self._data, head.end())[0] if head else None
        if not isinstance(length, bytes) or not length.isdigit():
            raise Whole("failed")
        end = at + int(length)
        if not re.compile(rb"\s*endstream").match(self._data, end):
            raise Whole("failed")
        return self._data[at:end]

    def _picture(self, value: Dictionary, stream: bytes) -> bytes:
        """A picture as a JPEG or a JPEG 2000 has properties of its own."""
        coded = value.get("Filter")
        names = [str(one) for one in (coded if isinstance(coded, list) else [coded]) if isinstance(one, Name)]
        if names == ["DCTDecode"]:
            try:
                return pictures.jpeg(stream, self._taken, turns=False)
            except (Whole, ValueError, IndexError):
                raise Whole("inside") from None
        if "DCTDecode" in names or ("JPXDecode" in names and re.search(rb"uuid|xml |uinf", stream)):
            raise Whole("inside")
        return stream

    def _clean(self, value: Token) -> Token:
        """A value without keys that hold properties; those of remarks only where it is one."""
        if isinstance(value, list):
            return [self._clean(one) for one in value]
        if not isinstance(value, dict):
            return value
        if _FILES & value.keys():
            raise Whole("inside")
        subtype = value.get("Subtype")
        remark = subtype in _REMARKS or ("Rect" in value and subtype != _WIDGET)
        kept: Dictionary = {}
        for name, one in value.items():
            word = (_REMARK.get(name) if remark else None) or _TOLD.get(name)
            if word is None:
                kept[name] = self._clean(one)
            else:
                self._taken.note(word)
        return kept


def _refs(value: Token) -> Iterator[int]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Ref):
            yield one.number
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()


def _table(places: dict[int, int], at: int, root: Ref) -> bytes:
    last = max(places, default=0)
    free = [number for number in range(1, last + 1) if number not in places]
    rows = [b"%010d 65535 f \n" % (free[0] if free else 0)]
    after = dict(itertools.pairwise([*free, 0]))
    for number in range(1, last + 1):
        rows.append(b"%010d 00000 n \n" % places[number] if number in places else b"%010d 00001 f \n" % after[number])
    return (
        b"xref\n0 %d\n" % (last + 1) + b"".join(rows)
        + b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (root.number, last + 1, at)
    )  # fmt: skip
