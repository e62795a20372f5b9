"""The doctor: what it says holds was looked at, and each check is seen to break."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import doctor
from tests.cli.running import MODEL, Running, free_port, new_home


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
    assert all(holds.values()), holds


def test_a_folder_that_others_can_open_and_an_altered_weight_are_broken(here: Running) -> None:
    (here.home / "data").chmod(0o755)
    (file,) = (here.home / "models" / MODEL).glob("*.onnx")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    code, holds = told(here)
    assert code == 1
    assert holds["folders"] is False
    assert holds["weights"] is False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look as somebody else than who serves")
@pytest.mark.parametrize("check", [doctor._agreements, doctor._retention, doctor._ends])
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
