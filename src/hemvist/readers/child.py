"""The confined child: parsers are loaded first, then the fences go up, and only then is the first byte taken."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, Final

from hemvist.readers import fences
from hemvist.readers.kinds import READABLE, kind_of
from hemvist.readers.limits import Limits
from hemvist.readers.messages import DATA, frame, said
from hemvist.readers.scribe import Scribe, Unreadable

_IN, _OUT = 0, 1
_CHUNK: Final = 1 << 20

Task = Callable[[dict[str, Any], bytes, Limits], None]


def main(task: str, limits: Limits, parent: int) -> None:
    """Do one task and end, without returning."""
    work = TASKS[task]()
    send(said(fences=fences.confine(limits.megabytes, int(limits.seconds) + 1, parent)))
    try:
        order, _, data = _everything().partition(b"\n")
        work(json.loads(order), data, limits)
        send(said(done=True))
    except BaseException as error:
        _tell(error)
    os._exit(0)


def send(message: bytes) -> None:
    """Write all of ``message`` to the parent."""
    while message:
        message = message[os.write(_OUT, message) :]


def _everything() -> bytes:
    pieces = iter(lambda: os.read(_IN, _CHUNK), b"")
    return b"".join(pieces)


def _tell(error: BaseException) -> None:
    known = error if isinstance(error, Unreadable) else Unreadable(*_name(error))
    send(said(cannot=known.error, cause=known.cause))


def _name(error: BaseException) -> tuple[str, str]:
    if isinstance(error, MemoryError):
        return "TooMuchMemory", ""
    return "BrokenFile", "stopped"


def _reading() -> Task:
    """Load and warm the parsers; what is imported only when needed could not be found later."""
    from hemvist.readers import parsers

    parsers.warm()

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        kind = kind_of(data, order["promised"])
        if kind == "locked":
            raise Unreadable("PasswordProtected")
        send(said(kind=kind))
        if kind in READABLE:
            scribe = Scribe(send, limits)
            parsers.PARSERS[kind].read(data, scribe)
            scribe.flush()

    return work


def _picturing() -> Task:
    from hemvist.readers import marks, pdf

    marks.picture(pdf.sample(), 1, [(0, 2)], 100)

    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        shown = marks.picture(data, order["page"], order["spans"], order["width"])
        for at in range(0, len(shown), _CHUNK):
            send(frame(DATA, shown[at : at + _CHUNK]))

    return work


def _standing() -> Task:
    """Nothing more than the report on the fences."""
    return lambda order, data, limits: None


TASKS: dict[str, Callable[[], Task]] = {"read": _reading, "picture": _picturing, "fences": _standing}
