"""Where confined children come from: forked by a warm nursery, or started cold where there can be none."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from io import FileIO
from typing import IO, Final, NamedTuple, Protocol

from hemvist.readers.limits import Limits
from hemvist.readers.spare import Processors

_LONGEST: Final = 4096
_PATIENCE: Final = 120.0
"""Seconds for a nursery to load its parsers; only the first file waits for it."""
_BURIAL: Final = 5.0
FRESH: Final = 600.0
"""Seconds for which a child that stands ready is taken; it leaves by itself later (``child.WAITS``)."""
# Constants for the libraries that would start threads: a child is one thread, or it is not fenced in.
_ENVIRONMENT: Final = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}


class Origin(NamedTuple):
    """What a child comes from: the code that begins it, where our modules lie, its task and what that is to load."""

    code: str
    path: str
    task: str
    setting: str

    def command(self, **more: object) -> list[str]:
        """The command line of a process that begins with this code; ``more`` says as what."""
        order = {"task": self.task, "setting": self.setting, "parent": os.getpid(), **more}
        return [sys.executable, "-I", "-c", self.code, json.dumps([self.path, order])]


class Ended(NamedTuple):
    """How a child ended: its exit code, a signal as a negative number; the most memory it held, in megabytes.

    ``inherited`` megabytes are counted as the child's though it never held them.
    """

    code: int
    megabytes: int
    inherited: int = 0


class Life(Protocol):
    """A child's process, with its input and output."""

    pid: int
    source: IO[bytes] | FileIO
    sink: IO[bytes] | FileIO

    def ended(self) -> Ended | None:
        """How it ended, waiting a second for that; None if it still runs."""

    def end(self, done: bool = False) -> None:
        """Kill it and wait until it is gone; with ``done``, which it has said it is, without waiting for that."""


class _Stillborn(Exception):
    """The nursery ended, or never began, before it bore the child."""


