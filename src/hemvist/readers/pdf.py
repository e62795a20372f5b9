"""PDF into text, page by page, with pdfium; offsets are kept so that any span can be found on the page again."""

from __future__ import annotations

import ctypes
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw as pdfium

from hemvist.readers.glyphs import Glyphs
from hemvist.readers.headings import headings
from hemvist.readers.leaf import File, Leaf, leaf
from hemvist.readers.scribe import Scribe, Unreadable

_TAIL: Final = 2048
_PASSWORD: Final = 4
_SECURITY: Final = 5
_PACKED: Final = re.compile(rb"/ObjStm\b[^>]{0,200}>>\s{0,4}stream\r?\n")
_MOST_PACKED: Final = 4 << 20


def read(data: bytes, scribe: Scribe) -> None:
    """Write every page of ``data``; a page that fails is named and left empty, and the rest goes on."""
    with opened(data) as pdf:
        _whole(pdf, data, scribe)
        file = file_of(pdf, data)
        for at in range(len(pdf)):
            _page(pdf, at, scribe, file)


def opened(data: bytes) -> Any:
    """The open PDF."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (_PASSWORD, _SECURITY)
        raise Unreadable("PasswordProtected" if locked else "BrokenFile", "damaged") from error
    if pdf.get_formtype() != pdfium.FORMTYPE_NONE:
        pdf.init_forms()
    return pdf


def file_of(pdf: Any, data: bytes) -> File:
    """What must be known of the whole file before a page of it is read."""
    return File(len(pdf), _has_layers(data), pdf.formenv)


def _has_layers(data: bytes) -> bool:
    """Whether parts of the pages can be switched off. Where encryption hides that, they may."""
    if b"/OCProperties" in data:
        return True
    if b"/ObjStm" not in data:
        return False
    return b"/Encrypt" in data or any(b"/OCProperties" in unpacked for unpacked in _unpacked(data))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The packed objects of a file, each as far as it can be unpacked."""
    for found in _PACKED.finditer(data):
        try:
            yield zlib.decompressobj().decompress(memoryview(data)[found.end() :], _MOST_PACKED)
        except zlib.error:
            yield b""


def _whole(pdf: Any, data: bytes, scribe: Scribe) -> None:
    if len(pdf) == 0:
        raise Unreadable("BrokenFile", "no-pages")
    if len(pdf) > scribe.limits.pages:
        raise Unreadable("TooLarge", "pages")
    if b"%%EOF" not in data[-_TAIL:]:
        scribe.note("cut-off")
    if pdfium.FPDFDoc_GetAttachmentCount(pdf) > 0:
        scribe.note("embedded")


def _page(pdf: Any, at: int, scribe: Scribe, file: File) -> None:
    try:
        found = _leaf(pdf, at, file)
    except pypdfium2.PdfiumError:
        scribe.failed(at + 1)
        found = Leaf()
    start = scribe.page(found.text)
    if found.scan:
        scribe.scan(at + 1)
    for heading in headings(found.text, start):
        scribe.heading(heading.start, heading.end, heading.level)
    for hiding, text in found.hidden:
        scribe.hidden(hiding, text, at + 1)
    for note in sorted(found.notes):
        scribe.note(note)


def _leaf(pdf: Any, at: int, file: File) -> Leaf:
    """Page ``at``, counted from 0."""
    page = pdf[at]
    try:
        glyphs = Glyphs(page)
        try:
            return leaf(page, file, glyphs)
        finally:
            glyphs.close()
    finally:
        page.close()


def samples() -> Iterator[bytes]:
    """A page with one word on it."""
    yield sample()


def sample() -> bytes:
    """A page with one word on it, so that every step of reading and drawing has been taken once."""
    with pypdfium2.PdfDocument.new() as pdf:
        page = pdf.new_page(100, 20)
        word = pdfium.FPDFPageObj_NewTextObj(pdf, b"Helvetica", 10)
        pdfium.FPDFText_SetText(word, (ctypes.c_ushort * 3)(*map(ord, "xy"), 0))
        pdfium.FPDFPage_InsertObject(page, word)
        page.gen_content()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()
