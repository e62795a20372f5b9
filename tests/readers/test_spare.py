"""Whether a processor has nothing to do is told by what all of them were idle of late, not by a single moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.readers import spare
from hemvist.readers.spare import Processors, idle


class Machine:
    """A clock, and what the system counts."""

    def __init__(self, counted: Path) -> None:
        self.now, self.counted = 100.0, counted
        self.tell(5_000)

    def tell(self, idle_ticks: object) -> None:
        self.counted.write_text(f"cpu  10132153 290696 3084719 {idle_ticks} 16683 0 25195 0 0 0\ncpu0 1 2 3 4 5 6\n")

    def after(self, seconds: float, idle_seconds: float) -> None:
        self.now += seconds
        self.tell(round((idle() + idle_seconds) * 100))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path / "stat")
    monkeypatch.setattr(spare, "_COUNTED", made.counted)
    monkeypatch.setattr(spare, "_TICKS", 100)
    monkeypatch.setattr(spare.time, "monotonic", lambda: made.now)
    return made


def test_there_is_one_to_spare_until_it_is_known_better(machine: Machine) -> None:
    assert Processors().spare()


@pytest.mark.parametrize(("idle_seconds", "spared"), [(0.0, False), (0.3, False), (0.5, True), (7.9, True)])
def test_half_an_idle_processor_is_one_to_spare(machine: Machine, idle_seconds: float, spared: bool) -> None:
    processors = Processors()
    machine.after(1.0, idle_seconds)
    assert processors.spare() is spared


def test_between_two_looks_what_was_seen_last_counts(machine: Machine) -> None:
    processors = Processors()
    machine.after(1.0, 0.0)
    assert not processors.spare()
    machine.after(0.05, 0.05)
    assert not processors.spare()
    machine.after(0.10, 0.10)
    assert processors.spare()


@pytest.mark.parametrize("counted", ["", "cpu", "cpu  1 2 3 many 5 6", "intr 5"])
def test_where_the_system_does_not_tell_there_is_none(machine: Machine, counted: str) -> None:
    processors = Processors()
    machine.counted.write_text(counted)
    machine.now += 1.0
    assert not processors.spare()


def test_this_system_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert idle() > 0
