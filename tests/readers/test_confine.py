"""The fences around a reader: each is tried from within, alone and together, as root and as anyone else."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from hemvist.domain.errors import HemvistError
from hemvist.readers import confine
from hemvist.readers.base import picture, read
from hemvist.readers.confine import NEEDED, Child, confinement
from hemvist.readers.errors import BrokenFile, ReaderUnconfined, TookTooLong, TooLarge, TooMuchMemory
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.messages import words
from hemvist.readers.nursery import NURSERIES, Nurseries
from tests.readers import hostile, made

GOOD = made.pdf([made.page_of("The term is three years.")])
# Preludes that take fences away, so that the others must hold alone.
NO_CALLS = "seccomp.only_needed_calls = lambda libc: False"
NO_NAMESPACES = "fences._own_namespaces = fences._empty_root = lambda: False"
NO_LANDLOCK = "fences._landlock = lambda: False"
BUT_CALLS = sorted(set(hostile.ATTEMPTS) - hostile.ONLY_CALLS)
REFUSED = {"EPERM", "EACCES", "ENETUNREACH", "ENOENT", "EROFS", "EAGAIN", "ENOSPC", "EINVAL"}


@pytest.fixture(params=["warm", "cold"])
def started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Children, forked or started, that can be hostile, or lack a fence; afterwards a good file is read as ever."""
    real, ever = Child.start, Child.warm
    theirs = Nurseries()  # the nursery of good files is not given up for theirs, and is there afterwards
    monkeypatch.setattr(confine, "NURSERIES", theirs)
    monkeypatch.setattr(Child, "warm", request.param == "warm")

    def start(prelude: str = "") -> None:
        monkeypatch.setattr(Child, "start", hostile.start(prelude))

    start()
    yield start
    monkeypatch.setattr(Child, "start", real)
    if request.param == "cold":
        assert read(GOOD, "good.pdf").text == "The term is three years."
    monkeypatch.setattr(Child, "warm", ever)
    monkeypatch.setattr(confine, "NURSERIES", NURSERIES)
    theirs.end()
    assert read(GOOD, "good.pdf").text == "The term is three years."


def outcomes(attempts: Iterable[str] = hostile.ATTEMPTS) -> dict[str, str]:
    """What became of each of ``attempts``, made one after the other inside a child."""
    with Child("try", DEFAULT, "x") as child:
        ((_, payload),) = child.answers({"attempts": list(attempts)}, [b"x"])
    found = words(payload)["outcomes"]
    assert isinstance(found, dict)
    return found


def others(attempts: dict[str, str], than: set[str]) -> dict[str, str]:
    """Those attempts that did not end in one of the expected errors."""
    return {name: result for name, result in attempts.items() if result not in than}


def test_every_needed_fence_is_proven_here():
    assert confinement().missing == ()
    assert set(NEEDED) <= confinement().standing


def test_a_taken_over_reader_can_do_nothing(started):
    assert others(outcomes(), than={"EPERM"}) == {}


def test_nor_can_it_where_the_filter_on_calls_is_missing(started):
    started(NO_CALLS)
    assert others(outcomes(BUT_CALLS), than=REFUSED) == {}


def test_landlock_alone_keeps_files_out_of_reach(started):
    started(f"{NO_CALLS}; {NO_NAMESPACES}; fences._has_network = lambda: False")
    assert others(outcomes(hostile.FILES), than={"EACCES"}) == {}


def test_the_empty_root_alone_keeps_files_out_of_reach(started):
    started(f"{NO_CALLS}; {NO_LANDLOCK}")
    assert others(outcomes(hostile.FILES), than={"ENOENT", "EROFS", "EACCES"}) == {}


