"""PDF into text, page by page, with pdfium; offsets are kept so that any span can be found on the page again."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator
from statistics import mode
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw as pdfium

from hemvist.readers.headings import headings
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.tidy import origins, tidy

_TAIL: Final = 2048
_PASSWORD: Final = 4
_SECURITY: Final = 5


def read(data: bytes, scribe: Scribe) -> None:
    """Write every page of ``data``; a page that fails is named and left empty, and the rest goes on."""
    with opened(data) as pdf:
        _whole(pdf, data, scribe)
        form = pdf.get_formtype() != pdfium.FORMTYPE_NONE
        for at in range(len(pdf)):
            _page(pdf, at, scribe, form)


def opened(data: bytes) -> Any:
    """The open PDF."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (_PASSWORD, _SECURITY)
        raise Unreadable("PasswordProtected" if locked else "BrokenFile", "damaged") from error


def _whole(pdf: Any, data: bytes, scribe: Scribe) -> None:
    if len(pdf) == 0:
        raise Unreadable("BrokenFile", "no-pages")
    if len(pdf) > scribe.limits.pages:
        raise Unreadable("TooLarge", "pages")
    if b"%%EOF" not in data[-_TAIL:]:
        scribe.note("cut-off")


def _has_fields(page: Any) -> bool:
    """Whether there is anything to fill in on the page."""
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, at)
        field = pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_WIDGET
        pdfium.FPDFPage_CloseAnnot(note)
        if field:
            return True
    return False


def _page(pdf: Any, at: int, scribe: Scribe, form: bool) -> None:
    try:
        text, fields = _text(pdf, at, form)
    except pypdfium2.PdfiumError:
        scribe.failed(at + 1)
        text, fields = "", False
    if fields:
        scribe.note("form")
    start = scribe.page(text)
    for heading in headings(text, start):
        scribe.heading(heading.start, heading.end, heading.level)


def _text(pdf: Any, at: int, form: bool) -> tuple[str, bool]:
    """The text of page ``at``, counted from 0, without space at its end, and whether it has fields to fill in."""
    page = pdf[at]
    try:
        return tidy(raw_text(characters_of(page))).rstrip(), form and _has_fields(page)
    finally:
        page.close()


def characters_of(page: Any) -> Any:
    """The page's characters in reading order.

    pdfium puts lines of text that does not stand upright in odd order, so such a page is turned upright for reading.
    """
    characters, turned = page.get_textpage(), page.get_rotation()
    upright = _upright(characters, turned)
    if upright == turned:
        return characters
    characters.close()
    page.set_rotation(upright)
    characters = page.get_textpage()
    page.set_rotation(turned)
    return characters


def _upright(characters: Any, turned: int) -> int:
    """The rotation of the page, in degrees clockwise, with which most of five characters would stand upright."""
    count = characters.count_chars()
    angles = [pdfium.FPDFText_GetCharAngle(characters, count * at // 6) for at in range(1, 6)] if count else []
    usual = mode(round(math.degrees(angle) / 90) * 90 for angle in angles) if angles else -turned
    return -usual % 360


def raw_text(characters: Any) -> str:
    """A text page as pdfium gives it; lone surrogates are kept so that the index stays."""
    count = characters.count_chars()
    # pdfium counts UTF-16 units and adds a NUL; twice the room costs nothing and cannot be overrun.
    room = (ctypes.c_ushort * (2 * count + 2))()
    units = pdfium.FPDFText_GetText(characters, 0, count, room) if count else 0
    return bytes(memoryview(room)[: max(0, units - 1)]).decode("utf-16-le", "surrogatepass")


class Places:
    """Where each character of a page's tidied text stands among pdfium's characters."""

    def __init__(self, characters: Any) -> None:
        text = raw_text(characters)
        self._characters = characters
        self._origins = origins(text)
        self._units = _units(text)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """First character and count, in pdfium's terms, of ``start`` to ``end``; None if the page has no such text."""
        end = min(end, len(self._origins))
        if not 0 <= start < end:
            return None
        first, last = self._index(start), self._index(end - 1)
        return (first, last - first + 1) if 0 <= first <= last else None

    def _index(self, at: int) -> int:
        unit = self._units[self._origins[at]]
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._characters, unit))


def _units(text: str) -> list[int]:
    """For every character of ``text``, how many UTF-16 units come before it."""
    places, unit = [], 0
    for char in text:
        places.append(unit)
        unit += 2 if char > "\uffff" else 1
    return places


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
