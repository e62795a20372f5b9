"""Plain text: as in the file, without the characters that have no shape; a form feed begins a new page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers.headings import headings
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.unseen import dropped, spelled

_PAGE_BREAK: Final = "\f"


def read(data: bytes, scribe: Scribe) -> None:
    """Write ``data`` as text: UTF-8 or UTF-16 (a byte order mark is not part of the text), else Windows-1252."""
    raw, note = decoded(data)
    if note:
        scribe.note(note)
    for word in spelled(raw):
        scribe.hidden(Hiding.CHARACTERS, word)
    text = dropped(raw)
    if _PAGE_BREAK in text:
        _pages(text.removesuffix(_PAGE_BREAK), scribe)
    else:
        _titled(text, scribe.write(text), scribe)


def _pages(text: str, scribe: Scribe) -> None:
    for page in text.split(_PAGE_BREAK):
        _titled(page, scribe.page(page), scribe)


def _titled(text: str, start: int, scribe: Scribe) -> None:
    for heading in headings(text, start):
        scribe.heading(heading.start, heading.end, heading.level)


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and a note if the encoding was a guess."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _windows(data), "windows-1252"


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable("UnknownKind", "binary") from error


def samples() -> Iterator[bytes]:
    """One letter in each encoding."""
    yield from ("é".encode(), "é".encode("utf-16"), "é".encode("cp1252"))
