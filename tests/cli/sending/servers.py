"""Real servers on this machine for a test: WebDAV over TLS (by two servers), SFTP, S3 over TLS, and SMB; each gives a folder away."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "ada", "heron stands in water"


@dataclass(frozen=True)
class Server:
    """A server that gives the folder ``contracts`` away: its address, how a file gets there and away, how one trusts it."""

    kind: str
    address: str
    host: str
    put: Callable[[str, bytes], None]
    remove: Callable[[str], None]
    trust: dict[str, str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def answers(port: int, seconds: float = 60, alive: Callable[[], bool] = lambda: True) -> None:
    """Return when somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < end, "the server did not come up"
            assert alive(), "the server ended"
            time.sleep(0.1)


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An authority, and a certificate of its for this machine with its key."""
    now, key, own = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def signed(name: str, of: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType) -> bytes:
        builder = (
            x509.CertificateBuilder().subject_name(_named(name)).issuer_name(_named("Test authority"))
            .public_key(of.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=2))
        )  # fmt: skip
        for extension in extensions:
            builder = builder.add_extension(extension, isinstance(extension, x509.BasicConstraints))
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    files = folder / "authority.pem", folder / "server.pem", folder / "server.key"
    files[0].write_bytes(signed("Test authority", key, x509.BasicConstraints(True, 0)))
    files[1].write_bytes(signed("localhost", own, x509.BasicConstraints(False, None), names))
    files[2].write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _in_folder(root: Path) -> tuple[Callable[[str, bytes], None], Callable[[str], None]]:
    def put(path: str, data: bytes) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)

    return put, lambda path: (root / path).unlink()


@contextmanager
def webdav(home: Path) -> Iterator[Server]:
    """WsgiDAV behind cheroot, with TLS and a password."""
    from cheroot.ssl.builtin import BuiltinSSLAdapter
    from cheroot.wsgi import Server as Web
    from wsgidav.wsgidav_app import WsgiDAVApp

    authority, certificate, key = certificates(home)
    root = home / "dav"
    (root / "contracts").mkdir(parents=True)
    told = {
        "provider_mapping": {"/": str(root)}, "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
        "verbose": 0, "logging": {"enable": False}, "http_authenticator": {"accept_basic": True, "accept_digest": False},
    }  # fmt: skip
    web = Web(("127.0.0.1", free_port()), WsgiDAVApp(told), numthreads=4)
    web.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(key))
    web.error_log = lambda *_, **__: None  # a handshake that a test breaks off is no news
    web.prepare()
    thread = threading.Thread(target=web.serve, daemon=True)
    thread.start()
    try:
        where = f"webdavs://localhost:{web.bind_addr[1]}/contracts"
        yield Server("webdav", where, "localhost", *_in_folder(root / "contracts"), {"SSL_CERT_FILE": str(authority)})
    finally:
        web.stop()
        thread.join(20)


MODULES = Path("/usr/lib/apache2/modules")


@contextmanager
def apache(home: Path) -> Iterator[Server]:
    """Apache in the foreground with mod_dav over TLS, a password file of its own, and nothing to write on."""
    authority, certificate, key = certificates(home)
    root, port = home / "apache" / "share", free_port()
    (root / "contracts").mkdir(parents=True)
    (home / "apache" / "locks").mkdir(mode=0o777)
    for folder in (home, root.parent):  # as root it serves as nobody
        folder.chmod(0o755)
    proof = base64.b64encode(hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).digest()).decode()
    (home / "apache" / "people").write_text(f"{USER}:{{SHA}}{proof}\n")
    conf = home / "apache" / "apache.conf"
    names = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs", "ssl"]
    loaded = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
    conf.write_text(
        f"""{loaded}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {home}/apache/pid
