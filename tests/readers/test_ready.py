"""A child that stands ready for the next file: fenced in, one file only, never waited for in vain, and never too old."""

from __future__ import annotations

import os
import signal
import threading
from types import SimpleNamespace

import pytest

from hemvist.readers import nursery
from hemvist.readers.base import picture, read
from hemvist.readers.confine import NEEDED, Child
from hemvist.readers.limits import DEFAULT, Limits
from hemvist.readers.nursery import NURSERIES, Awaited, Nursery, Warm
from tests.readers import hostile
from tests.readers.nurseries import GOOD, SAID, as_if, fresh

__all__ = ["fresh"]


def waiting() -> set[int]:
    """The children that live while no file is read: none, or the one that stands ready."""
    (number,) = NURSERIES.processes()
    return hostile.children(number)


def the_ready(count: int = 1) -> set[int]:
    hostile.wait(lambda: len(waiting()) == count)
    return waiting()


def taken() -> int:
    """The child that the next file gets, its fences proven."""
    with Child("read", DEFAULT, "a.pdf") as child:
        assert isinstance(child._life, Warm)
        assert child.confinement().missing == ()
        return child._life.pid


def read_twice() -> None:
    assert [read(GOOD, "a.pdf").text for _ in range(2)] == [SAID] * 2


def test_after_one_file_alone_none_stands_ready(fresh):
    assert read(GOOD, "a.pdf").text == SAID
    assert the_ready(0) == set()


def test_from_the_second_file_on_one_stands_ready_and_the_next_file_gets_it(fresh):
    read_twice()
    for _ in range(3):
        (ready,) = the_ready()
        assert taken() == ready
        assert ready not in the_ready()


def test_it_has_put_up_its_fences_before_there_is_a_file(fresh):
    read_twice()
    (ready,) = the_ready()

    def fenced() -> bool:
        with open(f"/proc/{ready}/status") as status:
            told = dict(line.split(":\t", 1) for line in status)
        return (told["Seccomp"], told["Uid"].split()[0]) == ("2\n", "65534")

    hostile.wait(fenced)
    with Child("read", DEFAULT, "a.pdf") as child:
        assert set(NEEDED) <= set(child.confinement().standing)


def test_one_that_died_meanwhile_is_not_taken(fresh):
    read_twice()
    (ready,) = the_ready()
    os.kill(ready, signal.SIGKILL)
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))
    assert read(GOOD, "a.pdf").text == SAID


def test_one_whose_nursery_died_is_not_taken(fresh):
    read_twice()
    (ready,) = the_ready()
    os.kill(*NURSERIES.processes(), signal.SIGKILL)
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))
    assert read(GOOD, "a.pdf").text == SAID


def test_it_serves_files_of_its_own_limits_alone(fresh):
    read_twice()
    (ready,) = the_ready()
    with Child("read", Limits(seconds=7), "a.pdf") as child:
        assert isinstance(child._life, Warm)
        assert child._life.pid != ready
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))


def test_each_task_has_its_own(fresh):
    read_twice()
    (ready,) = the_ready()
    for _ in range(2):
        assert picture(GOOD, 1, [], 100).startswith(b"\x89PNG")
    assert taken() == ready


def test_one_that_stood_too_long_is_not_taken_and_ended(fresh):
    read_twice()
    (ready,) = the_ready()
    fresh.setattr(nursery, "FRESH", 0.0)
    assert taken() != ready
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))


def test_it_leaves_by_itself_if_no_file_comes_and_its_nursery_after_it(fresh):
    as_if("from hemvist.readers import nurse; nurse.IDLE = child.WAITS = 0.5", fresh)
    read_twice()
    (home,) = NURSERIES.processes()
    (ready,) = the_ready()
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))
    hostile.wait(lambda: hostile.state(home) in ("", "Z"))
    assert read(GOOD, "a.pdf").text == SAID


def test_none_is_taken_that_may_leave_at_the_same_moment(fresh):
    from hemvist.readers import child

    assert child.WAITS >= nursery.FRESH + 60


def test_after_a_crash_the_one_that_stands_ready_is_let_go_too(fresh):
    read_twice()
    (ready,) = the_ready()
    NURSERIES.renew()
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))
    assert read(GOOD, "a.pdf").text == SAID


def test_a_file_does_not_wait_until_the_rehearsal_is_over(fresh):
    endless = "\n".join(
        [
            "import itertools, time",
            "child.REHEARSALS['read'] = lambda kind: (time.sleep(0.01) for _ in itertools.count())",
        ]
    )
    as_if(endless, fresh)
    read_twice()
    the_ready()
    assert read(GOOD, "a.pdf").text == SAID


def test_a_rehearsal_that_fails_harms_nothing(fresh):
    as_if("child.REHEARSALS['read'] = lambda kind: (1 / 0 for _ in range(3))", fresh)
    read_twice()
    the_ready()
    assert read(GOOD, "a.pdf").text == SAID


@pytest.mark.parametrize(("spare", "like"), [(True, "pdf"), (False, None)])
def test_it_rehearses_where_a_processor_has_nothing_else_to_do(fresh, spare: bool, like: str | None):
    asked: list[str | None] = []
    ask = Nursery.ask

    def seen(nursery: Nursery, limits: Limits, like: str | None = None) -> Awaited:
        asked.append(like)
        return ask(nursery, limits, like)

    fresh.setattr(Nursery, "ask", seen)
    fresh.setattr(NURSERIES, "_processors", SimpleNamespace(spare=lambda: spare))
    read_twice()
    assert asked == [None, None, like]


def test_nothing_of_one_file_is_in_the_child_that_stood_ready_meanwhile(fresh):
    """What is told of the last file to the child that expects the next is its kind, and nothing else."""
    texts = [f"The price is {number} crowns." for number in range(30)]
    assert [read(text.encode(), "a.txt").text for text in texts] == texts


def test_many_threads_take_what_stands_ready_once(fresh):
    texts = [f"The price is {number} crowns." for number in range(40)]
    found: dict[str, str] = {}
    todo = iter(texts)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                text = next(todo, None)
            if text is None:
                return
            found[text] = read(text.encode(), "a.txt").text

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {text: text for text in texts}
    assert len(the_ready()) == 1


def test_ending_the_nurseries_ends_it(fresh):
    read_twice()
    (ready,) = the_ready()
    NURSERIES.end()
    hostile.wait(lambda: hostile.state(ready) in ("", "Z"))
