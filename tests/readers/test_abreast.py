"""Work side by side: everything told once, one asked whether to go on, and nobody left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from hemvist.readers.abreast import abreast
from hemvist.readers.confine import always


def counting(numbers: range, go_on: Callable[[], None]) -> Iterator[int]:
    for one in numbers:
        go_on()
        yield one


def waiting(go_on: Callable[[], None]) -> Iterator[int]:
    """Tells nothing, for as long as it is to go on."""
    while True:
        go_on()
        threading.Event().wait(0.01)
        yield from ()


def broken(go_on: Callable[[], None]) -> Iterator[int]:
    yield 1
    raise LookupError


def others() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "abreast"]


@pytest.mark.parametrize("shares", [0, 1, 2, 7])
def test_all_that_is_told_arrives_once(shares: int) -> None:
    works = [partial(counting, range(first, 100, shares)) for first in range(shares)]
    assert sorted(abreast(works, always)) == list(range(100) if shares else ())
    assert others() == []


def test_what_one_tells_keeps_its_order() -> None:
    told = list(abreast([partial(counting, range(50)), partial(counting, range(100, 150))], always))
    assert [one for one in told if one < 100] == list(range(50))


def test_only_who_listens_is_asked_whether_to_go_on_and_its_no_ends_all() -> None:
    asked: set[threading.Thread] = set()

    def go_on() -> None:
        asked.add(threading.current_thread())
        raise KeyError

    with pytest.raises(KeyError):
        list(abreast([waiting, waiting], go_on))
    assert asked == {threading.current_thread()}
    assert others() == []


def test_who_tells_without_a_pause_is_asked_about_all_the_same() -> None:
    def endless(go_on: Callable[[], None]) -> Iterator[int]:
        while True:
            go_on()
            yield 1

    def go_on() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        for _ in abreast([endless, waiting], go_on):
            pass
    assert others() == []


def test_where_one_breaks_the_others_end_and_it_is_said() -> None:
    with pytest.raises(LookupError):
        list(abreast([waiting, broken, waiting], always))
    assert others() == []


def test_who_listens_no_longer_leaves_nobody_at_work() -> None:
    told = abreast([broken, waiting], always)
    assert next(told) == 1
    told.close()
    assert others() == []
