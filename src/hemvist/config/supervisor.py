"""Starts the parts of Hemvist in order, says when each is ready, starts again what ends, and stops all of it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from hemvist.config import outward, process
from hemvist.config.outward import Way
from hemvist.domain.errors import HemvistError

Say = Callable[[str, str], None]
"""Told of an event: (the part's name, what happened). Never contents."""

FORGIVEN_AFTER: Final = 60.0  # seconds that a part has run until earlier failures no longer count
LONGEST_WAIT: Final = 30.0  # seconds between two tries
LONGEST_WITHOUT: Final = 600.0  # the same of a part that the others do without
TRIES: Final = 3  # of a part that was never ready
GRACE: Final = 15.0  # seconds from SIGTERM to SIGKILL
SOON: Final = 2.0  # the same of a part that is exchanged while the others run
_TICK: Final = 0.1
_HEARD: Final = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}


class AlreadyRunning(HemvistError):
    """Hemvist already runs from {home} (process {process})."""

    exit_code: ClassVar[int] = 75
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = "Use that one: hemvist demo sign-in prints a fresh link. Or stop it: kill {process}"


class PartFailed(HemvistError):
    """Hemvist did not start: its part {part} {how}."""

    exit_code: ClassVar[int] = 70
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = "What it said stands above. hemvist doctor looks for the usual causes."


@dataclass(frozen=True)
class Part:
    """One process: how it is started, and how to tell that it is ready."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    after: tuple[str, ...] = ()
    """The parts that must have been ready before this one starts."""
    patience: float = 60.0
    """Seconds until a part that is not ready counts as failed."""
    settles: float = 0.0
    """Seconds a part must have run to count as ready: for one that nobody connects to."""
    mute: bool = False
    """Whether its standard output is for programs, and so not shown."""
    wanted: Callable[[], tuple[str, ...]] | None = None
    """For a part that does not always run: its command as it is wanted now, empty where it is not to run."""
    needed: bool = False
    """Whether the others cannot do without it, for as long as it is wanted."""
    way: Way | None = None
    """Which ways out it has; None: it fences itself."""

    @property
    def optional(self) -> bool:
        return self.wanted is not None and not self.needed

    @property
    def now(self) -> tuple[str, ...]:
        """The command to run now."""
        return self.wanted() if self.wanted is not None else self.command


@dataclass
class Running:
    """A part as it runs, or waits to be started again."""

    part: Part
    say: Say
    child: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    ready: bool = False
    was_ready: bool = False
    failures: int = 0
    not_before: float = 0.0
    command: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether there is nothing to be done about it: it is ready, or not wanted."""
        return self.ready or (self.child is None and not self.part.now)

    def tend(self, now: float, ready: set[str]) -> None:
        """One look: start it if it is due, notice if it ended, is ready, or is not what is wanted any more."""
        command = self.part.now
        if command != self.command:
            self._exchange(command)
        elif self.child is None:
            if command and now >= self.not_before and ready.issuperset(self.part.after):
                self._start(now)
        elif ended(self.child):
            self._ended(now)
        elif not self.ready:
            self._look(now)

    def _exchange(self, command: tuple[str, ...]) -> None:
        """Stop what runs, and have what is wanted now start at the next look, without regard to earlier failures."""
        if self.child is not None:
            self.say(self.part.name, "stops: another choice was made")
            self.stop(SOON)
        self.command, self.failures, self.not_before = command, 0, 0.0

    def _start(self, now: float) -> None:
        parent = os.getpid()
        closed = outward.fence(self.part.way) if self.part.way else None

        def fence() -> None:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
            process.end_with(parent)
            process.gain_nothing()
            if closed is not None:
                closed()

        # A session of its own: Ctrl-C reaches the supervisor only, which stops the parts in order.
        self.child = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.part.mute else None,
            preexec_fn=fence,
            start_new_session=True,
        )
        self.began, self.ready = now, False

    def _look(self, now: float) -> None:
        if now - self.began >= self.part.settles and self.part.ready():
            self.ready = self.was_ready = True
            self.say(self.part.name, f"ready after {now - self.began:.1f} s")
        elif now - self.began > self.part.patience:
            self.say(self.part.name, f"not ready after {self.part.patience:.0f} s, so it is stopped")
            self.kill()

    def _ended(self, now: float) -> None:
        code = self.reap()
        lived = now - self.began
        self.failures = 1 if lived > FORGIVEN_AFTER else self.failures + 1
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        if not self.part.optional and not self.was_ready and (self.failures >= TRIES or code == os.EX_CONFIG):
            raise PartFailed(part=self.part.name, how=how)
        wait = min(LONGEST_WITHOUT if self.part.optional else LONGEST_WAIT, 2.0 ** (self.failures - 1))
        self.not_before = now + wait
        self.say(self.part.name, f"{how} after {lived:.0f} s; it starts again in {wait:.0f} s")

    def reap(self) -> int:
        """Take leave of an ended process and of what it left running; its exit code."""
        assert self.child is not None
        # Before its number is given back, so that the group cannot be another's yet.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        code = self.child.wait()
        self.child, self.ready = None, False
        return code

    def kill(self) -> None:
        """End it at once, with all that it started."""
        if self.child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)

    def stop(self, grace: float) -> None:
        """Ask it to end, wait, and then end it."""
        if self.child is None:
            return
        self.child.terminate()
        until = time.monotonic() + grace
        while not ended(self.child) and time.monotonic() < until:
            if signal.sigtimedwait({signal.SIGINT}, 0.02):
                break  # Ctrl-C a second time: whoever sits there has waited long enough.
        if not ended(self.child):
            self.say(self.part.name, "did not end by itself, so it was killed")
            self.kill()
        self.reap()


