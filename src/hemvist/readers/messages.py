"""What the confined child may say: frames, their limits, and the text put together from them, believing nothing."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hemvist.domain.passage import Heading, Page, Text
from hemvist.readers.limits import Limits

DATA: Final = b"D"
SAYS: Final = b"S"
MOST_BYTES: Final = 4 << 20
MOST_HEADINGS: Final = 200_000
SEPARATOR: Final = "\n\n"
_HEAD: Final = struct.Struct(">cI")

# The child sends the word on the left; only these sentences are ever shown.
NOTES: Final = {
    "cut-off": "The PDF does not end as it should: it may be cut off, and text may be missing.",
    "form": "The PDF is a form: what was filled in may be missing from the text.",
    "windows-1252": "The text is not UTF-8: it was read as Windows-1252.",
    "hidden": "Text formatted as hidden was left out.",
    "changes": "Tracked changes were read as if accepted: deleted text was left out.",
    "comments": "Comments were left out.",
    "headers": "Page headers and footers were left out.",
    "embedded": "Embedded files were left out.",
}


class Misspoken(Exception):
    """The child said something it must not say."""


def frame(kind: bytes, payload: bytes) -> bytes:
    """One message on the wire: a letter, four bytes of length, the payload."""
    return _HEAD.pack(kind, len(payload)) + payload


def said(**message: object) -> bytes:
    """A message of words on the wire."""
    return frame(SAYS, json.dumps(message).encode())


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
    """The message in ``payload``: a JSON object, or it is refused."""
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Misspoken from error
    if not isinstance(message, dict):
        raise Misspoken
    return message


class Assembly:
    """A Text put together piece by piece; offsets must run forwards and stay within the text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._headings: list[Heading] = []
        self._notes: list[str] = []
        self._failed: set[int] = set()

    def add(self, message: dict[str, object]) -> None:
        """Take in one message; raise Misspoken if it is not as it should be."""
        self._text(message.get("text", ""))
        for start, end in _numbers(message.get("pages", []), 2):
            self._page(start, end)
        for start, end, level in _numbers(message.get("headings", []), 3):
            self._heading(start, end, level)
        for (number,) in _numbers(message.get("failed", []), 1):
            self._fail(number)
        self._note(message.get("note"))

    def _text(self, text: object) -> None:
        if not isinstance(text, str):
            raise Misspoken
        self._length += len(text)
        if self._length > self.limits.characters or not _is_unicode(text):
            raise Misspoken
        self._pieces.append(text)

    def _page(self, start: int, end: int) -> None:
        least = self._pages[-1].end if self._pages else 0
        if not least <= start <= end <= self._length or len(self._pages) >= self.limits.pages:
            raise Misspoken
        self._pages.append(Page(len(self._pages) + 1, start, end))

    def _heading(self, start: int, end: int, level: int) -> None:
        least = self._headings[-1].end if self._headings else 0
        if not least <= start < end <= self._length or not 1 <= level <= 9 or len(self._headings) >= MOST_HEADINGS:
            raise Misspoken
        self._headings.append(Heading(start, end, level))

    def _fail(self, number: int) -> None:
        if not 1 <= number <= self.limits.pages:
            raise Misspoken
        self._failed.add(number)

    def _note(self, note: object) -> None:
        if note is None:
            return
        if not isinstance(note, str) or note not in NOTES:
            raise Misspoken
        if NOTES[note] not in self._notes:
            self._notes.append(NOTES[note])

    def failed_pages(self) -> list[int]:
        """The pages that could not be read, in order."""
        return sorted(number for number in self._failed if number <= len(self._pages))

    def text(self, kind: str) -> Text:
        """The whole, with notes on pages that gave nothing."""
        whole = "".join(self._pieces)
        failed = self.failed_pages()
        empty = [page.number for page in self._pages if not whole[page.start : page.end].strip()]
        notes = [*_pages_note(failed, "could not be read"), *_pages_note(_without(empty, failed), "no text found")]
        return Text(whole, tuple(self._pages), tuple(self._headings), (*notes, *self._notes), kind)


def _is_unicode(text: str) -> bool:
    """Whether ``text`` can be written as UTF-8; JSON can smuggle in lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _numbers(rows: object, width: int) -> Iterator[list[int]]:
    """``rows`` as lists of ``width`` whole numbers, or Misspoken."""
    if not isinstance(rows, list):
        raise Misspoken
    for row in rows:
        if not isinstance(row, list) or len(row) != width or any(type(number) is not int for number in row):
            raise Misspoken
        yield row


def _without(numbers: list[int], others: list[int]) -> list[int]:
    gone = set(others)
    return [number for number in numbers if number not in gone]


def _pages_note(numbers: list[int], what: str) -> list[str]:
    """For example ``pages 3, 5 to 9: no text found``; nothing if there are none."""
    if not numbers:
        return []
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in runs)
    return [f"{'page' if len(numbers) == 1 else 'pages'} {shown}: {what}"]
