"""Folders on real servers: what is in them comes over whole, and no server is believed that does not prove itself."""

from __future__ import annotations

import gc
import importlib.util
import os
import pwd
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hemvist.cli.errors import FileUnreadable, RemoteUnusable
from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.send import never
from hemvist.cli.sending.state import State
from hemvist.cli.watch import Watching
from hemvist.documents import show
from tests.cli.inside import Line
from tests.cli.sending import sabre, servers
from tests.cli.sending.servers import PASSWORD, USER, Server
from tests.house import LEASE, House, visit

# The libraries and the servers of the tests leave sockets to be closed when they are collected.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FILES = {
    "Storgatan.txt": LEASE.encode(),
    "leases/Kungsgatan.txt": b"x" * 3_000_000,
    "leases/deep 100% #2/Hyresavtal Åkergatan 100% #1 & more.txt": b"odd name",
    "empty.txt": b"",
}
NEEDS = {
    "webdav": ("webdav4", "wsgidav"),
    "apache": ("webdav4",),
    "sabre": ("webdav4",),
    "sftp": ("sshfs",),
    "s3": ("obstore",),
    "smb": ("smbprotocol",),
}


@pytest.fixture(autouse=True)
def leaves_nothing_to_other_tests() -> Iterator[None]:
    """What the libraries leave open is found here, where it is known, and not at the end of some other test."""
    yield
    gc.collect()


@pytest.fixture(scope="module", params=list(NEEDS))
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    kind: str = request.param
    for name in NEEDS[kind]:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install 'hemvist[remote]'")
    if kind == "smb" and not (shutil.which("smbd") and shutil.which("smbpasswd")):
        pytest.skip("Samba is not installed: apt-get install samba")
    if kind == "apache" and not servers.apache_program():
        pytest.skip("Apache is not installed: apt-get install apache2-bin")
    if kind == "sabre" and not sabre.is_there():
        pytest.skip("sabre/dav is not installed: apt-get install php-cli php-sabre-dav")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemvist-server-")))
        running: Server = stack.enter_context(getattr(sabre if kind == "sabre" else servers, kind)(home))
        for path, data in FILES.items():
            running.put(path, data)
        running.put(".hidden", b"x")
        yield running


@pytest.fixture
def known(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person trusts the server and has a password for it; the file it stands in."""
    for name, value in server.trust.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "remotes"
    user = pwd.getpwuid(os.geteuid()).pw_name if server.kind == "smb" else USER
    file.write_text(f'machine {server.host} login {user} password "{PASSWORD}"\n')
    file.chmod(0o600)
    monkeypatch.setenv("HEMVIST_REMOTES", str(file))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return file


def test_every_file_comes_over_whole_with_its_path(server: Server, known: Path) -> None:
    folder = folder_at(server.address)
    found = list(folder.files())
    expected = {f"contracts/{name}": data for name, data in FILES.items()}
    assert {one.path for one in found} == set(expected)
    for one in found:
        assert one.size == len(expected[one.path])
        assert b"".join(folder.chunks(one)) == expected[one.path]
    assert folder.left_out["hidden"] == 1
    assert folder.unreadable == []


def test_what_changes_there_changes_its_stamp_or_size(server: Server, known: Path) -> None:
    folder = folder_at(server.address)
    before = {one.path: (one.size, one.stamp) for one in folder.files()}
    server.put("Storgatan.txt", LEASE.encode() + b"\nMended.")
    after = {one.path: (one.size, one.stamp) for one in folder.files()}
    server.put("Storgatan.txt", LEASE.encode())
    assert {path for path in before if before[path] != after[path]} == {"contracts/Storgatan.txt"}


def test_a_wrong_password_is_told_as_one(server: Server, known: Path) -> None:
    known.write_text(known.read_text().replace(PASSWORD, "not the password"))
    known.chmod(0o600)
    if server.kind == "smb":  # it keeps its sessions for the whole process, whatever password is given next
        import smbclient

        smbclient.reset_connection_cache()
    with pytest.raises(RemoteUnusable, match="does not let you in"):
        list(folder_at(server.address).files())


def test_a_server_that_does_not_prove_itself_gets_nothing(
    server: Server, known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server.kind == "smb":
        pytest.skip("An SMB server proves itself by knowing the password; see the test of a wrong one.")
    if server.kind == "sftp":
        (tmp_path / ".ssh").mkdir()
        other = (Path(server.trust["HOME"]) / ".ssh" / "known_hosts").read_text().replace("127.0.0.1", "127.0.0.2")
        (tmp_path / ".ssh" / "known_hosts").write_text(other)
        monkeypatch.setenv("HOME", str(tmp_path))
    else:
        (tmp_path / "other").mkdir()
        monkeypatch.setenv("SSL_CERT_FILE", str(servers.certificates(tmp_path / "other")[0]))
    with pytest.raises(RemoteUnusable, match=r"host key|certificate|does not answer"):
        list(folder_at(server.address).files())


def test_a_folder_that_is_not_there_is_no_empty_one(server: Server, known: Path) -> None:
    with pytest.raises(RemoteUnusable):
        list(folder_at(server.address.replace("/contracts", "/nowhere")).files())


def test_a_file_that_is_gone_is_told_as_unreadable(server: Server, known: Path) -> None:
    server.put("leaving.txt", b"soon gone")
    folder = folder_at(server.address)
    (one,) = [one for one in folder.files() if one.path.endswith("leaving.txt")]
    server.remove("leaving.txt")
    with pytest.raises(FileUnreadable):
        list(folder.chunks(one))


def test_a_project_is_kept_in_step_with_a_server_and_mirrors_it(server: Server, known: Path, house: House) -> None:
    server.put("leaving.txt", b"soon gone")
    line, state = Line(house.ada), State.of(server.address, house.heron.pk)
    watching = Watching(line, house.heron.pk, folder_at(server.address), state, never, threading.Event())
    try:
        for _ in range(3):
            watching.look(mirror=True, however_many=False)
        assert [row.refusal for row in watching.news() if row.state != "received"] == []
        assert line.inside.sent() == 5
        server.remove("leaving.txt")
        server.put("Storgatan.txt", LEASE.encode() + b"\nMended once more.")
        for _ in range(3):
            watching.look(mirror=True, however_many=False)
    finally:
        state.close()
        server.put("Storgatan.txt", LEASE.encode())
    rows = {row.name: row.number for row in show.listing(visit(house.ada), house.heron)}
    assert "leaving.txt" not in rows
    assert (len(rows), rows["Storgatan.txt"], line.inside.sent()) == (4, 2, 6)
