"""The keeper: who may talk to it, what it withstands, and what happens when it goes away."""

from __future__ import annotations

import os
import resource
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import RootKey
from hemvist.vault.embedded import ROOT_FILE, EmbeddedKeys, make_root_file
from hemvist.vault.errors import KeeperFault, KeeperRunning, KeyExposed, VaultLocked, VaultUnreachable
from hemvist.vault.keeper import KeeperKeys
from hemvist.vault.keeper.deeds import DEEDS, answer
from hemvist.vault.keeper.frames import LIMIT, BadFrame, receive, send
from hemvist.vault.keeper.server import listen
from tests.exams.keys_exam import SAME_CODE
from tests.vault.running import keeper, start, stop

PASSPHRASE = "marker horse battery staple"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key folder with a root key file and the key of p1."""
    folder = tmp_path_factory.mktemp("keys") / "folder"
    folder.mkdir(mode=0o700)
    make_root_file(folder / ROOT_FILE)
    EmbeddedKeys(folder).create("p1", RootKey.FILE)
    return folder


@pytest.fixture(scope="module")
def path(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a running keeper of that folder, which has written nothing when the tests are through with it."""
    path = tmp_path_factory.mktemp("run") / "s"
    process = start(folder, path)
    try:
        yield path
    finally:
        written = stop(process)
    assert written == ("", "")


def connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(str(path))
    return connection


