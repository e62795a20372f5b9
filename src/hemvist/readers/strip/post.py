"""E-mail without the headers that nobody reads, and without the properties of what is attached."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO
from typing import Any, Final

from hemvist.readers.kinds import kind_of, promised
from hemvist.readers.letter import HEAD
from hemvist.readers.strip.whole import MOST_DEEP, Taken, Whole

_KEPT: Final = frozenset({*(name.lower() for name in HEAD), "mime-version", "content-type", "content-transfer-encoding",
                          "content-disposition", "content-id", "content-location"})  # fmt: skip
_SIGNED: Final = re.compile(r"multipart/(?:signed|encrypted)|application/(?:x-)?pkcs7-mime|application/pgp-encrypted")
_ODD: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, KeyError)
_PARAMETERS: Final = re.compile(
    r'(?i);\s*(?:creation-date|modification-date|read-date|x-[\w-]+)\s*=\s*(?:"[^"]{0,200}"|[^;\s]{0,200})'
)
Mime = "Message[Any, Any]"


def stripped(data: bytes, taken: Taken, depth: int = 0) -> bytes:
    """The mail with sender, recipients, date and subject. ``Whole`` where it is signed, or something in it stays whole."""
    try:
        whole = message_from_bytes(data)
        _part(whole, taken, depth)
        out = BytesIO()
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0, policy=compat32).flatten(whole)
        return out.getvalue()
    except RecursionError as error:
        raise Whole("failed") from error
    except _ODD as error:
        raise Whole("failed") from error


def _part(part: Message[Any, Any], taken: Taken, depth: int) -> None:
    _headers(part, taken)
    part.preamble = part.epilogue = None
    kind = part.get_content_type()
    if _SIGNED.match(kind):
        raise Whole("signed")
    if part.is_multipart():
        for one in part.get_payload():
            _part(one, taken, depth)  # type: ignore[arg-type]
    else:
        _leaf(part, kind, taken, depth)


def _headers(part: Message[Any, Any], taken: Taken) -> None:
    for name in {str(name) for name in part.keys()}:  # noqa: SIM118 - a mail is no dictionary
        if name.lower() not in _KEPT:
            taken.note("headers")
            del part[name]
    if part.get_unixfrom():
        part.set_unixfrom("")
    told = part.get("Content-Disposition")
    if told is not None and (plain := _PARAMETERS.sub("", str(told))) != str(told):
        taken.note("dates")
        part.replace_header("Content-Disposition", plain)


def _leaf(part: Message[Any, Any], kind: str, taken: Taken, depth: int) -> None:
    from hemvist.readers.strip.every import stripped as of_kind

    name = str(part.get_filename() or "")
    if kind.startswith("text/") and kind != "text/html" and not name:
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data:
        return
    made = of_kind(_kind(kind, name, data), data, taken, depth + 1) if depth < MOST_DEEP else _refused()
    if made != data:
        part.set_payload(made)
        del part["Content-Transfer-Encoding"]
        encode_base64(part)


def _kind(kind: str, name: str, data: bytes) -> str:
    return kind_of(data, "html" if kind == "text/html" else promised(name))


def _refused() -> bytes:
    raise Whole("inside")