@dataclass
class Supervisor:
    """Runs parts until it is told to stop (SIGTERM, SIGINT, SIGHUP), and then stops them in reverse order."""

    parts: Sequence[Part]
    say: Say
    when_ready: Callable[[], None] = lambda: None
    """Called once, when every part has been ready for the first time."""
    grace: float = GRACE
    _running: list[Running] = field(default_factory=list)

    def run(self) -> None:
        """Returns after everything was stopped. Raises :class:`PartFailed` if a part never becomes ready."""
        self._running = [Running(part, self.say) for part in self.parts]
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        try:
            self._until_told()
        finally:
            self._stop()
            while signal.sigtimedwait(_HEARD, 0):
                continue  # What was heard meanwhile is done: it must not end this process in its turn.
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _until_told(self) -> None:
        told = False
        while True:
            ready = {one.part.name for one in self._running if one.well}
            for one in self._running:
                one.tend(time.monotonic(), ready)
            if not told and all(one.was_ready or one.part.optional for one in self._running):
                told = True
                self.when_ready()
            heard = signal.sigtimedwait(_HEARD, _TICK if not self._all_well() else 1.0)
            if heard is not None and heard.si_signo != signal.SIGCHLD:
                return

    def _all_well(self) -> bool:
        return all(one.well for one in self._running)

    def _stop(self) -> None:
        for one in reversed(self._running):
            one.stop(self.grace)
        self.say("all", "stopped")


def ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether a child has ended, without taking leave of it."""
    if child.returncode is not None:
        return True
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, child.pid, options) is not None


@contextlib.contextmanager
def alone(home: Path, run: Path) -> Iterator[None]:
    """Only one supervisor works from a home at a time. Raises :class:`AlreadyRunning`."""
    with (run / "supervisor.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(home=home, process=lock.read().strip() or "unknown") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def not_running(home: Path, run: Path) -> None:
    """Raise :class:`AlreadyRunning` if a supervisor works from this home."""
    if run.exists():
        with alone(home, run):
            return