ErrorLog {home}/apache/errors
User nobody
Group nogroup
DefaultRuntimeDir {home}/apache
Mutex file:{home}/apache default
DocumentRoot {root}
DavLockDB {home}/apache/locks/db
SSLEngine on
SSLCertificateFile {certificate}
SSLCertificateKeyFile {key}
<Directory {root}>
  Dav On
  AuthType Basic
  AuthName share
  AuthUserFile {home}/apache/people
  <RequireAll>
    Require valid-user
    Require method GET HEAD OPTIONS PROPFIND
  </RequireAll>
</Directory>
"""
    )
    said = (home / "apache.said").open("wb")
    line = [apache_program() or "", "-d", str(home / "apache"), "-f", str(conf), "-DFOREGROUND"]
    with said, subprocess.Popen(line, stdout=said, stderr=said, start_new_session=True) as process:
        try:
            answers(port, 30, lambda: process.poll() is None)
            where = f"webdavs://localhost:{port}/contracts"
            yield Server(
                "webdav", where, "localhost", *_in_folder(root / "contracts"), {"SSL_CERT_FILE": str(authority)}
            )
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and end it where it does not."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def apache_program() -> str | None:
    """Where Debian's Apache lies, if it is there with what the test needs."""
    found = shutil.which("apache2") or shutil.which("/usr/sbin/apache2")
    return found if found and (MODULES / "mod_dav_fs.so").exists() else None


