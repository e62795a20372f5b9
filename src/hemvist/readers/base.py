"""The door of this room: a file into text, and a page into a picture, each in a confined child process."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from hemvist.domain.text import Recognised, Text, Word
from hemvist.readers.abreast import abreast
from hemvist.readers.assembly import Assembly, member_of
from hemvist.readers.confine import Child, Frame, always
from hemvist.readers.errors import (
    CAUSES,
    LOOKS,
    BrokenFile,
    CannotRead,
    DisguisedFile,
    EmptyFile,
    NoText,
    ReaderStopped,
    ReaderUnconfined,
    TooLarge,
    TooMuchMemory,
    UnknownKind,
    shown,
)
from hemvist.readers.kinds import PACKED, READABLE, TEXTUAL, ending, promised, tabular
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import DATA, LONGEST_NAME, SAYS, Misspoken, words
from hemvist.readers.properties import PROPERTIES, WHOLE

PAGE_SECONDS = 100.0
"""What recognising one page may add to the time a child may take."""
BLACKED_SECONDS = 10.0
"""The same for drawing one page with places blacked out."""
_WIDEST = 4000
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_NAMES = 1_000


Members = Callable[[str, Iterator[bytes]], None]
"""Takes a file that lies inside the one that is read: the path it has there, and its bytes in pieces."""


def read(
    data: bytes | Iterable[bytes],
    name: str,
    limits: Limits = DEFAULT,
    members: Members | None = None,
    go_on: Callable[[], None] = always,
) -> Text:
    """The text of a file, with all that is known of it; the files that lie inside it go to ``members`` as they come.

    ``data`` may come in pieces. ``name`` is only used to compare its ending with the contents, and in messages.
    Pages are joined by a blank line (``messages.SEPARATOR``), which belongs to no page. An archive has no text of its
    own. Where a page shows pictures only, its number is in ``scans`` and its text is empty. What ``go_on`` raises, which is
    asked every second, ends it.

    Raises a subclass of ``errors.CannotRead``; ``ReaderUnconfined`` means that no file can be read on this machine.
    """
    feed = _bounded(data, name, limits)
    first = next(feed, None)
    if first is None:
        raise EmptyFile(name=name)
    with Child("read", limits, name, go_on=go_on) as child:
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


@dataclass(frozen=True)
class Fewer:
    """A table with fewer fields: its pieces of bytes, the names that were kept and dropped, and how many rows it has."""

    pieces: tuple[bytes, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    rows: int


def fewer(data: Iterable[bytes], name: str, fields: Sequence[str], limits: Limits = DEFAULT) -> Fewer:
    """A CSV, XLSX or JSON file written anew with these fields only, by the ending of its name; ``CannotRead`` otherwise."""
    feed = _bounded(data, name, limits)
    first = next(feed, None)
    if first is None:
        raise EmptyFile(name=name)
    order = {"promised": tabular(name), "fields": list(fields)}
    pieces, told = list[bytes](), dict[str, object]()
    with Child("fewer", limits, name) as child:
        for letter, payload in child.answers(order, itertools.chain([first], feed)):
            if letter == DATA and sum(map(len, pieces)) + len(payload) <= 2 * limits.bytes:
                pieces.append(payload)
            else:
                told = told | words(payload)
    return _fewer(tuple(pieces), told, name)


def _fewer(pieces: tuple[bytes, ...], told: dict[str, object], name: str) -> Fewer:
    kept, dropped, rows = told.get("kept"), told.get("dropped"), told.get("rows")
    if not isinstance(kept, list) or not isinstance(dropped, list) or type(rows) is not int or not pieces:
        raise BrokenFile(name=name, cause=CAUSES["answer"])
    return Fewer(pieces, _names(kept), _names(dropped), rows)


def _names(told: list[object]) -> tuple[str, ...]:
    """Names out of a file, as they may be shown."""
    return tuple(shown(str(one)[:LONGEST_NAME]) for one in told[:_MOST_NAMES])


@dataclass(frozen=True)
class Stripped:
    """A file without its properties: its pieces of bytes, and what was taken out (words of ``properties.PROPERTIES``).

    ``whole`` is a word of ``properties.WHOLE`` where that could not be done; then there are no pieces.
    """

    pieces: tuple[bytes, ...] = ()
    taken: tuple[str, ...] = ()
    whole: str = ""


def stripped(data: Iterable[bytes], name: str, limits: Limits = DEFAULT) -> Stripped:
    """A file written anew without its properties, so that it says the same. Raises ReaderUnconfined alone.

    Whatever goes wrong in the child, the file counts as one from which they cannot be taken out.
    """
    pieces, told = list[bytes](), dict[str, object]()
    try:
        with Child("read", limits, name) as child:
            order = {"promised": promised(name), "strip": True}
            for letter, payload in child.answers(order, _bounded(data, name, limits)):
                if letter == DATA and sum(map(len, pieces)) + len(payload) <= 2 * limits.bytes:
                    pieces.append(payload)
                else:
                    told = told | words(payload)
    except ReaderUnconfined:
        raise
    except (CannotRead, Misspoken):
        return Stripped(whole="failed")
    return _stripped(tuple(pieces), told)


def _stripped(pieces: tuple[bytes, ...], told: dict[str, object]) -> Stripped:
    taken, whole = told.get("taken"), told.get("whole")
    if isinstance(taken, list) and pieces and all(isinstance(one, str) and one in PROPERTIES for one in taken):
        return Stripped(pieces, tuple(taken))
    return Stripped(whole=whole if isinstance(whole, str) and whole in WHOLE else "failed")


def recognise(
    opened: Callable[[], Iterable[bytes]],
    name: str,
    pages: Sequence[int],
    letters: Path,
    limits: Limits = DEFAULT,
    go_on: Callable[[], None] = always,
    at_once: int = 1,
) -> Iterator[tuple[int, Recognised | None]]:
    """The text of pages that are pictures, as each is done; None for a page that was given up.

    ``opened`` gives the file in pieces, from its start each time: where the engine breaks at a page, or wants too much
    memory for it, that page is given up and another child goes on with the next. ``pages`` are numbers from
    ``Text.scans``, ``letters`` is the folder that recognition learns its languages from. So many children as ``at_once``
    says work side by side, each with the file in its memory; with one, pages come in order. What ``go_on`` raises ends it.
    Raises a subclass of ``CannotRead``.
    """
    shares = [pages[first::at_once] for first in range(min(at_once, len(pages)))]
    yield from abreast([partial(_one_by_one, opened, name, share, letters, limits) for share in shares], go_on)


def _one_by_one(
    opened: Callable[[], Iterable[bytes]],
    name: str,
    pages: Sequence[int],
    letters: Path,
    limits: Limits,
    go_on: Callable[[], None],
) -> Iterator[tuple[int, Recognised | None]]:
    left = list(pages)
    while left:
        try:
            for number, found in _by_one_child(opened(), name, left, letters, limits, go_on):
                left.remove(number)  # so that a child that tells a page twice misspeaks
                yield number, found
            return
        except (ReaderStopped, TooMuchMemory):
            if left:
                yield left.pop(0), None


def _by_one_child(
    data: Iterable[bytes], name: str, pages: Sequence[int], letters: Path, limits: Limits, go_on: Callable[[], None]
) -> Iterator[tuple[int, Recognised | None]]:
    limits = replace(limits, seconds=limits.seconds + PAGE_SECONDS * len(pages))
    with Child("recognise", limits, name, str(letters), go_on) as child:
        order = {"pages": list(pages), "promised": promised(name)}
        for letter, payload in child.answers(order, _bounded(data, name, limits)):
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
    if not shown.startswith(_PNG):
        raise BrokenFile(name=name, cause=CAUSES["answer"])
    return bytes(shown)


@dataclass(frozen=True)
class ToBlack:
    """A page to be kept as a picture, and what is to be black on it: spans of its text, and boxes in 1/10000.

    ``length`` is that of its text; ``scan`` says that recognition told it, ``seen`` that recognition has read all that
    the page shows, so that ``boxes`` has what stands in its pictures, too.
    """

    page: int
    length: int
    spans: tuple[tuple[int, int], ...] = ()
    boxes: tuple[tuple[int, int, int, int], ...] = ()
    scan: bool = False
    seen: bool = False


@dataclass(frozen=True)
class Blacked:
    """A page as PNG with places black; ``words`` are those of its text, with offsets from the page's start."""

    png: bytes
    words: tuple[Word, ...]


