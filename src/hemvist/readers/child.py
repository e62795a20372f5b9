"""The confined child: parsers are loaded first, then the fences go up, and only then is the first byte taken."""

from __future__ import annotations

import ctypes
import io
import json
import os
import zipfile
from collections.abc import Callable
from typing import Any, Final

from hemvist.readers import fences
from hemvist.readers.kinds import READABLE, kind_of
from hemvist.readers.limits import Limits
from hemvist.readers.messages import DATA, frame, said
from hemvist.readers.scribe import Scribe, Unreadable

_IN, _OUT = 0, 1
_CHUNK: Final = 1 << 20

Task = Callable[[dict[str, Any], bytes, Limits], None]


def main(task: str, limits: Limits, parent: int) -> None:
    """Do one task and end, without returning."""
    work = TASKS[task]()
    send(said(fences=fences.confine(limits.megabytes, int(limits.seconds) + 1, parent)))
    try:
        order, _, data = _everything().partition(b"\n")
        work(json.loads(order), data, limits)
        send(said(done=True))
    except BaseException as error:
        _tell(error)
    os._exit(0)


def send(message: bytes) -> None:
    """Write all of ``message`` to the parent."""
    while message:
        message = message[os.write(_OUT, message) :]


def _everything() -> bytes:
    pieces = iter(lambda: os.read(_IN, _CHUNK), b"")
    return b"".join(pieces)


def _tell(error: BaseException) -> None:
    known = error if isinstance(error, Unreadable) else Unreadable(*_name(error))
    send(said(cannot=known.error, cause=known.cause))


def _name(error: BaseException) -> tuple[str, str]:
    if isinstance(error, MemoryError):
        return "TooMuchMemory", ""
    return "BrokenFile", "stopped"


def _reading() -> Task:
    """Load and warm the parsers; what is imported only when needed could not be found later."""
    from hemvist.readers import docx, pdf, txt

    readers: dict[str, Callable[[bytes, Scribe], None]] = {"pdf": pdf.read, "docx": docx.read, "txt": txt.read}
    _warm(readers)

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        kind = kind_of(data)
        if kind == "cfb" and "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("PasswordProtected")
        send(said(kind=kind))
        if kind in READABLE:
            scribe = Scribe(send, limits)
            readers[kind](data, scribe)
            scribe.flush()

    return work


def _picturing() -> Task:
    from hemvist.readers import marks

    marks.picture(_small_pdf(), 1, [(0, 2)], 100)

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        shown = marks.picture(data, order["page"], order["spans"], order["width"])
        for at in range(0, len(shown), _CHUNK):
            send(frame(DATA, shown[at : at + _CHUNK]))

    return work


def _standing() -> Task:
    """Nothing more than the report on the fences."""
    return lambda order, data, limits: None


TASKS: dict[str, Callable[[], Task]] = {"read": _reading, "picture": _picturing, "fences": _standing}


def _warm(readers: dict[str, Callable[[bytes, Scribe], None]]) -> None:
    scribe = Scribe(lambda message: None, Limits())
    readers["pdf"](_small_pdf(), scribe)
    readers["docx"](_small_docx(), scribe)
    for data in ("é".encode(), "é".encode("utf-16"), "é".encode("cp1252")):
        readers["txt"](data, scribe)
    scribe.flush()
    kind_of(_small_docx())


def _small_pdf() -> bytes:
    """A page with one word on it, so that every step of reading and drawing has been taken once."""
    import pypdfium2
    from pypdfium2 import raw as pdfium

    with pypdfium2.PdfDocument.new() as pdf:
        page = pdf.new_page(100, 20)
        word = pdfium.FPDFPageObj_NewTextObj(pdf, b"Helvetica", 10)
        pdfium.FPDFText_SetText(word, (ctypes.c_ushort * 3)(*map(ord, "xy"), 0))
        pdfium.FPDFPage_InsertObject(page, word)
        page.gen_content()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _small_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document><body><p><r><t>x</t></r></p></body></document>")
    return out.getvalue()
