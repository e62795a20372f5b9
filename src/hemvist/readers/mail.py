"""E-mail (EML, MHTML): the message as it is shown, and the files attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from typing import Any, Final, TypeAlias

from hemvist.readers import html, letter
from hemvist.readers.charsets import coded
from hemvist.readers.flowed import unflowed
from hemvist.readers.letter import HEAD, Letter, Part, called
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.signed import inside
from hemvist.readers.txt import decoded

_DEEPEST: Final = 50
_MOST_PARTS: Final = 20_000
_LONGEST_FIELD: Final = 100_000
_SIGNATURES: Final = frozenset(
    ["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"]
)
_SEALED: Final = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_UNSHOWN: Final = re.compile(r"<(/?)(?:style|script|head)\b", re.IGNORECASE)
_HEAD_ENDS: Final = re.compile(rb"(?>\r\n|\r|\n)(?>\r\n|\r|\n)")
_PARTS: Final = re.compile(rb"multipart|message/", re.IGNORECASE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]+")
_LONGEST_HEAD: Final = 1 << 20
_LONGEST_PARAMETERS: Final = 5_000
_ODD: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)

Mime: TypeAlias = "Message[Any, Any]"


def read(data: bytes, scribe: Scribe) -> None:
    """Write the head, the message and its notes; hand on what is attached."""
    letter.write(opened(data), scribe)


def opened(data: bytes) -> Letter:
    """The letter in the mail file ``data``."""
    try:
        whole = _parsed(data)
        found = Letter(head={name: _field(whole, name) for name in HEAD})
        _Parts(found).take(whole, 0)
    except RecursionError as error:
        raise Unreadable("BrokenFile", "deep") from error
    except _ODD as error:
        raise Unreadable("BrokenFile", "damaged") from error
    return found


def _parsed(data: bytes) -> Mime:
    """The message; the library, which goes line by line, is not shown the body of one that is text and nothing else."""
    end = _HEAD_ENDS.search(data, 0, _LONGEST_HEAD)
    if end is None or _PARTS.search(data, 0, end.end()):
        return message_from_bytes(data)
    whole = message_from_bytes(data[: end.end()])
    if whole.get_payload() or whole.get_content_maintype() in ("multipart", "message"):
        return message_from_bytes(data)
    whole.set_payload(data[end.end() :].decode("ascii", "surrogateescape"))
    return whole


def _bound(part: Mime) -> None:
    """Cut what names a part's kind and file to a length that the library can look through."""
    for name in ("Content-Type", "Content-Disposition"):
        told = part.get(name)
        if told is not None and len(str(told)) > _LONGEST_PARAMETERS:
            part.replace_header(name, str(told)[:_LONGEST_PARAMETERS])


class _Parts:
    """Takes a mail's parts one by one into a letter."""

    def __init__(self, found: Letter) -> None:
        self._found, self._count = found, 0

    def take(self, part: Mime, depth: int) -> None:
        """Take in a part, and what lies in it."""
        self._count += 1
        _bound(part)
        kind = part.get_content_type()
        if depth > _DEEPEST:
            raise Unreadable("BrokenFile", "deep")
        if self._count > _MOST_PARTS:
            raise Unreadable("TooLarge", "members")
        if kind == "message/rfc822" or (kind.startswith("message/") and _below(part)):
            self._message(part)
        elif kind == "multipart/encrypted":
            self._found.notes.add("sealed-mail")
        elif kind == "multipart/alternative" and _below(part):
            self._alternative(_below(part), depth)
        elif part.is_multipart():
            for below in _below(part):
                self.take(below, depth + 1)
        else:
            self._leaf(part, kind, depth)

    def _alternative(self, below: list[Mime], depth: int) -> None:
        """Of several ways to say the same, the one that mail programs show: the last of those that say anything."""
        shown = [part for part in below if _says(part)]
        chosen = next((part for part in reversed(shown) if _is_page(part)), shown[0] if shown else below[0])
        self.take(chosen, depth + 1)
        for part in below:
            if part is not chosen and part.get_content_type() not in ("text/plain", "text/html", "text/enriched"):
                self.take(part, depth + 1)

    def _leaf(self, part: Mime, kind: str, depth: int) -> None:
        name = _name(part)
        if kind in _SIGNATURES:
            return
        if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            self._found.notes.add("tnef")
        elif kind in _SEALED:
            self._sealed(part, depth)
        elif self._is_body(part, kind, name):
            self._body(part, kind.removeprefix("text/"))
        else:
            self._attach(part, kind, name)

    def _is_body(self, part: Mime, kind: str, name: str) -> bool:
        if part.get_content_disposition() == "attachment":
            return False
        return kind in ("text/plain", "text/html", "text/rtf", "text/enriched") and (not name or not self._found.bodies)

    def _body(self, part: Mime, kind: str) -> None:
        data = _bytes(part)
        if kind == "rtf":
            self._found.bodies.append((kind, data))
        elif text := _text(data, part):
            shown = kind if kind != "enriched" else "html"
            if kind == "plain" and _told(part, "format") == "flowed":
                text = unflowed(text, _told(part, "delsp") == "yes")
            self._found.bodies.append((shown, text))

    def _sealed(self, part: Mime, depth: int) -> None:
        """What is signed is read; what is encrypted is not."""
        within = inside(_bytes(part))
        if within is None:
            self._found.notes.add("sealed-mail")
        else:
            self.take(message_from_bytes(within), depth + 1)

    def _message(self, part: Mime) -> None:
        for below in _below(part):
            subject = _field(below, "Subject")
            if below.keys():
                self._found.parts.append(Part(called(subject), _whole(below)))
            elif _is_coded(part, below):
                self._decoded(part, below)
            else:
                self._body(below, "plain")

    def _decoded(self, part: Mime, below: Mime) -> None:
        """A whole message in a coding that messages must not have, and that some gateways give them all the same."""
        below["Content-Transfer-Encoding"] = _coding(part)
        data = _bytes(below).lstrip()
        within = _parsed(data)
        if within.keys():
            self._found.parts.append(Part(called(_field(within, "Subject")), data))
        elif _coding(part) == "base64":
            self._found.notes.add("body")
        else:
            self._body(below, "plain")

    def _attach(self, part: Mime, kind: str, name: str) -> None:
        picture = kind.startswith("image/")
        inline = picture and (part.get_content_disposition() != "attachment" or "Content-ID" in part)
        self._found.parts.append(Part(name or _named(kind, self._count), _bytes(part), inline))