def blacked(
    data: bytes | Iterable[bytes], name: str, pages: Sequence[ToBlack], kinds: Iterable[str], limits: Limits = DEFAULT
) -> Iterator[tuple[int, Blacked | str]]:
    """Pages of a PDF or a picture, one after the other, with what is to be black: pixels alone, no text under them.

    A page whose places are not known gives "places" instead; one that shows more than its text says, and was not
    ``seen``, "shows". On every page that tells its text, details of these kinds are looked for once more, in what was
    set apart, too. Raises a subclass of ``CannotRead``.
    """
    limits = replace(limits, seconds=limits.seconds + BLACKED_SECONDS * len(pages))
    order = {"orders": [asdict(page) | {"kinds": sorted(kinds)} for page in pages]}
    with Child("blacked", limits, name) as child:
        answers = child.answers(order, _bounded(data, name, limits))
        try:
            for letter, payload in answers:
                yield _one_blacked(letter, payload, answers, {page.page: page for page in pages})
        except (Misspoken, TypeError, ValueError) as error:
            raise BrokenFile(name=name, cause=CAUSES["answer"]) from error


def _one_blacked(
    letter: bytes, payload: bytes, more: Iterator[Frame], asked: dict[int, ToBlack]
) -> tuple[int, Blacked | str]:
    message = words(payload) if letter == SAYS else {}
    number, why = message.get("blacked"), message.get("why")
    if type(number) is not int or number not in asked:
        raise Misspoken
    if why is not None:
        return number, "shows" if why == "shows" else "places"
    letter, png = next(more, (SAYS, b""))
    if letter != DATA or not png.startswith(_PNG):
        raise Misspoken
    assembly, length = Assembly(DEFAULT), asked[number].length
    assembly.add({"text": " " * length, "pages": [[0, length]]})
    assembly.add({"words": message.get("words")})
    return number, Blacked(png, assembly.text("").words)


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
