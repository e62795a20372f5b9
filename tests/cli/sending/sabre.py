"""sabre/dav, the engine that Nextcloud serves files with: PHP's own web server behind TLS, below Nextcloud's paths."""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.sending.servers import PASSWORD, USER, Server, _in_folder, answers, certificates, free_port, stop

LIBRARY = Path("/usr/share/php")
_SCRIPT = """<?php
error_reporting(0);
spl_autoload_register(function ($name) {
    $file = '%(library)s/' . strtr($name, '\\\\', '/') . '.php';
    if (file_exists($file)) { require_once $file; }
});
class Door extends Sabre\\DAV\\Auth\\Backend\\AbstractBasic {
    protected function validateUserPass($user, $password) { return [$user, $password] === ['%(user)s', '%(password)s']; }
}
$server = new Sabre\\DAV\\Server(new Sabre\\DAV\\FS\\Directory('%(root)s'));
$server->setBaseUri('/remote.php/dav/files/%(user)s/');
$server->addPlugin(new Sabre\\DAV\\Auth\\Plugin(new Door(), 'Files'));
$server->exec();
"""


def is_there() -> bool:
    """Whether PHP and sabre/dav are installed."""
    return shutil.which("php") is not None and (LIBRARY / "Sabre" / "DAV" / "Server.php").exists()


@contextmanager
def sabre(home: Path) -> Iterator[Server]:
    """The folder ``contracts`` of a person's files."""
    authority, certificate, key = certificates(home)
    root, port = home / "files", free_port()
    (root / "contracts").mkdir(parents=True)
    script = home / "server.php"
    facts = {"library": LIBRARY, "user": USER, "password": PASSWORD, "root": root}
    script.write_text(_SCRIPT % facts)
    said = (home / "php.said").open("wb")
    line = [shutil.which("php") or "php", "-S", f"127.0.0.1:{port}", str(script)]
    room = {**os.environ, "PHP_CLI_SERVER_WORKERS": "2"}
    with said, subprocess.Popen(line, stdout=said, stderr=said, env=room, start_new_session=True) as process:
        try:
            answers(port, 30, lambda: process.poll() is None)
            with _behind_tls(port, certificate, key) as front:
                where = f"webdavs://localhost:{front}/remote.php/dav/files/{USER}/contracts"
                trust = {"SSL_CERT_FILE": str(authority)}
                yield Server("webdav", where, "localhost", *_in_folder(root / "contracts"), trust)
        finally:
            stop(process)


@contextmanager
def _behind_tls(port: int, certificate: Path, key: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                with (
                    context.wrap_socket(self.request, server_side=True) as here,
                    socket.create_connection(("127.0.0.1", port), 20) as there,
                ):
                    _pass_on(here, there)
            except OSError:
                return  # a handshake that a test breaks off is no news

    class Front(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Front(("127.0.0.1", 0), Line) as front:
        thread = threading.Thread(target=front.serve_forever)
        thread.start()
        try:
            yield int(front.server_address[1])
        finally:
            front.shutdown()
            thread.join(20)


def _pass_on(here: ssl.SSLSocket, there: socket.socket) -> None:
    with selectors.DefaultSelector() as ready:
        ready.register(here, selectors.EVENT_READ, (here, there))
        ready.register(there, selectors.EVENT_READ, (there, here))
        while found := ready.select(60):
            for chosen, _ in found:
                source, sink = chosen.data
                if not (piece := source.recv(1 << 16)):
                    return
                sink.sendall(piece)
                while source is here and (waiting := here.pending()):
                    sink.sendall(here.recv(waiting))
