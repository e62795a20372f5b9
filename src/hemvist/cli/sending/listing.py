"""How much a server may tell of one folder: what it says without end is cut off, before it fills the memory."""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx

from hemvist.cli.errors import RemoteUnusable
from hemvist.cli.sending.relay import Relay

MOST_TOLD: Final = 64_000_000
"""Bytes that a server may tell of one folder: some 60,000 files of WebDAV, more of the others."""
MOST_SECONDS: Final = 600
"""How long it may take to."""
_BESIDE: Final = 100
"""Bytes that an entry has besides its name."""
Listing = Callable[[str], list[dict[str, Any]]]


class Told:
    """What a server has told of one folder so far."""

    def __init__(self, host: str) -> None:
        self._host, self._bytes, self._until = host, 0, time.monotonic() + MOST_SECONDS

    def more(self, size: int) -> None:
        """So many bytes more. RemoteUnusable when they are too many, or come too slowly."""
        self._bytes += size
        if self._bytes > MOST_TOLD or time.monotonic() > self._until:
            raise without_end(self._host)


def without_end(host: str) -> RemoteUnusable:
    """That a server does not come to the end of a folder."""
    return RemoteUnusable(
        host=host, why=f"what it tells of one folder does not end ({MOST_TOLD // 1_000_000} MB, or {MOST_SECONDS} seconds)",
        remedy="Name folders below this one; if it holds few files, ask the server's operator.",
    )  # fmt: skip


class Bounded(httpx.BaseTransport):
    """The way to one WebDAV server: an answer that is no file ends, is not packed, and comes from no other server."""

    def __init__(self, host: str, trust: ssl.SSLContext) -> None:
        self._host, self._way = host, httpx.HTTPTransport(verify=trust, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if request.url.host != self._host:
            raise RemoteUnusable(
                host=self._host,
                why="it sends on to another server",
                remedy="Give the address at which the folder really is.",
            )
        if request.method == "GET":
            return self._way.handle_request(request)
        request.headers["accept-encoding"] = "identity"
        answer = self._way.handle_request(request)
        answer.headers.pop("content-encoding", None)  # what is packed all the same is no listing
        assert isinstance(answer.stream, httpx.SyncByteStream)
        stream = _Ending(answer.stream, Told(self._host))
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream, extensions=answer.extensions)

    def close(self) -> None:
        """Let go of its connections."""
        self._way.close()


class _Ending(httpx.SyncByteStream):
    """A body that ends."""

    def __init__(self, stream: httpx.SyncByteStream, told: Told) -> None:
        self._stream, self._told = stream, told

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._told.more(len(piece))
            yield piece

    def close(self) -> None:
        self._stream.close()


def of_sftp(system: Any, host: str) -> Listing:
    """Entry by entry, as they come; sshfs would wait for the last."""
    from fsspec.asyn import sync

    async def listed(where: str) -> list[dict[str, Any]]:
        told, rows = Told(host), []
        async with system._pool.get() as channel:
            entries: AsyncIterator[Any] = channel.scandir(where)
            async for one in entries:
                told.more(len(one.filename) + _BESIDE)
                if one.filename not in (".", ".."):
                    rows.append(system._decode_attributes(one.attrs) | {"name": f"{where.rstrip('/')}/{one.filename}"})
        return rows

    return lambda where: list(sync(system.loop, listed, where))


def of_s3(system: Any, relay: Relay, host: str) -> Listing:
    """What comes through the relay meanwhile is counted: obstore gives no part of a listing before all of it is there."""

    def listed(where: str) -> list[dict[str, Any]]:
        with _room(relay):
            try:
                return list(system.ls(where, detail=True))
            except Exception:
                if relay.left < 0:
                    raise without_end(host) from None
                raise

    return listed


@contextmanager
def _room(relay: Relay) -> Iterator[None]:
    relay.left = MOST_TOLD
    try:
        yield
    finally:
        relay.left = math.inf


def of_smb(system: Any, host: str, names: Callable[[str], Iterable[str]]) -> Listing:
    """The names that a share tells of, and then what each is."""

    def listed(where: str) -> list[dict[str, Any]]:
        told, there = Told(host), []
        for name in names(where):
            told.more(len(name) + _BESIDE)
            there.append(f"{where.rstrip('/')}/{name}")
        return [system.info(one) for one in there]

    return listed
