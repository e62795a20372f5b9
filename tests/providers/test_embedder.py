"""The shared embedder: a real process on a socket, and its client."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hemvist.providers import weights, wire
from hemvist.providers.base import EmbedderChanged, EmbedderIdentity, EmbedderNotStarted, EmbedderUnreachable, Vectors
from hemvist.providers.embedder import Server, SharedEmbedder, listen
from hemvist.providers.here import LocalEmbedder
from hemvist.providers.wire import Kind
from tests.exams.embedder_exam import ASK, READ, EmbedderExam
from tests.providers.conftest import ENVIRONMENT, start_embedder, stop_embedder

Running = tuple[subprocess.Popen[str], Path]
MIB = 1 << 20


@pytest.fixture
def shared(running: Running) -> Iterator[SharedEmbedder]:
    client = SharedEmbedder(running[1])
    yield client
    client.close()


class TestSharedEmbedder(EmbedderExam):
    @pytest.fixture
    def embedder(self, shared: SharedEmbedder) -> SharedEmbedder:
        return shared

    def test_vectors_are_those_of_the_embedder_here(self, shared: SharedEmbedder, weights_folder: Path) -> None:
        texts = [f"The fee is {number} kronor." for number in range(70)]
        local = LocalEmbedder(weights_folder)
        assert np.array_equal(shared.passages(READ, texts), local.passages(READ, texts))
        assert np.array_equal(shared.question(ASK, "Which fee?"), local.question(ASK, "Which fee?"))
        local.close()


def test_a_question_does_not_wait_for_the_passages_in_line(shared: SharedEmbedder) -> None:
    long = ["This agreement is governed by the laws of Sweden. " * 20] * 32
    ended: dict[str, float] = {}

    def ingest() -> None:
        shared.passages(READ, long)
        ended["passages"] = time.monotonic()

    other = threading.Thread(target=ingest)
    other.start()
    time.sleep(0.1)
    shared.question(ASK, "Which law?")
    ended["question"] = time.monotonic()
    other.join()
    assert ended["question"] < ended["passages"]


def test_it_stays_small(running: Running, shared: SharedEmbedder) -> None:
    shared.passages(READ, ["This agreement is governed by the laws of Sweden. " * 60] * 8)
    pages = int(Path(f"/proc/{running[0].pid}/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 600 * MIB


def test_it_leaves_no_core_dump_and_only_its_user_reaches_the_socket(running: Running) -> None:
    process, path = running
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff" * 64,
        b"\0\0\0\0\x02",
        b"\0\0\0\0\x04",
        b"\0\0\0\x08\x03\0\0\0\x04\xff\xff\xff\xff",
    ],
)
def test_who_does_not_speak_its_language_is_shut_out_and_harms_nobody(
    running: Running, shared: SharedEmbedder, sent: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as rude:
        rude.connect(str(running[1]))
        rude.settimeout(10)
        assert wire.expect(rude, Kind.IDENTITY)
        rude.sendall(sent)
        assert _rest(rude) == b""
    assert shared.question(ASK, "Still there?").any()


def _rest(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1000)
    except ConnectionResetError:  # it closed with our bytes unread
        return b""


def test_a_client_finds_the_embedder_again_after_a_restart(weights_folder: Path, private_folder: Path) -> None:
    path = private_folder / "embedder.sock"
    client = SharedEmbedder(path, patience=0.2)
    first = start_embedder(weights_folder, path)
    before = client.question(ASK, "Which law?")
    first.kill()  # the socket stays behind
    first.communicate()
    with pytest.raises(EmbedderUnreachable) as refusal:
        client.question(ASK, "Which law?")
    assert "Start" in refusal.value.help
    second = start_embedder(weights_folder, path)
    assert np.array_equal(client.question(ASK, "Which law?"), before)
    client.close()
    assert stop_embedder(second) == ("", "")
    assert not path.exists()


def test_without_an_embedder_the_error_says_so(private_folder: Path) -> None:
    client = SharedEmbedder(private_folder / "embedder.sock", patience=0)
    with pytest.raises(EmbedderUnreachable, match=r"embedder\.sock: No such file"):
        client.identity.id  # noqa: B018


class Plain:
    """An engine whose vectors are not of interest."""

    identity = weights.identity()

    def passage(self, text: str) -> Vectors:
        return np.ones(384, np.int8)

    question = passage


class Failing(Plain):
    """An engine that quotes its text when it fails, as libraries do."""

    def passage(self, text: str) -> Vectors:
        raise ValueError(text)

    question = passage


class Other(Plain):
    """Another embedder."""

    identity = EmbedderIdentity("other", "0" * 64, "r1", 384)


@contextmanager
def serving(engine: Plain, path: Path) -> Iterator[Server]:
    """A server of this process."""
    server = Server(engine, listen(path), 1)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


def test_a_failure_does_not_quote_the_text(private_folder: Path) -> None:
    path = private_folder / "s"
    client = SharedEmbedder(path)
    with serving(Failing(), path), pytest.raises(EmbedderUnreachable) as failure:
        client.passages(READ, ["marker-4711"])
    client.close()
    assert "marker-4711" not in f"{failure.value.message} {failure.value.__cause__} {failure.value.__context__}"


def test_an_embedder_that_reads_no_pairs_is_asked_for_none_and_refuses_them(private_folder: Path) -> None:
    path = private_folder / "s"
    client = SharedEmbedder(path)
    with serving(Other(), path):
        assert client.answering(ASK, "Which law?", ["Swedish law."]).shape == (0,)
        with pytest.raises(EmbedderUnreachable):
            client._said(Kind.PAIRS, ["Which law?", "Swedish law."], 4)
    client.close()


def test_another_embedder_behind_the_same_socket_is_refused(private_folder: Path) -> None:
    path = private_folder / "s"
    client = SharedEmbedder(path)
    with serving(Plain(), path):
        client.question(ASK, "Which law?")
    client.close()
    with serving(Other(), path), pytest.raises(EmbedderChanged, match="other/0000"):
        client.question(ASK, "Which law?")


CALL = """
import os, socket, sys
os.setuid(65534)
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.settimeout(10)
print(len(s.recv(100)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_told_nothing(private_folder: Path) -> None:
    path = private_folder / "s"
    with serving(Plain(), path):
        private_folder.chmod(0o711)  # as if somebody had opened the folder
        path.chmod(0o777)
        called = subprocess.run([sys.executable, "-c", CALL, str(path)], capture_output=True, text=True, check=True)
        assert called.stdout == "0\n"


def test_a_folder_that_others_may_enter_is_refused(private_folder: Path) -> None:
    private_folder.chmod(0o755)
    with pytest.raises(EmbedderNotStarted) as refusal:
        listen(private_folder / "s")
    assert "chmod 700" in refusal.value.help


def test_a_second_embedder_on_the_same_socket_is_refused(private_folder: Path) -> None:
    path = private_folder / "s"
    with listen(path), pytest.raises(EmbedderNotStarted, match="in use"):
        listen(path)


def test_a_file_that_is_no_socket_is_left_alone(private_folder: Path) -> None:
    path = private_folder / "s"
    path.write_text("mine")
    with pytest.raises(EmbedderNotStarted, match="in use"):
        listen(path)
    assert path.read_text() == "mine"


def test_a_path_too_long_for_a_socket_is_named(private_folder: Path) -> None:
    with pytest.raises(EmbedderNotStarted, match="cannot be made"):
        listen(private_folder / ("s" * 120))


def test_without_weights_the_process_says_what_to_do(private_folder: Path) -> None:
    command = [sys.executable, "-m", "hemvist.providers.embedder", "--weights", str(private_folder / "none")]
    command += ["--socket", str(private_folder / "s")]
    ended = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    assert ended.returncode == 69
    assert "--from FILE" in ended.stderr
    assert "Traceback" not in ended.stderr
