"""The ways to other servers, each opened so that the server proves itself and nothing falls back to less."""

from __future__ import annotations

import contextlib
import importlib
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, quote, urlsplit

from hemvist.cli.errors import RemoteUnusable
from hemvist.cli.sending import credentials, listing
from hemvist.cli.sending.listing import Bounded, Listing
from hemvist.cli.sending.relay import Relay

SECONDS: Final = 60
"""How long a server may be silent."""


@dataclass(frozen=True)
class Opened:
    """A server's files as fsspec gives them, and where in them the folder is."""

    system: Any
    root: str
    spelt: Callable[[str], str] = str
    """How the library wants a path to be spelt."""
    opening: Callable[[str], Any] | None = None
    """How a file is opened for reading, where that is not the library's own way."""
    listing: Listing | None = None
    """How a folder is listed, likewise."""


def webdav(told: SplitResult) -> Opened:
    """``webdavs://[USER@]HOST[:PORT]/PATH``, over TLS by this machine's authorities or those in ``SSL_CERT_FILE``."""
    known = credentials.for_host(told.hostname or "", told.username or "")
    assert known is not None
    system = _library("webdav4.fsspec", told).WebdavFileSystem(
        f"https://{_place(told)}", auth=(known.user, known.password), timeout=SECONDS, follow_redirects=False,
        transport=Bounded(told.hostname or "", ssl.create_default_context()), trust_env=False, skip_instance_cache=True,
    )  # fmt: skip

    def opening(where: str) -> Any:
        return stream.IterStream(system.client, system.client.join_url(quote(where)))

    # webdav4 puts a path into an address as it is, and looks for it in the answer as it was.
    stream = _library("webdav4.stream", told)
    return Opened(system, told.path.strip("/"), quote, opening)


def sftp(told: SplitResult) -> Opened:
    """``sftp://[USER@]HOST[:PORT]/PATH``, by the person's keys or agent, or a password; the host key must be known.

    sshfs checks no host key unless it is told where the known ones are.
    """
    known = credentials.for_host(told.hostname or "", told.username or "", needed=False)
    hosts = [str(file) for file in _known_hosts() if file.exists()]
    if not hosts:
        raise unknown_host(told.hostname or "")
    own: dict[str, Any] = {"username": told.username} if told.username else {}
    if known is not None:
        own = {"username": known.user, "password": known.password}
    fsspec_sftp = _library("sshfs", told).SSHFileSystem
    try:
        system = fsspec_sftp(
            told.hostname, port=told.port or 22, known_hosts=hosts, config=None, connect_timeout=SECONDS,
            login_timeout=SECONDS, keepalive_interval=20, skip_instance_cache=True,
            sftp_client_kwargs={"path_errors": "surrogateescape"}, **own,
        )  # fmt: skip
    except Exception as error:
        raise unusable(told.hostname or "", error) from None
    return Opened(system, told.path or "/", listing=listing.of_sftp(system, told.hostname or ""))


def s3(told: SplitResult) -> Opened:
    """``s3://BUCKET/PATH`` at ``AWS_ENDPOINT_URL``, or Amazon's where ``AWS_REGION`` says; over TLS only.

    obstore follows redirects, to whatever host they name: it is given a way to this one only.
    """
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    endpoint = os.environ.get("AWS_ENDPOINT_URL") or f"https://s3.{region}.amazonaws.com"
    host = urlsplit(endpoint).hostname or ""
    if not endpoint.startswith("https://") or not host:
        raise RemoteUnusable(
            host=host or "AWS_ENDPOINT_URL",
            why="what it sends could be read on the way",
            remedy="Give its https:// address.",
        )
    known = credentials.for_s3(host)
    config = {
        "access_key_id": known.user, "secret_access_key": known.password, "region": region, "endpoint": endpoint,
        "virtual_hosted_style_request": False,
    }  # fmt: skip
    relay = Relay(endpoint, SECONDS)
    client: dict[str, Any] = {
        "timeout": f"{SECONDS}s", "connect_timeout": "20s", "allow_http": False, "proxy_url": relay.address,
    }  # fmt: skip
    if authority := os.environ.get("SSL_CERT_FILE"):
        client["root_certificate"] = Path(authority).read_text("ascii")
    retry = {"max_retries": 2}
    store = _library("obstore.fsspec", told).FsspecStore
    system = store("s3", config=config, client_options=client, retry_config=retry, skip_instance_cache=True)

    def opening(where: str) -> Any:
        system.info(where)  # opening what is not there leaves a broken object behind
        return system.open(where, "rb")

    root = f"{told.netloc}{told.path}".rstrip("/")
    return Opened(system, root, opening=opening, listing=listing.of_s3(system, relay, host))


