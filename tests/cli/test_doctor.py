"""The doctor: what it says holds was looked at, and each check is seen to break."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from hemvist.cli import doctor
from hemvist.config.locked import locked_on
from hemvist.projects import concerns
from hemvist.projects.in_force import patch_days
from hemvist.projects.models import Concern
from hemvist.providers.sources import table
from tests.cli.running import MODEL, Running, free_port, new_home
from tests.house import House, visit
from tests.projects.parties import AGREED, parties


@pytest.fixture
def here() -> Iterator[Running]:
    """A home that was never served from; the command itself is only asked for its help."""
    running = Running(new_home(), free_port(), "doctor", "--help")
    running.process.wait()
    for name in ("data", "keys", "run"):
        (running.home / name).mkdir(mode=0o700)
    yield running
    running.clear()


def told(running: Running) -> tuple[int, dict[str, object]]:
    """The exit code, and what holds by what was looked at."""
    done = running.command("doctor", "--json")
    assert done.stdout, done.stderr
    return done.returncode, {row["what"]: row["holds"] for row in json.loads(done.stdout)}


def test_on_a_sound_machine_everything_holds_and_what_was_not_checked_says_so(here: Running) -> None:
    code, holds = told(here)
    assert code == 0
    assert holds.pop("server") is None
    assert holds.pop("virus scanner") is None
    assert holds.pop("language model") is None, "none was chosen, and all works without"
    assert holds.pop("agreements") is None, "the server does not run here"
    assert holds.pop("agreed days") is None, "the same"
    assert holds.pop("clock") is None, "the same"
    assert holds.pop("ends of agreements") is None, "the same"
    assert holds.pop("agreed hours") is None, "the same"
    assert holds.pop("updates") is None, "the same"
    assert all(holds.values()), holds


@pytest.mark.parametrize("name", [table().graph, table().pairs_graph])
def test_a_folder_that_others_can_open_and_an_altered_weight_are_broken(here: Running, name: str) -> None:
    (here.home / "data").chmod(0o755)
    file = here.home / "models" / MODEL / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    code, holds = told(here)
    assert code == 1
    assert holds["folders"] is False
    assert holds["weights"] is False


def test_weights_of_before_that_lack_the_second_graph_are_broken(here: Running) -> None:
    (here.home / "models" / MODEL / table().pairs_graph).unlink()
    code, holds = told(here)
    assert code == 1
    assert holds["weights"] is False


def test_updates_are_late_once_the_lock_is_older_than_the_fewest_agreed_days(house: House, tmp_path: Path) -> None:
    today, lock = date(2026, 11, 28), tmp_path / "requirements.txt"
    lock.write_text("# What Hemvist runs on.\n# Locked on 2026-11-01 by setup/lock.py; installed with pip\na==1\n")
    assert locked_on(lock) == date(2026, 11, 1)
    assert locked_on(tmp_path / "none.txt") is None
    assert locked_on() is not None, "the lock that stands here says its day"
    assert patch_days() is None, "one party owes nobody updates"
    parties(house, replace(AGREED, patch_days=26)).live()
    assert patch_days() == 26, "the fewest of those in force"
    for agreed, holds in ((30, True), (27, True), (26, False), (None, None)):
        found = doctor._up_to_date("updates", locked_on(lock), agreed, today)
        assert found.holds is holds, agreed
    assert "27 days ago; agreed is within 30 days" in doctor._up_to_date("updates", locked_on(lock), 30, today).seen
    assert doctor._up_to_date("updates", None, 30, today).holds is None


def test_an_incident_that_is_over_its_agreed_hours_is_broken_until_it_is_settled(
    house: House, tmp_path: Path, settings: Any
) -> None:
    settings.KEEPER_SOCKET = tmp_path / "keeper.sock"
    settings.KEEPER_SOCKET.touch()
    row = concerns.record(visit(house.ada), house.heron, "incident")
    assert doctor._concerns("agreed hours").holds is True
    Concern.objects.update(due=timezone.now() - timedelta(minutes=1))
    found = doctor._concerns("agreed hours")
    assert (found.holds, house.heron.pk[:8] in found.seen) == (False, True)
    concerns.settle(visit(house.ada), house.heron, row.pk)
    assert doctor._concerns("agreed hours").holds is True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look as somebody else than who serves")
@pytest.mark.parametrize("check", [doctor._agreements, doctor._retention, doctor._ends, doctor._updates])
def test_whom_the_keeper_does_not_answer_is_told_as_whom_to_look(
    check: Callable[[str], doctor.Finding], tmp_path: Path, settings: Any
) -> None:
    settings.KEEPER_SOCKET = tmp_path / "keeper.sock"
    settings.KEEPER_SOCKET.touch()
    os.chown(settings.KEEPER_SOCKET, 65534, 65534)
    found = check("what")
    assert found.holds is None
    assert "the keeper answers nobody alone" in found.seen
    assert "runuser -u nobody" in found.remedy
