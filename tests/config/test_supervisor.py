"""The supervisor with real processes: order, readiness, restart, stopping, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hemvist.config.options import ROOT
from hemvist.config.supervisor import AlreadyRunning, alone, not_running

# In a process of its own, as in life: it waits for signals, which a test runner's other threads would catch.
SCRIPT = """
import sys
from pathlib import Path
from hemvist.config.supervisor import Part, Supervisor
from hemvist.domain.errors import HemvistError
here = Path.cwd()
def part(name, words, after=(), **more):
    return Part(name, ("sh", "-c", words), lambda: (here / f"{name}.ready").exists(), tuple(after), **more)
parts = eval(sys.argv[1])
grace = float(sys.argv[2])
say = lambda name, what: print(name, what, flush=True)
try:
    Supervisor(parts, say, lambda: say("all", "ready"), grace).run()
except HemvistError as error:
    say("error", error.message)
    sys.exit(error.exit_code)
"""
LASTING = "trap 'echo {0} >> ends; exit 0' TERM; echo $$ > {0}.pid; touch {0}.ready; while :; do sleep 0.05; done"


class Supervised:
    """A supervisor at work in a folder."""

    def __init__(self, folder: Path, parts: str, grace: float) -> None:
        self.folder = folder
        self.said = folder / "said"
        command = [sys.executable, "-c", SCRIPT, parts, str(grace)]
        with self.said.open("wb") as out:
            room = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
            self.process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=room)

    def until(self, words: str) -> str:
        wait(lambda: words in self.said.read_text(), f"{words!r} in {self.said.read_text()!r}")
        return self.said.read_text()

    def pid(self, name: str) -> int:
        file = self.folder / f"{name}.pid"
        wait(lambda: file.exists() and file.read_text().endswith("\n"), str(file))
        return int(file.read_text())

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def wait(until: Callable[[], bool], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


Start = Callable[..., Supervised]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Supervised] = []

    def begin(parts: str, grace: float = 5) -> Supervised:
        started.append(Supervised(tmp_path, parts, grace))
        return started[-1]

    yield begin
    for one in started:
        one.process.kill()
        one.process.wait()


def lasting(*names: str) -> str:
    return "[" + ", ".join(f"part({name!r}, {LASTING.format(name)!r})" for name in names) + "]"


def test_a_part_waits_for_those_it_comes_after(start: Start, tmp_path: Path) -> None:
    slow = "sleep 0.5; touch a.ready; sleep 100"
    second = "test -e a.ready && touch right; touch b.ready; sleep 100"
    running = start(f"[part('b', {second!r}, ['a']), part('a', {slow!r})]")
    said = running.until("all ready")
    assert (tmp_path / "right").exists()
    assert said.index("a ready") < said.index("b ready")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_stops_the_last_first(start: Start, tmp_path: Path, number: int) -> None:
    running = start(lasting("a", "b", "c"))
    running.until("all ready")
    assert running.end(number) == 0
    assert (tmp_path / "ends").read_text().split() == ["c", "b", "a"]
    assert running.said.read_text().endswith("all stopped\n")


def test_a_part_that_dies_is_started_again_and_the_others_go_on(start: Start, tmp_path: Path) -> None:
    running = start(lasting("a", "b"))
    running.until("all ready")
    first, other = running.pid("a"), running.pid("b")
    (tmp_path / "a.pid").unlink()
    os.kill(first, signal.SIGKILL)
    running.until("a was killed by signal 9")
    assert running.pid("a") != first
    assert running.pid("b") == other
    assert lives(other)


def test_each_failure_in_a_row_makes_it_wait_longer(start: Start) -> None:
    running = start("[part('a', 'touch a.ready; sleep 0.3; exit 4')]")
    said = running.until("starts again in 2 s")
    assert said.index("ended with code 4") < said.index("starts again in 1 s") < said.index("starts again in 2 s")


def test_a_part_that_is_set_up_wrongly_ends_the_start_at_once(start: Start) -> None:
    running = start(f"[{lasting('a')[1:-1]}, part('b', 'exit 78')]")
    assert running.process.wait(20) == 70
    assert "Hemvist did not start: its part b ended with code 78." in running.said.read_text()
    assert not lives(running.pid("a"))


def test_a_part_that_never_becomes_ready_is_tried_three_times(start: Start) -> None:
    running = start("[part('a', 'echo x >> tries; exec sleep 100', patience=0.2)]")
    assert running.process.wait(20) == 70
    assert (running.folder / "tries").read_text().count("x") == 3
    assert running.said.read_text().count("not ready after") == 3


def test_what_a_dead_part_left_running_is_ended_too(start: Start) -> None:
    left = "sleep 100 & echo $! > left.pid; echo $$ > a.pid; touch a.ready; wait"
    running = start(f"[part('a', {left!r})]")
    running.until("all ready")
    orphan = running.pid("left")
    os.kill(running.pid("a"), signal.SIGKILL)
    running.until("was killed by signal 9")
    wait(lambda: not lives(orphan), "the end of what was left running")


def test_a_part_that_does_not_listen_is_killed_after_its_grace(start: Start) -> None:
    deaf = "trap '' TERM; echo $$ > a.pid; touch a.ready; while :; do sleep 0.05; done"
    running = start(f"[part('a', {deaf!r})]", grace=0.3)
    running.until("all ready")
    deaf_one = running.pid("a")
    assert running.end() == 0
    assert "a did not end by itself, so it was killed" in running.said.read_text()
    assert not lives(deaf_one)


def test_ctrl_c_a_second_time_waits_no_longer(start: Start) -> None:
    deaf = "trap 'touch heard' TERM; touch a.ready; while :; do sleep 0.05; done"
    running = start(f"[part('a', {deaf!r})]", grace=1000)
    running.until("all ready")
    running.process.send_signal(signal.SIGINT)
    wait((running.folder / "heard").exists, "the first")
    assert running.end(signal.SIGINT) == 0


def test_when_the_supervisor_is_killed_no_part_goes_on(start: Start) -> None:
    running = start(lasting("a", "b"))
    running.until("all ready")
    parts = [running.pid("a"), running.pid("b")]
    running.end(signal.SIGKILL)
    wait(lambda: not any(map(lives, parts)), "the end of every part")
    assert not (running.folder / "ends").exists()


def test_a_part_cannot_gain_rights_and_is_not_reached_by_the_terminals_ctrl_c(start: Start) -> None:
    running = start(lasting("a"))
    running.until("all ready")
    status = Path(f"/proc/{running.pid('a')}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert os.getsid(running.pid("a")) == running.pid("a")


def test_a_part_nobody_connects_to_is_ready_after_it_has_run_for_a_while(start: Start) -> None:
    running = start("[Part('a', ('sleep', '100'), lambda: True, settles=0.5)]")
    said = running.until("a ready after")
    assert float(said.partition("ready after ")[2].split()[0]) >= 0.5


def test_two_supervisors_never_work_from_one_home(tmp_path: Path) -> None:
    with alone(tmp_path, tmp_path):
        with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
            not_running(tmp_path, tmp_path)
        with pytest.raises(AlreadyRunning), alone(tmp_path, tmp_path):
            raise AssertionError
    not_running(tmp_path, tmp_path)
    not_running(tmp_path, tmp_path / "missing")


CHOOSING = """[part("page", {lasting!r}), Part("model", (), lambda: True, ("page",), wanted=lambda: ("sh", "-c",
    "echo $$ > " + (here / "choice").read_text() + ".pid; " + (here / "how").read_text())
    if (here / "choice").exists() and (here / "choice").read_text() else ())]"""


def test_a_part_that_the_others_do_without_is_started_exchanged_and_stopped_as_it_is_chosen(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "how").write_text("exec sleep 600")
    supervised = start(CHOOSING.format(lasting=LASTING.format("page")))
    supervised.until("all ready")
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / "choice").write_text(name)
        pid = supervised.pid(name)
        wait(lambda pid=pid: lives(pid), name)
        (tmp_path / "choice").write_text(other)
        wait(lambda pid=pid: not lives(pid), f"{name} goes")
        supervised.pid(other)
    (tmp_path / "choice").write_text("")
    last = supervised.pid("one")
    wait(lambda: not lives(last), "none is wanted any more")
    assert supervised.end() == 0


def test_a_part_that_the_others_do_without_may_fail_and_they_go_on(start: Start, tmp_path: Path) -> None:
    (tmp_path / "how").write_text("exit 70")
    (tmp_path / "choice").write_text("broken")
    supervised = start(CHOOSING.format(lasting=LASTING.format("page")))
    supervised.until("all ready")
    supervised.until("it starts again in 4 s")
    assert lives(supervised.pid("page"))
    assert supervised.end() == 0
