"""Killing workers: real processes at real rows, ended or frozen at a random instant inside each named step.

A *subject* is what they work on: its module has a ``SUBJECT`` with the methods of :class:`Subject`. One process sets
Django up and forks a worker whenever it is told to, so that a round takes a tenth of a second and not a second.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from hemvist.config.options import ROOT

if TYPE_CHECKING:
    from tests.jobs.office import Office

LEASE = timedelta(seconds=0.25)
"""How long the dead are waited for in these rounds."""
LONGEST = 30.0
OVER = "already over"
FROZEN = " (frozen)"


class Subject(Protocol):
    """Something to work on, in named steps."""

    steps: tuple[str, ...]
    longest: float
    """Seconds that a step may take: a kill comes at a random instant within them."""

    def compose(self, enter: Callable[[str], None]) -> None:
        """In the worker: register the kinds; each step calls ``enter`` with its name as it begins."""

    def feed(self, office: Office, number: int) -> None:
        """In the test: put in the work of one round."""

    def check(self, office: Office) -> None:
        """In the test, when nothing waits or runs any more: nothing is lost, nothing doubled, nothing left over."""


@dataclass
class Tally:
    """Rounds by the step that the worker was in when it was hit."""

    hit: Counter[str] = field(default_factory=Counter)
    rounds: int = 0

    def within(self, step: str) -> int:
        """How many workers were killed or frozen in this step."""
        return self.hit[step] + self.hit[step + FROZEN]

    def missed(self, steps: tuple[str, ...]) -> list[str]:
        """The steps that no worker was hit in."""
        return [step for step in steps if not self.within(step)]

    def __str__(self) -> str:
        steps = ", ".join(f"{step} {count}" for step, count in sorted(self.hit.items()))
        return f"{self.rounds} rounds; workers hit by step: {steps}"


def rounds(office: Office, module: str, count: int, seed: int) -> Tally:
    """So many rounds: each hits a worker, one time in three its successor too, and then lets a third one finish.

    A blow may fall after the step that it was meant for. So the next one is meant for the step that was hit least,
    and while there is one that was never hit, the rounds go on, up to three times as many.
    """
    subject: Subject = importlib.import_module(module).SUBJECT
    chance, tally = random.Random(seed), Tally()
    with nursery(office, module) as nurse:
        while tally.rounds < count or (tally.missed(subject.steps) and tally.rounds < 3 * count):
            subject.feed(office, tally.rounds)
            wanted = min(subject.steps, key=tally.within)
            tally.hit[_hit(nurse, subject, wanted, chance)] += 1
            if chance.random() < 1 / 3:
                tally.hit[_hit(nurse, subject, chance.choice(subject.steps), chance)] += 1
            nurse.fork().ended()
            nurse.wake()
            subject.check(office)
            tally.rounds += 1
    return tally


def _hit(nurse: Nurse, subject: Subject, wanted: str, chance: random.Random) -> str:
    """Kill a worker, or one time in four freeze it until it may have been overtaken; the step it was in."""
    worker = nurse.fork()
    if not worker.reached(wanted):
        return OVER
    time.sleep(chance.random() * subject.longest)
    if chance.random() < 1 / 4:
        return nurse.freeze(worker)
    worker.kill()
    return worker.step or OVER


@dataclass
class Worker:
    """A worker as the process that forked it tells of it."""

    pid: int
    lines: Callable[[], str]
    step: str = ""

    def reached(self, step: str) -> bool:
        """Read on until it enters this step; False when it ended without."""
        while (told := self.lines().split())[0] != "ended":
            self._note(told)
            if self.step == step:
                return True
        return False

    def _note(self, told: list[str]) -> None:
        self.step = told[1] if told[0] == "step" else ""

    def kill(self) -> None:
        """End it as the kernel does when memory is short."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        while (told := self.lines().split())[0] != "ended":
            self._note(told)

    def ended(self) -> None:
        """Wait until it has ended by itself, in good order."""
        while (told := self.lines().split())[0] != "ended":
            continue
        assert told[1] == "0", "a worker that nobody hit ended badly"


