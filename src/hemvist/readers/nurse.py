"""The nursery process: it has loaded a task's parsers, never sees a byte of any file, and forks a child for each file.

One message on its line asks for one child: the limits and what kind of file to expect, with three descriptors: the
child's input, its output, and the requester's own line, on which the nurse tells the child's birth (with a handle on it)
and, later, how it ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hemvist.readers import fences
from hemvist.readers.limits import Limits

Serve = Callable[[Limits, int, str | None], None]
"""Serves one file on descriptors 0 and 1, as a child of the process with this number, and never returns; likely of this kind."""
IDLE: Final = 900.0
"""Seconds without a child after which the nursery ends; the next request starts a new one."""
MOST_CHILDREN: Final = 2_000
"""Then a new nursery is due: children of one nursery have their memory laid out alike."""
_LESS_URGENT: Final = 5
"""Levels of ``nice``: far enough for answers, near enough for a page to be done within its time beside them."""
_DESCRIPTORS: Final = 3
_LONGEST: Final = 4096
_MILLISECONDS: Final = 1000


def give_way() -> None:
    """Be less urgent than everything else, for good: a quarter of a processor is left where others want all of it.

    Done before this process is private, since then it may no longer write of itself.
    """
    os.nice(_LESS_URGENT)
    # Where Linux shares processors among sessions, this one's weighs so much less; being nice counts only within it.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_LESS_URGENT))


def settle(parent: int) -> int:
    """Before anything is loaded: no network, nobody looks in; a handle on ``parent``, with which the nursery ends.

    A nursery that cannot leave the network still works: its children cut themselves off, and prove it.
    """
    watched = os.pidfd_open(parent)
    if os.getppid() != parent:
        os._exit(1)
    with contextlib.suppress(OSError):
        fences.leave_network()
    fences.keep_private()
    return watched


def keep(line: socket.socket, watched: int, serve: Serve) -> None:
    """Bear children as asked, until the requester ends or hangs up; never returns."""
    if not fences.alone():  # a fork keeps one thread only, and may find locks held by the others
        os._exit(1)
    gc.collect()
    give_back()
    gc.freeze()  # children then write less into memory they share
    _Nurse(line, watched, serve).work()
    os._exit(0)


def give_back() -> None:
    """Give the memory that loading left free back to the system: it would be shared with, and copied by, every child."""
    with contextlib.suppress(AttributeError):  # not every C library knows how
        ctypes.CDLL(None).malloc_trim(0)


@dataclass(frozen=True)
class _Ward:
    """A child at work, and the line to the one who asked for it."""

    child: int
    handle: int
    line: socket.socket


class _Nurse:
    def __init__(self, line: socket.socket, watched: int, serve: Serve) -> None:
        self._line, self._watched, self._serve = line, watched, serve
        self._wards: dict[int, _Ward] = {}
        self._poll = select.poll()
        self._poll.register(watched, select.POLLIN)
        self._poll.register(line, select.POLLIN)
        self._open, self._born = True, 0
        self._since = time.monotonic()

    def work(self) -> None:
        """Until the requester ends (then at once: the children die with this process) or nothing is left to do."""
        while self._open or self._wards:
            ready = {place for place, _ in self._poll.poll(IDLE * _MILLISECONDS)}
            if self._watched in ready or (not self._wards and time.monotonic() - self._since > IDLE):
                return
            # The line last: a new child's descriptors may bear the numbers of one just buried.
            for place in sorted(ready, key=lambda place: place == self._line.fileno()):
                self._attend(place)

    def _attend(self, place: int) -> None:
        self._since = time.monotonic()
        if place == self._line.fileno():
            self._hear()
        elif place in self._wards:
            self._bury(self._wards[place])
        else:
            self._abandoned(place)

    def _hear(self) -> None:
        told, places, _, _ = socket.recv_fds(self._line, _LONGEST, _DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
        if len(places) != _DESCRIPTORS:
            return self._hang_up()
        order = json.loads(told)
        self._bear(Limits(**order["limits"]), order["like"], *places)
        if self._born >= MOST_CHILDREN:
            self._hang_up()
        return None

    def _hang_up(self) -> None:
        """No further requests; those who wait are told by the line's end, and ask a new nursery."""
        self._poll.unregister(self._line)
        self._line.close()
        self._open = False

    def _bear(self, limits: Limits, like: str | None, source: int, sink: int, told: int) -> None:
        self._born += 1
        nurse = os.getpid()
        child = os.fork()
        if child == 0:
            try:
                self._live(limits, like, source, sink, nurse)
            finally:
                os._exit(1)
        os.close(source)
        os.close(sink)
        self._announce(child, socket.socket(fileno=told))

    def _live(self, limits: Limits, like: str | None, source: int, sink: int, nurse: int) -> None:
        os.dup2(source, 0)
        os.dup2(sink, 1)
        self._serve(limits, nurse, like)

    def _announce(self, child: int, line: socket.socket) -> None:
        ward = _Ward(child, os.pidfd_open(child), line)
        self._wards[ward.handle] = ward
        self._poll.register(ward.handle, select.POLLIN)
        self._poll.register(line, 0)  # only its end is of interest
        with contextlib.suppress(OSError):
            socket.send_fds(line, [str(child).encode()], [ward.handle])

    def _abandoned(self, place: int) -> None:
        """The one who asked is gone: so is the child."""
        for ward in self._wards.values():
            if ward.line.fileno() == place:
                self._poll.unregister(place)
                signal.pidfd_send_signal(ward.handle, signal.SIGKILL)
                return

    def _bury(self, ward: _Ward) -> None:
        _, status, used = os.wait4(ward.child, 0)
        with contextlib.suppress(OSError):
            ward.line.send(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss >> 10]).encode())
        for place in (ward.handle, ward.line.fileno()):
            with contextlib.suppress(KeyError):
                self._poll.unregister(place)
        os.close(ward.handle)
        ward.line.close()
        del self._wards[ward.handle]
