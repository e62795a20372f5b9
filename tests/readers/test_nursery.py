"""The nursery: it is warm, private and clean of files; nobody outlives anybody; and it is replaced when it is gone."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hemvist.readers.base import picture, read
from hemvist.readers.confine import _OURS, START, Child, confinement
from hemvist.readers.errors import BrokenFile, CannotRead, ReaderUnconfined, TookTooLong
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.nursery import NURSERIES, Cold, Nurseries, Origin, Warm
from tests.readers import hostile, made
from tests.readers.nurseries import GOOD, SAID, as_if, fresh

__all__ = ["fresh"]


def the_nursery() -> int:
    (number,) = NURSERIES.processes()
    return number


def test_one_nursery_serves_every_file_of_a_task(fresh):
    assert read(GOOD, "a.pdf").text == SAID
    first = the_nursery()
    assert [read(GOOD, "b.pdf").text for _ in range(5)] == [SAID] * 5
    assert the_nursery() == first
    assert picture(GOOD, 1, [], 100).startswith(b"\x89PNG")
    assert len(NURSERIES.processes()) == 2


def test_every_file_has_a_child_of_its_own_forked_from_it(fresh):
    numbers = set()
    for _ in range(5):
        with Child("fences", DEFAULT, "") as child:
            assert isinstance(child._life, Warm)
            assert child.confinement().missing == ()
            assert child._life.pid in hostile.children(the_nursery())
            numbers.add(child._life.pid)
    assert len(numbers) == 5
    hostile.wait(lambda: hostile.children(the_nursery()).isdisjoint(numbers))


def test_a_nursery_has_no_network_no_surroundings_and_one_thread(fresh):
    fresh.setenv("SECRET_OF_THE_HOUSE", "x")
    confinement()
    process = Path(f"/proc/{the_nursery()}")
    devices = re.findall(r"^\s*(\w+):", (process / "net" / "dev").read_text(), re.MULTILINE)
    assert devices == ["lo"]
    assert os.readlink(process / "ns" / "net") != os.readlink("/proc/self/ns/net")
    assert b"SECRET" not in (process / "environ").read_bytes()
    assert len(list((process / "task").iterdir())) == 1
    assert os.readlink(process / "cwd") == "/"


def test_memory_that_loading_left_free_is_given_back_before_a_child_shares_it() -> None:
    code = "\n".join(
        [
            "from pathlib import Path",
            "from hemvist.readers import nurse",
            "held = lambda: int(Path('/proc/self/statm').read_text().split()[1])",
            "pieces = [bytes(1 << 14) for _ in range(2_000)]",
            "last = bytes(1 << 14)",
            "pieces.clear()",
            "before = held()",
            "nurse.give_back()",
            "print(before - held())",
        ]
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert int(told) > 4_000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can see whom a process belongs to that nobody may look into")
def test_a_nursery_cannot_be_looked_into_by_others_of_its_user():
    code = (
        "import os; from hemvist.readers.confine import confinement; from hemvist.readers.nursery import NURSERIES\n"
        "assert not confinement().missing; (number,) = NURSERIES.processes()\n"
        "try: open(f'/proc/{number}/mem', 'rb').close()\n"
        "except PermissionError: print('closed')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        env=paths(),
        capture_output=True,
    )
    assert done.stdout == b"closed\n", done.stderr.decode()


def test_no_byte_of_a_file_is_ever_in_the_nursery(fresh):
    secret = "Marzipankartoffel and Quittengelee"
    with contextlib.suppress(CannotRead):
        read(made.pdf([made.page_of(secret)]), f"{secret}.pdf")
    read(secret.encode(), f"{secret}.txt")
    number = the_nursery()
    found = held(number, secret.encode()[:18])
    assert found == (False, True)


def held(process: int, words: bytes) -> tuple[bool, bool]:
    """Whether ``words`` and, as a control, our own code are in a process's memory."""
    found = control = False
    with open(f"/proc/{process}/mem", "rb") as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            start, end = (int(one, 16) for one in line.split()[0].split("-"))
            if "rw" not in line.split()[1]:
                continue
            with contextlib.suppress(OSError, OverflowError, ValueError):
                memory.seek(start)
                data = memory.read(end - start)
                found, control = found or words in data, control or b"hemvist.readers" in data
    return found, control


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_nursery_that_was_killed_is_replaced(how: signal.Signals, fresh):
    assert read(GOOD, "a.pdf").text == SAID
    first = the_nursery()
    os.kill(first, how)
    hostile.wait(lambda: hostile.state(first) in ("", "Z"))
    assert read(GOOD, "b.pdf").text == SAID
    assert the_nursery() != first


