"""Bodies as streams: a view begins before its body has come, and hears when the sender goes away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.http import UnreadablePostError

from hemvist.web import streamed
from hemvist.web.streamed import Body, Door


class Sender:
    """The other side of a connection: sends what it is given, and counts what was asked for."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages, self.asked = list(messages), 0

    async def __call__(self) -> dict[str, Any]:
        self.asked += 1
        if self.messages:
            return self.messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


def test_a_body_is_read_whole_in_its_order() -> None:
    async def run() -> bytes:
        sender = Sender(part(b"one "), part(b""), part(b"two "), part(b"three", more=False))
        return await asyncio.to_thread(Body(Door(sender)).readall)

    assert asyncio.run(run()) == b"one two three"


def test_nothing_is_asked_for_before_it_is_read() -> None:
    async def run() -> list[int]:
        sender = Sender(part(b"x" * 10), part(b"y" * 10, more=False))
        body = Body(Door(sender))
        counts = [sender.asked]
        await asyncio.to_thread(body.read, 5)
        counts.append(sender.asked)
        await asyncio.to_thread(body.read, 5)
        counts.append(sender.asked)
        return counts

    assert asyncio.run(run()) == [0, 1, 1]


def test_a_sender_that_goes_away_is_heard_of_by_reader_and_waiter() -> None:
    async def run() -> dict[str, Any]:
        door = Door(Sender(part(b"one"), GONE))
        waiting = asyncio.create_task(door())
        body = Body(door)
        assert await asyncio.to_thread(body.read, 3) == b"one"
        with pytest.raises(UnreadablePostError):
            await asyncio.to_thread(body.read, 3)
        return await waiting

    assert asyncio.run(run()) == GONE


def test_a_sender_that_falls_silent_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "PATIENCE", 0.05)

    async def run() -> None:
        with pytest.raises(UnreadablePostError):
            await asyncio.to_thread(Body(Door(Sender())).read, 1)

    asyncio.run(run())


def test_leaving_after_the_body_is_heard_of() -> None:
    async def run() -> dict[str, Any]:
        door = Door(Sender(part(b"all", more=False), GONE))
        await asyncio.to_thread(Body(door).readall)
        return await door()

    assert asyncio.run(run()) == GONE
