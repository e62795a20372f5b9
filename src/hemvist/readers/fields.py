"""What stands on a page apart from its contents: fields that were filled in, text boxes, and comments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from pypdfium2 import raw as pdfium

from hemvist.domain.text import Hiding
from hemvist.readers import calls
from hemvist.readers.calls import Box
from hemvist.readers.tidy import tidy

_MOST: Final = 5_000
_LONGEST: Final = 100_000
_UNSEEN: Final = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW | pdfium.FPDF_ANNOT_FLAG_INVISIBLE
TICKS: Final = ("[ ]", "[x]")
"""What a box to tick is written as: empty, and ticked."""
_TICKED: Final = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_WRITTEN: Final = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX, pdfium.FPDF_FORMFIELD_UNKNOWN,
)  # fmt: skip
_SECRET: Final = 1 << 13
_REMARKS: Final = (
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_POLYLINE, pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FILEATTACHMENT, pdfium.FPDF_ANNOT_REDACT, pdfium.FPDF_ANNOT_SOUND,
)  # fmt: skip
_DRAWN: Final = (pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_FREETEXT)
"""What may say something without a text of its own."""
_LOOKED_AT: Final = 50
"""Of these, how many of a page are looked at before it is taken for granted that one says something."""
_PATH: Final = pdfium.FPDF_PAGEOBJ_PATH
_TELLING: Final = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
_DEEPEST: Final = 8
_MOST_STRUCK: Final = 200
"""Lines of the longest text that one mark strikes out."""
_CLEAR: Final = 0.1


class Note(NamedTuple):
    """A text and its box on the page; ``hiding`` is None where it is seen.

    ``lacks`` is the word of ``messages.NOTES`` for what could not be read.
    """

    text: str
    box: Box
    hiding: Hiding | None = None
    lacks: str = ""
    strikes: tuple[Box, ...] = ()
    """What it strikes out of the page."""


def notes(page: Any, form: Any) -> list[Note]:
    """What stands on ``page``, in the file's order; ``form`` is the open form, None if the file is none."""
    found: list[Note] = []
    looked = 0
    for at in range(min(_MOST, calls.note_count(calls.handle(page)))):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        told = [*_note(annotation, form)]
        if not told and looked <= _LOOKED_AT and _may_show(annotation, form):
            looked += 1
            if looked > _LOOKED_AT or _shows(annotation):
                looked = _LOOKED_AT + 1  # one is enough to say so
                told = [Note("", _box(annotation), lacks="stamps")]
        found += told
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _note(annotation: Any, form: Any) -> Iterator[Note]:
    kind, box = pdfium.FPDFAnnot_GetSubtype(annotation), _box(annotation)
    hidden = bool(pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        text, is_read = _value(annotation, form)
        if (text or not is_read) and not (hidden and text == TICKS[0]):
            yield Note(text, box, Hiding.FORMATTED if hidden else None, "" if is_read else "form")
    elif kind == pdfium.FPDF_ANNOT_FREETEXT:
        text = _string(annotation, b"Contents")
        if text:
            yield Note(text, box, Hiding.FORMATTED if hidden else None)
    elif kind in _REMARKS:
        text = _string(annotation, b"Contents")
        strikes = _strikes(annotation) if kind == pdfium.FPDF_ANNOT_STRIKEOUT and not hidden else ()
        if text or strikes:
            yield Note(text, box, Hiding.COMMENT, strikes=strikes)


def _strikes(annotation: Any) -> tuple[Box, ...]:
    """The boxes of the lines that such a mark strikes out; none where it is drawn so clear that nobody sees it."""
    opaque = ctypes.c_float(1)
    pdfium.FPDFAnnot_GetNumberValue(annotation, b"CA", opaque)
    if opaque.value < _CLEAR:
        return ()
    found, points = [], pdfium.FS_QUADPOINTSF()
    for at in range(min(_MOST_STRUCK, pdfium.FPDFAnnot_CountAttachmentPoints(annotation))):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, at, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            up = (points.y1, points.y2, points.y3, points.y4)
            found.append((min(across), min(up), max(across), max(up)))
    return tuple(found) or (_box(annotation),)


def _may_show(annotation: Any, form: Any) -> bool:
    """Whether it is of a kind that says something by how it is drawn, and is not hidden."""
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return False
    return pdfium.FPDFAnnot_GetSubtype(annotation) in _DRAWN or _is_signature(annotation, form)


def _is_signature(annotation: Any, form: Any) -> bool:
    if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET or not form:
        return False
    return bool(pdfium.FPDFAnnot_GetFormFieldType(form, annotation) == pdfium.FPDF_FORMFIELD_SIGNATURE)


def _shows(annotation: Any) -> bool:
    """Whether something is drawn: of a field to sign that nobody has signed, more than its frame."""
    left, bottom, right, top = _box(annotation)
    if right - left < 1 or top - bottom < 1:
        return False
    if pdfium.FPDFAnnot_GetInkListCount(annotation):
        return True
    is_field = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET
    telling = _TELLING if is_field and not pdfium.FPDFAnnot_HasKey(annotation, b"V") else (*_TELLING, _PATH)
    count = min(_MOST, pdfium.FPDFAnnot_GetObjectCount(annotation))
    things = [pdfium.FPDFAnnot_GetObject(annotation, at) for at in range(count)]
    return _tells([ctypes.addressof(thing.contents) for thing in things if thing], telling)


def _tells(things: list[int], telling: tuple[int, ...]) -> bool:
    """Whether one of these objects is of such a kind, or of those in the forms among them, down to the eighth."""
    for _ in range(_DEEPEST):
        kinds = [*map(calls.kind_of, things)]
        if any(kind in telling for kind in kinds):
            return True
        forms = [thing for thing, kind in zip(things, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_FORM]
        within = (calls.form_item(form, at) for form in forms for at in range(calls.form_count(form)))
        things = [*islice(within, _MOST)]
    return False


def _value(annotation: Any, form: Any) -> tuple[str, bool]:
    """What was filled in or ticked, or can be, and whether that could be told."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation) if form else pdfium.FPDF_FORMFIELD_UNKNOWN
    if kind in _TICKED:
        return TICKS[bool(pdfium.FPDFAnnot_IsChecked(form, annotation))], True
    if kind not in _WRITTEN and kind >= 0:
        return "", True
    if form and pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _SECRET:
        return "", False
    told = _asked(lambda room, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, room, size)) if form else ""
    told = told or _string(annotation, b"V")
    return told, bool(told) or kind in _WRITTEN[:3]


def _string(annotation: Any, key: bytes) -> str:
    return _asked(lambda room, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, room, size))


def _asked(ask: Callable[[Any, int], int]) -> str:
    """A text that pdfium writes to a room in UTF-16, ended by a NUL; it tells the size in bytes."""
    size = ask(None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    room = (ctypes.c_ushort * (size // 2 + 1))()
    ask(room, size)
    return tidy(bytes(memoryview(room))[: size - 2].decode("utf-16-le", "replace").partition("\0")[0]).strip()


def _box(annotation: Any) -> Box:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return (0, 0, 0, 0)
    return (
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
    )