def test_attempts_succeed_where_there_are_no_fences():
    """The control: outside, the same attempts at files get through, so that a refusal above means something."""
    with_files = {name: hostile.outcome(hostile.ATTEMPTS[name]) for name in ("read a file", "read our code", "listen")}
    assert with_files == dict.fromkeys(with_files, "done")
    assert hostile.outcome(hostile.ATTEMPTS["connect"]) == "ECONNREFUSED"
    assert hostile.outcome(hostile.ATTEMPTS["send a packet"]) == "done"


def test_the_network_of_this_machine_is_out_of_reach_without_the_filter_on_calls(started):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        started(f"{NO_CALLS}; {NO_LANDLOCK}; import os; os.environ['PORT'] = '{port}'")
        assert outcomes(["connect"]) == {"connect": "ENETUNREACH"}
        socket.create_connection(("127.0.0.1", port)).close()


def test_without_namespaces_the_filter_and_landlock_suffice(started):
    started(NO_NAMESPACES)
    assert confinement().missing == ()
    assert others(outcomes(), than={"EPERM"}) == {}


@pytest.mark.parametrize(
    ("prelude", "missing"),
    [
        (f"{NO_CALLS}; {NO_NAMESPACES}", "its network cannot be cut off"),
        (f"{NO_CALLS}; {NO_NAMESPACES}; {NO_LANDLOCK}", "files cannot be put out of its reach"),
        ("fences._limits = lambda *_: False", "its memory and time cannot be bounded"),
        ("fences._give_up_rights = lambda: False", "it cannot give up its rights"),
        ("fences.confine = lambda *_: []", "its network cannot be cut off"),
        ("raise SystemExit", "its network cannot be cut off"),
    ],
)
def test_what_cannot_be_confined_is_refused(prelude: str, missing: str, started):
    started(prelude)
    with pytest.raises(ReaderUnconfined, match=missing) as refused:
        read(GOOD, "good.pdf")
    assert "doctor" in refused.value.help


def test_an_unconfined_child_receives_no_byte(started, tmp_path: Path):
    taken = tmp_path / "taken"
    started(
        f"fences.confine = lambda *_: []; child._everything = lambda: open({str(taken)!r}, 'wb').write(__import__('os').read(0, 99))"
    )
    with pytest.raises(ReaderUnconfined):
        read(GOOD, "good.pdf")
    assert not taken.exists() or taken.read_bytes() == b""


@pytest.mark.parametrize("task", ["sleep", "spin"])
def test_a_reader_that_hangs_is_ended_in_time(task: str, started):
    started(f"child.TASKS['read'] = child.TASKS[{task!r}]")
    begun = time.monotonic()
    with pytest.raises(TookTooLong, match=r"slow\.pdf was given up after 1\.5 seconds"):
        read(GOOD, "slow.pdf", Limits(seconds=1.5))
    assert time.monotonic() - begun < 4


class Enough(Exception):
    """Whoever wanted it read wants it no more."""


@pytest.mark.parametrize("task", ["sleep", "spin"])
def test_a_reader_is_ended_as_soon_as_it_is_wanted_no_more(task: str, started):
    started(f"child.TASKS['read'] = child.TASKS[{task!r}]")
    before, begun = left_over(), time.monotonic()

    def go_on() -> None:
        raise Enough

    with pytest.raises(Enough):
        read(GOOD, "slow.pdf", Limits(seconds=60), go_on=go_on)
    assert time.monotonic() - begun < 10
    _eventually(lambda: left_over() <= before)


@pytest.mark.parametrize("task", ["flood", "nothings"])
def test_a_reader_that_floods_is_cut_off(task: str, started):
    started(f"child.TASKS['read'] = child.TASKS[{task!r}]")
    begun = time.monotonic()
    with pytest.raises((BrokenFile, TookTooLong)):
        read(GOOD, "flood.txt", Limits(characters=1_000_000, seconds=3))
    assert time.monotonic() - begun < 6


def test_a_flood_of_picture_is_cut_off(started):
    started("child.TASKS['picture'] = child.TASKS['pictures']")
    with pytest.raises(TooLarge):
        picture(GOOD, 1, [], 100)