class Nurse:
    """The process that forks workers, and what they say."""

    def __init__(self, office: Office, module: str) -> None:
        there = os.environ | {"HEMVIST_HOME": str(office.home), "HEMVIST_DATABASE": office.told}
        there |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "hemvist.config.settings"}
        self._child = subprocess.Popen(
            [sys.executable, "-m", __name__, module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=there
        )
        self._told: dict[int, list[str]] = {}
        self._frozen: list[tuple[Worker, threading.Timer]] = []

    def fork(self) -> Worker:
        """A new worker, which works until nothing waits or runs any more."""
        assert self._child.stdin
        self._child.stdin.write(b"fork\n")
        self._child.stdin.flush()
        pid = int(self._of(0))
        return Worker(pid, lambda: self._of(pid))

    def _of(self, pid: int) -> str:
        """The next line of one worker (0: of the nurse herself)."""
        assert self._child.stdout
        while not self._told.get(pid):
            line = self._child.stdout.readline().decode()
            assert line, "the process that forks workers is gone"
            whose, _, told = line.strip().partition(" ")
            self._told.setdefault(int(whose), []).append(told)
        return self._told[pid].pop(0)

    def freeze(self, worker: Worker) -> str:
        """Let it sleep for four leases; the step it is in as far as it has said.

        Not longer: who sleeps in the midst of a commit holds up everybody else, and no lease helps against that.
        """
        try:
            os.kill(worker.pid, signal.SIGSTOP)
        except ProcessLookupError:
            worker.ended()
            return OVER
        alarm = threading.Timer(4 * LEASE.total_seconds(), _wakes, (worker.pid,))
        alarm.start()
        self._frozen.append((worker, alarm))
        return worker.step + FROZEN

    def wake(self) -> None:
        """Wait until those that sleep have woken, found their job gone, and ended in good order."""
        for worker, alarm in self._frozen:
            alarm.join()
            worker.ended()
        self._frozen.clear()

    def close(self) -> None:
        """End all of it."""
        for worker, alarm in self._frozen:
            alarm.cancel()
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        assert self._child.stdin
        assert self._child.stdout
        self._child.stdin.close()
        self._child.wait(LONGEST)
        self._child.stdout.close()


@contextlib.contextmanager
def nursery(office: Office, module: str) -> Iterator[Nurse]:
    """The process that forks workers, for as long as this lasts."""
    nurse = Nurse(office, module)
    try:
        yield nurse
    finally:
        nurse.close()


def _wakes(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it had ended already, and was not buried yet
        os.kill(pid, signal.SIGCONT)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # one write, so that lines of several processes do not mix


def _works() -> None:
    from hemvist.jobs import models, work
    from hemvist.jobs.models import Job
    from hemvist.jobs.work import run_next

    models.LEASE = LEASE
    work.BEAT = LEASE.total_seconds() / 6  # as in life: a lease lasts several beats, and ends with whoever is frozen
    while Job.objects.live().exists():
        if run_next():
            _say(f"{os.getpid()} out of it")
        else:
            time.sleep(0.01)


def main(module: str) -> None:
    """Set up once, and fork a worker for each line that comes."""
    from hemvist.config import options
    from hemvist.config.ready import ready

    ready()
    from hemvist.vault import opened
    from hemvist.vault.embedded import EmbeddedKeys

    opened.use(EmbeddedKeys(options.key_folder(), data=options.data_folder()))
    importlib.import_module(module).SUBJECT.compose(lambda step: _say(f"{os.getpid()} step {step}"))
    signal.signal(signal.SIGCHLD, _buried)
    for _ in iter(sys.stdin.buffer.readline, b""):
        _fork()


def _fork() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    pid = os.fork()
    if pid:
        _say(f"0 {pid}")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        return
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    try:
        _works()
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def _buried(number: int, frame: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            _say(f"{found[0]} ended {os.waitstatus_to_exitcode(found[1])}")


if __name__ == "__main__":
    main(sys.argv[1])
