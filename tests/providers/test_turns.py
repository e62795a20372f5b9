"""The order in which texts are computed."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from hemvist.providers.base import Vectors
from hemvist.providers.turns import Turns

NOTHING = np.zeros(1, np.int8)


def nothing() -> None:
    """No work when idle."""


def test_questions_come_before_passages_and_passages_in_order() -> None:
    turns, done, gate, begun = Turns(1, nothing), list[str](), threading.Event(), threading.Event()

    def step(name: str) -> Vectors:
        begun.set()
        gate.wait(10)
        done.append(name)
        return NOTHING

    waiting = [turns.put(lambda: step("first"), urgent=False)]
    assert begun.wait(10)
    waiting += [turns.put(lambda n=n: step(n), urgent=False) for n in ("second", "third")]
    waiting += [turns.put(lambda n=n: step(n), urgent=True) for n in ("question", "another")]
    gate.set()
    [one.result(10) for one in waiting]
    turns.close()
    assert done == ["first", "question", "another", "second", "third"]


def test_what_was_cancelled_is_not_computed() -> None:
    turns, gate, done = Turns(1, nothing), threading.Event(), list[int]()
    first = turns.put(lambda: gate.wait(10) and NOTHING, urgent=False)  # type: ignore[arg-type,return-value]
    second = turns.put(lambda: done.append(2) or NOTHING, urgent=False)
    assert second.cancel()
    gate.set()
    first.result(10)
    turns.put(lambda: NOTHING, urgent=False).result(10)
    turns.close()
    assert done == []


def test_a_failing_step_fails_alone() -> None:
    turns = Turns(2, nothing)

    def fails() -> Vectors:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        turns.put(fails, urgent=True).result(10)
    assert turns.put(lambda: NOTHING, urgent=True).result(10) is NOTHING
    turns.close()


def test_it_tidies_up_once_after_work_and_not_before() -> None:
    calls, called = list[int](), threading.Event()

    def idle() -> None:
        calls.append(1)
        called.set()

    turns = Turns(2, idle, idle_after=0.05)
    assert not called.wait(0.2)
    turns.put(lambda: NOTHING, urgent=False).result(10)
    assert called.wait(10)
    called.clear()
    assert not called.wait(0.3)
    turns.close()
    assert len(calls) == 1
