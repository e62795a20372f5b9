"""A letter as every mail program shows it: who, to whom, when, about what, the message, and what is attached."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from typing import Final

from hemvist.readers import html, rtf
from hemvist.readers.lines import Lines
from hemvist.readers.scribe import Scribe, Unreadable

HEAD: Final = ("From", "To", "Cc", "Bcc", "Date", "Subject")
_SMALL_PICTURE: Final = 20_000
_PARTS_FOLDERS: Final = str.maketrans("/\\", "--")


@dataclass(frozen=True)
class Part:
    """A file attached: the name it has, its bytes, whether it is a picture that stands in the text."""

    name: str
    data: bytes
    inline: bool = False


@dataclass
class Letter:
    """The head's fields by name (``HEAD``), bodies as (kind: plain, html or rtf; text), attached files, and notes."""

    head: dict[str, str] = field(default_factory=dict)
    bodies: list[tuple[str, str | bytes]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def write(letter: Letter, scribe: Scribe) -> None:
    """Write the head's lines, an empty line and the bodies; hand on what is attached."""
    lines = Lines(scribe, stands_apart=False)
    for name in HEAD:
        _field(name, letter.head.get(name, ""), lines)
    if letter.bodies:
        lines.gap()
    for kind, body in letter.bodies:
        _body(kind, body, lines)
    for note in sorted(letter.notes):
        lines.note(note)
    lines.end()
    _attached(letter.parts, scribe)


def _field(name: str, value: str, lines: Lines) -> None:
    value = " ".join(value.split())
    if value:
        lines.line(f"{name}: {value}", level=1 if name == "Subject" else 0)


def _body(kind: str, body: str | bytes, lines: Lines) -> None:
    try:
        if kind == "html":
            page = body if isinstance(body, str) else body.decode("utf-8", "replace")
            html.write(page, lines, titled=False, quoted=True)
        elif kind == "rtf":
            rtf.write(body if isinstance(body, bytes) else body.encode("latin-1", "replace"), lines, quoted=True)
        else:
            lines.block(str(body))
    except Unreadable as error:
        if error.error == "TooLarge":
            raise
        lines.note("body")


def _attached(parts: list[Part], scribe: Scribe) -> None:
    for part in parts:
        if part.inline and len(part.data) < _SMALL_PICTURE:
            scribe.note("pictures")
        elif part.data:
            scribe.member(part.name, part.data)


def called(subject: str) -> str:
    """The name of the file that a message inside another becomes; what would part folders stands for itself no more."""
    return f"{(subject or 'message').translate(_PARTS_FOLDERS)}.eml"


def packed(letter: Letter) -> bytes:
    """The letter as a mail file (EML), for one that lay inside another."""
    whole = MIMEMultipart("mixed")
    for name in HEAD:
        if value := " ".join(letter.head.get(name, "").split()):
            whole[name] = Header(value, "utf-8", maxlinelen=70).encode()
    for kind, body in letter.bodies:
        whole.attach(_sealed("text", kind, body if isinstance(body, bytes) else body.encode("utf-8", "replace")))
    for part in letter.parts:
        attached = _sealed("application", "octet-stream", part.data)
        attached.add_header("Content-Disposition", "attachment", filename=("utf-8", "", part.name))
        whole.attach(attached)
    return whole.as_bytes()


def _sealed(main: str, kind: str, data: bytes) -> MIMEBase:
    part = MIMEBase(main, kind, charset="utf-8")
    part.set_payload(data)
    encoders.encode_base64(part)
    return part
