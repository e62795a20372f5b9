"""A folder as people have it, on the engine that Nextcloud serves files with: odd names, many files, moves and deletions."""

from __future__ import annotations

import gc
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.send import never
from hemvist.cli.sending.state import State
from hemvist.cli.watch import Watching
from hemvist.documents import show
from tests.cli.inside import Line
from tests.cli.sending import sabre
from tests.cli.sending.servers import PASSWORD, USER, Server
from tests.house import LEASE, House, visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sabre.is_there(), reason="apt-get install php-cli php-sabre-dav"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ODD = [
    "Mieten 2026/Ärger & Öl.txt", "100 % #1/a+b c.txt", "100%25/%41.txt", "🏠 Häuser/😀.txt", "A\u030akergatan/NFD.txt",
    "q?x=1;y/semi;colon.txt", "quote's \"two\"/[x] {y}.txt", "deep/" * 20 + "end.txt", "tab\u00a0nbsp/…txt.txt",
]  # fmt: skip
MANY = 500


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="hemvist-server-") as home, sabre.sabre(Path(home)) as running:
        for name, value in running.trust.items():
            monkeypatch.setenv(name, value)
        file = tmp_path / "remotes"
        file.write_text(f'machine localhost login {USER} password "{PASSWORD}"\n')
        file.chmod(0o600)
        monkeypatch.setenv("HEMVIST_REMOTES", str(file))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        yield running
    gc.collect()


def test_odd_names_and_many_files_come_over_whole(server: Server) -> None:
    files = {name: name.encode() for name in ODD} | {
        f"many/file {number}.txt": b"%d" % number for number in range(MANY)
    }
    for name, data in files.items():
        server.put(name, data)
    folder = folder_at(server.address)
    found = list(folder.files())
    assert {one.path for one in found} == {f"contracts/{name}" for name in files}
    assert folder.unreadable == []
    for one in found:
        assert b"".join(folder.chunks(one)) == files[one.path.removeprefix("contracts/")]


def test_a_move_keeps_the_document_and_a_whole_folder_that_is_gone_is_asked_about(server: Server, house: House) -> None:
    for number in range(8):
        server.put(f"leases/{number}.txt", f"{number} {LEASE}".encode())
    server.put("share/1.txt", f"Far. {LEASE}".encode())
    line = Line(house.ada)

    def paths() -> set[str]:
        return {row.path for row in show.listing(visit(house.ada), house.heron)}

    with closing(State.of(server.address, house.heron.pk)) as state:
        watching = Watching(line, house.heron.pk, folder_at(server.address), state, never, threading.Event())

        def look() -> None:
            for _ in range(3):
                watching.look(mirror=True, however_many=False)

        look()
        assert (len(paths()), line.inside.sent()) == (9, 9)
        server.put("Ümzug/0.txt", f"0 {LEASE}".encode())
        server.remove("leases/0.txt")
        server.remove("leases/1.txt")
        server.remove("share/1.txt")
        look()
    assert paths() == {f"contracts/leases/{number}.txt" for number in (0, *range(2, 8))} | {"contracts/share/1.txt"}
    assert line.inside.sent() == 9
