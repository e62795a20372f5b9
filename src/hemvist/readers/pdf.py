"""PDF into text, page by page, with pdfium; offsets are kept so that any span can be found on the page again."""

from __future__ import annotations

import ctypes
import gc
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw as pdfium

from hemvist.readers.book import Book
from hemvist.readers.calls import Calls
from hemvist.readers.drawn import Drawn, drawn
from hemvist.readers.glyphs import Glyphs
from hemvist.readers.leaf import Draft, File, draft, written
from hemvist.readers.running import AROUND, Margin, running
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.sheets import Sheet

_AT_ONCE: Final = 16
"""Pages looked through before any is written: what writes them then stays in the processor's cache."""
_MOST_HELD: Final = 100_000
"""Characters of these pages, which bounds the memory that their boxes take."""
_TAIL: Final = 2048
_PASSWORD: Final = 4
_SECURITY: Final = 5
_XFA: Final = {pdfium.FORMTYPE_XFA_FULL: "xfa", pdfium.FORMTYPE_XFA_FOREGROUND: "form"}
"""What is noted of forms that hold a second description of themselves: one may differ from the pages, or stand in their place."""
_PACKED: Final = re.compile(rb"/ObjStm\b[^>]{0,200}>>\s{0,4}stream\r?\n")
_MOST_PACKED: Final = 4 << 20
_STEP: Final = 1 << 14
_MOST_UNPACKED: Final = 256 << 20
_LINES: Final = (
    "Supply of parts", "1. Term", *["This agreement runs from year to year until either party ends it in writing, with three months"] * 20,
    "2. Prices", *["The price of each part is that of the list on the day of the order - freight and tax are not in it, and are"] * 20,
    "Page 1",
)  # fmt: skip
"""What the pages of a sample say."""


def read(data: bytes, scribe: Scribe) -> None:
    """Write every page of ``data``; a page that fails is named and left empty, and the rest goes on."""
    with opened(data) as pdf, _unswept():
        _whole(pdf, data, scribe)
        file, count = file_of(pdf, data), len(pdf)
        drafts: dict[int, Draft | None] = {}
        margins: dict[int, list[Margin]] = {}
        book, number, known = Book(scribe), 0, 0
        while number < count:
            fresh = dict(_drafts(pdf, range(known, min(count, known + _AT_ONCE)), file))
            known += len(fresh)
            drafts |= fresh
            margins |= {at: made.margins if made else [] for at, made in fresh.items()}
            while number < (count if known == count else known - AROUND):
                made = drafts.pop(number)
                book.add(written(made, running(margins, number, count)) if made else None)
                margins.pop(number - AROUND, None)
                number += 1
        book.close()


@contextmanager
def _unswept() -> Iterator[None]:
    """Without Python's search for things that refer to each other in a circle: pages leave none, and it costs a thirtieth."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


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
    return File(len(pdf), _has_layers(data), pdf.formenv, Calls())


def _has_layers(data: bytes) -> bool:
    """Whether parts of the pages can be switched off. Where encryption hides that, they may."""
    # The first letters are looked for first: Python finds what ends in a rare letter in a third of the time.
    if b"/OCP" in data and b"/OCProperties" in data:
        return True
    if b"/ObjS" not in data or b"/ObjStm" not in data:
        return False
    return b"/Encrypt" in data or any(b"/OCProperties" in unpacked for unpacked in _unpacked(data))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The packed objects of a file, each as far as it can be unpacked; where they are too many, they may say anything."""
    left = _MOST_UNPACKED
    for found in _PACKED.finditer(data):
        unpacked = _inflated(data, found.end())
        left -= len(unpacked)
        yield unpacked if left > 0 else b"/OCProperties"


def _inflated(data: bytes, at: int) -> bytes:
    """What is packed at ``at``, as far as it can be unpacked: step by step, since the rest of the file is no part of it."""
    inflate, out = zlib.decompressobj(), bytearray()
    try:
        while at < len(data) and not inflate.eof and len(out) < _MOST_PACKED:
            out += inflate.decompress(data[at : at + _STEP])
            at += _STEP
    except zlib.error:
        pass
    return bytes(out)


def _whole(pdf: Any, data: bytes, scribe: Scribe) -> None:
    if len(pdf) == 0:
        raise Unreadable("BrokenFile", "no-pages")
    if len(pdf) > scribe.limits.pages:
        raise Unreadable("TooLarge", "pages")
    if b"%%EOF" not in data[-_TAIL:]:
        scribe.note("cut-off")
    if pdfium.FPDFDoc_GetAttachmentCount(pdf) > 0:
        scribe.note("embedded")
    if pdf.get_formtype() in _XFA:
        scribe.note(_XFA[pdf.get_formtype()])


def _drafts(pdf: Any, pages: range, file: File) -> Iterator[tuple[int, Draft | None]]:
    """These pages, each with what is known of it by itself, up to the one that makes them too many to keep at once."""
    held = 0
    for at in pages:
        made = _draft(pdf, at, file)
        yield at, made
        held += len(made.raw) if made else 0
        if held > _MOST_HELD:
            return


def _draft(pdf: Any, at: int, file: File) -> Draft | None:
    """Page ``at``, counted from 0; None if it cannot be read."""
    try:
        with looked_at(pdf, at, file) as (page, glyphs, seen_on):
            return draft(page, file, glyphs, seen_on)
    except pypdfium2.PdfiumError:
        return None


@contextmanager
def looked_at(pdf: Any, at: int, file: File) -> Iterator[tuple[Any, Glyphs, Drawn]]:
    """Page ``at``, counted from 0, its characters, and what is drawn on it, until they are given back.

    What is drawn is asked first: just read, its objects are still in the processor's cache.
    """
    page = Sheet(pdf, at)
    try:
        paper = page.get_bbox()
        seen_on = drawn(page, paper, file.layers, file.calls)
        glyphs = Glyphs(page, file.calls, paper)
        try:
            yield page, glyphs, seen_on
        finally:
            glyphs.close()
    finally:
        page.close()


def apart(pdf: Any, at: int, file: File, own: Draft) -> list[Margin]:
    """The running lines of page ``at``, counted from 0, of which ``own`` is known, told by the pages around it."""
    near = range(max(0, at - AROUND), min(len(pdf), at + AROUND + 1)) if own.margins else ()
    found = {other: own if other == at else _draft(pdf, other, file) for other in near}
    return running({other: made.margins for other, made in found.items() if made}, at, len(pdf))


def samples() -> Iterator[bytes]:
    """A page with one word on it, and two that are as full as pages are."""
    yield sample()
    yield _written(2, _LINES)


def sample() -> bytes:
    """A page with one word on it, so that every step of reading and drawing has been taken once."""
    return _written(1, ("xy",))


def _written(pages: int, lines: Sequence[str]) -> bytes:
    """So many pages with these lines."""
    with pypdfium2.PdfDocument.new() as pdf:
        for _ in range(pages):
            page = pdf.new_page(595, 842)
            for at, line in enumerate(lines):
                _put(pdf, page, line, 800 - 17 * at)
            page.gen_content()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _put(pdf: Any, page: Any, line: str, height: float) -> None:
    words = pdfium.FPDFPageObj_NewTextObj(pdf, b"Helvetica", 10)
    pdfium.FPDFText_SetText(words, (ctypes.c_ushort * (len(line) + 1))(*map(ord, line), 0))
    pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, 50, height)
    pdfium.FPDFPage_InsertObject(page, words)
