"""The confined child: parsers are loaded first, then the fences go up, and only then is the first byte taken.

The loading is done once for many children by a nursery (``nurse``), or by the child itself.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import socket
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from hemvist.readers import fences, nurse
from hemvist.readers.kinds import READABLE, kind_of
from hemvist.readers.limits import Limits
from hemvist.readers.messages import DATA, ORDER_SIZE, frame, said
from hemvist.readers.scribe import Scribe, Unreadable

_IN, _OUT = 0, 1
WAITS: Final = 900.0
"""Seconds after which a child that stands ready ends if no file came: more than any is taken after (``nursery.FRESH``)."""
_CHUNK: Final = 1 << 20
_GIVES_WAY: Final = "recognise"
"""The task that is less urgent than all else: long scans may take every processor, and somebody waits for an answer."""

Task = Callable[[dict[str, Any], bytes, Limits], None]


def begin(order: dict[str, Any]) -> None:
    """Load a task and do it for one file, or, if no limits are given, for as many as ask; never returns."""
    if order["task"] == _GIVES_WAY:
        nurse.give_way()
    if "limits" in order:
        return serve(TASKS[order["task"]](order["setting"]), Limits(**order["limits"]), order["parent"])
    line = socket.socket(fileno=os.dup(_IN))
    watched = nurse.settle(order["parent"])
    work = TASKS[order["task"]](order["setting"])
    rehearse = REHEARSALS.get(order["task"], _nothing)
    return nurse.keep(line, watched, lambda limits, parent, like: serve(work, limits, parent, partial(rehearse, like)))


def serve(work: Task, limits: Limits, parent: int, rehearse: Callable[[], Iterable[None]] = tuple) -> None:
    """Do one task for one file, as a child of the process ``parent``, and end, without returning.

    Before the file comes, the steps of ``rehearse`` are taken, as many as there is time for.
    """
    source = io.FileIO(_IN, closefd=False)
    send(said(fences=fences.confine(limits.megabytes, int(limits.seconds) + 1, parent)))
    with contextlib.suppress(Exception):
        any(_called(0) for _ in rehearse())
    if not _called(WAITS):
        os._exit(0)
    try:
        order = json.loads(_exactly(int.from_bytes(_exactly(ORDER_SIZE))))
        work(order, source.readall(), limits)  # into one room that grows: no second copy of a large file is made
        send(said(done=True))
    except BaseException as error:
        _tell(error)
    os._exit(0)


def _called(within: float) -> bool:
    """Whether there comes an order, or the end of the line, within so many seconds."""
    poll = select.poll()
    poll.register(_IN, select.POLLIN)
    return bool(poll.poll(within * 1000))


def send(message: bytes) -> None:
    """Write all of ``message`` to the parent."""
    while message:
        message = message[os.write(_OUT, message) :]


def _exactly(size: int) -> bytes:
    """So many bytes of what comes from the parent, or fewer if it ends before."""
    told = b""
    while len(told) < size and (piece := os.read(_IN, size - len(told))):
        told += piece
    return told


def _tell(error: BaseException) -> None:
    known = error if isinstance(error, Unreadable) else Unreadable(*_name(error))
    send(said(cannot=known.error, cause=known.cause))


def _name(error: BaseException) -> tuple[str, str]:
    if isinstance(error, MemoryError):
        return "TooMuchMemory", ""
    return "BrokenFile", "stopped"


def _reading(setting: str) -> Task:
    """Load and warm the parsers; what is imported only when needed could not be found later.

    The same children take a file's properties out: they need the parsers, to see that a file still says the same.
    """
    from hemvist.readers import parsers
    from hemvist.readers.strip import every

    every.warm()

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        if order.get("strip"):
            _stripping(order["promised"], data)
            return
        kind = kind_of(data, order["promised"])
        if kind == "locked":
            raise Unreadable("PasswordProtected")
        send(said(kind=kind))
        if kind in READABLE:
            scribe = Scribe(send, limits)
            parsers.PARSERS[kind].read(data, scribe)
            scribe.flush()

    return work


def _picturing(setting: str) -> Task:
    from hemvist.readers import image, marks, pdf

    for sample in (pdf.sample(), *image.samples()):
        marks.picture(sample, 1, [(0, 2)], 100, [(0, 0, 5, 5)])

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        shown = marks.picture(data, order["page"], order["spans"], order["width"], order["boxes"], order["length"])
        for at in range(0, len(shown), _CHUNK):
            send(frame(DATA, shown[at : at + _CHUNK]))

    return work


def _blacking(setting: str) -> Task:
    """Pages as pictures with places blacked out."""
    from hemvist.readers import blacked, image, pdf

    order = {"page": 1, "spans": [[0, 2]], "boxes": [[0, 0, 5, 5]], "length": 2, "scan": False, "seen": True}
    for sample in (pdf.sample(), *image.samples()):
        list(blacked.blacked(sample, [order | {"kinds": ["mail"]}]))

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        for number, shown in blacked.blacked(data, order["orders"]):
            if isinstance(shown, str):
                send(said(blacked=number, why=shown))
            else:
                send(said(blacked=number, words=shown.words))
                send(frame(DATA, shown.png))

    return work


def _recognising(folder: str) -> Task:
    """Load the languages; then one page after the other, each told as soon as it is done."""
    from hemvist.readers import image, pdf, recognise

    recogniser = recognise.Recogniser(Path(folder))
    for sample in image.samples():
        with image.opened(sample) as picture:
            image.frame(picture, 1)
    with pdf.opened(pdf.sample()) as one:
        recognise.pdf_page(one, 1)

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        language: tuple[str, ...] = ()
        for number in order["pages"]:
            try:
                found = recogniser.page(_page(data, number, order["promised"]), language)
            except (recognise.TooSlow, Unreadable):
                send(said(recognised=number))
            else:
                language = (found.language,) if found.text else language
                words = [word[:6] for word in found.words]
                send(said(recognised=number, text=found.text, words=words, confidence=found.confidence))

    def _page(data: bytes, number: int, promised: str | None) -> Any:
        if kind_of(data, promised) != "pdf":
            with image.opened(data) as picture:
                return image.frame(picture, number)
        with pdf.opened(data) as opened:
            return recognise.pdf_page(opened, number)

    return work


def _keeping(setting: str) -> Task:
    """A table written anew with fewer fields."""
    from hemvist.readers import fewer

    fewer.warm()

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        looks = kind_of(data, "txt" if order["promised"] == "json" else order["promised"])
        kind = fewer.kind_by_contents(data, order["promised"], looks)
        if kind != order["promised"]:
            raise Unreadable("UnknownKind", looks)
        written, told = fewer.fewer(kind, data, order["fields"])
        for at in range(0, len(written), _CHUNK):
            send(frame(DATA, written[at : at + _CHUNK]))
        most = fewer.MOST_NAMES
        send(said(kept=list(told.kept)[:most], dropped=list(told.dropped)[:most], rows=told.rows))

    return work


def _stripping(promised: str | None, data: bytes) -> None:
    """A file without its properties."""
    from hemvist.readers.strip import every
    from hemvist.readers.strip.whole import Taken, Whole

    taken = Taken()
    try:
        made = every.stripped(kind_of(data, promised), data, taken)
    except Whole as error:
        send(said(whole=error.why))
        return
    for at in range(0, len(made), _CHUNK):
        send(frame(DATA, made[at : at + _CHUNK]))
    send(said(taken=taken.words))


def _rehearsed_reading(kind: str | None) -> Iterable[None]:
    """Read samples of this kind: the memory that its parser writes to is then this child's own before the file comes."""
    from hemvist.readers import parsers

    return parsers.rehearse(kind)


def _nothing(kind: str | None) -> Iterable[None]:
    """No rehearsal."""
    return ()


def _standing(setting: str) -> Task:
    """Nothing more than the report on the fences."""
    return lambda order, data, limits: None


TASKS: dict[str, Callable[[str], Task]] = {
    "read": _reading, "recognise": _recognising, "picture": _picturing, "blacked": _blacking, "fewer": _keeping, "fences": _standing,
}  # fmt: skip
REHEARSALS: dict[str, Callable[[str | None], Iterable[None]]] = {"read": _rehearsed_reading}
"""What a child that stands ready does meanwhile, by its task; given the kind of file that will likely come."""
