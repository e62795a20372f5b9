"""Reads with one parser in this process, through the real scribe and assembly: for mass tests, where a child costs too much."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hemvist.domain.text import Text
from hemvist.readers.assembly import Assembly
from hemvist.readers.limits import Limits
from hemvist.readers.messages import DATA, Frames, words
from hemvist.readers.scribe import Scribe, Unreadable

FILES = Path(__file__).parent / "files"


def parse(parser: Any, data: bytes, limits: Limits | None = None) -> tuple[Text, dict[str, bytes]]:
    """The text and the members that ``parser`` makes of ``data``; raises ``Unreadable``."""
    limits = limits or Limits()
    assembly, frames = Assembly(limits), Frames()
    members: dict[str, bytearray] = {}
    last = bytearray()

    def send(message: bytes) -> None:
        nonlocal last
        for letter, payload in frames.feed(message):
            if letter == DATA:
                last += payload
                continue
            said = words(payload)
            assembly.add(said)
            if "member" in said:
                last = members[said["member"][0]] = bytearray()  # type: ignore[index]

    scribe = Scribe(send, limits)
    parser.read(data, scribe)
    scribe.flush()
    return assembly.text("x"), {name: bytes(found) for name, found in members.items()}


def hidden(text: Text) -> list[tuple[str, str]]:
    """What was set apart, as (why, text)."""
    return [(one.kind.value, one.text) for one in text.hidden]


def titles(text: Text) -> list[tuple[str, int]]:
    """The headings, as (text, level)."""
    return [(text.text[one.start : one.end], one.level) for one in text.headings]


def tables(text: Text) -> list[tuple[str, str]]:
    """The tables, as (header row, the rows below it)."""
    return [(text.text[one.start : one.end], text.text[one.end : one.until].strip("\n")) for one in text.tables]


def damaged(data: bytes, rounds: int, seed: int = 7) -> Iterator[bytes]:
    """``data`` cut off, with bytes changed, with runs doubled or dropped: the same every time."""
    chance = random.Random(seed)
    for _ in range(rounds):
        broken = bytearray(data)
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(broken) or 1)
            how = chance.randrange(5)
            if how == 0:
                del broken[at:]
            elif how == 1:
                broken[at : at + 1] = bytes([chance.randrange(256)])
            elif how == 2:
                broken[at : at + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xfe\xff\xff\xff")
                )
            elif how == 3:
                del broken[at : at + chance.randrange(1, 600)]
            else:
                broken[at:at] = broken[at : at + chance.randrange(1, 600)]
        yield bytes(broken)


def survives(parser: Any, data: bytes) -> bool:
    """Whether ``data`` is read or refused in our own words: nothing else may come out of a parser."""
    try:
        parse(parser, data)
    except Unreadable:
        return False
    return True
