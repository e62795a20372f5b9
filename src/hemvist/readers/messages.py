"""What the confined child may say: frames, and the limits and words they are held to."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

DATA: Final = b"D"
SAYS: Final = b"S"
MOST_BYTES: Final = 4 << 20
MOST_HEADINGS: Final = 200_000
MOST_HIDDEN: Final = 5_000
MOST_HIDDEN_CHARACTERS: Final = 200_000
LONGEST_NAME: Final = 100
"""Characters of a page's label, a spot's name, and of each of at most four folders of a member's path."""
LINE: Final = "row {}"
"""The name of a spot that is told by its number."""
SEPARATOR: Final = "\n\n"
ORDER_SIZE: Final = 4
"""Bytes that tell the child how long its order is, which the file follows."""
_HEAD: Final = struct.Struct(">cI")
_PLAIN: Final = b"="
"""What a message begins with that is text and nothing else, which costs less to write and to check than words."""

# The child sends the word on the left; only these sentences are ever shown.
NOTES: Final = {
    "cut-off": "The PDF does not end as it should: it may be cut off, and text may be missing.",
    "form": "The PDF is a form: what was filled in may be missing from the text.",
    "xfa": "The PDF is a form that its pages do not hold (XFA): its contents were not read.",
    "stamps": "Signatures, stamps or drawings put on its pages were not read.",
    "blanks": "It holds a form: what was filled in may be missing from the text.",
    "layer": "The text of scanned pages was recognised by another program before and may hold errors.",
    "letters": "Some characters could not be read: their font does not say what they are.",
    "windows-1252": "The text is not UTF-8: it was read as Windows-1252.",
    "changes": "Tracked changes were read as if accepted.",
    "hidden-more": "There is more hidden text than is listed.",
    "formulas": "Formulas without a stored result were left out.",
    "pictures": "Pictures in it were not read.",
    "macros": "It holds macros: they were neither run nor read.",
    "sealed-members": "Files inside it that are protected by a password were left out.",
    "nested": "Archives inside archives beyond the third were left out.",
    "headers": "Page headers and footers were left out.",
    "embedded": "Embedded files were left out.",
    "names": "Names of files inside it were changed: they pointed outside it, or held characters that mislead.",
    "hidden-members": "Hidden files inside it were left out.",
    "links": "Links inside it were left out.",
    "damaged-members": "Files inside it that are damaged were left out.",
    "packed-members": "Files inside it that are packed in an unusual way were left out.",
    "large-members": "Files inside it that are too large were left out.",
    "sealed-mail": "The message is encrypted: its contents were not read.",
    "tnef": "A winmail.dat inside it (Outlook's own packing) was not read.",
    "numbers": "Numbers that Word gives to paragraphs by itself were left out.",
    "body": "A part of the message is damaged and was left out.",
}


class Misspoken(Exception):
    """The child said something it must not say."""


def frame(kind: bytes, payload: bytes) -> bytes:
    """One message on the wire: a letter, four bytes of length, the payload."""
    return _HEAD.pack(kind, len(payload)) + payload


def said(**message: object) -> bytes:
    """A message of words on the wire."""
    return frame(SAYS, json.dumps(message).encode())


def told(text: str) -> bytes:
    """A message of text on the wire: the same as ``said(text=text)``."""
    return frame(SAYS, _PLAIN + text.encode("utf-8", "surrogatepass"))


@dataclass
class Frames:
    """Cuts what arrives into frames."""

    arrived: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The frames that ``data`` completes, as (letter, payload)."""
        self.arrived += data
        while len(self.arrived) >= _HEAD.size:
            kind, size = _HEAD.unpack_from(self.arrived)
            if kind not in (DATA, SAYS) or size > MOST_BYTES:
                raise Misspoken
            if len(self.arrived) < _HEAD.size + size:
                return
            payload = bytes(self.arrived[_HEAD.size : _HEAD.size + size])
            del self.arrived[: _HEAD.size + size]
            yield kind, payload


def words(payload: bytes) -> dict[str, object]:
    """The message in ``payload``: a JSON object, or text as it is; all else is refused."""
    try:
        message = {"text": payload[1:].decode()} if payload.startswith(_PLAIN) else json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Misspoken from error
    if not isinstance(message, dict):
        raise Misspoken
    return message
