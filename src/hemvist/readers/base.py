"""The door of this room: a file into text, and a page into a picture, each in a confined child process."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hemvist.domain.text import Recognised, Text
from hemvist.readers.assembly import Assembly, member_of
from hemvist.readers.confine import Child, Frame
from hemvist.readers.errors import CAUSES, LOOKS, BrokenFile, DisguisedFile, EmptyFile, NoText, TooLarge, UnknownKind
from hemvist.readers.kinds import PACKED, READABLE, TEXTUAL, ending, promised
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import DATA, SAYS, Misspoken, words

PAGE_SECONDS = 100.0
"""What recognising one page may add to the time a child may take."""
_WIDEST = 4000


Members = Callable[[str, Iterator[bytes]], None]
"""Takes a file that lies inside the one that is read: the path it has there, and its bytes in pieces."""


def read(data: bytes | Iterable[bytes], name: str, limits: Limits = DEFAULT, members: Members | None = None) -> Text:
    """The text of a file, with all that is known of it; the files that lie inside it go to ``members`` as they come.

    ``data`` may come in pieces. ``name`` is only used to compare its ending with the contents, and in messages.
    Pages are joined by a blank line (``messages.SEPARATOR``), which belongs to no page. An archive has no text of its
    own. Where a page shows pictures only, its number is in ``scans`` and its text is empty.

    Raises a subclass of ``errors.CannotRead``; ``ReaderUnconfined`` means that no file can be read on this machine.
    """
    feed = _bounded(data, name, limits)
    first = next(feed, None)
    if first is None:
        raise EmptyFile(name=name)
    with Child("read", limits, name) as child:
        answers = child.answers({"promised": promised(name)}, itertools.chain([first], feed))
        return _Hearing(name, limits, answers, members).text()


class _Hearing:
    """Listens to one child: what kind it found, the text piece by piece, and the files inside."""

    def __init__(self, name: str, limits: Limits, answers: Iterator[Frame], members: Members | None) -> None:
        self._name, self._limits, self._answers, self._members = name, limits, answers, members
        self._assembly, self._kind, self._inside = Assembly(limits), "", 0
        self._unpacked = 0

    def text(self) -> Text:
        try:
            for letter, payload in self._answers:
                self._hear(letter, payload)
        except Misspoken as error:
            raise BrokenFile(name=self._name, cause=CAUSES["answer"]) from error
        return self._readable()

    def _hear(self, letter: bytes, payload: bytes) -> None:
        if letter != SAYS:
            raise Misspoken
        message = words(payload)
        self._kind = self._kind or _agreed(self._name, message)
        self._assembly.add(message)
        member = member_of(message, self._limits)
        if member is not None:
            self._hand_over(*member)

    def _hand_over(self, path: str, size: int) -> None:
        self._inside, self._unpacked = self._inside + 1, self._unpacked + size
        if self._inside > self._limits.members or self._unpacked > self._limits.unpacked:
            raise Misspoken
        pieces = self._pieces(size)
        if self._members is not None:
            self._members(path, pieces)
        for _ in pieces:  # what was not wanted is passed over
            pass

    def _pieces(self, size: int) -> Iterator[bytes]:
        while size > 0:
            letter, payload = next(self._answers, (SAYS, b""))
            size -= len(payload)
            if letter != DATA or size < 0 or not payload:
                raise Misspoken
            yield payload

    def _readable(self) -> Text:
        """The text, unless there is none: a file that says nothing is never taken in silently."""
        text = self._assembly.text(self._kind)
        if text.text.strip() or text.scans or self._inside:
            return text
        if text.pages and len(self._assembly.failed_pages()) == len(text.pages):
            raise BrokenFile(name=self._name, cause=CAUSES["damaged"])
        raise NoText(name=self._name, where=" on any page" if text.pages else " in it")


def recognise(
    data: bytes | Iterable[bytes], name: str, pages: Sequence[int], letters: Path, limits: Limits = DEFAULT
) -> Iterator[tuple[int, Recognised | None]]:
    """The text of pages that are pictures, one after the other; None for a page that was given up.

    ``pages`` are numbers from ``Text.scans``, ``letters`` is the folder that recognition learns its languages from.
    Raises a subclass of ``CannotRead``.
    """
    limits = replace(limits, seconds=limits.seconds + PAGE_SECONDS * len(pages))
    with Child("recognise", limits, name, str(letters)) as child:
        for letter, payload in child.answers(
            {"pages": list(pages), "promised": promised(name)}, _bounded(data, name, limits)
        ):
            try:
                yield _recognised(letter, payload, set(pages))
            except (Misspoken, TypeError, ValueError) as error:
                raise BrokenFile(name=name, cause=CAUSES["answer"]) from error


def _recognised(letter: bytes, payload: bytes, wanted: set[int]) -> tuple[int, Recognised | None]:
    """One page as the child tells it, put through the same checks as a page of text."""
    message = words(payload) if letter == SAYS else {}
    number, confidence = message.get("recognised"), message.get("confidence")
    if type(number) is not int or number not in wanted:
        raise Misspoken
    if confidence is None:
        return number, None
    assembly = Assembly(DEFAULT)
    text = message.get("text")
    assembly.add({"text": text, "pages": [[0, len(str(text))]]})
    assembly.add({"words": message.get("words"), "confidence": [[1, confidence]]})
    told = assembly.text("")
    return number, Recognised(told.text, told.words, told.pages[0].confidence or 0)


def picture(
    data: bytes,
    page: int,
    spans: Sequence[tuple[int, int]],
    width: int,
    name: str = "the document",
    limits: Limits = DEFAULT,
    boxes: Sequence[tuple[int, int, int, int]] = (),
    length: int | None = None,
) -> bytes:
    """Page ``page`` (from 1) of a PDF or a picture as PNG, ``width`` pixels wide, ``spans`` of its text boxed, a box a line.

    Spans are offsets from the page's start in the text that ``read`` gives; where that was recognised, ``boxes`` are
    those of its words (``Text.words``). ``length`` is how long the page's text was when it was read: where it is read
    otherwise today, nothing is boxed rather than the wrong words. Raises subclasses of ``CannotRead``.
    """
    order = {
        "page": page, "spans": [list(span) for span in spans], "width": max(16, min(width, _WIDEST)),
        "boxes": [list(box) for box in boxes], "length": length,
    }  # fmt: skip
    with Child("picture", limits, name) as child:
        shown = bytearray()
        for letter, payload in child.answers(order, [data]):
            shown += payload if letter == DATA else b""
            if len(shown) > limits.picture:
                raise TooLarge(name=name, what="the picture of its page has too many bytes")
    if not shown.startswith(b"\x89PNG\r\n\x1a\n"):
        raise BrokenFile(name=name, cause=CAUSES["answer"])
    return bytes(shown)


def _bounded(data: bytes | Iterable[bytes], name: str, limits: Limits) -> Iterator[bytes]:
    """``data`` in pieces that are not empty, refused as soon as they are too many bytes."""
    total = 0
    for piece in [data] if isinstance(data, bytes) else data:
        total += len(piece)
        if total > limits.bytes:
            raise TooLarge(name=name, what=f"it has more than {limits.bytes >> 20} MB")
        if piece:
            yield piece


def _agreed(name: str, message: dict[str, object]) -> str:
    """The kind that the contents showed, if it can be read and the name's ending does not say otherwise."""
    kind, said = str(message.get("kind")), promised(name)
    if kind not in LOOKS:
        raise Misspoken
    if kind in READABLE and said in (kind, None):
        return kind
    raise _disagreement(name, kind, said)


def _disagreement(name: str, kind: str, said: str | None) -> BrokenFile | DisguisedFile | UnknownKind:
    if kind == "broken-zip" and (said in PACKED or said is None):
        return BrokenFile(name=name, cause=CAUSES["zip"])
    if kind == "binary" and said in READABLE - TEXTUAL:
        return BrokenFile(name=name, cause=CAUSES["damaged"])
    if said is not None and kind != "binary" and (kind in READABLE or said in READABLE):
        return DisguisedFile(name=name, ending=ending(name), looks=LOOKS[kind])
    return UnknownKind(name=name, looks=LOOKS[kind])
