"""What a process starts with: private files, no copy of its memory, no words of an error, no reports to a maker."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hemvist.config import process
from hemvist.config.options import ROOT

MARKER = "the rent is seven hundred"


def run(script: str, **room: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **room}
    begin = "from hemvist.config import process; process.harden()\n"
    return subprocess.run(
        [sys.executable, "-c", begin + script], env=environment, capture_output=True, text=True, check=False
    )


def test_what_it_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    run(f"import os; open({str(tmp_path / 'file')!r}, 'w'); os.mkdir({str(tmp_path / 'folder')!r})")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    script = f"import os, resource; os.chdir({str(tmp_path)!r}); print(resource.getrlimit(resource.RLIMIT_CORE), flush=True); os.abort()"
    assert run(script).stdout == "(0, 0)\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "script",
    [
        f"raise KeyError({MARKER!r})",
        f"try:\n    raise ValueError({MARKER!r})\nexcept ValueError as error:\n    raise KeyError({MARKER!r}) from error",
        f"import threading\ndef fail():\n    raise KeyError({MARKER!r})\nthread = threading.Thread(target=fail)\nthread.start()\nthread.join()",
    ],
)
def test_an_error_that_nobody_caught_is_told_without_its_words(script: str) -> None:
    told = run(script).stderr
    assert "KeyError in" in told
    assert "<string>:" in told
    assert "seven hundred" not in told


def test_temporary_files_are_in_memory_for_this_user_alone_and_a_killed_runs_are_removed(tmp_path: Path) -> None:
    first = process.temporary_memory(tmp_path)
    assert first is not None
    assert process.in_memory(first.parent)
    assert stat.S_IMODE(first.stat().st_mode) == 0o700
    (first / "left").write_text(MARKER)
    second = process.temporary_memory(tmp_path)
    other_home = process.temporary_memory(tmp_path / "other")
    assert second is not None
    assert other_home is not None
    assert not first.exists()
    assert second.exists()
    process.remove(second)
    process.remove(other_home)
    assert not second.exists()


def test_a_place_on_disk_is_not_taken_for_memory() -> None:
    assert not process.in_memory(ROOT)


def test_the_embedding_library_reports_to_nobody(tmp_path: Path) -> None:
    """It keeps what it is going to report in its user's folder; nothing there means that it does not."""
    quiet = tmp_path / "quiet"
    quiet.mkdir()
    assert run(LOAD, HOME=str(quiet)).returncode == 0
    assert list(quiet.rglob("*")) == []


def test_that_library_would_report_if_it_were_not_told_otherwise(tmp_path: Path) -> None:
    """If this fails, the library changed its ways, and the test above no longer tells anything."""
    room = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "CI")}
    reporting = tmp_path / "reporting"
    reporting.mkdir()
    subprocess.run([sys.executable, "-c", LOAD], env={**room, "HOME": str(reporting)}, check=True, capture_output=True)
    assert list(reporting.rglob("*")) != []


LOAD = """
import os
os.environ.pop("CI", None)
os.environ.pop("XDG_CACHE_HOME", None)
import onnx
import onnxruntime
from onnx import TensorProto, helper
shape = helper.make_tensor_value_info("a", TensorProto.FLOAT, [1])
out = helper.make_tensor_value_info("b", TensorProto.FLOAT, [1])
graph = helper.make_graph([helper.make_node("Identity", ["a"], ["b"])], "g", [shape], [out])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
"""
