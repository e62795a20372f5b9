"""Promise: whoever copies the disk, running or killed, reads no contents: no text, no name, no question, no answer."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import NOBODY, Running, admit_command_line, entry, free_port, new_home, sign_in
from tests.promises.traces import forms, found

MARKER = "Zwirnkobold71Gletscher"
TEXT = f"""SUPPLY AGREEMENT

This agreement is made between {MARKER} Ltd and Norrglim Furniture Ltd.

1. Delivery. {MARKER} shall deliver the goods within thirty days of each order.

2. Governing law. This agreement is governed by the laws of {MARKER}land.
"""
PASSPHRASE = "three herons stood in the reeds"


@pytest.fixture
def used() -> Iterator[tuple[Running, Path]]:
    """A Hemvist in which the marker was used everywhere, and a folder with everything it had for temporary files."""
    home = new_home()
    running = Running(home, free_port(), "demo")
    try:
        running.until("Start anew")
        with contextlib.closing(sign_in(running, *entry(running))) as page:
            admit_command_line(running, page)
            _use(running, home)
            asked = page.get("/").text
            assert MARKER in asked
        yield running, home
    finally:
        running.clear()


def _use(running: Running, home: Path) -> None:
    opened = _with_input(running, PASSPHRASE, "project", "new", "--one-party", f"Project {MARKER}")
    assert opened.returncode == 0, opened.stderr
    files = Path(tempfile.mkdtemp(prefix="hemvist-given-"))
    try:
        for name in (f"{MARKER}.txt", f"invoice {MARKER} to Norrglim.txt"):
            (files / name).write_text(
                f"{TEXT}\nThis is the copy called {name.partition(' ')[0]}.\n"
            )  # else one is sent
        sent = running.command("ingest", f"Project {MARKER}", str(files))
        assert sent.returncode == 0
    finally:
        shutil.rmtree(files)
    asked = running.command("ask", f"Project {MARKER}", f"Which law governs the agreement with {MARKER}?", "--json")
    assert MARKER in asked.stdout
    assert MARKER in running.command("find", f"Project {MARKER}", MARKER).stdout
    gone = running.command(
        "project", "delete-document", f"Project {MARKER}", f"invoice {MARKER} to Norrglim.txt", "--yes"
    )
    listed = running.command("project", "documents", f"Project {MARKER}").stdout
    assert gone.returncode == 0, f"{gone.stderr}\n{listed}\n{sent.stdout}\n{sent.stderr}"


def _with_input(running: Running, given: str, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-P", "-m", "hemvist.cli.main", *words]
    return subprocess.run(
        line, env=running.room, input=given + "\n", capture_output=True, text=True, check=False, cwd="/"
    )


def _places(running: Running, home: Path) -> list[Path]:
    """Everything the service could have written: its home, its output, and temporary places of its user."""
    theirs = {NOBODY.pw_uid} if os.geteuid() == 0 else {os.geteuid()}
    began = home.stat().st_ctime - 120
    shared = [Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm")]
    left = [
        one
        for place in shared
        for one in place.iterdir()
        if one.lstat().st_uid in theirs and one.lstat().st_mtime > began
    ]
    return [home, running.said, *(one for one in left if one != home)]


@pytest.mark.slow
def test_a_copy_of_everything_shows_no_contents_while_it_runs_and_after_it_was_killed(
    used: tuple[Running, Path],
) -> None:
    running, home = used
    for state in ("running", "killed"):
        if state == "killed":
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()
        copy = Path(tempfile.mkdtemp(prefix="stolen-"))
        try:
            for number, place in enumerate(_places(running, home)):
                if place.is_dir():
                    shutil.copytree(
                        place,
                        copy / str(number),
                        ignore=_sockets_and_weights,
                        copy_function=_if_there,
                        dirs_exist_ok=True,
                    )
                else:
                    shutil.copy(place, copy / str(number))
            assert list(copy.rglob("index.sqlite*")), "nothing was copied"
            assert found([copy], MARKER) == [], state
            assert found([copy], PASSPHRASE) == [], state
        finally:
            shutil.rmtree(copy)


def _if_there(source: str, target: str) -> str:
    """Copy a file, unless it went while the folder was walked: what is at work writes and removes drafts."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)
    return target


def _sockets_and_weights(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith((".sock", ".onnx")) or (Path(folder) / name).is_socket()]


@pytest.mark.parametrize("how", [*forms("x"), "zlib", "gzip", "zip"])
def test_the_search_itself_finds_what_is_planted(how: str, tmp_path: Path) -> None:
    around = os.urandom(1000)
    text = f"before {MARKER} after".encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", text * 20)
    planted = {"zlib": zlib.compress(text), "gzip": gzip.compress(text), "zip": zipped.getvalue(), **forms(MARKER)}[how]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(around + planted + around)
    assert found([tmp_path], MARKER)
    (tmp_path / "deep" / "file").write_bytes(around * 2)
    assert found([tmp_path], MARKER) == []
