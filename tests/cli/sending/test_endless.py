"""Servers that tell of a folder without end, or send one on to another: they are left, and nothing fills the memory."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli.errors import RemoteUnusable
from hemvist.cli.sending import listing
from hemvist.cli.sending.places import folder_at
from tests.cli.sending.servers import PASSWORD, USER, certificates

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ENTRY = (
    "<d:response><d:href>/x/{n}.txt</d:href><d:propstat><d:prop><d:resourcetype/></d:prop>"
    "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
)
OBJECT = "<Contents><Key>x/{n}.txt</Key><Size>1</Size></Contents>"
MORE_THAN_ENOUGH = 20_000_000


class Talking(BaseHTTPRequestHandler):
    """Answers whatever it is asked with a listing that has no end, and counts what it got rid of."""

    said = 0

    def answer(self) -> None:
        dav = self.command == "PROPFIND"
        kind = type(self)
        self.send_response(207 if dav else 200)
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        head = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">' if dav else "<ListBucketResult>"
        self.wfile.write(head.encode())
        try:
            for part in itertools.count():
                if kind.said > MORE_THAN_ENOUGH:
                    return
                piece = "".join((ENTRY if dav else OBJECT).format(n=f"{part}-{one}") for one in range(200)).encode()
                kind.said += len(piece)
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        self.answer()

    def do_PROPFIND(self) -> None:
        self.answer()

    def log_message(self, *_: object) -> None:
        """Nothing."""


class SendingOn(Talking):
    """Sends one on to another host."""

    def answer(self) -> None:
        self.send_response(307)
        self.send_header("Location", f"https://127.0.0.1:{self.server.server_address[1]}/elsewhere/")  # type: ignore[index]
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def serving(kind: type[BaseHTTPRequestHandler], home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    authority, certificate, key = certificates(home)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person has a password for the server; a listing may be a megabyte long."""
    file = tmp_path / "remotes"
    file.write_text(
        "".join(f'machine {host} login {USER} password "{PASSWORD}"\n' for host in ("localhost", "127.0.0.1"))
    )
    file.chmod(0o600)
    monkeypatch.setenv("HEMVIST_REMOTES", str(file))
    monkeypatch.setattr(listing, "MOST_TOLD", 1_000_000)


def needs(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: pip install 'hemvist[remote]'")


@pytest.mark.parametrize("way", ["webdav4", "obstore"])
def test_a_listing_without_end_is_cut_off_and_said(
    way: str, known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs(way)
    monkeypatch.setattr(Talking, "said", 0)
    with serving(Talking, tmp_path, monkeypatch) as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{port}")
        folder = folder_at(f"webdavs://localhost:{port}/x" if way == "webdav4" else "s3://bucket/x")
        with pytest.raises(RemoteUnusable, match="does not end"):
            list(folder.files())
    assert Talking.said < MORE_THAN_ENOUGH


def test_webdav_is_not_followed_to_another_server(known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("webdav4")
    with serving(SendingOn, tmp_path, monkeypatch) as port:
        folder = folder_at(f"webdavs://localhost:{port}/x")
        with pytest.raises(RemoteUnusable, match="sends on to another server"):
            list(folder.files())


class Pool:
    """One channel of SFTP whose folders do not end."""

    def get(self) -> Pool:
        return self

    async def __aenter__(self) -> Pool:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held."""

    async def scandir(self, _where: str) -> AsyncIterator[Any]:
        for number in itertools.count():
            yield type("Entry", (), {"filename": f"{number}.txt", "attrs": None})
            await asyncio.sleep(0)


class Sftp:
    """sshfs with such a server."""

    def __init__(self) -> None:
        from fsspec.asyn import get_loop

        self.loop, self._pool = get_loop(), Pool()

    def _decode_attributes(self, _attributes: object) -> dict[str, Any]:
        return {"type": "file", "size": 1}


def smb(_where: str) -> Iterator[str]:
    return (f"{number}.txt" for number in itertools.count())


@pytest.mark.parametrize(
    "listed",
    [lambda: listing.of_sftp(Sftp(), "example.org"), lambda: listing.of_smb(None, "example.org", smb)],
    ids=["sftp", "smb"],
)
def test_names_without_end_are_not_waited_for(known: None, listed: Callable[[], listing.Listing]) -> None:
    needs("fsspec")
    with pytest.raises(RemoteUnusable, match="does not end"):
        listed()("/x")
