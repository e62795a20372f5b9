"""Workers that are killed, or frozen and overtaken, inside each step: nothing is lost, doubled or left over."""

from __future__ import annotations

import importlib
import os

import pytest

from tests.jobs.killing import rounds
from tests.jobs.office import Office

SUBJECTS = ["tests.jobs.small", "tests.jobs.reading", "tests.jobs.anew"]
HEAVY = int(os.environ.get("TEST_KILLS", "30"))
"""Rounds of the long test, which bench/killed.py raises."""


@pytest.mark.parametrize("module", SUBJECTS[:1], ids=lambda one: one.replace(".", "-"))
def test_a_worker_killed_inside_each_step_loses_and_doubles_nothing(office: Office, module: str) -> None:
    steps = importlib.import_module(module).SUBJECT.steps
    tally = rounds(office, module, len(steps), seed=1)
    assert tally.rounds >= len(steps)
    assert tally.missed(steps) == []


@pytest.mark.slow
@pytest.mark.parametrize("module", SUBJECTS, ids=lambda one: one.replace(".", "-"))
def test_workers_killed_many_times_lose_and_double_nothing(office: Office, module: str) -> None:
    tally = rounds(office, module, HEAVY // 2 if module.endswith("anew") else HEAVY, seed=2)
    kind = "PostgreSQL" if office.told else "SQLite"
    print(f"\n{module} on {kind}: {tally}")
    assert tally.missed(importlib.import_module(module).SUBJECT.steps) == []
