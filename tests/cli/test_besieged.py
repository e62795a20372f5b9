"""The service under hostile files: while they are sent and read over TLS, somebody else's questions are answered rightly."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.cli.running import ASKED, PROJECT, Running, admit_command_line, entry, free_port, new_home, sign_in, wait
from tests.readers import corpus

SHARE = int(os.environ.get("TEST_BESIEGED", "8"))
"""One hostile file in so many is sent; 1 for all of the handy ones."""
LONG = ("bomb.zip", "chain.doc")
FILES = [
    *[one for one in corpus.CASES if not one.large and one.name not in corpus.LONG][::SHARE],
    *[one for one in corpus.CASES if one.name in LONG],
]
PATIENCE = 15.0
"""Seconds within which each question and each page must be answered, on two shared cores that read files meanwhile."""
SETTLED = ("searchable", "refused", "replaced")


@dataclass
class Siege:
    """A running service, a command line that sends, and a browser of somebody who asks."""

    running: Running
    page: httpx.Client
    line: httpx.Client
    refused: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def send_all(self) -> None:
        """Every hostile file, one after the other, each to a refusal or to a document's id."""
        for case in FILES:
            if not self.over.is_set():
                self._send(case.name, case.make())

    def _send(self, name: str, made: bytes | Iterable[bytes]) -> None:
        where = f"documents?{urlencode({'name': name}, errors='replace')}"
        while True:
            answer = self.line.put(where, content=made if isinstance(made, bytes) else b"".join(made))
            if answer.status_code not in (429, 503):
                break
            time.sleep(1)
        told = answer.json()
        if answer.is_success:
            self.sent[name] = told["document"]
        else:
            assert answer.status_code < 500, told
            self.refused[name] = told

    def ask(self) -> tuple[float, float]:
        """One question and two pages, each right; the seconds that each took at most."""
        began = time.monotonic()
        told = self.line.post("ask", json={"question": ASKED.question}).raise_for_status().json()
        answered = time.monotonic() - began
        assert ASKED.file in {one["document"] for one in told["citations"] or told["nearest"]}, told
        began = time.monotonic()
        for path in (f"/p/{told_project(self.line)}/", f"/p/{told_project(self.line)}/documents/"):
            assert self.page.get(path).status_code == httpx.codes.OK, path
        return answered, time.monotonic() - began

    def documents(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.line.get("documents").raise_for_status().json()}

    def parts(self) -> dict[int, str]:
        """What the supervisor started, by process number."""
        found = self.running.processes()
        return {pid: line for pid, line in found.items() if parent(pid) == self.running.process.pid}


def told_project(line: httpx.Client) -> str:
    return str(line.base_url).rstrip("/").rpartition("/")[2]


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@pytest.fixture(scope="module")
def siege() -> Iterator[Siege]:
    running = Running(new_home(), free_port(), "demo")
    try:
        running.until("Start anew")
        with contextlib.closing(sign_in(running, *entry(running))) as page:
            admit_command_line(running, page)
            token = running.home.with_suffix(".token").read_text().strip()
            with httpx.Client(
                base_url=f"{running.address}/api/", verify=running.trust, timeout=60,
                headers={"authorization": f"Bearer {token}"},
            ) as line:  # fmt: skip
                project = next(row["id"] for row in line.get("projects").json() if row["name"] == PROJECT)
                line.base_url = httpx.URL(f"{running.address}/api/projects/{project}/")
                yield Siege(running, page, line)
    finally:
        running.clear()


@pytest.mark.slow
def test_while_hostile_files_are_read_every_question_is_answered_rightly_and_nothing_restarts(siege: Siege) -> None:
    wait(lambda: all(row["state"] in SETTLED for row in siege.documents().values()), 300)
    own, parts, processes = set(siege.documents()), siege.parts(), Counter(siege.running.processes().values())
    sender = threading.Thread(target=siege.send_all)
    sender.start()
    took = []
    try:
        while sender.is_alive() or any(row["state"] not in SETTLED for row in siege.documents().values()):
            took.append(siege.ask())
            time.sleep(0.3)
    finally:
        siege.over.set()
        sender.join()
    answers, pages = (max(one) for one in zip(*took, strict=True))
    rows = {name: siege.documents()[document] for name, document in siege.sent.items()}
    ends = Counter(row["state"] for row in rows.values()) + Counter(refused=len(siege.refused))
    print(
        f"\n{len(FILES)} files: {dict(ends)}; {len(took)} rounds; slowest answer {answers:.1f} s, two pages {pages:.1f} s"
    )
    assert len(siege.sent) + len(siege.refused) == len({case.name for case in FILES})
    assert max(answers, pages) < PATIENCE
    for told in (*siege.refused.values(), *(row for row in rows.values() if row["state"] == "refused")):
        assert told.get("message") or told.get("refusal"), told
        assert told["remedy"], told
    assert own <= set(siege.documents())
    assert siege.parts() == parts
    assert "starts again" not in siege.running.said.read_text()
    wait(lambda: not Counter(siege.running.processes().values()) - processes - nurseries(siege), 30)
    left = {file.suffix for file in (siege.running.home / "data" / "projects").rglob("*") if file.is_file()}
    assert left <= {".original", ".text", ".sqlite", ".sqlite-wal", ".sqlite-shm", ".key"}


def nurseries(siege: Siege) -> Counter[str]:
    """Processes that wait for the next file: each nursery's parent is a part of the service."""
    return Counter(
        line for pid, line in siege.running.processes().items() if "nurse" in line and parent(pid) in siege.parts()
    )
