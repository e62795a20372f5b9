"""Request bodies as streams: what is uploaded is read as it comes, and never collected in a file in clear."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import UnreadablePostError

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
PATIENCE = 60.0
"""Seconds without a byte after which a body counts as broken off."""


class Door:
    """One connection's messages, shared by who reads the body (a thread) and who waits for the sender to go away."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._loop = receive, asyncio.get_running_loop()
        self._over, self._gone = asyncio.Event(), False

    async def __call__(self) -> Message:
        """The first message after the body: that the sender went away."""
        await self._over.wait()
        return {"type": "http.disconnect"} if self._gone else await self._receive()

    async def _next(self) -> bytes | None:
        """The next bytes, ``None`` after the last."""
        if self._over.is_set():
            return None
        message = await self._receive()
        self._gone = message["type"] == "http.disconnect"
        if self._gone or not message.get("more_body", False):
            self._over.set()
        return bytes(message.get("body", b""))

    def wait(self) -> bytes | None:
        """The next bytes, for a thread; :class:`UnreadablePostError` when the sender is gone or silent for too long."""
        coming = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
        try:
            data = coming.result(PATIENCE)
        except TimeoutError:
            coming.cancel()
            raise UnreadablePostError("the sender went silent") from None
        if self._gone:
            raise UnreadablePostError("the sender went away")
        return data


class Body(io.RawIOBase):
    """A request's body as a file that is read once."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door, self._left = door, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            data = self._door.wait()
            if data is None:
                return 0
            self._left = data
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


class StreamingHandler(ASGIHandler):
    """Django's handler, except that it lets a view begin before the body has come."""

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        await super().handle(scope, Door(receive), send)

    async def read_body(self, receive: Any) -> io.BufferedReader:
        """The body as a stream. Django would collect it in a temporary file."""
        return io.BufferedReader(Body(receive), 1 << 16)

    async def send_response(self, response: Any, send: Any) -> None:
        """As Django's, with files pulled chunk by chunk. Django would read a whole file before it sends any of it."""
        if response.streaming and not response.is_async:
            response.streaming_content = _pulled(response.streaming_content)
        await super().send_response(response, send)

    async def listen_for_disconnect(self, receive: Any) -> None:
        """As Django's, and silent about whatever a client sends after its body."""
        message = await receive()
        while message["type"] != "http.disconnect":
            message = await receive()
        raise RequestAborted


async def _pulled(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    following = iter(chunks)
    while (chunk := await sync_to_async(_next)(following)) is not None:
        yield chunk


def _next(following: Iterator[bytes]) -> bytes | None:
    return next(following, None)