def smb(told: SplitResult) -> Opened:
    """``smb://[USER@]HOST[:PORT]/SHARE/PATH``, SMB 3 and encrypted, which only a server that knows the password can do.

    One try only, and then a look at what came of it: after a refusal to go without encryption, smbprotocol 1.17 keeps
    the session, and whoever asks again is given it as it is, in the clear.
    """
    known = credentials.for_host(told.hostname or "", told.username or "")
    assert known is not None
    smb_system = _library("fsspec.implementations.smb", told).SMBFileSystem
    try:
        system = smb_system(
            told.hostname, port=told.port, username=known.user, password=known.password, timeout=SECONDS, encrypt=True,
            share_access="rwd", register_session_retries=0, skip_instance_cache=True,
        )  # fmt: skip
        _encrypted(told, known.user)
    except Exception as error:
        _forgotten(told)
        raise unusable(told.hostname or "", error) from None

    def opening(where: str) -> Any:
        _encrypted(told, known.user)
        return system.open(where, "rb")

    def names(where: str) -> Iterator[str]:
        with _library("smbclient", told).scandir(as_unc(told.hostname, where), port=told.port or 445) as found:
            yield from (one.name for one in found)

    as_unc = _library("fsspec.implementations.smb", told)._as_unc_path
    return Opened(system, told.path, opening=opening, listing=listing.of_smb(system, told.hostname or "", names))


def _encrypted(told: SplitResult, user: str) -> None:
    """Return if what goes to and fro in the session with a server is encrypted. Raises RemoteUnusable."""
    session = _library("smbclient", told).register_session(
        told.hostname, username=user, port=told.port or 445, encrypt=True, connection_timeout=SECONDS
    )
    if session.encrypt_data is not True:
        raise _in_the_clear(told.hostname or "")


def _forgotten(told: SplitResult) -> None:
    with contextlib.suppress(Exception):
        _library("smbclient", told).delete_session(told.hostname, port=told.port or 445)


def _in_the_clear(host: str) -> RemoteUnusable:
    return RemoteUnusable(
        host=host, why="it would not encrypt what it sends",
        remedy="Ask its operator to let SMB 3 encrypt, or use webdavs:// or sftp://.",
    )  # fmt: skip


def unusable(host: str, error: Exception) -> RemoteUnusable:
    """What went wrong with a server, by the kinds of error that its libraries raise; never in their words."""
    told = f"{type(error).__name__} {type(error.__cause__).__name__} {type(error.__context__).__name__} {error}"
    if isinstance(error, RemoteUnusable):
        return error
    if "HostKey" in told or "Host key" in told:
        return unknown_host(host)
    if "SMB encryption" in told:
        return _in_the_clear(host)
    if "CERTIFICATE" in told.upper():
        return RemoteUnusable(
            host=host, why="its certificate is not from an authority that this machine trusts",
            remedy="Set SSL_CERT_FILE to the certificate of its authority, if you know that it is theirs.",
        )  # fmt: skip
    if any(sign in told for sign in _DENIED):
        return RemoteUnusable(
            host=host,
            why="it does not let you in",
            remedy=f"Check user name and password, in {credentials.file()} say.",
        )
    if any(sign in told for sign in _MISSING):
        return RemoteUnusable(host=host, why="it has no such folder", remedy="Check the address and your rights to it.")
    return RemoteUnusable(
        host=host,
        why=f"it does not answer as it should ({type(error).__name__})",
        remedy="Check the address and the network.",
    )


def unknown_host(host: str) -> RemoteUnusable:
    """That a host key is not known, or another one than is known."""
    return RemoteUnusable(
        host=host, why="its host key is not the one known for it, or none is known",
        remedy=f"Ask its operator for the key, connect once with ssh {host}, compare, and accept it there.",
    )  # fmt: skip


_DENIED: Final = (
    "PermissionDenied", "Permission denied", "LogonFailure", "SMBAuthenticationError", "AccessDenied", "Unauthenticated",
    "received 401", "received 403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "SpnegoError",
)  # fmt: skip
_MISSING: Final = (
    "FileNotFound", "ResourceNotFound", "NoSuchFile", "NoSuchBucket", "ObjectNameNotFound", "BadNetworkName",
    "NotADirectory", "received 404",
)  # fmt: skip


def _known_hosts() -> tuple[Path, ...]:
    return (Path.home() / ".ssh" / "known_hosts", Path("/etc/ssh/ssh_known_hosts"))


def _place(told: SplitResult) -> str:
    """Host and port of an address, without the user."""
    return told.netloc.rpartition("@")[2]


def _library(name: str, told: SplitResult) -> Any:
    """The library for a way; it is no part of every installation."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise RemoteUnusable(
            host=told.hostname or "",
            why=f"what reads {told.scheme}:// is not installed",
            remedy="Install it with: .venv/bin/pip install 'hemvist[remote]'",
        ) from None