def test_its_children_die_with_it_and_the_file_is_refused(fresh):
    as_if("child.TASKS['read'] = child.TASKS['sleep']", fresh)
    refused: list[CannotRead] = []

    def attempt() -> None:
        try:
            read(GOOD, "a.pdf")
        except CannotRead as error:
            refused.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    hostile.wait(lambda: bool(NURSERIES.processes()) and bool(hostile.children(the_nursery())))
    (child,) = hostile.children(the_nursery())
    time.sleep(1)  # until its birth was told: one that nobody heard of is asked for again
    os.kill(the_nursery(), signal.SIGKILL)
    thread.join(30)
    assert not thread.is_alive()
    assert isinstance(refused[0], BrokenFile)
    hostile.wait(lambda: hostile.state(child) in ("", "Z"))


def test_nursery_and_children_die_with_the_process_that_asked():
    code = (
        "import time; from hemvist.readers.confine import Child; from hemvist.readers.limits import DEFAULT\n"
        "from hemvist.readers.nursery import NURSERIES; from tests.readers import hostile; Child.start = hostile.start()\n"
        "with Child('sleep', DEFAULT, '') as child:\n"
        "    next(child._arrivals()); print(child._life.pid, *NURSERIES.processes(), flush=True); time.sleep(60)"
    )
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=paths())
    assert asking.stdout is not None
    numbers = [int(one) for one in asking.stdout.readline().split()]
    assert [hostile.state(one) in ("R", "S") for one in numbers] == [True, True]
    asking.kill()
    asking.wait()
    asking.stdout.close()
    hostile.wait(lambda: all(hostile.state(one) in ("", "Z") for one in numbers))


def test_a_child_whose_asker_lets_go_is_ended_by_the_nurse(fresh):
    confinement()
    as_if("", fresh)
    child = Child("sleep", DEFAULT, "x").__enter__()
    next(child._arrivals())
    assert isinstance(child._life, Warm)
    child._life._line.close()
    hostile.wait(lambda: hostile.state(child._life.pid) in ("", "Z"))
    child.__exit__()


def test_a_child_that_is_stopped_is_given_up_and_ended(fresh):
    as_if("child.TASKS['read'] = child.TASKS['sleep']", fresh)
    with Child("read", Limits(seconds=1), "a.pdf") as child:
        told = child.answers({}, [b"x"])
        os.kill(child._life.pid, signal.SIGSTOP)
        with pytest.raises((TookTooLong, ReaderUnconfined)):
            list(told)
    assert hostile.state(child._life.pid) in ("", "Z")


@pytest.mark.parametrize("prelude", ["nurse.keep = lambda *_: None", "nurse.settle = lambda parent: 1 / 0"])
def test_where_no_nursery_can_be_children_start_cold(prelude: str, fresh):
    as_if(f"from hemvist.readers import nurse; {prelude}", fresh)
    with Child("fences", DEFAULT, "") as child:
        assert isinstance(child._life, Cold)
        assert child.confinement().missing == ()
    assert read(GOOD, "a.pdf").text == SAID


def test_a_nursery_with_threads_bears_nobody(fresh):
    as_if("import threading; threading.Thread(target=__import__('time').sleep, args=(60,), daemon=True).start()", fresh)
    with Child("fences", DEFAULT, "") as child:
        assert isinstance(child._life, Cold)
        # A cold child with a thread beside it is not confined either: fences stand around one thread.
        assert len(child.confinement().missing) == 4