def test_a_reader_that_eats_memory_is_stopped_and_the_cause_named(started):
    started("child.TASKS['read'] = child.TASKS['eat']")
    with pytest.raises(TooMuchMemory, match="more than 300 MB"):
        read(GOOD, "big.pdf", Limits(megabytes=300))


@pytest.mark.parametrize(
    "task", ["crash", "noise", "quiet", "stray", "beyond", "surrogate", "slander", "chatter", "nested"]
)
def test_what_a_taken_over_reader_says_is_not_believed(task: str, started):
    started(f"child.TASKS['read'] = child.TASKS[{task!r}]")
    with pytest.raises(BrokenFile, match=r"bad\.txt could not be read: the reader (answered|stopped)") as broken:
        read(GOOD, "bad.txt")
    assert "script" not in str(broken.value)


@pytest.mark.parametrize("warm", [True, False])
def test_it_dies_with_its_parent(warm: bool):
    code = (
        "import sys, time; from hemvist.readers.confine import Child; from hemvist.readers.limits import DEFAULT\n"
        f"from tests.readers import hostile; Child.start = hostile.start(); Child.warm = {warm}\n"
        "with Child('sleep', DEFAULT, '') as child:\n"
        "    next(child._arrivals()); print(child._life.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=_paths())
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _lives(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _eventually(lambda: not _lives(child))


def test_nothing_is_left_behind(started):
    before = left_over()
    started("child.TASKS['read'] = child.TASKS['sleep']")
    with pytest.raises(TookTooLong):
        read(GOOD, "slow.pdf", Limits(seconds=0.5))
    _eventually(lambda: left_over() <= before)


def test_a_source_that_fails_ends_the_child_and_is_not_disguised(started):
    before = left_over()

    def source():
        yield GOOD[:100]
        raise ValueError("the seal is broken")

    with pytest.raises(ValueError, match="the seal is broken"):
        read(source(), "good.pdf")
    _eventually(lambda: left_over() <= before)


def test_many_can_read_at_once():
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(read(GOOD, "good.pdf").text)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["The term is three years."] * 6


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become someone else; the other tests then run as someone else"
)
@pytest.mark.parametrize("user", [65534, 12345])
def test_someone_who_is_not_root_can_confine_too(user: int):
    code = (
        "import json, os; from hemvist.readers.confine import confinement; from hemvist.readers.base import read\n"
        "from tests.readers import hostile, made; from tests.readers.test_confine import *\n"
        "standing = sorted(confinement().standing); text = read(GOOD, 'good.pdf').text; Child.start = hostile.start()\n"
        "tries = outcomes(); Child.start = hostile.start(NO_CALLS); without = outcomes(BUT_CALLS)\n"
        "print(json.dumps([os.geteuid(), standing, text, tries, without]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], user=user, group=user, extra_groups=[], cwd="/", env=_paths(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    who, standing, text, tries, without = json.loads(done.stdout)
    assert (who, text) == (user, "The term is three years.")
    assert {*NEEDED, "namespaces", "root", "landlock", "calls"} <= set(standing)
    assert others(tries, than={"EPERM"}) == {}
    assert others(without, than=REFUSED) == {}


def test_our_errors_are_errors_of_the_house():
    assert issubclass(ReaderUnconfined, HemvistError)


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": f"{hostile.ROOT}:{hostile.ROOT}/src", "PYTHONDONTWRITEBYTECODE": "1"}


def _lives(process: int) -> bool:
    return hostile.state(process) not in ("", "Z")


def left_over() -> set[int]:
    """The processes below this one, without its nurseries, which stay, and what stands ready in the one of good files."""
    homes = {*NURSERIES.processes(), *confine.NURSERIES.processes()}
    tested = (one for home in confine.NURSERIES.processes() for one in hostile.children(home))
    return {*hostile.children(os.getpid()), *tested} - homes


def _eventually(holds) -> None:
    hostile.wait(holds)
