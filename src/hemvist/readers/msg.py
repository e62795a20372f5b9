"""Outlook messages (MSG): put together as a letter, with the files and messages attached to it ([MS-OXMSG])."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from hemvist.readers import letter, mail
from hemvist.readers.cfb import Compound, Path
from hemvist.readers.charsets import numbered
from hemvist.readers.letter import Letter, Part
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.signed import inside
from hemvist.readers.squeezed import unsqueezed

_DEEPEST: Final = 5
_MOST_PARTS: Final = 10_000
_MOST_NAMED: Final = 30_000
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
_SIGNED: Final = "ipm.note.smime"
_ADDRESSEE: Final = re.compile(r"__recip_version1\.0_#[0-9A-Fa-f]{8}$")
_MOST_ADDRESSEES: Final = 1_000
_KIND, _SMTP, _ADDRESS = 0x0C15, "39FE", "3003"
_APPOINTMENT, _TASK = (uuid.UUID(f"0006200{number}-0000-0000-c000-000000000046").bytes_le for number in (2, 3))
_MEETING: Final = (
    ("Start", (_APPOINTMENT, 0x820D), _TIME), ("End", (_APPOINTMENT, 0x820E), _TIME), ("Location", (_APPOINTMENT, 0x8208), 0),
    ("Recurrence", (_APPOINTMENT, 0x8232), 0), ("Start", (_TASK, 0x8104), _TIME), ("Due", (_TASK, 0x8105), _TIME),
)  # fmt: skip
"""What appointments and tasks tell apart from their text: the group and number of its name ([MS-OXPROPS])."""
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


def read(data: bytes, scribe: Scribe) -> None:
    """Write the message as a letter; a message inside it is handed on as a mail file (EML)."""
    file = Compound(data)
    letter.write(_Folder(file, (), 32, _named(file)).letter(0), scribe)


Named = Mapping[tuple[bytes, int], int]


class _Folder:
    """A message, or a file attached to one: a folder with properties, fixed ones in one stream and the others apart."""

    def __init__(self, file: Compound, at: Path, head: int, named: Named = MappingProxyType({})) -> None:
        self._file, self._at, self._named = file, at, named
        self._fixed = _fixed(file.stream(*at, _PROPERTIES) or b"", head)
        self._page = 0

    def letter(self, depth: int) -> Letter:
        """The message as a letter."""
        self._page = self._fixed.get(_CODE_PAGE, 0) or self._fixed.get(_MAIL_PAGE, 0)
        found = Letter(head=self._head(), bodies=[*self._meeting(), *self._bodies()])
        attached = [name for name in self._file.below(self._at) if _ATTACHED.match(name)]
        if len(attached) > _MOST_PARTS:
            raise Unreadable("TooLarge", "members")
        for number, name in enumerate(attached, 1):
            _Folder(self._file, (*self._at, name), 8, self._named).attach(found, number, depth, self._page)
        if self._text(_CLASS).lower().startswith(_SIGNED):
            _unsealed(found)
        return found

    def _meeting(self) -> list[tuple[str, str | bytes]]:
        """When and where an appointment takes place, which its text does not say."""
        told = []
        for label, (group, number), kind in _MEETING:
            at = self._named.get((group, number), 0)
            said = _date(self._fixed.get(at, 0)) if kind == _TIME else self._text(f"{at:04X}")
            if at and said.strip():
                told.append(f"{label}: {' '.join(said.split())}")
        return [("plain", "\n".join(told))] if told else []

    def _head(self) -> dict[str, str]:
        time = self._fixed.get(_SENT) or self._fixed.get(_DELIVERED) or 0
        return {
            "From": self._sender(), "To": self._text(_TO) or self._listed(1), "Cc": self._text(_CC) or self._listed(2),
            "Bcc": self._text(_BCC) or self._listed(3),
            "Date": _date(time), "Subject": self._text(_SUBJECT),
        }  # fmt: skip

    def _sender(self) -> str:
        name = self._text(_SENDER) or self._text(_FOR)
        address = self._text(_SENDER_SMTP) or self._text(_FOR_SMTP) or self._text(_SENDER_ADDRESS)
        return f"{name} <{address}>" if name and "@" in address and address != name else name or address

    def _listed(self, kind: int) -> str:
        """The addressees of a kind by the list of them, where the message does not say how they are shown."""
        names = [name for name in self._file.below(self._at) if _ADDRESSEE.match(name)][:_MOST_ADDRESSEES]
        folders = (_Folder(self._file, (*self._at, name), 8) for name in names)
        return "; ".join(filter(None, (one.addressee(self._page) for one in folders if one._fixed.get(_KIND) == kind)))

    def addressee(self, page: int) -> str:
        """The name and address told of here."""
        self._page = page
        name, address = self._text(_SHOWN_NAME), self._text(_SMTP) or self._text(_ADDRESS)
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
        message = _Folder(self._file, at, 24, self._named).letter(depth + 1)
        found.parts.append(Part(letter.called(message.head["Subject"]), letter.packed(message)))


def _unsealed(found: Letter) -> None:
    """Of a message that is signed, what was signed takes the place of the file that holds it; what is encrypted is noted."""
    sealed = found.parts[0].data if len(found.parts) == 1 else b""
    within = sealed if sealed[:8].lower() == b"content-" else inside(sealed)
    if within is None:
        found.notes.add("sealed-mail")
        return
    try:
        signed = mail.opened(within)
    except Unreadable:
        return
    if signed.bodies or signed.parts:
        found.bodies, found.parts = signed.bodies or found.bodies, signed.parts
    found.notes |= signed.notes


def _named(file: Compound) -> dict[tuple[bytes, int], int]:
    """The properties that have a number of their own in this file, by the group and number of their names."""
    groups, entries = (
        file.stream("__nameid_version1.0", f"__substg1.0_{name}0102") or b"" for name in ("0002", "0003")
    )
    found = {}
    for at in range(0, min(len(entries), 8 * _MOST_NAMED) - 7, 8):
        number, group, place = struct.unpack_from("<IHH", entries, at)
        if not group & 1 and group >> 1 >= 3:
            start = 16 * ((group >> 1) - 3)
            found[groups[start : start + 16], number] = 0x8000 + place
    return found


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
