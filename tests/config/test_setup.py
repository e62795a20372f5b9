"""What set-up scripts leave alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hemvist.config.options import ROOT


def test_a_linked_environment_is_not_emptied(tmp_path: Path) -> None:
    other, clone = tmp_path / "other", tmp_path / "clone"
    shutil.copytree(ROOT / "setup", clone / "setup")
    (clone / "requirements.txt").write_text("")
    other.mkdir()
    (other / "kept").write_text("another clone's")
    (clone / ".venv").symlink_to(other)
    done = subprocess.run(["sh", "setup/python.sh"], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ".venv is a link" in done.stderr
    assert (other / "kept").read_text() == "another clone's"