class Cold:
    """A child that loads everything itself."""

    def __init__(self, origin: Origin, limits: Limits) -> None:
        # Linux counts what this process held at the moment of starting the child as the child's.
        self._inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        self._process = _started(origin.command(limits=asdict(limits)), subprocess.PIPE, subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.pid = self._process.pid
        self.source: IO[bytes] | FileIO = self._process.stdin
        self.sink: IO[bytes] | FileIO = self._process.stdout

    def ended(self) -> Ended | None:
        handle = os.pidfd_open(self.pid) if self._process.returncode is None else None
        if handle is None or not _gone(handle, 1.0):
            return None
        _, status, used = os.wait4(self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Ended(self._process.returncode, used.ru_maxrss >> 10, self._inherited)

    def end(self, done: bool = False) -> None:
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()
        self.source.close()
        self.sink.close()


class Awaited(NamedTuple):
    """A child that a nursery was asked for: this side's end of its input and output, and the line that tells of it."""

    source: int
    sink: int
    line: socket.socket

    def born(self) -> Warm:
        """The child, as soon as it is there. Raises _Stillborn if nobody bears it."""
        try:
            told, handles, _, _ = socket.recv_fds(self.line, _LONGEST, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError:
            told, handles = b"", []
        if not handles:
            self.let_go()
            raise _Stillborn
        return Warm(self, int(told), handles[0])

    def let_go(self) -> None:
        """Want it no more: the nursery ends a child whose line is closed."""
        os.close(self.source)
        os.close(self.sink)
        self.line.close()


class Warm:
    """A child that a nursery forked."""

    def __init__(self, awaited: Awaited, pid: int, handle: int) -> None:
        self.source: IO[bytes] | FileIO
        self.sink: IO[bytes] | FileIO
        self.source = open(awaited.source, "wb", buffering=0)  # noqa: SIM115
        self.sink = open(awaited.sink, "rb", buffering=0)  # noqa: SIM115
        self._line, self.pid, self._handle = awaited.line, pid, handle

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return not _gone(self._handle, 0.0)

    def ended(self) -> Ended | None:
        self._line.settimeout(1.0)
        try:
            told = self._line.recv(_LONGEST)
        except TimeoutError:
            return None
        except OSError:
            told = b""
        # Without a word, the nursery was killed, and its children with it.
        return Ended(*json.loads(told)) if told else Ended(-signal.SIGPIPE, 0)

    def end(self, done: bool = False) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if not done:
            _gone(self._handle, _BURIAL)
        os.close(self._handle)
        for one in (self.source, self.sink, self._line):
            one.close()


class Nursery:
    """The line to one nursery process of this process; many threads may ask at once."""

    def __init__(self, origin: Origin) -> None:
        self.origin, self._owner = origin, os.getpid()
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.settimeout(_PATIENCE)
        with theirs:
            self.process = _started(origin.command(), theirs.fileno(), subprocess.DEVNULL)

    @property
    def alive(self) -> bool:
        """Whether it can be asked: it runs, and was started by this very process and not by one that forked it."""
        return self._owner == os.getpid() and self.process.poll() is None

    def ask(self, limits: Limits, like: str | None = None) -> Awaited:
        """Ask for a child within ``limits``, which puts its fences up meanwhile; does not wait for it.

        ``like`` is the kind of file that it will likely be given: one that is to stand ready rehearses it.
        """
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.settimeout(_PATIENCE)
        (their_source, source), (sink, their_sink) = os.pipe(), os.pipe()
        given = [their_source, their_sink, theirs.fileno()]
        try:
            with contextlib.suppress(OSError):  # the nursery is gone: the child's line, closed here, says so
                socket.send_fds(self._line, [json.dumps({"limits": asdict(limits), "like": like}).encode()], given)
        finally:
            os.close(their_source)
            os.close(their_sink)
            theirs.close()
        return Awaited(source, sink, line)

    def leave(self) -> None:
        """Ask nothing more of it: it ends when the last of its children has."""
        self._line.close()

    def end(self) -> None:
        """End it and every child of it, now."""
        self._line.close()
        if self._owner == os.getpid():
            self.process.kill()
            self.process.wait()


class _Ready(NamedTuple):
    """A child that stands ready, its fences up, for the next file of its task."""

    child: Awaited
    nursery: Nursery
    limits: Limits
    since: float

    def fits(self, nursery: Nursery, limits: Limits) -> bool:
        """Whether it may serve a file that this nursery's child would, and has not stood for so long that it may leave."""
        return (self.nursery, self.limits) == (nursery, limits) and time.monotonic() - self.since < FRESH


class Nurseries:
    """At most one nursery for each task, started when the first file needs it and again when it is gone.

    From the second file in a row with the same limits on, a child stands ready for the next one: its birth, its fences and
    its first steps, in which it copies the memory it writes to, are then over before that file comes. Those steps are left
    out where the processors are busy: they take longer than they save, and only a processor without work makes up for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Nursery] = {}
        self._left: list[Nursery] = []
        self._ready: dict[str, _Ready] = {}
        self._latest: dict[str, Limits] = {}
        self._processors = Processors()

    def child(self, origin: Origin, limits: Limits, kind: str | None = None) -> Life:
        """A new child; cold if a nursery fails twice in a row. ``kind`` is what its file promises to be."""
        for _ in range(2):
            nursery = self._nursery(origin)
            try:
                return self._born(nursery, limits, kind)
            except _Stillborn:
                self.renew(nursery)
        return Cold(origin, limits)

    def _born(self, nursery: Nursery, limits: Limits, kind: str | None) -> Warm:
        """The child that stands ready, if it still does; else one that is asked for now."""
        ready = self._taken(nursery, limits)
        child = ready.born() if ready else None
        if child is not None and not child.alive:
            child.end()
            child = None
        child = child or nursery.ask(limits).born()
        self._make_ready(nursery, limits, kind)
        return child

    def _taken(self, nursery: Nursery, limits: Limits) -> Awaited | None:
        with self._lock:
            ready = self._ready.pop(nursery.origin.task, None)
        if ready is None or ready.fits(nursery, limits):
            return ready.child if ready else None
        ready.child.let_go()
        return None

    def _make_ready(self, nursery: Nursery, limits: Limits, kind: str | None) -> None:
        """Have a child ready for the next file, if files of this task come one after the other with the same limits."""
        task = nursery.origin.task
        with self._lock:
            again = self._latest.get(task) == limits and task not in self._ready
            self._latest[task] = limits
        if again:
            like = kind if self._processors.spare() else None
            ready = _Ready(nursery.ask(limits, like), nursery, limits, time.monotonic())
            with self._lock:
                wanted = task not in self._ready and self._kept.get(task) is nursery
                if wanted:
                    self._ready[task] = ready
            if not wanted:  # another thread was first, or the nursery has been let go
                ready.child.let_go()

    def _nursery(self, origin: Origin) -> Nursery:
        with self._lock:
            found = self._kept.get(origin.task)
            if found is not None and (found.origin != origin or not found.alive):
                self._leave(found)
                found = None
            self._kept[origin.task] = found or Nursery(origin)
            return self._kept[origin.task]

    def renew(self, nursery: Nursery | None = None) -> None:
        """Let ``nursery`` go, or all: the next child comes from a new one, with its memory laid out anew."""
        with self._lock:
            for one in list(self._kept.values()):
                if nursery in (None, one):
                    del self._kept[one.origin.task]
                    self._leave(one)

    def _leave(self, nursery: Nursery) -> None:
        for task, ready in list(self._ready.items()):
            if ready.nursery is nursery:
                self._ready.pop(task).child.let_go()
        nursery.leave()
        self._left = [one for one in (*self._left, nursery) if one.alive]

    def processes(self) -> list[int]:
        """The numbers of the nursery processes that run."""
        with self._lock:
            return [one.process.pid for one in self._kept.values() if one.alive]

    def end(self) -> None:
        """End every nursery of this process, and every child."""
        with self._lock:
            for ready in self._ready.values():
                ready.child.let_go()
            for one in (*self._kept.values(), *self._left):
                one.end()
            self._kept, self._left, self._ready, self._latest = {}, [], {}, {}


def _started(command: list[str], source: int, sink: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=source,
        stdout=sink,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env=_ENVIRONMENT,
        start_new_session=True,
    )


def _gone(handle: int, seconds: float) -> bool:
    """Whether the process behind ``handle`` ends within ``seconds``."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


NURSERIES: Final = Nurseries()
atexit.register(NURSERIES.end)
