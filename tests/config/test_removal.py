"""``make demo-reset``: deletes what it names, after asking, and never under a Hemvist that runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hemvist.config.options import ROOT
from hemvist.config.supervisor import alone

FOLDERS = ("data", "keys", "run", "tls", "models")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in FOLDERS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    (tmp_path / "somebody's own").write_text("x")
    return tmp_path


def reset(home: Path, **room: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "YES" and not name.startswith("HEMVIST_")}
    return subprocess.run(
        ["sh", str(ROOT / "setup" / "remove.sh"), "reset"],
        env={**kept, "HEMVIST_HOME": str(home), **room},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def standing(home: Path) -> set[str]:
    return {path.name for path in home.iterdir()}


def test_without_a_terminal_or_a_yes_nothing_is_deleted(home: Path) -> None:
    done = reset(home)
    assert done.returncode == 1
    assert str(home / "data") in done.stdout
    assert "YES=1" in done.stderr
    assert standing(home) == {*FOLDERS, "somebody's own"}


def test_what_it_named_is_deleted_and_nothing_else(home: Path) -> None:
    assert reset(home, YES="1").returncode == 0
    assert standing(home) == {"tls", "models", "somebody's own"}


def test_keys_kept_elsewhere_are_deleted_with_what_they_open(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys = tmp_path_factory.mktemp("elsewhere") / "keys"
    keys.mkdir()
    assert reset(home, YES="1", HEMVIST_KEYS=str(keys)).returncode == 0
    assert not keys.exists()


def test_it_refuses_while_hemvist_runs(home: Path) -> None:
    with alone(home, home / "run"):
        done = reset(home, YES="1")
    assert done.returncode == 1
    assert "Stop it first" in done.stderr
    assert standing(home) >= {"data", "keys"}
