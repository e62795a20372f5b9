"""A way to one server and to no other, for a library that follows redirects and has no setting against it.

It runs in this process, listens on this machine only, and passes on what is encrypted from end to end.
"""

from __future__ import annotations

import math
import selectors
import socket
import socketserver
import threading
from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 4096
_PIECE: Final = 1 << 16


class Relay(socketserver.ThreadingTCPServer):
    """Lets a library connect to the server at an https address. Whatever else it asks for is refused."""

    daemon_threads = True

    def __init__(self, address: str, seconds: float) -> None:
        told = urlsplit(address)
        self.place, self.seconds = (told.hostname or "", told.port or 443), seconds
        host = f"[{self.place[0]}]" if ":" in self.place[0] else self.place[0]
        self.only = f"{host}:{self.place[1]}".encode()
        self.left = math.inf
        """Bytes that may come from there still; lines are cut when there are more."""
        super().__init__(("127.0.0.1", 0), _Line)
        threading.Thread(target=self.serve_forever, name="relay", daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens, as the address of a proxy."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Line(socketserver.StreamRequestHandler):
    """One connection, by the method CONNECT (RFC 9110, 9.3.6)."""

    server: Relay
    rbufsize = 0  # what follows the request is not ours to read

    def handle(self) -> None:
        asked = self.rfile.readline(_LONGEST).split()
        while self.rfile.readline(_LONGEST).strip():
            pass
        if asked[:2] != [b"CONNECT", self.server.only]:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        try:
            with socket.create_connection(self.server.place, self.server.seconds) as there:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                _pass_on(self.connection, there, self.server)
        except OSError:
            return  # either end is gone: the library hears of it


def _pass_on(here: socket.socket, there: socket.socket, relay: Relay) -> None:
    """To and fro, until either ends or both are silent for too long."""
    with selectors.DefaultSelector() as ready:
        ready.register(here, selectors.EVENT_READ, (here, there))
        ready.register(there, selectors.EVENT_READ, (there, here))
        while found := ready.select(2 * relay.seconds):
            for key, _ in found:
                source, sink = key.data
                if not (piece := source.recv(_PIECE)):
                    return
                if source is there:
                    relay.left -= len(piece)
                if relay.left < 0:
                    return
                sink.sendall(piece)
