"""Outlook messages (MSG): put together as a letter, with the files and messages attached to it ([MS-OXMSG])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from hemvist.readers import letter
from hemvist.readers.cfb import Compound, Path
from hemvist.readers.charsets import numbered
from hemvist.readers.letter import Letter, Part
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.squeezed import unsqueezed

_DEEPEST: Final = 5
_MOST_PARTS: Final = 10_000
_TEXT, _ANSI, _BYTES, _FOLDER, _TIME, _NUMBER = "001F", "001E", "0102", "000D", 0x0040, 0x0003
_PROPERTIES: Final = "__properties_version1.0"
_ATTACHED: Final = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}$")
_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _FOR, _FOR_SMTP = "0037", "0C1A", "0C1F", "5D01", "0042", "5D02"
_TO, _CC, _BCC, _HEADERS, _CLASS = "0E04", "0E03", "0E02", "007D", "001A"
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_SENT, _DELIVERED, _CODE_PAGE, _MAIL_PAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENTS, _METHOD, _ID, _HIDDEN = (
    "3707",
    "3704",
    "3001",
    "3701",
    0x3705,
    "3712",
    0x7FFE,
)
_EMBEDDED: Final = 5
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


def read(data: bytes, scribe: Scribe) -> None:
    """Write the message as a letter; a message inside it is handed on as a mail file (EML)."""
    letter.write(_Folder(Compound(data), (), 32).letter(0), scribe)


class _Folder:
    """A message, or a file attached to one: a folder with properties, fixed ones in one stream and the others apart."""

    def __init__(self, file: Compound, at: Path, head: int) -> None:
        self._file, self._at = file, at
        self._fixed = _fixed(file.stream(*at, _PROPERTIES) or b"", head)
        self._page = 0

    def letter(self, depth: int) -> Letter:
        """The message as a letter."""
        self._page = self._fixed.get(_CODE_PAGE, 0) or self._fixed.get(_MAIL_PAGE, 0)
        found = Letter(head=self._head(), bodies=self._bodies())
        if (
            self._text(_CLASS).lower().startswith("ipm.note.smime")
            and "multipartsigned" not in self._text(_CLASS).lower()
        ):
            found.notes.add("sealed-mail")
        attached = [name for name in self._file.below(self._at) if _ATTACHED.match(name)]
        if len(attached) > _MOST_PARTS:
            raise Unreadable("TooLarge", "members")
        for number, name in enumerate(attached, 1):
            _Folder(self._file, (*self._at, name), 8).attach(found, number, depth, self._page)
        return found

    def _head(self) -> dict[str, str]:
        time = self._fixed.get(_SENT) or self._fixed.get(_DELIVERED) or 0
        return {
            "From": self._sender(), "To": self._text(_TO), "Cc": self._text(_CC), "Bcc": self._text(_BCC),
            "Date": _date(time), "Subject": self._text(_SUBJECT),
        }  # fmt: skip

    def _sender(self) -> str:
        name = self._text(_SENDER) or self._text(_FOR)
        address = self._text(_SENDER_SMTP) or self._text(_FOR_SMTP) or self._text(_SENDER_ADDRESS)
        return f"{name} <{address}>" if name and "@" in address and address != name else name or address

    def _bodies(self) -> list[tuple[str, str | bytes]]:
        """The body as Outlook shows it: the page, else the formatted text, else the plain one."""
        page = self._file.stream(*self._at, f"__substg1.0_{_HTML}{_BYTES}")
        if page and page.strip(b"\0 \r\n"):
            return [("html", numbered(page, self._fixed.get(_MAIL_PAGE, 0) or self._page))]
        if (page_text := self._text(_HTML)).strip():
            return [("html", page_text)]
        packed = self._file.stream(*self._at, f"__substg1.0_{_RTF}{_BYTES}")
        formatted = unsqueezed(packed) if packed else b""
        if formatted.startswith(b"{\\rtf"):
            return [("rtf", formatted)]
        return [("plain", self._text(_BODY))] if self._text(_BODY).strip() else []

    def _text(self, number: str) -> str:
        """The text of a property, in Unicode or in the message's code page."""
        for name, page in ((f"__substg1.0_{number}{_TEXT}", 1200), (f"__substg1.0_{number}{_ANSI}", self._page)):
            data = self._file.stream(*self._at, name)
            if data is not None:
                return numbered(data, page).replace("\0", "")
        return ""

    def attach(self, found: Letter, number: int, depth: int, page: int) -> None:
        """Add what is attached here to a letter."""
        self._page = page
        name = self._text(_NAME) or self._text(_SHORT_NAME) or self._text(_SHOWN_NAME) or f"attachment {number}"
        inside = f"__substg1.0_{_CONTENTS}{_FOLDER}"
        if self._fixed.get(_METHOD) == _EMBEDDED and inside in self._file.below(self._at):
            self._message((*self._at, inside), found, depth)
            return
        data = self._file.stream(*self._at, f"__substg1.0_{_CONTENTS}{_BYTES}")
        if data is None:
            found.notes.add("embedded")
        elif name.lower() == "winmail.dat":
            found.notes.add("tnef")
        else:
            found.parts.append(
                Part(name, data, bool(self._text(_ID) or self._fixed.get(_HIDDEN)) and _is_picture(data))
            )

    def _message(self, at: Path, found: Letter, depth: int) -> None:
        if depth >= _DEEPEST:
            found.notes.add("nested")
            return
        message = _Folder(self._file, at, 24).letter(depth + 1)
        found.parts.append(Part(f"{message.head['Subject'] or 'message'}.eml", letter.packed(message)))


def _fixed(stream: bytes, head: int) -> dict[int, int]:
    """The numbers and times in a stream of properties, by property."""
    found = {}
    for at in range(head, len(stream) - 15, 16):
        kind, number, _, value = struct.unpack_from("<HHIQ", stream, at)
        if kind in (_TIME, _NUMBER, 0x000B):
            found[number] = value if kind == _TIME else value & 0xFFFFFFFF
    return found


def _date(ticks: int) -> str:
    """A time as e-mail writes it; nothing for one that no calendar has."""
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return ""
    return moment.strftime("%d %b %Y %H:%M UTC") if ticks else ""


def _is_picture(data: bytes) -> bool:
    return data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM"))


def samples() -> Iterator[bytes]:
    """None: what it needs is loaded by its imports, and by the samples of the others."""
    yield from ()
