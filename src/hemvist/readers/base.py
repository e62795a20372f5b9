"""The door of this room: a file into text, and a page into a picture, each in a confined child process."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from hemvist.domain.passage import Text
from hemvist.readers.confine import Child
from hemvist.readers.errors import CAUSES, LOOKS, BrokenFile, DisguisedFile, EmptyFile, NoText, TooLarge, UnknownKind
from hemvist.readers.kinds import READABLE, TEXTUAL, ending, promised
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import DATA, SAYS, Assembly, Misspoken, words

_WIDEST = 4000


def read(data: bytes | Iterable[bytes], name: str, limits: Limits = DEFAULT) -> Text:
    """The text of a file, with its pages, headings and notes.

    ``data`` may come in pieces. ``name`` is only used to compare its ending with the contents, and in messages.
    Pages are joined by a blank line (``messages.SEPARATOR``), which belongs to no page. A text file's text is the
    decoded file without its byte order mark, so offsets into one are offsets into the other.

    Raises a subclass of ``errors.CannotRead``; ``ReaderUnconfined`` means that no file can be read on this machine.
    """
    feed = _bounded(data, name, limits)
    first = next(feed, None)
    if first is None:
        raise EmptyFile(name=name)
    with Child("read", limits, name) as child:
        kind, assembly = "", Assembly(limits)
        for letter, payload in child.answers({}, itertools.chain([first], feed)):
            message = _spoken(name, letter, payload)
            kind = kind or _agreed(name, message)
            _take(assembly, message, name)
    return _readable(assembly, kind, name)


def picture(
    pdf: bytes,
    page: int,
    spans: Sequence[tuple[int, int]],
    width: int,
    name: str = "the document",
    limits: Limits = DEFAULT,
) -> bytes:
    """Page ``page`` (from 1) of a PDF as PNG, ``width`` pixels wide, with ``spans`` of its text boxed, a box a line.

    Spans are offsets from the page's start in the text that ``read`` gives. Raises subclasses of ``CannotRead``.
    """
    order = {"page": page, "spans": [list(span) for span in spans], "width": max(16, min(width, _WIDEST))}
    with Child("picture", limits, name) as child:
        shown = bytearray()
        for letter, payload in child.answers(order, [pdf]):
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


def _spoken(name: str, letter: bytes, payload: bytes) -> dict[str, object]:
    if letter != SAYS:
        raise BrokenFile(name=name, cause=CAUSES["answer"])
    return words(payload)


def _agreed(name: str, message: dict[str, object]) -> str:
    """The kind that the contents showed, if it can be read and the name's ending does not say otherwise."""
    kind, said = str(message.get("kind")), promised(name)
    if kind not in LOOKS:
        raise BrokenFile(name=name, cause=CAUSES["answer"])
    if kind in READABLE and said in (kind, None):
        return kind
    raise _disagreement(name, kind, said)


def _disagreement(name: str, kind: str, said: str | None) -> BrokenFile | DisguisedFile | UnknownKind:
    if kind == "txt" and said in TEXTUAL:
        return UnknownKind(name=name, looks=LOOKS[said])
    if kind == "broken-zip" and said in ("docx", None):
        return BrokenFile(name=name, cause=CAUSES["zip"])
    if kind == "binary" and said in ("pdf", "docx"):
        return BrokenFile(name=name, cause=CAUSES["damaged"])
    if said is not None and kind != "binary" and (kind in READABLE or said in READABLE):
        return DisguisedFile(name=name, ending=ending(name), looks=LOOKS[kind])
    return UnknownKind(name=name, looks=LOOKS[kind])


def _take(assembly: Assembly, message: dict[str, object], name: str) -> None:
    try:
        assembly.add(message)
    except Misspoken as error:
        raise BrokenFile(name=name, cause=CAUSES["answer"]) from error


def _readable(assembly: Assembly, kind: str, name: str) -> Text:
    """The text, unless there is none: a file that says nothing is never taken in silently."""
    text = assembly.text(kind)
    if text.text.strip():
        return text
    if text.pages and len(assembly.failed_pages()) == len(text.pages):
        raise BrokenFile(name=name, cause=CAUSES["damaged"])
    raise NoText(name=name, where=" on any page: it may be a scan" if kind == "pdf" else " in it")