def test_the_socket_is_private(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_ends_on_sigterm_and_removes_its_socket_and_has_written_nothing(folder: Path, tmp_path: Path) -> None:
    process = start(folder, tmp_path / "s")
    keys = KeeperKeys(tmp_path / "s")
    keys.set_passphrase("quiet", PASSPHRASE)
    with pytest.raises(HemvistError):
        keys.unlock("quiet", "not the passphrase")
    assert stop(process) == ("", "")
    assert process.returncode == 0
    assert not (tmp_path / "s").exists()
    with pytest.raises(VaultUnreachable):
        keys.new_data_key("p1")


def test_a_keeper_that_was_killed_leaves_a_socket_which_the_next_one_replaces(folder: Path, tmp_path: Path) -> None:
    keys = KeeperKeys(tmp_path / "s")
    process = start(folder, tmp_path / "s")
    keys.set_passphrase("locked-again", PASSPHRASE)
    keys.create("locked-again", RootKey.PASSPHRASE)
    key = keys.new_data_key("p1")
    process.kill()
    process.communicate()
    assert (tmp_path / "s").exists()
    with pytest.raises(VaultUnreachable):
        keys.unwrap("p1", key.wrapped)
    with keeper(folder, tmp_path / "s"):
        assert keys.unwrap("p1", key.wrapped) == key.plain
        with pytest.raises(VaultLocked):
            keys.new_data_key("locked-again")


def test_a_restart_between_two_calls_is_not_noticed(folder: Path, tmp_path: Path) -> None:
    keys = KeeperKeys(tmp_path / "s")
    with keeper(folder, tmp_path / "s"):
        key = keys.new_data_key("p1")
    with keeper(folder, tmp_path / "s"):
        assert keys.unwrap("p1", key.wrapped) == key.plain


def test_a_second_keeper_at_the_same_socket_is_refused(folder: Path, path: Path) -> None:
    with pytest.raises(KeeperRunning):
        listen(path)
    second = start_and_wait(folder, path)
    assert second.returncode == KeeperRunning.exit_code
    assert "Another keeper" in second.stderr
    KeeperKeys(path).new_data_key("p1")


def test_it_does_not_replace_a_file_that_is_no_socket(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("mine")
    with pytest.raises(KeyExposed):
        listen(tmp_path / "s")
    assert (tmp_path / "s").read_text() == "mine"


@pytest.mark.parametrize(("mode", "allowed", "serves"), [(0o755, [], False), (0o750, [], False), (0o750, [7], True), (0o755, [7], False), (0o770, [7], False)])  # fmt: skip
def test_a_socket_folder_that_others_reach_is_refused(
    tmp_path: Path, mode: int, allowed: list[int], serves: bool
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(mode)
    if serves:
        listen(tmp_path / "run" / "s", frozenset(allowed)).close()
        return
    with pytest.raises(KeyExposed):
        listen(tmp_path / "run" / "s", frozenset(allowed))


def test_a_root_file_inside_the_data_folder_stops_it(folder: Path, tmp_path: Path) -> None:
    ended = start_and_wait(folder, tmp_path / "s", "--data", str(folder.parent))
    assert ended.returncode == 78
    assert "inside the data folder" in ended.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("allow", "heard"), [([], False), (["--allow", "65534"], True)])
def test_another_user_is_hung_up_on_unless_allowed(folder: Path, allow: list[str], heard: bool) -> None:
    # Not below pytest's folders: another user could not even reach the door there.
    with TemporaryDirectory(dir="/tmp") as run, keeper(folder, Path(run) / "s", *allow):
        # Somebody opened every door on the way: what is left is what the kernel says of the other side.
        Path(run).chmod(0o755)
        (Path(run) / "s").chmod(0o666)
        assert _as_nobody(Path(run) / "s") == (b"ok" if heard else b"")


def _as_nobody(path: Path) -> bytes:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            connection = connect(path)
            send(connection, {"do": "locked", "scope": "p1"})
            os.write(tell, b"ok" if receive(connection) == {"ok": False} else b"")
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    with os.fdopen(told, "rb") as answer_:
        return answer_.read()


def test_its_memory_is_closed_to_others() -> None:
    script = (
        "import ctypes, resource; from hemvist.vault.keeper.server import harden; harden();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    ran = subprocess.run([sys.executable, "-c", script], env=SAME_CODE, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0 (0, 0)"


def test_the_running_keeper_dumps_no_core(folder: Path, tmp_path: Path) -> None:
    with keeper(folder, tmp_path / "s") as process:
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)


def test_no_file_and_no_process_list_shows_a_passphrase(folder: Path, tmp_path: Path) -> None:
    with keeper(folder, tmp_path / "s") as process:
        KeeperKeys(tmp_path / "s").set_passphrase("marked", PASSPHRASE)
        seen = b"".join(Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
        seen += b"".join(file.read_bytes() for file in (*folder.iterdir(), *tmp_path.iterdir()) if file.is_file())
    assert b"p1" in seen
    assert b"marker" not in seen


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile=st.binary(min_size=1, max_size=200))
def test_hostile_bytes_end_one_connection_and_no_other(path: Path, hostile: bytes) -> None:
    with connect(path) as connection:
        connection.sendall(hostile)
        connection.shutdown(socket.SHUT_WR)
        try:
            reply = connection.recv(4096)
        except ConnectionResetError:
            reply = b""
    assert not reply or b"error" in reply
    assert not KeeperKeys(path).locked("p1")


@pytest.mark.parametrize(
    "body", [b"[" * LIMIT, b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"do": "unwrap"', b"", b"1e999999"]
)
def test_a_frame_that_is_no_message_is_hung_up_on(path: Path, body: bytes) -> None:
    with connect(path) as connection:
        connection.sendall(struct.pack(">I", len(body)) + body)
        assert connection.recv(10) == b""


@pytest.mark.parametrize("length", [LIMIT + 1, 2**31, 2**32 - 1])
def test_a_frame_that_says_it_is_huge_is_hung_up_on_at_once(path: Path, length: int) -> None:
    with connect(path) as connection:
        connection.sendall(struct.pack(">I", length))
        assert connection.recv(10) == b""


message = st.dictionaries(
    st.sampled_from(["scope", "name", "root", "wrapped", "passphrase", "more"]),
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=3),
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.sampled_from([*DEEDS, "serve", "__class__", ""]), fields=message)
def test_hostile_messages_are_answered_with_a_clean_error_or_a_plain_value(
    path: Path, what: str, fields: dict[str, object]
) -> None:
    with connect(path) as connection:
        send(connection, fields | {"do": what})
        reply = receive(connection)
        assert reply is not None
        assert "met a fault of its own" not in str(reply)
        assert set(reply) in ({"ok"}, {"error", "facts"})
        send(connection, {"do": "locked", "scope": "p1"})
        assert receive(connection) == {"ok": False}


@pytest.mark.parametrize("request_", [{}, {"do": None}, {"do": "destroy"}, {"do": "create", "scope": "x", "root": "y"}, {"do": "unwrap", "scope": "p1", "wrapped": "zz"}])  # fmt: skip
def test_a_request_that_is_none_is_a_keepers_fault(folder: Path, request_: dict[str, object]) -> None:
    with pytest.raises(KeeperFault):
        answer(EmbeddedKeys(folder), request_)


def test_a_fault_inside_says_nothing_of_what_was_asked(folder: Path, tmp_path: Path) -> None:
    with keeper(folder, tmp_path / "s") as process:
        (folder / "broken.wrapped").mkdir(mode=0o700)
        try:
            with pytest.raises(KeeperFault) as refused:
                KeeperKeys(tmp_path / "s").new_data_key("broken")
        finally:
            (folder / "broken.wrapped").rmdir()
        assert "broken" not in refused.value.message
        assert stop(process) == ("", "")


def test_a_frame_too_long_to_send_is_refused_before_it_is_sent(path: Path) -> None:
    with pytest.raises(KeeperFault):
        KeeperKeys(path).unlock("p1", "x" * LIMIT)
    a, b = socket.socketpair()
    with a, b, pytest.raises(BadFrame):
        send(a, {"passphrase": "x" * LIMIT})


def test_more_connections_than_it_takes_are_turned_away_and_the_rest_served(folder: Path, tmp_path: Path) -> None:
    with keeper(folder, tmp_path / "s"):
        first = KeeperKeys(tmp_path / "s")
        first.new_data_key("p1")
        crowd = [connect(tmp_path / "s") for _ in range(300)]
        first.new_data_key("p1")
        with pytest.raises(VaultUnreachable):
            KeeperKeys(tmp_path / "s").new_data_key("p1")
        for connection in crowd:
            connection.close()
        _until_served(KeeperKeys(tmp_path / "s"))


def _until_served(keys: KeeperKeys) -> None:
    for _ in range(200):
        try:
            keys.new_data_key("p1")
        except VaultUnreachable:
            continue
        return
    pytest.fail("the places of those who left are not free again")


def _child(keys: KeeperKeys, told: Connection) -> None:
    made = [keys.new_data_key("p1") for _ in range(200)]
    told.send(all(keys.unwrap("p1", key.wrapped) == key.plain for key in made))


def test_after_a_fork_parent_and_child_do_not_mix_up_their_answers(path: Path) -> None:
    keys = KeeperKeys(path)
    keys.new_data_key("p1")
    forking = get_context("fork")
    here, there = forking.Pipe()
    child = forking.Process(target=_child, args=(keys, there))
    child.start()
    made = [keys.new_data_key("p1") for _ in range(200)]
    assert all(keys.unwrap("p1", key.wrapped) == key.plain for key in made)
    assert here.poll(30)
    assert here.recv() is True
    child.join()
    here.close()
    there.close()


def test_a_connection_serves_one_call_after_another_but_no_forked_child(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = KeeperKeys(path)
    made: list[object] = []

    class Counted(socket.socket):
        def connect(self, address: Any) -> None:
            made.append(address)
            super().connect(address)

    monkeypatch.setattr(socket, "socket", Counted)
    for _ in range(3):
        keys.new_data_key("p1")
    assert len(made) == 1
    monkeypatch.setattr(os, "getpid", lambda: -1)
    keys.new_data_key("p1")
    assert len(made) == 2


def test_a_keeper_that_hangs_up_in_the_middle_is_unreachable(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        keys, child = KeeperKeys(tmp_path / "s"), os.fork()
        if child == 0:
            connection, _ = listener.accept()
            connection.recv(4)
            os._exit(0)
        with pytest.raises(VaultUnreachable):
            keys.new_data_key("p1")
        os.waitpid(child, 0)


def start_and_wait(folder: Path, socket_: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A keeper that ends by itself."""
    command = [sys.executable, "-m", "hemvist.vault.keeper", "--keys", str(folder), "--socket", str(socket_), *more]
    return subprocess.run(command, env=SAME_CODE, capture_output=True, text=True, timeout=30, check=False)
