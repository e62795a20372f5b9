"""Plain text: exactly as in the file, so that offsets into the text are offsets into the decoded file."""

from __future__ import annotations

from hemvist.readers.headings import headings
from hemvist.readers.scribe import Scribe, Unreadable


def read(data: bytes, scribe: Scribe) -> None:
    """Write ``data`` as text: UTF-8 or UTF-16 (a byte order mark is not part of the text), else Windows-1252."""
    text, note = decoded(data)
    if note:
        scribe.note(note)
    scribe.write(text)
    for heading in headings(text):
        scribe.heading(heading.start, heading.end, heading.level)


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and a note if the encoding was a guess."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _windows(data), "windows-1252"


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable("UnknownKind", "binary") from error