@contextmanager
def sftp(home: Path) -> Iterator[Server]:
    """asyncssh's server with a host key of its own, in a folder that it does not leave."""
    import asyncssh

    root = home / "sftp"
    (root / "contracts").mkdir(parents=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    visitors: list[asyncssh.SSHServerConnection] = []  # type: ignore[name-defined]

    class Door(asyncssh.SSHServer):  # type: ignore[misc,name-defined]
        def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:  # type: ignore[name-defined]
            visitors.append(conn)

        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (USER, PASSWORD)

    async def begin() -> asyncssh.SSHAcceptor:  # type: ignore[name-defined]
        factory = lambda channel: asyncssh.SFTPServer(channel, chroot=os.fsencode(root))  # noqa: E731
        return await asyncssh.create_server(
            Door, "127.0.0.1", 0, server_host_keys=[key], sftp_factory=factory, allow_scp=False
        )

    async def end() -> None:
        """Nobody new, and nobody left inside: an open connection would be found by another test's end."""
        acceptor.close()
        for visitor in visitors:
            visitor.abort()
            await visitor.wait_closed()
        await acceptor.wait_closed()

    acceptor = asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
    port = acceptor.get_port()
    (home / "person" / ".ssh").mkdir(parents=True)
    public = key.export_public_key().decode().strip()
    (home / "person" / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}\n")
    try:
        where = f"sftp://{USER}@127.0.0.1:{port}/contracts"
        yield Server("sftp", where, "127.0.0.1", *_in_folder(root / "contracts"), {"HOME": str(home / "person")})
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


@contextmanager
def s3(home: Path) -> Iterator[Server]:
    """SeaweedFS, one process, over TLS."""
    from obstore.store import S3Store

    authority, certificate, key = certificates(home)
    (home / "weed").mkdir()
    rights = [{"name": "ada", "credentials": [{"accessKey": USER, "secretKey": PASSWORD}], "actions": ["Admin"]}]
    (home / "s3.json").write_text(json.dumps({"identities": rights}))
    ports = {name: free_port() for name in ("master", "volume", "filer")}
    web, plain = free_port(), free_port()
    line = [
        str(Path(sys.executable).with_name("weed")), "server", f"-dir={home / 'weed'}", "-ip=127.0.0.1", "-s3",
        *(f"-{name}.port={port}" for name, port in ports.items()), *(f"-{name}.port.grpc={free_port()}" for name in ports),
        f"-s3.port={plain}", f"-s3.port.https={web}", f"-s3.port.grpc={free_port()}", f"-s3.cert.file={certificate}",
        f"-s3.key.file={key}", f"-s3.config={home / 's3.json'}", "-master.volumeSizeLimitMB=64", "-volume.max=4",
    ]  # fmt: skip
    said = (home / "weed.said").open("wb")
    with said, subprocess.Popen(line, stdout=said, stderr=said, cwd=home, start_new_session=True) as process:
        try:
            answers(web, 90, lambda: process.poll() is None)
            store = S3Store(
                "hemvist-test", access_key_id=USER, secret_access_key=PASSWORD, region="us-east-1",
                endpoint=f"https://localhost:{web}", client_options={"root_certificate": authority.read_text()},
                retry_config={"max_retries": 1},
            )  # fmt: skip
            _make_bucket(f"https://localhost:{web}", authority)
            trust = {
                "SSL_CERT_FILE": str(authority), "AWS_ENDPOINT_URL": f"https://localhost:{web}", "AWS_REGION": "us-east-1",
            }  # fmt: skip
            where = "s3://hemvist-test/contracts"
            yield Server(
                "s3", where, "localhost", lambda path, data: _put(store, path, data),
                lambda path: store.delete(f"contracts/{path}"), trust,
            )  # fmt: skip
        finally:
            stop(process)


def _put(store: object, path: str, data: bytes) -> None:
    end = time.monotonic() + 60
    while True:  # its volumes come up a moment after its door
        try:
            store.put(f"contracts/{path}", data)  # type: ignore[attr-defined]
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def _make_bucket(endpoint: str, authority: Path) -> None:
    """``PUT /BUCKET`` with a signature of version 4, which obstore makes for a link."""
    import httpx
    from obstore import sign
    from obstore.store import S3Store

    store = S3Store(
        "hemvist-test", access_key_id=USER, secret_access_key=PASSWORD, region="us-east-1", endpoint=endpoint,
        client_options={"root_certificate": authority.read_text()},
    )  # fmt: skip
    link = sign(store, "PUT", "", timedelta(minutes=5))
    context = ssl.create_default_context(cafile=str(authority))
    answer = httpx.put(link, verify=context, timeout=30)
    assert answer.is_success, answer.text


@contextmanager
def smb(home: Path) -> Iterator[Server]:
    """Samba's smbd in the foreground with a configuration and a password file of its own."""
    import pwd

    root, port, user = home / "smb", free_port(), pwd.getpwuid(os.geteuid()).pw_name
    (root / "contracts").mkdir(parents=True)
    for name in ("private", "lock", "state", "cache", "run", "log"):
        (home / "samba" / name).mkdir(parents=True)
    conf = home / "smb.conf"
    conf.write_text(
        f"""[global]
server role = standalone server
disable netbios = yes
smb ports = {port}
interfaces = 127.0.0.1
bind interfaces only = yes
server min protocol = SMB3
private dir = {home}/samba/private
lock directory = {home}/samba/lock
state directory = {home}/samba/state
cache directory = {home}/samba/cache
pid directory = {home}/samba/run
ncalrpc dir = {home}/samba/run/ncalrpc
log file = {home}/samba/log/%m
passdb backend = tdbsam
load printers = no
printing = bsd
disable spoolss = yes
[share]
path = {root}
read only = yes
"""
    )
    twice = f"{PASSWORD}\n{PASSWORD}\n"
    subprocess.run(
        ["smbpasswd", "-c", str(conf), "-a", "-s", user], input=twice, text=True, check=True, capture_output=True
    )
    said = (home / "smb.said").open("wb")
    line = [shutil.which("smbd") or "/usr/sbin/smbd", "-F", "--no-process-group", "-s", str(conf), "-p", str(port)]
    with said, subprocess.Popen(line, stdout=said, stderr=said, start_new_session=True) as process:
        try:
            answers(port, 30, lambda: process.poll() is None)
            where = f"smb://{user}@127.0.0.1:{port}/share/contracts"
            yield Server("smb", where, "127.0.0.1", *_in_folder(root / "contracts"), {})
        finally:
            stop(process)
