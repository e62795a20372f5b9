"""Every kind of file that can be read, and how it comes to be without its properties."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from hemvist.readers import parsers
from hemvist.readers.kinds import PICTURES
from hemvist.readers.limits import Limits
from hemvist.readers.messages import SAYS, Frames
from hemvist.readers.properties import NEVER, PLAIN
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.strip import packed, pictures, portable, post, wording
from hemvist.readers.strip.whole import Taken, Whole

_MEMBER: Final = b'{"member"'
_WRITTEN: Final[dict[str, Callable[[bytes, Taken], bytes]]] = {
    "pdf": portable.stripped, "html": wording.html, "rtf": wording.rtf,
}  # fmt: skip


def stripped(kind: str, data: bytes, taken: Taken, depth: int = 0) -> bytes:
    """A file of this kind without its properties, what was in it noted in ``taken``. ``Whole`` where that cannot be.

    Of an archive nothing is kept but what lies in it, each for itself; nor of old binary files, which keep names and
    remnants of what was deleted in many places.
    """
    if kind in NEVER:
        raise Whole("kind")
    if kind in PLAIN:
        return data
    if kind in PICTURES:
        return pictures.stripped(kind, data, taken)
    if kind == "mail":
        made = post.stripped(data, taken, depth)
    elif kind in packed.OFFICE | packed.OPEN:
        made = packed.stripped(data, taken, depth)
    elif kind in _WRITTEN:
        made = _WRITTEN[kind](data, taken)
    else:
        raise Whole("kind")
    if kind != "pdf" and depth == 0:  # that one compares page by page
        _same(kind, data, made)
    return made


def _same(kind: str, before: bytes, after: bytes) -> None:
    """``Whole`` unless the reader says the same of both."""
    try:
        if _said(kind, before) != _said(kind, after):
            raise Whole("other")
    except Unreadable as error:
        raise Whole("failed") from error


def _said(kind: str, data: bytes) -> list[bytes]:
    """What its reader says, but for the files inside, whose bytes may differ now."""
    frames, said = Frames(), list[bytes]()

    def hear(message: bytes) -> None:
        said.extend(payload for letter, payload in frames.feed(message) if letter == SAYS)

    scribe = Scribe(hear, Limits())
    parsers.PARSERS[kind].read(data, scribe)
    scribe.flush()
    return [one for one in said if not one.startswith(_MEMBER)]


def warm() -> None:
    """Strip a sample of each kind once, so that nothing is left to be loaded once the fences stand."""
    parsers.warm()
    for kind, parser in parsers.PARSERS.items():
        for sample in parser.samples():
            with suppress(Whole):
                stripped(kind, sample, Taken())