def test_after_a_crash_the_next_child_comes_from_another_nursery(fresh):
    as_if("child.TASKS['fences'] = child.TASKS['crash']", fresh)
    with Child("fences", DEFAULT, "x") as child:
        first = the_nursery()
        with pytest.raises(BrokenFile):
            list(child.answers({}, [b"x"]))
    confinement()
    assert the_nursery() != first
    hostile.wait(lambda: hostile.state(first) in ("", "Z"))


def test_a_nursery_retires_after_many_children_and_nobody_notices(fresh):
    as_if("from hemvist.readers import nurse; nurse.MOST_CHILDREN = 3", fresh)
    seen = set()
    for _ in range(8):
        assert read(GOOD, "a.pdf").text == SAID
        seen.update(NURSERIES.processes())
    assert len(seen) == 3


def test_an_idle_nursery_ends_and_the_next_file_starts_another(fresh):
    as_if("from hemvist.readers import nurse; nurse.IDLE = 0.2", fresh)
    confinement()
    first = the_nursery()
    hostile.wait(lambda: hostile.state(first) in ("", "Z"))
    assert confinement().missing == ()
    assert the_nursery() != first


def test_many_threads_share_a_nursery_that_is_killed_again_and_again(fresh):
    """Each read ends well or in a refusal, none hangs, and none is given another's text."""
    texts = [f"The price is {number} crowns." for number in range(40)]
    outcomes: dict[str, str] = {}
    todo = iter(texts)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                text = next(todo, None)
            if text is None:
                return
            try:
                outcomes[text] = read(text.encode(), "a.txt").text
            except BrokenFile:
                outcomes[text] = "refused"
            if texts.index(text) % 10 == 5:
                for process in NURSERIES.processes():
                    os.kill(process, signal.SIGKILL)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert set(outcomes) == set(texts)
    assert all(found in (text, "refused") for text, found in outcomes.items())
    assert sum(found == "refused" for found in outcomes.values()) < 20


def test_a_process_that_was_forked_does_not_use_its_parents_nursery(fresh):
    confinement()
    reader, writer = os.pipe()
    forked = os.fork()
    if forked == 0:
        with contextlib.suppress(BaseException):
            found = "missing" if confinement().missing else str(*NURSERIES.processes())
            NURSERIES.end()
            os.write(writer, found.encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as told:
        assert int(told.read()) != the_nursery()
    os.waitpid(forked, 0)
    assert hostile.state(the_nursery()) == "S"


def test_descriptors_do_not_pile_up(fresh):
    for _ in range(2):  # from then on a child stands ready
        read(GOOD, "a.pdf")
    before = len(os.listdir("/proc/self/fd"))
    for number in range(20):
        if number % 2:
            read(GOOD, "a.pdf")
        else:
            with pytest.raises(CannotRead):
                read(b"%PDF-1.4 nonsense", "a.pdf")
    assert len(os.listdir("/proc/self/fd")) == before
    # Its three standard ones, the line, the handle on this process, and those of the child that stands ready.
    hostile.wait(lambda: len(os.listdir(f"/proc/{the_nursery()}/fd")) == 7)


def test_leaving_the_program_ends_every_nursery():
    code = "from hemvist.readers.confine import confinement; from hemvist.readers.nursery import NURSERIES\n"
    code += "confinement(); print(*NURSERIES.processes())"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, env=paths(), check=True)
    assert done.stderr == b""
    assert hostile.state(int(done.stdout)) == ""


def test_a_nursery_of_ones_own_is_ended_by_hand():
    ours = Nurseries()
    life = ours.child(Origin(START, _OURS, "fences", ""), DEFAULT)
    (number,) = ours.processes()
    ours.end()
    hostile.wait(lambda: hostile.state(life.pid) in ("", "Z") and hostile.state(number) == "")
    life.end()


def paths() -> dict[str, str]:
    return {"PYTHONPATH": f"{hostile.ROOT}:{hostile.ROOT}/src", "PYTHONDONTWRITEBYTECODE": "1"}