def _below(part: Mime) -> list[Mime]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _is_coded(part: Mime, below: Mime) -> bool:
    """Whether a message without a head is one only once its coding is undone."""
    payload = below.get_payload()
    if not isinstance(payload, str):
        return False
    return _coding(part) == "quoted-printable" or (_coding(part) == "base64" and _BASE64.fullmatch(payload) is not None)


def _coding(part: Mime) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()


def _is_page(part: Mime) -> bool:
    return part.get_content_type() == "text/html" or part.get_content_type() in ("multipart/related", "multipart/mixed")


def _says(part: Mime) -> bool:
    """Whether there is any text in a part, at a glance."""
    if part.is_multipart():
        return any(_says(below) for below in _below(part)[:20])
    if not part.get_content_type().startswith("text/"):
        return False
    text = _text(_bytes(part), part)
    shown = _untagged(text) if part.get_content_type() == "text/html" else text
    return bool(shown.replace("&nbsp;", "").strip())


def _untagged(page: str) -> str:
    """What of a page stands outside its tags, and outside what no page shows."""
    kept, at, depth = [], 0, 0
    for tag in _UNSHOWN.finditer(page):
        if not depth:
            kept.append(page[at : tag.start()])
        depth = 0 if tag[1] else 1
        at = tag.start()
    kept.append(page[at:])
    return "".join(one.rpartition(">")[2] for one in f">{''.join(kept)}".split("<"))


def _bytes(part: Mime) -> bytes:
    """The part's bytes, as well as its coding can be undone."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _whole(message: Mime) -> bytes:
    """A message inside a message, as the file it would be."""
    return message.as_bytes()


def _text(data: bytes, part: Mime) -> str:
    charset = str(part.get_content_charset() or "")
    if not charset and part.get_content_type() == "text/html":
        charset = html.told_charset(data)
    found = coded(data, charset) if charset else None
    if found is not None:
        return found
    try:
        return decoded(data)[0]
    except Unreadable:
        return data.decode("cp1252", "replace")


def _told(part: Mime, name: str) -> str:
    """What is said of a part's text beside its kind, in small letters."""
    return str(part.get_param(name) or "").lower()


def _field(message: Mime, name: str) -> str:
    """The fields of that name, decoded, one after the other."""
    values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return ", ".join(unfolded(str(value)) for value in values[:20])


def unfolded(raw: str) -> str:
    """A field's value with its encoded words (RFC 2047) and its raw bytes decoded."""
    raw = raw[:_LONGEST_FIELD]
    if not raw.isascii():
        data = raw.encode("utf-8", "surrogateescape")
        raw = coded(data, "utf-8") or data.decode("cp1252", "replace")
    if "=?" not in raw:
        return raw
    try:
        words = decode_header(raw)
    except _ODD:
        return raw
    return "".join(_word(word, charset) for word, charset in words)


def _word(word: str | bytes, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    if charset is None:  # words between the encoded ones, as the library hands them on
        return word.decode("raw-unicode-escape", "replace")
    found = coded(word, charset)
    return found if found is not None else word.decode("utf-8", "replace")


def _name(part: Mime) -> str:
    """The name of the file attached, decoded from either way of writing it (RFC 2231, RFC 2047)."""
    found = part.get_filename()
    return " ".join(unfolded(str(found)).split()) if found else ""


_ENDINGS: Final = {
    "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "text/markdown": "md",
    "application/pdf": "pdf", "application/msword": "doc", "application/rtf": "rtf", "text/rtf": "rtf",
    "application/zip": "zip", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/tiff": "tif",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}  # fmt: skip


def _named(kind: str, number: int) -> str:
    """A name for a file attached without one."""
    return f"attachment {number}.{_ENDINGS[kind]}" if kind in _ENDINGS else f"attachment {number}"


def samples() -> Iterator[bytes]:
    """Mails that between them use every coding and kind of part."""
    yield (
        b"From: =?utf-8?B?w6U=?= <a@b.c>\nTo: =?iso-8859-1?Q?=E5?=\nSubject: x\nDate: y\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/alternative; boundary="c"\n\n'
        b"--c\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=C3=A5\n"
        b"--c\nContent-Type: text/html\n\n<p>x</p>\n--c--\n--b\nContent-Type: text/rtf\n\n{\\rtf1 x}\n"
        b"--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
        b"Content-Disposition: attachment; filename*=utf-8''%C3%A5.bin\n\nYQ==\n"
        b"--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n!80``\n`\nend\n"
        b"--b\nContent-Type: message/rfc822\n\nSubject: z\n\nz\n"
        b"--b\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMAA=\n--b--\n"
    )
