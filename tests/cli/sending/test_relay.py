"""A server of S3 that sends one on to another host is not followed there: that host hears nothing."""

from __future__ import annotations

import importlib.util
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hemvist.cli.errors import RemoteUnusable
from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.relay import Relay
from tests.cli.sending.servers import certificates

# The library leaves its connections to be closed when they are collected.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Asked(BaseHTTPRequestHandler):
    """Notes who is asked for what; whoever is told ``onward`` sends one on there."""

    onward = ""
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(307 if self.onward else 404)
        self.send_header("Location", self.onward + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing is kept."""


@contextmanager
def serving(files: tuple[Path, Path, Path], onward: str = "") -> Iterator[tuple[int, list[str]]]:
    """A server over TLS: its port, and what it was asked for."""
    asked: list[str] = []
    kind = type("Kind", (Asked,), {"onward": onward, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(files[1], files[2])
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()


@pytest.mark.skipif(importlib.util.find_spec("obstore") is None, reason="obstore is not installed")
def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = certificates(tmp_path)
    with serving(files) as (inner, heard), serving(files, f"https://127.0.0.1:{inner}") as (outer, asked):
        told = {
            "AWS_ENDPOINT_URL": f"https://localhost:{outer}", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
            "SSL_CERT_FILE": str(files[0]),
        }  # fmt: skip
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(RemoteUnusable):
            list(folder_at("s3://bucket/contracts").files())
        assert asked
        assert heard == []


@pytest.mark.parametrize(
    "wanted", [b"CONNECT 127.0.0.1:22", b"CONNECT example.org:444", b"GET https://example.org/", b""]
)
def test_it_leads_to_no_other_place_and_is_no_other_proxy(wanted: bytes) -> None:
    with Relay("https://example.org", 1) as relay, socket.create_connection(relay.server_address, 5) as line:
        line.sendall(wanted + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 403 ")
        relay.shutdown()
