"""pdfium's pages and their characters, closed by whoever opened them: its binding's own book-keeping costs a tenth of a page."""

from __future__ import annotations

from typing import Any, Final

import pypdfium2
from pypdfium2 import internal
from pypdfium2 import raw as pdfium

_ROTATIONS: Final = (0, 90, 180, 270)


class Sheet(pypdfium2.PdfPage):  # type: ignore[misc]
    """Page ``at`` of ``pdf``, counted from 0; to be closed before the file is. Raises PdfiumError if it cannot be read."""

    def __init__(self, pdf: Any, at: int) -> None:
        self.raw = pdfium.FPDF_LoadPage(pdf, at)
        if not self.raw:
            raise pypdfium2.PdfiumError("Failed to load page.")
        self.pdf, self.formenv = pdf, pdf.formenv
        internal.AutoCloseable.__init__(self, None, needs_free=False)
        if self.formenv:
            pdfium.FORM_OnAfterLoadPage(self, self.formenv)

    def close(self) -> None:
        """Give the memory back."""
        self._close_impl(self.raw, self.formenv)
        self.raw = None

    def get_rotation(self) -> int:
        """By how many degrees clockwise the page is turned."""
        return _ROTATIONS[pdfium.FPDFPage_GetRotation(self)]


class Characters(pypdfium2.PdfTextPage):  # type: ignore[misc]
    """The characters of ``page`` as it stands now; to be closed before the page is."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.raw = pdfium.FPDFText_LoadPage(page)
        if not self.raw:
            raise pypdfium2.PdfiumError("Failed to load text page.")
        internal.AutoCloseable.__init__(self, None, needs_free=False)

    def close(self) -> None:
        """Give the memory back."""
        pdfium.FPDFText_ClosePage(self.raw)
        self.raw = None
